"""Looks from the desk: written down before anything is shown; where that fails, nothing is."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import DatabaseError, transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.periods import local_date
from bagdar.registry.queries import organisations, people, rows
from bagdar.registry.rules.desk_errors import LookNotKept
from bagdar.registry.rules.nouns import Learner, Story
from bagdar.registry.rules.promoting import ClassKey

Looker = Mapping[str, str]


@transaction.atomic
def look_at_card(
    person_id: UUID, purpose: str, *, by: Actor, at: datetime, looker: Looker
) -> Story:
    """Everything of a person of the own organisation, which the view has made sure of.

    looker  access.public.looker_facts: what the family may read of who looked
    Raises NoSuchPerson, LookNotKept.
    """
    rows.origin_of_person(person_id)
    facts = {**looker, "day": local_date(at), "what": "card", "purpose": purpose}
    _keep("registry.person_looked_at", f"registry.person:{person_id}", by, facts)
    return people.story(person_id)


@transaction.atomic
def look_at_learners(
    organisation_id: UUID,
    on: date,
    *,
    by: Actor,
    at: datetime,
    looker: Looker,
    known_at: datetime | None = None,
    of: ClassKey | None = None,
) -> tuple[Learner, ...]:
    """Who learnt in an organisation, or in one class of it, on a day, as known now or at an
    instant. Raises LookNotKept.
    """
    keep_list_look(organisation_id, "learners", by=by, at=at, looker=looker, on=on)
    return organisations.enrolments_on(organisation_id, on, known_at, of=of)


@transaction.atomic
def keep_list_look(
    organisation_id: UUID,
    what: str,
    *,
    by: Actor,
    at: datetime,
    looker: Looker,
    on: date | None = None,
) -> None:
    """A look at a list of names: learners, staff, transfers. Raises LookNotKept."""
    facts = {**looker, "day": local_date(at), "what": what, "on": on or local_date(at)}
    about = f"registry.organisation:{organisation_id}"
    _keep("registry.class_list_looked_at", about, by, facts)


def _keep(action: str, about: str, by: Actor, facts: Mapping[str, object]) -> None:
    try:
        with transaction.atomic():
            record(action, about=about, by=by, facts=dict(facts))
    except DatabaseError:
        raise LookNotKept() from None
