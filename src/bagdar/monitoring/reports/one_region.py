"""A region's report: its figures beside the country's, its duties, its money, what is missing."""

from typing import Any

from bagdar.look import charting
from bagdar.look.charting import Series
from bagdar.look.charts import Chart
from bagdar.look.tables import Column, Table
from bagdar.monitoring.queries.facts import figures as every_figure
from bagdar.monitoring.reports.across_regions import counted, regional_rows
from bagdar.monitoring.reports.document import (
    Answers,
    Grid,
    Item,
    Part,
    Pictures,
    Section,
    Text,
)
from bagdar.monitoring.reports.gathered import Gathered
from bagdar.monitoring.reports.indicators import chart_name, shown
from bagdar.monitoring.reports.words_of import (
    duty_status,
    indicator_columns,
    measure_columns,
)
from bagdar.monitoring.rules.dues import DutyStanding
from bagdar.monitoring.rules.nouns import Reporter, Spending
from bagdar.monitoring.rules.totals import added
from bagdar.programme.public import source_name
from bagdar.programme.rules.act import IndicatorRow

MOST_CHARTS = 12


def sections(of: Gathered) -> tuple[Section, ...]:
    return (_answer(of), _figures(of), _duties(of), _money(of), _missing(of))


def _standings(of: Gathered) -> tuple[DutyStanding, ...]:
    return tuple(of.of_reporter.get(Reporter("region", of.asked.region), ()))


def _spendings(of: Gathered) -> list[Spending]:
    return [one for one in of.money.spendings if one.region == of.asked.region]


# --- the first page -----------------------------------------------------------------------------


def _answer(of: Gathered) -> Section:
    counts, rows = counted(_standings(of), of), regional_rows(of)
    known = sum((row.code, of.asked.region) in of.figures for row in rows)
    money = _spendings(of)
    spent, plan = added(one.spent for one in money), added(one.plan for one in money)
    unit = of.text(of.edition.money_unit)
    items = (
        Item(of.say("yearly.region_figures"), known, of.say("yearly.of_whole", count=len(rows)),
             of.say("yearly.region_better", count=_better(of, rows)), "sky", 0),
        Item(of.say("yearly.reports_accepted"), counts["accepted"],
             of.say("yearly.of_whole", count=counts["due"]),
             of.say("yearly.region_waiting", count=counts["submitted"]), places=0),
        Item(of.say("yearly.late"), counts["late"], of.say("yearly.reports_unit"), "",
             "bad" if counts["late"] else "good", 0),
        Item(of.say("yearly.spent"), spent, unit if spent is not None else "",
             of.say("yearly.region_plan", plan=plan, unit=unit) if plan is not None else "",
             "gold", 1),
    )  # fmt: skip
    parts: list[Part] = []
    if not known and not counts["accepted"] and spent is None:
        parts.append(Text(of.say("yearly.region_silent", year=of.year), "warning"))
    parts.append(Answers("key-figures", of.say("yearly.table.key_figures"), items))
    parts.append(Text(of.say("yearly.region_lede")))
    parts.append(Grid(_behind(of, rows)))
    return Section("answer-section", of.say("yearly.section.answer"), tuple(parts))


def _behind(of: Gathered, rows: list[IndicatorRow]) -> Table:
    """Shares and means in which the region is worse than the country."""
    worse = [
        _row(of, row)
        for row in rows
        if _difference(of, row) is not None and not _difference(of, row, better=True)
    ]
    columns = (
        *indicator_columns(of)[:2],
        Column("own", of.region_name(of.asked.region), "number"),
        Column("country", of.say("yearly.the_country"), "number"),
        Column("difference", of.say("yearly.column.difference"), "number"),
        Column("place", of.say("yearly.column.place")),
    )
    return Table("region-behind", of.say("yearly.table.region_behind"), columns, worse,
                 empty=of.say("yearly.none_behind_country"), find=False)  # fmt: skip


def _better(of: Gathered, rows: list[IndicatorRow]) -> int:
    """Rows in which the region is at least as good as the country."""
    return sum(_difference(of, row, better=True) for row in rows)


def _difference(of: Gathered, row: IndicatorRow, *, better: bool = False) -> Any:
    """The region's figure less the country's, or whether that is no worse; of shares and means."""
    figure = of.figures.get((row.code, of.asked.region))
    found = of.evaluation.row(row.code)
    if found.national.rule.rule == "sum":
        return False if better else None
    own = shown(figure.value, found.target) if figure else None
    whole = shown(found.fact, found.target)
    if own is None or whole is None:
        return False if better else None
    gap = own - whole
    return (gap >= 0 if row.direction == "higher" else gap <= 0) if better else gap


# --- figures ------------------------------------------------------------------------------------


def _figures(of: Gathered) -> Section:
    rows = regional_rows(of)
    columns = (
        *indicator_columns(of),
        Column("own", of.region_name(of.asked.region), "number"),
        Column("country", of.say("yearly.the_country"), "number"),
        Column("difference", of.say("yearly.column.difference"), "number"),
        Column("plan", of.say("yearly.column.country_plan", year=of.year), "number"),
        Column("place", of.say("yearly.column.place")),
    )
    table = Table(
        "region-figures",
        of.say("yearly.table.own_figures", year=of.year),
        columns,
        [_row(of, row) for row in rows],
        note=of.say("yearly.note.place"),
        empty=of.say("yearly.no_regional_rows"),
        find=False,
    )
    charts = tuple(_path(of, row) for row in rows if (row.code, of.asked.region) in of.figures)
    parts: list[Part] = [Grid(table)]
    if charts:
        parts.append(Pictures(charts[:MOST_CHARTS], "narrow"))
    title = of.say("yearly.section.own_figures")
    return Section("region-figures-section", title, tuple(parts), landscape=True)


def _row(of: Gathered, row: IndicatorRow) -> dict[str, Any]:
    figure = of.figures.get((row.code, of.asked.region))
    found = of.evaluation.row(row.code)
    return {
        "code": row.code,
        "name": of.row_name(row),
        "unit": of.unit(row),
        "own": shown(figure.value, found.target) if figure else None,
        "country": shown(found.fact, found.target),
        "difference": _difference(of, row),
        "plan": found.target.value if found.target else None,
        "place": _place(of, row),
    }


def _place(of: Gathered, row: IndicatorRow) -> str | None:
    """Among the regions that reported a share; sums are not ranked, they grow with the region."""
    own = of.figures.get((row.code, of.asked.region))
    found = of.evaluation.row(row.code).national
    if own is None or found.rule.rule == "sum":
        return None
    values = [one.value for one in found.regions if one.value is not None]
    sign = 1 if row.direction == "higher" else -1
    ahead = sum(sign * (value - own.value) > 0 for value in values)
    return of.say("yearly.place", place=ahead + 1, count=len(values))


def _path(of: Gathered, row: IndicatorRow) -> Chart:
    """The country's facts and the region's, up to the year."""
    country = of.evaluation.facts(row.code)
    own = {
        one.year: shown(one.value, None)
        for one in every_figure(of.asked.programme, of.origin, row=row.code)
        if one.region == of.asked.region and one.year <= of.year
    }
    series = [
        Series(of.say("yearly.the_country"), {year: shown(one, None) for year, one in
                                              country.items()}),  # type: ignore[misc]
        Series(of.region_name(of.asked.region), own),  # type: ignore[arg-type]
    ]  # fmt: skip
    return charting.path_chart(
        chart_name("path", row.code),
        f"{row.code}. {of.row_name(row)}",
        series,
        unit=of.unit(row),
        direction=row.direction,
    )


# --- duties, money, what is missing -------------------------------------------------------------


def _duty_table(of: Gathered, name: str, title: str, found: list[DutyStanding]) -> Table:
    columns = (
        Column("what", of.say("yearly.column.kind")),
        Column("code", of.say("column.code"), "code"),
        Column("name", of.say("common.name"), wide=True),
        Column("due", of.say("yearly.column.due_on"), "date"),
        Column("status", of.say("yearly.column.status")),
        Column("said", of.say("yearly.column.comment"), wide=True),
    )
    rows = [_duty(of, one) for one in found]
    empty = of.say("yearly.nothing_missing" if name == "region-missing" else "yearly.no_duties")
    return Table(name, title, columns, rows, empty=empty, find=False)


def _duty(of: Gathered, one: DutyStanding) -> dict[str, Any]:
    subject = one.duty.subject
    if subject.measure is None:
        name = of.row_name(of.edition.row(subject.place))
    else:
        name = of.measure_name(subject.measure)
    what = of.text(one.duty.what)
    return {
        "what": of.say(f"yearly.kind.{subject.kind}"),
        "code": f"№ {subject.measure}" if subject.measure else subject.place,
        "name": f"{name}: {what}" if what else name,
        "due": one.duty.due_on,
        "status": duty_status(one, of),
        "said": of.said(subject, one.duty.reporter) or None,
    }


def _duties(of: Gathered) -> Section:
    """What is reported or not yet due; what is late stands among what is missing."""
    found = [one for one in _standings(of) if not _is_missing(one)]
    table = _duty_table(of, "region-duties", of.say("yearly.table.duties", year=of.year), found)
    return Section(
        "region-duties-section", of.say("yearly.section.duties"), (Grid(table),), landscape=True
    )


def _money(of: Gathered) -> Section:
    columns = (
        *measure_columns(of),
        Column("source", of.say("column.money_source")),
        Column("code", of.say("yearly.column.budget_programme"), "code"),
        Column("plan", of.say("execution.column.plan"), "number", places=1, total=True),
        Column("revised", of.say("execution.column.revised"), "number", places=1, total=True),
        Column("spent", of.say("execution.column.spent"), "number", places=1, total=True),
        Column("share", of.say("execution.column.share"), "number", unit="%", places=1),
    )
    rows = [_spending(of, one) for one in _spendings(of)]
    title = of.say("yearly.table.region_money", year=of.year, unit=of.edition.money_unit)
    table = Table("region-money", title, columns, rows, empty=of.say("yearly.no_money"),
                  find=False)  # fmt: skip
    return Section(
        "region-money-section", of.say("yearly.section.money"), (Grid(table),), landscape=True
    )


def _spending(of: Gathered, one: Spending) -> dict[str, Any]:
    base = one.plan if one.revised is None else one.revised
    share = one.spent / base * 100 if one.spent is not None and base else None
    return {
        "number": one.measure,
        "name": of.measure_name(one.measure),
        "source": source_name(of.edition, one.source, of.reader),
        "code": one.budget_programme or None,
        "plan": one.plan,
        "revised": one.revised,
        "spent": one.spent,
        "share": share,
    }


def _is_missing(one: DutyStanding) -> bool:
    return one.status in ("overdue", "returned")


def _missing(of: Gathered) -> Section:
    found = [one for one in _standings(of) if _is_missing(one)]
    table = _duty_table(of, "region-missing", of.say("yearly.table.region_missing"), found)
    lede = Text(of.say("yearly.missing_lede", day=of.day))
    return Section(
        "missing-section", of.say("yearly.section.missing"), (lede, Grid(table)), landscape=True
    )
