"""Doubtful records: what is told, and what is left alone. What is declared for readers."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from bagdar.core.errors import FaultyData
from bagdar.core.names import Name
from bagdar.core.national_ids import Iin
from bagdar.registry.rules.declared_reading import purposes, reading_rule
from bagdar.registry.rules.doubts import Doubt, Learning, doubts, has_age_of_level

ROOT = Path(__file__).resolve().parents[2]
ONE, OTHER, SCHOOL, COLLEGE = (UUID(int=number) for number in range(1, 5))
NAME = Name("Мысалова", "Әсел")
BORN = date(2005, 9, 1)  # as the digits of the number below say


def learner(person: UUID = ONE, at: UUID = SCHOOL, **more: object) -> Learning:
    said: dict[str, object] = {"name": NAME, "born_on": BORN, "iin": Iin("050901550006"), **more}
    level = str(said.pop("level", "2"))
    return Learning(person, at, level, date(2018, 9, 1), **said)  # type: ignore[arg-type]


def told(*learners: Learning) -> list[tuple[str, int]]:
    return [(one.doubt.value, one.person_id.int) for one in doubts(learners)]


def test_a_record_that_agrees_with_itself_is_left_alone():
    assert told(learner()) == []


def test_a_number_that_disagrees_or_is_missing_is_told():
    assert told(learner(born_on=date(2005, 9, 2))) == [("iin_disagrees", 1)]
    assert told(learner(sex="female")) == [("iin_disagrees", 1)]
    assert told(learner(iin=None)) == [("no_iin", 1)]


def test_two_people_of_one_name_in_any_script_and_one_birth_date_are_both_told():
    latin = learner(OTHER, name=Name("Mysalova", "Äsel"), iin=None)
    assert [one for one in told(learner(), latin) if one[0] == "twice"] == [
        ("twice", 1),
        ("twice", 2),
    ]
    assert told(learner(), learner(OTHER, born_on=date(2005, 9, 2))) == [("iin_disagrees", 2)]


def test_one_person_at_one_level_in_two_organisations_is_told_once_for_each():
    found = doubts([learner(), learner(at=COLLEGE), learner(at=COLLEGE)])
    assert [(one.doubt, one.organisation_id) for one in found] == [
        (Doubt.TWO_PLACES, SCHOOL),
        (Doubt.TWO_PLACES, COLLEGE),
    ]
    assert told(learner(), learner(at=COLLEGE, level="3", born_on=BORN)) == [("age_of_level", 1)]


def test_the_age_of_a_level_has_bounds_on_both_sides():
    assert has_age_of_level(date(2009, 9, 1), date(2018, 9, 1), "2")
    assert not has_age_of_level(date(2009, 9, 2), date(2018, 9, 1), "2")
    assert has_age_of_level(date(2000, 9, 1), date(2018, 9, 1), "2")
    assert not has_age_of_level(date(1999, 9, 1), date(2018, 9, 1), "2")
    assert has_age_of_level(None, date(2018, 9, 1), "2")


def test_the_day_by_which_learners_are_recorded_lies_in_its_academic_year():
    declared = reading_rule(ROOT / "data").reporting
    assert declared.due_on(2020) == date(2020, 10, 5)
    assert declared.model_copy(update={"month": 2}).due_on(2020) == date(2021, 2, 5)


def test_purposes_are_declared_once_each_and_a_faulty_file_is_refused(tmp_path: Path):
    assert "child_protection" in purposes(ROOT / "data")
    folder = tmp_path / "registry"
    folder.mkdir()
    line = "court,a,b,c,illustrative: example\n"
    (folder / "purposes.csv").write_text("code,kk,ru,en,source\n" + line + line, encoding="utf-8")
    with pytest.raises(FaultyData) as refused:
        purposes(tmp_path)
    assert [(one.code, one.line) for one in refused.value.faults] == [("duplicate", 3)]
    with pytest.raises(FaultyData):
        reading_rule(tmp_path)
