"""Who moves up when places become free: nobody who stays loses."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from bagdar.admissions.rules import errors
from bagdar.admissions.rules.allocating import allocate
from bagdar.admissions.rules.market import Applicant, Block, Market, Outcome, Place, Seat
from bagdar.admissions.rules.moving_up import (
    Change,
    Decision,
    Kept,
    Left,
    amended,
    moved_up,
    together,
)
from bagdar.admissions.rules.publishing import run
from tests import markets
from tests.ceremonies import plan_for, whole
from tests.departures import drawn_changes
from tests.markets import drawn, plain_market, pupil
from tests.often import often
from tests.stable import blocking


def first(market: Market, applicants: Sequence[Applicant]) -> Decision:
    return Decision(allocate(market, applicants, markets.SEED))


def after(
    market: Market, applicants: Sequence[Applicant], before: Decision, later: Sequence[Change]
) -> Decision:
    """As `moved_up`, by the seed of these tests."""
    changes = together(applicants, before, later)
    return Decision(allocate(market, amended(applicants, changes), markets.SEED), changes)


def rank(one: Applicant, seat: Seat | None) -> int:
    """Of the wish that came true, the smaller the better."""
    places = [wish.place for wish in one.wishes]
    return places.index(seat.place) if seat else len(places)


def losers(applicants: Sequence[Applicant], before: Outcome, now: Outcome) -> list[str]:
    return [
        one.child
        for one in applicants
        if one.child in now and rank(one, now[one.child]) > rank(one, before[one.child])
    ]


Again = Callable[[Market, Sequence[Applicant], Decision, Sequence[Change]], Decision]


def chains(count: int, again: Again = after) -> Iterator[tuple[Market, list[Any], list[Decision]]]:
    """Markets of every kind, each with three decisions after the first."""
    for number in range(count):
        market, applicants = drawn(number)
        draw = random.Random(number)
        decisions = [first(market, applicants)]
        for _ in range(3):
            last = decisions[-1]
            settled = {one.child for one in last.changes}
            open_ = {child: seat for child, seat in last.outcome.items() if child not in settled}
            decisions.append(again(market, applicants, last, drawn_changes(draw, open_)))
        yield market, applicants, decisions


# --- nobody loses ------------------------------------------------------------------------------


def test_whoever_stays_gets_at_least_what_they_had(pytestconfig: pytest.Config):
    better = 0
    for _, applicants, decisions in chains(often(pytestconfig, 150, 2_000, 2_000)):
        for before, now in zip(decisions, decisions[1:], strict=False):
            assert losers(applicants, before.outcome, now.outcome) == []
            better += sum(before.outcome[child] != seat for child, seat in now.outcome.items())
    assert better > 100


def test_another_seed_for_the_waiting_list_would_cost_somebody_their_place():
    """The control: numbers that are drawn anew move people down."""

    def redrawn(
        market: Market, applicants: Sequence[Applicant], before: Decision, later: Sequence[Change]
    ) -> Decision:
        changes = together(applicants, before, later)
        return Decision(allocate(market, amended(applicants, changes), b"t" * 32), changes)

    lost = 0
    for number in range(200):
        market, applicants = drawn(number)
        had = first(market, applicants)
        lost += len(losers(applicants, had.outcome, redrawn(market, applicants, had, ()).outcome))
    assert lost > 20


def test_whoever_accepted_for_good_keeps_exactly_that_place(pytestconfig: pytest.Config):
    kept = 0
    for _, _, decisions in chains(often(pytestconfig, 150, 2_000, 2_000)):
        for now in decisions[1:]:
            for one in now.changes:
                if isinstance(one, Kept):
                    seat = now.outcome[one.child]
                    assert seat is not None and seat.place == one.place
                    kept += 1
                else:
                    assert one.child not in now.outcome
    assert kept > 100


def test_a_place_that_was_never_given_could_push_others_out():
    """The control of `kept_not_held`: whoever kept what they do not hold may take it from them."""
    lost = 0
    for number in range(100):
        market, applicants = drawn(number)
        had = first(market, applicants).outcome
        for one in applicants:
            held = had[one.child]
            for wish in one.wishes[rank(one, held) + 1 :]:
                false = amended(applicants, [Kept(one.child, wish.place)])
                lost += len(losers(applicants, had, allocate(market, false, markets.SEED))) > 0
    assert lost > 10


# --- nobody is passed over ---------------------------------------------------------------------


def test_no_child_that_stands_and_place_would_rather_have_each_other(pytestconfig: pytest.Config):
    for market, applicants, decisions in chains(often(pytestconfig, 60, 500, 500)):
        for now in decisions[1:]:
            standing = amended(applicants, now.changes)
            assert blocking(market, standing, dict(now.outcome)) == []


def handed_on(
    market: Market, applicants: Sequence[Applicant], outcome: Outcome, gone: Sequence[str]
) -> Outcome:
    """What many do by hand: each free seat to the first who has none; nobody else moves."""
    now = dict(outcome)
    for child in gone:
        seat = now.pop(child)
        waiting = [one for one in applicants if now.get(one.child, seat) is None]
        for one in waiting if seat else ():
            if seat.place in [wish.place for wish in one.wishes]:
                now[one.child] = seat
                break
    return now


def test_handing_free_seats_to_those_who_have_none_passes_others_over():
    """The control, in the smallest market that shows it, and in drawn ones."""
    market = plain_market(*(Place(code, (Block("open", 1, "exam"),)) for code in ("p", "q")))
    applicants = [pupil("a", 9, "p"), pupil("b", 8, "p", "q"), pupil("c", 7, "p", "q")]
    had = first(market, applicants)
    by_hand = handed_on(market, applicants, had.outcome, ["a"])
    assert by_hand == {"b": Seat("q", "open"), "c": Seat("p", "open")}
    standing = amended(applicants, [Left("a")])
    assert blocking(market, standing, dict(by_hand)) == ["b p"]
    right = after(market, applicants, had, [Left("a")]).outcome
    assert right == {"b": Seat("p", "open"), "c": Seat("q", "open")}


# --- the order of departures -------------------------------------------------------------------


def departures(number: int) -> tuple[Market, list[Any], Decision, list[str]]:
    market, applicants = drawn(number)
    had = first(market, applicants)
    draw = random.Random(number)
    gone = [child for child in had.outcome if draw.random() < 0.4]
    return market, applicants, had, gone


def test_the_order_in_which_departures_come_does_not_matter(pytestconfig: pytest.Config):
    for number in range(often(pytestconfig, 60, 500, 500)):
        market, applicants, had, gone = departures(number)
        draw = random.Random(number)
        together_ = after(market, applicants, had, [Left(child) for child in gone])
        for _ in range(3):
            now = had
            for child in draw.sample(gone, len(gone)):
                now = after(market, applicants, now, [Left(child)])
            assert now == together_, number


def test_by_hand_the_order_of_departures_would_decide():
    """The control: with `handed_on` who waits gets another place when two leave the other way."""
    others = 0
    for number in range(100):
        market, applicants, had, gone = departures(number)
        one = handed_on(market, applicants, had.outcome, gone)
        others += one != handed_on(market, applicants, had.outcome, gone[::-1])
    assert others > 5


# --- nobody gains by declining and waiting -----------------------------------------------------


def test_no_other_list_and_no_early_word_gives_more_than_standing(pytestconfig: pytest.Config):
    """Whatever others do: striking the place one holds, accepting it, another list; none pays."""
    tried = 0
    for number in range(often(pytestconfig, 60, 500, 500)):
        market, applicants = drawn(number)
        draw = random.Random(number)
        had = first(market, applicants)
        later = drawn_changes(draw, had.outcome)
        changed = {one.child for one in later}
        standing = amended(applicants, together(applicants, had, later))
        now = allocate(market, standing, markets.SEED)
        for at, one in enumerate(standing):
            if one.child in changed or not one.wishes:
                continue
            held = rank(one, had.outcome[one.child])
            for wishes in (
                one.wishes[:held],  # declines and waits for what it wishes more
                one.wishes[held : held + 1],  # accepts for good
                tuple(draw.sample(one.wishes, draw.randint(0, len(one.wishes)))),
            ):
                others = [*standing[:at], replace(one, wishes=wishes), *standing[at + 1 :]]
                got = allocate(market, others, markets.SEED)[one.child]
                assert rank(one, got) >= rank(one, now[one.child]), (number, one.child)
                tried += 1
    assert tried > 500


def test_who_left_is_given_nothing_however_much_becomes_free():
    market, applicants = drawn(3)
    had = first(market, applicants)
    one = next(child for child, seat in had.outcome.items() if seat is None)
    others = [child for child in had.outcome if child != one]
    now = after(market, applicants, had, [Left(one)])
    last = after(market, applicants, now, [Left(child) for child in others])
    assert last.outcome == {}


# --- what cannot be ----------------------------------------------------------------------------


def three() -> tuple[Market, list[Applicant]]:
    market = plain_market(*(Place(code, (Block("open", 1, "exam"),)) for code in ("p", "q")))
    return market, [pupil("a", 9, "p"), pupil("b", 8, "p", "q"), pupil("c", 7, "p", "q")]


def test_every_fault_of_the_changes_is_said_at_once():
    market, applicants = three()
    had = first(market, applicants)
    wrong = [
        Left("stranger"), Kept("a", "q"), Left("b"), Kept("b", "q"), Kept("c", "q"),
    ]  # fmt: skip
    with pytest.raises(errors.ChangesFaulty) as found:
        together(applicants, had, wrong)
    assert found.value.codes == [
        "change_unknown", "kept_not_held", "change_twice", "kept_not_held",
    ]  # fmt: skip


def test_whoever_left_does_not_come_back_and_who_kept_may_leave_after_all():
    market, applicants = three()
    had = first(market, applicants)
    now = after(market, applicants, had, [Left("a"), Kept("b", "q")])
    with pytest.raises(errors.ChangesFaulty) as found:
        together(applicants, now, [Kept("a", "p"), Kept("b", "q")])
    assert found.value.codes == ["change_after_leaving", "change_twice"]
    assert now.outcome == {"b": Seat("q", "open"), "c": Seat("p", "open")}
    last = after(market, applicants, now, [Left("b")])
    assert last.changes == (Left("a"), Left("b")) and last.outcome == {"c": Seat("p", "open")}


def test_every_fault_is_said_in_three_languages(catalogue: Any):
    for name in ("change_unknown", "change_twice", "change_after_leaving", "kept_not_held"):
        for language in ("kk", "ru", "en"):
            assert catalogue.say(f"admissions.problem.{name}", language, child="c", place="p")


def test_another_input_and_other_rules_are_refused():
    market, applicants = three()
    ceremony = whole(plan_for(market, applicants))
    before = Decision(run(market, applicants, ceremony).outcome)
    with pytest.raises(errors.InputChanged):
        moved_up(market, applicants[1:], ceremony, before, [])
    older = whole(replace(plan_for(market, applicants), rules="bagdar-allocation/v0"))
    with pytest.raises(errors.RulesChanged):
        moved_up(market, applicants, older, before, [])


def test_later_code_may_move_up_what_earlier_code_has_allocated():
    market, applicants = three()
    earlier = whole(replace(plan_for(market, applicants), code="0" * 64))
    with pytest.raises(errors.CodeChanged):
        run(market, applicants, earlier)
    before = Decision(allocate(market, applicants, markets.SEED))
    assert moved_up(market, applicants, earlier, before, []).moved == ()
