"""The yearly report as values, before anybody writes it as a page, a PDF, a text or a workbook.

Every figure stands here once, rounded as it will be read; the four writers only lay it out.
Texts are already in the document's language. Tables and charts are those of the pages (look).
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Literal

from bagdar.core.languages import Language, Words, format_number, show
from bagdar.look.charts import Chart
from bagdar.look.exports import header
from bagdar.look.tables import Column, Mark, Table, cell_text

Tone = Literal["plain", "sky", "gold", "good", "bad"]
LABELS = (
    "contents",
    "page",
    "of",
    "nothing",
    "total",
    "sheet",
    "figures",
    "to_contents",
)  # what the writers say themselves, see Document.labels


@dataclass(frozen=True)
class Text:
    """A paragraph. kind: lead is set larger, note smaller, warning in a frame."""

    text: str
    kind: Literal["plain", "lead", "note", "warning"] = "plain"


@dataclass(frozen=True)
class Item:
    """One key figure. value: a number with the unit said, or words; None where nobody said it."""

    label: str
    value: Decimal | int | str | None
    unit: str = ""
    note: str = ""
    tone: Tone = "plain"
    places: int | None = None

    def written(self, language: Language) -> str:
        if isinstance(self.value, (int, Decimal)):
            return format_number(self.value, language, self.places)
        return show(self.value or None, language)


@dataclass(frozen=True)
class Answers:
    """Key figures that are read at a glance. name: as a table's, unique in the document."""

    name: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Grid:
    """A table. empty rows print the table's own words for that."""

    table: Table


@dataclass(frozen=True)
class Pictures:
    """Charts that stand together: two beside each other where they are narrow."""

    charts: tuple[Chart, ...]
    width: Literal["wide", "narrow"] = "wide"


@dataclass(frozen=True)
class Source:
    """Where something comes from: what it is, in words, and its address where it has one."""

    label: str
    text: str
    href: str = ""


@dataclass(frozen=True)
class Sources:
    items: tuple[Source, ...]


Part = Text | Answers | Grid | Pictures | Sources


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it. landscape: its tables need a page's long side."""

    name: str
    title: str
    parts: tuple[Part, ...] = ()
    level: Literal[1, 2] = 1
    landscape: bool = False


@dataclass(frozen=True)
class Document:
    """A report: cover, sections in order, and what the writers need to say themselves.

    kicker    above the title, what kind of document it is
    facts     (label, value) lines of the cover
    mark      a sentence on the cover where the figures are not real; empty otherwise
    tag       the same in two words, for running headers, sheets and file names
    running   the header of every page: programme, year, region
    code      programme@edition, part of file names
    known_at  the instant at which the facts were read; also the document's own date
    labels    words for LABELS
    """

    language: Language
    kicker: str
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    mark: str
    tag: str
    running: str
    code: str
    year: int
    region: str
    known_at: datetime
    sections: tuple[Section, ...]
    labels: Mapping[str, str] = field(default_factory=dict)

    def headings(self) -> Iterator[tuple[str, Section]]:
        """(number, section): 1, 2, 2.1."""
        chapter = part = 0
        for one in self.sections:
            if one.level == 1:
                chapter, part = chapter + 1, 0
                yield str(chapter), one
            else:
                part += 1
                yield f"{chapter}.{part}", one

    def tables(self) -> Iterator[tuple[Section, Table]]:
        """Every table with its section: key figures as a table, and the figures of charts."""
        for section in self.sections:
            for part in section.parts:
                if isinstance(part, Grid):
                    yield section, part.table
                elif isinstance(part, Answers):
                    yield section, as_table(part, self)


def settled(table: Table) -> Table:
    """The table with its numbers rounded as they are printed, so that all formats agree."""
    places = {one.key: one.places for one in table.columns if one.is_number}
    rows = [
        {key: _rounded(value, places.get(key)) for key, value in row.items()} for row in table.rows
    ]
    return replace(table, rows=rows)


def _rounded(value: Any, places: int | None) -> Any:
    if places is None or not isinstance(value, Decimal):
        return value
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN) + 0


def as_table(answers: Answers, document: Document) -> Table:
    """Key figures as a table: what, how much, of what, and what it means."""
    columns = [
        Column("label", document.labels["figures"], wide=True),
        Column("value", "", "number"),
        Column("unit", ""),
        Column("note", "", wide=True),
    ]
    rows = [
        {"label": one.label, "value": one.value, "unit": one.unit, "note": one.note}
        for one in answers.items
    ]
    return Table(answers.name, answers.title, columns, rows, find=False)


# --- cells as the writers print them -------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """A cell written out. is_number: right-aligned, and a number in a workbook."""

    text: str
    tone: Tone
    is_number: bool


def titles(table: Table, language: Language) -> list[str]:
    return [plain(header(column, language)) for column in table.columns]


def cells(table: Table, language: Language) -> list[list[Cell]]:
    return [[cell(row.get(one.key), one, language) for one in table.columns] for row in table.rows]


def cell(value: Any, column: Column, language: Language) -> Cell:
    tone = value.tone if isinstance(value, Mark) else "plain"
    is_number = column.is_number and (value is None or isinstance(value, (int, Decimal)))
    return Cell(plain(cell_text(value, column, language)), tone, is_number)


def totals(table: Table, language: Language) -> list[str] | None:
    """The sums of the columns that ask for one, of a table not yet settled; None for none."""
    if not table.rows or not any(column.total for column in table.columns):
        return None
    return [
        format_number(rounded_total(table, column), language, column.places) if column.total else ""
        for column in table.columns
    ]


def rounded_total(table: Table, column: Column) -> Decimal:
    """The sum of the exact figures, rounded once: so the same total is the same in every cut."""
    values = (row.get(column.key) for row in table.rows)
    exact = sum((Decimal(value) for value in values if value is not None), Decimal(0))
    return _rounded(exact, column.places)


def plain(text: object) -> str:
    """A text without letters that nobody can see: control, bidirectional and private ones.

    Word and PDF refuse some of them, and none of them means anything on paper.
    """
    seen = text if isinstance(text, str) else str(text)
    return "".join(one for one in seen if one == "\n" or unicodedata.category(one)[0] != "C")


def said(text: str | Words | None, language: Language) -> str:
    return "" if text is None else plain(show(text, language))


def names_once(sections: Sequence[Section]) -> None:
    """Raises ValueError where two sections or two tables of a document share a name."""
    found = [one.name for one in sections]
    for section in sections:
        for part in section.parts:
            if isinstance(part, Grid):
                found.append(part.table.name)
            elif isinstance(part, Answers):
                found.append(part.name)
            elif isinstance(part, Pictures):
                found.extend(one.name for one in part.charts)
    twice = sorted({name for name in found if found.count(name) > 1})
    if twice:
        raise ValueError(f"named twice: {', '.join(twice)}")
