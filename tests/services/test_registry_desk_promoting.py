"""Promoting a class and a school: one step, once, as it was shown, and back again."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from bagdar.audit.models import Event
from bagdar.core.origins import Origin
from bagdar.core.periods import Period, parse_days
from bagdar.registry import models
from bagdar.registry.queries import promoting as queries
from bagdar.registry.queries.organisations import enrolments_on
from bagdar.registry.queries.promoting import Asked
from bagdar.registry.rules import promoting as rules
from bagdar.registry.rules.desk_errors import NothingToPromote, PlanChanged
from bagdar.registry.rules.errors import FaultyFact, LevelNotOffered
from bagdar.registry.rules.promoting import Choice, ClassKey, Fate
from bagdar.registry.services.enrolments import enrol, leave
from bagdar.registry.services.promoting import promote, take_back_promotion
from tests.access_tools import everything
from tests.register import given, learning, organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DAY = date(2021, 9, 1)
FIFTH, SIXTH = ClassKey("2", 5, "5 А"), ClassKey("2", 6, "6 А")
MOVES = Asked(FIFTH, Choice(Fate.MOVES, to=SIXTH))


@pytest.fixture
def school() -> Any:
    return organisation(1)


@pytest.fixture
def pupils(school: UUID) -> list[UUID]:
    """Five of 5 А; the last of them left in winter."""
    found = [person(1, given=f"Мысал{n}") for n in range(5)]
    for one in found:
        enrol(one, learning(school), Period(date(2020, 9, 1)), **given(2))
    leave(found[4], learning(school).place, date(2020, 12, 1), "other", **given(3))
    return found


def stands(school: UUID, on: date) -> list[tuple[UUID, str]]:
    found = [(one.person_id, one.enrolment.group) for one in enrolments_on(school, on)]
    return sorted(found, key=str)


def test_a_class_goes_on_in_one_step_and_twice_is_once(school, pupils):
    done = promote(school, DAY, [MOVES], **given(10))
    assert done.counts == {Fate.MOVES: 4}
    assert stands(school, DAY) == sorted(((one, "6 А") for one in pupils[:4]), key=str)
    assert stands(school, date(2021, 8, 31)) == sorted(((p, "5 А") for p in pupils[:4]), key=str)
    rows = models.Enrolment.objects.count()
    again = promote(school, DAY, [MOVES], **given(11))
    assert (again.counts, again.changed) == ({Fate.DECIDED: 4}, 0)
    assert models.Enrolment.objects.count() == rows


def test_exceptions_stay_move_elsewhere_and_leave(school, pupils):
    choices = {
        pupils[0]: Choice(Fate.STAYS, group="5 Б"),
        pupils[1]: Choice(Fate.MOVES, to=ClassKey("2", 6, "6 Б")),
        pupils[2]: Choice(Fate.LEAVES, reason="moved_abroad"),
    }
    done = promote(school, DAY, [Asked(FIFTH, MOVES.usual, choices)], **given(10))
    assert done.counts == {Fate.MOVES: 2, Fate.STAYS: 1, Fate.LEAVES: 1}
    expected = {pupils[0]: "5 Б", pupils[1]: "6 Б", pupils[3]: "6 А"}
    assert dict(stands(school, DAY)) == expected
    left = models.Enrolment.objects.get(models.CURRENT, person_id=pupils[2])
    assert (left.valid_to, left.leaving_reason) == (DAY, "moved_abroad")
    again = promote(school, DAY, [MOVES], **given(11))
    assert again.counts == {Fate.DECIDED: 3}


def test_everything_that_was_done_is_in_the_trail_without_a_name(school, pupils):
    before = set(Event.objects.values_list("pk", flat=True))
    promote(school, DAY, [MOVES], **given(10))
    told = Counter(Event.objects.exclude(pk__in=before).values_list("action", flat=True))
    assert told == {"registry.promoted": 1}
    one = Event.objects.get(action="registry.promoted")
    assert (one.about, one.facts) == (
        f"registry.organisation:{school}",
        {"origin": "illustrative", "classes": 1, "ended": 4, "added": 8, "moves": 4, "opened": 0},
    )


def test_a_school_is_promoted_in_as_many_statements_as_a_class(school, pupils):
    """Of sixty pupils in the same class no more statements are needed than of four."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def statements(minute: int, day: date, asked: Asked) -> int:
        with CaptureQueriesContext(connection) as seen:
            promote(school, day, [asked], **given(minute))
        return len(seen)

    few = statements(10, DAY, MOVES)
    seventh = learning(school, "7 А", grade=7)
    for number in range(60):
        one = person(1, given=f"Көп{number}")
        enrol(one, seventh, Period(date(2020, 9, 1)), **given(12))
    more = Asked(ClassKey("2", 7, "7 А"), Choice(Fate.MOVES, to=ClassKey("2", 8, "8 А")))
    assert statements(13, DAY, more) <= few


# --- kindergartens, colleges ---------------------------------------------------------------------


def of_group(school: UUID, name: str, level: str, many: int = 2) -> list[UUID]:
    found = [person(1, given=f"{name}{n}") for n in range(many)]
    for one in found:
        stay = learning(school, name, level=level, grade=None, language="kk")
        enrol(one, stay, Period(date(2020, 9, 1)), **given(2))
    return found


def test_a_kindergartens_groups_go_on_by_age_and_the_last_one_finishes():
    garden = organisation(1, type="kindergarten")
    of_group(garden, "Кіші А", "01")
    of_group(garden, "Ортаңғы А", "02", many=3)
    last = of_group(garden, "Даярлық Б", "02", many=1)
    told = queries.timelines_before(garden, DAY)
    keys = queries.old_classes(garden, DAY, told)
    asked = [Asked(key, queries.usual_choice("kindergarten", key)) for key in keys]
    done = promote(garden, DAY, asked, **given(10))
    assert done.counts == {Fate.MOVES: 5, Fate.WAITS: 1}
    groups = Counter(
        (one.enrolment.group, one.enrolment.level) for one in enrolments_on(garden, DAY)
    )
    assert groups == {("Ортаңғы А", "02"): 2, ("Ересек А", "02"): 3, ("Даярлық Б", "02"): 1}
    opened = models.Group.objects.filter(organisation_id=garden).values_list("name", flat=True)
    assert sorted(opened) == ["Ересек А", "Ортаңғы А"]
    assert take_back_promotion(garden, ClassKey("01", None, "Кіші А"), DAY, **given(11)) == 2
    finish = Asked(ClassKey("02", None, "Даярлық Б"), Choice(Fate.LEAVES, reason="graduated"))
    promote(garden, DAY, [finish], graduates=True, **given(12))
    row = models.Enrolment.objects.get(models.CURRENT, person_id=last[0])
    assert (row.valid_to, row.leaving_reason) == (DAY, "graduated")
    assert models.Graduation.objects.count() == 0  # an age group completes no level


def test_a_stream_goes_on_to_the_next_course_under_its_own_name_and_the_last_graduates():
    college = organisation(1, type="college")
    found = [person(1, given=f"С{n}") for n in range(2)]
    for course, one in enumerate(found, start=3):
        stay = learning(college, "4-07-18-1", level="4", grade=course, language="kk")
        enrol(one, stay, Period(date(2020, 9, 1)), **given(2))
    keys = [ClassKey("4", course, "4-07-18-1") for course in (3, 4)]
    asked = [Asked(key, queries.usual_choice("college", key)) for key in keys]
    assert promote(college, DAY, asked, **given(10)).counts == {Fate.MOVES: 1, Fate.WAITS: 1}
    row = models.Enrolment.objects.get(models.CURRENT, person_id=found[0], valid_from=DAY)
    assert (row.group, row.grade) == ("4-07-18-1", 4)
    assert queries.is_graduating("college", keys[1])
    done = Asked(keys[1], Choice(Fate.LEAVES, reason="graduated"))
    promote(college, DAY, [done], graduates=True, **given(11))
    graduation = models.Graduation.objects.get(models.CURRENT)
    assert (graduation.person_id, graduation.level, graduation.valid_from) == (found[1], "4", DAY)
    told = Event.objects.filter(action="registry.promoted").latest("pk")
    assert told.facts["graduations"] == 1


def test_what_changed_since_the_preview_is_not_done(school, pupils):
    told = queries.timelines_before(school, DAY)
    [plan] = queries.plans(school, DAY, [MOVES], told)
    seal = rules.seal(plan.lines)
    leave(pupils[0], learning(school).place, date(2021, 5, 1), "health", **given(9))
    before = everything()
    with pytest.raises(PlanChanged):
        promote(school, DAY, [MOVES], seal=seal, **given(10))
    assert everything() == before
    [plan] = queries.plans(school, DAY, [MOVES], queries.timelines_before(school, DAY))
    done = promote(school, DAY, [MOVES], seal=rules.seal(plan.lines), **given(10))
    assert done.counts == {Fate.MOVES: 3}


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (Asked(ClassKey("2", 7, "7 А"), MOVES.usual), NothingToPromote),
        (Asked(FIFTH, Choice(Fate.LEAVES, reason="nowhere")), FaultyFact),
        (Asked(FIFTH, Choice(Fate.LEAVES)), FaultyFact),
        (Asked(FIFTH, Choice(Fate.MOVES, to=ClassKey("2", 6, "6" * 61))), FaultyFact),
        (Asked(FIFTH, Choice(Fate.MOVES, to=ClassKey("6", 1, "1 курс"))), LevelNotOffered),
    ],
    ids=["no such class", "no such reason", "no reason", "too long", "not offered"],
)
def test_a_refusal_changes_nothing(school, pupils, asked, error):
    before = everything()
    with pytest.raises(error):
        promote(school, DAY, [asked], **given(10))
    assert everything() == before


def test_of_two_classes_one_that_is_refused_leaves_both(school, pupils):
    other = person(1)
    enrol(other, learning(school, "6 А", grade=6), Period(date(2020, 9, 1)), **given(4))
    wrong = Asked(SIXTH, Choice(Fate.MOVES, to=ClassKey("6", 7, "7 А")))
    before = everything()
    with pytest.raises(LevelNotOffered):
        promote(school, DAY, [MOVES, wrong], **given(10))
    assert everything() == before


def test_a_promotion_is_taken_back_and_may_be_done_again(school, pupils):
    stood = stands(school, date(2021, 8, 31))
    promote(school, DAY, [MOVES], **given(10))
    assert take_back_promotion(school, FIFTH, DAY, **given(11)) == 4
    assert stands(school, DAY) == stood
    current = models.Enrolment.objects.filter(models.CURRENT, valid_to__isnull=True)
    assert set(current.values_list("valid_from", flat=True)) == {date(2020, 9, 1)}
    with pytest.raises(NothingToPromote):
        take_back_promotion(school, FIFTH, DAY, **given(12))
    assert promote(school, DAY, [MOVES], **given(13)).counts == {Fate.MOVES: 4}


def test_who_went_to_another_school_since_is_left_there(school, pupils):
    promote(school, DAY, [MOVES], **given(10))
    there = learning(organisation(1), "6 В", grade=6)
    from bagdar.registry.services.enrolments import transfer

    place = learning(school, "6 А", grade=6).place
    transfer(pupils[0], place, there, Period(date(2021, 9, 20)), "transferred", **given(11))
    assert take_back_promotion(school, FIFTH, DAY, **given(12)) == 4
    later = models.Enrolment.objects.get(
        models.CURRENT, person_id=pupils[0], valid_from=date(2021, 9, 20)
    )
    assert later.organisation_id == there.organisation_id
    back = dict(stands(school, date(2021, 9, 10)))
    assert back[pupils[0]] == "5 А"


def test_a_whole_school_goes_on_by_the_ladder(school, pupils):
    ninth = person(1)
    enrol(ninth, learning(school, "9 А", grade=9), parse_days("2020-09-01/2021-06-01"), **given(4))
    last = person(1)
    eleventh = learning(school, "11 А", grade=11, level="3")
    enrol(last, eleventh, parse_days("2020-09-01/2021-06-01"), **given(4))
    told = queries.timelines_before(school, DAY)
    keys = queries.old_classes(school, DAY, told)
    assert [key.name for key in keys] == ["5 А", "9 А", "11 А"]
    asked = [Asked(key, queries.usual_choice("school", key)) for key in keys]
    done = promote(school, DAY, asked, **given(10))
    assert done.counts == {Fate.MOVES: 5, Fate.WAITS: 1}
    groups = Counter(
        (one.enrolment.group, one.enrolment.level) for one in enrolments_on(school, DAY)
    )
    assert groups == {("6 А", "2"): 4, ("10 А", "3"): 1}
    assert queries.is_graduating("school", keys[2])


def test_pupils_of_another_school_are_never_touched(school, pupils):
    elsewhere = organisation(1)
    other = person(1)
    enrol(other, learning(elsewhere), Period(date(2020, 9, 1)), **given(4))
    promote(school, DAY, [MOVES], **given(10))
    row = models.Enrolment.objects.get(person_id=other)
    assert (row.group, row.valid_to, row.superseded_at) == ("5 А", None, None)
    assert models.Organisation.objects.get(pk=elsewhere).origin == Origin.ILLUSTRATIVE.value
