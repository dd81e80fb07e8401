"""What operations of families, organisations and clerks in campaigns take."""

from typing import Annotated
from uuid import UUID

from ninja import Path
from pydantic import Field, StringConstraints

from bagdar.admissions.rules.campaign.claiming import MOST
from bagdar.core.asked import Day
from bagdar.look.schemas import Schema

CAMPAIGN = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6e01"
PUBLISHED = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6e02"
PLACE = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d03"
DRAFT_PLACE = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d04"
GIVEN_PLACE = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d05"
LEARNER = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d10"
APPLIED = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d21"
OFFERED = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d22"
SETTLED = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d23"

LearnerId = Annotated[UUID, Path(description="Id of a person.", examples=[LEARNER])]
CampaignId = Annotated[UUID, Path(description="Id of a campaign.", examples=[CAMPAIGN])]
AppliedId = Annotated[UUID, Path(description="Id of an application.", examples=[APPLIED])]
OfferedId = Annotated[
    UUID, Path(description="Id of an application with a place offered.", examples=[OFFERED])
]
SettledId = Annotated[
    UUID, Path(description="Id of an application that has its place for good.", examples=[SETTLED])
]
PlaceId = Annotated[UUID, Path(description="Id of a place.", examples=[GIVEN_PLACE])]
DraftPlaceId = Annotated[
    UUID, Path(description="Id of a place of a draft campaign.", examples=[DRAFT_PLACE])
]
FactCode = Annotated[
    str, Path(description="Code of a fact.", pattern=r"^[A-Za-z0-9_-]{1,40}$", examples=["orphan"])
]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=300)]


class CampaignApply(Schema):
    """wishes: places, the dearest first, as many as the family likes."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"person": LEARNER, "campaign": CAMPAIGN, "wishes": [PLACE]}
    ]}}  # fmt: skip

    person: UUID
    campaign: UUID
    wishes: list[UUID] = Field(min_length=1)


class CampaignWishes(Schema):
    """wishes: all of them, the dearest first."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{"wishes": [PLACE]}]}}

    wishes: list[UUID] = Field(min_length=1)


class CampaignClaimSaid(Schema):
    """value: 1 where the fact holds or not, a whole number, or the code of a class; document: what
    proves it. A claim that stands is claimed anew, and is to be proven anew.
    """

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"fact": "orphan", "value": 1, "document": "certificate 7"}
    ]}}  # fmt: skip

    fact: Code
    value: Annotated[int, Field(strict=True, ge=0, le=MOST)] | Code
    document: Text


class CampaignAddressSaid(Schema):
    """Where a child lives within its territory. house: "" where there is none; document: what
    proves it. It stands in the place of what was claimed before.
    """

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"street": "Абай көшесі", "house": "7", "document": "certificate 7"}
    ]}}  # fmt: skip

    street: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=150)]
    house: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=20)] = ""
    document: Text


class CampaignAddressVerdict(Schema):
    """reason: by which paper, or why not."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"reason": "certificate 7"}
    ]}}  # fmt: skip

    reason: Text


class CampaignVerdict(Schema):
    """reason: by which paper or register, or why not."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"fact": "orphan", "reason": "certificate 7"}
    ]}}  # fmt: skip

    fact: Code
    reason: Text


class CampaignSeats(Schema):
    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{"seats": 25}]}}

    seats: Annotated[int, Field(strict=True, ge=0, le=1_000_000)]


class CampaignEnrolment(Schema):
    """first_day: from which the register has the person there."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"application": SETTLED, "first_day": "2026-09-01"}
    ]}}  # fmt: skip

    application: UUID
    first_day: Day
