"""Organisations, cohorts and requests by program."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router
from pydantic import Field

from bagdar.access.public import Forbidden, actor, guard, note_hidden, permits, place_of
from bagdar.core.asked import Day
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.look.schemas import Schema
from bagdar.programme.public import answers, maybe_text
from bagdar.registry.api import reading_schemas as schemas
from bagdar.registry.api.keyed import KeyedAsked
from bagdar.registry.presenters.reading_own import said_words
from bagdar.registry.presenters.reading_regions import after_key, standing_of
from bagdar.registry.queries import looks as asked_of
from bagdar.registry.queries.reading import origins, rule
from bagdar.registry.rules.corrections import NoSuchRequest, RequestInfo
from bagdar.registry.rules.counting import Question, What
from bagdar.registry.rules.flows import disclose
from bagdar.registry.services import corrections
from bagdar.registry.services.counting import counted
from bagdar.registry.services.opening import demand_area

router = Router(tags=["register"])
RegionCode = Annotated[
    str,
    Path(pattern=r"^KZ-[0-9]{2}$", description="Code of a region.", examples=["KZ-11"]),
]
RequestId = Annotated[
    UUID,
    Path(
        description="Id of a request, from listRequests.",
        examples=["0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6b02"],
    ),
]


class OriginAsked(Schema):
    """Of which records."""

    origin: maybe_text("^(real|illustrative|simulated)$", "real") = Field(
        None, description="Where the records come from; the first there are if left out."
    )

    @property
    def meant(self) -> Origin:
        return Origin(self.origin) if self.origin else origins()[0]


class OfRegion(OriginAsked):
    """Which organisations: of which records, and how they stand."""

    state: maybe_text("^(recorded|awaited|late|none)$", "late") = Field(
        None, description="Those alone that have recorded the year, are awaited, or are late."
    )


@router.get(
    "/register/regions/{code}/organisations",
    response=schemas.OrganisationList,
    operation_id="listOrganisations",
    summary="Organisations of a region",
    openapi_extra=answers(404, 503),
)
@guard("registry.area")
def list_organisations(
    request: HttpRequest,
    code: RegionCode,
    asked: Annotated[OfRegion, Query()],
    pages: KeyedAsked,
) -> schemas.OrganisationList:
    """How many learn there today, when something was last recorded, and who is late."""
    demand_area(request, code, "registry.area")
    at = timezone.now()
    on, reporting = local_date(at), rule().reporting
    found = counted(Question(What.AREA, asked.meant, code), by=actor(request), at=at)
    lines = [
        one for one in found.value if asked.state in (None, "", standing_of(one, reporting, on))
    ]
    after = after_key(lines, str(pages.after or ""), len(lines))
    items = [
        schemas.OrganisationOut.of(one, standing_of(one, reporting, on)) for one in pages.of(after)
    ]
    return schemas.OrganisationList(
        region=code,
        on=on,
        origin=asked.meant.value,
        counted_at=found.kept_at,
        count=len(lines),
        items=items,
    )


class CohortAsked(OriginAsked):
    """Whom to follow, and for how long."""

    grade: Annotated[int, Field(ge=1, le=11)] = Field(description="Their grade.", examples=[5])
    on: Day = Field(description="The day on which they learnt in it.", examples=["2020-10-01"])
    years: Annotated[int, Field(ge=1, le=12)] = Field(
        description="How many years later.", examples=[3]
    )
    region: maybe_text(r"^KZ-[0-9]{2}$", "KZ-11") = Field(
        None, description="Their region; the whole country if left out."
    )


@router.get(
    "/register/cohort",
    response=schemas.Flow,
    operation_id="showCohort",
    summary="Where a cohort is some years later",
    openapi_extra=answers(404, 422, 503),
)
@guard("registry.flow")
def show_cohort(request: HttpRequest, asked: Annotated[CohortAsked, Query()]) -> schemas.Flow:
    """Numbers of people, small ones hidden, and as many others as it takes."""
    region = asked.region or place_of(request).region_code
    demand_area(request, region, "registry.flow")
    on: date = asked.on
    question = Question(What.FLOW, asked.meant, region, asked.grade, on, asked.years)
    found = counted(question, by=actor(request), at=timezone.now())
    least = rule().flow.least_shown
    return schemas.Flow.of(disclose(found.value, least), asked.meant, least, found.kept_at)


# --- requests to an organisation ------------------------------------------------------------------


@router.get(
    "/register/requests",
    response=schemas.RequestList,
    operation_id="listRequests",
    summary="What families ask an organisation to correct",
    openapi_extra=answers(),
)
@guard("registry.request", "decide")
def list_requests(request: HttpRequest) -> schemas.RequestList:
    """Open ones first, the longest waiting at the head."""
    found = asked_of.requests_to(_own(request))
    items = [schemas.RequestOut.of(one, said_words(one)) for one in found]
    return schemas.RequestList(count=len(items), items=items)


def _own(request: HttpRequest) -> UUID:
    organisation_id = place_of(request).organisation_id
    if organisation_id is None or not permits(request, "registry.request", "decide", "own"):
        raise Forbidden()
    return organisation_id


@router.post(
    "/register/requests/{request_id}/decision",
    response=schemas.RequestOut,
    operation_id="decideRequest",
    summary="Accept a correction, or refuse it with a reason",
    openapi_extra=answers(404, 409, 422),
)
@guard("registry.request", "decide")
def decide_request(
    request: HttpRequest, request_id: RequestId, given: schemas.DecisionIn
) -> schemas.RequestOut:
    """What is accepted is recorded at once, on the document that the family named."""
    found = asked_of.request(request_id)
    if found.organisation_id != _own(request):
        note_hidden(request, "registry.request", "decide")
        raise NoSuchRequest()
    done = _decide(found, given, by=actor(request), at=timezone.now())
    return schemas.RequestOut.of(done, said_words(done))


def _decide(found: RequestInfo, given: schemas.DecisionIn, **deed: Any) -> RequestInfo:
    if given.decision == "accept":
        return corrections.accept_correction(found.id, **deed)
    return corrections.refuse_correction(found.id, given.reason, **deed)
