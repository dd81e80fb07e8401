"""Batches: proposed by one person, approved or refused by another, issued part by part."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from bagdar import jobs
from bagdar.audit.public import record
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
    GraduationTaken,
    NothingToIssue,
    ReasonNeeded,
    SameEyes,
)
from bagdar.credentials.rules.graduating import (
    BatchState,
    DiplomaState,
    Line,
    Obstacle,
    day_of_issue,
)
from bagdar.credentials.rules.selective import SALT_BYTES, sd_jwt, token_of
from bagdar.credentials.rules.signing import (
    RECEIPT_KIND,
    SD_RECEIPT_KIND,
    Signer,
    commitment_to,
    commitment_to_selective,
    jwt,
    proved,
)
from bagdar.credentials.rules.status import FILL, draw_places
from bagdar.notary import public as notary
from bagdar.registry.public import reached

PART = 200  # diplomas that one transaction signs
MOST = 5_000  # in one batch
ASSESSMENTS = ("year_mark", "final_exam")  # that stand in the supplement
Draw = Callable[[int], int]  # n → 0…n-1, that nobody can foresee


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
            models.Diploma.objects.bulk_create(_proposed(batch, one, replaces) for one in lines)
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


def _proposed(batch: models.Batch, line: Line, replaces: models.Diploma | None) -> models.Diploma:
    one = line.candidate
    return models.Diploma(
        batch=batch,
        issuer_id=batch.issuer_id,
        person_id=one.person_id,
        graduation_id=one.graduation_id,
        level=one.level,
        programme=one.programme,
        state=DiplomaState.PROPOSED.value,
        replaces=replaces,
    )


@transaction.atomic
def approve(issuer: models.Issuer, id: UUID, *, by: Actor, at: datetime) -> models.Batch:
    """Have a batch issued by a process of its own. Raises NoSuchBatch, BatchStateWrong, SameEyes"""
    batch = _locked(issuer, id, BatchState.PROPOSED)
    if batch.proposed_by == by.name:
        raise SameEyes()
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
    waiting = list(batch.diplomas.filter(state=DiplomaState.PROPOSED.value).order_by("pk")[:PART])
    if not waiting:
        batch.state, batch.ended_at = BatchState.ISSUED.value, at
        batch.save(update_fields=["state", "ended_at"])
        _note(batch, "batch_issued", by, size=batch.size)
        return 0
    _issue(issuer, waiting, by, at, draw)
    return len(waiting)


def _issue(
    issuer: models.Issuer, waiting: Sequence[models.Diploma], by: Actor, at: datetime, draw: Draw
) -> None:
    """Each is asked for again: the register may have been corrected since it was proposed."""
    found = lines_of(issuer, [one.graduation_id for one in waiting], day_of_issue(at))
    lines = {one.candidate.graduation_id: one for one in found}
    good = []
    for diploma in waiting:
        line = lines.get(diploma.graduation_id)
        problem = _still(line)
        if line is None or problem:
            diploma.state, diploma.problem = DiplomaState.REFUSED.value, problem
            diploma.save(update_fields=["state", "problem"])
            _note(diploma, "diploma_refused", by, problem=problem)
        else:
            good.append((diploma, line))
    if not good:
        return
    _, signer = open_key(issuer)
    places = _places(issuer, len(good), draw)
    people = [one.person_id for one, _ in good]
    marks = reached(issuer.organisation_id, people, ASSESSMENTS)
    names = names_of(issuer)
    awarded = [(one.person_id, one.level, one.programme, line.candidate.on) for one, line in good]
    credited = credit_marks(issuer.organisation_id, awarded)
    for (diploma, line), (status_list, place) in zip(good, places, strict=True):
        one = line.candidate
        assert line.form is not None  # _still has seen it
        award = Award(
            id=f"urn:uuid:{diploma.pk}",
            issuer_id=issuer.did,
            issuer_names=names,
            holder=one.holder,
            form=line.form,
            awarded_on=one.on,
            with_distinction=one.with_distinction,
            number=one.number,
            marks=tuple(
                Mark(told.code, told.title, f"{told.score.normalize():f}",
                     f"{told.most.normalize():f}")
                for told in marks.get(one.person_id, ())
            )
            + credited.get((one.person_id, one.level, one.programme), ()),
            origin=one.origin,
        )  # fmt: skip
        diploma.status_list, diploma.place = status_list, place
        document = document_of(award, place_of(issuer, status_list.number, place), at)
        _sign(diploma, document, signer, at, draw)
        _note(diploma, "diploma_issued", by)


def _still(line: Line | None) -> str:
    """Why it cannot be issued any more; that it is itself proposed does not count."""
    if line is None:
        return "gone"
    return next((one.value for one in line.problems if one is not Obstacle.TAKEN), "")


def _sign(
    diploma: models.Diploma, document: dict, signer: Signer, at: datetime, draw: Draw
) -> None:
    def salt() -> bytes:
        return draw(256**SALT_BYTES).to_bytes(SALT_BYTES, "big")

    diploma.document = document
    diploma.proof = proved(document, signer)["proof"]
    diploma.jwt = jwt(document, signer)
    diploma.sd_jwt = sd_jwt(document, signer, salt)
    diploma.state, diploma.issued_at = DiplomaState.VALID.value, at
    about = f"credentials.diploma:{diploma.pk}"
    diploma.receipt = notary.commit(RECEIPT_KIND, about, commitment_to(document))
    part = commitment_to_selective(document, token_of(diploma.sd_jwt))
    diploma.sd_receipt = notary.commit(SD_RECEIPT_KIND, about, part)
    diploma.save()


def _places(issuer: models.Issuer, count: int, draw: Draw) -> list[tuple[models.StatusList, int]]:
    """Free places of the newest list, and of new ones where that is half full."""
    found: list[tuple[models.StatusList, int]] = []
    newest = issuer.status_lists.order_by("-number").first()
    while len(found) < count:
        held = newest.diplomas.count() if newest else 0
        held += sum(one == newest for one, _ in found)
        if newest is None or held >= FILL:
            number, held = (newest.number + 1 if newest else 1), 0
            newest = models.StatusList.objects.create(issuer=issuer, number=number)
        some = min(count - len(found), FILL - held)
        drawn = draw_places(some, {place for one, place in found if one == newest}, draw)
        taken = set(newest.diplomas.filter(place__in=drawn).values_list("place", flat=True))
        found += [(newest, place) for place in drawn if place not in taken]
    return found


def _locked(issuer: models.Issuer, id: UUID, state: BatchState) -> models.Batch:
    batch_of(issuer, id)
    batch = models.Batch.objects.select_for_update().get(pk=id)
    if batch.state != state.value:
        raise BatchStateWrong(state=batch.state)
    return batch


def _decide(batch: models.Batch, state: BatchState, by: Actor, at: datetime) -> None:
    batch.state, batch.decided_by, batch.decided_at = state.value, by.name, at
    batch.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def _note(one: models.Batch | models.Diploma, action: str, by: Actor, **facts: object) -> None:
    about = f"credentials.{type(one).__name__.lower()}:{one.pk}"
    record(f"credentials.{action}", about=about, by=by, facts=facts)
