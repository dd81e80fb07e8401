"""That an authority looked at a child of the queue, or a university at whose grant it is, is
written down before it is shown.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor


@transaction.atomic
def note_application(id: UUID, *, by: Actor, looker: Mapping[str, str]) -> None:
    """looker: as access.public.looker_facts says it."""
    about = f"admissions.application:{id}"
    record("admissions.queue_looked_at", about=about, by=by, facts={**looker})


@transaction.atomic
def note_voucher(id: UUID, *, by: Actor, looker: Mapping[str, str]) -> None:
    """That a university saw whose grant it is. looker: as of note_application."""
    record(
        "admissions.voucher_looked_at", about=f"admissions.voucher:{id}", by=by, facts={**looker}
    )
