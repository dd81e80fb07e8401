"""Taking along what the register holds of an organisation: noted before anything is given."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.intake.queries.today import rows_today
from bagdar.intake.rules.forms import Form


@transaction.atomic
def take_along(
    form: Form, organisation_id: UUID, on: date, *, by: Actor, at: datetime
) -> list[dict[str, Any]]:
    """The rows of a form as the register holds them on a day."""
    rows = rows_today(form, organisation_id, on)
    facts = {"form": form.name, "rows": len(rows), "role": by.role, "at": at.isoformat()}
    record(
        "intake.taken_along", about=f"registry.organisation:{organisation_id}", by=by, facts=facts
    )
    return rows
