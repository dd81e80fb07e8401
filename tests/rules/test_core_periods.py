"""Periods against days counted one by one; the country's calendar at its thresholds."""

import doctest
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bagdar.core.languages import LANGUAGES, TIME_ZONE
from bagdar.core.periods import (
    EmptyPeriod,
    NotYetBorn,
    OpenPeriod,
    Overlap,
    Period,
    UnreadablePeriod,
    academic_year,
    academic_year_of,
    age_on,
    clip,
    coalesce,
    coalesce_by,
    cover,
    day_begins,
    gaps,
    is_covering,
    local_date,
    many,
    overlaps,
    parse_days,
    parse_instants,
    through,
    total_days,
)
from bagdar.core.sentences import error_sentence

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "algorithms" / "periods.md"
SETTINGS = settings(max_examples=80, deadline=None)

# Sixteen days around a 29 February, and sixteen instants; nothing closed reaches the last three,
# so a period that holds the last is open.
LAST = 15
DAYS = [date(2024, 2, 20) + timedelta(days=n) for n in range(LAST + 1)]
INSTANTS = [datetime(2024, 2, 29, 17, tzinfo=UTC) + timedelta(minutes=10 * n) for n in range(16)]


def D(text: str) -> Period[date]:
    return parse_days(text)


def all_within(moments: list[Any], last: int) -> list[Period[Any]]:
    """Every closed period that ends by a place, and every open one that starts before it."""
    closed = [Period(moments[m], moments[n]) for m, n in combinations(range(last + 1), 2)]
    return closed + [Period(moments[n]) for n in range(last)]


of_days = st.sampled_from(all_within(DAYS, LAST - 2))
of_instants = st.sampled_from(all_within(INSTANTS, LAST - 2))
several = st.lists(of_days, max_size=7) | st.lists(of_instants, max_size=7)
some_and_one = st.tuples(st.lists(of_days, max_size=7), of_days) | st.tuples(
    st.lists(of_instants, max_size=7), of_instants
)


@cache
def _held(period: Period[Any]) -> frozenset[int]:
    moments = INSTANTS if isinstance(period.start, datetime) else DAYS
    return frozenset(
        n
        for n, moment in enumerate(moments)
        if moment >= period.start and (period.end is None or moment < period.end)
    )


def held(*periods: Period[Any]) -> set[int]:
    """The places of the moments that the periods hold, each looked at by itself."""
    return set().union(*map(_held, periods))


def runs(places: set[int]) -> list[set[int]]:
    """Unbroken stretches, in order."""
    found: list[set[int]] = []
    for place in sorted(places):
        if place - 1 in places:
            found[-1].add(place)
        else:
            found.append({place})
    return found


# --- properties, as plain checks that the controls below use as well ----------------------------


def two_periods_agree_with_their_moments(one: Period[Any], other: Period[Any]) -> None:
    mine, others = held(one), held(other)
    assert one.overlaps(other) == bool(mine & others) == other.overlaps(one)
    assert one.covers(other) == (mine >= others)
    shared = one.intersection(other)
    assert (set() if shared is None else held(shared)) == mine & others
    assert [held(piece) for piece in one.minus(other)] == runs(mine - others)
    assert one.meets(other) == (LAST not in mine and max(mine) + 1 == min(others))
    assert (one < other) == (sorted(mine) < sorted(others))


def overlapping_pairs_are_all_found(periods: list[Period[Any]]) -> None:
    found = many.overlaps(periods)
    wanted = {
        (one, other): held(periods[one]) & held(periods[other])
        for one, other in combinations(range(len(periods)), 2)
        if held(periods[one]) & held(periods[other])
    }
    assert [(pair.first, pair.second) for pair in found] == sorted(wanted)
    assert all(held(pair.shared) == wanted[pair.first, pair.second] for pair in found)


def coalesced_periods_are_the_unbroken_stretches(periods: list[Period[Any]]) -> None:
    assert [held(run) for run in many.coalesce(periods)] == runs(held(*periods))


def gaps_are_the_days_that_nothing_holds(given_: tuple[list[Period[Any]], Period[Any]]) -> None:
    periods, within = given_
    missing = held(within) - held(*periods)
    assert [held(gap) for gap in many.gaps(periods, within)] == runs(missing)
    assert many.is_covering(periods, within) == (not missing)


def clipped_periods_stay_inside(given_: tuple[list[Period[Any]], Period[Any]]) -> None:
    periods, within = given_
    inside = [held(period) & held(within) for period in periods]
    assert [held(period) for period in many.clip(periods, within)] == [one for one in inside if one]


def the_cover_reaches_from_first_to_last(periods: list[Period[Any]]) -> None:
    found, places = many.cover(periods), held(*periods)
    if found is None:
        assert not periods
    else:
        assert held(found) == set(range(min(places), max(places) + 1))


PROPERTIES = [
    (overlapping_pairs_are_all_found, several),
    (coalesced_periods_are_the_unbroken_stretches, several),
    (gaps_are_the_days_that_nothing_holds, some_and_one),
    (clipped_periods_stay_inside, some_and_one),
    (the_cover_reaches_from_first_to_last, several),
]


@pytest.mark.parametrize(
    ("holds", "drawn"), PROPERTIES, ids=lambda one: getattr(one, "__name__", "")
)
def test_many_periods_agree_with_days_and_instants_counted_one_by_one(holds, drawn):
    SETTINGS(given(drawn)(holds))()


@pytest.mark.parametrize("moments", [DAYS, INSTANTS], ids=["days", "instants"])
def test_every_pair_within_a_week_agrees_with_moments_counted_one_by_one(moments):
    for one, other in product(all_within(moments, 7), repeat=2):
        two_periods_agree_with_their_moments(one, other)


@SETTINGS
@given(st.lists(st.tuples(of_days, st.sampled_from("abc")), max_size=8))
def test_equal_values_are_joined_and_different_ones_left_as_they_are(facts):
    joined = coalesce_by(facts)
    for value in "abc":
        days = held(*(period for period, own in facts if own == value))
        assert [held(period) for period, own in joined if own == value] == runs(days)
    assert [period for period, _ in joined] == sorted(period for period, _ in joined)


@SETTINGS
@given(st.lists(of_days, max_size=7), st.integers(0, LAST))
def test_days_that_several_periods_hold_are_counted_once(periods, until):
    assert total_days(periods, DAYS[until]) == len({n for n in held(*periods) if n < until})
    for period in periods:
        assert period.days(DAYS[until]) == len({n for n in held(period) if n < until})
        if period.end is not None:
            assert period.days() == len(held(period))


def test_what_is_written_is_read_back():
    for period in all_within(DAYS, LAST):
        assert parse_days(str(period)) == period
    for period in all_within([one + timedelta(microseconds=7) for one in INSTANTS], LAST):
        assert parse_instants(str(period)) == period


def test_a_period_is_compared_with_those_still_running_and_not_with_all_before_it(monkeypatch):
    compared = []

    def counted(self: Period[Any], other: Period[Any]) -> Period[Any] | None:
        compared.append(self)
        return plain(self, other)

    plain = Period.intersection
    monkeypatch.setattr(Period, "intersection", counted)
    first = date(2020, 9, 1)
    days = [Period(first + timedelta(days=n), first + timedelta(days=n + 1)) for n in range(500)]
    assert overlaps(days) == () and len(compared) == 499


# --- the controls: each slip is one that people make --------------------------------------------


def caught(holds: Callable[[Any], None], drawn: st.SearchStrategy[Any]) -> None:
    quick = settings(
        max_examples=1000, deadline=None, derandomize=True, database=None, phases=[Phase.generate]
    )
    with pytest.raises(AssertionError):
        quick(given(drawn)(holds))()


def last_day_belongs(self: Period[Any], other: Period[Any]) -> bool:
    return (self.end is None or other.start <= self.end) and (
        other.end is None or self.start <= other.end
    )


def neighbours_only(periods: list[Period[Any]]) -> tuple[Overlap[Any], ...]:
    """Compares each with the next one alone: a long one hides behind a short one."""
    order = sorted(range(len(periods)), key=lambda place: periods[place])
    found = []
    for one, other in zip(order, order[1:], strict=False):
        shared = periods[one].intersection(periods[other])
        if shared is not None:
            found.append(Overlap(min(one, other), max(one, other), shared))
    return tuple(sorted(found, key=lambda pair: (pair.first, pair.second)))


def last_end_wins(periods: Iterable[Period[Any]]) -> tuple[Period[Any], ...]:
    """Takes the end of the later one, also where the earlier one lasts longer."""
    joined: list[Period[Any]] = []
    for period in sorted(periods):
        if joined and (joined[-1].end is None or period.start <= joined[-1].end):
            joined[-1] = Period(joined[-1].start, period.end)
        else:
            joined.append(period)
    return tuple(joined)


@pytest.mark.parametrize(
    ("name", "slip", "number"),
    [
        ("overlaps", neighbours_only, 0),
        ("coalesce", last_end_wins, 1),
        ("coalesce", last_end_wins, 2),
        ("clip", lambda periods, within: tuple(periods), 3),
        ("coalesce", last_end_wins, 4),
    ],
)
def test_a_slip_in_the_arithmetic_is_noticed(name, slip, number, monkeypatch):
    monkeypatch.setattr(many, name, slip)
    caught(*PROPERTIES[number])


def test_a_last_day_that_belongs_is_noticed(monkeypatch):
    spring, summer = all_within(DAYS, 2)[0], all_within(DAYS, 2)[2]
    assert spring.meets(summer)
    two_periods_agree_with_their_moments(spring, summer)
    monkeypatch.setattr(Period, "overlaps", last_day_belongs)
    with pytest.raises(AssertionError):
        two_periods_agree_with_their_moments(spring, summer)


# --- a period -----------------------------------------------------------------------------------


def test_the_first_day_belongs_to_a_period_and_the_day_of_its_end_does_not():
    year = D("2020-09-01/2021-06-01")
    assert not year.contains(date(2020, 8, 31)) and year.contains(date(2020, 9, 1))
    assert year.contains(date(2021, 5, 31)) and not year.contains(date(2021, 6, 1))
    assert D("2020-09-01/..").contains(date.max)


def test_periods_that_meet_share_no_day_and_leave_none_out():
    spring, summer = D("2021-03-01/2021-06-01"), D("2021-06-01/2021-09-01")
    assert spring.meets(summer) and not summer.meets(spring) and not spring.overlaps(summer)
    assert overlaps([spring, summer]) == ()
    assert coalesce([summer, spring]) == (D("2021-03-01/2021-09-01"),)
    a_day_later = D("2021-06-02/2021-09-01")
    assert not spring.meets(a_day_later)
    assert gaps([spring, a_day_later], D("2021-03-01/2021-09-01")) == (D("2021-06-01/2021-06-02"),)
    a_day_earlier = D("2021-05-31/2021-09-01")
    assert overlaps([spring, a_day_earlier]) == (Overlap(0, 1, D("2021-05-31/2021-06-01")),)


def test_a_period_holds_at_least_one_day():
    day = date(2024, 2, 29)
    assert Period(day, day + timedelta(days=1)).days() == 1
    for end in (day, day - timedelta(days=1)):
        with pytest.raises(EmptyPeriod) as refused:
            Period(day, end)
        assert refused.value.facts == {"start": day, "end": end}


def test_the_last_day_of_an_act_belongs_to_its_period():
    assert through(date(2019, 3, 23), date(2022, 9, 16)) == D("2019-03-23/2022-09-17")
    assert through(date(2022, 9, 17), None) == D("2022-09-17/..")
    assert through(date(2022, 9, 17), date.max) == D("2022-09-17/..")
    assert through(date(2022, 9, 17), date(9999, 12, 30)).end == date.max


def test_a_leap_day_is_counted():
    assert D("2024-02-28/2024-03-01").days() == 2
    assert D("2023-02-28/2023-03-01").days() == 1


def test_the_days_of_an_open_period_need_a_day_until_which():
    running = D("2020-09-01/..")
    with pytest.raises(OpenPeriod) as refused:
        running.days()
    assert refused.value.facts == {"start": date(2020, 9, 1)}
    with pytest.raises(OpenPeriod):
        total_days([running])
    assert [running.days(date(2020, 9, n)) for n in (1, 2)] == [0, 1]
    assert running.days(date(2020, 8, 1)) == 0 and total_days([]) == 0


def test_an_open_period_comes_after_every_closed_one_with_its_start():
    texts = ["2020-09-01/..", "2020-09-01/2021-06-01", "2020-08-31/..", "2020-09-01/2020-10-01"]
    assert [str(period) for period in sorted(map(D, texts))] == [
        "2020-08-31/..", "2020-09-01/2020-10-01", "2020-09-01/2021-06-01", "2020-09-01/..",
    ]  # fmt: skip
    assert D("2020-09-01/..") <= D("2020-09-01/..") and not D("2020-09-01/..") < D("2020-09-01/..")


@pytest.mark.parametrize(
    "text",
    [
        "", "2020-09-01", "2020-09-01/", "../2020-09-01", "2020-09-01/2021-02-30", "20200901/..",
        "2020-09-01/06-01", "2020-W36-2/..", "2020-09-01/P1Y", " 2020-09-01/..", "2020-09-01/..\n",
        "2020-09-01T00:00Z/..", "٢٠٢٠-09-01/..", "2020-09-01--2021-06-01",
    ],
)  # fmt: skip
def test_days_that_are_not_written_in_full_are_refused(text):
    with pytest.raises(UnreadablePeriod) as refused:
        parse_days(text)
    assert refused.value.facts == {"text": text}


@pytest.mark.parametrize(
    "text",
    [
        "2020-09-01/..", "2020-09-01T08:00/..", "2020-09-01T08:00Z/2020-09-01T09:00",
        "2020-09-01T25:00Z/..", "0001-01-01T00:00+05:00/..", "2020-09-01 08:00Z/..",
    ],
)  # fmt: skip
def test_instants_without_an_offset_are_refused(text):
    with pytest.raises(UnreadablePeriod):
        parse_instants(text)


def test_a_refusal_repeats_no_more_than_the_beginning_of_a_long_text():
    with pytest.raises(UnreadablePeriod) as refused:
        parse_days("9" * 100_000)
    assert refused.value.facts == {"text": "9" * 60}


def test_a_text_that_ends_before_it_starts_is_refused_as_empty():
    with pytest.raises(EmptyPeriod):
        parse_days("2021-06-01/2020-09-01")


# --- instants -----------------------------------------------------------------------------------

FIRST = datetime(2024, 2, 29, 23, 30, tzinfo=TIME_ZONE)  # +6, and an hour later again at +5
SECOND = FIRST.replace(fold=1)


def test_the_hour_that_almatys_clocks_showed_twice_is_an_hour():
    hour = Period(FIRST, SECOND)
    assert str(hour) == "2024-02-29T17:30:00Z/2024-02-29T18:30:00Z"
    assert hour.contains(FIRST) and not hour.contains(SECOND)
    with pytest.raises(EmptyPeriod):
        Period(SECOND, FIRST)


def test_one_instant_on_two_clocks_gives_one_period():
    elsewhere = FIRST.astimezone(timezone(timedelta(hours=-3)))
    assert Period(FIRST) == Period(elsewhere) and hash(Period(FIRST)) == hash(Period(elsewhere))
    assert parse_instants("2024-02-29T23:30+06:00/..") == Period(FIRST)


def test_days_and_instants_do_not_mix():
    day, instant = date(2024, 2, 29), datetime(2024, 3, 1, tzinfo=UTC)
    for start, end in ((day, instant), (instant, date(2024, 3, 2))):
        with pytest.raises(TypeError):
            Period(start, end)
    with pytest.raises(TypeError):
        Period(day).contains(instant)
    with pytest.raises(TypeError):
        Period(day).intersection(Period(instant))
    with pytest.raises(TypeError):
        Period(instant).days(instant)


def test_an_instant_without_a_time_zone_is_refused():
    naive = datetime(2024, 3, 1)  # noqa: DTZ001
    for made in (lambda: Period(naive), lambda: Period(FIRST, naive), lambda: local_date(naive)):
        with pytest.raises(ValueError, match="time zone"):
            made()


# --- the country's calendar ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2024-01-31T17:59:59Z", date(2024, 1, 31)),  # six hours ahead until March 2024
        ("2024-01-31T18:00:00Z", date(2024, 2, 1)),
        ("2024-02-29T18:00:00Z", date(2024, 2, 29)),  # the clocks go back: 23:00 for a second time
        ("2024-02-29T18:59:59Z", date(2024, 2, 29)),
        ("2024-02-29T19:00:00Z", date(2024, 3, 1)),  # five hours ahead since
        ("2024-03-31T18:59:59Z", date(2024, 3, 31)),
        ("2024-03-31T19:00:00Z", date(2024, 4, 1)),
    ],
)
def test_an_instant_has_the_day_of_almatys_clock(instant, day):
    assert local_date(datetime.fromisoformat(instant)) == day


@SETTINGS
@given(st.dates(date(1981, 1, 1), date(2100, 1, 1)))
def test_a_day_begins_at_the_first_instant_that_has_its_date(day):
    begins = day_begins(day)
    assert begins.tzinfo is UTC and local_date(begins) == day
    assert local_date(begins - timedelta(microseconds=1)) == day - timedelta(days=1)


def test_the_last_day_of_february_2024_had_25_hours():
    began, ended = day_begins(date(2024, 2, 29)), day_begins(date(2024, 3, 1))
    assert ended - began == timedelta(hours=25)


def test_an_academic_year_begins_on_1_september_and_ends_with_31_august():
    assert academic_year(2020) == D("2020-09-01/2021-09-01")
    assert academic_year_of(date(2020, 8, 31)) == 2019
    assert academic_year_of(date(2020, 9, 1)) == academic_year_of(date(2021, 8, 31)) == 2020
    assert academic_year_of(date(2021, 9, 1)) == 2021


def test_academic_years_follow_each_other_without_a_gap():
    years = [academic_year(first) for first in range(2018, 2026)]
    assert coalesce(years) == (D("2018-09-01/2026-09-01"),) and overlaps(years) == ()
    assert is_covering(years, D("2018-09-01/2026-09-01"))
    assert not is_covering(years[1:], D("2019-08-31/2026-09-01"))


@SETTINGS
@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_its_academic_year(day):
    assert academic_year(academic_year_of(day)).contains(day)


@pytest.mark.parametrize(
    ("born_on", "day", "age"),
    [
        (date(2014, 9, 1), date(2020, 8, 31), 5),
        (date(2014, 9, 1), date(2020, 9, 1), 6),
        (date(2014, 9, 1), date(2014, 9, 1), 0),
        (date(2016, 2, 29), date(2022, 2, 28), 5),  # no 29 February in 2022
        (date(2016, 2, 29), date(2022, 3, 1), 6),
        (date(2016, 2, 29), date(2024, 2, 28), 7),
        (date(2016, 2, 29), date(2024, 2, 29), 8),
        (date(2015, 12, 31), date(2016, 12, 30), 0),
        (date(2015, 12, 31), date(2016, 12, 31), 1),
    ],
)
def test_a_year_of_age_is_completed_on_the_birthday(born_on, day, age):
    assert age_on(born_on, day) == age


def test_nobody_has_an_age_before_the_birth_and_the_refusal_does_not_tell_the_birthday(catalogue):
    born_on = date(2014, 9, 1)
    assert age_on(born_on, born_on) == 0
    with pytest.raises(NotYetBorn) as refused:
        age_on(born_on, date(2014, 8, 31))
    assert refused.value.facts == {"day": date(2014, 8, 31)}
    assert "1 September" not in error_sentence(refused.value, catalogue, "en")


def test_refusals_are_said_in_three_languages(catalogue):
    refusals = [
        EmptyPeriod(start=date(2021, 6, 1), end=date(2020, 9, 1)),
        UnreadablePeriod(text="2020/21"),
        OpenPeriod(start=date(2020, 9, 1)),
    ]
    for refusal in refusals:
        said = {error_sentence(refusal, catalogue, language) for language in LANGUAGES}
        assert len(said) == 3


def test_no_periods_have_no_cover_no_overlap_and_one_gap():
    within = D("2020-09-01/..")
    assert cover([]) is None and overlaps([]) == coalesce([]) == clip([], within) == ()
    assert gaps([], within) == (within,)


def test_the_examples_in_the_document_give_what_the_document_prints():
    run = doctest.testfile(str(DOCUMENT), module_relative=False, encoding="utf-8")
    assert run.attempted >= 25 and run.failed == 0
