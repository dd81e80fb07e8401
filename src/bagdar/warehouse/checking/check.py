"""A frame held against its contract: what may go in, and every fault of what may not.

    checked = check_text(frame, table, codes=codes, known={"organisation": ids}, rows_from=2)
    checked.good        rows without a refusing fault, in the types of the contract
    checked.findings    row, column, code, severity, value as delivered

Codes of findings: needed, kind (cannot be read as its kind), code (not of the list), country,
range, long, reference, iin_check_digit, bin_check_digit, or a rule's. Every fault of a row is
told, but a rule is asked only where none of its columns has a fault of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from bagdar.warehouse.checking import between, columns, reading
from bagdar.warehouse.checking.columns import Codes, Known
from bagdar.warehouse.checking.whole import Between
from bagdar.warehouse.tables.contract import Column, Kind, Rule, Severity, Table
from bagdar.warehouse.tables.predicates import NoOverlap, Once

Chunks = Callable[[], Iterable[pl.DataFrame]]
FINDINGS = {
    "row": pl.Int64, "column": pl.String, "code": pl.String, "severity": pl.String,
    "value": pl.String,
}  # fmt: skip
_PLACES = pl.get_index_type()


@dataclass(frozen=True)
class Checked:
    """What a check found.

    rows      how many were checked, from the number `first`
    findings  sorted by row, then as the contract lists columns and rules
    counts    findings by code
    """

    rows: int
    first: int
    findings: pl.DataFrame
    _working: pl.DataFrame
    _refused: pl.Series

    @cached_property
    def counts(self) -> Mapping[str, int]:
        return dict(self.findings["code"].value_counts(sort=True).iter_rows())

    @cached_property
    def good(self) -> pl.DataFrame:
        """Rows that no finding refuses."""
        enumerated = [
            name for name, one in self._working.schema.items() if isinstance(one, pl.Enum)
        ]
        return self._working.filter(self._is_good).with_columns(pl.col(enumerated).cast(pl.String))

    @cached_property
    def good_rows(self) -> pl.Series:
        """The number of each row of `good`."""
        return (self._is_good.arg_true().cast(pl.Int64) + self.first).alias("row")

    @cached_property
    def _is_good(self) -> pl.Series:
        return pl.repeat(True, self.rows, eager=True).scatter(self._refused, False)


@dataclass(frozen=True)
class Found:
    """One kind of fault. places: of rows, from zero."""

    column: str
    code: str
    places: pl.Series
    severity: Severity = Severity.REFUSES


def check_text(
    frame: pl.DataFrame,
    table: Table,
    *,
    codes: Codes,
    known: Known | None = None,
    rows_from: int = 1,
) -> Checked:
    """Rows as people deliver them, every cell a text.

    codes      by the name of their list
    known      by the table referred to, the ids that there are; what is left out is not asked
    rows_from  the number of the first row
    """
    return _Check(table, codes, known or {}, is_text=True).of(frame, rows_from)


def check_typed(
    frame: pl.DataFrame,
    table: Table,
    *,
    codes: Codes,
    known: Known | None = None,
    rows_from: int = 1,
) -> Checked:
    """The same of rows that have the contract's types already, such as Parquet.

    Raises polars' InvalidOperationError where a column has another type.
    """
    return _Check(table, codes, known or {}, is_text=False).of(frame, rows_from)


def check_chunks(
    chunks: Chunks,
    table: Table,
    *,
    codes: Codes,
    known: Known | None = None,
    rows_from: int = 1,
    is_text: bool = True,
) -> Iterator[Checked]:
    """What the check of the whole would find, a chunk at a time.

    chunks  gives the frames of the delivery from its beginning; asked twice where rows are compared
            with one another: first only what has to be compared is kept
    """
    return _Check(table, codes, known or {}, is_text=is_text).in_chunks(chunks, rows_from)


class _Check:
    """A contract made ready, for one frame or for many."""

    def __init__(self, table: Table, codes: Codes, known: Known, *, is_text: bool) -> None:
        self.table = table
        self.lists = columns.enumerations(table, codes)
        several = [one for one in table.columns if one.kind is Kind.CODES]
        codes_of = {one.name: frozenset(codes[one.codes]) for one in several}
        self.reader = reading.Reader(table, self.lists, codes_of, known, is_text)
        self.in_row = [one for one in table.rules if not isinstance(one.test, Once | NoOverlap)]
        self.faults = [between.fault_of(rule, self.lists) for rule in self.in_row]
        self.between_rows = [one for one in table.rules if isinstance(one.test, Once | NoOverlap)]

    def of(self, frame: pl.DataFrame, rows_from: int) -> Checked:
        read, own = self._read(frame)
        compared = [self._gathered(rule, read, own, rows_from, None) for rule in self.between_rows]
        return self._checked(frame, read, own, rows_from, [one.faults() for one in compared])

    def in_chunks(self, chunks: Chunks, rows_from: int) -> Iterator[Checked]:
        compared = self._compared(chunks, rows_from) if self.between_rows else []
        for frame in chunks():
            read, own = self._read(frame)
            end = rows_from + frame.height
            here = [one.filter(one.is_between(rows_from, end, closed="left")) for one in compared]
            yield self._checked(frame, read, own, rows_from, here)
            rows_from = end

    def _compared(self, chunks: Chunks, rows_from: int) -> list[pl.Series]:
        """For each rule between rows, the numbers of the rows that break it."""
        gathered = [Between(_whole(rule), is_cut=True) for rule in self.between_rows]
        for frame in chunks():
            read, own = self._read(frame)
            for rule, one in zip(self.between_rows, gathered, strict=True):
                self._gathered(rule, read, own, rows_from, one)
            rows_from += frame.height
        return [one.faults() for one in gathered]

    # --- one frame --------------------------------------------------------------------------------

    def _read(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Found]]:
        """The frame in working types, and the faults that cells have of their own."""
        readings = self.reader.read(frame)
        return readings.frame, list(self._own(readings))

    def _own(self, readings: reading.Readings) -> Iterator[Found]:
        frame = readings.frame
        tests = [one for column in self.table.columns for one in _tests(column)]
        broken = _places(frame, [test for _, _, test in tests])
        for column in self.table.columns:
            unread = [
                Found(name, code, places)
                for (name, code), places in readings.unread.items() if name == column.name
            ]  # fmt: skip
            yield from unread
            if column.needed and frame[column.name].null_count():
                empty = _without(frame[column.name].is_null().arg_true(), unread)
                yield Found(column.name, "needed", empty)
            for (name, code, _), places in zip(tests, broken, strict=True):
                if name == column.name:
                    yield Found(name, code, places)

    def _checked(
        self, frame: pl.DataFrame, read: pl.DataFrame, own: list[Found], first: int,
        compared: list[pl.Series],
    ) -> Checked:  # fmt: skip
        found = [*own, *self._rules(read, own)]
        for rule, rows in zip(self.between_rows, compared, strict=True):
            places = (rows - first).cast(_PLACES)
            found.append(Found(rule.column, rule.code, places, rule.severity))
        refused = [one.places for one in found if one.severity is Severity.REFUSES]
        return Checked(
            rows=read.height,
            first=first,
            findings=_report(found, frame, first),
            _working=read,
            _refused=pl.concat([pl.Series([], dtype=_PLACES), *refused]),
        )

    def _rules(self, frame: pl.DataFrame, own: list[Found]) -> Iterator[Found]:
        """The rules within a row: cheaply of all rows, exactly of the suspects."""
        suspects = _places(frame, [one.suspect for one in self.faults])
        for rule, fault, places in zip(self.in_row, self.faults, suspects, strict=True):
            if fault.exact is not None and places.len():
                exact = frame[places].select(fault.exact.fill_null(False)).to_series()
                places = places.filter(exact)
            yield Found(rule.column, rule.code, _asked(rule, places, own), rule.severity)

    def _gathered(
        self, rule: Rule, frame: pl.DataFrame, own: list[Found], first: int, into: Between | None
    ) -> Between:
        """What a rule between rows compares of a frame, added to what it has compared so far."""
        into = into or Between(_whole(rule))
        places = pl.int_range(frame.height, dtype=_PLACES, eager=True)
        term = pl.lit(True)
        if rule.since is not None:
            term &= pl.col("valid_from") >= rule.since
        if rule.until is not None:
            term &= pl.col("valid_from") < rule.until
        asked = _asked(rule, places, own)
        chosen = frame[asked].with_columns(asked.alias("\0place")).filter(term)
        into.add(chosen, chosen["\0place"].cast(pl.Int64) + first)
        return into


def _whole(rule: Rule) -> Once | NoOverlap:
    assert isinstance(rule.test, Once | NoOverlap)
    return rule.test


def _tests(column: Column) -> Iterator[tuple[str, str, pl.Expr]]:
    """(column, code, where it is broken) of what a cell must be, once it is read."""
    cell = pl.col(column.name)
    if column.least is not None or column.most is not None:
        outside = pl.lit(False)
        if column.least is not None:
            outside |= cell < float(column.least)
        if column.most is not None:
            outside |= cell > float(column.most)
        yield column.name, "range", outside
    if column.longest:
        yield column.name, "long", cell.str.len_chars() > column.longest


def _places(frame: pl.DataFrame, tests: list[pl.Expr]) -> list[pl.Series]:
    """Where each of some expressions is true; all of them in one pass."""
    if not tests:
        return []
    named = [test.alias(str(place)) for place, test in enumerate(tests)]
    found = frame.lazy().select(named).collect()  # lazily, so that what repeats is worked out once
    return [one.arg_true() for one in found.iter_columns()]


def _asked(rule: Rule, places: pl.Series, own: list[Found]) -> pl.Series:
    """A rule is not asked where one of its columns has a fault of its own."""
    return _without(places, [one for one in own if one.column in rule.test.columns])


def _without(places: pl.Series, found: list[Found]) -> pl.Series:
    taken = [one.places for one in found if one.places.len()]
    if not taken or not places.len():
        return places
    return places.filter(~places.is_in(pl.concat(taken).unique().implode()))


def _report(found: list[Found], frame: pl.DataFrame, first: int) -> pl.DataFrame:
    parts = [
        pl.select(
            row=one.places.cast(pl.Int64) + first,
            column=pl.lit(one.column),
            code=pl.lit(one.code),
            severity=pl.lit(str(one.severity)),
            value=_delivered(frame, one),
        )
        for one in found
        if one.places.len()
    ]
    whole = pl.concat([pl.DataFrame(schema=FINDINGS), *parts])
    return whole.sort("row", maintain_order=True)


def _delivered(frame: pl.DataFrame, one: Found) -> pl.Series:
    if one.column not in frame.columns:
        return pl.repeat(None, one.places.len(), dtype=pl.String, eager=True)
    return frame[one.column].gather(one.places).cast(pl.String)
