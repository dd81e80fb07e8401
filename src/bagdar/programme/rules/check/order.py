"""The order of findings: the act's own."""

from collections.abc import Iterable

from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.check.finding import TABLES, Finding


def in_order(edition: Edition, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by table, by row as the act has it (rows it does not have go last), by column."""
    rows = _rows(edition)
    last = len(rows)

    def position(finding: Finding) -> tuple[int, int, str, str, str]:
        where = finding.where
        place = rows.get(where.row, last)
        return TABLES.index(where.table), place, where.row, where.column, finding.code

    return tuple(sorted(findings, key=position))


def _rows(edition: Edition) -> dict[str, int]:
    """Row code → its place; codes of different kinds never meet within one table."""
    codes: list[str] = ["-", "all"]
    codes += [f"clause {clause.number}" for clause in edition.passport.clauses]
    codes += [f"legal basis {n}" for n, _ in enumerate(edition.passport.legal_bases, start=1)]
    for goal in edition.goals:
        codes.append(goal.code)
        for task in edition.tasks:
            if task.goal == goal.code:
                codes.append(task.code)
                codes += [sub.code for sub in edition.subtasks if sub.task == task.code]
    for indicator in edition.indicators:
        codes += [indicator.code, *(row.code for row in indicator.rows)]
    codes += [measure.code for measure in edition.measures]
    codes += [row.source for row in edition.totals.rows] if edition.totals else []
    codes += [entry.printed for entry in edition.abbreviations]
    codes += [body.code for body in edition.bodies]
    return {code: place for place, code in reversed(list(enumerate(codes)))}
