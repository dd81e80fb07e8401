"""What docs/algorithms/admissions.md shows is what happens."""

import doctest
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "algorithms" / "admissions.md"


def test_the_examples_of_the_document_are_true():
    found = doctest.testfile(str(DOCUMENT), module_relative=False, verbose=False)
    assert found.attempted > 20 and found.failed == 0
