"""What a person's places allow, as pure functions; personal values show in no repr."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from bagdar.core.periods import Absence, Change, Period, Version, parse_days
from bagdar.registry.rules.codes import TypeLine
from bagdar.registry.rules.enrolling import (
    correcting,
    demand_offered,
    entering,
    leaving,
    withdrawing,
)
from bagdar.registry.rules.errors import AlreadyEnrolled, LevelNotOffered, NotEnrolled, NotThere
from bagdar.registry.rules.nouns import EnrolmentDetails, Form, OrganisationDetails, Place
from tests.register import IIN, said

HERE, THERE = UUID(int=1), UUID(int=2)
KNOWN = Period(datetime(2020, 9, 1, tzinfo=UTC))
FIFTH = EnrolmentDetails(HERE, "2", grade=5)
SIXTH = replace(FIFTH, grade=6)
D = parse_days
STANDING = (
    Version(FIFTH, D("2020-09-01/2021-09-01"), KNOWN),
    Version(SIXTH, D("2021-09-01/.."), KNOWN),
)


def test_full_time_places_are_one_timeline_and_others_one_each():
    places = [
        Place(HERE, "2"),
        Place(THERE, "3"),
        Place(HERE, "2", False),
        Place(THERE, "2", False),
    ]
    timelines = [one.timeline for one in places]
    assert timelines[0] == timelines[1] == "full_time"
    assert len(set(timelines)) == 3
    distance = replace(FIFTH, form=Form.DISTANCE)
    assert distance.place == replace(FIFTH, form=Form.PART_TIME).place == Place(HERE, "2", False)


def test_the_last_day_is_still_there_and_the_next_is_free():
    other = EnrolmentDetails(THERE, "2")
    closed = STANDING[:1]
    assert entering(closed, other, D("2021-09-01/..")) == [Change(other, D("2021-09-01/.."))]
    with pytest.raises(AlreadyEnrolled) as refused:
        entering(closed, other, D("2021-08-31/.."))
    assert refused.value.facts == {"day": date(2021, 8, 31)}
    assert entering(closed, FIFTH, D("2020-09-01/2021-09-01"))  # the very same may be said again
    ended = [replace(closed[0], known=Period(KNOWN.start, datetime(2020, 10, 1, tzinfo=UTC)))]
    assert entering(ended, other, D("2020-09-01/.."))  # what no longer stands takes no place


def test_leaving_gives_the_reason_and_takes_away_every_later_day():
    steps = leaving(STANDING, FIFTH.place, date(2021, 3, 1), "health")
    assert steps == [
        Change(replace(FIFTH, leaving_reason="health"), D("2020-09-01/2021-03-01")),
        Absence(D("2021-03-01/2021-09-01")),
        Absence(D("2021-09-01/..")),
    ]
    first_day = leaving(STANDING, FIFTH.place, date(2020, 9, 2), "health")
    assert first_day[0].valid == D("2020-09-01/2020-09-02")
    for place, day in ((FIFTH.place, date(2020, 9, 1)), (Place(THERE, "2"), date(2021, 3, 1))):
        with pytest.raises(NotEnrolled):
            leaving(STANDING, place, day, "health")


def test_a_withdrawal_takes_days_of_the_place_only_and_a_correction_needs_something_to_correct():
    mixed = (STANDING[0], Version(EnrolmentDetails(THERE, "2"), D("2021-09-01/.."), KNOWN))
    assert withdrawing(mixed, FIFTH.place, D("2021-06-01/2022-06-01")) == [
        Absence(D("2021-06-01/2021-09-01"))
    ]
    with pytest.raises(NotEnrolled):
        withdrawing(mixed, FIFTH.place, D("2021-09-01/.."))
    assert correcting(mixed, SIXTH, D("2021-06-01/2022-06-01"))
    with pytest.raises(NotEnrolled):
        correcting(mixed, SIXTH, D("2019-09-01/2020-09-01"))


def organisation(type: str, days: str) -> Version[OrganisationDetails]:
    return Version(OrganisationDetails("а", "б", type, "KZ-11"), D(days), KNOWN)


def test_an_organisation_exists_and_offers_the_level_on_every_day():
    line: dict[str, Any] = {"kk": "а", "ru": "б", "en": "c", "source": "illustrative"}
    types = {
        "school": TypeLine(code="school", levels="1 2 3", **line),
        "college": TypeLine(code="college", levels="3 4", **line),
    }
    was = [
        organisation("school", "2018-01-01/2021-01-01"),
        organisation("college", "2021-01-01/.."),
    ]
    demand_offered(was, "3", D("2020-09-01/.."), types)
    demand_offered(was, "1", D("2020-09-01/2021-01-01"), types)
    with pytest.raises(LevelNotOffered):
        demand_offered(was, "1", D("2020-09-01/2021-01-02"), types)
    with pytest.raises(LevelNotOffered):
        demand_offered([organisation("forgotten", "2018-01-01/..")], "1", D("2020-09-01/.."), types)
    with pytest.raises(NotThere) as refused:
        demand_offered(was, "3", D("2017-12-31/2018-02-01"), types)
    assert refused.value.facts == {"day": date(2017, 12, 31)}


def test_a_person_s_details_show_neither_name_nor_number():
    shown = repr(said(IIN, born_on=date(2005, 9, 1)))
    assert [one for one in ("Мысалова", "Әсел", IIN, "2005") if one in shown] == []
    assert "0509••••••06" in shown
