"""How a path is drawn: a line a place, a bar for the days there, gaps shaded across all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bagdar.core.languages import Language
from bagdar.look.charts import PIXELS, Palette, Width
from bagdar.look.sheet import Sheet, letters_in
from bagdar.look.svg import lines_of

LINE, BAR, TOP = 15.0, 12.0, 24.0
COLOURS = ("learns", "teaches", "works", "lives")


@dataclass(frozen=True)
class Line:
    """One place. stays: first day and the first day after, None where it is open."""

    label: str
    stays: tuple[tuple[date, date | None], ...]
    doing: str


Data = tuple[tuple[Line, ...], tuple[tuple[date, date], ...], date]


def draw(data: Data, palette: Palette, width: Width, language: Language) -> dict[str, Any]:
    """Names stand above the bars, so that none is cut on a phone."""
    lines, gaps, today = data
    sheet = Sheet(PIXELS[width])
    first, last = _bounds(lines, today)
    names = [lines_of(one.label, letters_in(sheet.width)) for one in lines]
    heights = [LINE * len(name) + BAR + 8 for name in names]
    sheet.height = TOP + sum(heights) + 4

    def x(day: date) -> float:
        return (day - first).days / max((last - first).days, 1) * sheet.width

    _years(sheet, first, last, x, palette)
    shaded = [(x(start), TOP - 4, x(end), sheet.height) for start, end in gaps]
    sheet.boxes(shaded, color=palette.bad, opacity=0.12)
    y = TOP
    for line, name, height in zip(lines, names, heights, strict=True):
        words = [(0.0, y + LINE * (at + 0.5), text) for at, text in enumerate(name)]
        sheet.texts(words, color=palette.ink, halo=palette.panel)
        top = y + LINE * len(name) + 1
        bars = [
            (x(start), top, max(x(end or max(last, start)), x(start) + 2), top + BAR)
            for start, end in line.stays
        ]
        sheet.boxes(bars, color=palette.series[COLOURS.index(line.doing)])
        y += height
    return sheet.chart()


def _bounds(lines: Sequence[Line], today: date) -> tuple[date, date]:
    """From the first day of all to the last, or to today where a stay is open."""
    starts = [start for line in lines for start, _ in line.stays]
    ends = [end or today for line in lines for _, end in line.stays]
    return min(starts), max(*ends, *starts)


def _years(sheet: Sheet, first: date, last: date, x: Any, palette: Palette) -> None:
    """A rule at every new year, a number at as many of them as have room."""
    years = range(first.year + 1, last.year + 1)
    step = max(1, -(-len(years) * 44 // int(sheet.width)))
    marks = [(x(date(year, 1, 1)), str(year)) for year in years]
    sheet.rules([(at, TOP - 8, at, sheet.height) for at, _ in marks], color=palette.line)
    named = [(at, 8.0, text) for at, text in marks[::step] if at < sheet.width - 30]
    sheet.texts(named, color=palette.ink_2)
