"""What is declared for first grades keeps its promise: the catchment comes first at every seat."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from bagdar.admissions.rules.allocating import allocate
from bagdar.admissions.rules.campaign.building import (
    Asking,
    Offering,
    applicant_of,
    market_of_campaign,
)
from bagdar.admissions.rules.campaign.declared import CampaignRules, campaign_rules
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.market import Applicant, Market, Outcome

RULES = campaign_rules(Path(__file__).resolve().parents[2] / "data", CampaignKind.SCHOOL)
SEED = bytes(range(32))
CODES = ("a.kk", "b.kk", "c.ru")


@st.composite
def towns(draw: st.DrawFn) -> tuple[list[Offering], list[Asking]]:
    seats = [draw(st.integers(0, 3)) for _ in CODES]
    places = [Offering(code, many) for code, many in zip(CODES, seats, strict=True)]
    children = []
    for number in range(draw(st.integers(1, 9))):
        wishes = tuple(draw(st.lists(st.sampled_from(CODES), min_size=1, unique=True)))
        there = {code: {name: 1 for name in ("catchment", "sibling") if draw(st.booleans())}
                 for code in wishes}  # fmt: skip
        children.append(Asking(f"{number:032x}", {}, wishes, there))
    return places, children


def run(
    rules: CampaignRules, places: Sequence[Offering], children: Sequence[Asking]
) -> tuple[Market, list[Applicant], Outcome]:
    market = market_of_campaign(rules, "school.test", places)
    asked = [applicant_of(rules, one) for one in children]
    return market, asked, allocate(market, asked, SEED)


def passed_over(children: Sequence[Asking], got: Outcome) -> list[tuple[str, str]]:
    """(child, place): of the catchment, wished more than what it got, and a seat went outside."""
    held = {(seat.place, child) for child, seat in got.items() if seat is not None}
    by_child = {one.child: one for one in children}

    def is_own(child: str, code: str) -> bool:
        return by_child[child].at_place.get(code, {}).get("catchment") == 1

    found = []
    for one in children:
        seat = got[one.child]
        rank = one.wishes.index(seat.place) if seat else len(one.wishes)
        for code in one.wishes[:rank]:
            outside = any(place == code and not is_own(child, code) for place, child in held)
            if is_own(one.child, code) and outside:
                found.append((one.child, code))
    return found


@given(towns())
def test_nobody_from_outside_has_a_seat_that_a_child_of_the_catchment_wished_more(town: Any):
    places, children = town
    assert passed_over(children, run(RULES, places, children)[2]) == []


def test_without_the_catchment_in_the_order_somebody_is_passed_over():
    """The control: siblings alone decide, and a stranger with a sibling takes the only seat."""
    [near] = RULES.order
    siblings = near.model_copy(update={"steps": ("sibling",)})
    rules = RULES.model_copy(update={"order": (siblings,)})
    places = [Offering("a.kk", 1)]
    children = [
        Asking("1" * 32, {}, ("a.kk",), {"a.kk": {"sibling": 1}}),
        Asking("2" * 32, {}, ("a.kk",), {"a.kk": {"catchment": 1}}),
    ]
    assert passed_over(children, run(rules, places, children)[2]) == [("2" * 32, "a.kk")]
    assert passed_over(children, run(RULES, places, children)[2]) == []


@given(towns())
def test_children_of_other_catchments_get_what_the_own_ones_leave(town: Any):
    places, children = town
    got = run(RULES, places, children)[2]
    assume(any(one.seats for one in places))
    for place in places:
        taken = sum(1 for seat in got.values() if seat and seat.place == place.code)
        waits = [one for one in children if place.code in one.wishes and got[one.child] is None]
        assert taken == place.seats or not waits


def test_a_place_within_the_year_is_only_for_children_of_its_grade():
    places = [Offering("a.g3.kk", 2, frozenset({"transfer"}))]
    fits, other = (
        Asking(f"{n:032x}", {}, ("a.g3.kk",), {"a.g3.kk": facts})
        for n, facts in enumerate([{"grade": 1}, {"grade": 0, "catchment": 1}])
    )
    got = run(RULES, places, [fits, other])[2]
    assert got[fits.child] is not None and got[other.child] is None
