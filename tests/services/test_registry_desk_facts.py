"""What an operator keeps of the own people: added once, changed from a day, ended, found again."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from bagdar.core.national_ids import iin
from bagdar.core.periods import Period
from bagdar.registry import models
from bagdar.registry.queries.own_facts import own_facts
from bagdar.registry.rules.desk_errors import NotAgreed, PossibleDouble
from bagdar.registry.rules.errors import AlreadySaid, FaultyFact
from bagdar.registry.rules.own_facts import OWN_KINDS, NoSuchFact
from bagdar.registry.services.facts import record_fact
from bagdar.registry.services.own_facts import (
    add_known_guardian,
    add_new_guardian,
    change_fact,
    end_fact,
)
from tests.access_tools import everything
from tests.register import IIN, OTHER_IIN, given, learning, organisation, person, said

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SINCE = date(2020, 9, 1)
SUPPORT, ACTIVITY, CARE = (OWN_KINDS[name] for name in ("support", "activity", "care"))
POST = OWN_KINDS["post"]


@pytest.fixture
def school() -> UUID:
    return organisation(1)


@pytest.fixture
def pupil(school: UUID) -> UUID:
    from bagdar.registry.services.enrolments import enrol

    one = person(2)
    enrol(one, learning(school), Period(SINCE), **given(3))
    return one


def added(table: str, whose: UUID, school: UUID, **cells: Any) -> int:
    own = OWN_KINDS[table]
    record_fact(own.kind, whose, own.said(cells, school), Period(SINCE), **given(4))
    return own_facts(own, whose, school)[0].id


def standing(kind: str, whose: UUID, school: UUID, *columns: str) -> list[tuple[Any, ...]]:
    found = own_facts(OWN_KINDS[kind], whose, school)
    return [(*(getattr(one.details, name) for name in columns), str(one.valid)) for one in found]


def test_a_support_is_another_from_a_day_on_and_what_stood_before_stays(school, pupil):
    id = added("support", pupil, school, need="hearing", measure="technical_aids")
    change_fact(SUPPORT, pupil, school, id, {"measure": "assistant"}, date(2021, 1, 11), **given(5))
    assert standing("support", pupil, school, "need", "measure") == [
        ("hearing", "assistant", "2021-01-11/.."),
        ("hearing", "technical_aids", "2020-09-01/2021-01-11"),
    ]
    assert models.Support.objects.count() == 3  # the first version is kept, superseded


def test_from_its_first_day_on_the_whole_of_it_is_corrected(school, pupil):
    id = added("activity", pupil, school, kind="club", direction="chess")
    change_fact(ACTIVITY, pupil, school, id, {"hours_per_week": 2}, SINCE, **given(5))
    assert standing("activity", pupil, school, "direction", "hours_per_week") == [
        ("chess", 2, "2020-09-01/..")
    ]


def test_what_is_ended_holds_until_the_day_before_and_from_its_first_day_never_was(school, pupil):
    id = added("activity", pupil, school, kind="club", direction="chess")
    end_fact(ACTIVITY, pupil, school, id, date(2021, 1, 11), **given(5))
    assert standing("activity", pupil, school) == [("2020-09-01/2021-01-11",)]
    last = own_facts(ACTIVITY, pupil, school)[0].id
    end_fact(ACTIVITY, pupil, school, last, SINCE, **given(6))
    assert standing("activity", pupil, school) == []


def test_a_post_ends_with_a_reason_alone(school):
    member = person(2)
    id = added("post", member, school, position="teacher", workload=1, is_main=True)
    before = everything()
    for reason in ("", "unheard_of"):
        with pytest.raises(FaultyFact):
            end_fact(POST, member, school, id, date(2021, 1, 11), reason=reason, **given(5))
    assert everything() == before
    end_fact(POST, member, school, id, date(2021, 1, 11), reason="own_wish", **given(6))
    assert standing("post", member, school, "leaving_reason") == [
        ("own_wish", "2020-09-01/2021-01-11")
    ]


def test_a_fact_of_another_organisation_is_neither_seen_nor_changed(school, pupil):
    other = organisation(1)
    id = added("activity", pupil, other, kind="club", direction="chess")
    assert own_facts(ACTIVITY, pupil, school) == ()
    before = everything()
    with pytest.raises(NoSuchFact):
        change_fact(ACTIVITY, pupil, school, id, {}, SINCE, **given(5))
    with pytest.raises(NoSuchFact):
        end_fact(ACTIVITY, pupil, school, id, SINCE, **given(5))
    assert everything() == before


def test_a_fact_is_not_changed_after_its_end_nor_under_the_id_of_a_version_that_is_gone(
    school, pupil
):
    id = added("support", pupil, school, need="hearing")
    end_fact(SUPPORT, pupil, school, id, date(2021, 1, 11), **given(5))
    now = own_facts(SUPPORT, pupil, school)[0].id
    before = everything()
    for wrong, day in ((id, SINCE), (now, date(2021, 1, 11)), (now, date(2021, 2, 1))):
        with pytest.raises(NoSuchFact):
            change_fact(SUPPORT, pupil, school, wrong, {}, day, **given(6))
    assert everything() == before


def test_care_is_kept_of_a_child_who_was_placed_here_and_of_nobody_else(school, pupil):
    other = organisation(1)
    added("care", pupil, school, status="orphan", placement="adoption")  # placement is fixed
    assert standing("care", pupil, school, "status", "placement", "organisation_id") == [
        ("orphan", "institution", school, "2020-09-01/..")
    ]
    assert own_facts(CARE, pupil, other) == ()
    with pytest.raises(AlreadySaid):
        added("care", pupil, other, status="without_care")


# --- guardians -----------------------------------------------------------------------------------

BORN = date(1985, 3, 14)


def test_a_guardian_is_named_by_a_number_and_a_birth_date_that_agree(school, pupil):
    mother = person(2, given="Ана", iin=OTHER_IIN, born_on=BORN)
    add_known_guardian(pupil, iin(OTHER_IIN), BORN, "parent", Period(SINCE), **given(5))
    assert standing("guardianship", pupil, school, "guardian_id", "kind") == [
        (mother, "parent", "2020-09-01/..")
    ]
    before = everything()
    for number, born_on in ((OTHER_IIN, date(1985, 3, 15)), (IIN, BORN)):
        with pytest.raises(NotAgreed):
            add_known_guardian(pupil, iin(number), born_on, "parent", Period(SINCE), **given(6))
    assert everything() == before


def test_a_new_guardian_is_recorded_once_and_of_a_namesake_it_is_asked(school, pupil):
    father = said(given="Әке", born_on=BORN)
    add_new_guardian(pupil, father, "parent", Period(SINCE), **given(5))
    before = everything()
    with pytest.raises(PossibleDouble):
        add_new_guardian(pupil, father, "guardian", Period(SINCE), **given(6))
    with pytest.raises(FaultyFact):
        add_new_guardian(pupil, said(given="Басқа"), "unheard_of", Period(SINCE), **given(6))
    assert everything() == before
    add_new_guardian(pupil, father, "guardian", Period(SINCE), is_another=True, **given(7))
    assert len(own_facts(OWN_KINDS["guardianship"], pupil, school)) == 2


def test_nobody_answers_for_themselves(school):
    adult = person(2, given="Өзі", iin=OTHER_IIN, born_on=BORN)
    before = everything()
    with pytest.raises(FaultyFact):
        add_known_guardian(adult, iin(OTHER_IIN), BORN, "parent", Period(SINCE), **given(5))
    assert everything() == before
