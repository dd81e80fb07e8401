"""The registrar's desk by program: the queue, decisions, equivalences."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Router, Status
from pydantic import Field

from bagdar.access.public import KEY_DESCRIBED, actor, guard, looker_facts, repeatable
from bagdar.core.asked import Day
from bagdar.look.schemas import Schema
from bagdar.programme.public import answers
from bagdar.recognition.api.schemas import (
    FILE_GIVEN,
    EquivalenceGiven,
    EquivalenceShown,
    FileId,
    Recognitions,
    RecognitionVerdict,
    RecognitionWhole,
    RequestId,
    shown_request,
    whole_request,
)
from bagdar.recognition.presenters.files import file_answer
from bagdar.recognition.presenters.opening import (
    institution_equivalence,
    institution_request,
    open_institution,
)
from bagdar.recognition.queries import requests as queries
from bagdar.recognition.rules.deciding import Grant
from bagdar.recognition.services import deciding, equivalences
from bagdar.recognition.services.looking import note_queue, note_request

router = Router(tags=["recognition"])
OPEN = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6f04"
EquivalenceId = Annotated[UUID, Path(description="Id of an equivalence.", examples=[OPEN])]


class EquivalenceEnd(Schema):
    """on: the first day on which it covers nothing."""

    model_config = {"extra": "forbid"}

    on: Annotated[Day, Field(examples=["2031-01-01"])]


@router.get(
    "/recognition/desk", response=Recognitions, operation_id="listRecognitionQueue",
    summary="Requests that wait for the own institution",
)  # fmt: skip
@guard("recognition.desk")
def list_recognition_queue(request: HttpRequest) -> Recognitions:
    """The most urgent first. That it was looked at is written down before it is given."""
    organisation_id = open_institution(request)
    note_queue(organisation_id, by=actor(request), looker=looker_facts(request))
    rows = queries.queue_of(organisation_id)
    return Recognitions(count=len(rows), items=[shown_request(row) for row in rows])


@router.get(
    "/recognition/desk/{request_id}", response=RecognitionWhole,
    operation_id="getRecognition", summary="A request to the own institution",
    openapi_extra=answers(404),
)  # fmt: skip
@guard("recognition.desk")
def get_recognition(request: HttpRequest, request_id: RequestId) -> RecognitionWhole:
    """That it was looked at is written down before it is given."""
    row = institution_request(request, request_id)
    note_request(row.pk, by=actor(request), looker=looker_facts(request))
    return whole_request(row)


@router.get(
    "/recognition/desk/{request_id}/evidence/{file_id}",
    operation_id="downloadRecognitionEvidence", summary="A file behind a request",
    openapi_extra=answers(404, responses={200: FILE_GIVEN}),
)  # fmt: skip
@guard("recognition.desk", "export")
def download_recognition_evidence(
    request: HttpRequest, request_id: RequestId, file_id: FileId
) -> HttpResponse:
    """Exactly the bytes that were kept, or a refusal where they are damaged."""
    row = institution_request(request, request_id, "export")
    return file_answer(queries.file_of(row, file_id))


@router.post(
    "/recognition/desk/{request_id}/decisions", response={201: RecognitionWhole},
    operation_id="decideRecognition", summary="Decide a request or an appeal",
    openapi_extra=answers(404, 409, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("recognition.desk", "decide")
@repeatable
def decide_recognition(
    request: HttpRequest, request_id: RequestId, given: RecognitionVerdict
) -> Status[RecognitionWhole]:
    """It takes the place of the decision before it. An appeal is decided by somebody else."""
    row = institution_request(request, request_id, "decide")
    grants = [Grant(one.module, one.credits) for one in given.grants]
    deciding.decide(row.pk, grants, given.reason, by=actor(request), at=timezone.now())
    return Status(201, whole_request(queries.request_of(row.pk)))


@router.post(
    "/recognition/declarations", response={201: EquivalenceShown},
    operation_id="declareEquivalence", summary="Declare an equivalence",
    openapi_extra=answers(404, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("recognition.desk", "create")
@repeatable
def declare_equivalence(request: HttpRequest, given: EquivalenceGiven) -> Status[EquivalenceShown]:
    """From then on, what is verified and covered whole is decided at once."""
    said = equivalences.Declared(
        given.programme, given.module, given.kind, given.title, given.provider, given.code,
        given.credits, given.since, given.source,
    )  # fmt: skip
    made = equivalences.declare(
        open_institution(request), said, by=actor(request), at=timezone.now()
    )
    return Status(201, EquivalenceShown.model_validate(made))


@router.post(
    "/recognition/declarations/{equivalence_id}/end", response=EquivalenceShown,
    operation_id="endEquivalence", summary="End an equivalence from a day on",
    openapi_extra=answers(404, 409, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("recognition.desk", "create")
@repeatable
def end_equivalence(
    request: HttpRequest, equivalence_id: EquivalenceId, given: EquivalenceEnd
) -> EquivalenceShown:
    """What it has decided stays."""
    row = institution_equivalence(request, equivalence_id)
    ended = equivalences.end_equivalence(row.organisation_id, row.pk, given.on, by=actor(request))
    return EquivalenceShown.model_validate(ended)
