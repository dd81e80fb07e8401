"""docs/algorithms/trajectory.md runs."""

import doctest
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "algorithms" / "trajectory.md"


def test_the_example_in_the_document_gives_what_the_document_prints():
    run = doctest.testfile(str(DOCUMENT), module_relative=False, encoding="utf-8")
    assert run.attempted >= 11 and run.failed == 0
