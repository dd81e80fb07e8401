"""What a clerk of the authority does: proves categories, moves by hand with a second person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bagdar.admissions import models
from bagdar.admissions.queries.reading import application_row
from bagdar.admissions.rules.queue.entries import instant_text
from bagdar.admissions.rules.queue.errors import ReasonNeeded
from bagdar.admissions.rules.queue.nouns import EntryKind
from bagdar.admissions.services.log import append, locked
from bagdar.audit.rules import Actor

MOST = 1000  # letters of a reason


@transaction.atomic
def prove(
    application_id: UUID, category: str, basis: str, *, by: Actor, at: datetime
) -> models.QueueApplication:
    """The claimed category counts from now on. basis: on which paper or register.

    Raises NoSuchApplication, StateWrong, NothingClaimed, ReasonNeeded.
    """
    body = {"category": category, "basis": _reason(basis)}
    return _append(application_id, EntryKind.PROVEN, body, by, at)


@transaction.atomic
def disprove(
    application_id: UUID, category: str, reason: str, *, by: Actor, at: datetime
) -> models.QueueApplication:
    """Raises NoSuchApplication, StateWrong, NothingClaimed, ReasonNeeded."""
    body = {"category": category, "reason": _reason(reason)}
    return _append(application_id, EntryKind.DISPROVEN, body, by, at)


@transaction.atomic
def end_category(
    application_id: UUID, reason: str, *, by: Actor, at: datetime
) -> models.QueueApplication:
    """What was proven counts no more. Raises as disprove does."""
    return _append(application_id, EntryKind.ENDED, {"reason": _reason(reason)}, by, at)


@transaction.atomic
def ask_hand(
    application_id: UUID, since: datetime, reason: str, *, by: Actor, at: datetime
) -> models.QueueApplication:
    """Ask for another date of a child; nothing moves before somebody else confirms it.

    Raises NoSuchApplication, StateWrong, ReasonNeeded.
    """
    body = {"since": instant_text(since), "reason": _reason(reason)}
    return _append(application_id, EntryKind.HAND_ASKED, body, by, at)


@transaction.atomic
def confirm_hand(application_id: UUID, *, by: Actor, at: datetime) -> models.QueueApplication:
    """Raises NoSuchApplication, StateWrong, NothingAsked, SameHands."""
    return _append(application_id, EntryKind.BY_HAND, {}, by, at)


@transaction.atomic
def drop_hand(application_id: UUID, *, by: Actor, at: datetime) -> models.QueueApplication:
    """Raises NoSuchApplication, StateWrong, NothingAsked."""
    return _append(application_id, EntryKind.HAND_DROPPED, {}, by, at)


def _append(
    id: UUID, kind: EntryKind, body: Mapping[str, Any], by: Actor, at: datetime
) -> models.QueueApplication:
    row = application_row(id)
    queue = locked(row.queue_id)
    append(queue, [(kind, {"child": str(row.person_id), **body})], by=by, at=at)
    return application_row(id)


def _reason(text: str) -> str:
    if not text.strip():
        raise ReasonNeeded()
    return text.strip()[:MOST]
