"""An amendment: an overlay with its own act and date that turns one edition into the next.

    number = 2
    [act]                      # title, citation, issuer, number, adopted_on, in_force_on
    [[target]]                 # one figure of an indicator
    row = "T1.4"
    table = "both"             # body, annex or both
    year = 2025
    was = 75
    value = 80
    [[money]]                  # one amount of a measure; year = "total" for the printed total
    measure = 139
    source = "РБ"
    year = 2023
    was = 25242
    amount = 0
    [[change]]                 # any other field
    of = "measure"
    code = "139"
    field = "name"
    was = { kk = "…", ru = "…", en = "…" }
    set = { kk = "…", ru = "…", en = "…" }
    [[add.measure]]            # a whole record, as its own file would declare it
    [[remove]]
    of = "measure"
    code = "95"

`was` is a guard: where the edition before says something else, the amendment is refused, so that
a change never lands on a text that it was not written for. A figure or field that is not there
has no `was`; one that goes has no `value`, `amount` or `set`.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import Fault, FaultyData
from bagdar.programme.rules.act import ActReference, Edition, Number, Year
from bagdar.programme.rules.files import edition_faults

Tree = dict[str, Any]

LISTS: Mapping[str, tuple[str, str]] = {
    "goal": ("goals", "code"),
    "task": ("tasks", "code"),
    "subtask": ("subtasks", "code"),
    "body": ("bodies", "code"),
    "abbreviation": ("abbreviations", "printed"),
    "indicator": ("indicators", "code"),
    "measure": ("measures", "number"),
}
Subject = Literal["goal", "task", "subtask", "body", "abbreviation", "indicator", "row", "measure"]


class TargetChange(Declared):
    row: str
    table: Literal["body", "annex", "both"] = "both"
    year: Year
    was: Number | None = None
    value: Number | None = None


class MoneyChange(Declared):
    measure: int
    source: str
    year: Year | Literal["total"]
    was: Number | None = None
    amount: Number | None = None


class FieldChange(Declared):
    of: Subject
    code: str
    field: str
    was: Any = None
    set: Any = None


class Removal(Declared):
    of: Subject
    code: str


class Additions(Declared):
    goal: tuple[Tree, ...] = ()
    task: tuple[Tree, ...] = ()
    subtask: tuple[Tree, ...] = ()
    body: tuple[Tree, ...] = ()
    abbreviation: tuple[Tree, ...] = ()
    indicator: tuple[Tree, ...] = ()
    measure: tuple[Tree, ...] = ()


class Amendment(Declared):
    """A whole overlay. illustrative: not a real act; every page that shows it says so."""

    number: int
    act: ActReference
    illustrative: bool = False
    target: tuple[TargetChange, ...] = ()
    money: tuple[MoneyChange, ...] = ()
    change: tuple[FieldChange, ...] = ()
    add: Additions = Additions()
    remove: tuple[Removal, ...] = ()


def read_amendment(content: bytes, shown: str) -> tuple[Amendment, str]:
    """An overlay from the bytes of a TOML file, with its text. Raises FaultyData."""
    text, faults = declared.decode(content, shown)
    tree: Tree | None = None
    if text is not None:
        tree, faults = declared.parse_toml(text, shown)
    if text is None or tree is None:
        raise FaultyData(faults)
    reading = declared.validate(tree, Amendment, text, shown)
    if reading.faults:
        raise FaultyData(reading.faults)
    return reading.records[0][1], text


def read_amendments(folder: Path, shown: str) -> list[tuple[bytes, str]]:
    """The bytes and shown names of a programme folder's overlays, in their order."""
    paths = sorted((folder / "amendments").glob("*.toml"), key=lambda path: path.name.zfill(12))
    return [(path.read_bytes(), f"{shown}/amendments/{path.name}") for path in paths]


def amend(edition: Edition, content: bytes, shown: str) -> Edition:
    """The next edition. Raises FaultyData with every fault; the edition given is untouched."""
    amendment, text = read_amendment(content, shown)
    work = _Work(edition, text, shown)
    work.check_number(amendment)
    for index, removal in enumerate(amendment.remove):
        work.remove(index, removal)
    for index, change in enumerate(amendment.change):
        work.change(index, change)
    for index, target in enumerate(amendment.target):
        work.target(index, target)
    for index, money in enumerate(amendment.money):
        work.money(index, money)
    for subject, records in amendment.add:
        work.add(subject, records)
    return work.finish(amendment)


class _Work:
    """A copy of an edition under change, and the faults met on the way."""

    def __init__(self, edition: Edition, text: str, shown: str) -> None:
        self.edition = edition
        self.tree: Tree = edition.model_dump(mode="python")
        self.text = text
        self.shown = shown
        self.faults: list[Fault] = []

    def fault(self, code: str, path: tuple[str | int, ...], **facts: object) -> None:
        line = declared.line_of(self.text, path)
        self.faults.append(Fault(code, self.shown, line, declared.dotted(path), facts))

    def check_number(self, amendment: Amendment) -> None:
        expected = self.edition.number + 1
        if amendment.number != expected:
            self.fault("edition_number", ("number",), value=amendment.number, expected=expected)
        if amendment.act.adopted_on < self.edition.act.adopted_on:
            facts = {"value": amendment.act.adopted_on, "before": self.edition.act.adopted_on}
            self.fault("act_before", ("act", "adopted_on"), **facts)

    def remove(self, index: int, removal: Removal) -> None:
        records, record = self._find(removal.of, removal.code)
        if record is None:
            self.fault("reference", ("remove", index, "code"), value=declared.safe(removal.code))
        else:
            records.remove(record)

    def change(self, index: int, change: FieldChange) -> None:
        _, record = self._find(change.of, change.code)
        if record is None:
            self.fault("reference", ("change", index, "code"), value=declared.safe(change.code))
            return
        *steps, last = change.field.split(".")
        for step in steps:
            record = record.get(step) if isinstance(record, dict) else None
        if not isinstance(record, dict) or last not in record:
            self.fault("unknown_field", ("change", index, "field"), value=change.field)
            return
        if _plain(record[last]) != _plain(change.was):
            self._stale(("change", index, "was"), record[last], change.was)
            return
        record[last] = change.set

    def target(self, index: int, change: TargetChange) -> None:
        _, row = self._find("row", change.row)
        if row is None:
            known = [row.code for _, row in self.edition.rows()]
            path = ("target", index, "row")
            line = declared.line_of(self.text, path)
            self.faults.append(
                declared.unknown_reference(
                    change.row, known, self.shown, line, declared.dotted(path)
                )
            )
            return
        tables = ("body", "annex") if change.table == "both" else (change.table,)
        for table in tables:
            if row[table] is None:
                if change.table != "both":
                    self.fault("no_such_table", ("target", index, "table"), value=table)
                continue
            self._set_cell(row, table, index, change)

    def _set_cell(self, row: Tree, table: str, index: int, change: TargetChange) -> None:
        cells: list[Tree] = list(row[f"{table}_cells"])
        cell = next((cell for cell in cells if cell["year"] == change.year), None)
        if (cell or {}).get("value") != change.was:
            self._stale(("target", index, "was"), (cell or {}).get("value"), change.was)
            return
        if cell is None:
            cell = {"year": change.year}
            cells.append(cell)
            cells.sort(key=lambda cell: int(cell["year"]))
        cell["value"] = change.value
        cell["printed"] = None
        row[f"{table}_cells"] = cells

    def money(self, index: int, change: MoneyChange) -> None:
        _, measure = self._find("measure", str(change.measure))
        rows = [] if measure is None else list(measure["money"])
        row = next((row for row in rows if row["source"] == change.source), None)
        if measure is None or (row is None and change.was is not None):
            value = f"{change.measure}, {change.source}"
            self.fault("reference", ("money", index, "measure"), value=declared.safe(value))
            return
        if row is None:
            row = {"source": change.source, "amounts": {}, "total": None, "budget_programmes": []}
            measure["money"] = [*rows, row]
        place, key = (row, "total") if change.year == "total" else (row["amounts"], change.year)
        if place.get(key) != change.was:
            self._stale(("money", index, "was"), place.get(key), change.was)
        elif change.amount is None and key != "total":
            del place[key]
        else:
            place[key] = change.amount

    def add(self, subject: str, records: tuple[Tree, ...]) -> None:
        if records:
            name = LISTS[subject][0]
            self.tree[name] = [*self.tree[name], *records]

    def finish(self, amendment: Amendment) -> Edition:
        self.tree["number"] = amendment.number
        self.tree["act"] = amendment.act.model_dump()
        self.tree["illustrative"] = self.edition.illustrative or amendment.illustrative
        if self.faults:
            raise FaultyData(self.faults)
        try:
            edition = Edition.model_validate(self.tree)
        except ValidationError as error:
            raise FaultyData([self._refused(problem) for problem in error.errors()]) from None
        faults = edition_faults(edition, self.shown)
        if faults:
            raise FaultyData(faults)
        return edition

    def _refused(self, problem: Any) -> Fault:
        """A field that the amended edition cannot hold, as near to its change as can be said."""
        return declared.field_fault(problem, self.text, self.shown)

    def _stale(self, path: tuple[str | int, ...], stands: object, was: object) -> None:
        facts = {"stands": declared.safe(_plain(stands)), "was": declared.safe(_plain(was))}
        self.fault("stale_change", path, **facts)

    def _find(self, subject: str, code: str) -> tuple[list[Tree], Tree | None]:
        if subject == "row":
            for indicator in self.tree["indicators"]:
                rows = indicator["rows"] = list(indicator["rows"])
                for row in rows:
                    if row["code"] == code:
                        return rows, row
            return [], None
        name, key = LISTS[subject]
        records = self.tree[name] = list(self.tree[name])
        return records, next((record for record in records if str(record[key]) == code), None)


def _plain(value: Any) -> Any:
    """Values as they compare whatever wrote them: tuples as lists, numbers as Decimal."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(str(value))
    return value
