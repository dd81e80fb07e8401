"""Papers as a file holds them, CSV, XLSX or JSON Lines: a row is a paper, or says what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bagdar.core.catalogue import Catalogue
from bagdar.core.errors import FaultyData, fault, refuse
from bagdar.core.languages import LANGUAGES, Language, Words
from bagdar.core.sheets.cells import Sheet
from bagdar.core.sheets.columns import CellFault, Column, Type, columns_of, known_names, row_of
from bagdar.core.sheets.files import read_file
from bagdar.core.sheets.headers import folded
from bagdar.core.sheets.limits import Limits
from bagdar.credentials.rules.papers import LONGEST, MAY_BE_EMPTY, MOST_PAPERS, PaperSaid

TYPES: Mapping[str, Type] = {
    "born_on": "day", "issued_on": "day", "iin": "numeral", "number": "code", "level": "code",
    "programme": "code", "with_distinction": "yes_or_no", "is_another": "yes_or_no",
}  # fmt: skip
TITLES = tuple(f"title_{language}" for language in LANGUAGES)
COLUMNS = (
    "family", "given", "patronymic", "born_on", "iin", "level", "programme", *TITLES,
    "with_distinction", "institution", "series", "number", "issued_on", "checked", "is_another",
)  # fmt: skip
OPTIONAL = (*MAY_BE_EMPTY, "iin", "with_distinction", "is_another")
IIN_DIGITS, YEARS = 12, (1850, 2200)


@dataclass(frozen=True)
class PaperRow:
    """line: of the file. said: None where a cell cannot be read, then faults say why."""

    line: int
    said: PaperSaid | None
    faults: tuple[CellFault, ...]


def paper_columns(words: Catalogue) -> tuple[Column, ...]:
    """Under their titles in three languages, and under their names."""
    return tuple(
        Column(
            name,
            _said(words, f"diplomas.paper.{name}"),
            TYPES.get(name, "text"),
            required=name not in OPTIONAL,
            also=(name,),
            longest=LONGEST.get(name, 40),
            digits=IIN_DIGITS if name == "iin" else 0,
            years=YEARS,
        )
        for name in COLUMNS
    )


def _said(words: Catalogue, key: str) -> Words:
    return Words(**{language: words.say(key, language) for language in LANGUAGES})


def read_papers(
    columns: Sequence[Column], content: bytes, shown: str, *, limits: Limits, language: Language
) -> tuple[PaperRow, ...]:
    """The rows of the first table that has the columns. Raises FaultyData."""
    known = frozenset(known_names(columns))
    file = read_file(content, shown, limits, known=known)
    for sheet in file.sheets:
        names = [folded(one) for one in sheet.names if one]
        if names and 2 * sum(one in known for one in names) >= len(names):
            return _rows(sheet, columns_of(sheet, columns, language))
    raise FaultyData([fault("upload_no_table", shown)])


def _rows(sheet: Sheet, heads: Sequence[Column | None]) -> tuple[PaperRow, ...]:
    found: list[PaperRow] = []
    for line, cells in sheet.lines:
        if all(one.is_empty for one in cells):
            continue
        values, faults = row_of(heads, cells)
        found.append(PaperRow(line, None if faults else _paper(values), tuple(faults)))
        if len(found) > MOST_PAPERS:
            refuse(fault("upload_rows", sheet.shown, line, limit=MOST_PAPERS))
    return tuple(found)


def _paper(told: Mapping[str, Any]) -> PaperSaid:
    def text(name: str) -> str:
        return str(told.get(name) or "")

    return PaperSaid(
        text("family"), text("given"), text("patronymic"), told["born_on"], text("iin"),
        text("level"), text("programme"),
        Words(**{language: text(f"title_{language}") for language in LANGUAGES}),
        bool(told.get("with_distinction")), text("institution"), text("series"), text("number"),
        told["issued_on"], text("checked"), bool(told.get("is_another")),
    )  # fmt: skip
