"""Class lists, classes and comparisons of the desk as tables and answers."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.urls import reverse

from bagdar.core.languages import Words, format_number
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t
from bagdar.registry.queries.declared import lists
from bagdar.registry.rules.classes import ClassOnDay
from bagdar.registry.rules.codes import Line
from bagdar.registry.rules.comparing import Difference, Listed, Pair
from bagdar.registry.rules.nouns import EnrolmentDetails, Learner
from bagdar.registry.rules.promoting import ClassKey

LinkOf = Callable[[ClassKey], str]
TONES = {"came": "good", "left": "bad", "corrected": "gold", "same": "plain"}


def number(value: int) -> str:
    return format_number(value, current_language())


def name_of(listed: Any, code: str) -> Words | str | None:
    """The name of a code in its list; the code where the list has it no more."""
    line: Line | None = listed.get(code)
    return line.name if line else code or None


def class_name(key: ClassKey) -> str:
    """«5 Ә»; who is in no class has that said."""
    return key.name or t("registry_desk.class.none")


def class_long(key: ClassKey) -> str:
    """«5 Ә», grade 5; for choices and headings."""
    if key.grade is None or not key.name:
        return class_name(key)
    return t("registry_desk.class.long", name=key.name, grade=key.grade)


def class_answers(found: Sequence[ClassOnDay]) -> list[Answer]:
    learners = sum(one.learners for one in found)
    without = sum(one.learners for one in found if not one.key.name)
    named = sum(1 for one in found if one.key.name)
    return [
        Answer(t("registry_desk.answer.learners"), number(learners)),
        Answer(t("registry_desk.answer.classes"), number(named)),
        Answer(
            t("registry_desk.answer.without_class"),
            number(without),
            tone="bad" if without else "",
            note=t("registry_desk.answer.without_class.note") if without else "",
        ),
    ]


def classes_table(found: Iterable[ClassOnDay], link: LinkOf) -> Table:
    columns = [
        Column("name", t("registry_desk.column.class"), "code", link="href"),
        Column("grade", t("registry_desk.column.grade"), "number"),
        Column("level", t("registry_desk.column.level"), wide=True),
        Column("language", t("registry_desk.column.language")),
        Column("shift", t("registry_desk.column.shift"), "number"),
        Column("learners", t("registry_desk.column.learners"), "number", total=True),
        Column("places", t("registry_desk.column.places"), "number", total=True),
        Column("state", t("registry_desk.column.state")),
    ]
    return Table(
        "classes",
        t("registry_desk.classes.table"),
        columns,
        [_class_row(one, link) for one in found],
        empty=t("registry_desk.classes.empty"),
    )


def _class_row(one: ClassOnDay, link: LinkOf) -> dict[str, Any]:
    opened = one.opened
    return {
        "name": class_name(one.key),
        "href": link(one.key),
        "grade": one.key.grade,
        "level": name_of(lists().levels, one.key.level),
        "language": name_of(lists().languages, opened.language) if opened else None,
        "shift": opened.shift if opened else None,
        "learners": one.learners,
        "places": opened.places if opened else None,
        "state": _state(one),
    }


def _state(one: ClassOnDay) -> Mark | None:
    if not one.key.name:
        return Mark(t("registry_desk.class.without"), "bad")
    if one.opened is None:
        return Mark(t("registry_desk.class.not_opened"), "gold")
    if one.free_places is not None and one.free_places < 0:
        return Mark(t("registry_desk.class.full"), "bad")
    return None


def learners_table(
    found: Iterable[Learner], *, with_links: bool, with_class: bool, count: int | None = None
) -> Table:
    """count: how many the whole list has, where this is a part of it."""
    known = lists()
    columns = [
        Column("name", t("registry_desk.column.name"), wide=True, link="href"),
        *([Column("class", t("registry_desk.column.class"), "code")] if with_class else []),
        Column("language", t("registry_desk.column.language")),
        Column("funding", t("registry_desk.column.funding")),
        Column("since", t("registry_desk.column.since"), "date"),
        Column("until", t("registry_desk.column.until"), "date"),
    ]
    rows = [
        {
            "name": one.name.full or t("registry_desk.no_name"),
            "href": reverse("desk_person", args=[one.person_id]) if with_links else "",
            "class": one.enrolment.group or None,
            "language": name_of(known.languages, one.enrolment.language),
            "funding": name_of(known.funding, one.enrolment.funding),
            "since": one.valid.start,
            "until": one.valid.end,
        }
        for one in found
    ]
    title = t("registry_desk.learners.table", count=len(rows) if count is None else count)
    find = True if count is not None and count > len(rows) else None
    return Table(
        "learners", title, columns, rows, empty=t("registry_desk.learners.empty"), find=find
    )


# --- two lists side by side ------------------------------------------------------------------


def difference_answers(pairs: Sequence[Pair], first: str, second: str) -> list[Answer]:
    """first, second: which day each list is of and when it was known."""
    told = [one.difference for one in pairs]
    before = sum(1 for one in pairs if one.before)
    after = sum(1 for one in pairs if one.after)
    found = [
        Answer(t("registry_desk.compare.before"), number(before), note=first),
        Answer(t("registry_desk.compare.after"), number(after), note=second),
    ]
    for one in (Difference.CAME, Difference.LEFT, Difference.CORRECTED):
        found.append(
            Answer(t(f"registry_desk.difference.{one.value}"), number(told.count(one)),
                   tone="gold" if told.count(one) else "")
        )  # fmt: skip
    return found


def difference_table(
    pairs: Iterable[Pair], words: Callable[[Any], str], card: str, *, all_rows: bool
) -> Table:
    """words: what stands of somebody; card: the name of the page of one of them."""
    columns = [
        Column("name", t("registry_desk.column.name"), wide=True, link="href"),
        Column("before", t("registry_desk.compare.before")),
        Column("after", t("registry_desk.compare.after")),
        Column("difference", t("registry_desk.column.difference")),
    ]
    rows = [
        _difference_row(one, words, card)
        for one in pairs
        if all_rows or one.difference is not Difference.SAME
    ]
    return Table(
        "differences",
        t("registry_desk.compare.table", count=len(rows)),
        columns,
        rows,
        empty=t("registry_desk.compare.empty"),
    )


def _difference_row(one: Pair, words: Callable[[Any], str], card: str) -> dict[str, Any]:
    latest = one.after or one.before
    assert latest is not None
    word = one.difference.value
    return {
        "name": latest.name.full or t("registry_desk.no_name"),
        "href": reverse(card, args=[one.person_id]) if one.after else "",
        "before": _told(one.before, one.after, words),
        "after": _told(one.after, one.before, words),
        "difference": Mark(t(f"registry_desk.difference.{word}"), TONES[word]),  # type: ignore[arg-type]
    }


def _told(one: Listed | None, other: Listed | None, words: Callable[[Any], str]) -> str | None:
    """The place; and the name where the other list has another."""
    if one is None:
        return None
    parts = [words(one.said)]
    if other is not None and other.name != one.name:
        parts.insert(0, one.name.full)
    return " · ".join(part for part in parts if part) or t("registry_desk.class.none")


def place_words(said: EnrolmentDetails) -> str:
    language = lists().languages.get(said.language)
    parts = (
        said.group,
        t("registry_desk.grade", grade=said.grade) if said.grade is not None else "",
        language.name[current_language()] if language else "",
    )
    return ", ".join(part for part in parts if part)
