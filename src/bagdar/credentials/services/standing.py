"""Revoking, suspending, restoring and replacing diplomas, each with its reason."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.credentials import models
from bagdar.credentials.rules.credential import instant
from bagdar.credentials.rules.errors import (
    DiplomaStateWrong,
    NoSuchDiploma,
    PaperNotReplaced,
    ReasonNeeded,
)
from bagdar.credentials.rules.graduating import ISSUED, STEPS, DiplomaState
from bagdar.credentials.services.batches import propose
from bagdar.notary import public as notary
from bagdar.registry.public import graduation_standing

STATUS_KIND = "credentials.status"


@transaction.atomic
def change(
    issuer: models.Issuer, id: UUID, to: DiplomaState, reason: str, *, by: Actor, at: datetime
) -> models.Diploma:
    """Revoke, suspend or restore. The next status list that is asked for says so.

    Raises NoSuchDiploma, ReasonNeeded, DiplomaStateWrong.
    """
    if not reason.strip():
        raise ReasonNeeded()
    found = models.Diploma.objects.select_for_update().filter(pk=id, issuer=issuer).first()
    if found is None or DiplomaState(found.state) not in ISSUED:
        raise NoSuchDiploma()
    if to not in STEPS.get(DiplomaState(found.state), frozenset()):
        raise DiplomaStateWrong(state=found.state)
    found.state = to.value
    found.save(update_fields=["state"])
    about = f"credentials.diploma:{found.pk}"
    told = {"credential": found.document["id"], "state": to.value, "at": instant(at)}
    models.StatusChange.objects.create(
        diploma=found,
        state=to.value,
        reason=reason.strip()[:500],
        at=at,
        by=by.name,
        role=by.role,
        receipt=notary.commit(STATUS_KIND, about, told),
    )
    record("credentials.diploma_changed", about=about, by=by, facts={"state": to.value})
    return found


@transaction.atomic
def replace(
    issuer: models.Issuer, id: UUID, reason: str, *, by: Actor, at: datetime
) -> models.Batch:
    """Revoke one that was lost or is wrong, and propose another from what the register says now.

    Until somebody else has approved that, the graduate has none: two valid ones never stand side
    by side. The graduation may have been corrected: the one that stands now is taken.
    Raises as `change` and `propose`, and PaperNotReplaced.
    """
    if issuer.diplomas.filter(pk=id, paper__isnull=False).exists():
        raise PaperNotReplaced()
    old = change(issuer, id, DiplomaState.REVOKED, reason, by=by, at=at)
    stands = graduation_standing(old.person_id, old.level, old.programme)
    return propose(issuer, [stands or old.graduation_id], by=by, at=at, replaces=old)
