"""That an institution looked at requests of people is written down before they are shown."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor


@transaction.atomic
def note_queue(organisation_id: UUID, *, by: Actor, looker: Mapping[str, str]) -> None:
    """looker: as access.public.looker_facts says it."""
    about = f"registry.organisation:{organisation_id}"
    record("recognition.queue_looked_at", about=about, by=by, facts={**looker})


@transaction.atomic
def note_request(id: UUID, *, by: Actor, looker: Mapping[str, str]) -> None:
    about = f"recognition.request:{id}"
    record("recognition.request_looked_at", about=about, by=by, facts={**looker})
