"""What the register says of many at once is what it says of each, for as many statements."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bagdar.core.origins import Origin
from bagdar.core.periods import Period, parse_days
from bagdar.registry import public
from bagdar.registry.rules import details, kinds
from tests.register import SCHOOL_YEAR, given, learning, organisation, person, territory

pytestmark = [pytest.mark.django_db, pytest.mark.database]
OCTOBER, SUMMER = date(2020, 10, 15), date(2021, 8, 1)


def record(kind: Any, id: Any, one: Any, days: Any = SCHOOL_YEAR, minute: int = 5) -> None:
    public.correct_fact(kind, id, one, days, **given(minute))


def family(count: int) -> tuple[UUID, list[UUID]]:
    """A parent and the children for whom they answer."""
    adult, children = person(1), [person(1, born_on=date(2014, 3, 1)) for _ in range(count)]
    for child in children:
        said = details.GuardianshipDetails(guardian_id=adult, kind="parent")
        record(kinds.GUARDIANSHIP, child, said)
    return adult, children


def statements(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        ask()
    return len(found)


def test_siblings_are_the_other_wards_of_the_same_guardians_and_cost_the_same_for_many():
    (_, three), (_, alone) = family(3), family(1)
    asked = [*three, *alone, person(1)]
    found = public.siblings_on(asked, OCTOBER)
    assert found == {one: frozenset(three) - {one} for one in three}
    assert public.siblings_on(asked, SUMMER) == {}
    one, many = (statements(lambda some=some: public.siblings_on(some, OCTOBER))
                 for some in (three[:1], asked))  # fmt: skip
    assert one == many == 2


def test_what_stands_of_many_is_what_stands_of_each_on_the_day():
    school, here, gone = organisation(1), person(1), person(1)
    public.enrol(here, learning(school, level="1", grade=1, group="1 А"), SCHOOL_YEAR, **given(2))
    said = details.ResidenceDetails(territory="711")
    record(kinds.RESIDENCE, here, said, Period(date(2020, 1, 1)))
    record(kinds.RESIDENCE, gone, said, parse_days("2019-01-01/2020-01-01"))
    assert public.said_on(kinds.RESIDENCE, [here, gone], OCTOBER) == {here: (said,)}
    [learns] = public.said_on(kinds.ENROLMENT, [here, gone], OCTOBER)[here]
    assert (learns.organisation_id, learns.grade) == (school, 1)
    [counted] = public.learners_counted([school], OCTOBER)[school].items()
    assert (counted[0].grade, counted[0].name, counted[1]) == (1, "1 А", 1)
    assert public.learners_counted([school], SUMMER) == {}


def test_ages_are_those_of_the_day_and_of_nobody_without_a_birth_date():
    child, unknown = person(1, born_on=date(2014, 9, 1)), person(1)
    ask = [child, unknown]
    assert public.ages_on(ask, OCTOBER, date(2020, 9, 1)) == {child: 6}
    assert public.ages_on(ask, OCTOBER, date(2020, 8, 31)) == {child: 5}


def test_a_territory_is_told_with_those_above_it_and_a_ring_of_them_ends():
    territory("1", ""), territory("12", "1"), territory("123", "12")
    territory("7", "8"), territory("8", "7")
    found = public.territories_on(["123", "7", "none"], OCTOBER)
    assert [one.code for one in found["123"]] == ["123", "12", "1"]
    assert [one.code for one in found["7"]] == ["7", "8"] and "none" not in found
    of_region = public.territories_of("KZ-11", OCTOBER, Origin.ILLUSTRATIVE)
    assert {one.code for one in of_region} == {"1", "12", "123", "7", "8"}
    assert public.territories_of("KZ-11", OCTOBER, Origin.REAL) == ()


def test_beds_that_are_held_are_those_given_on_the_day():
    house = organisation(1, type="college")
    for state in ("given", "given", "needed"):
        said = details.DormitoryDetails(organisation_id=house, state=state)
        record(kinds.DORMITORY, person(1), said)
    assert public.beds_held([house], OCTOBER) == {house: 2}
    assert public.beds_held([house], SUMMER) == {}
