"""Money on its way, as ribbons between columns of nodes: a Sankey picture of Vega-Lite areas."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bagdar.core.languages import Language, Words, format_number, show
from bagdar.look.charts import PIXELS, Palette, Width
from bagdar.look.sheet import Sheet, letters_in
from bagdar.look.svg import lines_of

Text = str | Words
BAR = 10.0  # width of a node
LINE = 15.0  # height of a line of words
CURVE = 25  # points of one edge of a ribbon


@dataclass(frozen=True)
class Node:
    """A place that money passes. short: what fits on a phone, such as a code; else the label."""

    key: str
    label: Text
    short: Text = ""


@dataclass(frozen=True)
class Ribbon:
    """An amount and its path: the key of one node in each column, from left to right."""

    path: tuple[str, ...]
    amount: Decimal


@dataclass(frozen=True)
class _Box:
    """A node on the sheet. slot: the height that it and its words need."""

    node: Node
    column: int
    total: Decimal
    top: float
    height: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def draw(
    data: tuple[tuple[Ribbon, ...], tuple[tuple[Node, ...], ...], Text],
    palette: Palette,
    width: Width,
    language: Language,
) -> dict[str, Any]:
    """Ribbons keep the colour of their first node all the way through."""
    ribbons, columns, unit = data
    sheet = Sheet(PIXELS[width])
    boxes = _layout(ribbons, columns, sheet, width, language)
    sheet.height = (
        max(
            (box.top + max(box.height, LINE * len(box.lines)) for box in boxes.values()), default=30
        )
        + 12
    )
    colours = {
        node.key: palette.series[place % len(palette.series)]
        for place, node in enumerate(columns[0] if columns else ())
    }
    sheet.texts([(0, 8, show(unit, language))], color=palette.ink_3)
    lefts = _lefts(len(columns), sheet.width)
    _ribbons(sheet, ribbons, boxes, lefts, colours)
    for box in boxes.values():
        left = lefts[box.column]
        colour = colours.get(box.node.key, palette.ink_2)
        sheet.boxes([(left, box.top, left + BAR, box.top + box.height)], color=colour)
    _words(sheet, boxes.values(), lefts, palette)
    return sheet.chart()


def _lefts(count: int, width: float) -> list[float]:
    """The first column's names are short: the second stands nearer to it than to the third."""
    shares = [0.0, 0.38, 1.0] if count == 3 else [n / max(count - 1, 1) for n in range(count)]
    return [share * (width - BAR) for share in shares]


def _layout(
    ribbons: Sequence[Ribbon],
    columns: Sequence[Sequence[Node]],
    sheet: Sheet,
    width: Width,
    language: Language,
) -> dict[str, _Box]:
    """Every node gets room for its bar and its words; columns are centred on the tallest."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for ribbon in ribbons:
        for key in ribbon.path:
            totals[key] += ribbon.amount
    whole = float(sum((ribbon.amount for ribbon in ribbons), Decimal(0))) or 1.0
    scale = {"full": 360.0, "wide": 300.0, "narrow": 260.0}[width] / whole
    stacks: list[list[tuple[Node, float, tuple[str, ...]]]] = []
    for place, nodes in enumerate(columns):
        shown = [node for node in nodes if totals[node.key] > 0]
        letters = _letters(place, len(columns), sheet.width)
        stacks.append(
            [
                (
                    node,
                    max(1.5, float(totals[node.key]) * scale),
                    _lines(node, totals[node.key], letters, width, language),
                )
                for node in shown
            ]
        )
    tall = [sum(_slot(height, lines) for _, height, lines in stack) for stack in stacks]
    boxes: dict[str, _Box] = {}
    for place, stack in enumerate(stacks):
        gap = (max(tall) - tall[place]) / max(len(stack), 1)
        y = 26.0 + gap / 2
        for node, height, lines in stack:
            slot = _slot(height, lines)
            top = y + (slot - height) / 2
            boxes[node.key] = _Box(node, place, totals[node.key], top, height, lines)
            y += slot + gap
    return boxes


def _slot(height: float, lines: Sequence[str]) -> float:
    return max(height, LINE * len(lines)) + 9


def _letters(column: int, count: int, width: float) -> int:
    """How many letters a line beside a node of this column may hold."""
    lefts = _lefts(count, width)
    if column == 0:
        return letters_in((lefts[1] - lefts[0] - BAR) * 0.6) if count > 1 else letters_in(width)
    room = lefts[-1] - lefts[-2] - BAR - 18
    return letters_in(room / 2)


def _lines(
    node: Node, total: Decimal, letters: int, width: Width, language: Language
) -> tuple[str, ...]:
    label = show(node.short if width == "narrow" and node.short else node.label, language)
    lines = lines_of(label, letters)
    most = 3
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1].rstrip(',;')}…"]
    amount = format_number(round(total, 0) if total >= 100 else total, language)
    return (*lines, amount)


def _ribbons(
    sheet: Sheet,
    ribbons: Sequence[Ribbon],
    boxes: Mapping[str, _Box],
    lefts: Sequence[float],
    colours: Mapping[str, str],
) -> None:
    order = sorted(ribbons, key=lambda one: [boxes[key].top for key in one.path])
    for place in range(len(lefts) - 1):
        merged: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
        for ribbon in order:
            merged[(ribbon.path[0], ribbon.path[place], ribbon.path[place + 1])] += ribbon.amount
        leaving: dict[str, float] = defaultdict(float)
        arriving: dict[str, float] = defaultdict(float)
        out = sorted(
            merged, key=lambda keys: (boxes[keys[1]].top, boxes[keys[2]].top, boxes[keys[0]].top)
        )
        starts = {}
        for keys in out:
            starts[keys] = leaving[keys[1]]
            leaving[keys[1]] += _thickness(merged[keys], boxes[keys[1]])
        for keys in sorted(
            merged, key=lambda keys: (boxes[keys[2]].top, boxes[keys[1]].top, boxes[keys[0]].top)
        ):
            source, target = boxes[keys[1]], boxes[keys[2]]
            sheet.band(
                _curve(
                    (lefts[place] + BAR, source.top + starts[keys]),
                    (lefts[place + 1], target.top + arriving[keys[2]]),
                    _thickness(merged[keys], source),
                    _thickness(merged[keys], target),
                ),
                color=colours[keys[0]],
                opacity=0.3,
            )
            arriving[keys[2]] += _thickness(merged[keys], target)


def _thickness(amount: Decimal, box: _Box) -> float:
    return float(amount / box.total) * box.height


def _curve(
    start: tuple[float, float], end: tuple[float, float], thick_start: float, thick_end: float
) -> list[tuple[float, float, float]]:
    """(x, upper, lower) along a smooth S from one node to the next."""
    points = []
    for number in range(CURVE):
        share = number / (CURVE - 1)
        bend = (1 - math.cos(math.pi * share)) / 2
        x = start[0] + share * (end[0] - start[0])
        upper = start[1] + bend * (end[1] - start[1])
        thick = thick_start + bend * (thick_end - thick_start)
        points.append((x, upper, upper + max(thick, 0.6)))
    return points


def _words(sheet: Sheet, boxes: Any, lefts: Sequence[float], palette: Palette) -> None:
    """Beside each node, inwards from the right edge; the amount in bold below its name."""
    names: dict[str, list[tuple[float, float, str]]] = {"left": [], "right": []}
    amounts: dict[str, list[tuple[float, float, str]]] = {"left": [], "right": []}
    for box in boxes:
        is_last = box.column == len(lefts) - 1
        side = "right" if is_last else "left"
        x = lefts[box.column] - 6 if is_last else lefts[box.column] + BAR + 6
        y = box.middle - LINE * (len(box.lines) - 1) / 2
        for number, line in enumerate(box.lines):
            to = amounts if number == len(box.lines) - 1 else names
            to[side].append((x, y + LINE * number, line))
    for side in ("left", "right"):
        look = {"align": side, "color": palette.ink, "halo": palette.panel}
        sheet.texts(names[side], **look)
        sheet.texts(amounts[side], fontWeight=600, **look)
