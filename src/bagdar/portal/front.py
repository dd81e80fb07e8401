"""What the front page says of a programme: the answer, the promises, the money, the check."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from bagdar.core.languages import Words, format_number
from bagdar.look.charting import Stack, stacked_years
from bagdar.look.charts import Chart
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.look.words import current_language, t
from bagdar.portal import queries
from bagdar.programme.rules import finance
from bagdar.programme.rules.act import Edition, Goal, Task
from bagdar.programme.rules.check import SEVERITIES, Finding, Severity
from bagdar.programme.rules.editions import EditionInfo
from bagdar.programme.rules.money import money_unit

BILLION = Decimal(10) ** 9


# --- the answer in figures ------------------------------------------------------------------------


def answers(edition: Edition, programme: str) -> list[Answer]:
    kinds = Counter(indicator.kind for indicator in edition.indicators)
    return [
        _money(edition, programme),
        Answer(
            t("home.goals"),
            _figure(len(edition.goals)),
            note=t("home.goals.tasks", count=len(edition.tasks)),
            href=reverse("programme", args=[programme]),
        ),
        Answer(
            t("home.indicators"),
            _figure(len(edition.indicators)),
            note=t("home.indicators.split", targets=kinds["target"], results=kinds["result"]),
            href=reverse("indicators", args=[programme]),
        ),
        Answer(
            t("home.measures"),
            _figure(len(edition.measures)),
            note=t("home.measures.bodies", count=_executors(edition)),
            href=reverse("measures", args=[programme]),
        ),
    ]


def _executors(edition: Edition) -> int:
    """How many bodies at least one measure or indicator names."""
    measures = (name for measure in edition.measures for name in measure.executors)
    rows = (
        name
        for _, row in edition.rows()
        for printed in (row.body, row.annex)
        if printed
        for name in printed.executors
    )
    return len({body.code for name in (*measures, *rows) if (body := edition.body_of(name))})


def _money(edition: Edition, programme: str) -> Answer:
    """The passport's own figure; the printed totals, or the measures' sum, where it has none."""
    printed, totals = edition.passport.finance, edition.totals
    everything = totals.row(finance.ALL) if totals else None
    if printed:
        amount, unit, origin = printed.total, printed.unit, "passport"
    elif totals and everything and everything.total is not None:
        amount, unit, origin = everything.total, totals.unit, "totals"
    else:
        amount, unit, origin = finance.in_all(edition).total, edition.money_unit, "measures"
    return Answer(
        t("home.money", first=edition.period.first_year, last=edition.period.last_year),
        _figure(amount),
        unit=_in_full(unit),
        note=t(f"home.money.from_{origin}"),
        tone="gold",
        href=reverse("finance", args=[programme]),
    )


def _in_full(unit: Words) -> Words | str:
    """A billion as our pages write it; other units as printed."""
    return t("home.chart.unit") if money_unit(unit) == BILLION else unit


def _figure(value: int | Decimal) -> str:
    return format_number(value, current_language())


# --- what it promises -----------------------------------------------------------------------------


@dataclass(frozen=True)
class PromisedRow:
    """A path. part: what sets it apart from its neighbours; label: the path in words."""

    part: Words | None
    first: str
    last: str
    unit: Words
    points: Sequence[Decimal]
    label: str


@dataclass(frozen=True)
class Promised:
    """A target indicator with the paths of its rows."""

    code: str
    name: Words
    href: str
    rows: list[PromisedRow]


def promises(edition: Edition, programme: str) -> list[Promised]:
    """Every target indicator that prints a figure, in the act's order."""
    found: dict[str, Promised] = {}
    for one in queries.promises(edition):
        href = reverse("indicator", args=[programme, one.indicator])
        promised = Promised(one.indicator, one.name, href, [])
        found.setdefault(one.indicator, promised).rows.append(_promised_row(one))
    return list(found.values())


def _promised_row(one: queries.Promise) -> PromisedRow:
    return PromisedRow(
        part=one.part,
        first=_figure(one.first),
        last=_figure(one.last),
        unit=one.unit,
        points=list(one.points.values()),
        label=t(
            "home.promises.path",
            first_year=str(one.first_year),
            first=one.first,
            last_year=str(one.last_year),
            last=one.last,
            unit=one.unit,
        ),
    )


def promises_table(edition: Edition, programme: str) -> Table:
    """A row a target row, a column a year; what the list draws, to sort and take along."""
    listed = queries.promises(edition)
    years = sorted({year for one in listed for year in one.points})
    rows = [
        {
            "code": one.code,
            "name": one.name if one.part is None else _with_part(one),
            "unit": one.unit,
            "href": reverse("indicator", args=[programme, one.indicator]),
            **{str(year): amount for year, amount in one.points.items()},
        }
        for one in listed
    ]
    return Table(
        name="targets",
        title=t("home.promises.table"),
        columns=(
            Column("code", t("home.column.code"), "code", link="href"),
            Column("name", t("home.column.indicator"), wide=True),
            Column("unit", t("home.column.unit")),
            *(Column(str(year), _year_title(year, edition), "number") for year in years),
        ),
        rows=rows,
        find=False,
    )


def _with_part(promise: queries.Promise) -> str:
    language = current_language()
    part = promise.part[language] if promise.part else ""
    return f"{promise.name[language]}: {part}"


def _year_title(year: int, edition: Edition) -> str:
    return t("home.column.base", year=str(year)) if year == edition.baseline_year else str(year)


@dataclass(frozen=True)
class GoalLine:
    goal: Goal
    href: str
    tasks: list[tuple[Task, str]]


def goals(edition: Edition, programme: str) -> list[GoalLine]:
    """Goals with their tasks, each with its place in the tree."""
    tree = reverse("programme", args=[programme])
    return [
        GoalLine(
            goal,
            f"{tree}#goal-{goal.code}",
            [
                (task, f"{tree}#task-{task.code}")
                for task in edition.tasks
                if task.goal == goal.code
            ],
        )
        for goal in edition.goals
    ]


# --- money ----------------------------------------------------------------------------------------


def charts(edition: Edition) -> list[Chart]:
    """Money by year and source, in billions where the unit can be told; none without money."""
    stacks, unit = _stacks(edition)
    if not stacks:
        return []
    scale = money_unit(unit)
    shown_unit: Words | str = unit
    if scale and scale != BILLION:
        shown_unit = t("home.chart.unit")
        stacks = [
            Stack(one.label, {year: sum_ * scale / BILLION for year, sum_ in one.amounts.items()})
            for one in stacks
        ]
    note = t("home.chart.printed") if edition.totals else t("home.money.from_measures")
    return [stacked_years("money", t("home.chart"), stacks, unit=shown_unit, note=note)]


def _stacks(edition: Edition) -> tuple[list[Stack], Words]:
    """The printed totals by source, the largest first; the measures' sums where there are none."""
    if edition.totals:
        rows = [row for row in edition.totals.rows if row.source != finance.ALL and row.amounts]
        stacks = [Stack(row.label, row.amounts) for row in rows]
        unit = edition.totals.unit
    else:
        stacks = [Stack(str(one.key), one.years) for one in finance.by_source(edition)]
        unit = edition.money_unit
    stacks.sort(key=lambda one: -sum(one.amounts.values(), Decimal()))
    return stacks[:6], unit


# --- the check ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SeverityCount:
    severity: Severity
    count: int
    href: str


def severities(found: Iterable[Finding], info: EditionInfo) -> list[SeverityCount]:
    counts = Counter(finding.severity for finding in found)
    address = reverse("check", args=[info.programme])
    return [SeverityCount(one, counts[one], f"{address}?severity={one}") for one in SEVERITIES]
