"""The one way to add to the trail."""

from collections.abc import Mapping

from django.db import transaction

from bagdar.audit.models import Event
from bagdar.audit.rules import Actor


class NoTransaction(RuntimeError):
    """An event was recorded outside a transaction, so it could stand without its deed."""


def record(action: str, *, about: str, by: Actor | None, facts: Mapping[str, object]) -> None:
    """Add an event to the caller's transaction: both stand or neither does.

    about  what it concerns, such as "programme.edition:kz-2020-2025@2"
    by     None: nobody was signed in
    facts  plain values, no secrets and no personal values
    Raises NoTransaction outside an atomic block
    """
    if not transaction.get_connection().in_atomic_block:
        raise NoTransaction(f"{action} must be recorded inside a transaction")
    Event.objects.create(
        actor=by.name if by else "",
        role=by.role if by else "public",
        action=action,
        about=about,
        facts=dict(facts),
    )
