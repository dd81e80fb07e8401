"""The nation is what its calibration says, within what chance allows at its size."""

import csv
import shutil
from math import sqrt
from pathlib import Path

import pytest

from bagdar.core.errors import FaultyData
from bagdar.simulate.declared import read_nation
from bagdar.simulate.measuring import Measured, Measures
from bagdar.simulate.settings import Settings
from bagdar.warehouse.tables.registry import TABLES
from tests.rules.nation import DATA, LARGER, table

DEVIATIONS = 4.0  # of chance; what is beyond happens once in sixteen thousand draws
# Of organisations that count as one draw each although many learners share them, and of what hangs
# on few large organisations.
ROUGH = {"condition.equipped_rooms": 0.04, "staff.pay_ratio": 0.01}
COUNTS = {
    "organisations.kindergartens": 0.02,
    "organisations.private_kindergartens": 0.12,
    "organisations.small_schools": 0.03,
    "organisations.hub_schools": 1.0,
    "organisations.hub_schools_boarding": 1.5,
    "staff.educators": 0.03,
    "activity.zhas_sarbaz": 0.25,
    "dormitory.beds_created": 2.5,
}


def measured(of: Settings, year: int) -> dict[str, Measured]:
    tables = {name: table(name, of).lazy() for name in TABLES}
    pay = read_nation(DATA).figure("economy.average_pay", year)
    return Measures(tables, year, of.scale, pay).all()


@pytest.fixture(scope="module")
def of_2018() -> dict[str, Measured]:
    return measured(LARGER, 2018)


def tolerance(code: str, value: float, one: Measured) -> float:
    if code in COUNTS:
        return COUNTS[code] * max(value, 1.0)
    return DEVIATIONS * sqrt(max(value * (1 - value), 0.001) / max(one.of, 1)) + ROUGH.get(
        code, 0.004
    )


def test_every_figure_of_2018_holds_within_what_chance_allows(of_2018: dict[str, Measured]):
    nation = read_nation(DATA)
    far = {
        code: (round(one.value, 4), nation.figure(code), one.of)
        for code, one in of_2018.items()
        if not code.startswith("learners.")
        and abs(one.value - nation.figure(code)) > tolerance(code, nation.figure(code), one)
    }
    assert far == {}


def test_every_figure_of_the_act_is_measured(of_2018: dict[str, Measured]):
    indicators = {one.code for one in read_nation(DATA).calibration.figure if one.indicator}
    assert indicators - set(of_2018) == {"preschool.readiness"}  # in its first spring, below


def test_readiness_for_school_holds_in_the_first_spring_that_is_told():
    tables = {"result": table("result", LARGER).lazy()}
    [(code, one)] = Measures(tables, 2019, LARGER.scale, 1).readiness().items()
    declared = read_nation(DATA).figure(code, 2019)
    assert abs(one.value - declared) < tolerance(code, declared, one)
    assert Measures(tables, 2018, LARGER.scale, 1).readiness() == {}


def test_the_figures_of_the_act_are_those_of_its_declared_indicators():
    path = DATA / "programme" / "kz-2020-2025" / "targets.csv"
    with path.open(encoding="utf-8", newline="") as file:
        printed = {
            row["indicator"]: row for row in csv.DictReader(file)
            if row["table"] == "body" and row["year"] == "2018"
        }  # fmt: skip
    for figure in read_nation(DATA).calibration.figure:
        if figure.indicator:
            row, first = printed[figure.indicator], figure.values[0]
            unit = 100 if figure.unit == "share" else 1
            assert (first.year, first.as_published) == (2018, row["printed"])
            assert first.value * unit == pytest.approx(float(row["value"]))


def test_there_are_about_five_and_a_half_million_learners(of_2018: dict[str, Measured]):
    learners = {code: one.value for code, one in of_2018.items() if code.startswith("learners.")}
    assert sum(learners.values()) == pytest.approx(5_650_000, rel=0.03)
    assert learners["learners.university"] * of_2018["university.foreign_students"].value == (
        pytest.approx(read_nation(DATA).figure("university.foreign_students_count"), rel=0.1)
    )


def test_values_without_a_source_in_the_act_say_that_they_are_illustrative():
    file = read_nation(DATA).calibration
    for one in (value for figure in file.figure for value in figure.values):
        from_act = one.source in ("act_indicators", "act_text")
        assert from_act or file.sources[one.source].startswith("illustrative")
        assert bool(one.as_published) <= from_act


def test_a_calibration_that_is_wrong_is_refused_with_every_fault(tmp_path: Path):
    shutil.copytree(DATA / "simulate", tmp_path / "simulate")
    shutil.copytree(DATA / "territories", tmp_path / "territories")
    path = tmp_path / "simulate" / "calibration.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("value = 0.771", "value = 77.1", 1).replace(
        'source = "path" }', 'source = "hearsay" }', 1), encoding="utf-8")  # fmt: skip
    with pytest.raises(FaultyData) as refused:
        read_nation(tmp_path)
    assert len(refused.value.faults) == 2
