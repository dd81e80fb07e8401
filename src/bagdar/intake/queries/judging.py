"""The rows of a file held against their form's contract, over whole columns."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from bagdar.intake.queries import declared
from bagdar.intake.rules.forms import Form
from bagdar.intake.rules.judging import Told, judged_row
from bagdar.intake.rules.nouns import Row
from bagdar.warehouse.public import check_typed, schema
from bagdar.warehouse.tables.contract import Severity, Table


def judged(rows: Sequence[Row], form: Form) -> tuple[Row, ...]:
    """Every row with what was found in it."""
    told = _told(rows, form.table)
    return tuple(judged_row(one, form, told.get(place, ())) for place, one in enumerate(rows))


def _told(rows: Sequence[Row], table: Table) -> Mapping[int, Sequence[Told]]:
    """What the contract says, by the place of the row."""
    if not rows:
        return {}
    frame = pl.DataFrame(
        {one.name: [_plain(row.values.get(one.name)) for row in rows] for one in table.columns},
        schema=schema(table),
        strict=False,
    )
    checked = check_typed(frame, table, codes=declared.codes_of(table), rows_from=0)
    found: dict[int, list[Told]] = {}
    for row, column, code, severity in checked.findings.select(
        "row", "column", "code", "severity"
    ).iter_rows():
        found.setdefault(row, []).append((column, code, Severity(severity)))
    return found


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
