"""No list serves a child better than its true one: A2, over the whole pipeline.

Every profile of lists over three places, cut anywhere, of three children (4,096) and of four
(65,536), with sixteen lists that each of them could have handed in instead.
"""

import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bagdar.admissions.rules.allocating import allocate
from bagdar.admissions.rules.errors import MarketManipulable
from bagdar.admissions.rules.lottery import numbers_of
from bagdar.admissions.rules.market import Applicant, Block, By, Component, Market, Order, Seat
from bagdar.admissions.rules.reading import market_of, market_told
from bagdar.admissions.rules.rounds import Asking, allocate_in_rounds, choice
from bagdar.admissions.rules.table import seated, table_of
from tests import lies, markets
from tests.lies import LISTS, PLACES, columns, gains, outcomes, told
from tests.markets import SEED, drawn, drawn_applicants, drawn_market, numbers
from tests.often import often


def small(number: int, children: int) -> tuple[Market, list[Applicant]]:
    """Three places with reserves, ceilings, bounds, siblings; children who wish all of them."""
    draw = random.Random(number)
    market = drawn_market(draw, 3, seats=2)
    applicants = [
        Applicant(
            f"c{n}",
            markets.drawn_facts(draw),
            tuple(markets.drawn_wish(draw, place) for place in PLACES),
        )
        for n in range(children)
    ]
    return market, applicants


@pytest.mark.parametrize(("children", "every_day"), [(3, 100), (4, 5)])
def test_no_lie_ever_pays(children: int, every_day: int, pytestconfig: pytest.Config):
    for number in range(often(pytestconfig, every_day, 100, 100)):
        market, applicants = small(number, children)
        assert gains(outcomes(columns(market, applicants)), children) == 0, number


def test_the_loop_over_profiles_is_the_pipeline():
    """A sample of profiles, each through the whole of `allocate`."""
    for number in range(5):
        market, applicants = small(number, 4)
        found = outcomes(columns(market, applicants))
        draw = random.Random(number)
        for _ in range(20):
            profile = [draw.randrange(len(LISTS)) for _ in applicants]
            at = sum(which * 16 ** (3 - n) for n, which in enumerate(profile))
            seats = allocate(market, told(applicants, profile), SEED).values()
            want = [PLACES.index(seat.place) if seat else lies.NONE for seat in seats]
            assert found[at].tolist() == want


def test_in_large_markets_no_sampled_lie_pays(pytestconfig: pytest.Config):
    count = often(pytestconfig, 300, 10_000, 10_000)
    for number in range(count // 50):
        draw = random.Random(number)
        market = drawn_market(draw, 12, seats=4)
        applicants = drawn_applicants(draw, market, 80)
        truth = allocate(market, applicants, SEED)
        codes = [place.code for place in market.places]
        for _ in range(50):
            at = draw.randrange(len(applicants))
            one = applicants[at]
            own = {wish.place: wish for wish in one.wishes}
            lie = draw.sample(codes, draw.randint(0, len(codes)))
            wishes = tuple(own.get(code) or markets.drawn_wish(draw, code) for code in lie)
            others = [*applicants[:at], replace(one, wishes=wishes), *applicants[at + 1 :]]
            assert not prefers(one, allocate(market, others, SEED)[one.child], truth[one.child])


def prefers(one: Applicant, seat: Seat | None, than: Seat | None) -> bool:
    places = [wish.place for wish in one.wishes]

    def rank(each: Seat | None) -> int:
        if each is None:
            return len(places)
        return places.index(each.place) if each.place in places else 99

    return rank(seat) < rank(than)


# --- the controls: rules that do reward lies ---------------------------------------------------


def one_seat_each(number: int) -> tuple[Market, list[Applicant]]:
    market, applicants = small(number, 3)
    places = tuple(replace(one, blocks=(Block("all", 1, "exam"),)) for one in market.places)
    return replace(market, places=places), applicants


def immediate(market: Market, applicants: Sequence[Applicant]) -> list[int]:
    """First wishes first, and what is taken is taken: what "first wishes first" comes to."""
    drawn_numbers = numbers(market, applicants)
    got = dict.fromkeys([one.child for one in applicants], lies.NONE)
    for turn, place in itertools.product(range(3), market.places):
        asking: list[Asking] = [
            (one, one.wishes[turn])
            for one in applicants
            if got[one.child] == lies.NONE
            and len(one.wishes) > turn
            and one.wishes[turn].place == place.code
        ]
        here = PLACES.index(place.code)
        free = place.seats - list(got.values()).count(here)
        left = replace(place, blocks=(replace(place.blocks[0], seats=free),))
        for one, _ in choice(market, left, asking, drawn_numbers)["all"]:
            got[one.child] = here
    return list(got.values())


def by_profile(
    applicants: Sequence[Applicant], rule: Callable[[Sequence[Applicant]], list[int]]
) -> Any:
    profiles = itertools.product(range(len(LISTS)), repeat=len(applicants))
    return np.array([rule(told(applicants, profile)) for profile in profiles])


def test_immediate_acceptance_rewards_lies():
    market, applicants = one_seat_each(1)
    assert gains(by_profile(applicants, lambda lists: immediate(market, lists)), 3) > 100
    assert gains(outcomes(columns(market, applicants)), 3) == 0


def test_a_capped_list_rewards_lies():
    market, applicants = one_seat_each(1)
    found = outcomes(columns(market, applicants))

    def capped(which: int) -> int:
        return LISTS.index(LISTS[which][:1])

    at = [
        sum(capped(which) * 16 ** (2 - n) for n, which in enumerate(profile))
        for profile in itertools.product(range(len(LISTS)), repeat=3)
    ]
    assert gains(found[at], 3) > 100


def test_what_would_reward_lies_is_refused_by_name():
    market, _ = drawn(3)
    declared = market_told(market)
    place = next(iter(declared["places"]))
    block = {"code": "b", "seats": 1, "order": "exam"}

    def refused(**changes: object) -> list[str]:
        with pytest.raises(MarketManipulable) as found:
            market_of({**declared, **changes})
        return found.value.codes

    wish = {**declared["orders"], "first": [{"by": "wish"}, {"by": "lottery"}]}
    assert refused(orders=wish) == ["wish_rank"]
    assert refused(most_wishes=3) == ["list_capped"]
    two = {"sex": {"f": 1}, "region": {"a": 1}}
    assert refused(places={place: [{**block, "ceilings": two}]}) == ["ceilings_overlap"]
    shared = {"blocks": [block, {**block, "code": "c"}], "ceilings": {"sex": {"f": 1}}}
    assert refused(places={place: shared}) == ["ceiling_across"]


def test_a_ceiling_across_blocks_lets_in_whom_it_had_turned_away():
    """Why it is refused: the page's example. One boy at most in a place of two blocks."""
    first = ["boy1", "girl1", "boy2", "girl2"]
    second = ["boy2", "girl2", "girl1", "boy1"]

    def chosen(asking: set[str]) -> set[str]:
        found: set[str] = set()
        for order in (first, second):
            has_boy = any(name.startswith("boy") for name in found)
            fit = [one for one in order if one in asking - found]
            fit = [one for one in fit if not (has_boy and one.startswith("boy"))]
            found |= set(fit[:1])
        return found

    assert chosen({"girl1", "boy2", "girl2"}) == {"girl1", "boy2"}
    assert chosen({"boy1", "girl1", "boy2", "girl2"}) == {"boy1", "girl2"}


# --- the two properties behind it --------------------------------------------------------------


def test_who_is_turned_away_among_few_is_turned_away_among_more(pytestconfig: pytest.Config):
    """Substitutability and the law of aggregate demand, over every subset that may ask."""
    for number in range(often(pytestconfig, 30, 300, 300)):
        draw = random.Random(number)
        market = drawn_market(draw, 1, seats=2)
        place = market.places[0]
        applicants = [
            Applicant(f"c{n}", markets.drawn_facts(draw), (markets.drawn_wish(draw, place.code),))
            for n in range(6)
        ]
        drawn_numbers = numbers_of(SEED, market.namespace, [one.child for one in applicants])
        found = {}
        for mask in range(64):
            asking = [(one, one.wishes[0]) for n, one in enumerate(applicants) if mask >> n & 1]
            taken = choice(market, place, asking, drawn_numbers).values()
            found[mask] = sum(1 << applicants.index(one) for block in taken for one, _ in block)
        for mask, n in itertools.product(range(64), range(6)):
            more = mask | 1 << n
            assert (mask & ~found[mask]) & found[more] == 0, (number, mask)
            assert found[mask].bit_count() <= found[more].bit_count()


def test_no_place_at_all_is_a_market_too():
    order = Order("exam", (Component(By.MORE, "score"), Component(By.LOTTERY)))
    market = Market("tests.market", (order,), ())
    one = Applicant("a", {}, ())
    assert allocate_in_rounds(market, [one], {"a": 1}) == {"a": None}
    assert seated(table_of(market, [one], {"a": 1})).wish.tolist() == [-1]
