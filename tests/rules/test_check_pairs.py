"""Each rule of the check has a pair: an edition just inside it, and one just outside."""

import pytest

from bagdar.programme.rules.check import RULES
from tests.rules.check_cases import Case, plan, sums, tables, targets

CASES: list[Case] = [*sums.CASES, *targets.CASES, *tables.CASES, *plan.CASES]
BY_CODE = {rule.code: rule for rule in RULES}


def _places(code: str, edition: object) -> list[tuple[str, str, str]]:
    found = [finding.where for finding in BY_CODE[code](edition)]  # type: ignore[arg-type]
    return [(where.table, where.row, where.column) for where in found]


@pytest.mark.parametrize("one", CASES, ids=lambda one: f"{one.code}: {one.says}")
def test_a_rule_is_silent_just_inside_and_speaks_just_outside(one: Case) -> None:
    assert _places(one.code, one.inside) == []
    assert _places(one.code, one.outside) == list(one.places)


def test_every_rule_has_its_pair() -> None:
    assert sorted(one.code for one in CASES) == sorted(BY_CODE)


def test_no_two_rules_share_a_code() -> None:
    assert len(BY_CODE) == len(RULES)


def test_every_rule_says_how_it_reads_the_act() -> None:
    assert all(rule.reading.rstrip().endswith((".", ").")) for rule in RULES)
