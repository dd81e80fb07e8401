"""Bars divided by what became of reports: accepted, waiting, overdue, still ahead.

The four parts lie in one order in every bar and are named above; the numbers stand in the table
beside the picture and the whole at each bar's end, so nothing hangs on colour alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from bagdar.core.languages import Language, format_number
from bagdar.look.charts import PIXELS, Chart, Palette, Width
from bagdar.look.sheet import Sheet, length_of, letters_in
from bagdar.look.svg import lines_of
from bagdar.look.tables import Column, Table
from bagdar.monitoring.rules.dues import Status
from bagdar.programme.public import Reader

# What stands together in a bar, from the left.
PARTS: Mapping[str, frozenset[Status]] = {
    "accepted": frozenset(("accepted", "accepted_late")),
    "submitted": frozenset(("submitted",)),
    "overdue": frozenset(("overdue", "returned")),
    "ahead": frozenset(("not_open", "open", "due_soon")),
}
COLOURS = {"accepted": "good", "submitted": "sky", "overdue": "bad", "ahead": "line"}
BESIDE = 0.4  # of the width: labels that need no more stand beside their bar, others above it


@dataclass(frozen=True)
class Line:
    """One bar. counts: by part."""

    label: str
    counts: Mapping[str, int]

    @property
    def whole(self) -> int:
        return sum(self.counts.values())


def parts_chart(
    name: str, title: str, label: str, lines: Sequence[Line], summary: str, reader: Reader
) -> Chart:
    """label: what the bars are, as a heading. summary: the sentence that is read out."""
    words = tuple((part, reader.say(f"calendar.part.{part}")) for part in PARTS)
    data = (
        tuple((one.label, tuple(one.counts.get(part, 0) for part in PARTS)) for one in lines),
        words,
        reader.say("calendar.unit.reports"),
    )
    columns = [
        Column("label", label),
        *(Column(part, text, "number", total=True) for part, text in words),
        Column("whole", reader.say("calendar.reports"), "number", total=True),
    ]
    rows = [
        {
            "label": one.label,
            **{part: one.counts.get(part, 0) for part in PARTS},
            "whole": one.whole,
        }
        for one in lines
    ]
    table = Table(f"{name}-data", title, columns, rows, find=False)
    key = f"monitoring.parts {data!r}"
    return Chart(name, title, partial(draw, data), table, summary, None, key)


def draw(data: Any, palette: Palette, width: Width, language: Language) -> dict[str, Any]:
    lines, words, unit = data
    sheet = Sheet(PIXELS[width])
    numbers = [format_number(Decimal(sum(counts)), language) for _, counts in lines]
    most = max((sum(counts) for _, counts in lines), default=0) or 1
    longest = max((length_of(label) for label, _ in lines), default=0) + 8
    beside = longest <= BESIDE * sheet.width
    left = longest if beside else 0.0
    room = sheet.width - left - max(map(length_of, numbers), default=0) - 10
    y = _names(sheet, words, unit, palette)
    for (label, counts), number in zip(lines, numbers, strict=True):
        if beside:
            sheet.texts([(left - 8, y + 8, label)], align="right", color=palette.ink_2)
        else:
            for text in lines_of(label, letters_in(sheet.width - 4)):
                sheet.texts([(0.0, y + 6, text)], color=palette.ink_2)
                y += 15
        x = left
        for part, count in zip(COLOURS, counts, strict=True):
            length = room * count / most
            if count:
                colour = getattr(palette, COLOURS[part])
                sheet.boxes([(x, y + 1, x + max(length, 1.0), y + 15)], color=colour)
            x += length
        sheet.texts([(x + 6, y + 8, number)], color=palette.ink, fontWeight=600)
        y += 22 if beside else 26
    sheet.height = y
    return sheet.chart()


def _names(sheet: Sheet, words: Any, unit: str, palette: Palette) -> float:
    """The parts' names above the bars, as many in a line as fit; gives where the bars begin."""
    sheet.texts([(0, 8, unit)], color=palette.ink_3)
    x, y = 0.0, 28.0
    for part, text in words:
        length = length_of(text) + 32
        if x and x + length > sheet.width:
            x, y = 0.0, y + 18
        sheet.boxes([(x, y - 5, x + 10, y + 5)], color=getattr(palette, COLOURS[part]))
        sheet.texts([(x + 15, y, text)], color=palette.ink_2)
        x += length
    return y + 16
