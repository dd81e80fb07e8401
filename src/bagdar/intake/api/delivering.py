"""Delivering: a file, rows as JSON, rows as JSON Lines. The same rules for all of them."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile
from pydantic import Field, WithJsonSchema

from bagdar.access.public import KEY_DESCRIBED, actor, guard, repeatable
from bagdar.core.encodings import ENCODINGS, Encoding
from bagdar.core.errors import Fault, FaultyData
from bagdar.intake import loader
from bagdar.intake.api import schemas
from bagdar.intake.queries import declared, deliveries, senders
from bagdar.intake.queries.deliveries import DeliveryInfo
from bagdar.intake.rules.nouns import Channel, Told
from bagdar.intake.services.receiving import File as Given
from bagdar.intake.services.receiving import Handed, receive, refuse_large, try_out
from bagdar.programme import public as asking

router = Router(tags=["intake"])
ROWS = "rows.jsonl"


def _command(*statuses: int, **more: Any) -> dict[str, Any]:
    return asking.answers(404, 409, *statuses, parameters=[KEY_DESCRIBED], **more)


ANSWERS = {200: schemas.IntakeDelivery, 201: schemas.IntakeDelivery, 202: schemas.IntakeDelivery}


def _deliver(request: HttpRequest, form: str, whose: schemas.IntakeFor, file: Given) -> Status:
    """201 with what came of it; 200 for a trial and for what came before; 202: being loaded."""
    one = declared.form(form)
    sender = senders.sender_for(request, whose.organisation, one, "create")
    handed = Handed(actor(request), Channel.API, timezone.now())
    if whose.dry_run:
        return _told(request, 200, try_out(one, sender, file, handed))
    found = loader.go_on(receive(one, sender, file, handed))
    return _told(request, 200 if found.again else 202 if found.is_open else 201, found)


def _told(request: HttpRequest, status: int, one: DeliveryInfo) -> Status:
    may = deliveries.may_see_rows(request, one)
    return Status(status, schemas.IntakeDelivery.shown(one, with_values=may))


@router.post(
    "/intake/forms/{form}/rows",
    response=ANSWERS,
    operation_id="deliverIntakeRows",
    summary="Deliver rows",
    openapi_extra=_command(413),
)
@guard("intake.delivery", "create")
@repeatable
def deliver_rows(
    request: HttpRequest,
    form: schemas.FormName,
    whose: Annotated[schemas.IntakeFor, Query()],
    sent: schemas.IntakeRows,
) -> Any:
    """Good rows go in once, the others come back with field, reason and remedy. Up to a thousand
    rows are loaded at once (201); more are on their way (202): ask showIntakeDelivery."""
    return _deliver(request, form, whose, Given(_lines(sent.rows), ROWS))


def _lines(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in rows).encode()


@router.post(
    "/intake/forms/{form}/lines",
    response=ANSWERS,
    operation_id="deliverIntakeLines",
    summary="Deliver JSON Lines",
    openapi_extra=_command(
        413,
        requestBody={
            "required": True,
            "content": {
                "text/plain": {
                    "schema": {"type": "string"},
                    "example": '{"local_number": "2024-0157", "level": "2"}\n',
                }
            },
        },
    ),
)
@guard("intake.delivery", "create")
@repeatable
def deliver_lines(
    request: HttpRequest, form: schemas.FormName, whose: Annotated[schemas.IntakeFor, Query()]
) -> Any:
    """As deliverIntakeRows: one object a line under the names of the form's columns."""
    refuse_large(len(request.body), ROWS)
    if not request.body.strip().startswith(b"{"):
        raise FaultyData([Fault("upload_json_line", ROWS, 1)])
    return _deliver(request, form, whose, Given(request.body, ROWS))


class IntakeFileTold(schemas.Asked):
    """What the sender says of a file."""

    encoding: Annotated[
        Encoding | None,
        WithJsonSchema({"type": "string", "enum": list(ENCODINGS)}),
    ] = Field(None, description="Of a CSV that is not UTF-8; nothing is converted unasked.")
    decimal: Literal[",", "."] = Field(",", description="The mark in numbers typed as text.")


@router.post(
    "/intake/forms/{form}/files",
    response=ANSWERS,
    operation_id="deliverIntakeFile",
    summary="Deliver a file of rows",
    openapi_extra=_command(413),
)
@guard("intake.delivery", "create")
@repeatable
def deliver_file(
    request: HttpRequest,
    form: schemas.FormName,
    whose: Annotated[schemas.IntakeFor, Query()],
    file: Annotated[UploadedFile, File(description="XLSX, CSV or JSON Lines.")],
    told: Annotated[IntakeFileTold, Form()],
) -> Any:
    """The same bytes on the same day change nothing and give their first delivery (200)."""
    refuse_large(file.size or 0, file.name or "file")
    given = Given(file.read(), file.name or "file", Told(told.encoding, told.decimal))
    return _deliver(request, form, whose, given)
