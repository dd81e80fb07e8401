"""docs/algorithms/check.md runs, and lists the rules that there are."""

import doctest
import re
from pathlib import Path

from bagdar.programme.rules.check import RULES

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "algorithms" / "check.md"


def test_the_example_in_the_document_gives_what_the_document_prints() -> None:
    run = doctest.testfile(str(DOCUMENT), module_relative=False, encoding="utf-8")
    assert run.attempted >= 4 and run.failed == 0


def test_the_document_lists_every_rule_with_its_severity() -> None:
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    rows = [re.match(r"\| `(\w+)` \| (\w+) \|", line) for line in lines]
    listed = [(row[1], row[2]) for row in rows if row]
    assert listed == [(rule.code, rule.severity) for rule in RULES]
