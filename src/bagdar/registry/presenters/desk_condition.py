"""The condition of an organisation: the answers first, then every cell beside an earlier day."""

from datetime import date
from decimal import Decimal
from typing import Any

from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import t
from bagdar.registry.presenters.desk_lists import name_of, number
from bagdar.registry.queries.declared import lists
from bagdar.registry.rules.details import ConditionDetails
from bagdar.registry.rules.kinds import CONDITION
from bagdar.warehouse.tables.contract import Column as Cell
from bagdar.warehouse.tables.contract import Kind

FIRST = ("capacity", "shifts", "internet_mbit")


def answers(now: ConditionDetails | None) -> list[Answer]:
    """The capacity, the shifts, the internet, and how many cells say nothing."""
    said = CONDITION.written(now) if now else {}
    missing = sum(1 for one in CONDITION.columns if said.get(one.name) in (None, ""))
    found = []
    for name in FIRST:
        value = said.get(name)
        shown = t("registry_desk.condition.unknown") if value is None else _plain(value)
        found.append(Answer(t(f"column.{name}"), shown))
    label = t("registry_desk.condition.missing")
    return [*found, Answer(label, number(missing), tone="gold" if missing else "")]


def _plain(value: Any) -> str:
    return number(value) if isinstance(value, int) else f"{Decimal(value).normalize():f}"


def table(
    now: ConditionDetails | None, before: ConditionDetails | None, on: date, then: date
) -> Table:
    columns = [
        Column("what", t("registry_desk.column.what"), wide=True),
        Column("now", t("registry_desk.column.on_day", on=on)),
        Column("then", t("registry_desk.column.on_day", on=then)),
        Column("difference", t("registry_desk.column.difference")),
    ]
    said, was = (CONDITION.written(one) if one else {} for one in (now, before))
    rows = []
    for column in CONDITION.columns:
        first, second = said.get(column.name), was.get(column.name)
        differs = (first or None) != (second or None) and now is not None and before is not None
        rows.append(
            {
                "what": t(f"column.{column.name}"),
                "now": _shown(column, first),
                "then": _shown(column, second),
                "difference": Mark(t("registry_desk.condition.changed"), "gold")
                if differs
                else None,
            }
        )
    return Table("condition", t("registry_desk.condition.table"), columns, rows, find=False)


def _shown(column: Cell, value: Any) -> object:
    if value is None or value == "":
        return None
    if column.kind is Kind.CODE:
        return name_of(lists()[column.codes], value)
    if column.kind is Kind.YES_NO:
        return t("registry_desk.yes") if value else t("registry_desk.no")
    return _plain(value)
