"""Looking at records of people. That somebody looked is written down before anything is shown."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.national_ids import masked
from bagdar.core.periods import local_date
from bagdar.registry.queries import organisations, people, rows
from bagdar.registry.rules import checks
from bagdar.registry.rules.errors import PurposeNeeded
from bagdar.registry.rules.nouns import Learner, Story

NOWHERE: Mapping[str, str] = {}


@transaction.atomic
def look_at_person(
    person_id: UUID,
    purpose: str,
    *,
    by: Actor,
    at: datetime,
    on: date | None = None,
    known_at: datetime | None = None,
    looker: Mapping[str, str] = NOWHERE,
    sensitive: bool = False,
) -> Story:
    """A person's story, for a purpose that the person may read.

    looker     on whose behalf, as access.public.looker_facts says it; the family reads that as well
    sensitive  pay, support and care too; that they were looked at is noted as well

    A twelve-digit number in the purpose is masked. Raises PurposeNeeded, FaultyFact, NoSuchPerson.
    """
    if not purpose.strip():
        raise PurposeNeeded()
    checks.demand(checks.text_problems(purpose=purpose))
    rows.origin_of_person(person_id)
    told = re.sub(r"(?<!\d)\d{12}(?!\d)", lambda found: masked(found[0]), purpose.strip())
    facts: dict[str, object] = {**looker, "day": local_date(at), "purpose": told, "role": by.role}
    if sensitive:
        facts["sensitive"] = True
    record("registry.person_looked_at", about=f"registry.person:{person_id}", by=by, facts=facts)
    return people.story(person_id, on, known_at, sensitive=sensitive)


@transaction.atomic
def look_at_class_list(
    organisation_id: UUID,
    on: date,
    *,
    by: Actor,
    at: datetime,
    known_at: datetime | None = None,
    looker: Mapping[str, str] = NOWHERE,
) -> tuple[Learner, ...]:
    """Who learnt in an organisation on a day. Raises NoSuchOrganisation.

    looker  on whose behalf, as access.public.looker_facts says it
    """
    rows.origin_of_organisation(organisation_id)
    facts = {**looker, "day": local_date(at), "on": on, "role": by.role}
    about = f"registry.organisation:{organisation_id}"
    record("registry.class_list_looked_at", about=about, by=by, facts=facts)
    return organisations.enrolments_on(organisation_id, on, known_at)
