"""The head and the body of a table as HTML.

Written out here and not in the template: a list of two hundred measures has two thousand cells,
and the template language takes ten times as long over them as everything else on the page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

# Letters of a code that stay on one line; more would push the texts aside.
AT_A_DESK, ON_A_PHONE = 14, 7


@dataclass(frozen=True)
class BodyCell:
    """A cell as it is shown. spark: a drawing of ours instead of the text."""

    text: str
    href: str
    kind: str
    tone: str
    wide: bool
    is_hollow: bool
    spark: SafeString | str = ""


@dataclass(frozen=True)
class HeadCell:
    """The title of a column. href: by what the table can be sorted; sorted: "ascending",
    "descending" or "".
    """

    title: str
    unit: str
    href: str
    sorted: str
    kind: str
    wide: bool


def head(cells: Iterable[HeadCell], *, sortable: bool) -> SafeString:
    """<th>…</th> for each column; where the table can be sorted, with the links that do it."""
    # Safe: every text and address is escaped in _titled, the rest is written here.
    return mark_safe("".join(_titled(cell, sortable) for cell in cells))


def _titled(cell: HeadCell, sortable: bool) -> str:
    unit = f'<span class="unit">, {escape(cell.unit)}</span>' if cell.unit else ""
    wide = " wide" if cell.wide else ""
    sorted = f' aria-sort="{cell.sorted}"' if cell.sorted else ""
    inside = f"{escape(cell.title)}{unit}"
    if sortable:
        href = escape(cell.href)
        way = '<span class="way" aria-hidden="true"></span>'
        inside = f'<a href="{href}" hx-get="{href}" rel="nofollow">{inside}{way}</a>'
    return f'<th scope="col" class="{cell.kind}{wide}"{sorted}>{inside}</th>'


def body(rows: Iterable[Sequence[BodyCell]]) -> SafeString:
    """<tr>…</tr> for each row; the first cell names the row."""
    # Safe: every text and address is escaped in _inside, the rest is written here.
    return mark_safe("".join(f"<tr>{_cells(row)}</tr>\n" for row in rows))


def _cells(row: Sequence[BodyCell]) -> str:
    first, rest = row[:1], row[1:]
    named = "".join(
        f'<th scope="row" class="{_classes(cell)}">{_inside(cell)}</th>' for cell in first
    )
    return named + "".join(f'<td class="{_classes(cell)}">{_inside(cell)}</td>' for cell in rest)


def _classes(cell: BodyCell) -> str:
    letters = len(cell.text) if cell.kind == "code" else 0
    long = " long" if letters > AT_A_DESK else " halved" if letters > ON_A_PHONE else ""
    wide = " wide" if cell.wide else ""
    return f"{cell.kind}{long}{wide}{' hollow' if cell.is_hollow else ''}"


def _inside(cell: BodyCell) -> str:
    if cell.spark:
        return str(cell.spark)
    text = escape(cell.text)
    if cell.href:
        return f'<a href="{escape(cell.href)}">{text}</a>'
    if cell.tone and cell.text:
        return f'<span class="tag {cell.tone}">{text}</span>'
    return text
