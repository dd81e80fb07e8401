"""A column as its table declares it: how a header names it, what a cell may hold, how it is told.

An app whose columns have more to say declares its own and calls `headers` and `values` itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from bagdar.core.languages import LANGUAGES, Language, Words
from bagdar.core.sheets import headers, values
from bagdar.core.sheets.cells import EMPTY, Cell, Sheet
from bagdar.core.sheets.printing import Printed, Style
from bagdar.core.sheets.values import Refused, fault

Type = Literal[
    "text", "code", "numeral", "number", "whole", "year", "day", "yes_or_no", "choice", "told"
]
_STYLES: dict[str, Style] = {
    "number": "number", "whole": "number", "year": "year", "day": "day", "told": "told",
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One code that a cell may hold, with its name, which is accepted too."""

    code: str
    name: Words


@dataclass(frozen=True)
class Column:
    """One column of a table.

    type     told: printed for whoever fills it in, and never read
             code, numeral: texts that keep their zeros; a numeral has exactly `digits` digits
    also     other spellings of its header
    longest  characters of what may be typed
    digits   of a numeral; of a code, fewer of them in a number cell mean that zeros were lost
    years    within which a day or a year has to be
    """

    name: str
    title: Words
    type: Type = "text"
    about: Words | None = None
    required: bool = False
    also: tuple[str, ...] = ()
    longest: int = 200
    digits: int = 0
    places: int = values.PLACES
    least: Decimal | None = None
    largest: Decimal = values.LARGEST
    years: tuple[int, int] = (values.FIRST_YEAR, values.LAST_YEAR)
    choices: tuple[Choice, ...] = field(default=(), repr=False)
    width: int = 0
    example: str = ""

    @property
    def is_read(self) -> bool:
        return self.type != "told"

    @cached_property
    def known(self) -> dict[str, str]:
        """Every way in which a choice may be written, to its code."""
        named = [(one.name[language], one.code) for one in self.choices for language in LANGUAGES]
        joined = [
            (label(one, language), one.code) for one in self.choices for language in LANGUAGES
        ]
        return values.spelled([*named, *joined, *((one.code, one.code) for one in self.choices)])

    def printed(self, language: Language) -> Printed:
        """The column as a template shows it to a reader of a language."""
        lines = [self.about[language]] if self.about else []
        return Printed(
            self.name,
            self.title[language],
            _STYLES.get(self.type, "text"),
            required=self.required,
            width=self.width,
            note="\n".join([*lines, *([self.example] if self.example else [])]),
            labels=tuple(label(one, language) for one in self.choices) or _answers(self, language),
            least=self.least,
            largest=self.largest,
            first_day=date(self.years[0], 1, 1),
            last_day=date(self.years[1], 12, 31),
        )


@dataclass(frozen=True)
class CellFault:
    """What is wrong with a cell: `fault.<code>` says it in words.

    place  of the cell in its line, from zero; None: the line as a whole
    """

    place: int | None
    column: str
    code: str
    facts: Mapping[str, object]


def label(one: Choice, language: Language) -> str:
    """A choice in a list: its code, then its name."""
    name = one.name[language]
    return name if name == one.code else f"{one.code} – {name}"


def _answers(column: Column, language: Language) -> tuple[str, ...]:
    words = {"kk": ("иә", "жоқ"), "ru": ("да", "нет"), "en": ("yes", "no")}
    return words[language] if column.type == "yes_or_no" else ()


def known_names(columns: Iterable[Column]) -> dict[str, Column]:
    """Every spelling under which a column may stand in a header, folded."""
    return headers.spellings(
        columns, lambda one: (*(words for _, words in one.title.items()), *one.also)
    )


def columns_of(sheet: Sheet, columns: Sequence[Column], language: Language) -> list[Column | None]:
    """The column of each cell of a sheet's header. Raises FaultyData with every fault."""
    needed = [(one, one.title[language]) for one in columns if one.required]
    known = known_names(columns)
    return headers.matched(sheet.names, known, needed, sheet.shown, sheet.line, strict=True)


def row_of(
    columns: Sequence[Column | None], cells: Sequence[Cell], mark: values.Mark = ","
) -> tuple[dict[str, Any], list[CellFault]]:
    """A line under its header → its values by column, and what is wrong with its cells.

    columns  as `columns_of` gives them. A cell that is wrong or empty gives no value; a cell
             beyond the header is a fault of the whole line, told without a column.
    """
    found: dict[str, Any] = {}
    faults: list[CellFault] = []
    for place, column in enumerate(columns):
        if column is None:
            continue
        try:
            value = value_of(column, cells[place] if place < len(cells) else EMPTY, mark)
        except Refused as refused:
            faults.append(CellFault(place, column.name, refused.code, refused.facts))
        else:
            if value is not None:
                found[column.name] = value
    if len(cells) > len(columns):  # its last cell is filled in
        surplus = fault("cell_surplus", cells=len(cells), columns=len(columns))
        faults.append(CellFault(None, "", surplus.code, surplus.facts))
    return found, faults


def value_of(column: Column, cell: Cell, mark: values.Mark = ",") -> Any:
    """What a cell says in a column; None where it may be empty and is. Raises values.Refused."""
    if cell.is_empty:
        if column.required:
            raise fault("cell_missing")
        return None
    values.checked(cell, column.longest)
    match column.type:
        case "code":
            return values.code(cell, digits=column.digits)
        case "numeral":
            return values.numeral(cell, column.digits)
        case "number":
            bounds: dict[str, Any] = {"least": column.least, "largest": column.largest}
            return values.decimal(cell, mark, places=column.places, **bounds)
        case "whole":
            return values.whole(cell, mark, least=column.least, largest=column.largest)
        case "year":
            return values.year(cell, *column.years)
        case "day":
            return values.day(cell, *column.years)
        case "yes_or_no":
            return values.yes_or_no(cell)
        case "choice":
            return values.choice(cell, column.known)
        case _:
            return values.text(cell)
