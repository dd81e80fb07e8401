"""Batches: proposed by one person, approved or refused by another, issued part by part."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from bagdar import jobs
from bagdar.audit.public import record, record_all
from bagdar.audit.rules import Actor
from bagdar.core.errors import Phrase
from bagdar.credentials import models
from bagdar.credentials.queries.batches import batch_of, lines_of
from bagdar.credentials.queries.curricula import credit_marks
from bagdar.credentials.queries.issuers import names_of, open_key
from bagdar.credentials.queries.publishing import place_of
from bagdar.credentials.rules.credential import Award, Mark, document_of
from bagdar.credentials.rules.errors import (
    BatchStateWrong,
    CandidateRefused,
    CheckNeeded,
    GraduationTaken,
    NothingToIssue,
    ReasonNeeded,
    SameEyes,
)
from bagdar.credentials.rules.graduating import (
    BatchState,
    Candidate,
    DiplomaState,
    Line,
    day_of_issue,
)
from bagdar.credentials.services.papers import issue_papers
from bagdar.credentials.services.signing import Draw, Ready, places, sign_all
from bagdar.registry.public import Reached, reached
from bagdar.rows import insert_columns, rewrite_rows

PART = 1_000  # diplomas that one transaction signs
MOST = 5_000  # in one batch
# What a diploma from the register says of itself only once it is signed, or never.
NOT_YET = ("paper_id", "document", "proof", "status_list_id", "place", "issued_at")
EMPTY_YET = ("paper_key", "problem", "jwt", "sd_jwt", "receipt", "sd_receipt")
ASSESSMENTS = ("year_mark", "final_exam")  # that stand in the supplement


@transaction.atomic
def propose(
    issuer: models.Issuer,
    graduations: Collection[int],
    *,
    by: Actor,
    at: datetime,
    replaces: models.Diploma | None = None,
) -> models.Batch:
    """Raises NothingToIssue, CandidateRefused (all or nothing), GraduationTaken."""
    asked = set(graduations)
    if not 0 < len(asked) <= MOST:
        raise NothingToIssue(most=MOST)
    lines = lines_of(issuer, asked, day_of_issue(at))
    _demand(lines, len(asked))
    batch = models.Batch.objects.create(
        issuer=issuer,
        state=BatchState.PROPOSED.value,
        size=len(lines),
        proposed_by=by.name,
        proposed_at=at,
    )
    try:
        with transaction.atomic():
            _add(batch, [one.candidate for one in lines], replaces)
    except IntegrityError:  # somebody else proposed one of them since the lines were read
        raise GraduationTaken() from None
    _note(batch, "batch_proposed", by, size=batch.size)
    return batch


def _demand(lines: Sequence[Line], asked: int) -> None:
    faulty = [one for one in lines if one.problems]
    missing = asked - len(lines)  # not of this issuer, or no longer in the register
    if faulty or missing:
        reasons = sorted({problem.value for one in faulty for problem in one.problems})
        told = tuple(Phrase(f"diplomas.problem.{one}") for one in reasons)
        if missing:
            told = (*told, Phrase("diplomas.problem.gone"))
        raise CandidateRefused(count=len(faulty) + missing, problems=told)


def _add(
    batch: models.Batch, candidates: Sequence[Candidate], replaces: models.Diploma | None
) -> None:
    count = len(candidates)
    nothing, empty = [None] * count, [""] * count
    insert_columns(
        models.Diploma,
        {
            "id": [uuid4() for _ in candidates],
            "batch_id": [batch.pk] * count,
            "issuer_id": [batch.issuer_id] * count,
            "person_id": [one.person_id for one in candidates],
            "graduation_id": [one.graduation_id for one in candidates],
            "level": [one.level for one in candidates],
            "programme": [one.programme for one in candidates],
            "state": [DiplomaState.PROPOSED.value] * count,
            "replaces_id": [replaces.pk if replaces else None] * count,
            "checks": [0] * count,
            **dict.fromkeys(NOT_YET, nothing),
            **dict.fromkeys(EMPTY_YET, empty),
        },
    )


@transaction.atomic
def approve(
    issuer: models.Issuer, id: UUID, *, by: Actor, at: datetime, checked: str = ""
) -> models.Batch:
    """Have a batch issued by a process of its own.

    checked: of papers, with what of the archive they were compared
    Raises NoSuchBatch, BatchStateWrong, SameEyes, CheckNeeded
    """
    batch = _locked(issuer, id, BatchState.PROPOSED)
    if batch.proposed_by == by.name:
        raise SameEyes()
    if batch.is_of_papers:
        batch.checked = checked.strip()[:500]
        if not batch.checked:
            raise CheckNeeded()
    _decide(batch, BatchState.APPROVED, by, at)
    _note(batch, "batch_approved", by, size=batch.size)
    transaction.on_commit(lambda: jobs.start("diplomas", "issue", str(batch.pk)))
    return batch


@transaction.atomic
def refuse(
    issuer: models.Issuer, id: UUID, reason: str, *, by: Actor, at: datetime
) -> models.Batch:
    """Also by whoever proposed it. Raises NoSuchBatch, BatchStateWrong, ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded()
    batch = _locked(issuer, id, BatchState.PROPOSED)
    batch.reason = reason.strip()[:500]
    _decide(batch, BatchState.REFUSED, by, at)
    batch.diplomas.update(state=DiplomaState.REFUSED.value)
    _note(batch, "batch_refused", by, size=batch.size)
    return batch


@transaction.atomic
def ask_again(issuer: models.Issuer, id: UUID, *, by: Actor) -> None:
    """Go on with a batch whose process has ended before it was done. Raises as `approve`."""
    batch = _locked(issuer, id, BatchState.APPROVED)
    _note(batch, "batch_continued", by, size=batch.size)
    transaction.on_commit(lambda: jobs.start("diplomas", "issue", str(batch.pk)))


def issue(
    id: UUID, *, by: Actor, now: Callable[[], datetime], draw: Draw,
    told: Callable[[int], None] = lambda done: None,
) -> models.Batch:  # fmt: skip
    """Sign what an approved batch holds; a process that is killed leaves whole parts behind.

    told: how many more are dealt with. Raises BatchStateWrong, KeyAbsent.
    """
    while done := issue_part(id, by=by, at=now(), draw=draw):
        told(done)
    return models.Batch.objects.get(pk=id)


@transaction.atomic
def issue_part(id: UUID, *, by: Actor, at: datetime, draw: Draw) -> int:
    """How many were dealt with; 0: none was left, and the batch is issued."""
    issuer_id = models.Batch.objects.values_list("issuer_id", flat=True).get(pk=id)
    # One batch of an issuer at a time: places are drawn among those that are free.
    issuer = models.Issuer.objects.select_for_update().get(pk=issuer_id)
    batch = batch_of(issuer, id)
    if batch.state == BatchState.ISSUED.value:
        return 0
    if batch.state != BatchState.APPROVED.value:
        raise BatchStateWrong(state=batch.state)
    rows = batch.diplomas.filter(state=DiplomaState.PROPOSED.value).order_by("pk")
    if not batch.is_of_papers:
        waiting = [_Waiting(*row) for row in rows.values_list(*_Waiting._fields)[:PART]]
        if waiting:
            _issue(issuer, waiting, by, at, draw)
            return len(waiting)
    elif papers := list(rows.select_related("paper")[:PART]):
        issue_papers(issuer, papers, by=by, at=at, draw=draw)
        return len(papers)
    batch.state, batch.ended_at = BatchState.ISSUED.value, at
    batch.save(update_fields=["state", "ended_at"])
    _note(batch, "batch_issued", by, size=batch.size)
    return 0


class _Waiting(NamedTuple):
    """A diploma of a batch that is approved, not signed yet."""

    id: UUID
    graduation_id: int
    person_id: UUID
    level: str
    programme: str


def _issue(
    issuer: models.Issuer, waiting: Sequence[_Waiting], by: Actor, at: datetime, draw: Draw
) -> None:
    """Each is asked for again: the register may have been corrected since it was proposed."""
    asked = [one.graduation_id for one in waiting]
    found = lines_of(issuer, asked, day_of_issue(at), are_held=True)
    lines = {one.candidate.graduation_id: one for one in found}
    good, refused = [], []
    for diploma in waiting:
        line = lines.get(diploma.graduation_id)
        problem = _still(line)
        if line is None or problem:
            refused.append((diploma, problem))
        else:
            good.append((diploma, line))
    _refuse(refused, by)
    if not good:
        return
    _, signer = open_key(issuer)
    free = places(issuer, len(good), draw)
    people = [one.person_id for one, _ in good]
    marks = reached(issuer.organisation_id, people, ASSESSMENTS)
    names = names_of(issuer)
    awarded = [(one.person_id, one.level, one.programme, line.candidate.on) for one, line in good]
    credited = credit_marks(issuer.organisation_id, awarded)

    def ready() -> Iterator[Ready]:
        for (diploma, line), (status_list, place) in zip(good, free, strict=True):
            one = line.candidate
            assert line.form is not None  # _still has seen it
            award = Award(
                id=f"urn:uuid:{diploma.id}",
                issuer_id=issuer.did,
                issuer_names=names,
                holder=one.holder,
                form=line.form,
                awarded_on=one.on,
                with_distinction=one.with_distinction,
                number=one.number,
                marks=_marks(marks.get(one.person_id, ()))
                + credited.get((one.person_id, one.level, one.programme), ()),
                origin=one.origin,
            )
            document = document_of(award, place_of(issuer, status_list.number, place), at)
            yield Ready(diploma.id, document, status_list.pk, place)

    sign_all(ready(), signer, "diploma_issued", by=by, at=at, draw=draw)


def _marks(reached: Sequence[Reached]) -> tuple[Mark, ...]:
    return tuple(
        Mark(one.code, one.title, f"{one.score.normalize():f}", f"{one.most.normalize():f}")
        for one in reached
    )


def _refuse(refused: Sequence[tuple[_Waiting, str]], by: Actor) -> None:
    rewrite_rows(
        models.Diploma,
        {
            "id": [one.id for one, _ in refused],
            "state": [DiplomaState.REFUSED.value] * len(refused),
            "problem": [problem for _, problem in refused],
        },
    )
    told = [(f"credentials.diploma:{one.id}", {"problem": problem}) for one, problem in refused]
    record_all([("credentials.diploma_refused", about, facts) for about, facts in told], by=by)


def _still(line: Line | None) -> str:
    """Why it cannot be issued any more."""
    if line is None:
        return "gone"
    return next((one.value for one in line.problems), "")


def _locked(issuer: models.Issuer, id: UUID, state: BatchState) -> models.Batch:
    batch_of(issuer, id)
    batch = models.Batch.objects.select_for_update().get(pk=id)
    if batch.state != state.value:
        raise BatchStateWrong(state=batch.state)
    return batch


def _decide(batch: models.Batch, state: BatchState, by: Actor, at: datetime) -> None:
    batch.state, batch.decided_by, batch.decided_at = state.value, by.name, at
    batch.save(update_fields=["state", "decided_by", "decided_at", "reason", "checked"])


def _note(batch: models.Batch, action: str, by: Actor, **facts: object) -> None:
    record(f"credentials.{action}", about=f"credentials.batch:{batch.pk}", by=by, facts=facts)
