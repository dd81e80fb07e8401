"""Looks from the desk: written down before anything is shown; where that fails, nothing is."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bagdar.audit.rules import Actor
from bagdar.registry.queries import organisations, people, rows
from bagdar.registry.rules.nouns import Learner, Story
from bagdar.registry.rules.promoting import ClassKey
from bagdar.registry.rules.reading import Cut, Part
from bagdar.registry.services.reading import note_list, note_look

Looker = Mapping[str, str]


@transaction.atomic
def look_at_card(
    person_id: UUID, purpose: str, *, by: Actor, at: datetime, looker: Looker
) -> Story:
    """Everything of a person of the own organisation, which the view has made sure of.

    looker  access.public.looker_facts: what the family may read of who looked
    Raises NoSuchPerson, TraceDown.
    """
    rows.origin_of_person(person_id)
    note_look(person_id, "card", purpose, by=by, at=at, looker=looker)
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
    instant. Raises TraceDown.
    """
    note_list(organisation_id, "learners", by=by, at=at, looker=looker, on=on, alone=False)
    return organisations.enrolments_on(organisation_id, on, known_at, of=of)


@transaction.atomic
def look_at_part(
    organisation_id: UUID,
    on: date,
    cut: Cut,
    *,
    by: Actor,
    at: datetime,
    looker: Looker,
    known_at: datetime | None = None,
    those: Any = None,
) -> Part[Learner]:
    """One page of the same. those: a condition on the enrolments. Raises TraceDown."""
    note_list(organisation_id, "learners", by=by, at=at, looker=looker, on=on, alone=False)
    return organisations.learners_part(organisation_id, on, known_at, those=those, cut=cut)
