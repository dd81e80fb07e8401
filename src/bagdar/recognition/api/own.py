"""A learner by program: asking, reading the decision, appealing, taking back."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Router, Status
from ninja.files import UploadedFile

from bagdar.access.public import KEY_DESCRIBED, actor, guard, repeatable
from bagdar.credentials.public import own_people
from bagdar.programme.public import answers
from bagdar.recognition.api.schemas import (
    FILE_GIVEN,
    DecidedId,
    FileId,
    RecognitionAppeal,
    RecognitionAsked,
    Recognitions,
    RecognitionWhole,
    RequestId,
    shown_request,
    whole_request,
)
from bagdar.recognition.keeping import MOST
from bagdar.recognition.presenters.files import file_answer
from bagdar.recognition.presenters.opening import own_applicant, own_request
from bagdar.recognition.queries import requests as queries
from bagdar.recognition.rules.asking import Asked
from bagdar.recognition.services import deciding, requests
from bagdar.recognition.services.requests import Upload

router = Router(tags=["recognition"])


@router.get(
    "/recognition/mine", response=Recognitions, operation_id="listOwnRecognition",
    summary="Own requests, and those of the own children",
)  # fmt: skip
@guard("recognition.own")
def list_own_recognition(request: HttpRequest) -> Recognitions:
    """The latest first."""
    rows = queries.of_people([person for person, _ in own_people(request)])
    return Recognitions(count=len(rows), items=[shown_request(row) for row in rows])


@router.get(
    "/recognition/mine/{request_id}", response=RecognitionWhole,
    operation_id="getOwnRecognition", summary="An own request with its decisions",
    openapi_extra=answers(404),
)  # fmt: skip
@guard("recognition.own")
def get_own_recognition(request: HttpRequest, request_id: RequestId) -> RecognitionWhole:
    """Why it was decided so stands in every language."""
    row, _ = own_request(request, request_id)
    return whole_request(row)


@router.post(
    "/recognition/mine", response={201: RecognitionWhole}, operation_id="askRecognition",
    summary="Ask for an achievement to count",
    openapi_extra=answers(404, 409, 413, 415, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("recognition.own", "create")
@repeatable
def ask_recognition(request: HttpRequest, given: RecognitionAsked) -> Status[RecognitionWhole]:
    """Where a declared equivalence covers it whole, it is decided at once."""
    own_applicant(request, given.person, "create")
    told = Asked(
        given.programme, given.kind, given.title, given.provider, given.achieved_on,
        given.credits, given.unit, tuple(given.claims), given.code, given.number,
        given.nqf_level, given.comment, given.email,
    )  # fmt: skip
    badge = Upload("badge", given.badge.encode("utf-8", "replace")) if given.badge else None
    lists = [Upload("status", one.encode("utf-8", "replace")) for one in given.statuses]
    made = requests.ask(given.person, told, (), badge, lists, by=actor(request), at=timezone.now())
    return Status(201, whole_request(queries.request_of(made.pk)))


@router.post(
    "/recognition/mine/{request_id}/evidence", response={201: RecognitionWhole},
    operation_id="addRecognitionEvidence", summary="Put a file behind an own request",
    openapi_extra=answers(404, 409, 413, 415, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("recognition.own", "update")
@repeatable
def add_recognition_evidence(
    request: HttpRequest, request_id: RequestId,
    file: Annotated[UploadedFile, File(description="PDF, PNG or JPEG, by what its bytes are.")],
) -> Status[RecognitionWhole]:  # fmt: skip
    """While it waits. The file is kept under its SHA-256; at most eight stand behind a request."""
    row, _ = own_request(request, request_id, "update")
    given = Upload(file.name or "", file.read(MOST + 1))
    requests.add_evidence(row.pk, given, by=actor(request), at=timezone.now())
    return Status(201, whole_request(queries.request_of(row.pk)))


@router.get(
    "/recognition/mine/{request_id}/evidence/{file_id}",
    operation_id="downloadOwnRecognitionEvidence", summary="A file behind an own request",
    openapi_extra=answers(404, responses={200: FILE_GIVEN}),
)  # fmt: skip
@guard("recognition.own", "export")
def download_own_recognition_evidence(
    request: HttpRequest, request_id: RequestId, file_id: FileId
) -> HttpResponse:
    """Exactly the bytes that were kept, or a refusal where they are damaged."""
    row, _ = own_request(request, request_id, "export")
    return file_answer(queries.file_of(row, file_id))


@router.post(
    "/recognition/mine/{request_id}/appeal", response=RecognitionWhole,
    operation_id="appealRecognition", summary="Appeal against a decision",
    openapi_extra=answers(404, 409, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("recognition.own", "update")
@repeatable
def appeal_recognition(
    request: HttpRequest, request_id: DecidedId, given: RecognitionAppeal
) -> RecognitionWhole:
    """Once, within the declared days; somebody else decides it."""
    row, _ = own_request(request, request_id, "update")
    deciding.appeal(row.pk, given.reason, by=actor(request), at=timezone.now())
    return whole_request(queries.request_of(row.pk))


@router.post(
    "/recognition/mine/{request_id}/withdrawal", response=RecognitionWhole,
    operation_id="withdrawRecognition", summary="Take back a request that was not decided",
    openapi_extra=answers(404, 409, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("recognition.own", "update")
@repeatable
def withdraw_recognition(request: HttpRequest, request_id: RequestId) -> RecognitionWhole:
    """It stays in the list, and nothing is decided about it."""
    row, _ = own_request(request, request_id, "update")
    requests.withdraw(row.pk, by=actor(request))
    return whole_request(queries.request_of(row.pk))
