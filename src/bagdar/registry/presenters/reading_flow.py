"""A cohort's fates as a table and as a flow; what is hidden is hidden in both."""

from decimal import Decimal

from bagdar.core.languages import format_number
from bagdar.look.charting import Node, Ribbon, flow
from bagdar.look.charts import Chart
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.look.words import current_language, t
from bagdar.registry.rules.flows import Disclosed, Hidden


def shown_count(count: int | Hidden, least: int) -> str:
    if count is Hidden.SMALL:
        return t("reading.flow.small", least=least)
    if count is Hidden.BESIDE:
        return t("reading.flow.beside")
    return format_number(int(count), current_language())


def answers(found: Disclosed, least: int) -> list[Answer]:
    return [
        Answer(t("reading.flow.cohort"), shown_count(found.total, least)),
        Answer(t("reading.flow.hidden"), str(len(found.hidden))),
    ]


def table(found: Disclosed, least: int) -> Table:
    columns = [
        Column("fate", t("reading.column.fate"), wide=True),
        Column("people", t("reading.column.people")),
        Column("share", t("reading.column.share"), "number", unit="%", places=1),
    ]
    rows = [
        {
            "fate": t(f"reading.fate.{fate.value}"),
            "people": shown_count(count, least),
            "share": _share(count, found.total),
        }
        for fate, count in found.cells.items()
    ]
    note = t("reading.flow.note", least=least)
    return Table("flow", t("reading.flow.table"), columns, rows, note=note, find=False)


def _share(count: int | Hidden, total: int | Hidden) -> Decimal | None:
    if isinstance(count, Hidden) or isinstance(total, Hidden):
        return None
    return Decimal(count) / Decimal(total) * 100


def chart(found: Disclosed, cohort: str) -> Chart | None:
    """From the cohort to its fates; what is hidden is one ribbon. None where nothing is shown."""
    if isinstance(found.total, Hidden):
        return None
    shown = {one: count for one, count in found.cells.items() if not isinstance(count, Hidden)}
    if not any(shown.values()):
        return None
    rest = found.total - sum(shown.values())
    ribbons = [Ribbon(("cohort", one.value), Decimal(count)) for one, count in shown.items()]
    fates = [Node(one.value, t(f"reading.fate.{one.value}")) for one in shown]
    if rest:
        ribbons.append(Ribbon(("cohort", "hidden"), Decimal(rest)))
        fates.append(Node("hidden", t("reading.flow.together")))
    return flow(
        "flow-picture",
        t("reading.flow.chart"),
        ribbons,
        nodes=[[Node("cohort", cohort)], fates],
        column_titles=[t("reading.flow.cohort"), t("reading.column.fate")],
        unit=t("reading.flow.unit"),
    )
