"""Money: what the act plans, what was planned, revised and spent, by source, goal and body."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from bagdar.look import charting
from bagdar.look.charting import Bar, Series
from bagdar.look.charts import Chart
from bagdar.look.tables import Column, Table
from bagdar.monitoring.reports.document import Grid, Pictures, Section, Text
from bagdar.monitoring.reports.gathered import Gathered
from bagdar.monitoring.rules.totals import Total
from bagdar.programme.public import billions, source_name

Name = Callable[[Any], str]


def money_section(of: Gathered) -> Section:
    """The year by source, goal and body; the programme by year; what stands outside the act."""
    unit = of.text(of.edition.money_unit)
    parts: list[Any] = [Text(of.say("yearly.money_lede", unit=unit))]
    if not of.money.is_reported:
        parts.append(Text(of.say("yearly.no_money"), "warning"))
    goals = of.edition.goal_by_code
    money = of.money
    parts += [
        Grid(_table(of, "money-sources", money.by_source, of.say("column.sources"),
                    lambda key: source_name(of.edition, str(key), of.reader))),
        Grid(_table(of, "money-goals", money.by_goal, of.say("column.goal"),
                    lambda key: of.say("goal.numbered", number=goals[key].number,
                                       name=of.text(goals[key].name)))),
        Grid(_table(of, "money-bodies", money.by_body, of.say("column.lead"), of.lead_name)),
        Grid(_table(of, "money-years", of.all_money.by_year, of.say("column.year"), str)),
        Pictures(tuple(_charts(of))),
    ]  # fmt: skip
    return Section("money-section", of.say("yearly.section.money"), tuple(parts), landscape=True)


def money_columns(of: Gathered) -> tuple[Column, ...]:
    return (
        Column("act", of.say("execution.column.act"), "number", places=1, total=True),
        Column("plan", of.say("execution.column.plan"), "number", places=1, total=True),
        Column("revised", of.say("execution.column.revised"), "number", places=1, total=True),
        Column("spent", of.say("execution.column.spent"), "number", places=1, total=True),
        Column("gap", of.say("execution.column.gap"), "number", places=1, total=True),
        Column("share", of.say("execution.column.share"), "number", unit="%", places=1),
    )


def money_cells(total: Total) -> dict[str, Any]:
    return {
        "act": total.act or None,
        "plan": total.plan,
        "revised": total.revised,
        "spent": total.spent,
        "gap": total.gap,
        "share": total.share,
    }


def _table(of: Gathered, name: str, totals: Iterable[Total], first: str, named: Name) -> Table:
    keys = {
        "money-sources": "yearly.table.money_sources",
        "money-goals": "yearly.table.money_goals",
        "money-bodies": "yearly.table.money_bodies",
        "money-years": "yearly.table.money_years",
    }
    return Table(
        name,
        of.say(keys[name], year=of.year, unit=of.edition.money_unit),
        (Column("name", first, wide=True), *money_columns(of)),
        [{"name": named(one.key), **money_cells(one)} for one in totals],
        find=False,
    )


def _charts(of: Gathered) -> Iterable[Chart]:
    """The act's plan and the spending by year; execution by source in the year."""
    years = of.all_money.by_year
    act = {int(str(one.key)): _billions(one.act) for one in years}
    spent = {int(str(one.key)): _billions(one.spent) for one in years if one.spent is not None}
    yield charting.path_chart(
        "chart-years",
        of.say("yearly.chart.years"),
        [Series(of.say("execution.act"), act), Series(of.say("execution.spent"), spent)],
        unit=of.say("unit.billion_tenge"),
    )
    bars = [
        Bar(source_name(of.edition, str(one.key), of.reader), one.share.quantize(Decimal("0.1")))
        for one in of.money.by_source
        if one.share is not None
    ]
    if bars:
        yield charting.bars(
            "chart-share", of.say("yearly.chart.share", year=of.year), bars, unit="%"
        )


def _billions(amount: Decimal) -> Decimal:
    return billions(amount).quantize(Decimal("0.1"))
