"""Facts of pupils and staff, staff and the condition, as the API writes and reads them."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from bagdar.core.asked import Day
from bagdar.look.schemas import Schema
from bagdar.registry.api.desk_contract import added, changed, contracted
from bagdar.registry.api.desk_schemas import (
    DOCUMENT,
    NEWCOMER,
    SOURCE,
    Asked,
    Code,
    Done,
    Id,
    MaybeCode,
    MaybeDay,
    MaybeIin,
    NewPerson,
    Source,
    shown,
)
from bagdar.registry.rules.kinds import CONDITION
from bagdar.registry.rules.own_facts import OWN_KINDS, PUPIL, STAFF, NoSuchFact, OwnKind

__all__ = ["Done"]
EXAMPLE_FACT = 900_001


class ForDays(Asked):
    since: Day = Field(examples=["2026-09-01"])
    until: MaybeDay = Field(None, description="The first day on which it no longer holds.")
    source: Source = SOURCE


class FactAdding(ForDays):
    model_config = shown({
        "fact": {"table": "activity", "kind": "sport", "direction": "athletics"},
        "since": "2026-09-01", "source": DOCUMENT,
    })  # fmt: skip

    fact: added(PUPIL)  # type: ignore[valid-type]


class StaffFactAdding(ForDays):
    model_config = shown({
        "fact": {"table": "development", "topic": "subject_teaching", "hours": 72},
        "since": "2026-09-01", "until": "2026-09-12", "source": DOCUMENT,
    })  # fmt: skip

    fact: added(STAFF)  # type: ignore[valid-type]


class FromADay(Asked):
    since: Day = Field(examples=["2026-09-01"])
    source: Source = SOURCE


class FactChanging(FromADay):
    fact: changed(PUPIL)  # type: ignore[valid-type]


class StaffFactChanging(FromADay):
    fact: changed(STAFF)  # type: ignore[valid-type]


class FactEnding(FromADay):
    table: Code = Field(description="As the list names it.", examples=["activity"])
    reason: MaybeCode = Field("", description="Of a post, a code of post_ends.")


class StaffFactEnding(FactEnding):
    model_config = shown({
        "table": "post", "reason": "own_wish", "since": "2026-11-01", "source": DOCUMENT,
    })  # fmt: skip


def kind_of(table: str, of: str) -> OwnKind:
    """Raises NoSuchFact for a table that is not kept of these."""
    found = OWN_KINDS.get(table)
    if found is None or found.of != of:
        raise NoSuchFact()
    return found


class Hire(ForDays):
    """iin and born_on name a person of the register; new: whom to record where there is none."""

    model_config = shown({
        "born_on": "1990-05-05", "new": NEWCOMER, "since": "2026-09-01", "source": DOCUMENT,
        "post": {"position": "teacher", "workload": 1, "is_main": True},
    })  # fmt: skip

    iin: MaybeIin = Field(None, description="Twelve digits.")
    born_on: Day = Field(examples=["1990-05-05"])
    new: NewPerson | None = None
    post: contracted("DeskHirePost", OWN_KINDS["post"].added)  # type: ignore[valid-type]


class ConditionIn(FromADay):
    """A cell that is left out says nothing: what stood of it before no longer does from the day."""

    condition: contracted("DeskCondition", CONDITION.columns)  # type: ignore[valid-type]


# --- answers -----------------------------------------------------------------------------------

Cell = str | bool | int | float


class FactOut(Schema):
    """said: the cells of its table that say something."""

    id: int
    table: str
    since: date
    until: date | None
    said: dict[str, Cell]


class FactList(Schema):
    count: int
    items: list[FactOut]


class StaffOut(Schema):
    person_id: Id
    family: str
    given: str
    patronymic: str
    position: str
    subject: str
    workload: Annotated[float, Field(ge=0)]
    since: date
    until: date | None


class StaffList(Schema):
    count: int
    items: list[StaffOut]


class ConditionOut(Schema):
    """said: the cells that say something; none where nothing is recorded."""

    on: date
    said: dict[str, Cell]


def staff_out(one: Any, name: Any) -> StaffOut:
    """one: a post; name: of who holds it, or None where none is recorded."""
    whose: UUID = one.whose
    return StaffOut(
        person_id=whose,
        family=name.family if name else "",
        given=name.given if name else "",
        patronymic=name.patronymic if name else "",
        position=one.details.position,
        subject=one.details.subject,
        workload=float(one.details.workload),
        since=one.valid.start,
        until=one.valid.end,
    )
