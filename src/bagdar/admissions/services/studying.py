"""Studies: asked for on a page or a command, done by a process of their own, kept with results."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bagdar import jobs
from bagdar.admissions import models
from bagdar.admissions.queries.campaigns import declared_rules, rules_of
from bagdar.admissions.queries.studies import variant_of
from bagdar.admissions.queries.study_kinds import studied
from bagdar.admissions.queries.study_tables import snapshots
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.study.comparing import study
from bagdar.admissions.rules.study.declared import Variant, changed
from bagdar.admissions.rules.study.errors import (
    NoSuchStudy,
    OnlySimulated,
    StudyBroken,
    StudyTaken,
)
from bagdar.admissions.rules.study.nouns import StudyState, StudyStep, is_stuck, may_begin
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.errors import DomainError
from bagdar.core.plain_facts import facts_kept

MOST_SEED = 2**31 - 1
Told = Callable[[str, int, int], None]


@transaction.atomic
def ask(
    kind: CampaignKind, snapshot: str, variant: str | Variant, seed: int, *, by: Actor,
    at: datetime, begin: bool = True,
) -> models.Study:  # fmt: skip
    """variant: the code of a declared one, or one of one's own; begin: at once, beside the service.

    Raises OnlySimulated, NoSuchVariant, VariantFaulty.
    """
    known = dict(snapshots())
    if snapshot not in known or not 0 <= seed <= MOST_SEED:
        raise OnlySimulated()
    tried = variant_of(kind, variant) if isinstance(variant, str) else variant
    rules = declared_rules(kind)
    changed(rules, tried)
    made = models.Study.objects.create(
        kind=kind.value, snapshot=snapshot, on=known[snapshot], seed=seed,
        rules=rules.model_dump(mode="json"),
        variant=tried.model_dump(mode="json"), state=StudyState.ASKED.value, asked_at=at,
        asked_by=by.name, beat_at=at,
    )  # fmt: skip
    _note("asked", made, by)
    if begin:
        _begin(made)
    return made


@transaction.atomic
def ask_again(id: UUID, *, by: Actor, at: datetime) -> models.Study:
    """What did not finish, or whose process fell silent. Raises NoSuchStudy, StudyTaken."""
    row = _locked(id)
    state = StudyState(row.state)
    if state is not StudyState.FAILED and not is_stuck(state, row.beat_at, at):
        raise StudyTaken()
    row.state, row.step, row.ended_at = StudyState.ASKED.value, "", None
    row.trouble, row.trouble_facts = "", None
    row.beat_at = at
    row.save()
    _note("asked", row, by)
    _begin(row)
    return row


def _begin(row: models.Study) -> None:
    transaction.on_commit(lambda: jobs.start("admissions", "study", str(row.pk)))


def _locked(id: UUID) -> models.Study:
    found = models.Study.objects.select_for_update().filter(pk=id).first()
    if found is None:
        raise NoSuchStudy()
    return found


def run_study(
    id: UUID, *, by: Actor, now: Callable[[], datetime], told: Told | None = None
) -> models.Study:
    """Do what was asked for. A trouble is kept with the study as well as raised.

    Raises NoSuchStudy, StudyTaken, NoSuchSnapshot, DamagedSnapshot, NothingToStudy, MarketFaulty.
    """
    row = _take(id, now())
    with jobs.Heart(lambda: _beat(id, now())):
        return _run(row, by, now, told)


@transaction.atomic
def _take(id: UUID, at: datetime) -> models.Study:
    """One process does it: whoever comes second is told so."""
    row = _locked(id)
    if not may_begin(StudyState(row.state), row.beat_at, at):
        raise StudyTaken()
    models.Study.objects.filter(pk=id).update(
        state=StudyState.RUNNING.value,
        step="",
        trouble="",
        trouble_facts=None,
        ended_at=None,
        beat_at=at,
    )
    return row


def _beat(id: UUID, at: datetime, **changed: str) -> None:
    models.Study.objects.filter(pk=id, state=StudyState.RUNNING.value).update(beat_at=at, **changed)


def _run(
    row: models.Study, by: Actor, now: Callable[[], datetime], told: Told | None
) -> models.Study:
    id = row.pk

    def step(name: StudyStep) -> None:
        _beat(id, now(), step=name.value)
        if told is not None:
            told(name.value, list(StudyStep).index(name), len(StudyStep))

    try:
        of = studied(CampaignKind(row.kind), row.snapshot, rules_of(row), row.seed, step)
        step(StudyStep.COMPARING)
        tried = Variant.model_validate(row.variant, strict=False)
        found = study(of, tried, hashlib.sha256(f"bagdar-study/v1\n{row.seed}".encode()).digest())
    except DomainError as error:
        _failed(id, error, by, now())
        raise
    except Exception:
        _failed(id, StudyBroken(), by, now())
        raise
    return _end(id, StudyState.DONE, by, now(), result=found)


def _failed(id: UUID, error: DomainError, by: Actor, at: datetime) -> None:
    facts = facts_kept(error.facts)
    _end(id, StudyState.FAILED, by, at, trouble=error.code, trouble_facts=facts)


@transaction.atomic
def _end(id: UUID, state: StudyState, by: Actor, at: datetime, **more: object) -> models.Study:
    row = models.Study.objects.select_for_update().get(pk=id)
    row.state, row.step, row.ended_at = state.value, "", at
    for name, value in more.items():
        setattr(row, name, value)
    row.save()
    _note(state.value, row, by)
    return row


def _note(event: str, row: models.Study, by: Actor) -> None:
    about = f"admissions.study:{row.pk}"
    record(f"admissions.study_{event}", about=about, by=by, facts={"kind": row.kind})
