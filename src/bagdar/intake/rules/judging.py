"""What a contract says of rows, as findings: for one record here, for whole files in `queries`.

Cells were read as their columns declare them before; a cell that is wrong already gives no second
finding, as an empty one or in a rule. Nothing here repeats what stands in a cell.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from uuid import UUID

from bagdar.core.names import flag
from bagdar.core.national_ids import read_bin, read_iin, verdict_phrase
from bagdar.intake.rules.forms import Form
from bagdar.intake.rules.nouns import Finding, Row
from bagdar.warehouse.tables import one_row, words
from bagdar.warehouse.tables.contract import Column, Kind, Severity

Codes = Mapping[str, Collection[str]]
Told = tuple[str, str, Severity]  # column, code, severity: as a check of the contract gives it
NAMES = frozenset(
    f"{whose}{part}" for whose in ("", "guardian_") for part in ("family", "given", "patronymic")
)


def judged_record(row: Row, form: Form, codes: Codes) -> Row:
    """One record, as a page or a system gives it."""
    return judged_row(row, form, one_row.findings(row.values, form.table, codes))


def judged_row(row: Row, form: Form, told: Iterable[Told]) -> Row:
    """A row with what a check of the contract told of it, and with what only names can tell."""
    wrong = {one.column for one in row.findings}
    found = [
        _finding(row, form, column, code, severity)
        for column, code, severity in told
        if not wrong & _asked(form, column, code)
    ]
    return row.found([*found, *_of_cells(row, form)])


def _asked(form: Form, column: str, code: str) -> set[str]:
    """The columns that a finding is about."""
    named = (one.test.columns for one in form.table.rules if one.code == code)
    return {column}.union(*named)


def _finding(row: Row, form: Form, column: str, code: str, severity: Severity) -> Finding:
    if code.endswith("_check_digit"):
        read = read_iin if form.table[column].kind is Kind.IIN else read_bin
        phrase = verdict_phrase(read(row.values[column]).verdict)
        return Finding(column, phrase.key, facts=phrase.facts)
    said, remedy = words.fault(form.table, column, code), words.remedy(form.table, column, code)
    return Finding(column, said.key, remedy.key, said.facts, severity)


def _of_cells(row: Row, form: Form) -> Iterator[Finding]:
    for column in form.columns:
        value = row.values.get(column.name)
        if value is None:
            continue
        if column.name in NAMES:
            yield from _of_name(column, value)
        elif column.kind is Kind.REFERENCE and column.to != "territory" and not _is_id(value):
            yield _of_cell(column, "identifier")


def _of_cell(column: Column, code: str) -> Finding:
    key = f"intake.cell.{code}"
    return Finding(column.name, key, f"{key}.remedy")


def _of_name(column: Column, value: str) -> Iterator[Finding]:
    """The first letter that deceives: a name is stored as given, so it only warns."""
    for one in flag(value)[:1]:
        phrase = one.phrase
        yield Finding(column.name, phrase.key, facts=phrase.facts, severity=Severity.WARNS)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
