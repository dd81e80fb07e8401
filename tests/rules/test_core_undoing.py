"""Undoing a delivery gives, day by day, what a replay without its last words gives."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bagdar.core.periods import (
    Absence,
    Change,
    Period,
    Said,
    Undoing,
    Version,
    parse_days,
    revise,
    undo,
)

FIRST = datetime(2020, 9, 1, tzinfo=UTC)
DAYS = [date(2020, 9, 1) + timedelta(days=n) for n in range(6)]
PERIODS = [Period(DAYS[m], DAYS[n]) for m in range(5) for n in range(m + 1, 6)]
PERIODS += [Period(day) for day in DAYS[:4]]
NOTHING = None


@dataclass(frozen=True)
class Deed:
    """value None: nothing is to hold."""

    by: str | None
    value: str | None
    days: Period[date]


deeds = st.lists(
    st.builds(Deed, st.sampled_from(["D", "E", "X", None]), st.sampled_from(["a", "b", None]),
              st.sampled_from(PERIODS)),
    max_size=9,
)  # fmt: skip


def recorded(told: Sequence[Deed]) -> tuple[Said[str], ...]:
    """The timeline as services write it: a piece keeps whose word it is."""
    timeline: tuple[Said[str], ...] = ()
    for minute, one in enumerate(told):
        at = FIRST + timedelta(minutes=minute)
        step = Change(one.value, one.days) if one.value else Absence(one.days)
        done = revise([said.version for said in timeline], [step], at)
        ended = [said for said in timeline if said.version in done.ends]
        kept = [said for said in timeline if said not in ended]
        timeline = (
            *kept,
            *(_ended(said, at, one.by) for said in ended),
            *(Said(new, _word_of(new, ended, one.by)) for new in done.adds),
        )
    return timeline


def _ended(said: Said[str], at: datetime, by: str | None) -> Said[str]:
    known = Period(said.version.recorded_at, at)
    return replace(said, version=replace(said.version, known=known), ended_by=by)


def _word_of(new: Version[str], ended: Sequence[Said[str]], by: str | None) -> Any:
    for said in ended:
        if said.version.valid.covers(new.valid) and said.version.value == new.value:
            return said.by
    return by


def applied(timeline: Sequence[Said[str]], done: Undoing[str], by: str, at: datetime) -> Any:
    return (
        *(said for said in timeline if said not in done.ends),
        *(_ended(said, at, by) for said in done.ends),
        *(
            Said(Version(said.version.value, days, Period(at)), said.by)
            for said, days in done.restores
        ),
    )


def stands(timeline: Sequence[Said[str]]) -> dict[date, str | None]:
    """What stands on each day; two versions of one day are a defect."""
    found: dict[date, str | None] = dict.fromkeys(DAYS)
    for said in timeline:
        if said.version.is_current:
            for day in filter(said.version.valid.contains, DAYS):
                assert found[day] is None
                found[day] = said.version.value
    return found


Stack = list[tuple[str | None, str | None]]


def replayed(told: Sequence[Deed]) -> dict[date, Stack]:
    """Of each day what was said of it, one after the other, by whom."""
    stacks: dict[date, Stack] = {day: [(NOTHING, None)] for day in DAYS}
    for one in told:
        for day in filter(one.days.contains, DAYS):
            if stacks[day][-1][0] != one.value:
                stacks[day].append((one.value, one.by))
    return stacks


def without(stack: Stack, sayer: str) -> Stack:
    """Without the last words where they are the sayer's."""
    while stack[-1][1] == sayer:
        stack = stack[:-1]
    return stack


@given(deeds)
def test_undoing_gives_what_a_replay_without_the_last_words_gives(told: list[Deed]):
    timeline, stacks = recorded(told), replayed(told)
    done = undo(timeline, "D")
    after = applied(timeline, done, "D", FIRST + timedelta(hours=1))
    assert stands(after) == {day: without(stack, "D")[-1][0] for day, stack in stacks.items()}
    left = {day for day in DAYS if any(days.contains(day) for days in done.left)}
    assert left == {
        day for day, stack in stacks.items()
        if stack[-1][1] != "D" and any(by == "D" for _, by in stack)
    }  # fmt: skip


@given(deeds)
def test_of_two_that_are_undone_neither_brings_the_other_back(told: list[Deed]):
    timeline, stacks = recorded(told), replayed(told)
    first = undo(timeline, "D")
    timeline = applied(timeline, first, "D", FIRST + timedelta(hours=1))
    second = undo(timeline, "E", undone=["D"])
    timeline = applied(timeline, second, "E", FIRST + timedelta(hours=2))
    left = {day: without(stack, "D") for day, stack in stacks.items()}
    expected = {}
    for day, stack in left.items():
        if stack[-1][1] == "E":
            stack = [one for one in stack if one[1] != "D"]
        expected[day] = without(stack, "E")[-1][0]
    assert stands(timeline) == expected


@given(deeds.map(lambda told: [replace(one, by="X") for one in told]), deeds)
def test_a_delivery_that_spoke_last_is_as_if_it_had_never_spoken(
    before: list[Deed], delivered: list[Deed]
):
    delivered = [replace(one, by="D") for one in delivered]
    timeline = recorded([*before, *delivered])
    done = undo(timeline, "D")
    after = applied(timeline, done, "D", FIRST + timedelta(hours=1))
    assert stands(after) == stands(recorded(before)) and done.left == ()
    assert all(said.by == "X" for said, _ in done.restores)


def test_what_comes_back_is_the_word_that_it_was_and_later_corrections_stay():
    year = parse_days("2020-09-01/2020-09-06")
    told = [
        Deed(None, "5A", year),
        Deed("D", "5B", parse_days("2020-09-02/2020-09-05")),
        Deed("X", "6A", parse_days("2020-09-04/2020-09-05")),
    ]
    done = undo(recorded(told), "D")
    assert [(str(one.version.valid), one.version.value) for one in done.ends] == [
        ("2020-09-02/2020-09-04", "5B")
    ]
    assert [(said.version.value, said.by, str(days)) for said, days in done.restores] == [
        ("5A", None, "2020-09-02/2020-09-04")
    ]
    assert [str(one) for one in done.left] == ["2020-09-04/2020-09-05"]
    assert undo(recorded(told), "another") == Undoing((), (), ())
