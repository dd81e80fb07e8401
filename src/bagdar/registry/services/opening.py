"""What every look at a person begins with: how they stand to the reader, for what, and the trace.

A reader to whom the access table opens nothing of a person is told that there is no such person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from bagdar.access.public import (
    actor,
    known_regions,
    limit_account,
    looker_facts,
    note_hidden,
    permits,
    place_of,
)
from bagdar.core.national_ids import read_iin
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.registry.queries.reading import purposes, rule, search, whereabouts
from bagdar.registry.rules.errors import NoSuchPerson, PurposeNeeded
from bagdar.registry.rules.reading import NoSuchArea, Sought
from bagdar.registry.rules.relations import Whereabouts, relations
from bagdar.registry.services.reading import note_looks, note_search

OF_THE_FAMILY = ("self", "ward")
OPENINGS = "registry_openings"  # of the session: what was opened for which purpose, until when


@dataclass(frozen=True)
class Opened:
    """A person whom the reader may see. relation: the one by which they may."""

    request: HttpRequest
    person_id: UUID
    origin: Origin
    relations: frozenset[str]
    relation: str
    at: datetime

    @property
    def on(self) -> date:
        return local_date(self.at)

    @property
    def is_of_the_family(self) -> bool:
        return self.relation in OF_THE_FAMILY

    def may(self, object: str, operation: str = "read") -> bool:
        return best_relation(self.request, self.relations, object, operation) is not None

    @property
    def hidden(self) -> tuple[str, ...]:
        """The tables that this reader does not see of this person."""
        seen = {
            "support": self.may("registry.support", "read"),
            "care": self.may("registry.care", "read"),
            "pay": self.may("registry.pay", "read"),
        }
        return tuple(kind for kind, may in seen.items() if not may)


def best_relation(
    request: HttpRequest, found: frozenset[str], object: str, operation: str
) -> str | None:
    """The relation by which the reader may; a family's own before any other."""
    order = ("self", "ward", "own", "region", "any")
    return next(
        (one for one in order if one in found and permits(request, object, operation, one)), None
    )


def open_person(
    request: HttpRequest, person_id: UUID, object: str, what: str = "", operation: str = "read"
) -> Opened:
    """A person, once it is clear that the reader may and once the look is written down.

    what  the page, for the trace; empty where nothing of the record is shown
    Raises NoSuchPerson, PurposeNeeded, TraceDown.
    """
    for one in open_people(request, [person_id], object, what, operation):
        return one
    raise NoSuchPerson(id=person_id)


def open_people(
    request: HttpRequest,
    people: Sequence[UUID],
    object: str,
    what: str = "",
    operation: str = "read",
) -> list[Opened]:
    """The same for some people: who is nobody, or whom the reader may not see, is left out.

    Raises PurposeNeeded, TraceDown: then nobody is opened.
    """
    at = timezone.now()
    known = whereabouts(people, local_date(at))
    found = []
    for one in people:
        opened = _opened(request, known.get(one), object, operation, at)
        if opened is None:
            note_hidden(request, object, operation)
        else:
            found.append(opened)
    if what and found:
        note(found, what)
    return found


def _opened(
    request: HttpRequest, person: Whereabouts | None, object: str, operation: str, at: datetime
) -> Opened | None:
    if person is None:
        return None
    found = relations(place_of(request), person, local_date(at))
    relation = best_relation(request, found, object, operation)
    if relation is None:
        return None
    return Opened(request, person.person_id, person.origin, found, relation, at)


def note(opened: Sequence[Opened], what: str) -> None:
    """Write down that one request looks at these. Raises PurposeNeeded, TraceDown."""
    request, at = opened[0].request, opened[0].at
    looks = [
        (one.person_id, "", True) if one.is_of_the_family
        else (one.person_id, purpose_of(request, one.person_id, at), False)
        for one in opened
    ]  # fmt: skip
    note_looks(looks, what, by=actor(request), at=at, looker=looker_facts(request))


# --- purposes -------------------------------------------------------------------------------------


def purpose_of(request: HttpRequest, person_id: UUID, at: datetime) -> str:
    """For what this session opened a record. Raises PurposeNeeded: it did not, or long ago."""
    kept: Mapping[str, Any] = request.session.get(OPENINGS, {}).get(str(person_id), {})
    if not kept or datetime.fromisoformat(kept["until"]) <= at:
        raise PurposeNeeded()
    return str(kept["purpose"])


def open_for(request: HttpRequest, person_id: UUID, purpose: str, why: str) -> None:
    """Keep in the session for what a record is opened. Raises PurposeNeeded for an unknown code."""
    until = timezone.now() + timedelta(minutes=rule().opening.minutes)
    openings = request.session.get(OPENINGS, {})
    told = {"purpose": purpose_text(purpose, why), "until": until.isoformat()}
    request.session[OPENINGS] = {**_standing(openings), str(person_id): told}


def _standing(openings: Mapping[str, Any]) -> dict[str, Any]:
    now = timezone.now()
    return {id: one for id, one in openings.items() if datetime.fromisoformat(one["until"]) > now}


def purpose_text(purpose: str, why: str) -> str:
    """As the trace keeps a purpose: its code, and in words what for. Raises PurposeNeeded."""
    if purpose not in purposes() or not why.strip():
        raise PurposeNeeded()
    return f"{purpose}: {why.strip()}"


# --- searching ------------------------------------------------------------------------------------


def sought(request: HttpRequest, given: Mapping[str, Any], origin: Origin) -> tuple[Sought, ...]:
    """given: purpose, why and text.

    Raises PurposeNeeded, TooManyRequests, TooManyRequestsToday, TraceDown.
    """
    bounds, at = rule().search, timezone.now()
    purpose = purpose_text(given["purpose"], given["why"])
    limit_account(request, "people_search", bounds.per_minute, bounds.per_day)
    text = given["text"]
    found = search(text, origin, local_date(at), bounds.most_shown)
    kind = "iin" if read_iin(text).number else "name"
    note_search(purpose, kind, len(found), by=actor(request), at=at, looker=looker_facts(request))
    return found


# --- areas ----------------------------------------------------------------------------------------


def demand_area(request: HttpRequest, region: str, object: str) -> str:
    """How a region stands to the reader: "region" for the own one, else "any"; empty: the country.

    Raises NoSuchArea for what is not the reader's.
    """
    own = place_of(request).region_code
    relation = "region" if own and own == region else "any"
    is_known = not region or region in known_regions()
    if not is_known or not permits(request, object, "read", relation):
        note_hidden(request, object, "read")
        raise NoSuchArea()
    return relation
