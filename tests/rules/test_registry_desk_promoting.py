"""Promoting: everybody of the old year is in one state afterwards, twice is once, and it undoes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bagdar.core.errors import FaultyData
from bagdar.core.periods import Period, Version, overlaps, parse_days, revise
from bagdar.registry.rules import promoting
from bagdar.registry.rules.codes import code_lists
from bagdar.registry.rules.desk_rules import (
    Step,
    desk_rules,
    is_last,
    is_last_group,
    next_group,
    next_step,
)
from bagdar.registry.rules.nouns import EnrolmentDetails
from bagdar.registry.rules.promoting import (
    Choice,
    ClassKey,
    Fate,
    last_stays,
    lines,
    next_name,
    steps,
    undoing,
)

DATA = Path(__file__).resolve().parents[2] / "data"
HERE, THERE, PUPIL = UUID(int=1), UUID(int=2), UUID(int=9)
FIFTH, SIXTH = ClassKey("2", 5, "5 Ә"), ClassKey("2", 6, "6 Ә")


def lines_of(timelines: Any, usual: Choice, choices: Any) -> Any:
    """Of class 5 Ә."""
    stays = last_stays(timelines, HERE, DAY).get(FIFTH, {})
    return lines(timelines, stays, DAY, usual, choices)


IN_5 = EnrolmentDetails(HERE, "2", grade=5, group="5 Ә", language="kk")
IN_6 = replace(IN_5, grade=6, group="6 Ә")
DAY = date(2021, 9, 1)
AUTUMN = datetime(2020, 9, 1, 4, tzinfo=UTC)
MOVES = Choice(Fate.MOVES, to=SIXTH)


def stands(*told: tuple[EnrolmentDetails, str]) -> tuple[Version[EnrolmentDetails], ...]:
    return tuple(Version(value, parse_days(days), Period(AUTUMN)) for value, days in told)


def promoted(timeline: Any, choice: Choice | None = None, minute: int = 1) -> Any:
    """The line, and the timeline afterwards."""
    choices = {PUPIL: choice} if choice else {}
    found = lines_of({PUPIL: timeline}, MOVES, choices)
    at = AUTUMN + timedelta(days=365, minutes=minute)
    made = [one for line in found for one in steps(line, timeline, DAY)]
    return found, revise(timeline, made, at).applied_to(timeline)


def current(timeline: Any) -> list[tuple[str, str, str]]:
    standing = sorted((one for one in timeline if one.is_current), key=lambda one: one.valid)
    return [(one.value.group, str(one.valid), one.value.leaving_reason) for one in standing]


def test_an_open_stay_ends_and_the_next_begins_on_the_day():
    [line], after = promoted(stands((IN_5, "2020-09-01/..")))
    assert line.fate is Fate.MOVES
    assert current(after) == [
        ("5 Ә", "2020-09-01/2021-09-01", ""),
        ("6 Ә", "2021-09-01/..", ""),
    ]


def test_a_stay_that_ended_with_the_lessons_is_left_as_it_is():
    _, after = promoted(stands((IN_5, "2020-09-01/2021-06-01")))
    assert current(after) == [
        ("5 Ә", "2020-09-01/2021-06-01", ""),
        ("6 Ә", "2021-09-01/..", ""),
    ]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice(Fate.STAYS), [("5 Ә", "2020-09-01/2021-09-01", ""), ("5 Ә", "2021-09-01/..", "")]),
        (
            Choice(Fate.STAYS, group="5 Б"),
            [("5 Ә", "2020-09-01/2021-09-01", ""), ("5 Б", "2021-09-01/..", "")],
        ),
        (Choice(Fate.LEAVES, reason="health"), [("5 Ә", "2020-09-01/2021-09-01", "health")]),
        (Choice(Fate.WAITS), [("5 Ә", "2020-09-01/..", "")]),
    ],
    ids=["stays", "stays elsewhere", "leaves", "waits"],
)
def test_exceptions_are_followed_and_whoever_is_decided_stays_decided(choice, expected):
    _, after = promoted(stands((IN_5, "2020-09-01/..")), choice)
    assert current(after) == expected
    again, later = promoted(after, minute=2)
    if choice.fate is Fate.WAITS:
        assert [line.fate for line in again] == [Fate.MOVES]
    else:
        assert [line.fate for line in again if line.fate is not Fate.DECIDED] == []
        assert current(later) == expected


@pytest.mark.parametrize(
    "told",
    [
        [(IN_5.left_for("moved_abroad"), "2020-09-01/2020-12-01")],
        [(IN_5, "2020-09-01/2020-12-01"), (replace(IN_5, group="5 Б"), "2020-12-01/..")],
        [(IN_5, "2020-09-01/2020-12-01"), (replace(IN_5, organisation_id=THERE), "2020-12-01/..")],
        [(IN_5, "2019-09-01/2020-06-01")],
    ],
    ids=["left", "another class", "another school", "another year"],
)
def test_who_is_not_in_the_class_at_its_end_is_none_of_it(told):
    assert promoted(stands(*told))[0] == ()


def test_who_is_awaited_elsewhere_on_the_day_was_decided_before():
    timeline = stands(
        (IN_5, "2020-09-01/2021-06-01"), (replace(IN_6, organisation_id=THERE), "2021-09-01/..")
    )
    [line], after = promoted(timeline)
    assert line.fate is Fate.DECIDED
    assert current(after) == current(timeline)


def test_a_later_stay_bounds_the_new_one():
    timeline = stands(
        (IN_5, "2020-09-01/2021-06-01"), (replace(IN_6, organisation_id=THERE), "2022-01-10/..")
    )
    assert current(promoted(timeline)[1])[1] == ("6 Ә", "2021-09-01/2022-01-10", "")


# --- in general ------------------------------------------------------------------------------

WHERE = [IN_5, replace(IN_5, group="5 Б"), replace(IN_5, organisation_id=THERE), IN_6]
FATES = st.sampled_from(
    [
        MOVES,
        Choice(Fate.MOVES, to=ClassKey("2", 6, "6 Б")),
        Choice(Fate.STAYS),
        Choice(Fate.STAYS, group="5 Б"),
        Choice(Fate.LEAVES, reason="other"),
        Choice(Fate.WAITS),
    ]
)


@st.composite
def timelines(draw: Any) -> Any:
    """Stays that share no day, some with a reason of leaving, the last perhaps open."""
    marks = sorted(draw(st.sets(st.integers(0, 900), min_size=2, max_size=6)))
    days = [date(2020, 3, 1) + timedelta(days=one) for one in marks]
    found = []
    for start, end in zip(days[::2], days[1::2], strict=False):
        value = draw(st.sampled_from(WHERE)).left_for(draw(st.sampled_from(["", "", "other"])))
        is_open = end == days[-1] and not value.leaving_reason and draw(st.booleans())
        found.append(Version(value, Period(start, None if is_open else end), Period(AUTUMN)))
    return tuple(found)


def on(timeline: Any, day: date) -> list[EnrolmentDetails]:
    return [one.value for one in timeline if one.is_current and one.valid.contains(day)]


@given(timelines(), FATES)
def test_everybody_is_in_exactly_one_state_and_only_days_from_the_day_on_change(timeline, choice):
    found, after = promoted(timeline, choice)
    assert overlaps([one.valid for one in after if one.is_current]) == ()
    assert len(found) <= 1
    last = DAY - timedelta(days=1)
    assert [one.left_for("") for one in on(after, last)] == [
        one.left_for("") for one in on(timeline, last)
    ]
    if not found:
        assert current(after) == current(timeline)
        return
    [line] = found
    expected = {
        Fate.MOVES: [line.after],
        Fate.STAYS: [line.after],
        Fate.LEAVES: [],
        Fate.WAITS: on(timeline, DAY),
        Fate.DECIDED: on(timeline, DAY),
    }
    assert on(after, DAY) == expected[line.fate]


@given(timelines(), FATES)
def test_twice_promotes_once(timeline, choice):
    _, once = promoted(timeline, choice)
    again, twice = promoted(once, choice, minute=2)
    if choice.fate is Fate.WAITS:
        assert current(twice) == current(timeline)
    else:
        assert {line.fate for line in again} <= {Fate.DECIDED}
        assert current(twice) == current(once)


@given(timelines(), FATES)
def test_a_promotion_is_undone(timeline, choice):
    """Of open stays wholly; of those that had ended with the lessons, what was begun anew.

    An end that was said in advance, and a reason put on an earlier end, are corrected by hand.
    """
    found, once = promoted(timeline, choice)
    acted = [line for line in found if line.fate not in (Fate.WAITS, Fate.DECIDED)]
    later = any(one.valid.start > DAY for one in timeline)
    for line in acted:
        end = line.stay.valid.end
        if later or not (end is None or (end < DAY and line.fate is not Fate.LEAVES)):
            continue
        at = AUTUMN + timedelta(days=366)
        back = revise(once, undoing(once, HERE, FIFTH, DAY), at).applied_to(once)
        assert current(back) == current(timeline)


def test_a_promotion_that_does_not_begin_a_stay_anew_is_noticed(monkeypatch):
    """The negative control: who stays in the grade would be promoted by the second promotion."""
    monkeypatch.setattr(
        promoting, "steps", lambda line, timeline, day: steps(line, timeline, day)[1:]
    )
    timeline = stands((IN_5, "2020-09-01/.."))
    [line] = lines_of({PUPIL: timeline}, MOVES, {PUPIL: Choice(Fate.STAYS)})
    at = AUTUMN + timedelta(days=365)
    after = revise(timeline, promoting.steps(line, timeline, DAY), at).applied_to(timeline)
    [again], _ = promoted(after, minute=2)
    assert again.fate is Fate.MOVES


# --- the ladder --------------------------------------------------------------------------------


def test_the_ladder_leads_from_level_to_level_and_ends():
    ladder = desk_rules(DATA).ladder
    assert next_step(ladder, "school", "1", 4) == Step("2", 5)
    assert next_step(ladder, "school", "2", 9) == Step("3", 10)
    assert next_step(ladder, "school", "3", 11) is None
    assert is_last(ladder, "school", "3", 11) and not is_last(ladder, "school", "2", 9)
    assert next_step(ladder, "kindergarten", "02", 1) is None
    assert next_step(ladder, "school", "2", 11) is None


def test_every_rung_is_of_a_known_type_and_level_and_says_that_it_is_illustrative():
    lists, rules = code_lists(DATA), desk_rules(DATA)
    assert rules.ladder.source.startswith("illustrative")
    assert rules.transfer.source.startswith("illustrative")
    for rung in rules.ladder.rung:
        assert rung.level in lists.types[rung.type].offers
        assert not rung.next or rung.next in lists.types[rung.type].offers


def test_a_folder_without_the_file_is_refused(tmp_path):
    with pytest.raises(FaultyData) as refused:
        desk_rules(tmp_path)
    assert [(one.code, one.file) for one in refused.value.faults] == [
        ("missing_file", "data/registry/desk.toml")
    ]


def test_a_class_takes_its_grade_along_in_its_name():
    assert next_name("5 Ә", 5, 6) == "6 Ә"
    assert next_name("9Б", 9, 10) == "10Б"
    assert next_name("15-топ", 5, 6) == "15-топ"
    assert next_name("5-Ә", 5, 6) == "6-Ә"
    assert next_name("3-01-23-1", 3, 4) == "3-01-23-1"
    assert next_name("6-01-23-1", 1, 2) == "6-01-23-1"
    assert next_name("Күншуақ", 1, 2) == "Күншуақ"


def test_an_age_group_leads_to_the_next_with_the_rest_of_its_name_and_another_level_in_time():
    groups = desk_rules(DATA).age_groups
    told = [(one.name, one.level) for name in ("Сәби А", "кіші Б", "Ересек")
            if (one := next_group(groups, name))]  # fmt: skip
    assert told == [("Кіші А", "01"), ("Ортаңғы Б", "02"), ("Мектепалды", "02")]
    assert next_group(groups, "Күншуақ") is None and next_group(groups, "Даярлық А") is None
    assert is_last_group(groups, "kindergarten", "Даярлық А")
    assert not is_last_group(groups, "school", "Даярлық А")
    assert groups.source.startswith("illustrative")
