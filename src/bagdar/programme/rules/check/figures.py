"""What a figure can be: its year, its scale, its unit, its survey, its baseline."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from bagdar.programme.rules.act import Cell, Edition, Indicator, IndicatorRow, TableName
from bagdar.programme.rules.check.finding import plain
from bagdar.programme.rules.check.paths import HUNDRED, Path, paths, scale_of
from bagdar.programme.rules.check.reading import figures, indicator_table, main_table, year_span
from bagdar.programme.rules.check.rule import Hit, hit, rule

COUNTS = ("бірлік", "бірл", "адам", "орын")


@rule("target_year_outside", "error")
def target_year_outside(edition: Edition) -> Iterator[Hit]:
    """Figures stand in years of the period or in the baseline year."""
    allowed = {edition.baseline_year, *edition.period.years}
    period = f"{edition.period.first_year}–{edition.period.last_year}"
    for _, row in edition.rows():
        for table in row.tables:
            for year, value in row.targets(table).items():
                if year not in allowed:
                    yield hit(
                        indicator_table(table),
                        row.code,
                        str(year),
                        printed=plain(value),
                        expected=period,
                        year=year,
                        period=period,
                    )


@rule("target_none", "error")
def target_none(edition: Edition) -> Iterator[Hit]:
    """A row of an indicator has at least one target in the period."""
    known = {path.row.code for path in paths(edition)}
    for _, row in edition.rows():
        if row.code not in known:
            yield hit(indicator_table(main_table(row)), row.code, "targets", printed="–")


def _cells(edition: Edition) -> Iterator[tuple[IndicatorRow, TableName, int, Decimal]]:
    for _, row in edition.rows():
        for table in row.tables:
            for year, value in row.targets(table).items():
                yield row, table, year, value


@rule("target_outside_scale", "error")
def target_outside_scale(edition: Edition) -> Iterator[Hit]:
    """A share lies between 0 and 100 percent; a figure lies on the scale that its unit names."""
    for row, table, year, value in _cells(edition):
        scale = scale_of(row)
        if scale and not scale[0] <= value <= scale[1]:
            yield hit(
                indicator_table(table),
                row.code,
                str(year),
                printed=plain(value),
                expected=f"{scale[0]}–{scale[1]}",
                value=value,
                lowest=scale[0],
                highest=scale[1],
            )


@rule("percent_above_hundred", "note")
def percent_above_hundred(edition: Edition) -> Iterator[Hit]:
    """A percentage above 100 is possible for a ratio; the unit should then say of what.

    Shares are target_outside_scale's; growth is left out. One finding a row.
    """
    for path in paths(edition):
        years = [year for year, value in path.targets.items() if value > HUNDRED]
        if years and "%" in path.unit and not scale_of(path.row) and not path.is_growth:
            highest = max(path.targets[year] for year in years)
            yield path.hit(
                years[0], printed=plain(highest), years=year_span(years), highest=highest
            )


@rule("target_fraction", "error")
def target_fraction(edition: Edition) -> Iterator[Hit]:
    """What is counted in pieces, people or places is a whole number."""
    found: dict[tuple[str, TableName], list[Decimal]] = defaultdict(list)
    for row, table, _, value in _cells(edition):
        unit = getattr(row, table).unit.kk.strip().rstrip(".")
        if unit in COUNTS and value != int(value):
            found[row.code, table].append(value)
    for (code, table), values in found.items():
        unit = getattr(edition.row(code), table).unit
        yield hit(indicator_table(table), code, "unit", printed=unit.kk, unit=unit, values=values)


def _cycles(edition: Edition) -> Iterator[tuple[Indicator, Cell, int, list[str]]]:
    """(indicator, one cell, survey year, rows) for each survey cycle in each column, once."""
    for indicator in edition.indicators:
        seen: dict[tuple[str, int], tuple[Cell, list[str]]] = {}
        for row in indicator.rows:
            for cell in row.cells(main_table(row)).values():
                if cell.cycle:
                    cells = seen.setdefault((cell.cycle, cell.year), (cell, []))
                    cells[1].append(row.code)
        for (cycle, _), (cell, rows) in seen.items():
            year = re.search(r"\d{4}", cycle)
            if year:
                yield indicator, cell, int(year[0]), rows


def _cycle_hit(indicator: Indicator, cell: Cell, year: int, rows: list[str]) -> Hit:
    return hit(
        indicator_table(main_table(indicator.rows[0])),
        indicator.code,
        f"{cell.year} {cell.cycle}",
        printed=str(cell.year),
        expected=str(year),
        cycle=cell.cycle,
        year=cell.year,
        survey_year=year,
        rows=rows,
    )


@rule("survey_year_differs", "note")
def survey_year_differs(edition: Edition) -> Iterator[Hit]:
    """A survey's figure stands in the column of the survey's year.

    The act puts PISA-2021 under 2022, presumably the year of publication, which it does not say.
    """
    for indicator, cell, year, rows in _cycles(edition):
        if year != cell.year and year >= edition.period.first_year:
            yield _cycle_hit(indicator, cell, year, rows)


@rule("survey_before_period", "warning")
def survey_before_period(edition: Edition) -> Iterator[Hit]:
    """A target is something that the programme can still influence: the survey is not over.

    A survey of a year before the period, printed as a target within it, was held before the
    programme began.
    """
    for indicator, cell, year, rows in _cycles(edition):
        if year < edition.period.first_year <= cell.year:
            yield _cycle_hit(indicator, cell, year, rows)


@rule("baseline_missing", "warning")
def baseline_missing(edition: Edition) -> Iterator[Hit]:
    """A path starts from a printed figure of the baseline year.

    Left out are growth rates whose name gives the base figure («2018 жылы … (4 873 бірлік)»)
    and acts that print no baseline anywhere. One finding an indicator.
    """
    with_baseline = [path for path in paths(edition) if path.baseline is not None]
    if not with_baseline:
        return
    missing: dict[str, list[Path]] = defaultdict(list)
    for path in paths(edition):
        name = path.row.name.kk
        has_base = path.is_growth and edition.baseline_year in figures(name)
        if path.baseline is None and not has_base:
            missing[path.indicator.code].append(path)
    for code, without in missing.items():
        row = without[0].row.code if len(without) == 1 else code
        yield hit(
            indicator_table(without[0].table),
            row,
            str(edition.baseline_year),
            printed="–",
            year=edition.baseline_year,
            rows=[path.row.code for path in without],
        )
