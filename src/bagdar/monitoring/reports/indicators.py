"""Target and result indicators: plan, fact, status, forecast, what the reporter says of it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bagdar.look.charts import Chart
from bagdar.look.tables import Column, Table
from bagdar.monitoring.pictures import picture
from bagdar.monitoring.reports.document import Grid, Pictures, Section, Text
from bagdar.monitoring.reports.gathered import Gathered, percent
from bagdar.monitoring.reports.words_of import indicator_columns, likelihood, status
from bagdar.monitoring.rules.evaluation import RowStanding, Target, targets
from bagdar.monitoring.rules.forecast import Forecast
from bagdar.monitoring.rules.nouns import Figure, Lineage
from bagdar.programme.rules.act import Indicator, IndicatorRow


def targets_section(of: Gathered) -> Section:
    """Target indicators: the table, and the path of each."""
    pairs = [pair for pair in of.edition.rows() if pair[0].kind == "target"]
    columns = (
        *indicator_columns(of),
        Column("baseline", of.say("column.baseline", year=of.edition.baseline_year), "number"),
        Column("plan", of.say("yearly.column.plan", year=of.year), "number"),
        Column("fact", of.say("yearly.column.fact", year=of.year), "number"),
        Column("achieved", of.say("yearly.column.achieved"), "number", unit="%", places=1),
        Column("status", of.say("yearly.column.status")),
    )
    table = Table(
        "targets",
        of.say("yearly.table.targets", year=of.year),
        columns,
        [_row(of, indicator, row) for indicator, row in pairs],
        note=of.say("yearly.note.achieved"),
        find=False,
    )
    charts = tuple(path(of, row) for _, row in pairs if row.targets("body") or row.targets("annex"))
    parts: list[Any] = [Text(of.say("yearly.targets_lede")), Grid(table)]
    if charts:
        parts.append(Pictures(charts, "narrow"))
    return Section("targets-section", of.say("yearly.section.targets"), tuple(parts))


def results_section(of: Gathered) -> Section:
    """Result indicators, a table for each task."""
    grids = tuple(
        Grid(_task_table(of, task.code))
        for task in of.edition.tasks
        if of.edition.indicators_of(goal=task.goal, task=task.code)
    )
    lede = Text(of.say("yearly.results_lede", last=of.edition.period.last_year))
    return Section(
        "results-section", of.say("yearly.section.results"), (lede, *grids), landscape=True
    )


def _task_table(of: Gathered, code: str) -> Table:
    task = of.edition.task_by_code[code]
    pairs = [(one, row) for one, row in of.edition.rows() if one.task == code]
    columns = (
        *indicator_columns(of),
        Column("plan", of.say("yearly.column.plan", year=of.year), "number"),
        Column("fact", of.say("yearly.column.fact", year=of.year), "number"),
        Column("achieved", of.say("yearly.column.achieved"), "number", unit="%", places=1),
        Column("status", of.say("yearly.column.status")),
        Column("forecast", of.say("yearly.column.forecast"), "number"),
        Column("likelihood", of.say("yearly.column.likelihood")),
        Column("comment", of.say("yearly.column.comment"), wide=True),
    )
    return Table(
        f"results-{code.replace('.', '-')}",
        of.say("yearly.table.task", number=task.code, name=of.text(task.name)),
        columns,
        [_row(of, indicator, row) for indicator, row in pairs],
        find=False,
    )


def _row(of: Gathered, indicator: Indicator, row: IndicatorRow) -> dict[str, Any]:
    found = of.evaluation.row(row.code)
    ahead = of.evaluation.forecasts.get(row.code)
    is_ahead = isinstance(ahead, Forecast)
    return {
        "code": row.code,
        "name": of.row_name(row),
        "unit": of.unit(row),
        "baseline": found.baseline.value if found.baseline else None,
        "plan": found.target.value if found.target else None,
        "fact": shown(found.fact, found.target),
        "achieved": percent(found.achievement),
        "status": status(found.status, of),
        "forecast": like(ahead.last.middle, ahead.target) if is_ahead else None,  # type: ignore[union-attr]
        "likelihood": likelihood(ahead.likelihood, of) if is_ahead else None,  # type: ignore[union-attr]
        "comment": _comment(of, found),
    }


def _comment(of: Gathered, found: RowStanding) -> str:
    """The accepted report's words; where regions make the figure, how many are in it."""
    reported = found.national.reported
    told = [
        one.content.text
        for (subject, reporter), one in of.accepted.items()
        if subject.kind == "indicator" and subject.place == found.row and reporter.kind == "body"
    ]
    if found.national.basis == "incomplete":
        regions = found.national.regions
        told.append(of.say("yearly.incomplete", count=found.national.counted, whole=len(regions)))
    if reported and reported.document:
        told.append(of.say("yearly.by_document", document=reported.document))
    if reported and reported.lineage:
        told += _of_records(of, reported, reported.lineage)
    return "\n".join(filter(None, told))


def _of_records(of: Gathered, figure: Figure, way: Lineage) -> Iterator[str]:
    """What a computed figure rests on, and what somebody typed of the same year."""
    yield of.say(
        "yearly.by_records", metric=way.metric, version=way.version,
        snapshot=way.snapshot[:12], figure=way.figure,
    )  # fmt: skip
    if figure.other:
        yield of.say("yearly.typed_beside", value=figure.other.value)


def shown(fact: Decimal | None, target: Target | None) -> Decimal | None:
    """A fact with the target's digits, without a target with two at most."""
    if fact is None:
        return None
    return target.round(fact) if target else round(fact, 2).normalize() + 0


def like(value: float, target: Target) -> Decimal:
    """A forecast with one digit more than nothing and no more than the target has."""
    return target.round(Decimal(str(value)))


# --- paths --------------------------------------------------------------------------------------


def path(of: Gathered, row: IndicatorRow) -> Chart:
    """Plan, facts up to the report's year, and the forecast that follows from them."""
    years = [of.edition.baseline_year, *of.edition.period.years]
    drawn = picture(
        chart_name("path", row.code),
        targets(row, years),
        of.evaluation.facts(row.code),
        of.evaluation.forecasts.get(row.code),
        baseline_year=of.edition.baseline_year,
        unit=row.printed.unit,
        reader=of.reader,
        title=f"{row.code}. {of.row_name(row)}",
    )
    assert drawn is not None  # asked for rows with targets only
    return replace(drawn, note=None)  # the section says once what the shade is


def chart_name(kind: str, code: str) -> str:
    plain = "".join(one if one.isascii() and one.isalnum() else "-" for one in code.lower())
    return f"{kind}-{plain}"


# --- forecast -----------------------------------------------------------------------------------


def forecast_section(of: Gathered) -> Section:
    """What the last year will bring, as far as few points can say."""
    last = of.edition.period.last_year
    columns = (
        *indicator_columns(of),
        Column("latest", of.say("yearly.column.latest"), "number"),
        Column("latest_year", of.say("yearly.column.latest_year"), "year"),
        Column("target", of.say("yearly.column.last_target"), "number"),
        Column("target_year", of.say("yearly.column.target_year"), "year"),
        Column("middle", of.say("yearly.column.forecast"), "number"),
        Column("low", of.say("yearly.column.low"), "number"),
        Column("high", of.say("yearly.column.high"), "number"),
        Column("probability", of.say("yearly.column.probability"), "number", unit="%", places=0),
        Column("likelihood", of.say("yearly.column.likelihood")),
    )
    rows = list(_forecast_rows(of))
    table = Table(
        "forecast",
        of.say("yearly.table.forecast", year=last),
        columns,
        rows,
        note=of.say("yearly.note.forecast"),
        empty=of.say("yearly.no_forecast"),
        find=False,
    )
    silent = sum(
        not isinstance(one, Forecast) and one.why == "too_few"
        for one in of.evaluation.forecasts.values()
    )
    lede = Text(of.say("yearly.forecast_lede", count=len(rows), silent=silent, last=last))
    return Section(
        "forecast-section", of.say("yearly.section.forecast"), (lede, Grid(table)), landscape=True
    )


def _forecast_rows(of: Gathered) -> Iterable[dict[str, Any]]:
    for _, row in of.edition.rows():
        ahead = of.evaluation.forecasts.get(row.code)
        if not isinstance(ahead, Forecast):
            continue
        latest = max(ahead.points)
        yield {
            "code": row.code,
            "name": of.row_name(row),
            "unit": of.unit(row),
            "latest": shown(ahead.points[latest], ahead.target),
            "latest_year": latest,
            "target": ahead.target.value,
            "target_year": ahead.target.year,
            "middle": like(ahead.last.middle, ahead.target),
            "low": like(ahead.last.low_80, ahead.target),
            "high": like(ahead.last.high_80, ahead.target),
            "probability": percent(ahead.probability),
            "likelihood": likelihood(ahead.likelihood, of),
        }
