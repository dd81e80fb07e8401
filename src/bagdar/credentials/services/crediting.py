"""Recognised credits: given by a decision, ended by the one that takes its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.credentials import models
from bagdar.credentials.rules.errors import CreditTaken


@dataclass(frozen=True)
class Learnt:
    """What was learnt elsewhere. achievement: SHA-256 that names it, so that it counts once."""

    achievement: str
    title: str
    provider: str
    achieved_on: date
    origin: Origin


@transaction.atomic
def give_credits(
    person_id: UUID, grants: Sequence[tuple[int, int]], learnt: Learnt, decision: UUID,
    *, by: Actor, at: datetime,
) -> None:  # fmt: skip
    """grants: (id of a module, credits). Raises CreditTaken."""
    try:
        with transaction.atomic():
            models.Credit.objects.bulk_create(
                models.Credit(
                    person_id=person_id, module_id=module, credits=credits,
                    achievement=learnt.achievement, decision=decision, title=learnt.title,
                    provider=learnt.provider, achieved_on=learnt.achieved_on,
                    origin=learnt.origin.value, given_at=at, given_by=by.name,
                )
                for module, credits in grants
            )  # fmt: skip
    except IntegrityError:
        raise CreditTaken() from None
    facts = {"modules": len(grants), "credits": sum(credits for _, credits in grants)}
    record("credentials.credits_given", about=f"recognition.decision:{decision}", by=by,
           facts=facts)  # fmt: skip


@transaction.atomic
def end_credits(decision: UUID, *, by: Actor, at: datetime) -> int:
    """Credits of a decision count no longer; they stay where they are. How many there were."""
    rows = models.Credit.objects.filter(decision=decision, ended_at__isnull=True)
    ended = rows.update(ended_at=at, ended_by=by.name)
    record("credentials.credits_ended", about=f"recognition.decision:{decision}", by=by,
           facts={"modules": ended})  # fmt: skip
    return ended
