"""From one sum to another, step by step: bars that begin where the one before has ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from bagdar.core.languages import Language, Words, format_number, show
from bagdar.look.charts import PIXELS, Palette, Width
from bagdar.look.sheet import Sheet, length_of, letters_in
from bagdar.look.svg import lines_of

Text = str | Words
LINE = 15.0  # height of a line of words
BAR = 14.0


@dataclass(frozen=True)
class Fall:
    """One bar. amount: what a change adds or takes; else the sum that has been reached.

    kind  plan: promised, in gold; fact: happened, in sky; change: between them, in grey
    """

    label: Text
    amount: Decimal
    kind: Literal["plan", "change", "fact"] = "change"


def spans(falls: Sequence[Fall]) -> Iterator[tuple[Decimal, Decimal]]:
    """Where each bar begins and ends; sums begin at zero, changes where the last bar ended."""
    reached = Decimal()
    for one in falls:
        start = reached if one.kind == "change" else Decimal()
        reached = start + one.amount
        yield start, reached


def draw(
    data: tuple[tuple[Fall, ...], Text], palette: Palette, width: Width, language: Language
) -> dict[str, Any]:
    """Words beside the bars where there is room, above them on a phone."""
    falls, unit = data
    sheet = Sheet(PIXELS[width])
    amounts = [_amount(one, language) for one in falls]
    beside = width != "narrow"
    left = sheet.width * 0.42 if beside else 0.0
    right = sheet.width - max(map(length_of, amounts), default=0) - 10
    places = list(spans(falls))
    low = float(min((Decimal(), *(min(span) for span in places))))
    high = float(max((Decimal(1), *(max(span) for span in places))))
    colours = {"plan": palette.gold_line, "fact": palette.sky, "change": palette.ink_3}

    def x(value: Decimal) -> float:
        return left + (float(value) - low) / (high - low) * (right - left)

    y = 26.0
    edges: list[tuple[float, float]] = []
    for one, amount, (start, end) in zip(falls, amounts, places, strict=True):
        lines = lines_of(show(one.label, language), letters_in(left - 14 if beside else right))
        sheet.texts(
            [(0.0, y + LINE * (number + 0.5), line) for number, line in enumerate(lines)],
            color=palette.ink if one.kind != "change" else palette.ink_2,
        )
        words = LINE * len(lines)
        top = y + (max(words, BAR) - BAR) / 2 if beside else y + words + 1
        first, last = sorted((x(start), x(end)))
        sheet.boxes([(first, top, max(last, first + 1.5), top + BAR)], color=colours[one.kind])
        sheet.texts([(max(first, last) + 6, top + BAR / 2 + 1, amount)],
                    color=palette.ink, fontWeight=600)  # fmt: skip
        edges.append((x(end), top))
        y = max(top + BAR, y + words) + 12
    _joints(sheet, edges, palette)
    sheet.height = y
    sheet.texts([(0, 8, show(unit, language))], color=palette.ink_3)
    return sheet.chart()


def _joints(sheet: Sheet, edges: Sequence[tuple[float, float]], palette: Palette) -> None:
    """Hairlines from the end of each bar down to the next one."""
    pairs = zip(edges, edges[1:], strict=False)
    sheet.rules([(at, top + BAR, at, below) for (at, top), (_, below) in pairs], color=palette.line)


def _amount(one: Fall, language: Language) -> str:
    text = format_number(one.amount, language)
    return f"+{text}" if one.kind == "change" and one.amount > 0 else text
