"""What is wrong with a market or with applications: every fault at once, before anything runs."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from bagdar.admissions.rules.errors import ApplicationsFaulty, MarketFaulty, MarketManipulable
from bagdar.admissions.rules.market import (
    RESERVE,
    Applicant,
    Block,
    By,
    Component,
    Facts,
    Market,
    Order,
    Place,
    Value,
    fact_of,
)
from bagdar.core.errors import Phrase

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}")
LARGEST = 2**53 - 1  # beyond it two readers of JSON may see two numbers
MOST_SEATS = 10**6

# A fault under which telling one's true wishes may not be the best that a family can do.
MANIPULABLE = frozenset({"wish_rank", "ceilings_overlap", "ceiling_across", "list_capped"})


def problem(name: str, **facts: object) -> Phrase:
    return Phrase(f"admissions.problem.{name}", facts)


def check_market(market: Market) -> None:
    """Raises MarketManipulable where truth might not pay, else MarketFaulty."""
    refuse_market(list(_market(market)))


def refuse_market(found: Sequence[Phrase]) -> None:
    names = {one.key.removeprefix("admissions.problem.") for one in found}
    if names & MANIPULABLE:
        raise MarketManipulable(found)
    if found:
        raise MarketFaulty(found)


def _market(market: Market) -> Iterator[Phrase]:
    if not CODE.fullmatch(market.namespace):
        yield problem("code", code=market.namespace)
    yield from _repeated("order_twice", (one.code for one in market.orders))
    yield from _repeated("place_twice", (one.code for one in market.places))
    orders = {one.code for one in market.orders}
    for order in market.orders:
        yield from _order(order)
    for place in market.places:
        yield from _place(place, orders)


def _repeated(name: str, codes: Iterator[str]) -> Iterator[Phrase]:
    for code, count in Counter(codes).items():
        if not CODE.fullmatch(code):
            yield problem("code", code=code)
        if count > 1:
            yield problem(name, code=code)


def _order(order: Order) -> Iterator[Phrase]:
    steps = order.components
    if not steps or steps[-1].by is not By.LOTTERY:
        yield problem("order_not_strict", order=order.code)
    if any(step.by is By.LOTTERY for step in steps[:-1]):
        yield problem("order_after_lottery", order=order.code)
    for fact, count in Counter(step.fact for step in steps if step.fact).items():
        if count > 1:
            yield problem("step_twice", order=order.code, fact=fact)
    for step in steps:
        yield from _step(order, step)


def _step(order: Order, step: Component) -> Iterator[Phrase]:
    has_fact = bool(CODE.fullmatch(step.fact)) and step.fact not in (RESERVE, By.LOTTERY.value)
    if step.by is By.WISH:
        yield problem("wish_rank", order=order.code)
    elif (step.by is not By.LOTTERY) != has_fact:
        yield problem("step_fact", order=order.code, fact=step.fact)
    is_listed = bool(step.classes) and len(set(step.classes)) == len(step.classes)
    if is_listed if step.by is not By.CLASS else not is_listed:
        yield problem("step_classes", order=order.code, fact=step.fact)


def _place(place: Place, orders: set[str]) -> Iterator[Phrase]:
    yield from _repeated("block_twice", (one.code for one in place.blocks))
    if not place.blocks:
        yield problem("no_blocks", place=place.code)
    for block in place.blocks:
        yield from _block(place, block, orders)


def _block(place: Place, block: Block, orders: set[str]) -> Iterator[Phrase]:
    at = {"place": place.code, "block": block.code}
    if type(block.seats) is not int or not 0 <= block.seats <= MOST_SEATS:
        yield problem("seats", **at)
    if block.order not in orders:
        yield problem("order_unknown", order=block.order, **at)
    for name in (*block.needs, *block.least):
        if not CODE.fullmatch(name):
            yield problem("code", code=name)
    if any(not _is_whole(value) for value in block.least.values()):
        yield problem("least", **at)
    if block.ceiling is not None:
        limits = block.ceiling.most
        if not limits or any(type(one) is not int or one < 0 for one in limits.values()):
            yield problem("ceiling", **at)


def _is_whole(value: object) -> bool:
    return type(value) is int and abs(value) <= LARGEST


# --- applications ------------------------------------------------------------------------------


def check_applications(market: Market, applicants: Sequence[Applicant]) -> None:
    """Raises ApplicationsFaulty."""
    places = {place.code: place for place in market.places}
    asked = {place.code: tuple(_asked(market, place)) for place in market.places}
    found = list(chain(_children(applicants), _applications(applicants, places, asked)))
    if found:
        raise ApplicationsFaulty(found)


def _children(applicants: Sequence[Applicant]) -> Iterator[Phrase]:
    for child, count in Counter(one.child for one in applicants).items():
        if not CODE.fullmatch(child):
            yield problem("code", code=child)
        if count > 1:
            yield problem("child_twice", child=child)


def _asked(market: Market, place: Place) -> Iterator[Component]:
    """What a place asks of whoever wishes it; bounds and needs as steps of an order."""
    orders = {one.code: one for one in market.orders}
    steps: list[Component] = []
    for block in place.blocks:
        steps += orders[block.order].components
        steps += [Component(By.HOLDS, name) for name in block.needs]
        steps += [Component(By.MORE, name) for name in block.least]
    return (step for step in dict.fromkeys(steps) if step.by is not By.LOTTERY)


def _applications(
    applicants: Sequence[Applicant],
    places: Mapping[str, Place],
    asked: Mapping[str, tuple[Component, ...]],
) -> Iterator[Phrase]:
    for one in applicants:
        wished = [wish.place for wish in one.wishes]
        if len(set(wished)) < len(wished):
            for code, count in Counter(wished).items():
                if count > 1:
                    yield problem("wish_twice", child=one.child, place=code)
        yield from _values(one, "", one.facts)
        for wish in one.wishes:
            if wish.place not in places:
                yield problem("place_unknown", child=one.child, place=wish.place)
                continue
            if wish.facts:
                yield from _values(one, wish.place, wish.facts)
            for step in asked[wish.place]:
                if not _answers(step, fact_of(one, wish, step.fact)):
                    yield problem("fact", child=one.child, place=wish.place, fact=step.fact)


def _values(one: Applicant, place: str, facts: Facts) -> Iterator[Phrase]:
    for name, value in facts.items():
        is_text = type(value) is str and len(value) <= 80
        if not CODE.fullmatch(name) or not (is_text or _is_whole(value)):
            yield problem("fact", child=one.child, place=place, fact=name)


def _answers(step: Component, value: Value | None) -> bool:
    if step.by is By.CLASS:
        return value is None or value in step.classes
    if step.by is By.HOLDS:
        return value is None or (type(value) is int and value in (0, 1))
    return type(value) is int
