"""Admitting: IIN and birth date have to agree, doubles are refused; a refusal changes nothing."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bagdar.audit.models import Event
from bagdar.core.national_ids import Iin
from bagdar.core.periods import Period, parse_days
from bagdar.registry import models
from bagdar.registry.queries.people import person_on
from bagdar.registry.rules.desk_errors import (
    AlreadyHere,
    DescribedElsewhere,
    LearnsElsewhere,
    NotAgreed,
    PossibleDouble,
)
from bagdar.registry.rules.errors import FaultyFact, IinTaken, OriginsMeet
from bagdar.registry.rules.nouns import Form
from bagdar.registry.services.admitting import admit_known, admit_new
from bagdar.registry.services.enrolments import enrol, leave
from bagdar.registry.services.people import correct_person
from tests.access_tools import everything
from tests.register import BEGAN, IIN, OTHER_IIN, given, learning, organisation, person, said

pytestmark = [pytest.mark.django_db, pytest.mark.database]

BORN = date(2005, 9, 1)
FROM = Period(date(2020, 9, 1))


@pytest.fixture
def school() -> Any:
    return organisation(1)


def refused(error: type[Exception], verb: Any, *what: Any, **more: Any) -> Exception:
    """The refusal, once it is sure that nothing was changed by it."""
    before = everything()
    with pytest.raises(error) as told:
        verb(*what, **given(9), **more)
    assert everything() == before
    return told.value


def test_who_somebody_is_is_corrected_where_they_learn_full_time(school):
    known, there = person(1, iin=IIN, born_on=BORN), organisation(2)
    right = replace(said(IIN, family="Түзетілген", born_on=BORN), citizenship="KZ")
    enrol(known, learning(there), FROM, **given(2))
    enrol(known, replace(learning(school), form=Form.PART_TIME), FROM, **given(3))
    refused(DescribedElsewhere, correct_person, known, right, FROM, within=school)
    assert correct_person(known, right, FROM, within=there, **given(9)).ended == 1
    leave(known, learning(there).place, date(2020, 12, 1), "other", **given(10))
    again = replace(right, name=replace(right.name, family="Тағы"))
    afterwards = {**given(11), "at": BEGAN + timedelta(days=200)}
    assert correct_person(known, again, FROM, within=school, **afterwards).ended == 1


def test_a_person_of_the_register_is_admitted_by_number_and_birth_date(school):
    known = person(1, iin=IIN, born_on=BORN)
    done = admit_known(Iin(IIN), BORN, learning(school), FROM, **given(2))
    assert (done.id, done.added) == (known, 1)
    [row] = models.Enrolment.objects.all()
    assert (row.person_id, row.organisation_id, row.group) == (known, school, "5 А")
    assert Event.objects.latest("pk").action == "registry.enrolled"


def test_what_is_typed_otherwise_than_recorded_is_named_and_changes_nothing(school):
    known = person(1, iin=IIN, born_on=BORN)
    before = list(models.PersonFact.objects.values())
    told = replace(said(IIN, family="Басқа", born_on=BORN), citizenship="RU")
    done = admit_known(Iin(IIN), BORN, learning(school), FROM, typed=told, **given(2))
    assert (done.id, done.added) == (known, 1)
    assert done.otherwise == ("family", "citizenship")
    assert list(models.PersonFact.objects.values()) == before
    assert "Басқа" not in str(list(Event.objects.values_list("facts", flat=True)))


def test_either_alone_is_not_enough_and_the_refusal_does_not_say_which(school):
    person(1, iin=IIN, born_on=BORN)
    other_day = refused(NotAgreed, admit_known, Iin(IIN), date(2005, 9, 2), learning(school), FROM)
    other_number = refused(NotAgreed, admit_known, Iin(OTHER_IIN), BORN, learning(school), FROM)
    assert other_day.facts == other_number.facts == {}


def test_who_learns_elsewhere_is_not_taken_but_asked_for(school):
    known = person(1, iin=IIN, born_on=BORN)
    enrol(known, learning(organisation(1)), FROM, **given(2))
    told = refused(LearnsElsewhere, admit_known, Iin(IIN), BORN, learning(school), FROM)
    assert told.facts == {"day": date(2020, 9, 1)}


def test_who_is_here_already_is_not_admitted_twice(school):
    known = person(1, iin=IIN, born_on=BORN)
    enrol(known, learning(school), FROM, **given(2))
    refused(AlreadyHere, admit_known, Iin(IIN), BORN, learning(school, "5 Б"), FROM)
    leave(known, learning(school).place, date(2020, 12, 1), "other", **given(3))
    again = Period(date(2021, 1, 11))
    assert admit_known(Iin(IIN), BORN, learning(school), again, **given(10)).added == 1


def test_a_new_person_is_recorded_from_birth_and_admitted_at_once(school):
    told = said(IIN, born_on=BORN)
    done = admit_new(told, learning(school), FROM, **given(2))
    assert person_on(done.id, BORN) == told
    assert models.Enrolment.objects.get().person_id == done.id
    actions = list(Event.objects.order_by("pk").values_list("action", flat=True))
    assert actions[-2:] == ["registry.person_recorded", "registry.enrolled"]


def test_a_number_of_somebody_else_leaves_no_new_person(school):
    person(1, iin=IIN, born_on=BORN)
    refused(IinTaken, admit_new, said(IIN, born_on=BORN), learning(school), FROM)
    refused(IinTaken, admit_new, said(IIN, given="Басқа"), learning(school), FROM)


def test_a_namesake_of_the_same_day_is_asked_about_and_may_be_another(school):
    person(1, born_on=BORN)
    double = said(born_on=BORN)
    refused(PossibleDouble, admit_new, double, learning(school), FROM)
    latin = said(born_on=BORN, family="Mysalova", given="Asel")
    refused(PossibleDouble, admit_new, latin, learning(school), FROM)
    done = admit_new(double, learning(school), FROM, is_another=True, **given(9))
    assert models.Person.objects.count() == 2
    assert models.Enrolment.objects.get().person_id == done.id


def test_what_is_faulty_about_either_leaves_neither(school):
    refused(FaultyFact, admit_new, said(family="", given=""), learning(school), FROM)
    refused(FaultyFact, admit_new, said(), learning(school, language="xx"), FROM)


def test_a_simulated_person_is_unknown_to_an_illustrative_school(school):
    from bagdar.core.origins import Origin

    person(1, Origin.SIMULATED, iin=IIN, born_on=BORN)
    refused(NotAgreed, admit_known, Iin(IIN), BORN, learning(school), FROM)
    elsewhere = person(1)
    refused(OriginsMeet, enrol, elsewhere, learning(organisation(1, Origin.SIMULATED)), FROM)


def test_a_later_place_elsewhere_is_seen_too(school):
    known = person(1, iin=IIN, born_on=BORN)
    there = organisation(1)
    enrol(known, learning(there), parse_days("2021-01-11/.."), **given(2))
    told = refused(LearnsElsewhere, admit_known, Iin(IIN), BORN, learning(school), FROM)
    assert told.facts == {"day": date(2021, 1, 11)}
