"""The registry of issuers, by program."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Status
from pydantic import Field

from bagdar.access.public import actor, guard, repeatable
from bagdar.core.languages import Words
from bagdar.credentials import models
from bagdar.credentials.api.desk import command
from bagdar.credentials.queries.issuers import issuer_called, issuers_with_names, names_of
from bagdar.credentials.services import issuers
from bagdar.look.schemas import Schema

router = Router(tags=["diplomas"])
IssuerCode = Annotated[str, Path(description="Code of an issuer.", examples=["u1"])]
AccreditationId = Annotated[int, Path(description="Id of it.", ge=1, le=2**53 - 1, examples=[1])]
ORGANISATION = "00000000-0000-4000-8000-000000000001"


class AccreditationShown(Schema):
    """before: the first day after it; null: open."""

    id: int
    level: str
    since: date
    before: date | None
    source: str


class IssuerShown(Schema):
    """id: did:web. accreditations: for which levels it may give diplomas, on which days."""

    id: str
    code: str
    organisation_id: UUID
    name: Words
    accreditations: list[AccreditationShown]


class IssuersShown(Schema):
    count: int
    items: list[IssuerShown]


class IssuerGiven(Schema):
    """organisation_id: of the register. code: a part of public addresses, for good."""

    model_config = {
        "extra": "forbid",
        "json_schema_extra": {"examples": [{"organisation_id": ORGANISATION, "code": "u9"}]},
    }

    organisation_id: UUID
    code: str = Field(max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")


class AccreditationGiven(Schema):
    model_config = {
        "extra": "forbid",
        "json_schema_extra": {"examples": [
            {"level": "7", "since": "2030-01-01", "before": None, "source": "order, illustrative"}
        ]},
    }  # fmt: skip

    level: str = Field(pattern=r"^[3-8]$")
    since: date
    before: date | None = None
    source: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00]+$")


class AccreditationEnd(Schema):
    """before: the first day on which it no longer holds, today or later."""

    model_config = {
        "extra": "forbid", "json_schema_extra": {"examples": [{"before": "2032-01-01"}]},
    }  # fmt: skip

    before: date


@router.get(
    "/diplomas/issuers", response=IssuersShown, operation_id="listIssuers",
    summary="Who gives diplomas, and for which levels",
)  # fmt: skip
@guard("credentials.issuer")
def list_issuers(request: HttpRequest) -> IssuersShown:
    rows, names = issuers_with_names()
    items = [_shown(one, names[one.organisation_id]) for one in rows]
    return IssuersShown(count=len(items), items=items)


@router.post(
    "/diplomas/issuers", response={201: IssuerShown}, operation_id="registerIssuer",
    summary="Make an organisation of the register an issuer", openapi_extra=command(),
)  # fmt: skip
@guard("credentials.issuer", "create")
@repeatable
def register_issuer(request: HttpRequest, given: IssuerGiven) -> Status[IssuerShown]:
    """With its first key; it gives nothing before it is accredited."""
    made = issuers.register(
        given.organisation_id, given.code, settings.ISSUER_ADDRESS, by=actor(request),
        at=timezone.now(),
    )  # fmt: skip
    return Status(201, _shown(made, names_of(made)))


@router.post(
    "/diplomas/issuers/{code}/accreditations", response={201: IssuerShown},
    operation_id="accreditIssuer", summary="Record an accreditation", openapi_extra=command(),
)  # fmt: skip
@guard("credentials.issuer", "update")
@repeatable
def accredit_issuer(
    request: HttpRequest, code: IssuerCode, given: AccreditationGiven
) -> Status[IssuerShown]:
    issuers.accredit(code, given.level, given.since, given.before, given.source, by=actor(request))
    row = issuer_called(code)
    return Status(201, _shown(row, names_of(row)))


@router.post(
    "/diplomas/issuers/{code}/accreditations/{accreditation_id}/end", response=IssuerShown,
    operation_id="endAccreditation", summary="Say from which day an accreditation ends",
    openapi_extra=command(),
)  # fmt: skip
@guard("credentials.issuer", "update")
@repeatable
def end_accreditation(
    request: HttpRequest, code: IssuerCode, accreditation_id: AccreditationId,
    given: AccreditationEnd,
) -> IssuerShown:  # fmt: skip
    """What was given before that day still holds."""
    issuers.end_accreditation(
        code, accreditation_id, given.before, by=actor(request), at=timezone.now()
    )
    row = issuer_called(code)
    return _shown(row, names_of(row))


def _shown(row: models.Issuer, name: Words) -> IssuerShown:
    some = sorted(row.accreditations.all(), key=lambda one: (one.level, one.valid_from, one.pk))
    return IssuerShown(
        id=row.did,
        code=row.code,
        organisation_id=row.organisation_id,
        name=name,
        accreditations=[
            AccreditationShown(
                id=one.pk, level=one.level, since=one.valid_from, before=one.valid_to,
                source=one.source,
            )
            for one in some
        ],
    )  # fmt: skip
