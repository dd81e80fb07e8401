"""Serial choice, which a pencil can follow, gives what the engine of all other markets gives."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bagdar.admissions.rules.allocating import allocate
from bagdar.admissions.rules.market import (
    LOTTERY,
    Applicant,
    Block,
    By,
    Component,
    Market,
    Order,
    Place,
    Wish,
)
from bagdar.admissions.rules.queue.nouns import QueueState
from bagdar.admissions.rules.queue.referring import refer
from bagdar.admissions.rules.queue.standing import (
    Application,
    Head,
    Slot,
    line_of,
    lottery_number,
)
from tests.drawn import examples
from tests.queue_log import BEGAN, RULES, SEED

HEAD = Head("KZ-11", SEED, RULES, 2026)
MARKET = "tests.kindergartens"
GARDENS = ["sun", "moon", "star"]
LANGUAGES = ["kk", "ru"]
SLOTS = [Slot(garden, "3", language, "general") for garden in GARDENS for language in LANGUAGES]
child = st.tuples(
    st.sampled_from(["", "A", "B"]),
    st.integers(0, 3),  # minutes: many apply at the same one
    st.sampled_from(LANGUAGES),
    st.permutations(GARDENS).flatmap(lambda all: st.integers(1, 3).map(lambda n: tuple(all[:n]))),
)


def applications(drawn: Sequence[tuple[str, int, str, tuple[str, ...]]]) -> list[Application]:
    return [
        Application(
            f"c{n}", QueueState.WAITING, 2023, language, "general", "", wishes, "", category,
            BEGAN + timedelta(minutes=minutes), lottery_number(SEED, MARKET, f"c{n}"), n, n,
        )
        for n, (category, minutes, language, wishes) in enumerate(drawn)
    ]  # fmt: skip


def by_the_engine(
    waiting: Sequence[Application], places: Mapping[Slot, int], *steps: Component
) -> dict[str, Slot]:
    order = Order("queue", (*steps, LOTTERY))
    free = {"-".join(slot): slot for slot in places}
    market = Market(
        MARKET, (order,),
        tuple(Place(code, (Block("all", places[slot], "queue"),)) for code, slot in free.items()),
    )  # fmt: skip
    found = allocate(market, [_applicant(one) for one in waiting], bytes.fromhex(SEED))
    return {who: free[seat.place] for who, seat in found.items() if seat is not None}


def _applicant(one: Application) -> Applicant:
    line = line_of(one, HEAD)
    assert line is not None
    facts: dict[str, Any] = {"applied": int((one.since - BEGAN).total_seconds())}
    if one.category:
        facts["benefit"] = one.category
    wishes = tuple(Wish("-".join(Slot(wish, *line))) for wish in one.wishes)
    return Applicant(one.child, facts, wishes)


BENEFIT, APPLIED = Component(By.CLASS, "benefit", RULES.categories), Component(By.LESS, "applied")


@settings(deadline=None, max_examples=examples(60, 1_000))
@given(st.lists(child, max_size=12), st.lists(st.integers(0, 2), min_size=6, max_size=6))
def test_a_round_of_the_queue_is_deferred_acceptance_over_its_declared_order(drawn, free):
    waiting, places = applications(drawn), dict(zip(SLOTS, free, strict=True))
    offered = dict(refer(HEAD, waiting, places))
    assert offered == by_the_engine(waiting, places, BENEFIT, APPLIED)


def test_an_order_without_the_categories_would_give_others():
    """The control: the comparison sees who comes first."""
    waiting = applications([("", 0, "kk", ("sun",)), ("A", 1, "kk", ("sun",))])
    places = {Slot("sun", "3", "kk", "general"): 1}
    assert list(by_the_engine(waiting, places, BENEFIT, APPLIED)) == ["c1"]
    assert list(by_the_engine(waiting, places, APPLIED)) == ["c0"]
