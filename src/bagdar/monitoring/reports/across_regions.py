"""Regions beside each other: who has reported, and their figures."""

from collections.abc import Sequence
from typing import Any

from bagdar.look.tables import Column, Table
from bagdar.monitoring.reports.document import Grid, Section, Text
from bagdar.monitoring.reports.gathered import Gathered
from bagdar.monitoring.reports.indicators import shown
from bagdar.monitoring.rules.dues import DutyStanding
from bagdar.monitoring.rules.nouns import Reporter
from bagdar.monitoring.rules.totals import added
from bagdar.programme.rules.act import IndicatorRow

FIGURES_ABREAST = 8


def regions_section(of: Gathered) -> Section:
    """Who reported; then the figures of every row that regions report, eight abreast."""
    rows = regional_rows(of)
    groups = [
        rows[start : start + FIGURES_ABREAST] for start in range(0, len(rows), FIGURES_ABREAST)
    ]
    parts: list[Any] = [Text(of.say("yearly.regions_lede", count=len(of.regions)))]
    parts.append(Grid(_reporting(of)))
    parts += [Grid(_figures(of, group, place)) for place, group in enumerate(groups, start=1)]
    if groups:
        parts.append(Text(of.say("yearly.note.codes"), "note"))
    return Section(
        "regions-section", of.say("yearly.section.regions"), tuple(parts), landscape=True
    )


def regional_rows(of: Gathered) -> list[IndicatorRow]:
    """Rows that regions report and that have a target in the year, or a figure of some region."""
    return [
        row
        for _, row in of.edition.rows()
        if (found := of.evaluation.row(row.code)).national.regions
        and (found.target or any(one.figure for one in found.national.regions))
    ]


def counted(standings: Sequence[DutyStanding], of: Gathered) -> dict[str, int]:
    """Duties of a reporter: whose day has come, accepted, waiting for the coordinator, late."""
    due = [one for one in standings if one.duty.due_on <= of.day]
    statuses = [one.status for one in due]
    return {
        "due": len(due),
        "accepted": sum(one in ("accepted", "accepted_late") for one in statuses),
        "submitted": statuses.count("submitted"),
        "late": statuses.count("overdue") + statuses.count("returned"),
    }


def duty_columns(of: Gathered) -> tuple[Column, ...]:
    return (
        Column("due", of.say("yearly.column.due"), "number", places=0, total=True),
        Column("accepted", of.say("yearly.column.accepted"), "number", places=0, total=True),
        Column("submitted", of.say("yearly.column.submitted"), "number", places=0, total=True),
        Column("late", of.say("yearly.column.late"), "number", places=0, total=True),
    )


def _reporting(of: Gathered) -> Table:
    columns = (
        Column("name", of.say("yearly.column.region"), wide=True),
        *duty_columns(of),
        Column("figures", of.say("yearly.column.figures"), "number", places=0, total=True),
        Column("spent", of.say("yearly.column.region_spent", unit=of.edition.money_unit),
               "number", places=1, total=True),
    )  # fmt: skip
    rows = [
        {
            "name": of.region_name(code),
            **counted(of.of_reporter.get(Reporter("region", code), ()), of),
            "figures": sum(region == code for _, region in of.figures),
            "spent": added(one.spent for one in of.money.spendings if one.region == code),
        }
        for code in of.regions
    ]
    return Table("regions-reporting", of.say("yearly.table.regions", year=of.year), columns, rows,
                 find=False)  # fmt: skip


def _figures(of: Gathered, rows: Sequence[IndicatorRow], place: int) -> Table:
    """Regions down, rows across by their codes; the country first."""
    columns = (
        Column("name", of.say("yearly.column.region"), wide=True),
        *(Column(row.code, row.code, "number", unit=of.unit(row)) for row in rows),
    )
    found = {row.code: of.evaluation.row(row.code) for row in rows}
    country: dict[str, Any] = {code: shown(one.fact, one.target) for code, one in found.items()}
    plan: dict[str, Any] = {
        code: one.target.value if one.target else None for code, one in found.items()
    }
    lines = [
        {"name": of.say("yearly.the_plan"), **plan},
        {"name": of.say("yearly.the_country"), **country},
        *(
            {"name": of.region_name(region), **_of_region(of, rows, region)}
            for region in of.regions
        ),
    ]
    title = of.say("yearly.table.region_figures", year=of.year, place=place)
    return Table(f"regions-figures-{place}", title, columns, lines, find=False)


def _of_region(of: Gathered, rows: Sequence[IndicatorRow], region: str) -> dict[str, Any]:
    cells = {}
    for row in rows:
        figure = of.figures.get((row.code, region))
        target = of.evaluation.row(row.code).target
        cells[row.code] = shown(figure.value, target) if figure else None
    return cells
