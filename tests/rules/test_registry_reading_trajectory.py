"""The path of one person: what is a segment, what is a gap, what happened in between."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bagdar.core.periods import Period, coalesce, cover, gaps, parse_days
from bagdar.registry.rules.trajectory import (
    Completion,
    Doing,
    Stay,
    Trajectory,
    TurnKind,
    trajectory,
)

LONGEST = 100


def stay(days: str, place: str = "school", **more: object) -> Stay:
    given_more: dict[str, object] = {"doing": Doing.LEARNS, **more}
    return Stay(valid=parse_days(days), place=place, **given_more)  # type: ignore[arg-type]


def path(*stays: Stay, completions: tuple[Completion, ...] = ()) -> Trajectory:
    return trajectory(stays, completions, longest_break=LONGEST)


def turns(found: Trajectory) -> list[tuple[str, str]]:
    return [(one.kind.value, str(one.days)) for one in found.turns]


FIFTH = stay("2020-09-01/2021-06-01", level="2", grade=5, region="KZ-11")
SIXTH = stay("2021-09-01/2022-06-01", level="2", grade=6, region="KZ-11")


def test_the_summer_is_no_gap_and_does_not_part_a_school():
    found = path(SIXTH, FIFTH)
    assert [one.stays for one in found.segments] == [(FIFTH, SIXTH)]
    assert found.segments[0].grades == (5, 6)
    assert found.turns == ()


def test_a_gap_is_named_only_where_it_is_longer_than_the_break():
    at_bound = stay("2022-09-09/2023-06-01")
    assert path(SIXTH, at_bound).turns == ()
    beyond = stay("2022-09-10/2023-06-01")
    assert turns(path(SIXTH, beyond)) == [
        ("gap", "2022-06-01/2022-09-10"),
        ("return", "2022-09-10/2022-09-11"),
    ]


def test_another_school_without_a_gap_is_a_transfer_and_a_higher_one_is_onward():
    other = stay("2021-09-01/2022-06-01", "other school", level="2")
    assert turns(path(FIFTH, other)) == [("transfer", "2021-09-01/2021-09-02")]
    college = stay("2021-09-01/..", "college", level="4")
    assert turns(path(FIFTH, college)) == [("onward", "2021-09-01/2021-09-02")]


def test_another_region_is_named_beside_the_transfer():
    there = stay("2021-09-01/..", "other school", level="2", region="KZ-75")
    assert turns(path(FIFTH, there)) == [
        ("transfer", "2021-09-01/2021-09-02"),
        ("region", "2021-09-01/2021-09-02"),
    ]


def test_back_in_the_first_school_after_another_is_a_segment_of_its_own():
    between = stay("2021-06-01/2021-08-01", "other school")
    found = path(FIFTH, between, SIXTH)
    assert [one.place for one in found.segments] == ["school", "other school", "school"]
    assert [one.kind for one in found.turns] == [TurnKind.TRANSFER, TurnKind.TRANSFER]


def test_two_places_of_learning_at_once_are_an_overlap_and_no_transfer():
    evening = stay("2021-01-01/2021-03-01", "evening school")
    found = path(FIFTH, evening)
    assert turns(found) == [("overlap", "2021-01-01/2021-03-01")]
    assert (found.turns[0].before, found.turns[0].after) == (0, 1)


def test_work_after_learning_is_onward_and_learning_after_work_is_a_return():
    work = stay("2021-08-01/2022-08-01", "works", doing=Doing.WORKS)
    found = path(FIFTH, work, stay("2022-09-01/..", "college", level="4"))
    assert turns(found) == [
        ("onward", "2021-08-01/2021-08-02"),
        ("return", "2022-09-01/2022-09-02"),
    ]


def test_a_dormitory_accompanies_the_path_and_fills_no_gap():
    bed = stay("2021-06-01/2022-01-01", "dormitory", doing=Doing.LIVES)
    late = stay("2022-01-01/..", "school")
    found = path(FIFTH, bed, late)
    assert [one.doing for one in found.segments] == [Doing.LEARNS, Doing.LIVES, Doing.LEARNS]
    assert [one.kind for one in found.turns] == [TurnKind.GAP, TurnKind.RETURN]


def test_a_graduation_points_to_the_segment_in_which_it_was_earned():
    done = Completion(date(2021, 6, 1), "school", "2")
    elsewhere = Completion(date(2021, 6, 2), "nowhere known", "2")
    found = path(FIFTH, completions=(done, elsewhere))
    assert [(one.before, one.level) for one in found.named(TurnKind.GRADUATION)] == [
        (0, "2"),
        (None, "2"),
    ]


def test_nothing_gives_an_empty_path():
    assert path() == Trajectory()


# --- properties -----------------------------------------------------------------------------------

DAYS = st.dates(date(2015, 1, 1), date(2025, 1, 1))


@st.composite
def stays(draw: st.DrawFn) -> Stay:
    start = draw(DAYS)
    length = draw(st.none() | st.integers(1, 900))
    end = None if length is None else start + timedelta(days=length)
    return Stay(
        doing=draw(st.sampled_from(Doing)),
        valid=Period(start, end),
        place=draw(st.sampled_from("abc")),
        region=draw(st.sampled_from(("", "KZ-11", "KZ-75"))),
        level=draw(st.sampled_from(("", "02", "1", "2", "6"))),
    )


LISTS = st.lists(stays(), max_size=9)


def of_the_path(given_stays: list[Stay]) -> list[Period[date]]:
    return [one.valid for one in given_stays if one.is_of_the_path]


@given(LISTS)
def test_every_stay_stands_in_one_segment_of_its_place(given_stays: list[Stay]):
    found = path(*given_stays)
    kept = [one for segment in found.segments for one in segment.stays]
    assert sorted(map(repr, kept)) == sorted(map(repr, given_stays))
    for segment in found.segments:
        assert {(one.doing, one.place) for one in segment.stays} == {(segment.doing, segment.place)}


@given(LISTS, st.randoms(use_true_random=False))
def test_the_order_in_which_stays_come_means_nothing(given_stays: list[Stay], random: object):
    turned = list(given_stays)
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert path(*turned) == path(*given_stays)


@given(LISTS)
def test_gaps_are_exactly_the_long_stretches_without_a_stay(given_stays: list[Stay]):
    days = of_the_path(given_stays)
    whole = cover(days)
    expected = [one for one in gaps(days, within=whole) if one.days() > LONGEST] if whole else []
    found = path(*given_stays)
    assert [one.days for one in found.named(TurnKind.GAP)] == expected


@given(LISTS)
def test_no_segment_hides_a_gap(given_stays: list[Stay]):
    for segment in path(*given_stays).segments:
        runs = coalesce(one.valid for one in segment.stays)
        assert all(
            (later.start - one.end).days <= LONGEST
            for one, later in zip(runs, runs[1:], strict=False)
            if one.end is not None
        )


@given(LISTS)
def test_every_overlap_is_of_two_segments_of_learning_that_share_those_days(
    given_stays: list[Stay],
):
    found = path(*given_stays)
    for turn in found.named(TurnKind.OVERLAP):
        assert turn.before is not None and turn.after is not None
        for at in (turn.before, turn.after):
            assert found.segments[at].doing is Doing.LEARNS
            assert found.segments[at].valid.covers(turn.days)


@given(LISTS)
def test_turns_stand_in_the_order_of_their_days(given_stays: list[Stay]):
    starts = [one.days.start for one in path(*given_stays).turns]
    assert starts == sorted(starts)
