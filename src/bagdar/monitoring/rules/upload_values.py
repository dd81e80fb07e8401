"""A cell of a file → the value that its column declares, or why it cannot be one.

`core.sheets.values` reads the cells; here is which column takes what, and the reason that shows
the value, since nothing in a report is anybody's secret.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bagdar.core.catalogue import Catalogue
from bagdar.core.declared import safe
from bagdar.core.encodings import Encoding
from bagdar.core.errors import Phrase, fault
from bagdar.core.languages import LANGUAGES
from bagdar.core.sheets import values
from bagdar.core.sheets.cells import Cell
from bagdar.monitoring.rules.declared import Document
from bagdar.monitoring.rules.templates import Column

CellFault = tuple[str, str, Mapping[str, object]]  # column, code, facts


@dataclass(frozen=True)
class How:
    """What the sender says of a file. kind: of a CSV's rows; None: its header tells."""

    kind: Literal["milestones", "indicators", "money"] | None = None
    encoding: Encoding | None = None
    decimal: Literal[",", "."] = ","

    @property
    def key(self) -> str:
        """Empty where the sender said nothing: part of what tells two deliveries apart."""
        said = (self.kind or "", self.encoding or "", "" if self.decimal == "," else ".")
        return "|".join(said) if any(said) else ""


# Why a cell is refused, in the words of a report: those of core.sheets with the value in them.
WORDED: Mapping[str, str] = {
    "cell_formula": fault("upload_formula", "").code,
    "cell_error": fault("upload_cell_error", "").code,
    "cell_long": fault("upload_long", "").code,
    "cell_control": fault("upload_control", "").code,
    "cell_number": fault("upload_number", "").code,
    "cell_mark": fault("upload_mark", "").code,
    "cell_percent": fault("upload_percent", "").code,
    "cell_places": fault("upload_places", "").code,
    "cell_large": fault("upload_large", "").code,
    "cell_least": fault("upload_least", "").code,
    "cell_turned_into_date": fault("upload_turned_into_date", "").code,
    "cell_code": fault("upload_code", "").code,
    "cell_zeros": fault("upload_zeros", "").code,
    "cell_year": fault("upload_year", "").code,
    "cell_day": fault("upload_day", "").code,
    "cell_day_far": fault("upload_day_far", "").code,
    "cell_choice": fault("upload_choice", "").code,
    "cell_switch": fault("upload_switch", "").code,
    "cell_link": fault("upload_link", "").code,
}


@dataclass
class Values:
    """Reads cells of one file. documents: the kinds that may stand in document_kind."""

    words: Catalogue
    documents: Sequence[Document]
    how: How
    _choices: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def read(self, column: Column, cell: Cell) -> tuple[Any, CellFault | None]:
        """(value, None) or (None, fault); an empty cell is None without a fault."""
        try:
            return self._value(column, cell), None
        except values.Refused as refused:
            facts = {"value": safe(cell.shown), **refused.facts}
            return None, (column.name, WORDED[refused.code], facts)

    def _value(self, column: Column, cell: Cell) -> Any:
        values.checked(cell, column.longest)
        if cell.is_empty:
            return None
        match column.type:
            case "code":
                return values.code(cell, digits=3 if column.name == "budget_programme" else 0)
            case "year":
                return values.year(cell)
            case "number":
                return values.decimal(cell, self.how.decimal, least=column.least)
            case "day":
                return values.day(cell)
            case "choice":
                return values.choice(cell, self._known_choices(column))
            case "switch":
                return values.confirmation(cell)
            case "link":
                return values.link(cell)
            case _:
                return values.text(cell)

    def _known_choices(self, column: Column) -> Mapping[str, str]:
        """Every way in which a choice may be written, to its code."""
        if column.name not in self._choices:
            if column.name == "document_kind":
                pairs = [(one.name[language], one.code)
                         for one in self.documents for language in LANGUAGES]  # fmt: skip
                pairs += [(one.code, one.code) for one in self.documents]
            else:
                pairs = [(column.choice(self.words, code, language), code)
                         for code in column.choices for language in LANGUAGES]  # fmt: skip
                pairs += [(code, code) for code in column.choices]
            self._choices[column.name] = values.spelled(pairs)
        return self._choices[column.name]


def missing(column: Column) -> CellFault:
    return (column.name, fault("upload_missing", "").code, {})


def phrase(key: str, **facts: object) -> Phrase:
    return Phrase(f"upload.note.{key}", facts)
