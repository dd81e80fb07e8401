"""docs/explanation/simulation.md runs."""

import doctest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_examples_in_the_document_give_what_the_document_prints(monkeypatch):
    monkeypatch.chdir(ROOT)  # the document reads data/ as somebody at a terminal would
    page = ROOT / "docs" / "explanation" / "simulation.md"
    run = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert run.attempted >= 9 and run.failed == 0
