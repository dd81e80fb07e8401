"""What a measure's page and the finance page gain about money: planned, revised, spent."""

from typing import Any

from django.http import HttpRequest

from bagdar.access.public import known_regions
from bagdar.look import charting
from bagdar.look.additions import Addition
from bagdar.look.charting import Series
from bagdar.look.charts import Chart
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.monitoring.presenters import execution as whole
from bagdar.monitoring.queries.execution import execution
from bagdar.monitoring.rules.execution import Execution
from bagdar.monitoring.rules.nouns import Origin
from bagdar.monitoring.rules.totals import Line, Total, total_of
from bagdar.programme.public import Reader, source_name
from bagdar.programme.rules.act import Edition, Measure

OBJECT = "monitoring.execution"


def addition(
    request: HttpRequest,
    *,
    edition: Edition,
    measure: Measure,
    reader: Reader,
    programme: str,
    **_: Any,
) -> Addition | None:
    """A measure's money by source and year; None where the act has none and nobody spent any."""
    found = execution(programme, edition_number=edition.number)
    lines = [line for line in found.lines if line.measure == measure.number]
    if not lines:
        return None
    total = total_of(measure.number, lines)
    return Addition(
        "monitoring/_measure_money.html",
        {
            "answers": answers(edition, total, reader),
            "nothing": total.spent is None,
            "link": reader.link("execution"),
        },
        tables=[_table(edition, lines, reader)],
        charts=_chart(edition, lines, reader),
        illustrative=_is_illustrative(found, total),
        object=OBJECT,
    )


def finance_addition(
    request: HttpRequest, *, edition: Edition, reader: Reader, programme: str, **_: Any
) -> Addition | None:
    """What was spent of the plan, and the way to the whole of it."""
    found = execution(programme, edition_number=edition.number)
    return Addition(
        "monitoring/_finance_money.html",
        {
            "answers": whole.answer(edition, found, reader, place=reader.link("execution")),
            "link": reader.link("execution"),
        },
        illustrative=_is_illustrative(found, found.total),
        object=OBJECT,
    )


def _is_illustrative(found: Execution, total: Total) -> bool:
    return found.origin != Origin.REAL and total.spent is not None


def answers(edition: Edition, total: Total, reader: Reader) -> list[Answer]:
    """Spent, in percent of what; the act's plan, in the act's own unit."""
    unit = reader.text(edition.money_unit)
    strip = [Answer(reader.say("execution.act"), reader.number(total.act), unit, tone="gold")]
    if total.spent is None:
        return strip
    note = reader.say("execution.of_base", base=total.base, unit=unit,
                      kind=whole.base_words(total, reader))  # fmt: skip
    spent = Answer(
        reader.say("execution.spent"),
        reader.number(total.spent),
        unit,
        note if total.base_kinds else "",
        "sky",
    )
    if total.share is None:
        return [spent, *strip]
    share = Answer(reader.say("execution.share"), reader.number(total.share, 1), "%")
    return [spent, share, *strip]


def _table(edition: Edition, lines: list[Line], reader: Reader) -> Table:
    names = {code: region.name[reader.language] for code, region in known_regions().items()}
    some_missing = any(line.regions_missing for line in lines)
    return Table(
        name="money-spent",
        title=reader.say("execution.table.measure", unit=edition.money_unit),
        columns=(
            Column("source", reader.say("column.money_source")),
            Column("year", reader.say("column.year"), "year"),
            *whole.money_columns(reader),
            *(
                [Column("missing", reader.say("execution.column.regions_missing"), wide=True)]
                if some_missing else []
            ),
        ),
        rows=[
            {
                "source": source_name(edition, line.source, reader),
                "year": line.year,
                **whole.money_cells(total_of(line.year, [line]), reader),
                "missing": ", ".join(names.get(code, code) for code in line.regions_missing),
            }
            for line in lines
        ],
        note=reader.say("execution.table.measure.note"),
        find=False,
    )  # fmt: skip


def _chart(edition: Edition, lines: list[Line], reader: Reader) -> list[Chart]:
    """The act's plan and the spending over the years, where two years or more were reported."""
    years: dict[int, list[Line]] = {}
    for line in lines:
        years.setdefault(line.year, []).append(line)
    totals = {year: total_of(year, of) for year, of in sorted(years.items())}
    spent = {year: total.spent for year, total in totals.items() if total.spent is not None}
    planned = {year: total.act for year, total in totals.items() if total.act}
    if len(spent) < 2 or not planned:
        return []
    chart = charting.path_chart(
        "money-path",
        reader.say("execution.chart.measure"),
        [
            Series(reader.say("execution.act"), planned),
            Series(reader.say("execution.spent"), spent),
        ],
        unit=edition.money_unit,
        years=list(edition.period.years),
    )
    return [chart]
