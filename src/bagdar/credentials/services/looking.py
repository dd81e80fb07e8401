"""That an institution looked at names is written down before they are shown."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor


@transaction.atomic
def note_list(organisation_id: UUID, what: str, *, by: Actor, looker: Mapping[str, str]) -> None:
    """what: the page; looker: as access.public.looker_facts says it."""
    about = f"registry.organisation:{organisation_id}"
    facts = {**looker, "list": what}
    record("credentials.list_looked_at", about=about, by=by, facts=facts)


@transaction.atomic
def note_diploma(id: UUID, *, by: Actor, looker: Mapping[str, str]) -> None:
    about = f"credentials.diploma:{id}"
    record("credentials.diploma_looked_at", about=about, by=by, facts={**looker})
