"""Facts of the register in the reader's language: codes by name, numbers masked, days as days."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from bagdar.access.public import known_regions
from bagdar.core.languages import Words, format_day, format_number
from bagdar.core.national_ids import masked
from bagdar.core.periods import Period
from bagdar.look.words import current_language, known, t
from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.named import organisation_words, people_words, territories_named
from bagdar.registry.queries.reading import purposes
from bagdar.registry.rules.corrections import FactField, column_of
from bagdar.registry.rules.reading import Entry
from bagdar.warehouse.tables.contract import Column, Kind
from bagdar.warehouse.tables.registry import TABLES


@dataclass(frozen=True)
class Names:
    """How the organisations and people are called of which some facts speak."""

    organisations: Mapping[UUID, str] = field(default_factory=dict)
    people: Mapping[UUID, str] = field(default_factory=dict)
    territories: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Names":
        """Asked once for all of them."""
        facts = [one.facts for one in entries]
        organisations = {one[name] for one in facts for name in ORGANISATIONS if one.get(name)}
        people = {one["guardian_id"] for one in facts if one.get("guardian_id")}
        territories = {one["territory"] for one in facts if one.get("territory")}
        return cls(
            organisation_names(organisations),
            _shown(people_words(people)),
            territories_named(territories) if territories else {},
        )

    def territory(self, code: str, on: date) -> str:
        """As it was called on a day; where nothing is said of the day, as it was called last."""
        known = self.territories.get(code, ())
        on_day = [words for days, words in known if days.contains(on)]
        words = next(iter([*on_day, *(words for _, words in known)]), None)
        return words[current_language()] if words else code

    def __getitem__(self, id: UUID) -> str:
        return self.organisations.get(id) or self.people.get(id) or str(id)


ORGANISATIONS = ("organisation_id",)


def organisation_names(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """One of which nothing is told is left out."""
    return _shown(organisation_words(ids))


def _shown(named: Mapping[UUID, Words]) -> Mapping[UUID, str]:
    return {id: words[current_language()] for id, words in named.items()}


def code_words(list_name: str, code: str) -> str:
    """A code by its name; the code itself where the list has no such line."""
    line = lists()[list_name].get(code)
    return line.name[current_language()] if line else code


def region_words(code: str) -> str:
    region = known_regions().get(code)
    return region.name[current_language()] if region else code


def role_words(role: str) -> str:
    key = f"access.role.{role}"
    return t(key) if known(key) else t("reading.role_of_a_system")


def purpose_words(told: str) -> str:
    """A kept purpose: its code in the reader's language, and what was written beside it."""
    code, _, why = told.partition(": ")
    line = purposes().get(code)
    if line is None:
        return told
    name = line.name[current_language()]
    return f"{name}: {why}" if why else name


def field_words(field: str) -> str:
    """A field that a family asks to have corrected; of a fact also which and since when."""
    asked = FactField.read(field)
    if asked is None:
        return t(f"reading.field.{field}")
    return t(
        "reading.field_of_fact",
        kind=t(f"reading.kind.{asked.kind}"),
        column=column_words(asked),
        day=format_day(asked.since),
    )


def column_words(asked: FactField) -> str:
    """A field of a fact by itself: a column of the contract, its days, or that it ever was."""
    if column_of(asked) is None:
        return t(f"reading.field.{asked.column}")
    return t(f"column.{asked.column}")


def last_day(valid: Period[date]) -> date | None:
    return valid.end - timedelta(days=1) if valid.end else None


def days_words(valid: Period[date]) -> str:
    """01.09.2020 – 31.05.2021; one day alone; since a day."""
    last = last_day(valid)
    if last is None:
        return t("reading.days_since", day=format_day(valid.start))
    if last == valid.start:
        return format_day(last)
    return f"{format_day(valid.start)} – {format_day(last)}"


def described(entry: Entry, names: Names) -> str:
    """What one version says, without days: «Мысал мектебі · негізгі орта білім · 5-сынып»."""
    if entry.kind == "result":
        return _result(entry, names)
    table = TABLES[entry.kind]
    parts = [
        _value(column, entry.facts.get(column.name), names, entry.valid.start)
        for column in table.own_columns
        if column.name != "person_id"
    ]
    return " · ".join(part for part in parts if part)


def _result(entry: Entry, names: Names) -> str:
    facts = entry.facts
    score, most = (_number(facts[name]) for name in ("score", "most_score"))
    parts = (
        code_words("assessments", facts["assessment"]),
        code_words("subjects", facts["subject"]),
        t("reading.score", score=score, most=most),
        names[facts["organisation_id"]],
    )
    return " · ".join(parts)


def _value(column: Column, value: Any, names: Names, on: date) -> str:
    if value is None or value == "" or value is False:
        return ""
    if column.kind is Kind.CODE:
        return code_words(column.codes, str(value))
    if column.kind is Kind.YES_NO:
        return t(f"reading.yes.{column.name}")
    if column.kind in (Kind.IIN, Kind.BIN):
        return masked(str(value))
    if column.kind is Kind.DAY:
        return t(f"reading.day.{column.name}", day=format_day(value))
    if column.kind is Kind.REFERENCE:
        return names[value] if isinstance(value, UUID) else names.territory(str(value), on)
    if isinstance(value, int | Decimal):
        return t(f"reading.number.{column.name}", number=_number(value))
    return str(value)


def _number(value: int | Decimal) -> str:
    plain = Decimal(value).normalize()
    return format_number(plain if plain.as_tuple().exponent < 0 else int(plain), current_language())  # type: ignore[operator]
