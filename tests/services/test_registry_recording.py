"""The register: recorded once, corrected without erasing, refused whole, never shown whole."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from bagdar.audit.models import Event
from bagdar.core.errors import DomainError
from bagdar.core.national_ids import FaultyNumber, Iin
from bagdar.core.origins import Origin
from bagdar.core.periods import Period, parse_days
from bagdar.core.sentences import error_sentence
from bagdar.registry import models, public
from bagdar.registry.queries.people import story
from bagdar.registry.rules.errors import (
    AlreadyEnrolled,
    FaultyFact,
    IinTaken,
    LevelNotOffered,
    NoSuchOrganisation,
    NoSuchPerson,
    NotEnrolled,
    NotThere,
    OriginsMeet,
)
from bagdar.registry.rules.nouns import Form, Place
from bagdar.registry.services import enrolments
from tests.access_tools import everything
from tests.register import (
    BEGAN,
    IIN,
    OTHER_IIN,
    SCHOOL_YEAR,
    given,
    learning,
    organisation,
    person,
    said,
    school,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
OCTOBER, DECEMBER = date(2020, 10, 15), date(2020, 12, 1)


def at(minute: int) -> Any:
    return given(minute)["at"]


def told_of(id: Any) -> list[tuple[str, str, str, bool]]:
    """Each version of a person's enrolments: group, days, source, whether it stands."""
    return [
        (one.details.group, str(one.valid), one.source, one.known.end is None)
        for one in story(id).enrolments
    ]


# --- people ---------------------------------------------------------------------------------------


def test_a_person_is_read_as_she_is_and_as_she_was_known():
    id = person(1, iin=None)
    public.correct_person(id, said(family="Үлгі"), parse_days("2020-10-01/.."), **given(5))
    assert public.person_on(id, OCTOBER).name.family == "Үлгі"
    assert public.person_on(id, OCTOBER, known_at=at(4)).name.family == "Мысалова"
    assert public.person_on(id, date(2020, 9, 30)).name.family == "Мысалова"
    assert public.person_on(id, date(2005, 8, 31)) is None
    assert public.person_on(id, OCTOBER, known_at=BEGAN) is None


def test_the_story_keeps_every_version_with_who_when_and_on_what():
    id = person(1)
    done = public.correct_person(id, said(family="Үлгі"), parse_days("2020-10-01/.."), **given(5))
    assert (done.ended, done.added) == (1, 2)
    assert [
        (one.details.name.family, str(one.valid), one.known.start, one.known.end, one.source)
        for one in story(id).person
    ] == [
        ("Мысалова", "2005-09-01/..", at(1), at(5), "order 1"),
        ("Мысалова", "2005-09-01/2020-10-01", at(5), None, "order 1"),
        ("Үлгі", "2020-10-01/..", at(5), None, "order 5"),
    ]
    first = story(id).person[0]
    assert (first.recorded_by, first.recorded_role) == ("secretary", "body")
    assert (first.ended_by, story(id).person[2].ended_by) == ("secretary", "")
    assert [one.details.name.family for one in story(id, OCTOBER, at(4)).person] == ["Мысалова"]


def test_the_same_correction_a_second_time_changes_nothing():
    id = person(1)
    correction = (id, said(family="Үлгі"), parse_days("2020-10-01/.."))
    public.correct_person(*correction, **given(5))
    again = public.correct_person(*correction, **given(6))
    assert (again.ended, again.added, models.PersonFact.objects.count()) == (0, 0, 3)


def test_a_person_is_found_in_any_spelling_by_what_stands_now_alone():
    id = person(1, iin=IIN)
    origin = Origin.ILLUSTRATIVE
    for text in ("Мысалова Әсел", "асел мысалова", "Mysalova Asel", IIN):
        assert [one.person_id for one in public.find_people(text, origin)] == [id], text
    assert public.find_people("Мысалова Әсел") == ()  # not among real people
    assert public.find_people("", origin) == ()
    public.correct_person(id, said(family="Үлгі"), Period(date(2005, 9, 1)), **given(5))
    assert public.find_people("Мысалова Әсел", origin) == public.find_people(IIN, origin) == ()
    assert [one.person_id for one in public.find_people("Үлгі Әсел", origin)] == [id]


def test_the_longest_name_is_kept_and_found():
    long = {"family": "Щ" * 100, "given": "\ufdfa" * 100}  # eighteen letters in one character
    id = person(1, **long)
    found = public.find_people(f"{long['family']} {long['given']}", Origin.ILLUSTRATIVE)
    assert [one.person_id for one in found] == [id]
    with pytest.raises(FaultyFact):
        person(2, family="Щ" * 101)


def test_an_iin_belongs_to_one_person_of_an_origin_while_it_stands():
    first = person(1, iin=IIN)
    with pytest.raises(IinTaken):
        person(2, iin=IIN)
    person(3, Origin.SIMULATED, iin=IIN)
    public.correct_person(first, said(OTHER_IIN), Period(date(2005, 9, 1)), **given(4))
    second = person(5, iin=IIN)
    with pytest.raises(IinTaken):
        public.correct_person(first, said(IIN), Period(date(2020, 9, 1)), **given(6))
    assert models.PersonKey.objects.get(key=IIN, origin="illustrative").person_id == second


def test_an_iin_that_disagrees_is_taken_with_a_warning_and_one_that_is_wrong_is_refused():
    details = said(IIN, born_on=date(2006, 1, 2), sex="female")
    done = public.record_person(
        details, Period(date(2006, 1, 2)), origin=Origin.ILLUSTRATIVE, **given(1)
    )
    assert done.warnings == ("birth_date_differs", "sex_differs")
    with pytest.raises(FaultyNumber):
        Iin(IIN[:-1] + str((int(IIN[-1]) + 1) % 10))


# --- organisations --------------------------------------------------------------------------------


def test_a_region_has_to_exist_on_each_day_of_the_period():
    with pytest.raises(FaultyFact) as refused:
        organisation(1, region="KZ-62")  # Ulytau, since June 2022
    [problem] = refused.value.problems
    assert problem.facts == {"region": "KZ-62", "day": date(2000, 1, 1)}
    valid = Period(date(2022, 6, 8))
    one = organisation(2)
    public.correct_organisation(one, school(region="KZ-62"), valid, **given(3))
    assert public.organisation_on(one, date(2022, 6, 7)).region == "KZ-11"
    assert public.organisation_on(one, date(2022, 6, 8)).region == "KZ-62"
    assert public.organisation_on(one, date(2022, 6, 8), known_at=at(2)).region == "KZ-11"


def test_a_parent_exists_is_of_the_same_origin_and_is_not_the_organisation_itself():
    parent = organisation(1, type="authority")
    part = organisation(2, parent_id=parent)
    assert public.organisation_on(part, OCTOBER).parent_id == parent
    with pytest.raises(NoSuchOrganisation):
        organisation(3, parent_id=uuid4())
    with pytest.raises(OriginsMeet):
        organisation(3, Origin.REAL, parent_id=parent)
    with pytest.raises(FaultyFact):
        public.correct_organisation(part, school(parent_id=part), SCHOOL_YEAR, **given(4))


# --- enrolments -----------------------------------------------------------------------------------


@pytest.fixture
def pupil() -> Any:
    """A person in class 5 А of a school for a year, and the two schools that there are."""
    id, here, there = person(1), organisation(1), organisation(2)
    public.enrol(id, learning(here), SCHOOL_YEAR, **given(3))
    return id, here, there


def test_a_class_list_is_as_it_was_and_as_it_was_known(pupil: Any):
    id, here, there = pupil
    place = Place(here, "2")
    moved = Period(date(2020, 11, 1), date(2021, 6, 1))
    public.transfer(id, place, learning(there, "5 Ә"), moved, "transferred", **given(9))
    assert [one.enrolment.group for one in public.enrolments_on(here, OCTOBER)] == ["5 А"]
    assert public.enrolments_on(here, DECEMBER) == ()
    then = public.enrolments_on(here, DECEMBER, known_at=at(8))
    assert [(one.person_id, one.name.given) for one in then] == [(id, "Әсел")]
    assert [one.enrolment.group for one in public.enrolments_on(there, DECEMBER)] == ["5 Ә"]
    assert told_of(id) == [
        ("5 А", "2020-09-01/2021-06-01", "order 3", False),
        ("5 А", "2020-09-01/2020-11-01", "order 9", True),
        ("5 Ә", "2020-11-01/2021-06-01", "order 9", True),
    ]
    assert story(id).enrolments[1].details.leaving_reason == "transferred"


def test_nobody_is_in_two_full_time_places_at_once(pupil: Any):
    id, _, there = pupil
    with pytest.raises(AlreadyEnrolled) as refused:
        public.enrol(id, learning(there), parse_days("2021-05-31/2021-07-01"), **given(4))
    assert refused.value.facts == {"day": date(2021, 5, 31)}
    public.enrol(id, learning(there), parse_days("2021-06-01/2021-07-01"), **given(5))


def test_part_time_places_may_overlap_but_not_with_themselves(pupil: Any):
    id, here, there = pupil
    part = {"form": Form.PART_TIME}
    public.enrol(id, learning(here, **part), SCHOOL_YEAR, **given(4))
    public.enrol(id, learning(there, form=Form.DISTANCE), SCHOOL_YEAR, **given(5))
    public.enrol(id, learning(there, level="1", grade=4, **part), SCHOOL_YEAR, **given(6))
    with pytest.raises(AlreadyEnrolled):
        public.enrol(id, learning(there, "7", **part), SCHOOL_YEAR, **given(7))
    again = public.enrol(id, learning(here, **part), SCHOOL_YEAR, **given(8))
    assert (again.ended, again.added) == (0, 0)
    public.leave(id, Place(here, "2", False), DECEMBER, "other", **given(9))
    assert len(public.enrolments_on(here, DECEMBER)) == 1  # the full-time place stands


def test_leaving_ends_the_later_classes_of_the_place_too_and_gives_the_reason(pupil: Any):
    id, here, _ = pupil
    public.enrol(id, learning(here, "6 А"), Period(date(2021, 6, 1)), **given(4))
    public.leave(id, Place(here, "2"), date(2021, 3, 1), "moved_abroad", **given(5))
    standing = [one for one in story(id).enrolments if one.known.end is None]
    assert [(str(one.valid), one.details.leaving_reason) for one in standing] == [
        ("2020-09-01/2021-03-01", "moved_abroad")
    ]
    with pytest.raises(NotEnrolled):
        public.leave(id, Place(here, "2"), date(2021, 5, 1), "other", **given(6))


def test_a_correction_replaces_what_stood_and_a_withdrawal_leaves_nothing(pupil: Any):
    id, here, there = pupil
    week = parse_days("2020-10-01/2020-10-08")
    public.correct_enrolment(id, learning(here, "5 Ә"), week, **given(4))
    public.withdraw_enrolment(id, Place(here, "2"), Period(DECEMBER), **given(5))
    assert [one[:3] for one in told_of(id) if one[3]] == [
        ("5 А", "2020-09-01/2020-10-01", "order 3"),
        ("5 Ә", "2020-10-01/2020-10-08", "order 4"),
        ("5 А", "2020-10-08/2020-12-01", "order 3"),
    ]
    for verb, what in (
        (public.withdraw_enrolment, (Place(there, "2"), Period(DECEMBER))),
        (public.correct_enrolment, (learning(here), parse_days("2022-01-01/.."))),
    ):
        with pytest.raises(NotEnrolled):
            verb(id, *what, **given(6))


def test_to_another_class_of_the_same_school_is_a_transfer_like_any_other(pupil: Any):
    id, here, _ = pupil
    rest = Period(DECEMBER, date(2021, 6, 1))
    public.transfer(id, Place(here, "2"), learning(here, "5 Ә"), rest, "other", **given(4))
    assert [one.enrolment.group for one in public.enrolments_on(here, DECEMBER)] == ["5 Ә"]


def test_who_waited_for_another_records_at_the_next_instant(pupil: Any):
    """`at` was taken before the lock; whoever held it has spoken later."""
    id, here, _ = pupil
    for minute in (2, 3):
        place = learning(here, f"5 {minute}")
        public.correct_enrolment(id, place, Period(DECEMBER, date(2021, 6, 1)), **given(minute))
    told = [(one.details.group, one.known.start, one.known.end) for one in story(id).enrolments]
    moments = [at(3) + timedelta(microseconds=n) for n in range(3)]
    assert told == [
        ("5 А", moments[0], moments[1]),
        ("5 А", moments[1], None),
        ("5 2", moments[1], moments[2]),
        ("5 3", moments[2], None),
    ]


# --- refused whole --------------------------------------------------------------------------------


REFUSALS = [
    (FaultyFact, lambda id, here, there: public.enrol(
        id, learning(there, level="9", funding="gold"), SCHOOL_YEAR, **given(4))),
    (FaultyFact, lambda id, here, there: public.enrol(
        id, learning(there), SCHOOL_YEAR, **given(4, source=" "))),
    (FaultyFact, lambda id, here, there: public.leave(
        id, Place(here, "2"), DECEMBER, "", **given(4))),
    (NoSuchPerson, lambda id, here, there: public.enrol(
        uuid4(), learning(there), SCHOOL_YEAR, **given(4))),
    (NoSuchPerson, lambda id, here, there: public.correct_person(
        uuid4(), said(), SCHOOL_YEAR, **given(4))),
    (NoSuchOrganisation, lambda id, here, there: public.enrol(
        id, learning(uuid4()), SCHOOL_YEAR, **given(4))),
    (OriginsMeet, lambda id, here, there: public.enrol(
        id, learning(organisation(2, Origin.SIMULATED)), SCHOOL_YEAR, **given(4))),
    (LevelNotOffered, lambda id, here, there: public.enrol(
        id, learning(there, level="7"), SCHOOL_YEAR, **given(4))),
    (NotThere, lambda id, here, there: public.enrol(
        id, learning(there), parse_days("1999-09-01/2000-06-01"), **given(4))),
    (AlreadyEnrolled, lambda id, here, there: public.transfer(
        id, Place(here, "2"), learning(here, "5 Ә", form=Form.PART_TIME), Period(DECEMBER), "other",
        **given(5))),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(REFUSALS)))
def test_a_refusal_is_a_sentence_and_changes_nothing(pupil: Any, catalogue: Any, number: int):
    error, deed = REFUSALS[number]
    id, here, there = pupil
    part = learning(here, form=Form.PART_TIME)
    public.enrol(id, part, Period(date(2021, 1, 1)), **given(3))
    but = ["registry.Organisation", "registry.OrganisationFact", "audit.Event"]
    before, events = everything(but), Event.objects.filter(about=f"registry.person:{id}").count()
    with pytest.raises(error) as refused:
        deed(id, here, there)
    assert everything(but) == before
    assert Event.objects.filter(about=f"registry.person:{id}").count() == events
    assert len({error_sentence(refused.value, catalogue, one) for one in ("kk", "ru", "en")}) == 3


def test_every_fault_of_a_record_is_told_at_once(catalogue: Any):
    id, here = person(1), organisation(1)
    with pytest.raises(FaultyFact) as refused:
        public.enrol(id, learning(here, level="", grade=40, funding="x"), SCHOOL_YEAR, **given(4))
    assert error_sentence(refused.value, catalogue, "en") == (
        "The record is not taken: grade or course is unknown, choose from the list, "
        "level of education is missing, give it, funding: the list has no code “x”"
    )


# --- the trail, and what is never shown -----------------------------------------------------------


def test_every_deed_leaves_one_event_without_a_personal_value(pupil: Any):
    id, here, there = pupil
    public.correct_person(id, said(IIN, family="Үлгі"), Period(date(2005, 9, 1)), **given(5))
    public.leave(id, Place(here, "2"), DECEMBER, "health", **given(6))
    events = Event.objects.filter(action__startswith="registry.").order_by("pk")
    assert [one.action.removeprefix("registry.") for one in events] == [
        "person_recorded", "organisation_recorded", "organisation_recorded", "enrolled",
        "person_corrected", "left",
    ]  # fmt: skip
    assert {frozenset(one.facts) for one in events} == {frozenset(("origin", "ended", "added"))}
    assert {one.actor for one in events} == {"secretary"}


def test_what_cannot_be_noted_is_not_done(pupil: Any, monkeypatch: pytest.MonkeyPatch):
    """The event stands in the same transaction: where it fails, so does the deed."""
    id, here, _ = pupil

    def fails(*_: Any, **__: Any) -> None:
        raise OSError("the trail is full")

    before = everything()
    monkeypatch.setattr(enrolments, "record", fails)
    with pytest.raises(OSError):
        public.leave(id, Place(here, "2"), DECEMBER, "other", **given(5))
    assert everything() == before


def test_an_iin_and_a_name_are_in_no_repr_no_error_and_no_event(catalogue: Any):
    id = person(1, iin=IIN)
    with pytest.raises(DomainError) as refused:
        person(2, iin=IIN)
    shown = [
        repr(said(IIN)), repr(story(id)), repr(public.find_people(IIN, Origin.ILLUSTRATIVE)),
        repr(refused.value), repr(refused.value.facts),
        *(error_sentence(refused.value, catalogue, one) for one in ("kk", "ru", "en")),
        *(str(row) for row in [*models.PersonFact.objects.all(), *models.PersonKey.objects.all()]),
        *(f"{one.about} {one.facts}" for one in Event.objects.all()),
    ]  # fmt: skip
    assert [text for text in shown if IIN in text or "Мысалова" in text or "Әсел" in text] == []
