"""Classes are opened, renamed with their pupils, closed when empty; promoting opens others."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from bagdar.core.periods import Period, parse_days
from bagdar.registry import models
from bagdar.registry.queries import classes as queries
from bagdar.registry.queries.organisations import enrolments_on
from bagdar.registry.queries.promoting import Asked
from bagdar.registry.rules.classes import (
    ClassExists,
    ClassHasLearners,
    ClassNameNeeded,
    NoSuchClass,
)
from bagdar.registry.rules.details import GroupDetails
from bagdar.registry.rules.errors import FaultyFact
from bagdar.registry.rules.promoting import Choice, ClassKey, Fate
from bagdar.registry.services.classes import change_class, close_class, open_class
from bagdar.registry.services.enrolments import enrol
from bagdar.registry.services.promoting import promote
from tests.access_tools import everything
from tests.register import given, learning, organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

YEAR = parse_days("2020-09-01/2021-09-01")
WINTER, DAY = date(2021, 1, 11), date(2021, 9, 1)
FIFTH, SIXTH = ClassKey("2", 5, "5 А"), ClassKey("2", 6, "6 А")
SAID = GroupDetails(name="5 А", level="2", grade=5, language="kk", kind="class", places=25)


@pytest.fixture
def school() -> Any:
    return organisation(1)


@pytest.fixture
def pupils(school: UUID) -> list[UUID]:
    open_class(school, SAID, YEAR, **given(1))
    found = [person(1, given=f"Мысал{n}") for n in range(3)]
    for one in found:
        enrol(one, learning(school, language="kk"), Period(YEAR.start), **given(2))
    return found


def names(school: UUID, on: date) -> list[tuple[str, int, bool]]:
    found = queries.classes_on(school, on)
    return [(one.key.name, one.learners, one.opened is not None) for one in found]


def refused(error: type[Exception], verb: Any, *what: Any) -> None:
    before = everything()
    with pytest.raises(error):
        verb(*what, **given(9))
    assert everything() == before


def test_a_class_stands_for_its_year_and_no_other_of_its_name(school):
    open_class(school, replace(SAID, name="  5   А "), YEAR, **given(1))
    assert names(school, WINTER) == [("5 А", 0, True)]
    assert names(school, DAY) == []
    refused(ClassExists, open_class, school, replace(SAID, places=30), YEAR)
    refused(ClassNameNeeded, open_class, school, replace(SAID, name="  "), YEAR)
    refused(FaultyFact, open_class, school, replace(SAID, name="5 Б", language="xx"), YEAR)
    open_class(school, SAID, Period(DAY, date(2022, 9, 1)), **given(2))
    assert names(school, DAY) == [("5 А", 0, True)]


def test_a_class_takes_its_pupils_along_under_its_new_name(school, pupils):
    assert change_class(school, FIFTH, replace(SAID, name="5 Ә"), WINTER, **given(5)) == 3
    assert names(school, date(2021, 1, 10)) == [("5 А", 3, True)]
    assert names(school, WINTER) == [("5 Ә", 3, True)]
    assert change_class(
        school, ClassKey("2", 5, "5 Ә"), replace(SAID, name="5 Ә", places=28), WINTER, **given(6)
    ) == 0  # fmt: skip
    [one] = queries.opened_classes(school, WINTER)
    assert one.places == 28
    refused(NoSuchClass, change_class, school, FIFTH, SAID, WINTER)


def test_a_name_that_another_class_has_is_refused_whole(school, pupils):
    open_class(school, replace(SAID, name="5 Б"), YEAR, **given(4))
    refused(ClassExists, change_class, school, FIFTH, replace(SAID, name="5 Б"), WINTER)


def test_a_class_is_closed_only_when_nobody_learns_in_it(school, pupils):
    refused(ClassHasLearners, close_class, school, FIFTH, WINTER)
    open_class(school, replace(SAID, name="5 Б"), YEAR, **given(4))
    close_class(school, ClassKey("2", 5, "5 Б"), WINTER, **given(5))
    assert [one[0] for one in names(school, date(2021, 1, 10))] == ["5 А", "5 Б"]
    assert [one[0] for one in names(school, WINTER)] == ["5 А"]
    refused(NoSuchClass, close_class, school, SIXTH, WINTER)


def test_promoting_opens_the_next_class_as_the_old_one_was(school, pupils):
    promote(school, DAY, [Asked(FIFTH, Choice(Fate.MOVES, to=SIXTH))], **given(10))
    assert names(school, DAY) == [("6 А", 3, True)]
    [one] = queries.opened_classes(school, DAY)
    assert (one.language, one.kind, one.places) == ("kk", "class", 25)
    row = models.Group.objects.get(name="6 А")
    assert (row.valid_from, row.valid_to) == (DAY, date(2022, 9, 1))
    promote(school, DAY, [Asked(FIFTH, Choice(Fate.MOVES, to=SIXTH))], **given(11))
    assert models.Group.objects.filter(name="6 А").count() == 1


def test_a_class_opened_without_an_end_ends_with_its_pupils_year(school, pupils):
    other = replace(SAID, name="7 Б", grade=7)
    open_class(school, other, Period(YEAR.start), **given(3))
    one = person(3)
    enrol(one, learning(school, "7 Б", grade=7, language="kk"), Period(YEAR.start), **given(4))
    to = ClassKey("2", 8, "8 Б")
    promote(school, DAY, [Asked(ClassKey("2", 7, "7 Б"), Choice(Fate.MOVES, to=to))], **given(10))
    assert ("7 Б", 1, True) in names(school, WINTER)
    assert names(school, DAY) == [("5 А", 3, False), ("8 Б", 1, True)]


def test_a_class_graduates_with_facts_and_without_those_who_wait(school):
    key = ClassKey("3", 11, "11 А")
    pupils = [person(1, given=f"Мысал{n}") for n in range(3)]
    for one in pupils:
        said = learning(school, "11 А", level="3", grade=11)
        enrol(one, said, Period(YEAR.start), **given(2))
    june = date(2021, 6, 15)
    graduates = Choice(Fate.LEAVES, reason="graduated")
    asked = Asked(key, graduates, {pupils[2]: Choice(Fate.WAITS)})
    done = promote(school, june, [asked], graduates=True, **given(5))
    assert done.counts == {Fate.LEAVES: 2, Fate.WAITS: 1}
    rows = models.Graduation.objects.order_by("person_id")
    assert {row.person_id for row in rows} == set(pupils[:2])
    assert {(row.level, row.valid_from, row.organisation_id) for row in rows} == {
        ("3", june, school)
    }
    assert [one.person_id for one in enrolments_on(school, june)] == [pupils[2]]
    again = promote(school, june, [Asked(key, graduates)], graduates=True, **given(6))
    assert again.counts == {Fate.LEAVES: 1}
    assert models.Graduation.objects.count() == 3
