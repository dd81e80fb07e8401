"""The phrases under which the catalogue says a contract: headings, help, what is wrong, what to do.

A finding is said by the code that a check gave it: `fault(table, column, code)`.
"""

from decimal import Decimal

from bagdar.core.errors import Phrase
from bagdar.warehouse.tables.contract import Column, Table


def name_of(table: Table) -> Phrase:
    return Phrase(f"table.{table.name}")


def heading(column: Column) -> Phrase:
    return Phrase(f"column.{column.name}")


def help_of(column: Column) -> Phrase:
    """One sentence: what to write, with the unit."""
    return Phrase(f"column_help.{column.name}")


def fault(table: Table, column: str, code: str) -> Phrase:
    """What is wrong, for the code of a finding in a column."""
    found = table[column]
    return Phrase(f"rule.{_key(found, code)}", _facts(found, code))


def remedy(table: Table, column: str, code: str) -> Phrase:
    """What to do next."""
    return Phrase(f"remedy.{_key(table[column], code)}")


def _key(column: Column, code: str) -> str:
    if code == "kind":
        return f"kind_{column.kind}"
    if code == "range" and column.least is None:
        return "range_most"
    if code == "range" and column.most is None:
        return "range_least"
    return code


def _facts(column: Column, code: str) -> dict[str, object]:
    bounds = {"least": column.least, "most": column.most}
    if code == "range":
        return {name: _plain(bound) for name, bound in bounds.items() if bound is not None}
    return {"longest": column.longest} if code == "long" else {}


def _plain(bound: Decimal) -> int | Decimal:
    return int(bound) if bound == bound.to_integral_value() else bound
