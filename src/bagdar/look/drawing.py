"""How the ready-made charts are drawn: values in, Vega-Lite by Altair out, for two widths."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bagdar.core.languages import MONTHS, Language, Words, format_number, show
from bagdar.look.charts import PIXELS, Palette, Width, lines_of

Text = str | Words
LETTER = 6.7  # pixels that a 12-pixel letter takes on average, wide Cyrillic ones included


@dataclass(frozen=True)
class Series:
    """Figures of years; a year without a figure is left out. label: said at the last point."""

    label: Text
    points: Mapping[int, Decimal]


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


# --- a sheet of pixels -----------------------------------------------------------------------


@dataclass
class Sheet:
    """Shapes placed by pixel, from the upper left, that become one Altair chart."""

    width: float
    height: float = 0
    layers: list[Any] = field(default_factory=list)

    def _encode(self, mark: Any, **channels: str) -> Any:
        import altair

        across = altair.Scale(domain=[0, self.width], nice=False, zero=False)
        down = altair.Scale(domain=[self.height, 0], nice=False, zero=False)
        kinds = {
            "x": altair.X(channels["x"], type="quantitative", scale=across, axis=None),
            "y": altair.Y(channels["y"], type="quantitative", scale=down, axis=None),
        }
        if "x2" in channels:
            kinds["x2"] = altair.X2(channels["x2"])
        if "y2" in channels:
            kinds["y2"] = altair.Y2(channels["y2"])
        return mark.encode(**kinds)

    def _on(self, values: Sequence[Mapping[str, Any]]) -> Any:
        import altair

        return altair.Chart(altair.Data(values=list(values)))

    def boxes(self, values: Sequence[tuple[float, float, float, float]], **look: Any) -> None:
        """(left, top, right, bottom) each."""
        rows = [dict(zip(("x", "y", "x2", "y2"), one, strict=True)) for one in values]
        if rows:
            self.layers.append(
                self._encode(self._on(rows).mark_rect(**look), x="x", y="y", x2="x2", y2="y2")
            )

    def texts(self, values: Sequence[tuple[float, float, str]], **look: Any) -> None:
        """(x, baseline's middle y, text) each."""
        rows = [{"x": x, "y": y, "text": text} for x, y, text in values if text]
        if rows:
            look = {"baseline": "middle", "align": "left", **look}
            layer = self._encode(self._on(rows).mark_text(**look), x="x", y="y")
            self.layers.append(layer.encode(text="text:N"))

    def rules(self, values: Sequence[tuple[float, float, float, float]], **look: Any) -> None:
        """Lines (x, y, x2, y2) each."""
        rows = [dict(zip(("x", "y", "x2", "y2"), one, strict=True)) for one in values]
        if rows:
            self.layers.append(
                self._encode(self._on(rows).mark_rule(**look), x="x", y="y", x2="x2", y2="y2")
            )

    def points(self, values: Sequence[tuple[float, float]], **look: Any) -> None:
        if values:
            rows = [{"x": x, "y": y} for x, y in values]
            self.layers.append(self._encode(self._on(rows).mark_point(**look), x="x", y="y"))

    def band(self, values: Sequence[tuple[float, float, float]], **look: Any) -> None:
        """A filled band through (x, upper y, lower y)."""
        rows = [{"x": x, "y": y, "y2": y2} for x, y, y2 in values]
        self.layers.append(self._encode(self._on(rows).mark_area(**look), x="x", y="y", y2="y2"))

    def line(self, values: Sequence[tuple[float, float]], **look: Any) -> None:
        rows = [{"x": x, "y": y} for x, y in values]
        self.layers.append(self._encode(self._on(rows).mark_line(**look), x="x", y="y"))

    def chart(self) -> dict[str, Any]:
        """Vega-Lite with the plot exactly as large as the sheet."""
        import altair

        drawn = altair.layer(*self.layers).properties(width=self.width, height=self.height)
        spec = drawn.to_dict(validate=False)
        return {
            **spec,
            "autosize": "none",
            "padding": {"left": 4, "right": 4, "top": 4, "bottom": 4},
        }


def length_of(text: str) -> float:
    """About how many pixels a text takes at 12 pixels."""
    return len(text) * LETTER


def letters_in(pixels: float) -> int:
    return max(8, int(pixels / LETTER))


# --- axes --------------------------------------------------------------------------------------


def neighbours(points: Mapping[int, Any]) -> Iterator[tuple[int, int]]:
    """Each year that has a figure with the next one that has."""
    years = sorted(points)
    return zip(years, years[1:], strict=False)


def steps(low: float, high: float, count: int) -> list[float]:
    """About count round numbers that enclose low and high, evenly spaced."""
    span = (high - low) or abs(high) or 1.0
    raw = span / max(count - 1, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(place * step, 10) for place in range(first, max(last, first + 1) + 1)]


def path_axis(series: Sequence[Series]) -> list[float]:
    """The round numbers of a path's axis: from 0 where the figures come near it, else not."""
    values = [float(value) for one in series for value in one.points.values()]
    low, high = min(values, default=0), max(values, default=1)
    if 0 <= low <= 0.45 * high:
        low = 0
    if high == low:
        low, high = (0, high or 1) if low <= 10 else (low * 0.98, high * 1.02)
    return steps(low, high, 4)


def tick_words(ticks: Sequence[float], language: Language) -> list[str]:
    return [format_number(Decimal(str(tick)), language) for tick in ticks]


def spread(wanted: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Places as near as may be to those wanted, at least so far apart, within low and high.

    The order is kept; where they cannot fit, they stay apart and pass the upper end.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    placed: list[float] = []
    for place in order:
        floor = placed[-1] + least if placed else low
        placed.append(max(wanted[place], floor))
    ceiling = high
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = max(min(placed[index], ceiling), low + index * least)
        ceiling = placed[index] - least
    result = [0.0] * len(wanted)
    for index, place in enumerate(order):
        result[place] = placed[index]
    return result


# --- target paths --------------------------------------------------------------------------------


def path(
    data: tuple[tuple[Series, ...], Text, int | None, tuple[int, ...]],
    palette: Palette,
    width: Width,
    language: Language,
) -> dict[str, Any]:
    """The plan in gold, a second series in sky, the baseline hollow, labels at the points."""
    series, unit, baseline_year, years = data
    sheet = Sheet(PIXELS[width], 290 if width == "wide" else 250)
    ticks = path_axis(series)
    words = tick_words(ticks, language)
    left = max(map(length_of, words), default=0) + 12
    place = _Plot(left + 14, 40, sheet.width - 34, sheet.height - 34, years, ticks)
    sheet.texts([(0, 8, show(unit, language))], color=palette.ink_3)
    sheet.rules(
        [(left, place.y(tick), sheet.width, place.y(tick)) for tick in ticks], color=palette.line
    )
    sheet.texts(
        [(left - 8, place.y(tick), word) for tick, word in zip(ticks, words, strict=True)],
        align="right", color=palette.ink_2,
    )  # fmt: skip
    _year_words(sheet, place, series, baseline_year, width, palette)
    colours = [(palette.gold_line, palette.gold), (palette.sky, palette.sky)]
    for number, one in reversed(list(enumerate(series[:2]))):
        line, ink = colours[number]
        _trace(sheet, place, one, line, dashes=number == 1)
        _dots(sheet, place, one, baseline_year, line, palette.panel)
    _path_labels(sheet, place, series[:2], [ink for _, ink in colours], width, language)
    return sheet.chart()


@dataclass(frozen=True)
class _Plot:
    """Where years and figures fall on the sheet."""

    left: float
    top: float
    right: float
    bottom: float
    years: tuple[int, ...]
    ticks: Sequence[float]

    def x(self, year: float) -> float:
        span = (self.years[-1] - self.years[0]) or 1
        return self.left + (year - self.years[0]) / span * (self.right - self.left)

    def y(self, value: float | Decimal) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self.bottom - (float(value) - low) / (high - low) * (self.bottom - self.top)


def _year_words(
    sheet: Sheet,
    place: _Plot,
    series: Sequence[Series],
    baseline_year: int | None,
    width: Width,
    palette: Palette,
) -> None:
    years = sorted({year for one in series for year in one.points})
    room = (place.right - place.left) / max(place.years[-1] - place.years[0], 1)
    if room < 32 and len(years) > 4:
        years = [year for year in years if (years[-1] - year) % 2 == 0 or year == baseline_year]
    y = sheet.height - 12
    sheet.texts(
        [(place.x(year), y, str(year)) for year in years], align="center", color=palette.ink_2
    )


def _trace(sheet: Sheet, place: _Plot, one: Series, colour: str, dashes: bool) -> None:
    """Solid between neighbouring years, dotted over years without a figure."""
    run: list[tuple[float, float]] = []
    before: int | None = None
    for year in sorted(one.points):
        here = (place.x(year), place.y(one.points[year]))
        if before is not None and year - before > 1:
            sheet.line([run[-1], here], color=colour, strokeWidth=1.5, strokeDash=[2, 4])
            if len(run) > 1:
                _solid(sheet, run, colour, dashes)
            run = []
        run.append(here)
        before = year
    if len(run) > 1:
        _solid(sheet, run, colour, dashes)


def _solid(sheet: Sheet, run: Sequence[tuple[float, float]], colour: str, dashes: bool) -> None:
    look: dict[str, Any] = {"strokeDash": [7, 4]} if dashes else {}
    sheet.line(run, color=colour, strokeWidth=2.4, strokeJoin="round", **look)


def _dots(
    sheet: Sheet, place: _Plot, one: Series, baseline_year: int | None, line: str, ground: str
) -> None:
    spots = {year: (place.x(year), place.y(value)) for year, value in one.points.items()}
    base = [spots.pop(baseline_year)] if baseline_year in spots else []
    look = {"shape": "circle", "stroke": line, "strokeWidth": 2.2, "opacity": 1}
    sheet.points(list(spots.values()), filled=True, fill=line, size=44, **look)
    sheet.points(base, filled=True, fill=ground, size=64, **look)


def _path_labels(
    sheet: Sheet,
    place: _Plot,
    series: Sequence[Series],
    inks: Sequence[str],
    width: Width,
    language: Language,
) -> None:
    """The figure at each point where there is room; the series' name at its last one.

    Of two series the one that ends higher is labelled above its line, the other below.
    """
    ends = [one.points[max(one.points)] for one in series]
    above = 0 if len(series) < 2 or ends[0] >= ends[1] else 1
    for number, one in enumerate(series):
        offset = -14.0 if number == above else 16.0
        last = max(one.points)
        texts = []
        for year in _labelled(one, place, width, alone=len(series) == 1):
            text = format_number(one.points[year], language)
            texts.append((place.x(year), place.y(one.points[year]) + offset, text))
        sheet.texts(texts, align="center", color=inks[number], fontWeight=600)
        name = show(one.label, language)
        value = format_number(one.points[last], language)
        x = min(sheet.width, place.x(last) + length_of(value) / 2)
        lines = [(x, place.y(one.points[last]) + offset * (2.1 if offset < 0 else 2.0), name)]
        sheet.texts(lines, align="right", color=inks[number])


def _labelled(one: Series, place: _Plot, width: Width, alone: bool) -> list[int]:
    """Years whose figure is written: all where they fit, else where the path turns or ends."""
    years = sorted(one.points)
    room = (place.right - place.left) / max(place.years[-1] - place.years[0], 1)
    longest = max(length_of(str(one.points[year])) for year in years) + 8
    if longest <= room and alone:
        return years
    kept = [years[-1]]
    for year in reversed(years[:-1]):
        changes = one.points[year] != one.points[kept[-1]] or year == years[0]
        if changes and place.x(kept[-1]) - place.x(year) >= longest:
            kept.append(year)
    if years[0] not in kept and len(years) > 1:
        kept = [year for year in kept if place.x(year) - place.x(years[0]) >= longest]
        kept.append(years[0])
    return kept


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
    is_wide = width == "wide"
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
    place = _Plot(left, 42 + lines, sheet.width - beside, sheet.height - 30, years or (0,), ticks)
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
    place: _Plot,
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
    place: _Plot,
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
        sheet.texts([(x + 15, y, name)], color=palette.ink_2, limit=sheet.width - x - 15)


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
