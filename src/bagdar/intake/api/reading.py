"""Deliveries: what there is, what came of one, taking it back."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field, WithJsonSchema

from bagdar.access.public import KEY_DESCRIBED, actor, guard, repeatable
from bagdar.intake.api import schemas
from bagdar.intake.queries import deliveries
from bagdar.intake.services import ending
from bagdar.look.schemas import Schema
from bagdar.programme import public as asking

router = Router(tags=["intake"])
STATES = ("received", "checked", "loading", "loaded", "withdrawn", "cancelled")


class IntakeNarrowed(Schema):
    """Which deliveries."""

    state: Annotated[
        Literal["received", "checked", "loading", "loaded", "withdrawn", "cancelled"] | None,
        WithJsonSchema({"type": "string", "enum": list(STATES)}),
    ] = Field(None, description="All if left out.")
    form: asking.maybe_text("^[a-z]{1,40}$", "pupils") = Field(None, description="All if left out.")


@router.get(
    "/intake/deliveries",
    response=schemas.IntakeDeliveryList,
    operation_id="listIntakeDeliveries",
    summary="Deliveries to the register",
    openapi_extra=asking.answers(
        links={
            "delivery": {
                "operationId": "showIntakeDelivery",
                "parameters": {"id": "$response.body#/items/0/id"},
            }
        }
    ),
)
@guard("intake.delivery")
def list_deliveries(
    request: HttpRequest, asked: Annotated[IntakeNarrowed, Query()], pages: asking.PagesAsked
) -> schemas.IntakeDeliveryList:
    """The latest first; an organisation and a region see their own alone."""
    found = deliveries.deliveries_for(request, form=asked.form or "", state=asked.state or "")
    items = [schemas.IntakeDeliverySummary.of(one) for one in pages.of(found)]
    return schemas.IntakeDeliveryList(count=len(found), items=items)


@router.get(
    "/intake/deliveries/{id}",
    response=schemas.IntakeDelivery,
    operation_id="showIntakeDelivery",
    summary="One delivery to the register",
    openapi_extra=asking.answers(404),
)
@guard("intake.delivery")
def show_delivery(request: HttpRequest, id: schemas.DeliveryId) -> schemas.IntakeDelivery:
    """How far it is, and what came back with field, reason and remedy, in the caller's language."""
    one = deliveries.delivery_for(request, id)
    may = deliveries.may_see_rows(request, one)
    return schemas.IntakeDelivery.shown(one, with_values=may)


def _changing(**more: Any) -> dict[str, Any]:
    return asking.answers(404, 409, parameters=[KEY_DESCRIBED], **more)


@router.post(
    "/intake/deliveries/{id}/withdraw",
    response=schemas.IntakeDeliverySummary,
    operation_id="withdrawIntakeDelivery",
    summary="Withdraw a delivery",
    openapi_extra=_changing(),
)
@guard("intake.delivery", "update")
@repeatable
def withdraw(
    request: HttpRequest, id: schemas.DeliveryId, told: schemas.IntakeWithdrawal
) -> schemas.IntakeDeliverySummary:
    """Everything that it brought is taken back; what others corrected since stays."""
    deliveries.delivery_for(request, id, "update")
    one = ending.withdraw(id, told.reason, by=actor(request), at=timezone.now())
    return schemas.IntakeDeliverySummary.of(one)


@router.post(
    "/intake/deliveries/{id}/cancel",
    response=schemas.IntakeDeliverySummary,
    operation_id="cancelIntakeDelivery",
    summary="Stop a delivery that is being loaded",
    openapi_extra=_changing(),
)
@guard("intake.delivery", "update")
@repeatable
def cancel(request: HttpRequest, id: schemas.DeliveryId) -> schemas.IntakeDeliverySummary:
    """No further row goes in; those that are in stay and can be withdrawn."""
    deliveries.delivery_for(request, id, "update")
    return schemas.IntakeDeliverySummary.of(ending.cancel(id, by=actor(request), at=timezone.now()))
