"""The programme in progress: what is due, who reports it, and what a report says.

Money is in the act's unit, million tenge, as Decimal; figures of indicators in the unit of their
row. Years are calendar years; days are days on Almaty's clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bagdar.core.languages import Words
from bagdar.core.origins import Origin as Origin

Amount = Annotated[Decimal, Field(max_digits=18, decimal_places=6, allow_inf_nan=False)]
PLAIN = r"^[^\x00]*$"  # PostgreSQL keeps no NUL
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000, pattern=PLAIN)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300, pattern=PLAIN)]


class State(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class StepKind(StrEnum):
    """What was done to a report; each step is kept."""

    SAVED = "saved"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REOPENED = "reopened"


@dataclass(frozen=True, order=True)
class Reporter:
    """Who answers: a body of the passport or a region. code: mes, KZ-11."""

    kind: Literal["body", "region"]
    code: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """body:mes → Reporter. Raises ValueError."""
        kind, _, code = text.partition(":")
        if kind not in ("body", "region") or not code:
            raise ValueError(text)
        return cls(kind, code)  # type: ignore[arg-type]


SubjectKind = Literal["milestone", "indicator", "money"]


@dataclass(frozen=True, order=True)
class Subject:
    """What a report is about.

    milestone  place m12, mark 1/2021-06: the first stage of measure 12, due by June 2021
    indicator  place I1.5.3 or T1.1/3-6 (the code of a row), mark 2021
    money      place m12, mark 2021: what measure 12 spent in 2021
    """

    kind: SubjectKind
    place: str
    mark: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.place}@{self.mark}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """milestone:m12@1/2021-06 → Subject. Raises ValueError."""
        kind, _, rest = text.partition(":")
        place, _, mark = rest.rpartition("@")
        if kind not in ("milestone", "indicator", "money") or not place or not mark:
            raise ValueError(text)
        return cls(kind, place, mark)  # type: ignore[arg-type]

    @property
    def year(self) -> int:
        """Raises ValueError for a mark that no subject has."""
        return int(self.mark.rpartition("/")[2][:4])

    @property
    def measure(self) -> int | None:
        return None if self.kind == "indicator" else int(self.place[1:])


@dataclass(frozen=True)
class Duty:
    """Somebody has to report something by a day.

    role      owner: answers for the whole; region: one region's part of it
    opens_on  the first day of the span that the act prints, else of the month or year it is due in
    due_on    the last day on which a report is in time
    evidence  the form of completion as the act prints it, for a milestone
    what      a stage's own words, where the act prints them
    """

    subject: Subject
    reporter: Reporter
    role: Literal["owner", "region"]
    opens_on: date
    due_on: date
    evidence: Words | None = None
    what: Words | None = None

    @property
    def key(self) -> str:
        return f"{self.subject} {self.reporter}"


class Content(BaseModel):
    """What a report says, as it was typed: the part that belongs to its kind, and words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Text = ""


class MilestoneContent(Content):
    """status: how far the reporter says it is. done_on: the day it was completed."""

    kind: Literal["milestone"] = "milestone"
    status: Literal["done", "partly", "not_done"]
    done_on: date | None = None


class IndicatorContent(Content):
    """value: in the row's unit. weight: what a weighted mean counts a region with (children…).

    document      the source: a statistical form, a letter, a survey
    page          of the document, a table of it or the like
    published_on  the day on which the document was published
    """

    kind: Literal["indicator"] = "indicator"
    value: Amount
    weight: Annotated[Amount, Field(ge=0)] | None = None
    document: Short = ""
    page: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60, pattern=PLAIN)] = (
        ""
    )
    published_on: date | None = None


class MoneyLine(BaseModel):
    """Million tenge of one source and one budget programme in the subject's year.

    plan     what the executor's own budget held at first; the act's figure stands in the act
    revised  after the year's corrections
    spent    by the end of the year, or so far
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Short
    budget_programme: Short = ""
    plan: Amount | None = None
    revised: Amount | None = None
    spent: Amount | None = None


class MoneyContent(Content):
    kind: Literal["money"] = "money"
    lines: Annotated[tuple[MoneyLine, ...], Field(min_length=1, max_length=60)]


AnyContent = Annotated[
    MilestoneContent | IndicatorContent | MoneyContent, Field(discriminator="kind")
]


@dataclass(frozen=True)
class ReportInfo:
    """A report as it stands now. id: unguessable, part of addresses. version: grows by one with
    every step; who saves says which version was read.
    """

    id: UUID
    programme: str
    subject: Subject
    reporter: Reporter
    origin: Origin
    state: State
    version: int
    content: MilestoneContent | IndicatorContent | MoneyContent
    updated_at: datetime
    updated_by: str
    submitted_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: str = ""
    reason: str = ""
    delivery_id: UUID | None = None


@dataclass(frozen=True)
class Lineage:
    """Where a computed figure comes from. figure: its number, whose page is the way back."""

    figure: int
    metric: str
    version: str
    snapshot: str
    on: date


@dataclass(frozen=True)
class Figure:
    """A figure of an indicator's row. region: "" for the whole country. accepted: else pending.

    report_id  None of a figure that records gave, which has a lineage in its place
    id         of one that somebody reported: the number of its page
    other      what else stands of the same row, year and region: typed where this is computed,
               computed where this is typed; data/monitoring/computed.toml says which counts
    """

    row: str
    year: int
    region: str
    value: Decimal
    weight: Decimal | None
    origin: Origin
    accepted: bool
    document: str
    report_id: UUID | None
    recorded_at: datetime
    recorded_by: str
    lineage: Lineage | None = None
    other: "Figure | None" = None
    id: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Spending:
    """Money of a measure in a year, million tenge. region: "" for the whole country."""

    measure: int
    year: int
    source: str
    budget_programme: str
    region: str
    plan: Decimal | None
    revised: Decimal | None
    spent: Decimal | None
    origin: Origin
    accepted: bool
    report_id: UUID
    recorded_at: datetime
    recorded_by: str


def by_cell(figures: tuple[Figure, ...]) -> Mapping[tuple[str, int, str], Figure]:
    """(row, year, region) → figure; an accepted one stands before a pending one."""
    ordered = sorted(figures, key=lambda figure: figure.accepted)
    return {(figure.row, figure.year, figure.region): figure for figure in ordered}
