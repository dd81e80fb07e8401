"""Requests: made and withdrawn by the learner; decided alone where an equivalence covers them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.file_names import safe_name
from bagdar.core.periods import local_date
from bagdar.credentials.public import CurriculumInfo, curriculum, modules_of
from bagdar.kept import keep
from bagdar.recognition import models
from bagdar.recognition.keeping import kind_of
from bagdar.recognition.queries.believing import believed
from bagdar.recognition.queries.requests import is_anothers
from bagdar.recognition.queries.rules_of import limits_of, status_lists_fresh_for, the_rule
from bagdar.recognition.queries.standing import (
    EarnedElsewhere,
    achievement_of,
    earned_elsewhere,
    equivalences_of,
    standing_of,
    study_of,
)
from bagdar.recognition.rules.asking import MOST_FILES, Asked, asking_faults
from bagdar.recognition.rules.badge_status import Lists
from bagdar.recognition.rules.badges import ANOTHERS, Badge, check_badge
from bagdar.recognition.rules.deciding import achievement_key, automatic
from bagdar.recognition.rules.errors import (
    NotStudied,
    RequestFaulty,
    StateWrong,
    TooManyFiles,
)
from bagdar.recognition.rules.nouns import Kind, Proof, State
from bagdar.recognition.services.deciding import decide_by_rule, locked
from bagdar.registry.public import person_on

RULE = Actor("recognition-rule", "operator")  # whoever asked, the rule decides


@dataclass(frozen=True)
class Upload:
    """A file as it came."""

    name: str
    data: bytes


@transaction.atomic
def ask(
    person_id: UUID, asked: Asked, files: Sequence[Upload] = (), badge: Upload | None = None,
    statuses: Sequence[Upload] = (), *, by: Actor, at: datetime,
) -> models.Request:  # fmt: skip
    """A request; where a declared equivalence covers it whole, it is decided at once.

    statuses: lists of statuses of the badge's issuer, of which nothing is fetched.

    Raises NoSuchCurriculum, NotStudied, RequestFaulty, FileUnfit, FileLarge, TooManyFiles,
    BadgeRefused.
    """
    today, one = local_date(at), curriculum(asked.curriculum_id)
    study = study_of(person_id, one, today)
    if study is None:
        raise NotStudied()
    if len(files) + len(statuses) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    kept = [(file, *kind_of(file.data)) for file in files]
    told = _check(person_id, badge, statuses, asked, one, at) if badge else None
    held = _held(person_id, told, at) if told and told.is_verified else None
    if told and told.is_verified and held is None:
        told = told.doubted(ANOTHERS)
    known = _known(person_id, asked, one, at)
    asked, proof = _settled(asked, told, known, has_files=bool(files))
    modules = {module.code: module for module in modules_of(one.id)}
    faults = asking_faults(asked, frozenset(modules), today)
    if faults:
        raise RequestFaulty(faults)
    made = models.Request(
        person_id=person_id, organisation_id=one.organisation_id, curriculum_id=one.id,
        state=State.ASKED.value, kind=asked.kind.value, title=asked.title.strip(),
        provider=asked.provider.strip(), code=(asked.code or asked.title).strip(),
        number=asked.number.strip(), achieved_on=asked.achieved_on, credits=asked.credits,
        unit=asked.unit.value, nqf_level=asked.nqf_level, proof=proof.value,
        comment=asked.comment.strip(), origin=study.origin.value, asked_at=at, asked_by=by.name,
        due_on=today + timedelta(days=the_rule().days.to_decide), badge=held,
    )  # fmt: skip
    made.key = achievement_of(made).key
    made.save()
    models.Claim.objects.bulk_create(
        models.Claim(request=made, module_id=modules[code].id) for code in asked.claims
    )
    for file, ending, media in kept:
        _put(made, file, ending, media, by, at)
    if badge is not None and told is not None:
        _put(made, badge, *kind_of(badge.data, is_badge=True), by, at, told)
        for file in statuses:
            _put(made, file, *kind_of(file.data, is_badge=True), by, at)
    facts = {"kind": made.kind, "claims": len(asked.claims), "proof": made.proof}
    record("recognition.asked", about=_about(made), by=by, facts=facts)
    _try_rule(made, one, asked.claims, at)
    return made


def _check(
    person_id: UUID, badge: Upload, statuses: Sequence[Upload], asked: Asked,
    one: CurriculumInfo, at: datetime,
) -> Badge:  # fmt: skip
    for file in (badge, *statuses):
        kind_of(file.data, is_badge=True)
    person = person_on(person_id, local_date(at))
    names = [person.name.full] if person else []
    keys = believed(one.organisation_id, local_date(at))
    lists = Lists(tuple(file.data for file in statuses), status_lists_fresh_for())
    found = check_badge(badge.data, keys, asked.email, names, at, lists=lists)
    key = achievement_key(found.issuer, found.achievement)
    return found.doubted(ANOTHERS) if is_anothers(person_id, key, found.id) else found


def _held(person_id: UUID, told: Badge, at: datetime) -> models.ShownBadge | None:
    """Whose a verified badge is, kept at its first showing; None: somebody else's.

    Whoever shows it at the same instant waits here until the other's transaction has ended.
    """
    first = {"person_id": person_id, "at": at}
    row, _ = models.ShownBadge.objects.get_or_create(mark=told.mark, defaults=first)
    return row if row.person_id == person_id else None


def _known(
    person_id: UUID, asked: Asked, one: CurriculumInfo, at: datetime
) -> EarnedElsewhere | None:
    """The module of another programme that is meant, where the register says it was earned."""
    if asked.kind is not Kind.FORMAL:
        return None
    return next(
        (
            known
            for known in earned_elsewhere(person_id, local_date(at), one)
            if (str(known.provider), known.code) == (asked.provider, asked.code)
        ),
        None,
    )


def _settled(
    asked: Asked, told: Badge | None, known: EarnedElsewhere | None, *, has_files: bool
) -> tuple[Asked, Proof]:
    """What a badge or the register says goes before what was typed."""
    if told is not None:
        asked = replace(
            asked, kind=Kind.BADGE, title=told.title, provider=told.issuer,
            code=told.achievement, achieved_on=told.achieved_on or asked.achieved_on,
            credits=told.credits or asked.credits,
        )  # fmt: skip
        return asked, Proof.VERIFIED if told.is_verified else Proof.READ
    if known is not None:
        asked = replace(
            asked, title=known.title.kk, credits=known.credits, unit=known.unit,
            nqf_level=known.nqf_level, achieved_on=known.on,
        )  # fmt: skip
        return asked, Proof.VERIFIED
    return asked, Proof.SHOWN if has_files else Proof.TOLD


def _put(
    row: models.Request, file: Upload, ending: str, media: str, by: Actor, at: datetime,
    told: Badge | None = None,
) -> models.Evidence:  # fmt: skip
    return models.Evidence.objects.create(
        request=row, file_name=safe_name(file.name, ending), media_type=media,
        size=len(file.data), sha256=keep(file.data), told=told and told.summary(), added_at=at,
        added_by=by.name,
    )  # fmt: skip


def _try_rule(
    row: models.Request, one: CurriculumInfo, claims: Sequence[str], at: datetime
) -> None:
    row = locked(row.pk)
    found = automatic(
        equivalences_of(one), achievement_of(row), claims, standing_of(one, row.person_id),
        limits_of(one),
    )  # fmt: skip
    if found is not None:
        decide_by_rule(row, found, by=RULE, at=at)


@transaction.atomic
def add_evidence(id: UUID, file: Upload, *, by: Actor, at: datetime) -> models.Evidence:
    """Another file behind a request that waits.

    Raises NoSuchRequest, StateWrong, FileUnfit, FileLarge, TooManyFiles.
    """
    row = locked(id)
    if not row.is_waiting:
        raise StateWrong(row.state)
    if row.evidence.count() >= MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    made = _put(row, file, *kind_of(file.data), by, at)
    if row.proof == Proof.TOLD.value:
        row.proof = Proof.SHOWN.value
        row.save(update_fields=["proof"])
    record("recognition.evidence_added", about=_about(row), by=by, facts={"sha256": made.sha256})
    return made


@transaction.atomic
def withdraw(id: UUID, *, by: Actor) -> models.Request:
    """Take back a request that was not decided. Raises NoSuchRequest, StateWrong."""
    row = locked(id)
    if row.state != State.ASKED.value:
        raise StateWrong(row.state)
    row.state = State.WITHDRAWN.value
    row.save(update_fields=["state"])
    record("recognition.withdrawn", about=_about(row), by=by, facts={})
    return row


def _about(row: models.Request) -> str:
    return f"recognition.request:{row.pk}"
