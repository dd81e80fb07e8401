"""Who and what stands on a day, as it is said now and as it was said then."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from bagdar.core.origins import Origin
from bagdar.core.periods import Period, parse_days
from bagdar.registry import public
from bagdar.registry.rules import details, kinds
from bagdar.registry.rules.errors import NoSuchOrganisation, NoSuchPerson
from tests.register import IIN, OTHER_IIN, SCHOOL_YEAR, given, organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]
OCTOBER = date(2020, 10, 15)


def at(minute: int) -> Any:
    return given(minute)["at"]


def record(kind: Any, id: Any, one: Any, days: Any = SCHOOL_YEAR, minute: int = 5) -> None:
    public.correct_fact(kind, id, one, days, **given(minute))


def test_guardians_and_wards_until_the_day_before_the_eighteenth_birthday():
    child, adult = person(1, born_on=date(2005, 9, 1)), person(1)
    said = details.GuardianshipDetails(guardian_id=adult, kind="parent")
    record(kinds.GUARDIANSHIP, child, said, Period(date(2005, 9, 1)))
    [one] = public.guardians_on(child, OCTOBER)
    assert (one.details.guardian_id, one.details.kind) == (adult, "parent")
    for day, wards in (
        (date(2005, 9, 1), [child]), (date(2023, 8, 31), [child]), (date(2023, 9, 1), []),
    ):  # fmt: skip
        assert [one.whose for one in public.wards_on(adult, day)] == wards, day
    assert public.guardians_on(child, OCTOBER, known_at=at(4)) == ()
    assert public.wards_on(adult, OCTOBER, known_at=at(4)) == ()
    assert public.wards_on(child, OCTOBER) == public.guardians_on(adult, OCTOBER) == ()


def test_a_ward_without_a_birth_date_is_one_for_as_long_as_it_is_recorded():
    child, adult = person(1), person(1)
    said = details.GuardianshipDetails(guardian_id=adult, kind="guardian")
    record(kinds.GUARDIANSHIP, child, said, parse_days("2020-01-01/2040-01-01"))
    assert [one.whose for one in public.wards_on(adult, date(2039, 12, 31))] == [child]
    assert public.wards_on(adult, date(2040, 1, 1)) == ()


def test_groups_staff_and_condition_of_an_organisation():
    school, teacher = organisation(1), person(1)
    for name, grade in (("6 А", 6), ("5 Ә", 5), ("5 А", 5)):
        said = details.GroupDetails(name=name, level="2", grade=grade, language="kk", kind="class")
        record(kinds.GROUP, school, said)
    for subject in ("physics", "algebra"):
        said = details.PostDetails(
            organisation_id=school, position="teacher", subject=subject, workload=Decimal("0.5"),
            is_main=subject == "physics",
        )  # fmt: skip
        record(kinds.POST, teacher, said)
    record(kinds.CONDITION, school, details.ConditionDetails(capacity=600, shifts=2))
    record(kinds.CONDITION, school, details.ConditionDetails(capacity=650), minute=9)
    assert [one.details.name for one in public.groups_on(school, OCTOBER)] == ["5 А", "5 Ә", "6 А"]
    staff = public.staff_on(school, OCTOBER)
    assert [(one.whose, one.details.subject) for one in staff] == [
        (teacher, "algebra"), (teacher, "physics"),
    ]  # fmt: skip
    assert public.condition_on(school, OCTOBER).capacity == 650
    assert public.condition_on(school, OCTOBER, known_at=at(8)).capacity == 600
    assert public.condition_on(school, date(2021, 6, 1)) is None
    assert public.groups_on(school, OCTOBER, known_at=at(4)) == ()
    assert public.staff_on(school, date(2021, 6, 1)) == ()


def test_organisations_of_a_region_are_of_one_origin():
    here = organisation(1, name_kk="Б", region="KZ-75")
    first = organisation(1, name_kk="А", region="KZ-75")
    organisation(1, region="KZ-11")
    organisation(1, Origin.REAL, region="KZ-75")
    found = public.organisations_of_region("KZ-75", OCTOBER, origin=Origin.ILLUSTRATIVE)
    assert [one.whose for one in found] == [first, here]
    assert public.organisations_of_region("KZ-75", OCTOBER, at(0)) == ()


def test_people_are_found_by_many_numbers_at_once():
    one, two = person(1, iin=IIN), person(1, iin=OTHER_IIN)
    asked = [IIN, OTHER_IIN, *(f"{number:012}" for number in range(2000))]
    assert public.people_by_iin(asked, Origin.ILLUSTRATIVE) == {IIN: one, OTHER_IIN: two}
    assert public.people_by_iin(asked) == public.people_by_iin([], Origin.ILLUSTRATIVE) == {}


def test_who_is_not_there_is_told():
    for ask in (public.guardians_on, public.wards_on):
        with pytest.raises(NoSuchPerson):
            ask(uuid4(), OCTOBER)
    for ask in (public.groups_on, public.staff_on, public.condition_on):
        with pytest.raises(NoSuchOrganisation):
            ask(uuid4(), OCTOBER)


def test_a_person_is_found_by_the_name_in_another_script():
    id = person(1, other_name="Mysalova Assel")
    found = public.find_people("Assel Mysalova", Origin.ILLUSTRATIVE)
    assert [one.person_id for one in found] == [id]
