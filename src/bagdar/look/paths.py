"""How a target path is drawn: figures of years, the baseline hollow, gaps dotted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bagdar.core.languages import Language, Words, format_number, show
from bagdar.look.charts import PIXELS, Palette, Width
from bagdar.look.sheet import Frame, Sheet, length_of, steps, tick_words

Text = str | Words


@dataclass(frozen=True)
class Series:
    """Figures of years; a year without a figure is left out. label: said at the last point."""

    label: Text
    points: Mapping[int, Decimal]


def path_axis(series: Sequence[Series]) -> list[float]:
    """The round numbers of a path's axis: from 0 where the figures come near it, else not."""
    values = [float(value) for one in series for value in one.points.values()]
    low, high = min(values, default=0), max(values, default=1)
    if 0 <= low <= 0.45 * high:
        low = 0
    if high == low:
        low, high = (0, high or 1) if low <= 10 else (low * 0.98, high * 1.02)
    ticks = steps(low, high, 4)
    if ticks[0] > 0 and low - ticks[0] < 0.12 * (ticks[-1] - ticks[0]):
        ticks.insert(0, round(ticks[0] * 2 - ticks[1], 10))  # room for the lowest figure
    return ticks


def neighbours(points: Mapping[int, Any]) -> Iterator[tuple[int, int]]:
    """Each year that has a figure with the next one that has."""
    years = sorted(points)
    return zip(years, years[1:], strict=False)


def draw(
    data: tuple[tuple[Series, ...], Text, int | None, tuple[int, ...]],
    palette: Palette,
    width: Width,
    language: Language,
) -> dict[str, Any]:
    """The plan in gold, a second series in sky, the baseline hollow, labels at the points."""
    series, unit, baseline_year, years = data
    years = years or (0,)
    sheet = Sheet(PIXELS[width], 250 if width == "narrow" else 290)
    ticks = path_axis(series)
    words = tick_words(ticks, language)
    left = max(map(length_of, words), default=0) + 12
    place = Frame(left + 14, 40, sheet.width - 34, sheet.height - 34, years, ticks)
    sheet.texts([(0, 8, show(unit, language))], color=palette.ink_3)
    sheet.rules(
        [(left, place.y(tick), sheet.width, place.y(tick)) for tick in ticks], color=palette.line
    )
    sheet.texts(
        [(left - 8, place.y(tick), word) for tick, word in zip(ticks, words, strict=True)],
        align="right", color=palette.ink_2,
    )  # fmt: skip
    _year_words(sheet, place, series, baseline_year, palette)
    colours = [(palette.gold_line, palette.gold), (palette.sky, palette.sky)]
    for number, one in reversed(list(enumerate(series[:2]))):
        line, ink = colours[number]
        _trace(sheet, place, one, line, dashes=number == 1)
        _dots(sheet, place, one, baseline_year, line, palette.panel)
    inks = [ink for _, ink in colours]
    _path_labels(sheet, place, series[:2], inks, palette.panel, language)
    return sheet.chart()


def _year_words(
    sheet: Sheet,
    place: Frame,
    series: Sequence[Series],
    baseline_year: int | None,
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


def _trace(sheet: Sheet, place: Frame, one: Series, colour: str, dashes: bool) -> None:
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
    sheet: Sheet, place: Frame, one: Series, baseline_year: int | None, line: str, ground: str
) -> None:
    spots = {year: (place.x(year), place.y(value)) for year, value in one.points.items()}
    base = [spots.pop(baseline_year)] if baseline_year in spots else []
    look = {"shape": "circle", "stroke": line, "strokeWidth": 2.2, "opacity": 1}
    sheet.points(list(spots.values()), filled=True, fill=line, size=44, **look)
    sheet.points(base, filled=True, fill=ground, size=64, **look)


def _path_labels(
    sheet: Sheet,
    place: Frame,
    series: Sequence[Series],
    inks: Sequence[str],
    ground: str,
    language: Language,
) -> None:
    """The figure at each point where there is room; the series' name at its last one.

    Of two series the higher one is labelled above its line, the other below; a figure that both
    give is written once. The ground shows round letters that have to cross a line.
    """
    above = _higher(series)
    for number, one in enumerate(series):
        offset = -14.0 if number == above else 16.0
        first, last = min(one.points), max(one.points)
        alone = len(series) == 1
        said = series[0].points if number else {}
        texts = []
        for year in _labelled(one, place, alone):
            if said.get(year) == one.points[year]:
                continue
            shared = alone or series[1 - number].points.get(year) in (None, one.points[year])
            rises = shared and year == first and one.points[last] > one.points[first]
            y = place.y(one.points[year]) + (16.0 if rises else offset)
            texts.append((place.x(year), y, format_number(one.points[year], language)))
        sheet.texts(texts, halo=ground, align="center", color=inks[number], fontWeight=600)
        half = length_of(format_number(one.points[last], language)) / 2
        x = min(sheet.width, place.x(last) + half)
        away = offset if said.get(last) == one.points[last] else offset * 2.1
        name = (x, place.y(one.points[last]) + away, show(one.label, language))
        sheet.texts([name], halo=ground, align="right", color=inks[number])


def _higher(series: Sequence[Series]) -> int:
    """Which of the series is higher in the last year that all have, or else where each ends."""
    shared = set.intersection(*(set(one.points) for one in series)) if series else set()
    last = [one.points[max(shared or one.points)] for one in series]
    return last.index(max(last)) if last else 0


def _labelled(one: Series, place: Frame, alone: bool) -> list[int]:
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
