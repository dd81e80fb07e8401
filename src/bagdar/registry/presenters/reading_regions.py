"""The organisations of a region and its doubtful records as tables."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from bagdar.core.languages import Words, format_day, format_number
from bagdar.core.periods import academic_year_of
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t
from bagdar.registry.presenters.reading_words import code_words, days_words
from bagdar.registry.rules.declared_reading import Reporting
from bagdar.registry.rules.doubts import Doubt, Doubtful
from bagdar.registry.rules.nouns import Learner
from bagdar.registry.rules.reading import OrganisationLine

TONES: Mapping[str, Any] = {"late": "bad", "awaited": "gold", "recorded": "good", "none": "plain"}


def standing_of(one: OrganisationLine, rule: Reporting, on: date) -> str:
    """recorded, awaited until the declared day, late after it; none: nothing is expected."""
    if one.type not in rule.types:
        return "none"
    if one.of_the_year:
        return "recorded"
    return "late" if on > rule.due_on(academic_year_of(on)) else "awaited"


def answers(
    lines: Sequence[OrganisationLine],
    rule: Reporting,
    on: date,
) -> list[Answer]:
    language = current_language()
    late = sum(standing_of(one, rule, on) == "late" for one in lines)
    return [
        Answer(t("reading.area.organisations"), format_number(len(lines), language)),
        Answer(
            t("reading.area.learners"),
            format_number(sum(one.learners for one in lines), language),
        ),
        Answer(
            t("reading.area.late"),
            format_number(late, language),
            note=t("reading.area.due", day=format_day(rule.due_on(academic_year_of(on)))),
            tone="bad" if late else "",
        ),
    ]


def organisations_table(
    lines: Sequence[OrganisationLine], rule: Reporting, on: date, *, links: bool
) -> Table:
    """links: whether the reader may open the lists of learners."""
    columns = [
        Column("name", t("reading.column.organisation"), wide=True, link="list"),
        Column("type", t("reading.column.type")),
        Column("learners", t("reading.column.learners"), "number", total=True),
        Column("groups", t("reading.column.groups"), "number", total=True),
        Column("state", t("reading.column.state")),
        Column("delivered", t("reading.column.delivered"), "date"),
        Column("changed", t("reading.column.changed"), "date"),
    ]
    rows = []
    for one in lines:
        state = standing_of(one, rule, on)
        rows.append(
            {
                "name": name_of(one),
                "list": reverse("organisation_list", args=[one.organisation_id]) if links else "",
                "type": code_words("organisation_types", one.type),
                "learners": one.learners,
                "groups": one.groups,
                "state": Mark(t(f"reading.area.state.{state}"), TONES[state]),
                "delivered": one.delivered_at,
                "changed": one.changed_at,
            }
        )
    return Table(
        "organisations",
        t("reading.area.table"),
        columns,
        rows,
        note=t("reading.area.note"),
        empty=t("reading.area.empty"),
    )


def name_of(one: OrganisationLine) -> str:
    names = Words(kk=one.name_kk, ru=one.name_ru, en=one.name_en or one.name_kk)
    return names[current_language()]


def doubts_table(found: Sequence[Doubtful], organisations: Mapping[UUID, str], most: int) -> Table:
    """A line a doubt and organisation, with how many records: no name stands here."""
    counts: dict[tuple[Doubt, UUID], int] = {}
    for one in found:
        key = one.doubt, one.organisation_id
        counts[key] = counts.get(key, 0) + 1
    columns = [
        Column("doubt", t("reading.column.doubt"), wide=True),
        Column("organisation", t("reading.column.organisation"), wide=True, link="list"),
        Column("count", t("reading.column.records"), "number", total=True),
    ]
    rows = [
        {
            "doubt": t(f"reading.doubt.{doubt.value}"),
            "organisation": organisations.get(id, str(id)),
            "list": f"{reverse('organisation_list', args=[id])}?doubt={doubt.value}",
            "count": count,
        }
        for (doubt, id), count in list(counts.items())[:most]
    ]
    return Table(
        "doubts", t("reading.doubts.table"), columns, rows, note=t("reading.doubts.note"),
        empty=t("reading.doubts.empty"),
    )  # fmt: skip


def learners_table(learners: Sequence[Learner], doubtful: Mapping[UUID, Sequence[Doubt]]) -> Table:
    columns = [
        Column("name", t("reading.column.person"), wide=True, link="page"),
        Column("grade", t("reading.column.grade"), "number"),
        Column("group", t("reading.column.group")),
        Column("level", t("reading.column.level")),
        Column("days", t("reading.column.days")),
        Column("doubts", t("reading.column.doubt"), wide=True),
    ]
    rows = [
        {
            "name": one.name.full or str(one.person_id),
            "page": reverse("person_story", args=[one.person_id]),
            "grade": one.enrolment.grade,
            "group": one.enrolment.group or None,
            "level": code_words("isced_levels", one.enrolment.level),
            "days": days_words(one.valid),
            "doubts": _doubt_words(doubtful.get(one.person_id, ())),
        }
        for one in learners
    ]
    return Table(
        "learners", t("reading.list.table"), columns, rows, empty=t("reading.list.empty"), find=True
    )


def _doubt_words(found: Sequence[Doubt]) -> Mark | None:
    words = "; ".join(t(f"reading.doubt.{one.value}") for one in found)
    return Mark(words, "gold") if words else None
