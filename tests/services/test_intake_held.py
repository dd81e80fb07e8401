"""Who learns full-time in another organisation is taken in, and described by that one alone."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from bagdar.intake.queries import planning
from bagdar.registry import models as register
from tests.pupils import pupils, to_csv
from tests.register import organisation
from tests.services.intake_tools import delivered, school, told, tried

pytestmark = [pytest.mark.django_db, pytest.mark.database]
OTHERWISE = {"family": "Басқаша", "patronymic": "Басқа", "citizenship": "RU"}


@pytest.fixture
def there() -> UUID:
    """A school that has one pupil full-time."""
    found = organisation(minute=9)
    delivered(to_csv([row()]), found)
    return found


def row(**changed: Any) -> dict[str, Any]:
    one = pupils(5)[4].cells
    return {**one, **changed}


def part_time(**changed: Any) -> dict[str, Any]:
    """The same pupil beside that: at a level of another place."""
    return row(form="part_time", local_number="B-1", **changed)


def people() -> list[dict[str, Any]]:
    return list(register.PersonFact.objects.order_by("pk").values())


def test_the_enrolment_goes_in_and_the_details_stay_and_are_named(there: UUID):
    here, before = school(), people()
    given = part_time(**OTHERWISE)
    content = to_csv([given], columns=list(given))
    trial = tried(content, here)
    one = delivered(content, here)
    differ = [
        (2, name, "intake.held_elsewhere") for name in ("family", "patronymic", "citizenship")
    ]
    for found in (trial, one):
        assert (found.counts.taken, found.counts.refused, found.counts.warned) == (1, 0, 1)
        assert [line for line in told(found, refused=False) if "held" in line[2]] == differ
    assert people() == before
    assert register.Enrolment.objects.filter(organisation_id=here).count() == 1


def test_a_birth_date_that_differs_is_named_too(there: UUID):
    before = people()
    one = delivered(to_csv([part_time(born_on="2013-01-01")]), school())
    assert (2, "born_on", "intake.held_elsewhere") in told(one, refused=False)
    assert people() == before


def test_what_agrees_is_no_finding(there: UUID):
    here, before = school(), people()
    one = delivered(to_csv([part_time()]), here)
    assert (one.counts.taken, told(one, refused=False), people()) == (1, [], before)


def test_the_organisation_that_has_the_person_corrects(there: UUID):
    one = delivered(to_csv([row(family="Түзетілген")]), there, day=1)
    assert (one.counts.taken, told(one, refused=False)) == (1, [])
    [known] = register.PersonFact.objects.filter(register.CURRENT)
    assert known.family == "Түзетілген"


def test_who_has_left_there_is_described_by_whoever_comes_next(there: UUID):
    left = {"local_number": row()["local_number"], "level": row()["level"],
            "left_on": "2025-01-15", "leaving_reason": "other"}  # fmt: skip
    gone = delivered(to_csv([left], columns=list(left)), there, "leavings")
    assert (gone.counts.taken, told(gone)) == (1, [])
    here = school()
    one = delivered(to_csv([row(family="Түзетілген", valid_from="2025-01-20")]), here)
    assert (one.counts.taken, told(one, refused=False)) == (1, [])
    known = register.PersonFact.objects.filter(register.CURRENT).latest("valid_from")
    assert known.family == "Түзетілген"


def test_staff_of_ours_who_learn_elsewhere_are_described_there(there: UUID):
    here, before = school(), people()
    post = {
        "local_number": "T-9", "iin": row()["iin"], "family": "Басқаша", "given": row()["given"],
        "position": "assistant", "workload": "0,5", "is_main": "жоқ", "valid_from": "2024-10-01",
    }  # fmt: skip
    one = delivered(to_csv([post], columns=list(post)), here, "staff")
    assert one.counts.taken == 1
    assert ("family", "intake.held_elsewhere") in [line[1:] for line in told(one, refused=False)]
    assert people() == before


def test_without_the_question_another_school_would_rewrite_the_pupil(
    there: UUID, monkeypatch: pytest.MonkeyPatch
):
    """The negative control."""
    monkeypatch.setattr(planning, "held_elsewhere", lambda *asked: frozenset())
    delivered(to_csv([part_time(born_on="2013-01-01")]), school())
    found = register.PersonFact.objects.filter(register.CURRENT).latest("valid_from")
    assert found.born_on == date(2013, 1, 1)


@pytest.mark.parametrize(("is_dual", "refused"), [("жоқ", 0), ("иә", 1)])
def test_no_dual_training_may_be_said_of_a_school_and_only_yes_needs_a_college(
    is_dual: str, refused: int
):
    given = row(is_dual=is_dual, level="2", grade="5")
    one = tried(to_csv([given], columns=list(given)), school())
    assert one.counts.refused == refused
    assert told(one) == [(2, "is_dual", "rule.dual_in_college")][:refused]
