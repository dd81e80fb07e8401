"""That a clerk or an organisation looked at children of a campaign is written down before it is
shown.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_receipts import offer_about as about
from bagdar.audit.public import record
from bagdar.audit.rules import Actor


@transaction.atomic
def note_claims(row: models.CampaignApplication, *, by: Actor, looker: Mapping[str, str]) -> None:
    """looker: as access.public.looker_facts says it."""
    record("admissions.campaign_looked_at", about=about(row), by=by, facts={**looker})


@transaction.atomic
def note_holders(place_id: UUID, count: int, *, by: Actor, looker: Mapping[str, str]) -> None:
    """The names of everybody who holds a place. looker: as above."""
    place = f"admissions.campaign_place:{place_id}"
    facts = {**looker, "count": count}
    record("admissions.campaign_holders_looked_at", about=place, by=by, facts=facts)
