"""Papers: entered by one person, refused one by one or approved by another, issued as entered."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.errors import Phrase
from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.credentials import models
from bagdar.credentials.queries.batches import batch_of
from bagdar.credentials.queries.issuers import accredited_of, names_of, open_key
from bagdar.credentials.queries.papers import paper_lines, registered_since
from bagdar.credentials.queries.publishing import place_of
from bagdar.credentials.rules.credential import Award, Form, Paper, document_of
from bagdar.credentials.rules.errors import (
    BatchStateWrong,
    NoSuchDiploma,
    NothingToIssue,
    PapersRefused,
    PaperTaken,
    ReasonNeeded,
)
from bagdar.credentials.rules.graduating import (
    BatchState,
    DiplomaState,
    day_of_issue,
    is_accredited,
)
from bagdar.credentials.rules.papers import MOST_PAPERS, PaperLine, PaperProblem, PaperSaid
from bagdar.credentials.services.signing import Draw, Ready, places, sign_all
from bagdar.registry.public import agreed, record_newcomer
from bagdar.registry.rules.nouns import PersonDetails

SOURCE, DOUBTFUL = "paper diploma", "doubtful"


@transaction.atomic
def propose_papers(
    issuer: models.Issuer, papers: Sequence[PaperSaid], *, by: Actor, at: datetime
) -> models.Batch:
    """All of them or none. Whoever the register does not know is recorded there by its own rules.

    Raises NothingToIssue, PapersRefused, PaperTaken, and what `record_newcomer` raises.
    """
    if not 0 < len(papers) <= MOST_PAPERS:
        raise NothingToIssue(most=MOST_PAPERS)
    _demand(paper_lines(issuer, list(enumerate(papers, 1)), day_of_issue(at)))
    batch = models.Batch.objects.create(
        issuer=issuer,
        state=BatchState.PROPOSED.value,
        size=len(papers),
        proposed_by=by.name,
        proposed_at=at,
        is_of_papers=True,
    )
    new: dict[object, UUID] = {}
    try:
        with transaction.atomic():
            for said in papers:
                new[said.holder] = new.get(said.holder) or _holder(issuer, said, by, at)
                _enter(batch, said, new[said.holder], at)
    except IntegrityError:  # somebody else entered one of them since it was looked for
        raise PaperTaken() from None
    _note("batch", batch.pk, "papers_proposed", by, size=batch.size)
    return batch


def _demand(lines: Sequence[PaperLine]) -> None:
    faulty = [one for one in lines if one.problems]
    if faulty:
        reasons = sorted({problem.value for one in faulty for problem in one.problems})
        told = tuple(Phrase(f"diplomas.problem.{one}") for one in reasons)
        raise PapersRefused(count=len(faulty), problems=told)


def _holder(issuer: models.Issuer, said: PaperSaid, by: Actor, at: datetime) -> UUID:
    origin, iin = Origin(issuer.origin), said.known_iin
    known = agreed(iin, said.born_on, origin) if iin else None
    if known is not None:
        return known
    person = PersonDetails(said.name, born_on=said.born_on, iin=iin)
    return record_newcomer(
        person, said.issued_on, origin, is_another=said.is_another, source=SOURCE, by=by, at=at
    )


def _enter(batch: models.Batch, said: PaperSaid, person: UUID, at: datetime) -> None:
    paper = models.Paper.objects.create(
        holder=said.name.full,
        **{f"title_{language}": text.strip() for language, text in said.titles.items()},
        with_distinction=said.with_distinction,
        institution=said.institution.strip(),
        series=said.series.strip(),
        number=said.number.strip(),
        issued_on=said.issued_on,
        entered_on=day_of_issue(at),
        checked=said.checked.strip(),
    )
    models.Diploma.objects.create(
        batch=batch,
        issuer_id=batch.issuer_id,
        person_id=person,
        paper=paper,
        paper_key=said.key,
        level=said.level,
        programme=said.programme.strip(),
        state=DiplomaState.PROPOSED.value,
    )


@transaction.atomic
def doubt(
    issuer: models.Issuer, batch_id: UUID, id: UUID, reason: str, *, by: Actor
) -> models.Diploma:
    """Refuse one paper of a batch that waits; the others stay. Also by whoever entered it.

    Raises NoSuchBatch, NoSuchDiploma, BatchStateWrong, ReasonNeeded.
    """
    if not reason.strip():
        raise ReasonNeeded()
    batch_of(issuer, batch_id)
    batch = models.Batch.objects.select_for_update().get(pk=batch_id)
    if batch.state != BatchState.PROPOSED.value:
        raise BatchStateWrong(state=batch.state)
    found = batch.diplomas.filter(pk=id, state=DiplomaState.PROPOSED.value).first()
    if found is None or found.paper is None:
        raise NoSuchDiploma()
    found.paper.doubt, found.paper.doubted_by = reason.strip()[:500], by.name
    found.paper.save(update_fields=["doubt", "doubted_by"])
    _refuse(found, DOUBTFUL, by)
    return found


@transaction.atomic
def issue_papers(
    issuer: models.Issuer, waiting: Sequence[models.Diploma], *, by: Actor, at: datetime,
    draw: Draw,
) -> None:  # fmt: skip
    """Sign papers of an approved batch; what hinders one since it was entered refuses it."""
    good, today = [], day_of_issue(at)
    registered, accredited = registered_since(issuer, waiting), accredited_of(issuer)
    for one in waiting:
        if one.person_id in registered:
            _refuse(one, PaperProblem.REGISTERED.value, by)
        elif not is_accredited(accredited, one.level, today):
            _refuse(one, PaperProblem.ACCREDITATION.value, by)
        else:
            good.append(one)
    if not good:
        return
    _, signer = open_key(issuer)
    names, free = names_of(issuer), places(issuer, len(good), draw)
    ready = []
    for one, (status_list, place) in zip(good, free, strict=True):
        award = _award(issuer, one, names)
        document = document_of(award, place_of(issuer, status_list.number, place), at)
        ready.append(Ready(one.pk, document, status_list.pk, place))
    sign_all(ready, signer, "paper_issued", by=by, at=at, draw=draw)


def _award(issuer: models.Issuer, one: models.Diploma, names: Words) -> Award:
    """What the paper says: no marks, no credits and no level of the NQF, which nobody has asked."""
    paper = one.paper
    assert paper is not None  # the database ties each diploma of such a batch to one
    titles = Words(kk=paper.title_kk, ru=paper.title_ru, en=paper.title_en)
    return Award(
        id=f"urn:uuid:{one.pk}",
        issuer_id=issuer.did,
        issuer_names=names,
        holder=paper.holder,
        form=Form(one.level, one.programme, titles, None, None),
        awarded_on=paper.issued_on,
        with_distinction=paper.with_distinction,
        number=f"{paper.series} {paper.number}".strip(),
        marks=(),
        origin=Origin(issuer.origin),
        paper=Paper(paper.institution, paper.issued_on, paper.entered_on),
    )


def _refuse(one: models.Diploma, problem: str, by: Actor) -> None:
    one.state, one.problem = DiplomaState.REFUSED.value, problem
    one.save(update_fields=["state", "problem"])
    _note("diploma", one.pk, "paper_refused", by, problem=problem)


def _note(what: str, id: UUID, action: str, by: Actor, **facts: object) -> None:
    record(f"credentials.{action}", about=f"credentials.{what}:{id}", by=by, facts=facts)
