"""Whatever a fact is restated to, its timelines stay sane; any order, any days, any place."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bagdar.core.periods import Period, Version, overlaps, revise
from bagdar.registry.rules import restating
from bagdar.registry.rules.details import ResidenceDetails
from bagdar.registry.rules.kinds import ENROLMENT, RESIDENCE
from bagdar.registry.rules.nouns import EnrolmentDetails, Form
from bagdar.registry.rules.restating import DaysTaken, RecordChanged, Restated, restate

HERE, THERE = UUID(int=1), UUID(int=2)
BEFORE, AT = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
FIRST = date(2020, 9, 1)
places = st.builds(
    EnrolmentDetails,
    st.sampled_from((HERE, THERE)),
    st.sampled_from(("1", "2")),
    st.sampled_from((Form.FULL_TIME, Form.PART_TIME)),
    st.sampled_from((1, 2)),
)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


periods = st.builds(
    lambda start, length: Period(day(start), day(start + length) if length else None),
    st.integers(0, 15),
    st.integers(0, 9),
)


@st.composite
def lives(draw: Any) -> dict[Any, list[Version[Any]]]:
    """Versions of some timelines of one person, of which the current ones share no day."""
    found: dict[Any, list[Version[Any]]] = {}
    for value, valid in draw(st.lists(st.tuples(places, periods), min_size=1, max_size=5)):
        mine = found.setdefault(ENROLMENT.timeline(value), [])
        if not any(one.valid.overlaps(valid) for one in mine):
            mine.append(Version(value, valid, Period(BEFORE)))
    return found


@st.composite
def restatements(draw: Any) -> tuple[dict[Any, list[Version[Any]]], Restated[Any]]:
    life = draw(lives())
    stood = draw(st.sampled_from([one for mine in life.values() for one in mine]))
    said = draw(st.none() | places)
    return life, Restated(stood.value, stood.valid, said, draw(periods) if said else stood.valid)


def after(life: dict[Any, list[Version[Any]]], one: Restated[Any]) -> dict[Any, Any]:
    within = one.stood.organisation_id
    standing = {name: life.get(name, []) for name in one.timelines(ENROLMENT)}
    done = {
        name: revise(standing[name], steps, AT).applied_to(standing[name])
        for name, steps in restate(ENROLMENT, standing, one, within).items()
    }
    return {**life, **done}


def current(versions: Sequence[Version[Any]]) -> list[Version[Any]]:
    return [one for one in versions if one.is_current]


def days_of(life: dict[Any, Any]) -> dict[tuple[Any, date], Any]:
    """What holds in each timeline on each day of the tests' calendar."""
    return {
        (name, day(number)): one.value
        for name, versions in life.items()
        for one in current(versions)
        for number in range(26)
        if one.valid.contains(day(number))
    }


@settings(suppress_health_check=[HealthCheck.too_slow])  # of a busy machine
@given(restatements())
def test_accepting_leaves_every_timeline_sane(case: Any):
    life, one = case
    try:
        done = after(life, one)
    except DaysTaken:
        return
    for versions in done.values():
        assert not overlaps([version.valid for version in current(versions)])
        assert {(v.value, v.valid) for v in versions if v.known.contains(BEFORE)} == {
            (v.value, v.valid) for v in life.get(ENROLMENT.timeline(versions[0].value), [])
        }
    was, now = days_of(life), days_of(done)
    of = ENROLMENT.timeline(one.stood)
    to = ENROLMENT.timeline(one.said) if one.said else None
    for key in {**was, **now}:
        name, on = key
        if name == to and one.valid.contains(on):
            assert now[key] == one.said
        elif name == of and one.days.contains(on):
            assert key not in now
        else:
            assert now.get(key) == was.get(key)


@settings(suppress_health_check=[HealthCheck.too_slow])  # of a busy machine
@given(restatements())
def test_nobody_elses_days_are_said_over_and_nothing_is_swallowed(case: Any):
    life, one = case
    try:
        done = after(life, one)
    except DaysTaken as error:
        assert one.valid.contains(error.facts["day"])
        return
    within = one.stood.organisation_id
    for name, versions in life.items():
        left = current(done[name])
        for version in versions:
            if (version.value, version.valid) == (one.stood, one.days):
                continue
            if version.value.organisation_id != within:
                assert version in left
            else:
                assert any(v.value == version.value and version.valid.overlaps(v.valid)
                           for v in left)  # fmt: skip


FIFTH = EnrolmentDetails(HERE, "2", grade=5)
LIFE = {
    ("full_time",): [
        Version(FIFTH, Period(day(0), day(10)), Period(BEFORE)),
        Version(EnrolmentDetails(THERE, "2", grade=6), Period(day(10)), Period(BEFORE)),
    ]
}
LONGER = Restated(FIFTH, Period(day(0), day(10)), FIFTH, Period(day(0), day(12)))


def test_without_the_look_at_others_their_days_would_be_said_over(monkeypatch: Any):
    with pytest.raises(DaysTaken) as refused:
        after(LIFE, LONGER)
    assert refused.value.facts == {"day": day(10)}
    monkeypatch.setattr(restating, "_demand_room", lambda *given: None)
    assert days_of(after(LIFE, LONGER))[("full_time",), day(11)] == FIFTH


def test_what_stands_no_more_is_not_restated():
    gone = replace(LONGER, days=Period(day(0), day(9)))
    with pytest.raises(RecordChanged):
        after(LIFE, gone)
    ended = {name: [replace(one, known=Period(BEFORE, AT)) for one in mine]
             for name, mine in LIFE.items()}  # fmt: skip
    with pytest.raises(RecordChanged):
        after(ended, LONGER)


def test_a_fact_of_no_organisation_gives_way_and_keeps_a_day():
    old, new = ResidenceDetails(territory="T-1"), ResidenceDetails(territory="T-2")
    standing = {(): [Version(old, Period(day(0), day(10)), Period(BEFORE)),
                     Version(new, Period(day(10)), Period(BEFORE))]}  # fmt: skip
    earlier = Restated(new, Period(day(10)), new, Period(day(5)))
    [steps] = restate(RESIDENCE, standing, earlier, HERE).values()
    done = current(revise(standing[()], steps, AT).applied_to(standing[()]))
    assert [(one.value, one.valid) for one in done] == [
        (old, Period(day(0), day(5))), (new, Period(day(5))),
    ]  # fmt: skip
    with pytest.raises(DaysTaken):
        restate(RESIDENCE, standing, replace(earlier, valid=Period(day(0))), HERE)
