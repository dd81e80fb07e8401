"""Batches of reports and what came of them, as the API reads and writes them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from pydantic import Field, PlainSerializer, StringConstraints, WithJsonSchema

from bagdar.core.asked import Day
from bagdar.core.sheets.values import FIRST_YEAR, LARGEST, LAST_YEAR
from bagdar.look.words import current_language
from bagdar.monitoring.api.report_schemas import Asked
from bagdar.monitoring.presenters import deliveries as presenter
from bagdar.monitoring.queries.deliveries import DeliveryInfo
from bagdar.monitoring.rules.intake import Remark, Returned
from bagdar.monitoring.rules.templates import KINDS, Kind
from bagdar.programme.public import Answer, Reader

MOST_ROWS = 1000
BOUND = float(LARGEST)
NO_NUL = r"^[^\x00]*$"
Id = Annotated[UUID, PlainSerializer(str), WithJsonSchema({"type": "string", "format": "uuid"})]


def short_text(longest: int) -> Any:
    return Annotated[str, StringConstraints(max_length=longest, pattern=NO_NUL, strict=True)]


Number = Annotated[float, Field(ge=-BOUND, le=BOUND, allow_inf_nan=False, strict=True)]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, strict=True)]
Switch = Annotated[bool, Field(strict=True)]


# --- what callers write -----------------------------------------------------------------------


class DeliveredMilestone(Asked):
    """One milestone. measure: 12; milestone: 1/2021-06, as the template has it."""

    measure: short_text(20) = Field(examples=["12"])
    milestone: short_text(20) = Field(examples=["1/2021-06"])
    status: Literal["done", "partly", "not_done"] = Field(examples=["done"])
    done_on: Day | None = Field(None, examples=["2021-06-18"])
    text: short_text(4000) = ""
    document_kind: short_text(60) = ""
    document_number: short_text(60) = ""
    document_date: Day | None = None
    document_link: short_text(500) = ""
    confirm: Switch = Field(False, description="true: a figure that is asked about is right.")


class DeliveredIndicator(Asked):
    """One figure of an indicator's row, in the row's unit."""

    row: short_text(60) = Field(examples=["T1.4"])
    year: Year = Field(examples=[2021])
    value: Number = Field(examples=[64.5])
    weight: Number | None = None
    document: short_text(300) = ""
    page: short_text(60) = Field("", description="Of the document.", examples=["12"])
    published_on: Day | None = Field(None, examples=["2022-03-01"])
    text: short_text(4000) = ""
    confirm: Switch = False


class DeliveredMoney(Asked):
    """Million tenge of one source and one budget programme of a measure in a year."""

    measure: short_text(20) = Field(examples=["12"])
    year: Year = Field(examples=[2021])
    source: short_text(20) = Field(examples=["РБ"])
    budget_programme: short_text(60) = Field("", examples=["001"])
    plan: Number | None = None
    revised: Number | None = None
    spent: Number | None = None
    confirm: Switch = False


class Batch(Asked):
    """Rows by kind, as the sheets of a file; at least one of all."""

    milestones: list[DeliveredMilestone] = Field([], max_length=MOST_ROWS)
    indicators: list[DeliveredIndicator] = Field([], max_length=MOST_ROWS)
    money: list[DeliveredMoney] = Field([], max_length=MOST_ROWS)

    def rows(self) -> Mapping[Kind, Sequence[Mapping[str, Any]]]:
        """As services.intake takes them: days as text, what is left out left out."""
        return {
            kind: [
                {name: _plain(value) for name, value in row.model_dump(exclude_none=True).items()}
                for row in getattr(self, kind)
            ]
            for kind in KINDS
        }


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return None if value is False else value


# --- what answers say -------------------------------------------------------------------------


class RemarkOut(Answer):
    """Why a row came back. question: a figure that may be right; `confirm` answers it."""

    column: str
    code: str
    question: bool
    message: str
    remedy: str

    @classmethod
    def of(cls, one: Remark, reader: Reader) -> "RemarkOut":
        return cls(
            column=one.column,
            code=one.code,
            question=one.is_question,
            message=presenter.reason(one, reader),
            remedy=presenter.remedy(one, reader),
        )


class RowBack(Answer):
    """A row that was not taken. line: in its file or, in a batch, its place in its list."""

    kind: Literal["milestones", "indicators", "money"]
    sheet: str
    line: int
    cells: dict[str, str | int | float]
    remarks: list[RemarkOut]

    @classmethod
    def of(cls, one: Returned, reader: Reader) -> "RowBack":
        row = one.row
        return cls(
            kind=row.kind,
            sheet=row.sheet,
            line=row.line,
            cells=dict(row.cells),
            remarks=[RemarkOut.of(remark, reader) for remark in one.remarks],
        )


class DeliverySummary(Answer):
    """What a file or a batch brought. asked: of the refused, those that only wait for `confirm`."""

    id: Id | None
    programme: str
    reporter: str
    origin: Literal["real", "illustrative", "simulated"]
    file_name: str
    sha256: str
    size: int
    rows: int
    taken: int
    unchanged: int
    refused: int
    at: datetime
    by: str

    @classmethod
    def of(cls, one: DeliveryInfo) -> "DeliverySummary":
        return cls(**_facts(one))


class DeliveryList(Answer):
    count: int
    items: list[DeliverySummary]


class Delivery(DeliverySummary):
    """again: these bytes came before, and this is what they brought then; nothing has changed."""

    asked: int
    again: bool
    notes: list[str]
    returned: list[RowBack]

    @classmethod
    def of(cls, one: DeliveryInfo) -> "Delivery":
        reader = Reader(current_language(), one.programme)
        return cls(
            **_facts(one),
            asked=one.asked,
            again=one.again,
            notes=[reader.say(note.key, **note.facts) for note in one.notes],
            returned=[RowBack.of(row, reader) for row in one.returned],
        )


def _facts(one: DeliveryInfo) -> dict[str, Any]:
    names = set(DeliverySummary.model_fields) - {"reporter", "origin"}
    facts = {name: getattr(one, name) for name in names}
    return facts | {"reporter": str(one.reporter), "origin": cast(str, one.origin.value)}
