"""docs/algorithms/borders.md runs."""

import doctest
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "algorithms" / "borders.md"


def test_the_examples_in_the_document_give_what_the_document_prints():
    run = doctest.testfile(str(DOCUMENT), module_relative=False, encoding="utf-8")
    assert run.attempted >= 8 and run.failed == 0
