"""Ready-made charts: target paths, money by year, bars, flows, deadlines.

Each maker takes values and gives a Chart: its picture for two widths, its table and one sentence
that is read out instead of the picture. Amounts and figures are Decimals in the unit said.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Literal

from bagdar.core.languages import MONTHS, Language, Words, format_number, show
from bagdar.look import drawing, flows, paths
from bagdar.look import waterfall as falling
from bagdar.look.charts import Chart
from bagdar.look.drawing import Bar, Stack, Stage
from bagdar.look.flows import Node, Ribbon
from bagdar.look.paths import Series
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.tiles import Legend, Seen, Tile
from bagdar.look.tiles import draw as draw_tiles
from bagdar.look.waterfall import Fall
from bagdar.look.words import current_language, t

__all__ = [
    "Bar",
    "Fall",
    "Node",
    "Ribbon",
    "Series",
    "Stack",
    "Stage",
    "Tile",
    "bars",
    "flow",
    "path_chart",
    "stacked_years",
    "tile_map",
    "timeline",
    "waterfall",
]

Text = str | Words


def path_chart(
    name: str,
    title: Text,
    series: Sequence[Series],
    *,
    unit: Text,
    baseline_year: int | None = None,
    direction: Literal["higher", "lower"] = "higher",
    years: Sequence[int] = (),
    note: Text | None = None,
) -> Chart:
    """The path of one or two series over years; a missing year is bridged by a dotted line.

    series         the first is the plan, in gold; the second, where it differs, in sky
    baseline_year  its point is hollow and called the baseline
    years          of the axis; empty: those of the points
    """
    language = current_language()
    shown = tuple(one for one in series if one.points)
    all_years = tuple(sorted({*years, *(year for one in shown for year in one.points)}))
    data = (shown, unit, baseline_year, all_years)
    columns = [Column("year", t("common.year"), "year")] + [
        Column(f"s{place}", one.label, "number", unit=unit) for place, one in enumerate(shown)
    ]
    rows = [
        {"year": year, **{f"s{place}": one.points.get(year) for place, one in enumerate(shown)}}
        for year in all_years
        if any(year in one.points for one in shown)
    ]
    summary = " ".join(_path_sentence(one, unit, language) for one in shown)
    notes = [*_path_notes(shown, direction, language), *([show(note, language)] if note else [])]
    return _chart(name, title, paths.draw, data, columns, rows, summary, " ".join(notes))


def _path_sentence(one: Series, unit: Text, language: Language) -> str:
    first, last = min(one.points), max(one.points)
    return t(
        "look.chart.path",
        label=one.label,
        first_year=first,
        first=_figure(one.points[first], language),
        last_year=last,
        last=_figure(one.points[last], language),
        unit=unit,
    )


def _path_notes(
    series: Sequence[Series], direction: Literal["higher", "lower"], language: Language
) -> list[str]:
    notes = []
    if direction == "lower":
        notes.append(t("look.chart.lower_is_better"))
    start = paths.path_axis(series)[0] if series else 0
    if start != 0:
        notes.append(t("look.chart.axis_from", start=_figure(Decimal(str(start)), language)))
    if any(later - year > 1 for one in series for year, later in paths.neighbours(one.points)):
        notes.append(t("look.chart.gap"))
    return notes


def stacked_years(
    name: str, title: Text, stacks: Sequence[Stack], *, unit: Text, note: Text | None = None
) -> Chart:
    """Amounts by year, one part of the bar for each stack, totals above the bars.

    stacks  in the order in which they lie on each other, the first at the bottom; at most six
    """
    language = current_language()
    years = tuple(sorted({year for one in stacks for year in one.amounts}))
    columns = [
        Column("year", t("common.year"), "year"),
        *(
            Column(f"s{place}", one.label, "number", unit=unit, total=True)
            for place, one in enumerate(stacks)
        ),
        Column("total", t("common.total"), "number", unit=unit, total=True),
    ]
    rows = [
        {
            "year": year,
            **{f"s{place}": one.amounts.get(year) for place, one in enumerate(stacks)},
            "total": sum((one.amounts.get(year, Decimal(0)) for one in stacks), Decimal(0)),
        }
        for year in years
    ]
    whole = sum((row["total"] for row in rows), Decimal(0))
    parts = ", ".join(
        f"{show(one.label, language)}: {_figure(sum(one.amounts.values(), Decimal(0)), language)}"
        for one in stacks
    )
    period = f"{years[0]}–{years[-1]}" if years else ""
    summary = t("look.chart.sum", period=period, total=_figure(whole, language), unit=unit)
    data = (tuple(stacks), unit, years)
    return _chart(
        name,
        title,
        drawing.stacked,
        data,
        columns,
        rows,
        f"{summary} {parts}.",
        note or "",
        full=True,
    )


def bars(
    name: str,
    title: Text,
    values: Sequence[Bar],
    *,
    unit: Text,
    label_title: Text = "",
    note: Text | None = None,
) -> Chart:
    """Horizontal bars in the order given, the words above each bar so that none is cut."""
    language = current_language()
    columns = [
        Column("label", label_title or t("common.name"), wide=True),
        Column("amount", t("common.amount"), "number", unit=unit, total=True),
    ]
    rows = [{"label": one.label, "amount": one.amount} for one in values]
    most = max(values, key=lambda one: one.amount, default=None)
    summary = (
        t(
            "look.chart.most",
            count=len(values),
            label=most.label,
            amount=_figure(most.amount, language),
            unit=unit,
        )
        if most
        else show(title, language)
    )
    return _chart(
        name,
        title,
        drawing.bars,
        (tuple(values), unit),
        columns,
        rows,
        summary,
        note or "",
        full=True,
    )


def tile_map(
    name: str,
    title: Text,
    tiles: Sequence[Tile],
    *,
    unit: Text,
    label_title: Text,
    note: Text | None = None,
) -> Chart:
    """One square a region at its approximate place; the table names each and says what is hidden.

    Figures come to the page as they are to be printed; a hidden one does not come at all.
    """
    language = current_language()
    legend = Legend(
        t("look.chart.tile.hidden"), t("look.chart.tile.nothing"), t("look.chart.tile.estimated")
    )
    columns = [
        Column("label", label_title, wide=True),
        Column("amount", t("common.amount"), "number", unit=unit),
        Column("seen", t("look.chart.tile.seen")),
    ]
    words = {Seen.HIDDEN: Mark(legend.hidden), Seen.NOTHING: legend.nothing,
             Seen.ESTIMATED: Mark(t("look.chart.tile.estimate"), "gold")}  # fmt: skip
    rows = [{"label": one.name, "amount": one.amount, "seen": words.get(one.seen)}
            for one in tiles]  # fmt: skip
    shown = [one for one in tiles if one.amount is not None]
    summary = show(title, language)
    if shown:
        least = min(shown, key=lambda one: one.amount or 0)
        most = max(shown, key=lambda one: one.amount or 0)
        summary = t(
            "look.chart.tiles",
            count=len(shown),
            hidden=sum(one.seen is Seen.HIDDEN for one in tiles),
            most=show(most.name, language),
            most_amount=_figure(most.amount or Decimal(0), language),
            least=show(least.name, language),
            least_amount=_figure(least.amount or Decimal(0), language),
            unit=unit,
        )
    data = (tuple(tiles), unit, legend)
    return _chart(name, title, draw_tiles, data, columns, rows, summary, note or "")


def flow(
    name: str,
    title: Text,
    ribbons: Sequence[Ribbon],
    *,
    nodes: Sequence[Sequence[Node]],
    column_titles: Sequence[Text],
    unit: Text,
    note: Text | None = None,
) -> Chart:
    """Money on its way through columns of nodes (source → goal → task), as ribbons.

    ribbons  each names one node of every column and its amount; amounts of zero are not drawn
    nodes    the columns from left to right, in their order from above; a node that no ribbon
             names is left out
    """
    language = current_language()
    drawn = tuple(ribbon for ribbon in ribbons if ribbon.amount > 0)
    labels = {node.key: node.label for column in nodes for node in column}
    columns = [
        *(
            Column(f"c{place}", heading, wide=place > 0)
            for place, heading in enumerate(column_titles)
        ),
        Column("amount", t("common.amount"), "number", unit=unit, total=True),
    ]
    rows = [
        {
            **{f"c{place}": labels[key] for place, key in enumerate(ribbon.path)},
            "amount": ribbon.amount,
        }
        for ribbon in drawn
    ]
    whole = sum((ribbon.amount for ribbon in drawn), Decimal(0))
    way = " → ".join(show(heading, language) for heading in column_titles)
    summary = t("look.chart.flow", way=way, total=_figure(whole, language), unit=unit)
    data = (drawn, tuple(tuple(column) for column in nodes), unit)
    return _chart(name, title, flows.draw, data, columns, rows, summary, note or "", full=True)


def waterfall(
    name: str, title: Text, falls: Sequence[Fall], *, unit: Text, note: Text | None = None
) -> Chart:
    """From one sum to another: each bar begins where the one before has ended.

    falls  the first and the last are sums; a change of zero is left out
    """
    language = current_language()
    shown = tuple(one for one in falls if one.kind != "change" or one.amount)
    columns = [
        Column("label", t("common.name"), wide=True),
        Column("amount", t("common.amount"), "number", unit=unit),
    ]
    rows = [{"label": one.label, "amount": one.amount} for one in shown]
    steps = "; ".join(
        f"{show(one.label, language)}: {_figure(one.amount, language)}" for one in shown
    )
    summary = f"{show(title, language)}, {show(unit, language)}. {steps}."
    data = (shown, unit)
    return _chart(name, title, falling.draw, data, columns, rows, summary, note or "", full=True)


def timeline(
    name: str,
    title: Text,
    stages: Sequence[Stage],
    *,
    years: Sequence[int],
    note: Text | None = None,
) -> Chart:
    """What is due when: a mark at the end of each month named, a bar where there is a span.

    years  of the axis; a deadline outside of them widens it
    """
    language = current_language()
    columns = [
        Column("label", t("look.chart.stage"), wide=True),
        Column("year", t("common.year"), "year"),
        Column("since", t("look.chart.since")),
        Column("due", t("look.chart.due")),
    ]
    rows = [
        {
            "label": stage.label,
            "year": year,
            "since": MONTHS[language][stage.since - 1] if stage.since else None,
            "due": MONTHS[language][month - 1],
        }
        for stage in stages
        for year in stage.years
        for month in stage.months
    ]
    every = sorted({*years, *(year for stage in stages for year in stage.years)})
    due = ", ".join(dict.fromkeys(f"{row['due']} {row['year']}" for row in rows))
    summary = t("look.chart.deadlines", count=len(rows), due=due)
    data = (tuple(stages), tuple(range(every[0], every[-1] + 1)) if every else ())
    return _chart(name, title, drawing.timeline, data, columns, rows, summary, note or "")


def _chart(
    name: str,
    title: Text,
    draw: Callable[..., Any],
    data: Any,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, Any]],
    summary: str,
    note: Text,
    full: bool = False,
) -> Chart:
    table = Table(f"{name}-data", title, columns, rows, find=False)
    key = f"{draw.__module__}.{draw.__name__} {data!r}"
    return Chart(name, title, partial(draw, data), table, summary, note or None, key, full)


def _figure(value: Decimal, language: Language) -> str:
    return format_number(value, language)
