"""Decisions: each takes the place of the one before it, with its credits and its receipt."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.credentials.public import Learnt, end_credits, give_credits, modules_of
from bagdar.notary import public as notary
from bagdar.recognition import models
from bagdar.recognition.queries.requests import (
    claims_of,
    doubts_of,
    request_of,
    standing_decision,
)
from bagdar.recognition.queries.rules_of import limits_of, the_rule
from bagdar.recognition.queries.standing import achievement_of, curriculum_of, standing_of
from bagdar.recognition.rules.deciding import Grant, Settled, obstacles, verdict
from bagdar.recognition.rules.errors import (
    AppealLate,
    GrantRefused,
    ReasonNeeded,
    SameEyes,
    StateWrong,
)
from bagdar.recognition.rules.explaining import Because, because_of, commitment
from bagdar.recognition.rules.nouns import STAGE_IN, STATE_AFTER, DecisionStage, State

RECEIPT_KIND = "recognition.decision"


def locked(id: UUID) -> models.Request:
    """A request, with all of the same person locked: what may be granted depends on them.

    Raises NoSuchRequest.
    """
    person_id = request_of(id).person_id
    rows = models.Request.objects.select_for_update().filter(person_id=person_id)
    return next(row for row in rows.order_by("pk") if row.pk == id)


@transaction.atomic
def decide(
    id: UUID, grants: Sequence[Grant], reason: str, *, by: Actor, at: datetime
) -> models.Decision:
    """The first decision, one in its place, or one on an appeal, by somebody of the institution.

    grants: none of them: it is refused. Raises NoSuchRequest, StateWrong, SameEyes, ReasonNeeded,
    GrantRefused, CreditTaken.
    """
    if not reason.strip():
        raise ReasonNeeded()
    row = locked(id)
    stage = STAGE_IN.get(State(row.state))
    if stage is None:
        raise StateWrong(row.state)
    deciders = set(row.decisions.values_list("by", flat=True))
    if stage is DecisionStage.APPEAL and by.name in deciders:
        raise SameEyes()
    one = curriculum_of(row)
    standing = standing_of(one, row.person_id, but=row.pk)
    against = obstacles(grants, achievement_of(row), standing, limits_of(one))
    if against:
        raise GrantRefused(tuple((module, why.value) for module, why in against))
    because = because_of(row.proof, stage, grants, one.unit.value, doubts=doubts_of(row))
    return _write(row, stage, grants, because, reason.strip()[:2000], by, at)


@transaction.atomic
def decide_by_rule(
    row: models.Request, found: Settled, *, by: Actor, at: datetime
) -> models.Decision:
    """By an equivalence alone. row: locked, and not decided yet."""
    one = curriculum_of(row)
    because = because_of(row.proof, None, found.grants, one.unit.value, found.cuts)
    return _write(row, DecisionStage.FIRST, found.grants, because, "", by, at, is_automatic=True)


def _write(
    row: models.Request, stage: DecisionStage, grants: Sequence[Grant], because: Sequence[Because],
    reason: str, by: Actor, at: datetime, *, is_automatic: bool = False,
) -> models.Decision:  # fmt: skip
    one = curriculum_of(row)
    before = standing_decision(row)
    claims = [claim.module.code for claim in claims_of(row)]
    standing = standing_of(one, row.person_id, but=row.pk)
    found = verdict(claims, grants, standing)
    if before is not None:
        before.superseded_at = at
        before.save(update_fields=["superseded_at"])
        end_credits(before.pk, by=by, at=at)
    made = models.Decision(
        request=row, number=before.number + 1 if before else 1, stage=stage.value,
        verdict=found.value, is_automatic=is_automatic, because=[one.told() for one in because],
        reason=reason, at=at, by=by.name, role=by.role, decided_before=before.by if before else "",
    )  # fmt: skip
    told = commitment(made.pk, row.pk, made.number, stage, found, grants, at)
    made.receipt = notary.commit(RECEIPT_KIND, f"recognition.decision:{made.pk}", told)
    made.save()
    modules = {module.code: module.id for module in modules_of(one.id)}
    models.Grant.objects.bulk_create(
        models.Grant(decision=made, module_id=modules[grant.module], credits=grant.credits)
        for grant in grants
    )
    if grants:
        learnt = Learnt(row.key, row.title, row.provider, row.achieved_on, Origin(row.origin))
        pairs = [(modules[grant.module], grant.credits) for grant in grants]
        give_credits(row.person_id, pairs, learnt, made.pk, by=by, at=at)
    row.state = STATE_AFTER[stage].value
    row.save(update_fields=["state"])
    facts = {"verdict": found.value, "stage": stage.value, "automatic": is_automatic,
             "number": made.number}  # fmt: skip
    record("recognition.decided", about=f"recognition.request:{row.pk}", by=by, facts=facts)
    return made


@transaction.atomic
def appeal(id: UUID, text: str, *, by: Actor, at: datetime) -> models.Appeal:
    """Ask for somebody else to look at the decision; once, and within some days.

    Raises NoSuchRequest, StateWrong, AppealLate, ReasonNeeded.
    """
    if not text.strip():
        raise ReasonNeeded()
    row = locked(id)
    decision = standing_decision(row)
    if row.state != State.DECIDED.value or decision is None:
        raise StateWrong(row.state)
    days, today = the_rule().days, local_date(at)
    if today > local_date(decision.at) + timedelta(days=days.to_appeal):
        raise AppealLate(days=days.to_appeal)
    made = models.Appeal.objects.create(request=row, text=text.strip()[:2000], at=at, by=by.name)
    row.state = State.APPEALED.value
    row.due_on = today + timedelta(days=days.to_decide_appeal)
    row.save(update_fields=["state", "due_on"])
    record("recognition.appealed", about=f"recognition.request:{row.pk}", by=by, facts={})
    return made
