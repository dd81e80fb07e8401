"""Reports by file and in batches: good rows go in once, the others come back with reasons."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Path, Query, Router, Status
from ninja.files import UploadedFile
from pydantic import Field, WithJsonSchema

from bagdar.access.public import KEY_DESCRIBED, Forbidden, actor, guard, permits, repeatable
from bagdar.core.asked import Switch
from bagdar.core.encodings import ENCODINGS, Encoding
from bagdar.core.errors import Fault, FaultyData
from bagdar.look.schemas import Schema
from bagdar.look.words import current_language
from bagdar.monitoring.api import delivery_schemas as schemas
from bagdar.monitoring.api.report_schemas import Asked
from bagdar.monitoring.presenters import deliveries as presenter
from bagdar.monitoring.queries import deliveries as queries
from bagdar.monitoring.queries import facts, reports
from bagdar.monitoring.rules.nouns import Origin, Reporter
from bagdar.monitoring.rules.upload_values import How
from bagdar.monitoring.services import intake
from bagdar.programme import public as asking

router = Router(tags=["reports"])
DeliveryId = Annotated[
    UUID,
    Path(
        description="Id of a delivery, from listDeliveries.",
        examples=["5d0e6a3c-4a57-4c0b-9f43-7d2b8c1e9a05"],
    ),
]


class Trying(Schema):
    """Whether anything is written."""

    dry_run: Switch = Field(
        False, description="true: judge every row, write nothing.", examples=[True]
    )


def command(*statuses: int, **more: Any) -> dict[str, Any]:
    return asking.answers(404, 409, *statuses, parameters=[KEY_DESCRIBED], **more)


def delivered(one: queries.DeliveryInfo) -> Status:
    is_new = one.id is not None and not one.again
    return Status(201 if is_new else 200, schemas.Delivery.of(one))


def _own(request: HttpRequest) -> tuple[Reporter, Origin]:
    """For whom a caller reports. Raises Forbidden for who speaks for nobody."""
    reporter = reports.reporter_of(request)
    if reporter is None:
        raise Forbidden()
    return reporter, reports.origin_of(request)


class FileTold(Asked):
    """What the sender says of a file."""

    encoding: Annotated[
        Encoding | None,
        WithJsonSchema({"type": "string", "enum": list(ENCODINGS)}),
    ] = Field(None, description="Of a CSV that is not UTF-8; nothing is converted unasked.")
    decimal: Literal[",", "."] = Field(",", description="The mark in numbers typed as text.")


@router.post(
    "/programmes/{programme}/deliveries",
    response={200: schemas.Delivery, 201: schemas.Delivery},
    operation_id="deliverFile",
    summary="Deliver a file of reports",
    openapi_extra=command(413),
)
@guard("monitoring.delivery", "create")
@repeatable
def deliver_file(
    request: HttpRequest,
    programme: asking.ProgrammeCode,
    how: Annotated[Trying, Query()],
    file: Annotated[UploadedFile, File(description="XLSX or CSV with the template's columns.")],
    told: Annotated[FileTold, Form()],
) -> Any:
    """Every row is judged by itself: `taken` are handed in, `returned` come back with each reason.
    The same bytes change nothing and give their first delivery (200)."""
    reporter, origin = _own(request)
    intake.refuse_large(file.size or 0, file.name or "file")
    one = intake.deliver(
        programme,
        reporter,
        file.read(),
        file.name or "file",
        how=How(encoding=told.encoding, decimal=told.decimal),
        origin=origin,
        by=actor(request),
        at=timezone.now(),
        dry_run=how.dry_run,
    )
    return delivered(one)


@router.post(
    "/programmes/{programme}/deliveries/batch",
    response={200: schemas.Delivery, 201: schemas.Delivery},
    operation_id="deliverBatch",
    summary="Deliver a batch of reports",
    openapi_extra=command(
        413,
        example={
            "indicators": [{"row": "T1.4", "year": 2021, "value": 64.5, "document": "1-НК"}],
            "money": [{"measure": "2", "year": 2021, "source": "РБ", "spent": 580000}],
        },
    ),
)
@guard("monitoring.delivery", "create")
@repeatable
def deliver_batch(
    request: HttpRequest,
    programme: asking.ProgrammeCode,
    how: Annotated[Trying, Query()],
    batch: schemas.Batch,
) -> Any:
    """As deliverFile, with rows as JSON under the names of the template's columns."""
    reporter, origin = _own(request)
    rows = batch.rows()
    if not any(rows.values()):
        raise FaultyData([Fault("upload_batch", intake.BATCH)])
    one = intake.deliver_batch(
        programme,
        reporter,
        rows,
        origin=origin,
        by=actor(request),
        at=timezone.now(),
        dry_run=how.dry_run,
    )
    return delivered(one)


@router.get(
    "/programmes/{programme}/deliveries",
    response=schemas.DeliveryList,
    operation_id="listDeliveries",
    summary="Deliveries",
    openapi_extra=asking.answers(
        404,
        links={
            "delivery": {
                "operationId": "showDelivery",
                "parameters": {"id": "$response.body#/items/0/id"},
            }
        },
    ),
)
@guard("monitoring.delivery")
def list_deliveries(
    request: HttpRequest, programme: asking.ProgrammeCode, pages: asking.PagesAsked
) -> schemas.DeliveryList:
    """The latest first; a body and a region see their own alone."""
    asking.editions(programme)
    found = queries.deliveries_for(request, programme)
    items = [schemas.DeliverySummary.of(one) for one in pages.of(found)]
    return schemas.DeliveryList(count=len(found), items=items)


@router.get(
    "/deliveries/{id}",
    response=schemas.Delivery,
    operation_id="showDelivery",
    summary="One delivery",
    openapi_extra=asking.answers(404),
)
@guard("monitoring.delivery")
def show_delivery(request: HttpRequest, id: DeliveryId) -> schemas.Delivery:
    """What came in, and each row that came back with its reasons, in the caller's language."""
    return schemas.Delivery.of(queries.delivery_for(request, id))


class TemplateAsked(Schema):
    """Which template."""

    year: asking.MaybeYear = Field(
        None, description="Of the duties; the latest with something open if left out."
    )
    kind: asking.maybe_text("^(milestones|indicators|money)$", "money") = Field(
        None, description="That kind of rows as CSV; left out: all of them as XLSX."
    )
    source: asking.maybe_text(r"^[a-z._]{1,60}$", "oecd.pisa") = Field(
        None, description="The rows of one source outside; without a year of every year."
    )
    reporter: asking.maybe_text(r"^(body:[a-z0-9-]{1,40}|region:KZ-[0-9]{2})$", "body:mes") = Field(
        None, description="Whose; for those who may see every delivery."
    )


@router.get(
    "/programmes/{programme}/deliveries/template",
    operation_id="downloadTemplate",
    summary="The template of a reporter's files",
    openapi_extra=asking.answers(
        404,
        responses={
            200: {
                "description": "XLSX in the caller's language, or CSV.",
                "content": {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
                    "text/csv": {},
                },
            }
        },
    ),
)
@guard("monitoring.delivery")
def download_template(
    request: HttpRequest,
    programme: asking.ProgrammeCode,
    asked: Annotated[TemplateAsked, Query()],
) -> HttpResponse:
    """A row for each duty of the year that is not yet accepted, with what stands now."""
    if asked.reporter and permits(request, "monitoring.delivery", "read"):
        reporter, origin = Reporter.parse(asked.reporter), facts.basis(programme)
    else:
        reporter, origin = _own(request)
    reader = asking.Reader(current_language(), programme)
    edition = asking.edition(programme)
    file = presenter.template(
        edition,
        reporter,
        origin,
        reader,
        year=asked.year,
        kind=asked.kind or "",
        source=asked.source or "",
    )
    return file.answer()
