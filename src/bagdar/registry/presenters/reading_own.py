"""A record as the family reads it, the looks of others at it, and its requests."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from bagdar.access.public import known_bodies
from bagdar.audit.public import Look
from bagdar.core.languages import format_day
from bagdar.core.national_ids import masked
from bagdar.core.periods import local_date
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t
from bagdar.registry.presenters.reading_words import (
    Names,
    code_words,
    column_words,
    days_words,
    described,
    field_words,
    organisation_names,
    purpose_words,
    region_words,
    role_words,
)
from bagdar.registry.queries.correcting import Askable, Foreseen
from bagdar.registry.rules.corrections import (
    DAYS,
    FactField,
    RequestInfo,
    State,
    column_of,
    read_day,
)
from bagdar.registry.rules.reading import Entry, Record

MOST_RESULTS = 12
Fact = tuple[str, str]


@dataclass(frozen=True)
class Card:
    """One person on the page of a family. parts: (title, lines) of what is recorded besides."""

    person_id: UUID
    heading: str
    relation: str
    facts: Sequence[Fact]
    parts: Sequence[tuple[str, Sequence[Fact]]]
    links: Sequence[tuple[str, str]]
    requests: Sequence[str] = field(default_factory=tuple)


PARTS = ("enrolment", "residence", "post", "result", "graduation", "dormitory", "activity",
         "support", "care", "guardianship")  # fmt: skip


def card(record: Record, relation: str, requests: Sequence[RequestInfo], names: Names) -> Card:
    """names: of everything of which the record speaks."""
    name = record.details.name.full if record.details else ""
    parts = [
        (t(f"reading.kind.{kind}"), _lines(record.of(kind)[:MOST_RESULTS], names)) for kind in PARTS
    ]
    return Card(
        record.person_id,
        name or t("reading.own.unnamed"),
        t(f"reading.relation.{relation}"),
        _facts(record),
        [(title, lines) for title, lines in parts if lines],
        links(record.person_id),
        [request_words(one) for one in requests],
    )


def _lines(entries: Sequence[Entry], names: Names) -> list[Fact]:
    return [(days_words(one.valid), described(one, names)) for one in entries]


def _facts(record: Record) -> list[Fact]:
    said = record.details
    if said is None:
        return []
    facts = [
        ("born_on", format_day(said.born_on) if said.born_on else ""),
        ("sex", code_words("sexes", said.sex) if said.sex else ""),
        ("citizenship", said.citizenship),
        ("iin", said.iin.shown if said.iin else ""),
    ]
    return [(t(f"reading.field.{name}"), text or t("reading.own.nothing")) for name, text in facts]


def links(person_id: UUID) -> list[tuple[str, str]]:
    pages = ("person_looks", "correction_new", "person_trajectory", "person_story")
    return [(t(f"reading.link.{page}"), reverse(page, args=[person_id])) for page in pages]


# --- who looked -----------------------------------------------------------------------------------


def looks_table(person_id: UUID, looks: Sequence[Look], committed: set[date]) -> Table:
    """Looks of one day, purpose and looker are one line, with how many they were.

    committed  the days of which there is a receipt
    """
    organisations = organisation_names(
        {UUID(one.organisation) for one in looks if one.organisation}
    )
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for one in looks:
        place = _place(one, organisations)
        key = (str(one.day), one.purpose, one.role, place)
        row = rows.setdefault(key, {**_look(one, place), **_receipt(person_id, one.day, committed)})
        row["times"] += 1
    columns = [
        # Why and for whom first: on a phone the rest is a swipe away.
        Column("day", t("reading.column.day"), "date"),
        Column("purpose", t("reading.column.purpose"), wide=True),
        Column("place", t("reading.column.place")),
        Column("who", t("reading.column.who")),
        Column("last", t("reading.column.last_look"), "date"),
        Column("times", t("reading.column.times"), "number"),
        Column("receipt", t("reading.column.receipt"), link="receipt_at"),
    ]
    return Table(
        "looks",
        t("reading.looks.table"),
        columns,
        list(rows.values()),
        note=f"{t('reading.looks.note')} {t('reading.looks.receipts')}",
        empty=t("reading.looks.empty"),
    )


def _look(one: Look, place: str) -> dict[str, Any]:
    purpose = purpose_words(one.purpose) if one.purpose else t("reading.looks.no_purpose")
    return {
        "day": one.day,
        "last": one.at,
        "purpose": purpose,
        "who": role_words(one.role),
        "place": place or None,
        "times": 0,
    }


def _receipt(person_id: UUID, day: date, committed: set[date]) -> dict[str, str]:
    if day not in committed:
        return {"receipt": t("reading.looks.receipt_later"), "receipt_at": ""}
    address = reverse("looks_receipt", args=[person_id, day])
    return {"receipt": t("reading.looks.receipt"), "receipt_at": address}


def _place(one: Look, organisations: Any) -> str:
    if one.organisation:
        return str(organisations.get(UUID(one.organisation), ""))
    if one.region:
        return region_words(one.region)
    body = known_bodies().get(one.body)
    return body[current_language()] if body else ""


# --- requests -------------------------------------------------------------------------------------

TONES: dict[State, Any] = {State.ASKED: "gold", State.ACCEPTED: "good", State.REFUSED: "bad"}


def request_words(one: RequestInfo) -> str:
    """«тегі: күтілуде (01.10.2020)», and of a refusal the reason."""
    words = t(
        "reading.request.line",
        field=field_words(one.field),
        state=t(f"reading.request.state.{one.state.value}"),
        day=format_day(local_date(one.decided_at or one.asked_at)),
    )
    return f"{words}: {one.reason}" if one.reason else words


def requests_table(requests: Sequence[RequestInfo], names: dict[UUID, str]) -> Table:
    """Requests to an organisation. names: of the people by identifier."""
    columns = [
        Column("person", t("reading.column.person"), link="page"),
        Column("field", t("reading.column.field")),
        Column("said", t("reading.column.said"), wide=True),
        Column("document", t("reading.column.document")),
        Column("asked", t("reading.column.asked"), "date"),
        Column("state", t("reading.column.state")),
        Column("reason", t("reading.column.reason")),
    ]
    rows = [
        {
            "person": names.get(one.person_id) or str(one.person_id),
            "page": reverse("correction_request", args=[one.id]),
            "field": field_words(one.field),
            "said": said_words(one),
            "document": one.document,
            "asked": one.asked_at,
            "state": Mark(t(f"reading.request.state.{one.state.value}"), TONES[one.state]),
            "reason": one.reason or None,
        }
        for one in requests
    ]
    return Table(
        "requests", t("reading.requests.table"), columns, rows, empty=t("reading.requests.empty")
    )


def said_words(one: RequestInfo) -> str:
    """What is asked for, an IIN masked and a code by its name."""
    if one.field == "iin":
        return masked(one.said.strip())
    if one.field == "sex":
        return code_words("sexes", one.said)
    if one.field == "language":
        return code_words("study_languages", one.said)
    asked = FactField.read(one.field)
    return _said_of_fact(asked, one.said) if asked else one.said


def _said_of_fact(asked: FactField, said: str) -> str:
    column = column_of(asked)
    if column is None:
        return _day_words(said) if asked.column in DAYS else said
    if column.codes:
        return code_words(column.codes, said)
    if column.to == "organisation":
        return organisation_name(said)
    if column.to == "person":
        number, _, day = said.partition(" ")
        return f"{masked(number)} {day}"
    return said


def _day_words(said: str) -> str:
    """As typed where it is no day: that nothing has ended."""
    try:
        return format_day(read_day(said))
    except ValueError:
        return said


def organisation_name(id: str) -> str:
    """By its identifier; as typed where it is none."""
    try:
        known = organisation_names([UUID(id)])
    except ValueError:
        return id
    return known.get(UUID(id), id)


def choices(facts: Sequence[Askable]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The fields of each fact under what it says: «Оқу · 01.09.2020 бастап · Мысал мектебі»."""
    names = Names.of([one.entry for one in facts])
    return [
        (_fact_words(one.entry, names), [(str(field), column_words(field)) for field in one.fields])
        for one in facts
    ]


def _fact_words(entry: Entry, names: Names) -> str:
    parts = (t(f"reading.kind.{entry.kind}"), days_words(entry.valid), described(entry, names))
    return " · ".join(part for part in parts if part)


def foreseen_facts(found: Foreseen) -> list[Fact]:
    """What would no longer stand, and what would stand instead."""
    names = Names.of([*found.ends, *found.adds])
    listed = [("ends", one) for one in found.ends] + [("adds", one) for one in found.adds]
    return [(t(f"reading.requests.{what}"), _fact_words(one, names)) for what, one in listed]
