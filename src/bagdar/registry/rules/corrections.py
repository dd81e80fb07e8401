"""What a family may ask to have corrected, and what a record is with the correction in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any
from uuid import UUID

from bagdar.core.errors import DomainError, Phrase
from bagdar.core.languages import LANGUAGES
from bagdar.core.national_ids import FaultyNumber, Iin, iin
from bagdar.core.periods import Period
from bagdar.registry.rules.codes import CodeLists, Line
from bagdar.registry.rules.errors import FaultyFact
from bagdar.registry.rules.kinds import KINDS, MILLIONTH, Kind
from bagdar.registry.rules.nouns import EnrolmentDetails, PersonDetails
from bagdar.registry.rules.restating import Restated
from bagdar.warehouse.tables.contract import Column
from bagdar.warehouse.tables.contract import Kind as ColumnKind


class State(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class RequestDecided(DomainError):
    """A request has been accepted or refused already."""

    code = "registry.request_decided"
    status = 409


class RequestStands(DomainError):
    """Of one field of one person one request can be open."""

    code = "registry.request_stands"
    status = 409


class NoSuchRequest(DomainError):
    code = "registry.no_such_request"
    status = 404


class NobodyToAsk(DomainError):
    """No organisation has ever recorded that the person learns there."""

    code = "registry.nobody_to_ask"
    status = 409


@dataclass(frozen=True)
class RequestInfo:
    """A request as it may be shown. said: what is right in the family's eyes; reason: of a refusal.

    asked_by, decided_by  names of accounts
    """

    id: UUID
    person_id: UUID
    organisation_id: UUID
    field: str
    said: str
    document: str
    state: State
    asked_at: datetime
    asked_by: str
    reason: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""


class NoSuchField(DomainError):
    """A field that the record does not have, or that the reader does not see."""

    code = "registry.no_such_field"
    status = 422


@dataclass(frozen=True)
class FactField:
    """One field of one fact of a record: «result.score@2025-04-01|year_mark|mathematics».

    since, of  its first day and what else its timeline is of: no number that counts others' facts
    """

    kind: str
    column: str
    since: date
    of: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind}.{self.column}@{'|'.join((self.since.isoformat(), *self.of))}"

    @classmethod
    def read(cls, text: str) -> "FactField | None":
        """None: a text that names no field of a fact."""
        name, mark, rest = text.partition("@")
        kind, _, column = name.partition(".")
        since, *of = rest.split("|")
        if not mark or kind not in OF_FACTS or column not in columns_of(kind):
            return None
        try:
            return cls(kind, column, date.fromisoformat(since), tuple(of))
        except ValueError:
            return None


# The facts of an own record of which any field may be wrong, in the order of the page.
OF_FACTS = ("enrolment", "residence", "result", "graduation", "activity", "support", "care",
            "dormitory", "guardianship", "post")  # fmt: skip
HAPPENED = ("result", "graduation")  # on one day; the others hold for days
FIRST_DAY, LAST_DAY, NEVER = "first_day", "last_day", "never"
DAYS = (FIRST_DAY, LAST_DAY)
NOTHING = ("-", "–", "—")  # how somebody says that a column is empty, that there is no last day


def columns_of(kind: str) -> tuple[str, ...]:
    """What of a fact may be asked to be otherwise: its columns, its days, that it ever was."""
    days = (FIRST_DAY,) if kind in HAPPENED else DAYS
    return (*(one.name for one in KINDS[kind].columns), *days, NEVER)


def column_of(field: FactField) -> Column | None:
    """The contract's column; None: the days, or that it never was."""
    return None if field.column in (*DAYS, NEVER) else KINDS[field.kind].table[field.column]


def key_of(kind: Kind[Any], details: Any) -> tuple[str, ...]:
    """What the timeline of a fact is of, as FactField.of has it."""
    return tuple(str(value) for value in kind.timeline(details))


def restated(
    field: FactField, details: Any, days: Period[date], said: str, lists: CodeLists
) -> Restated[Any]:
    """A fact with one field as somebody says it is.

    said    what names an organisation or a person is an identifier by now
    Raises  FaultyFact, which never repeats what was said
    """
    if field.column == NEVER:
        return Restated(details, days, None, days)
    try:
        if field.column in DAYS:
            return _on_other_days(field, details, days, said)
        return Restated(details, days, _with_column(field, details, said, lists), days)
    except (ValueError, InvalidOperation, KeyError, OverflowError):
        raise FaultyFact([unfit(field)]) from None


def unfit(field: FactField) -> Phrase:
    """That the field cannot be what is said."""
    name = Phrase(f"column.{field.column}")
    if field.column in DAYS:
        name = Phrase(f"reading.field.{field.column}")
    return Phrase("registry.problem.unfit", {"field": name})


def _on_other_days(field: FactField, details: Any, days: Period[date], said: str) -> Restated[Any]:
    """Raises ValueError, OverflowError; FaultyFact for days that end before they begin."""
    first, end = days.start, days.end
    if field.column == LAST_DAY:
        end = None if said in NOTHING else read_day(said) + timedelta(days=1)
    else:
        first = read_day(said)
        if field.kind in HAPPENED and end is not None:
            end = first + (end - days.start)
    if end is not None and end <= first:
        raise FaultyFact([Phrase("rule.ends_later")])
    reason: str = getattr(details, "leaving_reason", "")
    if end is None and reason:
        details_now = replace(details, leaving_reason="")  # who is still there has not left
        return Restated(details, days, details_now, Period(first))
    return Restated(details, days, details, Period(first, end))


def read_day(said: str) -> date:
    """2020-09-01 or 01.09.2020. Raises ValueError."""
    if "." in said:
        day, month, year = said.split(".")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(said)


def read_named(said: str) -> tuple[Iin, date]:
    """«050901550006 2005-09-01»: a person is named by both. Raises ValueError, FaultyNumber."""
    number, _, day = said.partition(" ")
    return iin(number), read_day(day.strip())


def _with_column(field: FactField, details: Any, said: str, lists: CodeLists) -> Any:
    """Raises what `_value` raises."""
    kind, asked = KINDS[field.kind], KINDS[field.kind].table[field.column]
    value = None if said in NOTHING and not asked.needed else _value(asked, said, lists)
    return kind.read({**kind.written(details), field.column: value})


def _value(column: Column, said: str, lists: CodeLists) -> Any:
    """Raises ValueError, InvalidOperation, KeyError for what the column cannot hold."""
    if column.kind is ColumnKind.CODE:
        return _code(lists[column.codes], said)
    if column.kind is ColumnKind.YES_NO:
        return YES_NO[said.lower()]
    if column.kind is ColumnKind.DAY:
        return read_day(said)
    if column.kind in (ColumnKind.WHOLE, ColumnKind.AMOUNT):
        return int(said)
    if column.kind in (ColumnKind.DECIMAL, ColumnKind.SHARE):
        return Decimal(said.replace(",", ".")).quantize(MILLIONTH)
    return UUID(said) if column.to in ("person", "organisation") else said


def _code(known: Mapping[str, Line], said: str) -> str:
    """A code, typed as such or by its name in any language. Raises KeyError."""
    if said in known:
        return said
    names = {
        one.name[language].lower(): code for code, one in known.items() for language in LANGUAGES
    }
    return names[said.lower()]


YES_NO = {
    "иә": True, "да": True, "yes": True, "жоқ": False, "нет": False, "no": False,
}  # fmt: skip


# What was wrong from the beginning is corrected in every version; a name may have changed since.
OF_EVERY_VERSION = frozenset({"born_on", "sex", "iin"})
NAMES = ("family", "given", "patronymic")
FIELDS_OF_PERSON = (*NAMES, "other_name", "sex", "born_on", "citizenship", "iin")
FIELDS_OF_ENROLMENT = ("grade", "group", "language")
FIELDS = (*FIELDS_OF_PERSON, *FIELDS_OF_ENROLMENT)


def with_person(details: PersonDetails, field: str, said: str) -> PersonDetails:
    """A person with one field as somebody says it is. Raises FaultyFact."""
    if field in NAMES:
        return replace(details, name=replace(details.name, **{field: said.strip()}))
    return replace(details, **{field: _read(field, said.strip())})


def with_enrolment(details: EnrolmentDetails, field: str, said: str) -> EnrolmentDetails:
    """An enrolment with one field as somebody says it is. Raises FaultyFact."""
    return replace(details, **{field: _read(field, said.strip())})


def _read(field: str, said: str) -> Any:
    """Raises FaultyFact, which never repeats what was said."""
    read = READERS.get(field, str)
    try:
        return read(said)
    except (ValueError, FaultyNumber):
        facts = {"field": Phrase(f"reading.field.{field}")}
        raise FaultyFact([Phrase("registry.problem.unknown", facts)]) from None


READERS: Mapping[str, Callable[[str], object]] = {
    "born_on": read_day,
    "iin": iin,
    "grade": int,
    "citizenship": str.upper,
}
