"""A map of squares: one for each region at its approximate place, coloured by its figure.

Four steps of one colour, from the page's ground to its full strength, so that they are told apart
without hues, in the light and in the dark; figures stand in the squares, and what is hidden is
hatched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bagdar.core.languages import Language, Words, format_number, show
from bagdar.look.charts import PIXELS, Palette, Width
from bagdar.look.sheet import Sheet, letters_in
from bagdar.look.svg import lines_of

STEPS = (0.08, 0.27, 0.5, 1.0)  # opacity: letters on the last one are of the ground's colour
GAP, HATCH = 3.0, 7.0
LINE = 16.0


class Seen(StrEnum):
    """What a square shows. ESTIMATED: a value that is an estimate; it is written with ≈."""

    VALUE = "value"
    ESTIMATED = "estimated"
    HIDDEN = "hidden"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Tile:
    """A square. label: short; name: the whole one, for the table; amount: None where not shown."""

    label: str | Words
    name: str | Words
    column: int
    row: int
    seen: Seen
    amount: Decimal | None = None


@dataclass(frozen=True)
class Legend:
    """Words of what is not a figure."""

    hidden: str
    nothing: str
    estimated: str


Data = tuple[tuple[Tile, ...], str | Words, Legend]


def steps_of(amounts: Sequence[Decimal]) -> list[tuple[Decimal, Decimal]]:
    """At most four ranges from the least to the most, with about as many different figures each."""
    known = sorted(set(amounts))
    count = min(len(STEPS), len(known))
    bounds = [len(known) * one // count for one in range(count + 1)] if count else []
    return [(known[low], known[high - 1]) for low, high in zip(bounds, bounds[1:], strict=False)]


def draw(data: Data, palette: Palette, width: Width, language: Language) -> dict[str, Any]:
    tiles, unit, _ = data
    sheet = Sheet(PIXELS[width])
    columns = max((one.column for one in tiles), default=0) + 1
    rows = max((one.row for one in tiles), default=0) + 1
    side = min(sheet.width / columns, 64.0)
    left = (sheet.width - side * columns) / 2
    tall = min(side, 46.0)
    ranges = steps_of([one.amount for one in tiles if one.amount is not None])
    top = 22.0
    sheet.texts([(0, 8, show(unit, language))], color=palette.ink_3)
    for one in tiles:
        box = _box(left + one.column * side, top + one.row * tall, side, tall)
        step = _step(one.amount, ranges)
        _square(sheet, box, step, one.seen, palette)
        ink = palette.panel if step == len(STEPS) - 1 else palette.ink
        _written(sheet, box, one, ink, palette.panel, language)
    sheet.height = _explained(sheet, top + rows * tall + 14, data, ranges, palette, language)
    return sheet.chart()


Box = tuple[float, float, float, float]


def _box(x: float, y: float, side: float, tall: float) -> Box:
    return (x + GAP / 2, y + GAP / 2, x + side - GAP / 2, y + tall - GAP / 2)


def _step(amount: Decimal | None, ranges: Sequence[tuple[Decimal, Decimal]]) -> int | None:
    """Which of the steps; fewer ranges than steps use the outer ones."""
    if amount is None:
        return None
    at = next(at for at, (_, high) in enumerate(ranges) if amount <= high)
    return at if at < len(ranges) - 1 or len(ranges) == 1 else len(STEPS) - 1


def _square(sheet: Sheet, box: Box, step: int | None, seen: Seen, palette: Palette) -> None:
    if step is not None:
        sheet.boxes([box], color=palette.sky, opacity=STEPS[step])
    elif seen is Seen.HIDDEN:
        sheet.rules(list(_hatch(box)), color=palette.ink_3, strokeWidth=1, opacity=0.55)
    left, top, right, bottom = box
    edges = [(left, top, right, top), (right, top, right, bottom),
             (left, bottom, right, bottom), (left, top, left, bottom)]  # fmt: skip
    sheet.rules(edges, color=palette.ink_3, strokeWidth=1, opacity=1)


def _hatch(box: Box) -> Sequence[Box]:
    """Slanted lines from the lower left to the upper right, cut at the edges."""
    left, top, right, bottom = box
    wide, tall = right - left, bottom - top
    lines = []
    at = HATCH
    while at < wide + tall:
        start = (left + max(0.0, at - tall), top + min(at, tall))
        end = (left + min(at, wide), top + max(0.0, at - wide))
        lines.append((*start, *end))
        at += HATCH
    return lines


def _written(sheet: Sheet, box: Box, one: Tile, ink: str, halo: str, language: Language) -> None:
    left, top, right, bottom = box
    middle, height = (left + right) / 2, (top + bottom) / 2
    look: dict[str, Any] = {"align": "center", "color": ink}
    if one.amount is None:
        sheet.texts([(middle, height, show(one.label, language))], halo, **look)
        return
    sign = "≈" if one.seen is Seen.ESTIMATED else ""
    sheet.texts([(middle, height - 8, show(one.label, language))], **look)
    sheet.texts([(middle, height + 9, f"{sign}{format_number(one.amount, language)}")],
                **look, fontWeight=600)  # fmt: skip


def _explained(
    sheet: Sheet, y: float, data: Data, ranges: Sequence[tuple[Decimal, Decimal]],
    palette: Palette, language: Language,
) -> float:  # fmt: skip
    """The steps with their ranges, and what is no figure; gives where it ends."""
    tiles, _, legend = data
    seen = {one.seen for one in tiles}
    for low, high in ranges:
        step = _step(low, ranges)
        _square(sheet, (0, y, 22, y + 14), step, Seen.VALUE, palette)
        words = format_number(low, language)
        if high != low:
            words = f"{words} – {format_number(high, language)}"
        sheet.texts([(30, y + 7, words)], color=palette.ink_2)
        y += LINE + 4
    for kind, words in ((Seen.HIDDEN, legend.hidden), (Seen.NOTHING, legend.nothing)):
        if kind in seen:
            _square(sheet, (0, y, 22, y + 14), None, kind, palette)
            y = _lines(sheet, y, words, palette)
    if Seen.ESTIMATED in seen:
        sheet.texts([(6, y + 7, "≈")], color=palette.ink)
        y = _lines(sheet, y, legend.estimated, palette)
    return y


def _lines(sheet: Sheet, y: float, words: str, palette: Palette) -> float:
    for line in lines_of(words, letters_in(sheet.width - 34)):
        sheet.texts([(30, y + 7, line)], color=palette.ink_2)
        y += LINE
    return y + 4
