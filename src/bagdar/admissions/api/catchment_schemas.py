"""What operations of catchments take and give."""

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Path, Query
from pydantic import Field, StringConstraints

from bagdar.admissions import models
from bagdar.admissions.rules.campaign.catchments import MOST_NUMBER, Area, Side
from bagdar.admissions.services.campaigns.catchments import CatchmentSaid
from bagdar.core.asked import Day, Whole
from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.look.schemas import Schema
from bagdar.programme.public import MaybeDay

SCHOOL = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d01"
AREA = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d02"
TERRITORY = "711"

CatchmentId = Annotated[UUID, Path(description="Id of a catchment that stands.", examples=[AREA])]
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=150)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,20}$")]
House = Annotated[Whole, Field(ge=1, le=MOST_NUMBER)]


class AddressAsked(Schema):
    """An address: its territory, and as much more as is known."""

    territory: Code = Field(description="Code of a territory.", examples=[TERRITORY])
    street: Text = Field("", description="Its kind may be left out.", examples=["Абай"])
    house: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=20)] = Field(
        "", description="Number of the house.", examples=["12"]
    )
    on: MaybeDay = Field(None, description="On which day; else today.")


Address = Annotated[AddressAsked, Query()]


class OwnSchool(Schema):
    id: UUID
    name: Words


class OwnSchools(Schema):
    """needs_street: a street would tell more; origins: of which records the schools are."""

    count: int
    needs_street: bool
    origins: list[Origin]
    items: list[OwnSchool]


class CatchmentShown(Schema):
    """until: the first day after it; first, last: house numbers, both included."""

    id: UUID
    school: UUID
    territory: str
    street: str
    side: Side
    first: int | None
    last: int | None
    since: date
    until: date | None
    source: str
    origin: Origin


class CatchmentsShown(Schema):
    count: int
    items: list[CatchmentShown]


class CatchmentGiven(Schema):
    """street: "": all of the territory; until: the first day after it; source: the act."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{
        "school": SCHOOL, "territory": TERRITORY, "street": "Сәкен", "side": "odd", "first": 1,
        "last": 99, "since": "2026-01-01", "source": "decree 7",
    }]}}  # fmt: skip

    school: UUID
    territory: Code
    street: Text = ""
    side: Side = Side.ALL
    first: House | None = None
    last: House | None = None
    since: Day
    until: Day | None = None
    source: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", min_length=1, max_length=300)]

    def said(self) -> CatchmentSaid:
        area = Area(self.territory, self.street, self.side, self.first, self.last)
        return CatchmentSaid(self.school, area, self.since, self.until, self.source)


class CatchmentEnd(Schema):
    """until: the first day on which it no longer holds."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"until": "2026-06-01"}
    ]}}  # fmt: skip

    until: Day


class CatchmentFile(Schema):
    """csv: the text of a file; it is taken whole or not at all."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{
        "csv": f"school,territory,since,source\n{SCHOOL},712,2026-01-01,decree 7\n",
    }]}}  # fmt: skip

    csv: Annotated[str, StringConstraints(max_length=5_000_000)]


class CatchmentsLoaded(Schema):
    count: int


def catchment_shown(row: models.Catchment) -> CatchmentShown:
    return CatchmentShown(
        id=row.pk, school=row.organisation_id, territory=row.territory, street=row.street,
        side=Side(row.side), first=row.first, last=row.last, since=row.valid_from,
        until=row.valid_to, source=row.source, origin=Origin(row.origin),
    )  # fmt: skip
