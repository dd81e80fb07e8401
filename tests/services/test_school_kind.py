"""First grades asked of the register: seats, who may apply, catchment, siblings; and transfers."""

from datetime import UTC, date, datetime

import pytest

from bagdar.admissions.models import Campaign
from bagdar.admissions.queries.campaigns import rules_of
from bagdar.admissions.queries.kinds.known import kind_of
from bagdar.admissions.rules.campaign.declared import SchoolRules
from bagdar.admissions.rules.campaign.errors import NotEligible
from bagdar.core.origins import Origin
from bagdar.core.periods import Period, local_date
from tests.register import organisation
from tests.school_campaigns import (
    AUTUMN,
    NOW,
    answers_for,
    area,
    campaign,
    catchment,
    child,
    class_of,
    learns,
    lives,
    town,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TODAY, OCTOBER = local_date(NOW), local_date(AUTUMN)


def seats(made: Campaign) -> dict[str, int]:
    found = kind_of("school").places(made, TODAY)
    return {one.code.partition(".")[2]: one.seats for one in found}


def test_places_are_first_classes_by_language_and_shift_up_to_the_declared_size():
    school = organisation(1, territory="71")
    for name, places, more in (
        ("1 А", 30, {}), ("1 Ә", 20, {}), ("1 Б", 24, {"shift": 2}),
        ("1 В", 18, {"language": "ru", "shift": None}), ("1 Г", None, {"language": "ru"}),
    ):  # fmt: skip
        class_of(school, name, 1, places, **more)
    class_of(school, "2 А", 2, 30)
    organisation(1, name_kk="Үлгі колледж", type="college")
    made = campaign()
    rules = rules_of(made)
    assert isinstance(rules, SchoolRules) and rules.capacity.class_size == 25
    assert seats(made) == {"kk.1": 45, "kk.2": 24, "ru": 18}
    [first, *_] = kind_of("school").places(made, TODAY)
    assert (first.organisation_id, first.language, first.details) == (
        school, "kk", {"grade": 1, "shift": 1},
    )  # fmt: skip
    assert seats(campaign(origin=Origin.SIMULATED)) == {}


def test_who_is_too_young_too_old_or_without_a_birth_date_may_not_apply():
    made, ask = campaign(), kind_of("school").check_eligible
    ask(made, child(), TODAY)
    for wrong in (date(2022, 3, 1), date(2010, 3, 1)):
        with pytest.raises(NotEligible):
            ask(made, child(born_on=wrong), TODAY)


def test_catchment_goes_by_where_a_child_lives_on_the_day():
    of = town()
    catchment(of.north, area("711"), until=date(2026, 6, 1))
    catchment(of.south, area("712"))
    own, moved, nowhere = child("711"), child("711"), child()
    lives(moved, "712", Period(date(2026, 3, 1)))
    assert of.facts(own, moved, nowhere) == {
        (own, "north"): {"catchment": 1}, (moved, "south"): {"catchment": 1},
    }  # fmt: skip
    assert of.facts(own, at=datetime(2026, 6, 2, tzinfo=UTC)) == {}


def test_a_sibling_is_one_who_learns_at_the_school_today():
    of = town()
    small, big, stranger = child(), child(born_on=date(2016, 3, 1)), child()
    answers_for(small, big), answers_for(stranger)
    assert of.facts(small, stranger) == {}
    learns(big, of.south)
    assert of.facts(small, stranger) == {(small, "south"): {"sibling": 1}}


def test_facts_of_ten_children_cost_no_more_statements_than_those_of_one(
    django_assert_max_num_queries,
):
    of = town()
    catchment(of.north, area("71"))
    children = [child("711") for _ in range(10)]
    for one in children:
        answers_for(one, learns(child(born_on=date(2017, 3, 1)), of.south))
    for some in (children[:1], children):
        with django_assert_max_num_queries(9):
            assert len(of.facts(*some)) == 2 * len(some)


def test_within_the_year_places_are_what_is_free_in_each_grade_for_children_of_that_grade():
    of = town(AUTUMN)
    assert {name: place.seats for name, place in of.places.items()} == {
        "north": 25, "south": 25, "north 3": 20, "south 3": 20,
    }  # fmt: skip
    third, first = (child(born_on=date(2017, 3, 1)) for _ in range(2))
    learns(third, of.north), learns(first, of.north, 1, "1 А")
    now = {one.code: one.seats for one in kind_of("school").places(of.campaign, OCTOBER)}
    assert now == {
        f"{of.north}.kk.1": 24, f"{of.north}.g3.kk.2": 19,
        f"{of.south}.kk.1": 25, f"{of.south}.g3.kk.2": 20,
    }  # fmt: skip
    fits = {key for key, facts in of.facts(third, first, at=AUTUMN).items() if facts["grade"]}
    assert fits == {
        (third, "north 3"), (third, "south 3"), (first, "north"), (first, "south"),
    }  # fmt: skip
    ask = kind_of("school").check_eligible
    ask(of.campaign, third, OCTOBER)
    with pytest.raises(NotEligible):
        ask(of.campaign, child(), OCTOBER)
