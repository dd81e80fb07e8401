"""The charts of the reading pages; look.charting draws them."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from bagdar.look import charting
from bagdar.look.charting import Bar, Node, Ribbon, Series, Stack, Stage
from bagdar.look.charts import Chart
from bagdar.programme.presenters.bodies import Named
from bagdar.programme.presenters.measure import when
from bagdar.programme.presenters.money import flow_table
from bagdar.programme.presenters.paths import row_title
from bagdar.programme.presenters.reader import Reader, billions, row_name, source_name
from bagdar.programme.presenters.tables_apart import years_apart
from bagdar.programme.rules import finance
from bagdar.programme.rules.act import Edition, Indicator, IndicatorRow, Measure, sources_of


def paths(edition: Edition, indicator: Indicator, reader: Reader) -> list[Chart]:
    """A picture a row that prints a figure: path-1, path-2 …"""
    return [
        _path(edition, indicator, row, path_name(indicator, row), reader)
        for row in indicator.rows
        if row.targets(row.tables[0])
    ]


def path_name(indicator: Indicator, row: IndicatorRow) -> str:
    return f"path-{indicator.rows.index(row) + 1}"


def _path(
    edition: Edition, indicator: Indicator, row: IndicatorRow, name: str, reader: Reader
) -> Chart:
    """The plan as the body prints it; the annex as a second line where its figures differ."""
    series = [Series(reader.say("indicator.plan"), row.targets(row.tables[0]))]
    differs = bool(years_apart(row, edition.baseline_year))
    if differs:
        series.append(Series(reader.say("indicator.plan_annex"), row.targets("annex")))
    is_alone = len(indicator.rows) == 1 or row.part is None
    title = row_title(indicator, row, reader) if is_alone else reader.text(row.part)
    note = "indicator.chart_differs" if differs else "indicator.chart_same"
    return charting.path_chart(
        name,
        reader.say("indicator.chart_name", name=title),
        series,
        unit=row.printed.unit,
        baseline_year=edition.baseline_year,
        direction=row.direction,
        years=[edition.baseline_year, *edition.period.years],
        note=reader.say(note) if len(row.tables) == 2 else None,
    )


def measure_money(edition: Edition, measure: Measure, reader: Reader) -> Chart | None:
    """A measure's money by year and source; None where the act prints none."""
    if not measure.money:
        return None
    stacks = [
        Stack(short_source(edition, row.source, reader), row.amounts) for row in measure.money
    ]
    return charting.stacked_years(
        "money-years", reader.say("measure.money_chart"), stacks, unit=edition.money_unit
    )


def short_source(edition: Edition, source: str, reader: Reader) -> str:
    """A source's name; as printed (ДБ, РБ) where it names several, so that a picture has room."""
    return source if len(sources_of(source)) > 1 else source_name(edition, source, reader)


def deadlines(edition: Edition, measure: Measure, reader: Reader) -> Chart | None:
    """The deadlines on a line; None where the act names no year."""
    stages = [
        Stage(
            reader.text(stage.what) if stage.what else when(stage, reader),
            stage.years,
            stage.months,
            stage.since,
        )
        for stage in measure.deadline.stages
    ]
    if not measure.deadline.years:
        return None
    return charting.timeline(
        "deadlines", reader.say("measure.timeline"), stages, years=edition.period.years
    )


def body_calendar(edition: Edition, found: Named, reader: Reader) -> Chart | None:
    """How many measures of a body are due in each year, first-named and with others."""
    stacks = []
    for key, measures in (("body.due_first", found.first), ("body.due_others", found.with_others)):
        counts = {
            year: Decimal(sum(year in measure.deadline.years for measure in measures))
            for year in edition.period.years
        }
        if any(counts.values()):
            stacks.append(Stack(reader.say(key), counts))
    if not stacks:
        return None
    return charting.stacked_years(
        "due",
        reader.say("body.due_chart"),
        stacks,
        unit=reader.say("unit.measures"),
    )


def task_money(edition: Edition, reader: Reader) -> Chart | None:
    """Tasks by money, the act's order; None where no measure prints any."""
    sums = {one.key: one for one in finance.by_task(edition)}
    values = [
        Bar(f"{task.code}. {task.name[reader.language]}", _billions(sums[task.code].total))
        for task in edition.tasks
        if task.code in sums
    ]
    if not values:
        return None
    return charting.bars(
        "task-money",
        reader.say("programme.money_chart"),
        values,
        unit=reader.say("unit.billion_tenge"),
        label_title=reader.say("column.task"),
        note=reader.say("programme.money_chart_note"),
    )


def by_year(edition: Edition, reader: Reader) -> Chart | None:
    """Billions by year and source; sums printed for several sources are one part of the bar."""
    stacks = [
        Stack(source_name(edition, str(one.key), reader), _in_billions(one.years))
        for one in finance.by_source(edition)
        if one not in finance.several_sources(edition)
    ]
    together: dict[int, Decimal] = {}
    for one in finance.several_sources(edition):
        for year, amount in one.years.items():
            together[year] = together.get(year, Decimal()) + amount
    if together:
        stacks.append(Stack(reader.say("finance.several_sources"), _in_billions(together)))
    for row in finance.without_measures(edition):
        stacks.append(Stack(row_name(row, reader), _in_billions(row.amounts)))
    stacks = [stack for stack in stacks if stack.amounts]
    if not stacks:
        return None
    return charting.stacked_years(
        "money-years",
        reader.say("finance.years_chart"),
        stacks[:6],
        unit=reader.say("unit.billion_tenge"),
        note=reader.say("finance.years_chart_note"),
    )


def flow(edition: Edition, reader: Reader) -> Chart | None:
    """Source → goal → task, billions over all years; None where no measure prints money."""
    flows = finance.flows(edition)
    if not flows:
        return None
    ribbons = [
        Ribbon((f"s {flow.source}", f"g {flow.goal}", f"t {flow.task}"), _billions(flow.amount))
        for flow in flows
    ]
    sources = [
        Node(f"s {one.key}", source_name(edition, str(one.key), reader), str(one.key))
        for one in finance.by_source(edition)
    ]
    goals = [
        Node(f"g {goal.code}", reader.say("goal.numbered", number=goal.number, name=goal.name),
             reader.say("goal.short", number=goal.number))
        for goal in edition.goals
    ]  # fmt: skip
    tasks = [
        Node(f"t {task.code}", f"{task.code}. {task.name[reader.language]}", task.code)
        for task in edition.tasks
    ]
    drawn = charting.flow(
        "flow",
        reader.say("finance.flow_chart"),
        ribbons,
        nodes=(sources, goals, tasks),
        column_titles=tuple(
            reader.say(f"column.{name}") for name in ("money_source", "goal", "task")
        ),
        unit=reader.say("unit.billion_tenge"),
        note=reader.say("finance.flow_note"),
    )
    return replace(drawn, table=flow_table(edition, reader))  # the picture rounds, its table not


def _billions(amount: Decimal) -> Decimal:
    """To one digit: a picture's labels stay short, the page's tables keep the million."""
    return billions(amount).quantize(Decimal("0.1"))


def _in_billions(years: Mapping[int, Decimal]) -> dict[int, Decimal]:
    return {year: _billions(amount) for year, amount in years.items()}
