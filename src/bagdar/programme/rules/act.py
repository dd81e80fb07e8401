"""A programme as its act prints it: the nouns of every edition.

Wordings and codes are kept as printed, mistakes included; what we derived (codes, the direction
of an indicator, the body meant by a spelling) stands beside them and never replaces them.
Money is in the act's unit, million tenge, as Decimal. Years are calendar years.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Annotated, Literal

from pydantic import Field

from bagdar.core.declared import Declared
from bagdar.core.languages import Words

Number = Annotated[Decimal, Field(max_digits=18, decimal_places=6, allow_inf_nan=False)]
Year = Annotated[int, Field(ge=1990, le=2100)]
Month = Annotated[int, Field(ge=1, le=12)]
Code = Annotated[str, Field(pattern=r"^[\w.,/+\- ]+$", max_length=60)]
TableName = Literal["body", "annex"]


class ActReference(Declared):
    """The legal act of an edition: what it is called, who adopted it, when."""

    title: Words
    citation: Words
    issuer: Words
    number: str
    adopted_on: date
    in_force_on: date


class Period(Declared):
    first_year: Year
    last_year: Year
    printed: Words

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


class LegalBasis(Declared):
    """An act that the programme rests on. dates: as printed, one or several."""

    title: Words
    kind: str
    dates: tuple[date, ...] = ()
    number: str | None = None


class PassportTarget(Declared):
    """A target indicator as the passport words it. values: by indicator row code."""

    number: int
    indicator: str
    text: Words
    values: Mapping[str, Number]


class PassportFinance(Declared):
    """The passport's sentence about money, and the figures in it."""

    text: Words
    unit: Words
    total: Number
    by_source: Mapping[str, Number]
    by_year: Mapping[Year, Number]


class Clause(Declared):
    number: int
    text: Words


class Passport(Declared):
    """Everything that the passport and the decree print outside the tables."""

    name: Words
    developer: str
    developer_printed: Words
    approval_stamp: Words | None = None
    enacting_formula: Words | None = None
    signatory: Words | None = None
    clauses: tuple[Clause, ...] = ()
    legal_bases: tuple[LegalBasis, ...] = ()
    bodies: tuple[str, ...]
    targets: tuple[PassportTarget, ...] = ()
    finance: PassportFinance | None = None
    finance_clause: Words | None = None


class Body(Declared):
    """Who is named as an executor: a ministry, the akimats, an organisation or a kind of them.

    code        ours, for addresses: mes
    printed     the abbreviation that the act uses: БҒМ
    spellings   other ways in which the act's tables print the same body
    reason      why those spellings are read as this body; compulsory where there are any
    """

    code: Code
    printed: str
    short: Words
    name: Words
    kind: Literal["ministry", "local", "organisation", "group"]
    spellings: tuple[str, ...] = ()
    reason: Words | None = None


class Abbreviation(Declared):
    """An entry of the act's own list of abbreviations."""

    printed: str
    meaning: Words
    short: Words
    kind: Literal["state body", "organisation", "term"]


class Heading(Declared):
    """A goal, task or subtask.

    name  the title without its number, for our pages; the wordings beside it are as printed
    """

    code: Code
    number: int
    name: Words
    passport: Words | None = None
    body: Words | None = None
    annex: Words | None = None


class Goal(Heading):
    pass


class Task(Heading):
    goal: Code


class Subtask(Heading):
    task: Code


class PrintedIndicator(Declared):
    """How one table prints an indicator row. executors: as printed, one string each."""

    label: str
    name: Words
    unit: Words
    executors: tuple[str, ...]
    source: Words | None = None


class Cell(Declared):
    """One printed figure of an indicator.

    value    None where the act prints nothing or a dash
    printed  the characters in the act; None where the transcription does not keep them
    cycle    the survey named beside the figure, such as PISA-2021
    """

    year: Year
    value: Number | None = None
    printed: str | None = None
    cycle: str | None = None


class IndicatorRow(Declared):
    """One row of figures: an indicator, or one of its parts (an age group, a subject).

    code       ours: T1.1/3-6, I1.4.2/grade9
    part       the words that set it apart from its indicator's other rows
    direction  which way is better; ours, since the act does not say it
    """

    code: Code
    part: Words | None = None
    direction: Literal["higher", "lower"]
    body: PrintedIndicator | None = None
    annex: PrintedIndicator | None = None
    body_cells: tuple[Cell, ...] = ()
    annex_cells: tuple[Cell, ...] = ()

    def cells(self, table: TableName) -> Mapping[int, Cell]:
        """The row's figures in one of the two tables, by year."""
        return {cell.year: cell for cell in getattr(self, f"{table}_cells")}

    def targets(self, table: TableName = "body") -> dict[int, Decimal]:
        """Year → figure, years without one left out; the baseline is among them."""
        return {
            year: cell.value for year, cell in self.cells(table).items() if cell.value is not None
        }

    @property
    def tables(self) -> tuple[TableName, ...]:
        return tuple(name for name in ("body", "annex") if getattr(self, name))

    @property
    def printed(self) -> PrintedIndicator:
        """The row as the body prints it, or the annex where the body does not."""
        wording = self.body or self.annex
        assert wording is not None, f"{self.code} stands in no table"
        return wording

    @property
    def name(self) -> Words:
        return self.printed.name


class Indicator(Declared):
    """A target indicator of a goal or a result indicator of a task, with its rows.

    code    ours, after the act's own numbering: T1.4 (goal 1, number 4), I1.5.3
    name    what its rows have in common; where it has one row, that row's name
    """

    code: Code
    kind: Literal["target", "result"]
    goal: Code
    task: Code | None = None
    number: int
    name: Words
    rows: tuple[IndicatorRow, ...]


class Stage(Declared):
    """A part of a deadline: something due in each of these years.

    months  the months by whose end it is due, e.g. (12,) or (6, 12)
    since   the first month of the span, where the act prints one (September–June)
    """

    years: tuple[Year, ...]
    months: tuple[Month, ...]
    since: Month | None = None
    what: Words | None = None
    form: str | None = None
    executors: tuple[str, ...] = ()
    note: str | None = None


class Deadline(Declared):
    printed: Words
    stages: tuple[Stage, ...]

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({year for stage in self.stages for year in stage.years}))


class Money(Declared):
    """One finance row of a measure, million tenge.

    source            as printed: РБ, ЖБ, ДБ, or several at once (РБ+ДБ)
    amounts           year → amount; a year that prints a dash or nothing is left out
    total             as printed
    budget_programmes codes as printed
    """

    source: str
    amounts: Mapping[Year, Number]
    total: Number | None = None
    budget_programmes: tuple[str, ...] = ()


class Measure(Declared):
    """One measure of the action plan.

    unit  the money unit as printed in the row; None where the cell is empty
    note  what the act prints instead of money ("not required", "from local budgets")
    """

    number: int
    goal: Code
    task: Code
    subtask: Code | None = None
    name: Words
    form: Words
    deadline: Deadline
    executors: tuple[str, ...]
    executors_printed: str
    unit: str | None = None
    money: tuple[Money, ...] = ()
    note: Words | None = None

    @property
    def code(self) -> str:
        return f"m{self.number}"

    @property
    def parent(self) -> str:
        return self.subtask or self.task


class TotalRow(Declared):
    """A row of a printed table of totals. source: РБ, ЖБ, other, private or all."""

    source: str
    label: Words
    amounts: Mapping[Year, Number] = {}
    total: Number | None = None


class Totals(Declared):
    """A printed table of totals, with its unit and where it stands."""

    title: Words
    unit: Words
    rows: tuple[TotalRow, ...]

    def row(self, source: str) -> TotalRow | None:
        return next((row for row in self.rows if row.source == source), None)


class Section6(Declared):
    """Section 6 of the body: resources needed."""

    title: Words
    intro: Words
    table: Totals
    closing: Words


class Edition(Declared):
    """One edition of a programme: the whole act as it reads from a day on."""

    programme: Code
    number: int
    title: Words
    act: ActReference
    period: Period
    baseline_year: Year
    money_unit: Words
    illustrative: bool = False
    passport: Passport
    bodies: tuple[Body, ...]
    abbreviations: tuple[Abbreviation, ...] = ()
    goals: tuple[Goal, ...]
    tasks: tuple[Task, ...]
    subtasks: tuple[Subtask, ...] = ()
    indicators: tuple[Indicator, ...]
    measures: tuple[Measure, ...]
    totals: Totals | None = None
    section6: Section6 | None = None

    @property
    def code(self) -> str:
        """kz-2020-2025@1"""
        return f"{self.programme}@{self.number}"

    @cached_property
    def goal_by_code(self) -> dict[str, Goal]:
        return {goal.code: goal for goal in self.goals}

    @cached_property
    def task_by_code(self) -> dict[str, Task]:
        return {task.code: task for task in self.tasks}

    @cached_property
    def subtask_by_code(self) -> dict[str, Subtask]:
        return {subtask.code: subtask for subtask in self.subtasks}

    @cached_property
    def indicator_by_code(self) -> dict[str, Indicator]:
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def measure_by_number(self) -> dict[int, Measure]:
        return {measure.number: measure for measure in self.measures}

    @cached_property
    def body_by_code(self) -> dict[str, Body]:
        return {body.code: body for body in self.bodies}

    @cached_property
    def _body_by_spelling(self) -> dict[str, Body]:
        return {
            spelling: body for body in self.bodies for spelling in (body.printed, *body.spellings)
        }

    def rows(self) -> Iterator[tuple[Indicator, IndicatorRow]]:
        """Every row of every indicator, in the act's order."""
        for indicator in self.indicators:
            for row in indicator.rows:
                yield indicator, row

    def row(self, code: str) -> IndicatorRow:
        """A row by its code. Raises KeyError."""
        for _, row in self.rows():
            if row.code == code:
                return row
        raise KeyError(code)

    def body_of(self, printed: str) -> Body | None:
        """The body that a printed executor means, or None where nobody explains it."""
        return self._body_by_spelling.get(without_agreement(printed))

    def measures_of(self, task: str) -> tuple[Measure, ...]:
        return tuple(measure for measure in self.measures if measure.task == task)

    def indicators_of(self, *, goal: str, task: str | None) -> tuple[Indicator, ...]:
        return tuple(
            indicator
            for indicator in self.indicators
            if indicator.goal == goal and indicator.task == task
        )


BY_AGREEMENT = ("(келісу бойынша)", "(келісім бойынша)")


@lru_cache(maxsize=4096)  # a few hundred spellings, asked for ten thousand times a page
def without_agreement(printed: str) -> str:
    """An executor without the act's "(by agreement)": ЖОО (келісу бойынша) → ЖОО."""
    text = printed
    for mark in BY_AGREEMENT:
        text = text.replace(mark, "")
    return " ".join(text.split())


def is_by_agreement(printed: str) -> bool:
    return any(mark in printed for mark in BY_AGREEMENT)


def sources_of(printed: str) -> tuple[str, ...]:
    """The sources that a finance row names: «РБ, ЖБ» and «РБ+ДБ» are two each."""
    return tuple(part.strip() for part in printed.replace("+", ",").split(",") if part.strip())
