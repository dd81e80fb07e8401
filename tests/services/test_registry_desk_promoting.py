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
    assert told == {"registry.promoted": 4, "registry.class_promoted": 1}
    one = Event.objects.get(action="registry.class_promoted")
    assert (one.about, one.facts) == (f"registry.organisation:{school}", {"grade": 5, "moves": 4})
    facts = Event.objects.filter(action="registry.promoted").values_list("facts", flat=True)
    assert {tuple(sorted(one)) for one in facts} == {("added", "ended", "origin")}


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
