"""How a rule of the check is declared: a code, a severity, and a function whose docstring says
how the act is read.

    @rule("unit_without_money", "warning")
    def unit_without_money(edition: Edition) -> Iterator[Hit]:
        \"\"\"A measure that prints a money unit prints money too.\"\"\"
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.check.finding import Finding, Severity, Table, Where


@dataclass(frozen=True)
class Hit:
    """A finding before its rule has put its code and severity on it."""

    where: Where
    printed: str | None
    expected: str | None
    facts: dict[str, object]


def hit(
    table: Table,
    row: str,
    column: str,
    *,
    printed: str | None = None,
    expected: str | None = None,
    **facts: object,
) -> Hit:
    return Hit(Where(table, row, column), printed, expected, facts)


Find = Callable[[Edition], Iterator[Hit]]


@dataclass(frozen=True)
class Rule:
    """One rule; call it with an edition. reading: how the rule reads the act, in English."""

    code: str
    severity: Severity
    reading: str
    find: Find

    def __call__(self, edition: Edition) -> Iterator[Finding]:
        for found in self.find(edition):
            yield Finding(
                code=self.code,
                severity=self.severity,
                where=found.where,
                printed=found.printed,
                expected=found.expected,
                facts=found.facts,
            )


def rule(code: str, severity: Severity) -> Callable[[Find], Rule]:
    def declare(find: Find) -> Rule:
        reading = inspect.getdoc(find)
        assert reading, f"{code} does not say how it reads the act"
        return Rule(code, severity, reading, find)

    return declare
