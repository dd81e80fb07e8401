"""OneRoster 1.2 CSV through the API: a zip or its files, each form's part a delivery."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile
from pydantic import Field, StringConstraints

from bagdar.access.public import KEY_DESCRIBED, actor, guard, repeatable
from bagdar.intake import loader
from bagdar.intake.api import schemas
from bagdar.intake.queries import declared, deliveries, senders
from bagdar.intake.queries.deliveries import DeliveryInfo
from bagdar.intake.rules.nouns import Channel
from bagdar.intake.services.receiving import File as Given
from bagdar.intake.services.receiving import Handed, refuse_large
from bagdar.intake.services.rosters import receive_roster, roster_of, try_roster
from bagdar.programme import public as asking

router = Router(tags=["intake"])
MOST_FILES = 50


class IntakeRosterFor(schemas.IntakeFor):
    """Whose roster it is."""

    school: Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]*$")] = Field(
        "", description="Its sourcedId, where the files speak of several.", examples=["school-1"]
    )


@router.post(
    "/intake/oneroster",
    response={200: schemas.IntakeRoster, 201: schemas.IntakeRoster, 202: schemas.IntakeRoster},
    operation_id="deliverOneRoster",
    summary="Deliver OneRoster",
    openapi_extra=asking.answers(404, 409, 413, parameters=[KEY_DESCRIBED]),
)
@guard("intake.delivery", "create")
@repeatable
def deliver_roster(
    request: HttpRequest,
    whose: Annotated[IntakeRosterFor, Query()],
    files: Annotated[
        list[UploadedFile],
        File(description="A zip, or its CSV files.", min_length=1, max_length=MOST_FILES),
    ],
) -> Any:
    """Classes, pupils and staff of one school, each a delivery of its form. Good rows go in once,
    the others come back with field, reason and remedy. 200: a dry run, or all of it came before."""
    sender = senders.sender_for(request, whose.organisation, declared.form("groups"), "create")
    refuse_large(sum(one.size or 0 for one in files), "OneRoster")
    given = [Given(one.read(), one.name or "file") for one in files]
    roster = roster_of(given, whose.school)
    handed = Handed(actor(request), Channel.API, timezone.now())
    if whose.dry_run:
        found = list(try_roster(roster, sender, handed))
    else:
        found = [loader.go_on(one) for one in receive_roster(roster, sender, handed)]
    told = schemas.IntakeRoster(
        deliveries=[_told(request, one) for one in found],
        left_out=roster.left_out,
        unmapped=list(roster.unmapped),
    )
    return Status(_status(found, is_trial=whose.dry_run), told)


def _told(request: HttpRequest, one: DeliveryInfo) -> schemas.IntakeDelivery:
    return schemas.IntakeDelivery.shown(one, with_values=deliveries.may_see_rows(request, one))


def _status(found: list[DeliveryInfo], *, is_trial: bool) -> int:
    if is_trial or all(one.again for one in found):
        return 200
    return 202 if any(one.is_open for one in found) else 201
