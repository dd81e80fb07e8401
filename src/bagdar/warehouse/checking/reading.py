"""Cells as delivered, read into the types of a contract: quickly at first, then with patience.

The first look understands what most cells are. What it does not understand is looked at again,
trimmed and in the other spellings that people use; what is still not understood is a fault.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from bagdar.core.national_ids import read_iin
from bagdar.warehouse.checking import columns, national
from bagdar.warehouse.checking.columns import Known
from bagdar.warehouse.tables.contract import Column, Kind, Table

YES = ("yes", "иә", "ия", "да", "true", "1")
NO = ("no", "жоқ", "нет", "false", "0")
_WORDS = pl.Enum([*YES, *NO])
_FIRST_DAY, _LAST_DAY = pl.date(1000, 1, 1), pl.date(9999, 12, 31)
_GROUPED = r"^[+-]?[0-9]{1,3}([ \u{a0}\u{202f}'][0-9]{3})+([.,][0-9]+)?$"
_BLANKS = r"[ \u{a0}\u{202f}']"
_POINTED_DAY = r"^[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}$"
_NUMBERS = (Kind.IIN, Kind.BIN)
_TEXTS = (Kind.TEXT, Kind.CODES, Kind.REFERENCE)
_NUL = "\x00"


@dataclass(frozen=True)
class Readings:
    """A frame in the working types, and what could not be read.

    unread  (column, code of the finding) → places of rows, from zero
    """

    frame: pl.DataFrame
    unread: Mapping[tuple[str, str], pl.Series]


@dataclass(frozen=True)
class Reader:
    """Reads frames of texts, or of a table's own types.

    lists     column → the codes that it may hold, as a working type
    codes_of  column of several codes → what each of them may be
    """

    table: Table
    lists: Mapping[str, pl.Enum]
    codes_of: Mapping[str, frozenset[str]]
    known: Known
    is_text: bool

    def read(self, frame: pl.DataFrame) -> Readings:
        """A column that is not there is empty."""
        missing = [one.name for one in self.table.columns if one.name not in frame.columns]
        absent = pl.lit(None, dtype=pl.String)
        given = frame.with_columns(absent.alias(name) for name in missing)
        if self.is_text:  # a column of empty cells may have no type yet
            given = given.with_columns(pl.col(self.table.by_name).cast(pl.String))
        looks = [self._first_look(one).alias(one.name) for one in self.table.columns]
        looked = given.lazy().select(looks).collect()  # lazily: what repeats is worked out once
        unread: dict[tuple[str, str], pl.Series] = {}
        columns_read = [
            self._column(one, given[one.name], looked[one.name], unread)
            for one in self.table.columns
        ]
        return Readings(pl.DataFrame(columns_read), unread)

    def _column(
        self,
        column: Column,
        cells: pl.Series,
        values: pl.Series,
        unread: dict[tuple[str, str], pl.Series],
    ) -> pl.Series:
        """The values of a column, where need be after a second look; faults go into `unread`."""
        if column.kind is Kind.CODES:
            values = _codes(values, self.codes_of[column.name])
        elif column.to in self.known:
            values = _referenced(values, self.known[column.to])
        if values.null_count() == cells.null_count():
            return values
        odd = (values.is_null() & cells.is_not_null()).arg_true()
        second = self._second_look(column, cells.gather(odd))
        for code, places in second.faults():
            unread[column.name, code] = odd.gather(places)
        return values.clone().scatter(odd, second.values)

    def _first_look(self, column: Column) -> pl.Expr:
        """What most cells of a column are; null where a cell is empty or not understood."""
        cell, kind = pl.col(column.name), column.kind
        if column.name in self.lists:
            return cell.cast(self.lists[column.name], strict=False)
        if kind in _NUMBERS:
            cell = cell.cast(pl.String)
            return pl.when(national.is_valid(cell)).then(cell)
        if column.to in self.known:
            return cell.cast(pl.String)  # what is known of has no blanks around it
        if kind in _TEXTS:
            return _text(cell.str.strip_chars() if self.is_text else cell.cast(pl.String))
        if self.is_text:
            return _converted(cell, kind)
        typed = cell.cast(columns.TYPES[kind])
        return pl.when(typed.is_finite()).then(typed) if _is_fraction(kind) else typed

    def _second_look(self, column: Column, cells: pl.Series) -> "Second":
        """Cells that the first look did not understand."""
        if column.kind in _NUMBERS:
            return _numbers(column, cells, self.is_text)
        filled = cells
        if cells.dtype == pl.String:
            trimmed = cells.str.strip_chars() if self.is_text else cells
            filled = trimmed.set(trimmed == "", None)
        values = self._understood(column, filled)
        is_wrong = filled.is_not_null() & values.is_null()
        codes = pl.select(pl.when(is_wrong).then(pl.lit(self._code(column)))).to_series()
        return Second(values, codes)

    def _understood(self, column: Column, cells: pl.Series) -> pl.Series:
        """What trimmed cells are in the end; a typed cell is not looked at again."""
        if self.is_text and column.to in self.known:
            return _referenced(cells.cast(pl.String), self.known[column.to])
        if self.is_text and column.name in self.lists:
            return cells.cast(self.lists[column.name], strict=False)
        if self.is_text and column.kind not in _TEXTS:
            return cells.to_frame().select(_patient(pl.col(cells.name), column.kind)).to_series()
        dtype = columns.working_type(column, self.lists)
        return pl.repeat(None, cells.len(), dtype=dtype, eager=True).alias(cells.name)

    def _code(self, column: Column) -> str:
        """The code of the finding where a cell cannot be read."""
        if column.kind in (Kind.CODE, Kind.CODES):
            return "code"
        if column.kind is Kind.COUNTRY:
            return "country"
        return "reference" if column.to in self.known else "kind"


@dataclass(frozen=True)
class Second:
    """values: as read. codes: the finding's code beside each, null where nothing is wrong."""

    values: pl.Series
    codes: pl.Series

    def faults(self) -> Iterator[tuple[str, pl.Series]]:
        for code in self.codes.drop_nulls().unique(maintain_order=True):
            yield code, (self.codes == code).fill_null(False).arg_true()


def _text(text: pl.Expr) -> pl.Expr:
    """A text that can be kept: not empty, and without the character that no database takes."""
    is_filled = text.str.len_bytes() > 0
    return pl.when(is_filled & ~text.str.contains(_NUL, literal=True)).then(text)


# --- spellings ------------------------------------------------------------------------------------


def _converted(text: pl.Expr, kind: Kind) -> pl.Expr:
    """A text as the value that it spells, in the plain spelling."""
    if kind in (Kind.WHOLE, Kind.AMOUNT):
        return text.cast(pl.Int64, strict=False)
    if _is_fraction(kind):
        number = text.cast(pl.Float64, strict=False)
        return pl.when(number.is_finite()).then(number)
    if kind is Kind.YES_NO:
        return text.cast(_WORDS, strict=False).to_physical() < len(YES)
    if kind is Kind.INSTANT:
        whole = text.str.replace("[Zz]$", "+00:00").str.replace(" ", "T", literal=True)
        format = "%Y-%m-%dT%H:%M:%S%.f%:z"
        return whole.str.to_datetime(format, time_unit="us", time_zone="UTC", strict=False)
    return _day(text, "%Y-%m-%d")


def _day(text: pl.Expr, format: str) -> pl.Expr:
    """A year of four digits: 24-09-01 is nobody's year 24."""
    day = text.str.to_date(format, strict=False, cache=False)
    return pl.when((text.str.len_bytes() <= 10) & day.is_between(_FIRST_DAY, _LAST_DAY)).then(day)


def _is_fraction(kind: Kind) -> bool:
    return kind in (Kind.DECIMAL, Kind.SHARE)


def _referenced(values: pl.Series, known: pl.Series) -> pl.Series:
    """Null where a value is not known. The smaller side is looked up in the larger one."""
    if known.len() <= values.len():
        is_known = values.is_in(known.implode())
    else:
        asked = values.drop_nulls().unique()
        found = known.filter(known.is_in(asked.implode()))
        is_known = values.is_in(found.implode())
    return values.set(~is_known.fill_null(True), None)


def _codes(values: pl.Series, allowed: frozenset[str]) -> pl.Series:
    """Several codes in one cell, by single blanks; null where one of them is not of the list."""
    kinds = values.drop_nulls().unique()
    texts = [" ".join(text.split()) for text in kinds]
    right = [text if set(text.split()) <= allowed else None for text in texts]
    return values.replace_strict(kinds, pl.Series(right, dtype=pl.String), default=None)


def _patient(text: pl.Expr, kind: Kind) -> pl.Expr:
    """A trimmed text in the other spellings that people use."""
    if kind is Kind.YES_NO:
        return _converted(text.str.to_lowercase(), kind)
    if kind is Kind.DAY:
        pointed = pl.when(text.str.contains(_POINTED_DAY)).then(_day(text, "%d.%m.%Y"))
        return pl.coalesce(pointed, _converted(text, kind))
    if kind in (Kind.WHOLE, Kind.AMOUNT, Kind.DECIMAL, Kind.SHARE):
        is_grouped = text.str.contains(_GROUPED)
        joined = pl.when(is_grouped).then(text.str.replace_all(_BLANKS, "")).otherwise(text)
        return _converted(joined.str.replace(",", ".", literal=True), kind)
    return _converted(text, kind)


def _numbers(column: Column, cells: pl.Series, is_text: bool) -> Second:
    """IIN and BIN as typed by somebody, each read as `core.national_ids` reads it."""
    values: list[str | None] = []
    codes: list[str | None] = []
    for cell in cells:
        reading = read_iin(str(cell))
        number = reading.number.number if reading.number else None
        if number is not None and (is_text or number == cell):
            values.append(number)
            codes.append(None)
            continue
        values.append(None)
        is_digits = reading.verdict in ("check_digit", "no_check_digit", "placeholder")
        code = f"{column.kind}_check_digit" if is_digits else "kind"
        is_empty = reading.verdict == "empty" and (is_text or cell == "")
        codes.append(None if is_empty else code)
    return Second(pl.Series(cells.name, values, dtype=pl.String), pl.Series(codes, dtype=pl.String))
