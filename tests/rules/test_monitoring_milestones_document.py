"""docs/algorithms/milestones.md runs, and lists the statuses that there are."""

import doctest
import re
from pathlib import Path

from bagdar.monitoring.rules.dues import STATUSES

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "algorithms" / "milestones.md"


def test_the_example_in_the_document_gives_what_the_document_prints():
    run = doctest.testfile(str(DOCUMENT), module_relative=False, encoding="utf-8")
    assert run.attempted >= 9 and run.failed == 0


def test_the_document_lists_every_status():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert tuple(re.findall(r"^\| `(\w+)` \|", text, flags=re.M)) == STATUSES
