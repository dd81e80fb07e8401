"""Rows that came back in words: which field, the value as it may be shown, why, what to do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bagdar.core.declared import safe
from bagdar.core.national_ids import masked
from bagdar.core.sheets import returned
from bagdar.core.sheets.columns import Column
from bagdar.intake.presenters.reader import Reader
from bagdar.intake.queries import declared
from bagdar.intake.queries.deliveries import DeliveryInfo, Reported
from bagdar.intake.rules.nouns import Finding, Value
from bagdar.look.tables import Column as TableColumn
from bagdar.look.tables import Table
from bagdar.warehouse.tables.contract import Kind

MOST_CHOICES = 12
SHEET = 31  # characters of a spreadsheet's sheet name


@dataclass(frozen=True)
class Remark:
    """One finding as a page prints it. value: empty for who may not see the rows.

    place  "users.csv:3" of a roster; empty: the row's line says where
    """

    field: str
    value: str
    reason: str
    remedy: str
    refuses: bool
    place: str = ""


@dataclass(frozen=True)
class ShownRow:
    line: int
    remarks: Sequence[Remark]


class Wording:
    """Words of the findings of one delivery."""

    def __init__(self, one: DeliveryInfo, reader: Reader, *, with_values: bool) -> None:
        self.one, self.reader, self.with_values = one, reader, with_values
        self.form = declared.form(one.form)
        self.columns: Mapping[str, Column] = {
            column.name: column for column in declared.columns(self.form)
        }
        self.places = {name: place for place, name in enumerate(one.columns) if name}

    def rows(self, found: Iterable[Reported], *, refused: bool) -> list[ShownRow]:
        """refused: only what refuses is told of a row that came back."""
        return [
            ShownRow(
                row.line,
                [self._remark(row, one) for one in row.findings if one.refuses or not refused],
            )
            for row in found
        ]

    def _remark(self, row: Reported, one: Finding) -> Remark:
        return Remark(
            self.title(one.column), self.value(row, one), self.reason(one), self.remedy(one),
            one.refuses, one.place,
        )  # fmt: skip

    def title(self, column: str) -> str:
        found = self.columns.get(column)
        return self.reader.text(found.title) if found else ""

    def value(self, row: Reported, one: Finding) -> str:
        """The cell: one line, printable, short; a person's number masked."""
        place = self.places.get(one.column)
        if not self.with_values or place is None or place >= len(row.cells):
            return ""
        cell = row.cells[place]
        if cell is None:
            return ""
        kind = self.form.table[one.column].kind
        return masked(str(cell)) if kind in (Kind.IIN, Kind.BIN) else safe(cell)

    def reason(self, one: Finding) -> str:
        return self.reader.say(one.key, **self._facts(one))

    def remedy(self, one: Finding) -> str:
        return self.reader.maybe(one.remedy, **self._facts(one))

    def _facts(self, one: Finding) -> Mapping[str, object]:
        """The choices of a column are told by their names, and only the first of many."""
        column = self.columns.get(one.column)
        if "known" not in one.facts or column is None or not column.choices:
            return one.facts
        names = [self.reader.text(choice.name) for choice in column.choices[:MOST_CHOICES]]
        more = ["…"] if len(column.choices) > MOST_CHOICES else []
        return {**one.facts, "known": [*names, *more]}

    # --- as files -------------------------------------------------------------------------------

    def xlsx(self, found: Iterable[Reported]) -> bytes:
        """The rows that came back, under the header that they came with."""
        title = self.reader.say("intake.sheet.returned")[:SHEET]
        return returned.to_xlsx(title, self.one.header, self._returned(found), self._reasons())

    def csv(self, found: Iterable[Reported]) -> bytes:
        return b"".join(returned.to_csv(self.one.header, self._returned(found), self._reasons()))

    def _reasons(self) -> str:
        return self.reader.say("intake.column.reasons")

    def _returned(self, found: Iterable[Reported]) -> Iterator[returned.Returned]:
        for row in found:
            remarks = [
                returned.Remark(self.places.get(one.column), self.reason(one), self.remedy(one))
                for one in row.findings
                if one.refuses
            ]
            cells: Sequence[Value] = row.cells
            yield returned.Returned(cells, remarks)

    def table(self, found: Iterable[Reported]) -> Table:
        """A row for each finding: a file of reasons for whoever may not see the rows."""
        say = self.reader.say
        rows = [
            {"line": row.line, "place": one.place, "field": one.field, "reason": one.reason,
             "remedy": one.remedy}
            for row in self.rows(found, refused=False)
            for one in row.remarks
        ]  # fmt: skip
        where = TableColumn("line", say("intake.findings.line"), "number")
        if any(one["place"] for one in rows):
            where = TableColumn("place", say("intake.column.oneroster"))
        return Table(
            name="findings",
            title=say("intake.findings"),
            columns=[
                where,
                TableColumn("field", say("intake.findings.field")),
                TableColumn("reason", say("intake.findings.reason"), wide=True),
                TableColumn("remedy", say("intake.findings.remedy"), wide=True),
            ],
            rows=rows,
        )
