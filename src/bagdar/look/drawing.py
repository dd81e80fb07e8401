"""How money by year, bars and deadlines are drawn: values in, Vega-Lite out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bagdar.core.languages import MONTHS, Language, Words, format_number, show
from bagdar.look.charts import PIXELS, Palette, Width
from bagdar.look.sheet import Frame, Sheet, length_of, letters_in, spread, steps, tick_words
from bagdar.look.svg import lines_of

Text = str | Words


@dataclass(frozen=True)
class Stack:
    label: Text
    amounts: Mapping[int, Decimal]


@dataclass(frozen=True)
class Bar:
    label: Text
    amount: Decimal


@dataclass(frozen=True)
class Stage:
    """Something due by the end of each month in each year; since: first month of the span."""

    label: Text
    years: tuple[int, ...]
    months: tuple[int, ...]
    since: int | None = None


# --- money by year ---------------------------------------------------------------------------


def stacked(
    data: tuple[tuple[Stack, ...], Text, tuple[int, ...]],
    palette: Palette,
    width: Width,
    language: Language,
) -> dict[str, Any]:
    """Bars from zero with totals above; the parts are named beside the last bar, or above all."""
    stacks, unit, years = data
    sheet = Sheet(PIXELS[width], 320)
    names = [show(one.label, language) for one in stacks]
    is_wide = width != "narrow"
    beside = lines = 0.0
    if is_wide:
        beside = min(200.0, max(map(length_of, names), default=0) + 22)
    else:
        lines = 18.0 * len(stacks)
        sheet.height += lines
    totals = {
        year: float(sum((one.amounts.get(year, Decimal(0)) for one in stacks), Decimal(0)))
        for year in years
    }
    ticks = steps(0, max(totals.values(), default=1) or 1, 4)
    words = tick_words(ticks, language)
    left = max(map(length_of, words), default=0) + 10
    place = Frame(left, 42 + lines, sheet.width - beside, sheet.height - 30, years or (0,), ticks)
    sheet.texts([(0, 8, show(unit, language))], color=palette.ink_3)
    sheet.rules(
        [(left, place.y(tick), place.right, place.y(tick)) for tick in ticks], color=palette.line
    )
    sheet.texts(
        [(left - 8, place.y(tick), word) for tick, word in zip(ticks, words, strict=True)],
        align="right", color=palette.ink_2,
    )  # fmt: skip
    room = (place.right - left) / max(len(years), 1)
    middles = {year: left + room * (number + 0.5) for number, year in enumerate(years)}
    tops = dict.fromkeys(years, 0.0)
    centres = []
    for number, one in enumerate(stacks):
        boxes = []
        for year in years:
            amount = float(one.amounts.get(year, 0))
            foot, tops[year] = tops[year], tops[year] + amount
            half = min(room * 0.36, 34)
            x = middles[year]
            boxes.append((x - half, place.y(tops[year]), x + half, place.y(foot)))
        sheet.boxes(boxes, color=palette.series[number % 6], stroke=palette.panel, strokeWidth=0.8)
        if boxes:
            centres.append((boxes[-1][1] + boxes[-1][3]) / 2)
    _totals(sheet, place, middles, totals, room, palette, language)
    sheet.texts(
        [(middles[year], sheet.height - 12, str(year)) for year in years],
        align="center", color=palette.ink_2,
    )  # fmt: skip
    _stack_names(sheet, names, centres, place, palette, is_wide)
    return sheet.chart()


def _totals(
    sheet: Sheet,
    place: Frame,
    middles: Mapping[int, float],
    totals: Mapping[int, float],
    room: float,
    palette: Palette,
    language: Language,
) -> None:
    """Above each bar where it fits, else above the first, the highest and the last."""
    texts = {
        year: format_number(round(Decimal(str(total)), 0 if total >= 1000 else 1), language)
        for year, total in totals.items()
    }
    shown = list(texts)
    if max(map(length_of, texts.values()), default=0) > room:
        highest = max(totals, key=lambda year: totals[year])
        shown = [highest] if highest in (shown[0], shown[-1]) else [shown[0], highest, shown[-1]]
    sheet.texts(
        [(middles[year], place.y(totals[year]) - 10, texts[year]) for year in shown],
        align="center", color=palette.ink, fontWeight=600,
    )  # fmt: skip


def _stack_names(
    sheet: Sheet,
    names: Sequence[str],
    centres: Sequence[float],
    place: Frame,
    palette: Palette,
    is_wide: bool,
) -> None:
    if is_wide:
        spots = spread(centres, 17, place.top, place.bottom - 6)
        x = place.right + 6
    else:
        spots = [26 + 18.0 * (len(names) - 1 - number) for number in range(len(names))]
        x = 0.0
    for number, (name, y) in enumerate(zip(names, spots, strict=False)):
        colour = palette.series[number % 6]
        sheet.boxes([(x, y - 5, x + 10, y + 5)], color=colour)
        most = letters_in(sheet.width - x - 15)
        shown = name if len(name) <= most else f"{name[: most - 1]}…"
        sheet.texts([(x + 15, y, shown)], color=palette.ink_2)


# --- bars ------------------------------------------------------------------------------------


def bars(
    data: tuple[tuple[Bar, ...], Text], palette: Palette, width: Width, language: Language
) -> dict[str, Any]:
    """Each bar below its own words, from zero, its amount at its end."""
    values, unit = data
    sheet = Sheet(PIXELS[width])
    amounts = [format_number(one.amount, language) for one in values]
    beside = max(map(length_of, amounts), default=0) + 10
    most = float(max((one.amount for one in values), default=Decimal(1))) or 1.0
    y = 22.0
    words, boxes, ends = [], [], []
    for one, amount in zip(values, amounts, strict=True):
        for line in lines_of(show(one.label, language), letters_in(sheet.width - 4)):
            words.append((0.0, y + 6, line))
            y += 15
        length = max(1.0, float(max(one.amount, Decimal(0))) / most * (sheet.width - beside))
        boxes.append((0.0, y + 1, length, y + 13))
        ends.append((length + 6, y + 7, amount))
        y += 25
    sheet.height = y
    sheet.texts([(0, 8, show(unit, language))], color=palette.ink_3)
    sheet.texts(words, color=palette.ink_2)
    sheet.boxes(boxes, color=palette.series[0])
    sheet.texts(ends, color=palette.ink, fontWeight=600)
    return sheet.chart()


# --- deadlines -------------------------------------------------------------------------------


def timeline(
    data: tuple[tuple[Stage, ...], tuple[int, ...]],
    palette: Palette,
    width: Width,
    language: Language,
) -> dict[str, Any]:
    """Years across; a mark at the end of the month by which something is due."""
    stages, years = data
    sheet = Sheet(PIXELS[width])
    left, right = 4.0, sheet.width - 4
    whole = max(len(years) * 12, 1)

    def x(year: int, month: float) -> float:
        return left + ((year - years[0]) * 12 + month) / whole * (right - left)

    y = 34.0
    words, spans, dots, due = [], [], [], []
    for stage in stages:
        for line in lines_of(show(stage.label, language), letters_in(sheet.width - 4)):
            words.append((0.0, y, line))
            y += 16
        y += 6
        for year in stage.years:
            for month in stage.months:
                if stage.since:
                    start_year = year if stage.since <= month else year - 1
                    start = max(left, x(start_year, stage.since - 1))
                    spans.append((start, y - 3, x(year, month), y + 3))
                dots.append((x(year, month), y))
        due.extend(_months_written(stage, years, x, y, right, MONTHS[language]))
        y += 36
    sheet.height = y
    edges = [(x(year, 0), 20.0, x(year, 0), y) for year in years]
    sheet.rules([*edges, (right, 20.0, right, y)], color=palette.line)
    sheet.texts([(x(year, 6), 8, str(year)) for year in years], align="center", color=palette.ink_2)
    sheet.texts(words, color=palette.ink)
    sheet.boxes(spans, color=palette.gold_line, opacity=0.45)
    sheet.points(
        dots, shape="diamond", filled=True, fill=palette.gold_line, stroke=palette.gold, size=95,
        opacity=1,
    )  # fmt: skip
    sheet.texts(due, align="center", color=palette.gold)
    return sheet.chart()


def _months_written(
    stage: Stage, years: tuple[int, ...], x: Any, y: float, right: float, names: Sequence[str]
) -> list[tuple[float, float, str]]:
    """The month under its mark, where it does not run into the one before."""
    written: list[tuple[float, float, str]] = []
    free = 0.0
    for year in stage.years:
        for month in stage.months:
            half = length_of(names[month - 1]) / 2
            middle = min(max(x(year, month), half), right + 4 - half)
            if middle - half >= free:
                written.append((middle, y + 16, names[month - 1]))
                free = middle + half + 4
    return written
