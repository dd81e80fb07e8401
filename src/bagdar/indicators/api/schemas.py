"""A figure and its trace, as the API answers them."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from bagdar.indicators.queries.figures import FigureInfo, Trace
from bagdar.indicators.rules.disclosure.tables import TOTAL
from bagdar.indicators.rules.divisions import Divided, rounded
from bagdar.indicators.services.protecting import ProtectedTable
from bagdar.programme.public import Answer, Figure


class MetricAnswer(Answer):
    """A definition; its whole text is `method`."""

    code: str = Field(examples=["T1.1/3-6"])
    row: str = Field(description="Of the programme.", examples=["T1.1/3-6"])
    version: str = Field(examples=["1.0.0"])
    measure: Literal["share", "ratio", "count"]
    of: Literal["learner", "educator", "organisation", "programme"]
    dimensions: list[str]
    reads: list[str] = Field(description="Tables of the snapshot.")
    method: str


class MetricList(Answer):
    metrics: list[MetricAnswer]


class RecordFigure(Answer):
    """A figure of the country or of a region. place: empty for the country."""

    id: int
    row: str
    metric: str
    version: str
    on: date
    borders: Literal["then", "now"]
    place: str = Field(examples=["KZ-11"])
    value: Figure | None = Field(
        description="In the programme's unit; null where none counted, or where hidden."
    )
    numerator: int | None
    denominator: int | None
    units: int | None
    hidden: Literal["few", "not_protected"] | None = Field(
        description="Why something of a region is null: few are counted there or in a region "
        "beside it, or what may be shown was not decided yet."
    )
    origin: Literal["real", "illustrative", "simulated"]
    snapshot: str
    known_at: datetime
    computed_at: datetime

    @classmethod
    def told(cls, one: FigureInfo) -> "RecordFigure":
        return cls.model_validate({
            **{name: getattr(one, name) for name in cls.model_fields if hasattr(one, name)},
            "origin": one.origin.value, "numerator": one.sums.numerator,
            "denominator": one.sums.denominator, "units": one.sums.units,
        })  # fmt: skip


class RecordFigureList(Answer):
    figures: list[RecordFigure]


class FigureTrace(Answer):
    """The way back from a figure. inputs: SHA-256 of everything that decides the value."""

    figure: RecordFigure
    method: str | None
    inputs: str
    cube: str = Field(description="SHA-256 of the sums by all dimensions.")
    cells: int
    engine: str
    revision: str
    is_newest: bool
    revisions: list[RecordFigure] = Field(description="Of the same day and place, oldest first.")

    @classmethod
    def told(cls, found: Trace, revisions: tuple[FigureInfo, ...]) -> "FigureTrace":
        return cls(
            figure=RecordFigure.told(found.figure),
            method=found.metric.method if found.metric else None,
            inputs=found.inputs, cube=found.cube, cells=found.cells, engine=found.engine,
            revision=found.revision, is_newest=found.is_newest,
            revisions=[RecordFigure.told(one) for one in revisions],
        )  # fmt: skip


class TableLine(Answer):
    """A row of a protected table. codes: of each breakdown, "all" for its total."""

    codes: list[str] = Field(examples=[["KZ-11", "all"]])
    value: Figure | None = Field(description="In the programme's unit; null where hidden.")
    numerator: int | None
    denominator: int | None
    units: int | None
    hidden: bool = Field(description="Something of the row is not shown.")
    estimated: bool = Field(
        description="A part was dealt out by shares: bridged borders, never an exact value."
    )


class BreakdownGivenUp(Answer):
    """A breakdown that could not be protected. under: a place, or "all" for every place."""

    column: str = Field(examples=["district"])
    under: str = Field(examples=["KZ-11"])


class TableOf(Answer):
    """Which table it is. figure: the country's, whose trace is the way back."""

    metric: str = Field(examples=["T1.1/1-6"])
    version: str
    on: date
    borders: Literal["then", "now", "bridged"]
    origin: Literal["real", "illustrative", "simulated"]
    figure: int


class TableRule(Answer):
    """By what it was protected. illustrative: the operator has not set the rule yet."""

    least: int = Field(description="The smallest count that is shown.")
    width: int = Field(description="Values that are left possible for each hidden count.")
    illustrative: bool
    refused: bool = Field(description="Nothing of the table can be shown.")
    shown_numbers: int
    hidden_numbers: int


class SharePart(Answer):
    region: str = Field(examples=["KZ-10"])
    share: Figure = Field(description="Of the whole, 0 to 1, to six places.")


class DividedDistrict(Answer):
    """A district that was divided after the day. counted: from the snapshot's learners."""

    place: str = Field(examples=["SIM-KZ63-D01"])
    since: date
    parts: list[SharePart]
    counted: bool
    origin: Literal["real", "illustrative", "simulated"]
    sources: list[str]

    @classmethod
    def told(cls, one: Divided) -> "DividedDistrict":
        return cls(
            place=one.place, since=one.since, counted=one.counted, origin=one.origin.value,
            sources=list(one.sources),
            parts=[
                SharePart(region=region, share=rounded(share))
                for region, share in one.shares.items()
            ],
        )  # fmt: skip


class ProtectedFigureTable(Answer):
    """A figure broken down, as it may be shown."""

    of: TableOf
    rule: TableRule
    by: list[str] = Field(examples=[["region", "sex"]])
    given_up: list[BreakdownGivenUp]
    divided: list[DividedDistrict] = Field(description="What bridged borders deal out by shares.")
    lines: list[TableLine]

    @classmethod
    def told(cls, found: ProtectedTable) -> "ProtectedFigureTable":
        answer = found.answer
        return cls(
            of=TableOf.model_validate({
                "metric": found.metric.code, "version": found.computation.version,
                "on": found.on, "borders": answer.borders, "origin": found.origin.value,
                "figure": found.figure,
            }),
            rule=TableRule(
                least=found.least, width=found.about["width"],
                illustrative=found.about["illustrative"], refused=answer.refused,
                shown_numbers=answer.log.get("shown", 0),
                hidden_numbers=answer.log.get("hidden", 0),
            ),
            by=list(answer.by),
            given_up=[
                BreakdownGivenUp(column=one.column, under=one.under or TOTAL)
                for one in answer.given_up
            ],
            divided=list(map(DividedDistrict.told, found.divided)),
            lines=[
                TableLine.model_validate({**asdict(one), "codes": list(one.codes)})
                for one in answer.lines
            ],
        )  # fmt: skip
