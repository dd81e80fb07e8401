"""A pupil's card for the own organisation: who, where, and what was recorded."""

from datetime import date
from typing import Any

from bagdar.look.tables import Column, Table
from bagdar.look.words import t
from bagdar.registry.presenters.desk_lists import name_of, place_words
from bagdar.registry.queries.declared import lists
from bagdar.registry.rules.nouns import EnrolmentDetails, PersonDetails, Story, StoryLine


def latest(story: Story, on: date) -> PersonDetails | None:
    """What stands of the person on a day, else what stands last."""
    current = [one for one in story.person if one.known.end is None]
    here = [one for one in current if one.valid.contains(on)]
    found = here or sorted(current, key=lambda one: one.valid.start)
    return found[-1].details if found else None


def who(details: PersonDetails | None) -> list[tuple[str, object]]:
    """The IIN is masked: a card need not show it whole."""
    if details is None:
        return []
    facts: list[tuple[str, object]] = [
        (t("registry_desk.field.born_on"), details.born_on),
        (
            t("registry_desk.field.sex"),
            t(f"registry_desk.sex.{details.sex}") if details.sex else "",
        ),
        (
            t("registry_desk.field.iin"),
            details.iin.shown if details.iin else t("registry_desk.none"),
        ),
        (t("registry_desk.field.citizenship"), details.citizenship),
    ]
    return [(label, value) for label, value in facts if value]


def place_now(story: Story, organisation_id: Any, on: date) -> StoryLine[EnrolmentDetails] | None:
    """The stay here that stands on a day, else the next one."""
    current = [
        one
        for one in story.enrolments
        if one.known.end is None and one.details.organisation_id == organisation_id
    ]
    standing = [one for one in current if one.valid.contains(on)]
    coming = sorted((one for one in current if one.valid.start > on), key=lambda one: one.valid)
    return next(iter(standing or coming), None)


def where(line: StoryLine[EnrolmentDetails] | None) -> list[tuple[str, object]]:
    if line is None:
        return []
    said = line.details
    facts: list[tuple[str, object]] = [
        (t("registry_desk.column.class"), said.group or t("registry_desk.class.none")),
        (t("registry_desk.column.grade"), "" if said.grade is None else str(said.grade)),
        (t("registry_desk.column.language"), name_of(lists().languages, said.language)),
        (t("registry_desk.column.funding"), name_of(lists().funding, said.funding)),
        (t("registry_desk.column.since"), line.valid.start),
        (t("registry_desk.column.until"), line.valid.end),
        (t("registry_desk.field.reason"), name_of(lists().leaving_reasons, said.leaving_reason)),
    ]
    return [(label, value) for label, value in facts if value]


def stays_table(story: Story, organisation_id: Any) -> Table:
    """What was recorded of the stays in this organisation, superseded versions among them."""
    columns = [
        Column("place", t("registry_desk.column.place"), wide=True),
        Column("since", t("registry_desk.column.since"), "date"),
        Column("until", t("registry_desk.column.until"), "date"),
        Column("reason", t("registry_desk.field.reason")),
        Column("source", t("registry_desk.column.source")),
        Column("recorded", t("registry_desk.column.recorded"), "date"),
        Column("ended", t("registry_desk.column.superseded"), "date"),
    ]
    rows = [
        {
            "place": place_words(one.details),
            "since": one.valid.start,
            "until": one.valid.end,
            "reason": name_of(lists().leaving_reasons, one.details.leaving_reason),
            "source": one.source,
            "recorded": one.known.start,
            "ended": one.known.end,
        }
        for one in story.enrolments
        if one.details.organisation_id == organisation_id
    ]
    return Table("stays", t("registry_desk.stays.table"), columns, rows)


def title(details: PersonDetails | None) -> str:
    name = details.name.full if details else ""
    return name or t("registry_desk.no_name")
