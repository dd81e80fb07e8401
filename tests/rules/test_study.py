"""The laboratory: wishes drawn by a hash, two rules compared, old rules that punish the truth."""

import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from bagdar.admissions.rules.campaign.building import Offering, market_of_campaign
from bagdar.admissions.rules.campaign.declared import campaign_rules
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.laboratory import justified_envy, wish_met
from bagdar.admissions.rules.market import Applicant, Market, Outcome, Seat, Wish
from bagdar.admissions.rules.rounds import choice
from bagdar.admissions.rules.study.comparing import Studied, immediate, study
from bagdar.admissions.rules.study.declared import Variant, changed, laboratory
from bagdar.admissions.rules.study.errors import VariantFaulty
from bagdar.admissions.rules.study.wishing import (
    Candidate,
    Pupil,
    School,
    distances,
    home,
    pupils_wishes,
    ranked_groups,
    standing_of,
    uniform,
)
from tests.markets import SEED, drawn, numbers

DATA = Path(__file__).resolve().parents[2] / "data"
RULES = campaign_rules(DATA, CampaignKind.SCHOOL)
HOW = laboratory(DATA).school
VARIANTS = {one.code: one for one in laboratory(DATA).variants(CampaignKind.SCHOOL)}


def town(count: int = 60, schools: int = 6) -> tuple[list[Pupil], list[School]]:
    some = [
        School(f"s{n}", f"o{n}", "kk", "KZ-75", count // schools, (43.2 + n / 100, 76.9))
        for n in range(schools)
    ]
    pupils = [
        Pupil(
            f"c{n}", "kk", "KZ-75", home(3, f"c{n}", some[n % 2].at, 1500),
            frozenset({f"o{n % schools}"} if n % 5 == 0 else ()), {"sex": "female", "support": 0},
        )
        for n in range(count)
    ]  # fmt: skip
    return pupils, some


def studied(pupils: list[Pupil], schools: list[School], groups: tuple[str, ...] = ()) -> Studied:
    wishing = pupils_wishes(pupils, schools, HOW, 7)
    places = tuple(Offering(one.code, one.seats) for one in schools)
    return Studied("tests.study", RULES, places, lambda _: wishing, groups, ())


def test_wishes_are_the_same_in_whatever_order_children_and_schools_come():
    pupils, schools = town()
    found = {one.child: one for one in pupils_wishes(pupils, schools, HOW, 7)}
    shuffled = random.Random(1)
    shuffled.shuffle(pupils)
    shuffled.shuffle(schools)
    assert {one.child: one for one in pupils_wishes(pupils, schools, HOW, 7)} == found
    assert {one.child: one for one in pupils_wishes(pupils, schools, HOW, 8)} != found


def test_the_nearest_school_is_the_catchment_and_a_sibling_is_known_at_its_school():
    pupils, schools = town()
    for pupil, one in zip(pupils, pupils_wishes(pupils, schools, HOW, 7), strict=True):
        metres = distances([pupil.at], [school.at for school in schools])[0]
        nearest = schools[int(metres.argmin())].code
        held = [wish.place for wish in one.wishes if wish.facts.get("catchment") == 1]
        assert held in ([nearest], [])  # a family may not wish its nearest at all
        siblings = {wish.place for wish in one.wishes if wish.facts.get("sibling") == 1}
        assert {f"o{place[1:]}" for place in siblings} <= pupil.siblings_at


def test_a_child_for_whom_there_is_no_school_wishes_nothing():
    pupils, schools = town(6)
    other = replace(pupils[0], language="ru")
    assert pupils_wishes([other], schools, HOW, 7)[0].wishes == ()


def test_draws_are_spread_evenly_and_hang_on_their_purpose():
    import numpy as np

    names = np.arange(20_000, dtype=np.uint64)
    some = uniform(1, "taste", names)
    assert some.min() >= 0 and some.max() < 1
    assert [int((abs(some - part / 10 - 0.05) < 0.05).sum()) // 100 for part in range(10)] == [
        pytest.approx(20, abs=2)
    ] * 10
    assert abs(float(np.corrcoef(some, uniform(1, "appeal", names))[0, 1])) < 0.03


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres():
    assert distances([(43.0, 77.0)], [(44.0, 77.0)])[0, 0] == pytest.approx(111_195, abs=10)


# --- two rules -----------------------------------------------------------------------------------


def test_a_rule_compared_with_itself_changes_nothing_and_leaves_no_envy():
    told = study(studied(*town(), ("sex", "support")), _same(), SEED)
    assert told["before"] == told["after"] and told["envy"] == 0
    assert told["change"] == {"better": 0, "worse": 0, "same": 60}
    assert [(one["fact"], one["children"]) for one in told["groups"]] == [
        ("sex", 60), ("support", 60)
    ]  # fmt: skip


def _same() -> Variant:
    return VARIANTS["lottery"].model_copy(update={"steps": {}})


@pytest.mark.parametrize("code", sorted(VARIANTS))
def test_every_declared_variant_runs_and_its_groups_add_up(code: str):
    told = study(studied(*town(), ("sex",)), VARIANTS[code], SEED)
    found = told["change"]
    assert sum(found.values()) == told["children"] == 60
    assert sum(one["better"] for one in told["groups"]) == found["better"]
    assert sum(one["worse"] for one in told["groups"]) == found["worse"]
    assert sum(told["after"]["ranks"]) == told["after"]["seated"] <= told["seats"]


def test_who_is_passed_over_by_first_wishes_first_is_counted_as_justified_envy():
    """Three children, two schools: b asked for the dear one in vain, and its next was gone."""
    rules = changed(RULES, VARIANTS["lottery"].model_copy(update={"steps": {"near": ["sibling"]}}))
    wishes = {"a": ("x",), "b": ("x", "y"), "c": ("y",)}
    held = {("a", "x"), ("b", "y")}
    applicants = tuple(
        Applicant(child, {}, tuple(
            Wish(place, {"sibling": int((child, place) in held)}) for place in some
        ))
        for child, some in wishes.items()
    )  # fmt: skip
    of = Studied("t", rules, (Offering("x", 1), Offering("y", 1)), lambda _: applicants, (), ())
    boston = VARIANTS["immediate"]
    told = study(of, boston, SEED)
    assert told["before"]["ranks"] == [1, 1] and told["after"]["ranks"] == [2]
    assert told["envy"] == 1  # b at y, where it has a sister and c has none
    assert study(of, boston.model_copy(update={"mechanism": "deferred"}), SEED)["envy"] == 0


def test_immediate_acceptance_fills_no_seat_twice():
    for number in range(200):
        market, applicants = drawn(number)
        found = immediate(market, applicants, numbers(market, applicants))
        seats: dict[tuple[str, str], int] = {}
        for seat in found.values():
            if seat is not None:
                seats[seat.place, seat.block] = seats.get((seat.place, seat.block), 0) + 1
        most = {(p.code, b.code): b.seats for p in market.places for b in p.blocks}
        assert all(many <= most[where] for where, many in seats.items())


# --- justified envy, by its definition ------------------------------------------------------------


def by_definition(
    market: Market, applicants: list[Applicant], told: dict[str, int], outcome: Outcome
) -> list[tuple[str, str]]:
    """The whole choice of the place made anew for every wish that was not met."""
    places = {place.code: place for place in market.places}
    held: dict[str, list[Any]] = {code: [] for code in places}
    for one in applicants:
        met = wish_met(one, outcome)
        if met is not None:
            held[one.wishes[met].place].append((one, one.wishes[met]))
    found = []
    for one in applicants:
        met = wish_met(one, outcome)
        for wish in one.wishes[: len(one.wishes) if met is None else met]:
            taken = choice(market, places[wish.place], [*held[wish.place], (one, wish)], told)
            if any(each is one for block in taken.values() for each, _ in block):
                found.append((one.child, wish.place))
    return found


def test_justified_envy_is_what_a_whole_new_choice_would_say():
    draw, seen = random.Random(5), 0
    for number in range(400):
        market, applicants = drawn(number)
        told = numbers(market, applicants)
        outcome: dict[str, Seat | None] = {
            one.child: Seat(draw.choice(one.wishes).place, "any")
            if one.wishes and draw.random() < 0.5 else None
            for one in applicants
        }  # fmt: skip
        expected = by_definition(market, applicants, told, outcome)
        assert justified_envy(market, applicants, told, outcome) == expected
        seen += len(expected)
    assert seen > 500


def test_the_market_of_a_variant_is_checked_like_any_other():
    assert market_of_campaign(changed(RULES, VARIANTS["siblings_first"]), "t", [Offering("x", 2)])
    with pytest.raises(VariantFaulty):
        changed(RULES, VARIANTS["lottery"].model_copy(update={"steps": {"near": ["shoe_size"]}}))


@pytest.mark.parametrize("kind", [CampaignKind.SCHOOL, CampaignKind.GRANT])
def test_every_declared_variant_holds_together_with_the_declared_rules(kind: CampaignKind):
    rules = campaign_rules(DATA, kind)
    for one in laboratory(DATA).variants(kind):
        assert changed(rules, one).kind is kind
    with pytest.raises(VariantFaulty):
        changed(rules, VARIANTS["lottery"].model_copy(update={"steps": {}, "formula": {"need": 7}}))


# --- grants --------------------------------------------------------------------------------------


def test_standings_are_drawn_by_the_declared_parts_and_stay_a_persons():
    how = laboratory(DATA).grant
    for is_rural in (True, False):
        some = [Candidate(f"c{n}", 1, is_rural, {}) for n in range(4000)]
        found = [standing_of(one, how, 3) for one in some]
        assert found == [standing_of(one, how, 3) for one in some]
        for one in how.standing:
            part = Fraction(one.rural if is_rural else one.urban)
            assert found.count(one.code) / 4000 == pytest.approx(float(part), abs=0.02)


def test_wishes_for_groups_are_as_many_as_declared_and_hang_on_no_order():
    how = laboratory(DATA).grant
    some = [Candidate(f"c{n}", 1, False, {}) for n in range(50)]
    groups = [f"0{n}" for n in range(8)]
    found = dict(zip([one.child for one in some], ranked_groups(some, groups, how, 3), strict=True))
    assert all(len(set(one)) == how.wishes for one in found.values())
    again = ranked_groups(some[::-1], groups[::-1], how, 3)
    assert dict(zip([one.child for one in some[::-1]], again, strict=True)) == found
