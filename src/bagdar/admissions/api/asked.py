"""What operations of the queue take."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Path, Query
from pydantic import Field, StringConstraints

from bagdar.admissions.rules.queue.choosing import Sight
from bagdar.admissions.services.fees import MOST_TENGE
from bagdar.core.asked import Day, Whole
from bagdar.core.origins import Origin
from bagdar.look.schemas import Schema
from bagdar.programme.public import MaybeDay

QUEUE = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6c01"
GARDEN = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6c02"
CHILD = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6c10"
# Applications have ids that follow from queue and child.
WAITS = "0ba377c7-1d28-5f51-8de6-5b50cbfad90a"
OFFERED = "8d330f17-1b16-552f-ac06-1f653b4ee3d9"
PLACED = "0c68550d-8da0-5b0b-985e-874677887d84"
ASKING = "7d895bd3-69a3-52bf-8ac4-1af8e0e38215"
MOST_ENTRIES = 500  # of one answer
LARGEST = 2_000_000_000

QueueId = Annotated[UUID, Path(description="Id of a queue.", examples=[QUEUE])]
ChildId = Annotated[UUID, Path(description="Id of a child.", examples=[CHILD])]
WaitingId = Annotated[UUID, Path(description="Id of an application.", examples=[WAITS])]
OfferedId = Annotated[
    UUID, Path(description="Id of an application to which a place is offered.", examples=[OFFERED])
]
PlacedId = Annotated[
    UUID, Path(description="Id of an application that holds a place.", examples=[PLACED])
]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,20}$")]
MaybeCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,20}$")]
Reason = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=1000)]


class EntriesAsked(Schema):
    """Which part of a log."""

    after: Annotated[Whole, Field(ge=0, le=LARGEST)] = Field(
        0, description="Number of the last entry that you have.", examples=[0]
    )
    limit: Annotated[Whole, Field(ge=1, le=MOST_ENTRIES)] = Field(
        100, description="How many entries at most.", examples=[50]
    )


class MovesAsked(Schema):
    since: MaybeDay = Field(None, description="From the beginning of this day; else thirty days.")


class ChoicesAsked(Schema):
    """In which order, and from where distances are told. A point of one's own is not asked for:
    coordinates are in the answer, and whoever has a point measures without telling it.
    """

    model_config = {"extra": "forbid"}

    town: MaybeCode = Field(
        "", description="Code of a settlement of the queue's territory.", examples=["711"]
    )
    first: Sight | None = Field(
        None, description="What stands first; else the nearest, or most free places."
    )


Entries = Annotated[EntriesAsked, Query()]
Choosing = Annotated[ChoicesAsked, Query()]
Since = Annotated[MovesAsked, Query()]


class QueueApply(Schema):
    """wishes: kindergartens, the dearest first, as many as the family likes; category: claimed,
    or "".
    """

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{
        "person": CHILD, "queue": QUEUE, "language": "kk", "need": "general", "wishes": [GARDEN],
        "category": "A",
    }]}}  # fmt: skip

    person: UUID
    queue: UUID
    language: Code
    need: Code
    wishes: list[UUID] = Field(min_length=1)
    category: MaybeCode = ""
    territory: MaybeCode = ""


class QueueWishes(Schema):
    """wishes: all of them, the dearest first."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{"wishes": [GARDEN]}]}}

    wishes: list[UUID] = Field(min_length=1)


class QueueClaim(Schema):
    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{"category": "B"}]}}

    category: Code


class QueueHouse(Schema):
    """territory: where the family lives now, within the queue."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{"territory": "711"}]}}

    territory: Code


class QueueExchange(Schema):
    """application: the other family's."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"application": ASKING}
    ]}}  # fmt: skip

    application: UUID


class QueuePlaceChange(Schema):
    """change: how many places are opened, or closed with a minus; not 0."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"group": "3", "language": "kk", "need": "general", "change": 2}
    ]}}  # fmt: skip

    group: Code
    language: Code
    need: Code
    change: Annotated[int, Field(ge=-1000, le=1000)]


class QueueFeeStated(Schema):
    """tenge: in a month; 0: free of charge; null: from that day nothing is stated."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"tenge": 15000, "since": "2026-09-01"}
    ]}}  # fmt: skip

    tenge: Annotated[Whole, Field(ge=0, le=MOST_TENGE)] | None
    since: Day


class QueueVerdict(Schema):
    """category: as it is claimed; reason: on which paper or register it rests, or why not."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"category": "A", "reason": "certificate 7"}
    ]}}  # fmt: skip

    category: Code
    reason: Reason


Years = Annotated[Whole, Field(ge=2000, le=2100)]


class BeginningAsked(Schema):
    year: Years = Field(description="For which places are given.", examples=[2026])
    origin: Origin = Field(description="Whose children stand in it.", examples=["simulated"])


AskedBeginning = Annotated[BeginningAsked, Query()]


class QueueYear(Schema):
    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{"year": 2100}]}}

    year: Years


class QueueOpening(Schema):
    """ceremony: the record of a draw by several parties; null: the seed is drawn here, and the log
    says so.
    """

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"year": 2026, "origin": "simulated"}
    ]}}  # fmt: skip

    year: Years
    origin: Origin
    ceremony: dict[str, Any] | None = None


class QueueReason(Schema):
    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"reason": "the certificate has ended"}
    ]}}  # fmt: skip

    reason: Reason


class QueueHand(Schema):
    """since: the day as of which the child is to stand."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"since": "2020-01-01", "reason": "court decision 7"}
    ]}}  # fmt: skip

    since: Day
    reason: Reason
