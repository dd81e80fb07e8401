"""Reports, their steps and their evidence as the API writes and reads them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, PlainSerializer, StringConstraints, WithJsonSchema

from bagdar.core.asked import Day
from bagdar.look.schemas import Schema
from bagdar.monitoring.queries.reports import EvidenceInfo, StepInfo
from bagdar.monitoring.rules.nouns import PLAIN, AnyContent, ReportInfo
from bagdar.programme.public import Answer, Figure

SubjectText = Annotated[
    str,
    StringConstraints(
        pattern=r"^(milestone|indicator|money):[A-Za-z0-9._,+/-]{1,60}@[0-9/-]{4,20}$",
        max_length=100,
    ),
]
Id = Annotated[UUID, PlainSerializer(str), WithJsonSchema({"type": "string", "format": "uuid"})]
Version = Annotated[int, Field(ge=0, le=1_000_000)]
Reason = Annotated[str, StringConstraints(pattern=r"^[^\x00]*\S[^\x00]*$", max_length=2000)]
State = Literal["draft", "submitted", "returned", "accepted"]


class Asked(Schema):
    """A request that refuses what it does not know."""

    model_config = {"extra": "forbid"}


# --- what callers write -----------------------------------------------------------------------


class ReportIn(Asked):
    """A draft. version: the one that was read; 0: there is none yet."""

    subject: SubjectText = Field(
        description="milestone:m12@1/2021-12, indicator:T1.4@2021 or money:m139@2021.",
        examples=["indicator:T1.4@2021"],
    )
    content: AnyContent = Field(description="Of the subject's kind.")
    version: Version = Field(0, examples=[0])


class Decided(Asked):
    """version: the one that was read."""

    version: Version = Field(examples=[1])


class Submitting(Decided):
    confirmed: bool = Field(
        False, strict=True, description="true: the figures that raise questions are right."
    )


class DecidedWithReason(Decided):
    reason: Reason = Field(examples=["The order's number is missing."])


def _maybe(schema: dict[str, Any]) -> Any:
    return WithJsonSchema(schema)


class EvidenceIn(Asked):
    """Particulars of a document. At least one of number, url and the file leads to it."""

    kind: Annotated[str, StringConstraints(pattern="^[a-z_]{1,40}$")] = Field(
        description="A kind of data/monitoring/documents.toml.", examples=["order"]
    )
    title: Annotated[str, StringConstraints(pattern=PLAIN, max_length=300)] = Field(
        examples=["On the approval of the plan"]
    )
    number: Annotated[str, StringConstraints(pattern=PLAIN, max_length=60)] = Field(
        "", examples=["137"]
    )
    dated_on: Annotated[
        Day | None, _maybe({"type": "string", "format": "date", "examples": ["2021-05-04"]})
    ] = Field(None)
    url: Annotated[
        str, StringConstraints(pattern=r"^(https?://[^\s<>\"'\x00]+)?$", max_length=500)
    ] = Field("", examples=["https://adilet.zan.kz/kaz/docs/P1900000988"])


# --- what is answered -------------------------------------------------------------------------


class MilestoneSaid(Answer):
    kind: Literal["milestone"]
    status: Literal["done", "partly", "not_done"]
    done_on: date | None
    text: str


class IndicatorSaid(Answer):
    kind: Literal["indicator"]
    value: Figure
    weight: Figure | None
    document: str
    page: str = ""
    published_on: date | None = None
    text: str


class MoneyLineSaid(Answer):
    source: str
    budget_programme: str
    plan: Figure | None
    revised: Figure | None
    spent: Figure | None


class MoneySaid(Answer):
    """Million tenge."""

    kind: Literal["money"]
    lines: list[MoneyLineSaid]
    text: str


Said = MilestoneSaid | IndicatorSaid | MoneySaid


class Step(Answer):
    """What was done to a report, with its contents as they then stood."""

    version: int
    kind: Literal["saved", "submitted", "returned", "accepted", "reopened"]
    content: Said
    reason: str
    at: datetime
    by: str
    role: str


class Evidence(Answer):
    """A document behind a report. sha256 empty: no file. size: bytes. removed_at: null: stands."""

    id: Id
    kind: str
    title: str
    number: str
    dated_on: date | None
    url: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime
    added_by: str
    removed_at: datetime | None
    removed_by: str

    @classmethod
    def of(cls, found: EvidenceInfo) -> "Evidence":
        return cls.model_validate(found)


class Report(Answer):
    """version: grows by one with every step; whoever takes the next one says which was read."""

    id: Id
    programme: str
    subject: str = Field(examples=["indicator:T1.4@2021"])
    reporter: str = Field(examples=["body:mes"])
    origin: Literal["real", "illustrative", "simulated"]
    state: State
    version: int
    content: Said
    updated_at: datetime
    updated_by: str
    submitted_at: datetime | None
    decided_at: datetime | None
    decided_by: str
    reason: str

    @classmethod
    def of(cls, found: ReportInfo) -> "Report":
        return cls.model_validate(_facts(found))


class ReportWhole(Report):
    steps: list[Step]
    evidence: list[Evidence]

    @classmethod
    def whole(
        cls, found: ReportInfo, steps: tuple[StepInfo, ...], evidence: tuple[EvidenceInfo, ...]
    ) -> "ReportWhole":
        more = {"steps": list(steps), "evidence": list(evidence)}
        return cls.model_validate(_facts(found) | more)


class ReportList(Answer):
    count: int
    items: list[Report]


def _facts(found: ReportInfo) -> dict[str, Any]:
    facts = {name: getattr(found, name) for name in ReportInfo.__dataclass_fields__}
    return facts | {"subject": str(found.subject), "reporter": str(found.reporter)}
