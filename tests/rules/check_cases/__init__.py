"""Pairs of editions for the rules of the check: one just inside a rule, one just outside."""

from dataclasses import dataclass

from bagdar.programme.rules.act import Edition


@dataclass(frozen=True)
class Case:
    """says: the promise; places: (table, row, column) of what the rule finds outside."""

    code: str
    says: str
    inside: Edition
    outside: Edition
    places: tuple[tuple[str, str, str], ...]


def case(
    code: str, says: str, inside: Edition, outside: Edition, *places: tuple[str, str, str]
) -> Case:
    return Case(code, says, inside, outside, places)
