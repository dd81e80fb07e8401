"""Corrections of a timeline: nothing is erased, and every earlier answer can be had again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bagdar.core.languages import LANGUAGES
from bagdar.core.periods import (
    Absence,
    Change,
    EarlyCorrection,
    OverlappingVersions,
    Period,
    Supersession,
    Version,
    as_known,
    as_of,
    coalesce_by,
    parse_days,
    revise,
    supersede,
    versions,
    withdraw,
)
from bagdar.core.sentences import error_sentence

DAYS = [date(2024, 2, 24) + timedelta(days=n) for n in range(10)]  # the last one: only in open ones
PERIODS = [Period(DAYS[m], DAYS[n]) for m in range(8) for n in range(m + 1, 9)]
PERIODS += [Period(day) for day in DAYS[:8]]
BEGAN = datetime(2024, 3, 1, 9, tzinfo=UTC)
Told = dict[date, str]


def told(known: Iterable[Version[str]]) -> Told:
    """What versions say of each day; two that speak of one day are a defect."""
    found: Told = {}
    for one in known:
        for day in DAYS:
            if day >= one.valid.start and (one.valid.end is None or day < one.valid.end):
                assert day not in found
                found[day] = one.value
    return found


class Corrections(RuleBasedStateMachine):
    """A timeline beside a model that keeps, for each instant, a value for each day."""

    def __init__(self) -> None:
        super().__init__()
        self.timeline: tuple[Version[str], ...] = ()
        self.now = BEGAN
        self.believed: dict[datetime, Told] = {}
        self.ever: dict[tuple[str, Period[date], datetime], datetime | None] = {}

    def take(self, step: Supersession[str], period: Period[date], value: str | None) -> None:
        self.timeline = step.applied_to(self.timeline)
        days = {day for day in DAYS if period.contains(day)}
        earlier = self.believed[max(self.believed)] if self.believed else {}
        after = {day: one for day, one in earlier.items() if day not in days}
        if value is not None:
            after |= dict.fromkeys(days, value)
        self.believed[self.now] = after

    @rule(period=st.sampled_from(PERIODS), value=st.sampled_from("abc"))
    def correct(self, period: Period[date], value: str) -> None:
        self.now += timedelta(minutes=1)
        change = Change(value, period)
        self.take(versions.supersede(self.timeline, change, self.now), period, value)
        self.every_instant_gives_what_it_gave()
        again = versions.supersede(self.timeline, change, self.now + timedelta(minutes=1))
        assert again.ends == again.adds == ()

    @rule(period=st.sampled_from(PERIODS))
    def take_back(self, period: Period[date]) -> None:
        self.now += timedelta(minutes=1)
        self.take(versions.withdraw(self.timeline, period, self.now), period, None)

    @rule(period=st.sampled_from(PERIODS), value=st.sampled_from("abc"))
    def correct_at_the_same_instant(self, period: Period[date], value: str) -> None:
        """Goes through where it only adds to what that instant recorded, else it is refused."""
        try:
            step = versions.supersede(self.timeline, Change(value, period), self.now)
        except EarlyCorrection:
            return
        self.take(step, period, value)

    @invariant()
    def every_instant_gives_what_it_gave(self) -> None:
        assert as_known(self.timeline, BEGAN) == () or BEGAN in self.believed
        for at, believed in self.believed.items():
            assert told(as_known(self.timeline, at)) == believed
            assert told(as_known(self.timeline, at + timedelta(seconds=59))) == believed

    @invariant()
    def nothing_is_erased_or_changed(self) -> None:
        kept = {(one.value, one.valid, one.recorded_at): one for one in self.timeline}
        assert len(kept) == len(self.timeline)
        for key, superseded_at in self.ever.items():
            assert key in kept and superseded_at in (None, kept[key].superseded_at)
        self.ever = {key: one.superseded_at for key, one in kept.items()}


SETTINGS = settings(
    max_examples=40, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
# Of the controls: what is planted is met within few examples, and the first one ends them.
CONTROL = settings(
    SETTINGS, max_examples=500, phases=[Phase.generate], derandomize=True, database=None,
    report_multiple_bugs=False,
)  # fmt: skip


def test_what_was_known_at_any_earlier_instant_stays_what_it_was():
    run_state_machine_as_test(Corrections, settings=SETTINGS)


class SeveralAtOnce(Corrections):
    """The same, with corrections of up to three steps that are learnt at one instant."""

    @rule(
        steps=st.lists(
            st.tuples(st.sampled_from(PERIODS), st.sampled_from(["a", "b", None])), max_size=3
        )
    )
    def revise(self, steps: list[tuple[Period[date], str | None]]) -> None:
        self.now += timedelta(minutes=1)
        given = [Absence(days) if one is None else Change(one, days) for days, one in steps]
        done = versions.revise(self.timeline, given, self.now)
        if len(given) == 1:
            days, value = steps[0]
            alone = withdraw(self.timeline, days, self.now)
            if value is not None:
                alone = supersede(self.timeline, Change(value, days), self.now)
            assert (done.ends, done.adds) == (tuple(sorted(alone.ends, key=by_days)), alone.adds)
        believed = dict(self.believed[max(self.believed)]) if self.believed else {}
        for days, value in steps:
            believed = {day: one for day, one in believed.items() if not days.contains(day)}
            if value is not None:
                believed |= dict.fromkeys((day for day in DAYS if days.contains(day)), value)
        self.timeline = done.applied_to(self.timeline)
        self.believed[self.now] = believed


def by_days(version: Version[str]) -> Period[date]:
    return version.valid


def test_several_corrections_of_one_instant_say_what_the_last_of_each_day_says():
    run_state_machine_as_test(SeveralAtOnce, settings=SETTINGS)


# --- the controls -------------------------------------------------------------------------------


def without_splitting(timeline: Any, change: Change[str], at: datetime) -> Supersession[str]:
    """Ends whatever the change touches and forgets the days that it does not speak of."""
    ends = [one for one in timeline if one.is_current and one.valid.overlaps(change.valid)]
    ends = [one for one in ends if one.value != change.value]
    step = supersede(timeline, change, at)
    new = [one for one in step.adds if change.valid.covers(one.valid)]
    return Supersession(at, tuple(ends), tuple(new))


def without_ending(timeline: Any, change: Change[str], at: datetime) -> Supersession[str]:
    return replace(supersede(timeline, change, at), ends=())


def backdated(timeline: Any, change: Change[str], at: datetime) -> Supersession[str]:
    """Pieces pretend to have been known since the version that they are cut from."""
    step = supersede(timeline, change, at)
    since = min((one.recorded_at for one in step.ends), default=at)
    pieces = (
        replace(one, known=Period(since if one.value != change.value else at)) for one in step.adds
    )
    return replace(step, adds=tuple(pieces))


def always_new(timeline: Any, change: Change[str], at: datetime) -> Supersession[str]:
    """Writes the same value again."""
    other = supersede(timeline, Change("other", change.valid), at)
    adds = [replace(one, value=one.value.replace("other", change.value)) for one in other.adds]
    return replace(other, adds=tuple(adds))


@pytest.mark.parametrize("slip", [without_splitting, without_ending, backdated, always_new])
def test_a_correction_that_forgets_something_is_noticed(slip, monkeypatch):
    monkeypatch.setattr(versions, "supersede", slip)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Corrections, settings=CONTROL)


def test_steps_that_are_taken_in_the_wrong_order_are_noticed(monkeypatch):
    def backwards(timeline: Any, steps: Any, at: datetime) -> Supersession[str]:
        return revise(timeline, steps[::-1], at)

    monkeypatch.setattr(versions, "revise", backwards)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(SeveralAtOnce, settings=CONTROL)


def test_an_ended_version_that_is_thrown_away_is_noticed(monkeypatch):
    def erased(self: Supersession[str], timeline: Any) -> tuple[Version[str], ...]:
        return (*(one for one in timeline if one not in self.ends), *self.adds)

    monkeypatch.setattr(Supersession, "applied_to", erased)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Corrections, settings=CONTROL)


# --- examples -----------------------------------------------------------------------------------

D = parse_days
OCTOBER, NOVEMBER = datetime(2020, 10, 1, 9, tzinfo=UTC), datetime(2020, 11, 2, 9, tzinfo=UTC)
A_MOMENT = timedelta(microseconds=1)
YEAR = D("2020-09-01/2021-06-01")
FIRST = Version("5A", YEAR, Period(OCTOBER))


def test_a_correction_in_the_middle_leaves_both_sides_with_their_value():
    step = supersede([FIRST], Change("5B", D("2020-10-10/2020-10-20")), NOVEMBER)
    assert step.ends == (FIRST,)
    assert step.adds == (
        Version("5A", D("2020-09-01/2020-10-10"), Period(NOVEMBER)),
        Version("5B", D("2020-10-10/2020-10-20"), Period(NOVEMBER)),
        Version("5A", D("2020-10-20/2021-06-01"), Period(NOVEMBER)),
    )


def test_a_day_is_told_as_it_was_known_until_the_instant_of_the_correction():
    step = supersede([FIRST], Change("5B", D("2020-10-10/2021-06-01")), NOVEMBER)
    timeline = step.applied_to([FIRST])
    answers = {
        (day, at): as_of(timeline, day, at)
        for day in (date(2020, 10, 9), date(2020, 10, 10))
        for at in (OCTOBER - A_MOMENT, OCTOBER, NOVEMBER - A_MOMENT, NOVEMBER)
    }
    values = [one and one.value for one in answers.values()]
    assert values == [None, "5A", "5A", "5A", None, "5A", "5A", "5B"]
    assert as_of(timeline, date(2020, 8, 31), NOVEMBER) is None
    assert as_of(timeline, date(2021, 6, 1), NOVEMBER) is None


def test_a_correction_that_meets_a_version_leaves_it_alone_and_one_a_day_longer_ends_it():
    meeting = supersede([FIRST], Change("6A", D("2021-06-01/..")), NOVEMBER)
    assert meeting.ends == () and [str(one.valid) for one in meeting.adds] == ["2021-06-01/.."]
    longer = supersede([FIRST], Change("6A", D("2021-05-31/..")), NOVEMBER)
    assert longer.ends == (FIRST,)
    assert [str(one.valid) for one in longer.adds] == ["2020-09-01/2021-05-31", "2021-05-31/.."]


def test_days_that_have_the_value_already_keep_their_version():
    step = supersede([FIRST], Change("5A", D("2020-08-25/2021-06-11")), NOVEMBER)
    assert step.ends == ()
    assert [str(one.valid) for one in step.adds] == [
        "2020-08-25/2020-09-01", "2021-06-01/2021-06-11",
    ]  # fmt: skip
    timeline = step.applied_to([FIRST])
    assert FIRST in timeline
    joined = coalesce_by((one.valid, one.value) for one in as_known(timeline, NOVEMBER))
    assert joined == ((D("2020-08-25/2021-06-11"), "5A"),)


def test_a_period_that_is_withdrawn_leaves_a_gap_and_what_was_known_before():
    step = withdraw([FIRST], D("2020-12-01/2021-01-01"), NOVEMBER)
    timeline = step.applied_to([FIRST])
    assert [str(one.valid) for one in as_known(timeline, NOVEMBER)] == [
        "2020-09-01/2020-12-01", "2021-01-01/2021-06-01",
    ]  # fmt: skip
    assert as_known(timeline, NOVEMBER - A_MOMENT) == (step.applied_to([FIRST])[0],)
    assert timeline[0] == Version("5A", YEAR, Period(OCTOBER, NOVEMBER))
    assert withdraw(timeline, D("2020-12-01/2021-01-01"), NOVEMBER).ends == ()


def test_who_leaves_gets_a_reason_and_no_later_days_at_one_instant():
    gone = [Change("5A, left", D("2020-09-01/2020-12-01")), Absence(D("2020-12-01/.."))]
    step = revise([FIRST], gone, NOVEMBER)
    assert step.ends == (FIRST,)
    assert step.adds == (Version("5A, left", D("2020-09-01/2020-12-01"), Period(NOVEMBER)),)
    with pytest.raises(EarlyCorrection):
        revise([FIRST], gone, OCTOBER)
    assert revise(step.applied_to([FIRST]), gone, NOVEMBER).ends == ()


def test_what_was_recorded_at_an_instant_can_be_corrected_a_moment_later_and_not_at_it():
    change = Change("5B", YEAR)
    with pytest.raises(EarlyCorrection) as refused:
        supersede([FIRST], change, OCTOBER)
    assert refused.value.facts == {"at": OCTOBER, "known_at": OCTOBER}
    assert supersede([FIRST], change, OCTOBER + A_MOMENT).ends == (FIRST,)


def test_one_instant_may_record_several_periods_of_a_timeline_and_none_before_it():
    summer = Change("camp", D("2021-06-01/2021-09-01"))
    assert len(supersede([FIRST], summer, OCTOBER).adds) == 1
    with pytest.raises(EarlyCorrection):
        supersede([FIRST], summer, OCTOBER - A_MOMENT)
    ended = withdraw([FIRST], YEAR, NOVEMBER).applied_to([FIRST])
    with pytest.raises(EarlyCorrection) as refused:
        supersede(ended, summer, NOVEMBER - A_MOMENT)
    assert refused.value.facts["known_at"] == NOVEMBER


def test_a_timeline_with_two_answers_for_a_day_is_refused_and_said_in_three_languages(catalogue):
    other = Version("5B", D("2021-05-31/.."), Period(OCTOBER))
    for asked in (
        lambda: supersede([FIRST, other], Change("5C", YEAR), NOVEMBER),
        lambda: withdraw([other, FIRST], YEAR, NOVEMBER),
        lambda: as_of([other, FIRST], date(2021, 5, 31), OCTOBER),
    ):
        with pytest.raises(OverlappingVersions) as refused:
            asked()
        said = {error_sentence(refused.value, catalogue, language) for language in LANGUAGES}
        assert len(said) == 3
        assert set(refused.value.facts.values()) == {str(YEAR), "2021-05-31/.."}
    early = EarlyCorrection(at=OCTOBER, known_at=NOVEMBER)
    assert "2 November 2020, 15:00" in error_sentence(early, catalogue, "en")
