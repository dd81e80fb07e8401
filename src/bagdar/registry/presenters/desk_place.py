"""Whose desk is asked, over pages and API alike: the organisation, the day, and the looks.

Nothing of a person is given before the look is written down.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from bagdar.access.public import Forbidden, actor, looker_facts, note_hidden, place_of
from bagdar.core.origins import Origin
from bagdar.core.periods import day_begins, local_date
from bagdar.look.words import current_language, t
from bagdar.registry.queries import desk, staff, transfers
from bagdar.registry.queries.organisations import organisation_and_origin
from bagdar.registry.queries.promoting import type_on
from bagdar.registry.queries.rows import details_of
from bagdar.registry.rules.desk_errors import NotOwn
from bagdar.registry.rules.errors import NotEnrolled
from bagdar.registry.rules.nouns import Learner, OrganisationDetails, Place, Story
from bagdar.registry.rules.own_facts import PUPIL, OwnKind
from bagdar.registry.rules.promoting import ClassKey
from bagdar.registry.rules.reading import Cut, Part
from bagdar.registry.rules.transferring import NoSuchTransfer, Transfer
from bagdar.registry.services import desk_looks
from bagdar.registry.services.reading import note_list

DESK, CLASS, PERSON = "registry.desk", "registry.class", "registry.person"
TRANSFER, STAFF, CONDITION = "registry.transfer", "registry.staff", "registry.condition"
OWN = "own"


@dataclass(frozen=True)
class Desk:
    """The organisation whose operator asks, as it is today. details: None: nothing is recorded."""

    organisation_id: UUID
    origin: Origin
    details: OrganisationDetails | None
    today: date

    @property
    def name(self) -> str:
        if self.details is None:
            return t("registry_desk.unnamed")
        names = {"kk": self.details.name_kk, "ru": self.details.name_ru, "en": self.details.name_en}
        return names[current_language()] or self.details.name_kk

    @property
    def type(self) -> str:
        return self.details.type if self.details else ""

    def type_on(self, day: date) -> str:
        return self.type if day == self.today else type_on(self.organisation_id, day)

    def times(self, on: date | None, known_on: date | None) -> "Times":
        """Today, where no day is asked for."""
        return Times(on or self.today, known_on)


def open_desk(request: HttpRequest) -> Desk:
    """Raises Forbidden for an account that works for no organisation, NoSuchOrganisation."""
    organisation_id = place_of(request).organisation_id
    if organisation_id is None:
        raise Forbidden()
    today = local_date(timezone.now())
    details, origin = organisation_and_origin(organisation_id, today)
    return Desk(organisation_id, origin, details, today)


def demand_own(
    request: HttpRequest, found: Desk, person_id: UUID, object: str, operation: str
) -> None:
    """Raises NotOwn for who does not learn here: as if there were none, and it is noted."""
    if not desk.is_own(found.organisation_id, person_id, found.today):
        note_hidden(request, object, operation)
        raise NotOwn()


def demand_staff(
    request: HttpRequest, found: Desk, person_id: UUID, operation: str, object: str = STAFF
) -> None:
    """Raises NotOwn for who does not work here: as if there were none, and it is noted."""
    if not staff.works_here(found.organisation_id, person_id, found.today):
        note_hidden(request, object, operation)
        raise NotOwn()


def demand_kept(
    request: HttpRequest, found: Desk, person_id: UUID, own: OwnKind, operation: str = "update"
) -> None:
    """Raises NotOwn where facts of the kind are not kept of this person here."""
    demand = demand_own if own.of == PUPIL else demand_staff
    demand(request, found, person_id, object=own.object, operation=operation)


def look_at_learners(
    request: HttpRequest, found: Desk, times: "Times", of: ClassKey | None = None
) -> tuple[Learner, ...]:
    """The list of a day, of one class or of all; that it was looked at is written down first.

    Raises TraceDown.
    """
    return desk_looks.look_at_learners(
        found.organisation_id, times.on, known_at=times.known_at, of=of, **_looks(request)
    )


def look_at_part(
    request: HttpRequest, found: Desk, times: "Times", cut: Cut, those: Any = None
) -> Part[Learner]:
    """One page of the list of a day. those: a condition on the enrolments. Raises TraceDown."""
    return desk_looks.look_at_part(
        found.organisation_id, times.on, cut, known_at=times.known_at, those=those,
        **_looks(request),
    )  # fmt: skip


def look_at_card(request: HttpRequest, person_id: UUID) -> Story:
    """The same for a person's card; the family reads the purpose."""
    return desk_looks.look_at_card(person_id, t("registry_desk.look.purpose"), **_looks(request))


def keep_list_look(request: HttpRequest, found: Desk, what: str) -> None:
    note_list(found.organisation_id, what, **_looks(request))


def _looks(request: HttpRequest) -> dict[str, Any]:
    return {"by": actor(request), "at": timezone.now(), "looker": looker_facts(request)}


@dataclass(frozen=True)
class Times:
    """The day that a list is of, and until which day's end it was known; None: as known now."""

    on: date
    known_on: date | None = None

    @property
    def known_at(self) -> datetime | None:
        """The last instant of the day."""
        if self.known_on is None:
            return None
        return day_begins(self.known_on + timedelta(days=1)) - timedelta(microseconds=1)

    @property
    def query(self) -> dict[str, str]:
        known = {"known": self.known_on.isoformat()} if self.known_on else {}
        return {"on": self.on.isoformat(), **known}


def how(request: HttpRequest, source: str) -> dict[str, Any]:
    """source, by and at, as every service asks for them."""
    return {"source": source, "by": actor(request), "at": timezone.now()}


def own_transfer(
    request: HttpRequest, found: Desk, transfer_id: UUID, operation: str = "read"
) -> Transfer:
    """Raises NoSuchTransfer, noted, for one of two other organisations as well."""
    try:
        return transfers.transfer(transfer_id, found.organisation_id)
    except NoSuchTransfer:
        note_hidden(request, TRANSFER, operation)
        raise


def standing_place(found: Desk, person_id: UUID) -> Place:
    """Where a person learns here today, else next. Raises NotEnrolled."""
    row = desk.place_here(found.organisation_id, person_id, found.today)
    if row is None:
        raise NotEnrolled(day=found.today)
    place: Place = details_of(row).place
    return place
