"""The documents of evaluation and forecast say what the code does."""

import doctest
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["evaluation", "forecast"])
def test_the_examples_of_the_document_run(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    document = str(ROOT / "docs" / "algorithms" / f"{name}.md")
    run = doctest.testfile(document, module_relative=False, encoding="utf-8")
    assert run.attempted >= 5
    assert run.failed == 0


def test_the_back_test_s_figures_in_the_document_are_those_that_were_measured():
    said = (ROOT / "docs" / "algorithms" / "forecast.md").read_text(encoding="utf-8")
    found = json.loads((ROOT / "benchmarks" / "results" / "forecast.json").read_text())["results"]
    names = {"ours", "last value", "straight line (OLS)"}
    for world, by_points in found["worlds"].items():
        if f"**{world}**" not in said:
            continue
        lines = said.partition(f"| **{world}**")[2].split("\n| **")[0].splitlines()
        for name, one in by_points["3"].items():
            if name not in names:
                continue
            line = next(line for line in lines if line.removeprefix(": ").startswith(name)
                        or line.startswith(f"| {name} "))  # fmt: skip
            shares = [
                f"{round(one[key] * 100, 1):.1f}".removesuffix(".0") if one[key] == 1
                else f"{one[key] * 100:.1f}" for key in ("coverage_80", "coverage_95")
            ]  # fmt: skip
            expected = [f"{one['mean_error']:.1f}", *(f"{s} %" for s in shares),
                        f"{one['brier']:.3f}"]  # fmt: skip
            assert [cell.strip() for cell in line.strip("| ").split("|")[1:]] == expected
