"""The one way to add to the trail."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.rows import insert_columns


class NoTransaction(RuntimeError):
    """An event was recorded outside a transaction, so it could stand without its deed."""


def record(action: str, *, about: str, by: Actor | None, facts: Mapping[str, object]) -> None:
    """Add an event to the caller's transaction: both stand or neither does.

    about  what it concerns, such as "programme.edition:kz-2020-2025@2"
    by     None: nobody was signed in
    facts  plain values, no secrets and no personal values
    Raises NoTransaction outside an atomic block
    """
    record_all([(action, about, facts)], by=by)


def record_all(
    events: Sequence[tuple[str, str, Mapping[str, object]]], *, by: Actor | None
) -> None:
    """The same for several: action, about and facts of each, in one statement."""
    if not transaction.get_connection().in_atomic_block:
        told = ", ".join(sorted({action for action, _, _ in events}))
        raise NoTransaction(f"{told} must be recorded inside a transaction")
    name, role = (by.name, by.role) if by else ("", "public")
    count = len(events)
    insert_columns(
        Event,
        {
            "at": [timezone.now()] * count,
            "actor": [name] * count,
            "role": [role] * count,
            "action": [action for action, _, _ in events],
            "about": [about for _, about, _ in events],
            "facts": [facts if type(facts) is dict else dict(facts) for _, _, facts in events],
        },
    )
