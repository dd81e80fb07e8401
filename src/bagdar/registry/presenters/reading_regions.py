"""The organisations of a region and its doubtful records as tables."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from bagdar.core.languages import Words, format_day, format_number
from bagdar.core.periods import academic_year_of
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t
from bagdar.registry.presenters.paging import asks_for_all, more_link
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
                "list": _list_of(one.organisation_id) if links else "",
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


@dataclass(frozen=True)
class DoubtCount:
    """How many records of an organisation have a doubt."""

    doubt: Doubt
    organisation_id: UUID
    count: int

    @property
    def key(self) -> str:
        return f"{self.doubt.value}.{self.organisation_id}"


def counts_of(found: Sequence[Doubtful]) -> list[DoubtCount]:
    """By doubt, in the order of the doubts; no name stands here."""
    counts = Counter((one.doubt, one.organisation_id) for one in found)
    return [DoubtCount(doubt, id, count) for (doubt, id), count in counts.items()]


def doubts_table(counts: Sequence[DoubtCount], organisations: Mapping[UUID, str]) -> Table:
    columns = [
        Column("doubt", t("reading.column.doubt"), wide=True),
        Column("organisation", t("reading.column.organisation"), wide=True, link="list"),
        Column("count", t("reading.column.records"), "number", total=True),
    ]
    rows = [
        {
            "doubt": t(f"reading.doubt.{one.doubt.value}"),
            "organisation": organisations.get(one.organisation_id, str(one.organisation_id)),
            "list": f"{_list_of(one.organisation_id)}?doubt={one.doubt.value}",
            "count": one.count,
        }
        for one in counts
    ]
    return Table(
        "doubts", t("reading.doubts.table"), columns, rows, note=t("reading.doubts.note"),
        empty=t("reading.doubts.empty"),
    )  # fmt: skip


def _list_of(organisation_id: UUID) -> str:
    return reverse("organisation_list", args=[organisation_id])


# --- one page of a list that is counted whole -----------------------------------------------------

Lines = TypeVar("Lines", bound=Sequence[Any])


def part_of(query: QueryDict, lines: Lines, size: int) -> Lines:
    """The lines after ?after=KEY, at most so many; a file, an order, a find are of all."""
    if asks_for_all(query):
        return lines
    return after_key(lines, query.get("after", ""), size)


def after_key(lines: Lines, after: str, size: int) -> Lines:
    """The lines after the one with a key; the first where there is none."""
    start = next((at + 1 for at, one in enumerate(lines) if key_of(one) == after), 0)
    return lines[start : start + size]  # type: ignore[return-value]


def key_of(line: Any) -> str:
    """By what a line is found again: an organisation may stand there once."""
    return line.key if isinstance(line, DoubtCount) else str(line.organisation_id)


def next_link(query: QueryDict, part: Sequence[Any], lines: Sequence[Any]) -> str:
    """The address of the lines after a part; empty after the last."""
    if not part or key_of(part[-1]) == key_of(lines[-1]):
        return ""
    return more_link(query, key_of(part[-1]))


def state_links(path: str, chosen: str) -> list[tuple[str, str, bool]]:
    """(words, address, whether it is the one shown) of every state, and of all of them."""
    states = [
        ("", t("reading.area.all")),
        *((one, t(f"reading.area.state.{one}")) for one in STATES),
    ]
    return [(words, f"{path}?state={one}" if one else path, one == chosen) for one, words in states]


STATES = ("late", "awaited", "recorded")


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
