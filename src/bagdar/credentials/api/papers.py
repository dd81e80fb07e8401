"""Diplomas that stood on paper before, by program: a preview, entering, refusing one."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Status
from pydantic import Field

from bagdar.access.public import actor, guard, looker_facts, repeatable
from bagdar.credentials.api.desk import BatchId, DiplomaBatch, Reason, batch_told, command
from bagdar.credentials.presenters.opening import institution_batch, open_issuer
from bagdar.credentials.queries import batches as queries
from bagdar.credentials.queries.papers import paper_lines
from bagdar.credentials.rules.graduating import DiplomaState, day_of_issue
from bagdar.credentials.rules.paper_given import EXAMPLE, PaperGiven
from bagdar.credentials.rules.papers import MOST_PAPERS, PaperProblem
from bagdar.credentials.services import papers
from bagdar.credentials.services.looking import note_list
from bagdar.look.schemas import Schema
from bagdar.programme.public import answers

router = Router(tags=["diplomas"])
SHOWN = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6e05"
PaperId = Annotated[UUID, Path(description="Id of a diploma on paper.", examples=[SHOWN])]


class PapersGiven(Schema):
    """Diplomas as they stand on paper."""

    model_config = {
        "extra": "forbid", "json_schema_extra": {"examples": [{"papers": [EXAMPLE]}]},
    }  # fmt: skip

    papers: list[PaperGiven] = Field(min_length=1, max_length=MOST_PAPERS)


class PaperJudged(Schema):
    """line: its place among those given. problems: why it is not taken; none: it may be."""

    line: int
    problems: list[PaperProblem]


class PapersJudged(Schema):
    count: int
    items: list[PaperJudged]


class PaperEntered(Schema):
    """checked: with what of the archive whoever entered it compared it.

    problem, doubt: why it was refused
    """

    id: UUID
    state: DiplomaState
    holder: str
    institution: str
    series: str
    number: str
    issued_on: date
    entered_on: date
    checked: str
    problem: str
    doubt: str


class PapersEntered(Schema):
    count: int
    items: list[PaperEntered]


class PaperDoubt(Schema):
    model_config = {
        "extra": "forbid",
        "json_schema_extra": {"examples": [{"reason": "not in the archive's book"}]},
    }

    reason: Reason


@router.post(
    "/diplomas/desk/papers/preview", response=PapersJudged, operation_id="previewPaperDiplomas",
    summary="What stands against entering diplomas from paper",
    openapi_extra=answers(404, 422),
)  # fmt: skip
@guard("credentials.desk", "create")
def preview_paper_diplomas(request: HttpRequest, given: PapersGiven) -> PapersJudged:
    """Nothing is written but that it was asked."""
    issuer, today = open_issuer(request), day_of_issue(timezone.now())
    note_list(issuer.organisation_id, "papers", by=actor(request), looker=looker_facts(request))
    said = [(line, one.said()) for line, one in enumerate(given.papers, 1)]
    items = [
        PaperJudged(line=one.line, problems=list(one.problems))
        for one in paper_lines(issuer, said, today)
    ]
    return PapersJudged(count=len(items), items=items)


@router.post(
    "/diplomas/desk/papers", response={201: DiplomaBatch}, operation_id="proposePaperDiplomas",
    summary="Enter diplomas from paper, for somebody else to check", openapi_extra=command(),
)  # fmt: skip
@guard("credentials.desk", "create")
@repeatable
def propose_paper_diplomas(request: HttpRequest, given: PapersGiven) -> Status[DiplomaBatch]:
    """All of them or none. Whoever approves the batch says with what of the archive they compared
    them.
    """
    said = [one.said() for one in given.papers]
    made = papers.propose_papers(open_issuer(request), said, by=actor(request), at=timezone.now())
    return Status(201, batch_told(queries.progress(made)))


@router.get(
    "/diplomas/desk/batches/{batch_id}/papers", response=PapersEntered,
    operation_id="listPaperDiplomas", summary="The papers of a batch",
    openapi_extra=answers(404),
)  # fmt: skip
@guard("credentials.desk")
def list_paper_diplomas(request: HttpRequest, batch_id: BatchId) -> PapersEntered:
    """That they were looked at is written down before they are given."""
    issuer = open_issuer(request)
    batch = institution_batch(request, issuer, batch_id)
    note_list(issuer.organisation_id, "batch", by=actor(request), looker=looker_facts(request))
    rows = batch.diplomas.filter(paper__isnull=False).select_related("paper").order_by("paper_id")
    items = [_entered(one) for one in rows]
    return PapersEntered(count=len(items), items=items)


@router.post(
    "/diplomas/desk/batches/{batch_id}/papers/{diploma_id}/refusal", response=PaperEntered,
    operation_id="refusePaperDiploma", summary="Refuse one doubtful paper of a batch",
    openapi_extra=command(),
)  # fmt: skip
@guard("credentials.desk", "decide")
@repeatable
def refuse_paper_diploma(
    request: HttpRequest, batch_id: BatchId, diploma_id: PaperId, given: PaperDoubt
) -> PaperEntered:
    """The others of the batch stay. The same paper may be entered again."""
    issuer = open_issuer(request)
    institution_batch(request, issuer, batch_id, "decide")
    return _entered(papers.doubt(issuer, batch_id, diploma_id, given.reason, by=actor(request)))


def _entered(row: Any) -> PaperEntered:
    paper = row.paper
    return PaperEntered(
        id=row.pk,
        state=DiplomaState(row.state),
        problem=row.problem,
        **{
            name: getattr(paper, name)
            for name in (
                "holder", "institution", "series", "number", "issued_on", "entered_on",
                "checked", "doubt",
            )
        },
    )  # fmt: skip
