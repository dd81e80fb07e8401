"""Long steps of large campaigns: asked for on a page or by a program, done beside the service."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bagdar import jobs
from bagdar.admissions import models
from bagdar.admissions.queries.working import fell_silent, preview_to_keep
from bagdar.admissions.rules.campaign.next_steps import NextStep
from bagdar.admissions.rules.campaign.working import (
    ALIVE,
    OPEN,
    NoSuchWork,
    WorkBroken,
    WorkSilent,
    WorkState,
    WorkUnderWay,
)
from bagdar.admissions.services.campaigns import closing, giving, moving
from bagdar.admissions.services.campaigns.opening import locked
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.errors import DomainError
from bagdar.core.plain_facts import facts_kept

DEEDS: Mapping[str, Callable[..., Any]] = {
    NextStep.CLOSE: closing.close,
    NextStep.RUN: giving.run,
    NextStep.RELEASE: giving.release,
    NextStep.MOVE_UP: moving.move_up,
}


@transaction.atomic
def ask(campaign_id: UUID, step: str, *, by: Actor, at: datetime) -> models.CampaignWork:
    """step: of DEEDS. What fell silent before gives way. Raises NoSuchCampaign, WorkUnderWay."""
    row = locked(campaign_id)
    for one in row.works.filter(state__in=[state.value for state in OPEN]):
        if not fell_silent(one, at):
            raise WorkUnderWay()
        _end(one, WorkSilent(), by, at)
    made = models.CampaignWork.objects.create(
        campaign=row, step=NextStep(step).value, state=WorkState.ASKED.value, asked_at=at,
        asked_by=by.name, asked_role=by.role, beat_at=at,
    )  # fmt: skip
    _note("asked", made, by)
    transaction.on_commit(lambda: jobs.start("admissions", "work", str(made.pk)))
    return made


def do(id: int, *, now: Callable[[], datetime]) -> models.CampaignWork:
    """As whoever asked. A trouble is kept with the work as well as raised.

    Raises NoSuchWork: it is not waiting any more, or was taken for dead meanwhile and nothing is
    written; and what the step raises.
    """
    row = _take(id, now())
    by = Actor(row.asked_by, row.asked_role)
    with jobs.Heart(lambda: _beat(id, now())):
        try:
            _carry_out(row, by, now())
        except DomainError as error:
            _failed(id, error, by, now())
            raise
        except Exception:
            _failed(id, WorkBroken(), by, now())
            raise
        if row.step == NextStep.RUN:
            _preview(row)
    return models.CampaignWork.objects.get(pk=id)


@transaction.atomic
def _carry_out(row: models.CampaignWork, by: Actor, at: datetime) -> None:
    """The step, and that it is done: both or neither."""
    DEEDS[row.step](row.campaign_id, by=by, at=at)
    after = WorkState.PREVIEWING if row.step == NextStep.RUN else WorkState.DONE
    running = models.CampaignWork.objects.filter(pk=row.pk, state=WorkState.RUNNING.value)
    if not running.update(state=after.value, ended_at=at):
        raise NoSuchWork()  # somebody took it for dead and asked again: theirs counts


def _preview(row: models.CampaignWork) -> None:
    """What a run would do, for those who can stop it."""
    result = None
    try:
        result = preview_to_keep(models.Campaign.objects.get(pk=row.campaign_id))
    finally:  # the step is done, whatever becomes of its preview
        at_it = models.CampaignWork.objects.filter(pk=row.pk, state=WorkState.PREVIEWING.value)
        at_it.update(state=WorkState.DONE.value, result=result)


@transaction.atomic
def _take(id: int, at: datetime) -> models.CampaignWork:
    """One process does it: whoever comes second finds nothing."""
    waiting = models.CampaignWork.objects.filter(pk=id, state=WorkState.ASKED.value)
    if not waiting.update(state=WorkState.RUNNING.value, beat_at=at):
        raise NoSuchWork()
    return models.CampaignWork.objects.get(pk=id)


def _beat(id: int, at: datetime) -> None:
    at_it = models.CampaignWork.objects.filter(pk=id, state__in=[one.value for one in ALIVE])
    at_it.update(beat_at=at)


@transaction.atomic
def _failed(id: int, error: DomainError, by: Actor, at: datetime) -> None:
    row = models.CampaignWork.objects.select_for_update().get(pk=id)
    if row.state in OPEN:  # else somebody has taken it for dead and asked again
        _end(row, error, by, at)


def _end(row: models.CampaignWork, error: DomainError, by: Actor, at: datetime) -> None:
    row.state, row.ended_at = WorkState.FAILED.value, at
    row.trouble, row.trouble_facts = error.code, facts_kept(error.facts)
    row.save(update_fields=["state", "trouble", "trouble_facts", "ended_at"])
    _note("failed", row, by)


def _note(event: str, row: models.CampaignWork, by: Actor) -> None:
    record(
        f"admissions.campaign_work_{event}", about=f"admissions.campaign:{row.campaign_id}", by=by,
        facts={"step": row.step, **({"trouble": row.trouble} if row.trouble else {})},
    )  # fmt: skip
