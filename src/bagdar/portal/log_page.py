"""The log as a page shows it: where it stands, and who else has seen that."""

from typing import Any

from bagdar.core.languages import format_instant, format_number
from bagdar.look.tables import Column, Table
from bagdar.look.words import current_language, t
from bagdar.notary.public import Standing


def facts(found: Standing) -> list[tuple[Any, ...]]:
    """Label and value of what is published."""
    language, checkpoint = current_language(), found.state.checkpoint
    spoken = max(found.state.witnesses.values(), default=None)
    rows: list[tuple[Any, ...]] = [
        (t("log.origin"), checkpoint.origin),
        (t("log.size"), format_number(checkpoint.size, language)),
        (t("log.root"), checkpoint.root.hex()),
        (t("log.waiting"), format_number(found.waiting, language)),
    ]
    if spoken is not None and found.quorum_at:
        rows.append((t("log.quorum_at"), format_instant(found.quorum_at, language)))
    return rows


def witnesses(found: Standing) -> Table:
    language = current_language()
    rows = [
        {
            "name": one.key_name,
            "cosigned": one.cosigned_at and format_instant(one.cosigned_at, language),
            "spoke": one.spoke_at and format_instant(one.spoke_at, language),
        }
        for one in found.witnesses
    ]
    return Table(
        name="witnesses",
        title=t("log.witnesses"),
        columns=(
            Column("name", t("log.witness")),
            Column("cosigned", t("log.cosigned_at")),
            Column("spoke", t("log.spoke_at")),
        ),
        rows=rows,
        empty=t("log.witnesses.none"),
    )
