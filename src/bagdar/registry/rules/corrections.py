"""What a family may ask to have corrected, and what a record is with the correction in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from bagdar.core.errors import DomainError, Phrase
from bagdar.core.national_ids import FaultyNumber, iin
from bagdar.registry.rules.errors import FaultyFact
from bagdar.registry.rules.nouns import EnrolmentDetails, PersonDetails


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


# What was wrong from the beginning is corrected in every version; a name may have changed since.
OF_EVERY_VERSION = frozenset({"born_on", "sex", "iin"})
NAMES = ("family", "given", "patronymic")
FIELDS_OF_PERSON = (*NAMES, "sex", "born_on", "citizenship", "iin")
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
    "born_on": date.fromisoformat,
    "iin": iin,
    "grade": int,
    "citizenship": str.upper,
}
