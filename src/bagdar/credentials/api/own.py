"""A holder's diplomas by program."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Path, Query, Router, Status
from pydantic import Field

from bagdar.access.public import KEY_DESCRIBED, actor, guard, repeatable, require
from bagdar.core.languages import Words
from bagdar.credentials.presenters.files import address_in, part_answer, pdf_answer
from bagdar.credentials.presenters.opening import OWN, own_diploma, own_people
from bagdar.credentials.queries import diplomas as queries
from bagdar.credentials.rules.graduating import DiplomaState
from bagdar.credentials.rules.selective import DiplomaPart
from bagdar.credentials.rules.sharing import DAYS
from bagdar.credentials.services import sharing
from bagdar.look.schemas import Schema
from bagdar.programme.public import answers

router = Router(tags=["diplomas"])
SHOWN = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6e01"
LINK = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6e02"
DiplomaId = Annotated[UUID, Path(description="Id of an issued diploma.", examples=[SHOWN])]
LinkId = Annotated[UUID, Path(description="Id of an open link.", examples=[LINK])]
FILE = {
    200: {"description": "The file that verify_diploma.py checks.",
          "content": {"application/json": {}}},
}  # fmt: skip


PDF: dict[int, Any] = {
    200: {"description": "PDF/A-3 that carries the file.",
          "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}},
}  # fmt: skip


class PaperBehind(Schema):
    """From which paper a diploma was entered later: days, and what the institution was called."""

    institution: str
    issued: date
    entered: date


class OwnDiploma(Schema):
    """checks: how often it was checked here. has_receipt: its file holds the log's receipt.

    paper: null where the diploma comes from the register
    """

    id: UUID
    title: Words
    issuer: Words
    holder: str
    state: DiplomaState
    issued_at: datetime
    origin: str
    checks: int
    has_receipt: bool
    paper: PaperBehind | None


class OwnDiplomas(Schema):
    count: int
    items: list[OwnDiploma]


class DiplomaSharing(Schema):
    """days: brought within 1 and 90."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{"days": 7}]}}

    days: int = Field(DAYS[1], ge=DAYS[0], le=DAYS[-1])


class DiplomaLink(Schema):
    """address: of a link that ends, told this once. ends_at: null of the one in the PDF."""

    id: UUID
    address: str
    ends_at: datetime | None


class PartAsked(Schema):
    """show: what is shown besides the holder, the qualification and the issuer."""

    model_config = {"extra": "forbid"}

    show: list[DiplomaPart] = Field([], max_length=len(DiplomaPart), examples=[["credits"]])


@router.get(
    "/diplomas/mine", response=OwnDiplomas, operation_id="listOwnDiplomas",
    summary="Own diplomas, and those of the own children",
)  # fmt: skip
@guard("credentials.own")
def list_own_diplomas(request: HttpRequest) -> OwnDiplomas:
    rows = [row for person, _ in own_people(request) for row in queries.of_person(person)]
    items = [OwnDiploma.model_validate(queries.shown(row)) for row in rows]
    return OwnDiplomas(count=len(items), items=items)


@router.get(
    "/diplomas/mine/{diploma_id}/file", operation_id="downloadOwnDiploma",
    summary="The file of an own diploma", openapi_extra=answers(404, responses=FILE),
)  # fmt: skip
@guard("credentials.own", "export")
def download_own_diploma(request: HttpRequest, diploma_id: DiplomaId) -> HttpResponse:
    """With the log's receipt as soon as there is one."""
    row, _ = own_diploma(request, diploma_id, "export")
    return HttpResponse(queries.file_of(row), content_type="application/json")


@router.get(
    "/diplomas/mine/{diploma_id}/pdf", operation_id="downloadOwnDiplomaPdf",
    summary="An own diploma as PDF", openapi_extra=answers(404, responses=PDF),
)  # fmt: skip
@guard("credentials.own", "export")
def download_own_diploma_pdf(request: HttpRequest, diploma_id: DiplomaId) -> HttpResponse:
    """What is checked is the file inside it; how it looks is nobody's signature."""
    row, _ = own_diploma(request, diploma_id, "export")
    return pdf_answer(row)


@router.get(
    "/diplomas/mine/{diploma_id}/part", operation_id="downloadPartOfOwnDiploma",
    summary="A part of an own diploma, without what is not asked for",
    openapi_extra=answers(404, 409, 422, responses=FILE),
)  # fmt: skip
@guard("credentials.own", "export")
def download_part_of_own_diploma(
    request: HttpRequest, diploma_id: DiplomaId, asked: Annotated[PartAsked, Query()]
) -> HttpResponse:
    """An SD-JWT VC (RFC 9901) in a file that verify_diploma.py checks."""
    row, _ = own_diploma(request, diploma_id, "export")
    return part_answer(row, asked.show)


@router.post(
    "/diplomas/mine/{diploma_id}/printed-link", response={201: DiplomaLink},
    operation_id="printDiplomaLink", summary="Put a link into the QR code of an own diploma",
    openapi_extra=answers(404, 409, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("credentials.own", "create")
@repeatable
def print_diploma_link(request: HttpRequest, diploma_id: DiplomaId) -> Status[DiplomaLink]:
    """Open until it is ended; the same one where there is one."""
    row, relation = own_diploma(request, diploma_id, "create")
    require(request, OWN, "create", relation)
    made, _ = sharing.print_link(row.pk, by=actor(request), at=timezone.now())
    return Status(201, DiplomaLink(id=made.pk, address=address_in(row), ends_at=None))


@router.post(
    "/diplomas/mine/{diploma_id}/links", response={201: DiplomaLink},
    operation_id="shareDiploma", summary="Share an own diploma for some days",
    openapi_extra=answers(404, 409, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("credentials.own", "create")
@repeatable
def share_diploma(
    request: HttpRequest, diploma_id: DiplomaId, given: DiplomaSharing
) -> Status[DiplomaLink]:
    """Whoever has the address sees the diploma until then."""
    row, relation = own_diploma(request, diploma_id, "create")
    require(request, OWN, "create", relation)
    made, token = sharing.share(row.pk, given.days, by=actor(request), at=timezone.now())
    address = request.build_absolute_uri(reverse("shared_diploma", args=[token]))
    return Status(201, DiplomaLink(id=made.pk, address=address, ends_at=made.ends_at))


@router.delete(
    "/diplomas/mine/{diploma_id}/links/{link_id}", response={204: None},
    operation_id="endDiplomaLink", summary="End a share link",
    openapi_extra=answers(404, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("credentials.own", "delete")
@repeatable
def end_diploma_link(request: HttpRequest, diploma_id: DiplomaId, link_id: LinkId) -> Status[None]:
    row, _ = own_diploma(request, diploma_id, "delete")
    sharing.end_share(row, link_id, by=actor(request), at=timezone.now())
    return Status(204, None)
