"""A study in words, tables and pictures: what is tried, who gains, who loses."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from bagdar.access.public import known_regions
from bagdar.admissions import models
from bagdar.admissions.presenters.troubles import why
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.study.declared import Variant
from bagdar.admissions.rules.study.nouns import StudyState, StudyStep, is_stuck
from bagdar.core.languages import format_date, format_instant, format_number
from bagdar.look.charting import Bar, bars
from bagdar.look.charts import Chart
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t
from bagdar.registry.public import lists

TONES: dict[str, Any] = {"asked": "plain", "running": "sky", "done": "good", "failed": "bad"}
KNOWN_AS_NONE = ("need",)  # of whom nothing is drawn: their standing is neither of these


def variant_title(row: models.Study) -> str:
    return Variant.model_validate(row.variant, strict=False).title[current_language()]


def kind_title(code: str) -> str:
    return t(f"campaign.kind.{CampaignKind(code)}")


def studies_table(rows: list[models.Study]) -> Table:
    language = current_language()
    columns = [
        Column("title", t("study.variant"), wide=True, link="href"),
        Column("kind", t("study.kind")),
        Column("on", t("study.on"), "date"),
        Column("state", t("study.state")),
        Column("asked", t("study.asked")),
    ]
    told = [
        {
            "title": variant_title(row), "href": reverse("study", args=[row.pk]),
            "kind": kind_title(row.kind), "on": row.on,
            "state": Mark(t(f"study.state.{row.state}"), TONES[row.state]),
            "asked": format_instant(row.asked_at, language),
        }
        for row in rows
    ]  # fmt: skip
    return Table("studies", t("study.studies"), columns, told, empty=t("study.none"))


def facts(row: models.Study) -> list[tuple[str, str]]:
    language = current_language()
    return [
        (t("study.kind"), kind_title(row.kind)),
        (t("study.variant"), variant_title(row)),
        (t("study.on"), format_date(row.on, language)),
        (t("study.snapshot"), row.snapshot[:16]),
        (t("study.seed"), str(row.seed)),
        (t("study.asked"), format_instant(row.asked_at, language)),
        (t("study.by"), row.asked_by),
    ]


def answer_line(row: models.Study) -> str:
    """The first thing on the page."""
    found = row.result["change"]
    return t(
        "study.answer", better=found["better"], worse=found["worse"], same=found["same"],
        children=row.result["children"],
    )  # fmt: skip


def is_silent(row: models.Study, now: datetime) -> bool:
    return is_stuck(StudyState(row.state), row.beat_at, now)


def trouble(row: models.Study, now: datetime) -> str:
    """Why there is no result, and none to wait for; empty: nothing is wrong."""
    if is_silent(row, now):
        return t("study.silent")
    if not row.trouble:
        return ""
    return t("study.trouble", why=why(row.trouble, row.trouble_facts))


def progress(row: models.Study, now: datetime) -> str:
    if is_silent(row, now) or row.state not in (StudyState.ASKED.value, StudyState.RUNNING.value):
        return ""
    if not row.step:
        return t("study.waits")
    number = list(StudyStep).index(StudyStep(row.step)) + 1
    return t("study.step", step=t(f"study.step.{row.step}"), number=number, of=len(StudyStep))


def outcome_table(row: models.Study) -> Table:
    columns = [
        Column("what", t("study.what"), wide=True),
        Column("before", t("study.before"), "number"),
        Column("after", t("study.after"), "number"),
    ]
    before, after = row.result["before"], row.result["after"]
    told: list[dict[str, Any]] = [
        {"what": t("study.seated"), "before": before["seated"], "after": after["seated"]},
        {
            "what": t("study.first_share"), "before": percent(before["first_share"]),
            "after": percent(after["first_share"]),
        },
    ]  # fmt: skip
    for rank in range(max(len(before["ranks"]), len(after["ranks"]))):
        told.append(
            {
                "what": t("study.rank", number=rank + 1), "before": _at(before["ranks"], rank),
                "after": _at(after["ranks"], rank),
            }
        )  # fmt: skip
    if before["mean_metres"] is not None:
        told.append(
            {
                "what": t("study.mean_metres"), "before": before["mean_metres"],
                "after": after["mean_metres"],
            }
        )  # fmt: skip
    for fact in before["apart"]:
        told.append(
            {
                "what": t("study.apart", group=fact_title(fact)),
                "before": percent(before["apart"][fact]), "after": percent(after["apart"][fact]),
            }
        )  # fmt: skip
    told.append({"what": t("study.envy"), "before": 0, "after": row.result["envy"]})
    return Table("outcome", t("study.outcome"), columns, told, find=False)


def _at(ranks: list[int], rank: int) -> int:
    return ranks[rank] if rank < len(ranks) else 0


def percent(share: str | None) -> Decimal | None:
    return None if share is None else (100 * Decimal(share)).quantize(Decimal("0.1"))


def groups_table(row: models.Study) -> Table:
    columns = [
        Column("group", t("study.group"), wide=True),
        Column("children", t("study.children"), "number"),
        Column("better", t("study.better"), "number"),
        Column("worse", t("study.worse"), "number"),
        Column("net", t("study.net"), "number", unit="%"),
        Column("first_before", t("study.first_before"), "number", unit="%"),
        Column("first_after", t("study.first_after"), "number", unit="%"),
    ]
    told = [
        {
            "group": f"{fact_title(one['fact'])}: {value_title(row, one['fact'], one['value'])}",
            "children": one["children"], "better": one["better"], "worse": one["worse"],
            "net": _net(one), "first_before": percent(one["first_before"]),
            "first_after": percent(one["first_after"]),
        }
        for one in row.result["groups"]
    ]  # fmt: skip
    return Table("groups", t("study.groups"), columns, told, note=t("study.groups.note"))


def _net(one: dict[str, Any]) -> Decimal | None:
    if not one["children"]:
        return None
    net = Decimal(one["better"] - one["worse"]) / one["children"]
    return (100 * net).quantize(Decimal("0.1"))


def pictures(row: models.Study) -> Iterator[Chart]:
    """Wishes met under either rule; and of each group the share whose first wish is met."""
    before, after = row.result["before"]["ranks"], row.result["after"]["ranks"]
    yield bars(
        "ranks", t("study.ranks"), [*_paired(before, after)], unit=t("study.of_children"),
        label_title=t("study.what"), note=t("study.ranks.note"),
    )  # fmt: skip
    for fact in dict.fromkeys(one["fact"] for one in row.result["groups"]):
        some = [one for one in row.result["groups"] if one["fact"] == fact and one["children"]]
        values = [
            Bar(f"{value_title(row, fact, one['value'])} – {t(side)}", amount)
            for one in some
            for side, share in (
                ("study.before", one["first_before"]), ("study.after", one["first_after"])
            )
            if (amount := percent(share)) is not None
        ]  # fmt: skip
        title = t("study.first_by", group=fact_title(fact))
        if len(some) > 1:
            yield bars(f"first-{fact}", title, values, unit="%", label_title=t("study.group"))


def _paired(before: list[int], after: list[int]) -> Iterator[Bar]:
    for rank in range(max(len(before), len(after))):
        wish = t("study.rank", number=rank + 1)
        yield Bar(f"{wish} – {t('study.before')}", Decimal(_at(before, rank)))
        yield Bar(f"{wish} – {t('study.after')}", Decimal(_at(after, rank)))


def fact_title(fact: str) -> str:
    return t(f"study.fact.{fact}")


def value_title(row: models.Study, fact: str, value: Any) -> str:
    language = current_language()
    declared = [one["classes"] for one in row.rules["fact"] if one["code"] == fact]
    classes = {one["code"]: one["title"][language] for some in declared for one in some}
    if value in classes:
        return str(classes[value])
    if fact in KNOWN_AS_NONE and value in ("", None):
        return t("study.none_of_them")
    if value in ("", None):
        return t("study.unknown")
    if fact == "region":
        regions = known_regions()
        return regions[value].name[language] if value in regions else str(value)
    if fact in ("sex", "language"):
        known = lists()["sexes"] if fact == "sex" else lists().languages
        return known[value].name[language] if value in known else str(value)
    if value in (0, 1):
        return t("study.yes") if value else t("study.no")
    return t(f"study.value.{value}") if isinstance(value, str) else format_number(value, language)
