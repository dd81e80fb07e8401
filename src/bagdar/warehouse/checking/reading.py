"""Cells as delivered, read into the types of a contract: quickly at first, then with patience.

The first look understands what most cells are. What it does not understand is looked at again,
trimmed and in the other spellings that people use; what is still not understood is a fault.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

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
_NUL = "\x00"


@dataclass(frozen=True)
class Readings:
    """A frame in the working types, and what could not be read.

    unread  (column, code of the finding) → places of rows, from zero
    """

    frame: pl.DataFrame
    unread: Mapping[tuple[str, str], pl.Series] = field(default_factory=dict)


def read(
    frame: pl.DataFrame,
    table: Table,
    lists: Mapping[str, pl.Enum],
    *,
    known: Known,
    codes_of: Mapping[str, frozenset[str]],
    is_text: bool,
) -> Readings:
    """A frame of texts, or of the table's own types. A column that is not there is empty.

    codes_of  column of several codes → what each may be
    """
    missing = [one.name for one in table.columns if one.name not in frame.columns]
    absent = pl.lit(None, dtype=pl.String)
    given = frame.with_columns(absent.alias(name) for name in missing)
    looked = given.select(_first_look(one, lists, is_text).alias(one.name) for one in table.columns)
    read_columns: list[pl.Series] = []
    unread: dict[tuple[str, str], pl.Series] = {}
    for column in table.columns:
        before, values = given[column.name], looked[column.name]
        if column.kind is Kind.CODES:
            values = _codes(values, codes_of[column.name])
        elif column.to in known:
            values = _referenced(values, known[column.to])
        if values.null_count() > before.null_count():
            odd = (values.is_null() & before.is_not_null()).arg_true()
            second = _second_look(column, before.gather(odd), lists, known, codes_of, is_text)
            values = values.clone().scatter(odd, second.values)
            for code, places in second.faults():
                unread[column.name, code] = odd.gather(places)
        read_columns.append(values.alias(column.name))
    return Readings(pl.DataFrame(read_columns), unread)


# --- the first look -----------------------------------------------------------------------------


def _first_look(column: Column, lists: Mapping[str, pl.Enum], is_text: bool) -> pl.Expr:
    """What most cells of a column are; null where a cell is empty or not understood at once."""
    cell, kind = pl.col(column.name), column.kind
    if column.name in lists:
        return cell.cast(lists[column.name], strict=False)
    if kind in _NUMBERS:
        cell = cell.cast(pl.String)
        return pl.when(national.is_valid(cell)).then(cell)
    if kind in (Kind.TEXT, Kind.CODES, Kind.REFERENCE):
        text = cell.str.strip_chars() if is_text else cell.cast(pl.String)
        is_filled = text.str.len_bytes() > 0
        return pl.when(is_filled & ~text.str.contains(_NUL, literal=True)).then(text)
    if not is_text:
        typed = cell.cast(columns.TYPES[kind])
        return pl.when(typed.is_finite()).then(typed) if _is_fraction(kind) else typed
    return _converted(cell, kind)


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


# --- the second look ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Second:
    """values: as read. codes: the finding's code beside each, null where nothing is wrong."""

    values: pl.Series
    codes: pl.Series

    def faults(self) -> Iterator[tuple[str, pl.Series]]:
        for code in self.codes.drop_nulls().unique(maintain_order=True):
            yield code, (self.codes == code).fill_null(False).arg_true()


def _second_look(
    column: Column,
    cells: pl.Series,
    lists: Mapping[str, pl.Enum],
    known: Known,
    codes_of: Mapping[str, frozenset[str]],
    is_text: bool,
) -> _Second:
    """Cells that the first look did not understand."""
    if column.kind in _NUMBERS:
        return _numbers(column, cells, is_text)
    if cells.dtype == pl.String:
        cells = cells.str.strip_chars() if is_text else cells
        filled = cells.set(cells == "", None)
    else:
        filled = cells
    if is_text and column.name in lists:
        values = filled.cast(lists[column.name], strict=False)
    elif is_text and column.kind not in (Kind.TEXT, Kind.CODES, Kind.REFERENCE):
        values = filled.to_frame().select(_patient(pl.col(cells.name), column.kind)).to_series()
    else:
        values = pl.Series(cells.name, [None] * cells.len(),
                           dtype=columns.working_type(column, lists))  # fmt: skip
    codes = pl.select(
        pl.when(filled.is_not_null() & values.is_null()).then(pl.lit(_code(column, known)))
    ).to_series()
    return _Second(values, codes)


def _code(column: Column, known: Known) -> str:
    if column.kind in (Kind.CODE, Kind.CODES):
        return "code"
    if column.kind is Kind.COUNTRY:
        return "country"
    return "reference" if column.to in known else "kind"


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


def _numbers(column: Column, cells: pl.Series, is_text: bool) -> _Second:
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
    return _Second(
        pl.Series(cells.name, values, dtype=pl.String), pl.Series(codes, dtype=pl.String)
    )
