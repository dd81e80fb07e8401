"""Which school is ours, for everybody; catchments, for the clerk of a region."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from bagdar.access.public import KEY_DESCRIBED, actor, guard, repeatable
from bagdar.admissions.api.catchment_schemas import (
    Address,
    CatchmentEnd,
    CatchmentFile,
    CatchmentGiven,
    CatchmentId,
    CatchmentShown,
    CatchmentsLoaded,
    CatchmentsShown,
    OwnSchool,
    OwnSchools,
    catchment_shown,
)
from bagdar.admissions.presenters.catchments import (
    origin_of_schools,
    own_catchment,
    own_region,
    schools_at,
)
from bagdar.admissions.queries.catchments import catchments_of
from bagdar.admissions.services.campaigns import catchments
from bagdar.core.periods import local_date
from bagdar.programme.public import answers

router = Router(tags=["schools"])
DEED = answers(403, 404, 409, 422, parameters=[KEY_DESCRIBED])


def _more(request: HttpRequest) -> dict[str, Any]:
    return {"by": actor(request), "at": timezone.now(), "region": own_region(request)}


@router.get(
    "/schools/ours", response=OwnSchools, operation_id="findOwnSchools",
    summary="Schools in whose catchment an address lies",
)  # fmt: skip
@guard("admissions.catchment")
def find_own_schools(request: HttpRequest, asked: Address) -> OwnSchools:
    """The address is kept nowhere. An unknown territory lies in no catchment."""
    on = asked.on or local_date(timezone.now())
    found, origins, divided = schools_at(asked.territory, asked.street, asked.house, on)
    items = [OwnSchool(id=id, name=name) for id, name in found.items()]
    return OwnSchools(count=len(items), needs_street=divided, origins=origins, items=items)


@router.get(
    "/schools/catchments", response=CatchmentsShown, operation_id="listCatchments",
    summary="Catchments of the own region's schools", openapi_extra=answers(403),
)  # fmt: skip
@guard("admissions.catchment", "create")
def list_catchments(request: HttpRequest) -> CatchmentsShown:
    """Those that hold today or later."""
    rows = catchments_of(own_region(request), local_date(timezone.now()))
    return CatchmentsShown(count=len(rows), items=[catchment_shown(row) for row in rows])


@router.post(
    "/schools/catchments", response={201: CatchmentShown}, operation_id="recordCatchment",
    summary="Record that an area belongs to a school", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.catchment", "create")
@repeatable
def record_catchment(request: HttpRequest, given: CatchmentGiven) -> Status[CatchmentShown]:
    """A school has no house twice on a day; two schools may share one."""
    row = catchments.record_catchment(given.said(), **_more(request))
    return Status(201, catchment_shown(row))


@router.post(
    "/schools/catchments/{catchment_id}/end", response=CatchmentShown,
    operation_id="endCatchment", summary="A catchment holds no more from a day on",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.catchment", "create")
@repeatable
def end_catchment(
    request: HttpRequest, catchment_id: CatchmentId, given: CatchmentEnd
) -> CatchmentShown:
    """It stays with its days. A day before its first one: it never held, and is shown as it was."""
    id = own_catchment(request, catchment_id)
    return catchment_shown(catchments.end_catchment(id, given.until, **_more(request)))


@router.post(
    "/schools/catchments/file", response=CatchmentsLoaded, operation_id="loadCatchments",
    summary="Record a file of catchments", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.catchment", "create")
@repeatable
def load_catchments(request: HttpRequest, given: CatchmentFile) -> CatchmentsLoaded:
    """All of them, or none and every faulty row."""
    more = _more(request)
    count = catchments.load_catchments(
        given.csv.encode(), "file.csv", origin=origin_of_schools(more["region"]), **more
    )
    return CatchmentsLoaded(count=count)
