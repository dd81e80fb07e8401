"""Declared rules and the places of a campaign as a market that can be run.

Shares are of a place's seats and rounded down; the block of the rest takes what is left, so no
seat is lost and none is given twice.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor

from bagdar.admissions.rules.campaign.declared import CampaignRules, DeclaredBlock, DeclaredFact
from bagdar.admissions.rules.campaign.nouns import FactOf
from bagdar.admissions.rules.market import (
    LOTTERY,
    Applicant,
    Block,
    By,
    Component,
    Facts,
    Market,
    Order,
    Place,
    Value,
    Wish,
)


@dataclass(frozen=True)
class Offering:
    """A place as a campaign has it. tags: by which blocks stand there or not."""

    code: str
    seats: int
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Asking:
    """Who takes part. wishes: codes of places, the dearest first; at_place: facts there alone."""

    child: str
    facts: Facts
    wishes: tuple[str, ...]
    at_place: Mapping[str, Facts] = field(default_factory=dict)


def market_of_campaign(rules: CampaignRules, namespace: str, places: Iterable[Offering]) -> Market:
    """To be checked by `declaring.check_market`, as every market."""
    steps = {one.code: _step(one) for one in rules.fact}
    orders = tuple(
        Order(one.code, (*(steps[name] for name in one.steps), LOTTERY)) for one in rules.order
    )
    found = sorted(places, key=lambda one: one.code)
    return Market(namespace, orders, tuple(Place(one.code, blocks_of(rules, one)) for one in found))


def deciding(rules: CampaignRules) -> frozenset[str]:
    """Facts that some order, right, bound or condition asks for."""
    asked = {step for one in rules.order for step in one.steps}
    asked |= {name for one in rules.block for name in (*one.needs, *one.least)}
    return frozenset(asked | {one.fact for one in rules.condition if one.fact})


def _step(fact: DeclaredFact) -> Component:
    return Component(fact.by, fact.code, tuple(one.code for one in fact.classes))


def blocks_of(rules: CampaignRules, place: Offering) -> tuple[Block, ...]:
    """In the declared order. Where a tag is missing, its block's seats go to the rest.

    A condition that has to be met before the campaign closes is a bound of every block.
    """
    standing = [one for one in rules.block if not one.where or one.where in place.tags]
    parts = {one.code: floor(one.part * place.seats) for one in standing if one.part is not None}
    rest = place.seats - sum(parts.values())
    bounds = {
        one.fact: 1 for one in rules.condition if one.when == "closing" and one.where in place.tags
    }
    return tuple(_block(one, parts.get(one.code, rest), bounds) for one in standing)


def _block(one: DeclaredBlock, seats: int, bounds: Mapping[str, int]) -> Block:
    return Block(one.code, seats, one.order, one.needs, one.left, {**one.least, **bounds})


def applicant_of(rules: CampaignRules, one: Asking) -> Applicant:
    """Facts that decide nothing themselves are left out: what does not decide is not published.

    What a score was made of stays with the claims, such as a certificate or a need.
    """
    asked = deciding(rules)
    child, place = (
        frozenset(fact.code for fact in rules.fact if fact.of is where and fact.code in asked)
        for where in FactOf
    )
    wishes = tuple(Wish(code, _some(one.at_place.get(code, {}), place)) for code in one.wishes)
    return Applicant(one.child, _some(one.facts, child), wishes)


def _some(facts: Facts, names: Collection[str]) -> dict[str, Value]:
    return {name: value for name, value in sorted(facts.items()) if name in names}


def compulsory(rules: CampaignRules, place: Offering) -> Sequence[str]:
    """Facts without which nobody can be ordered at a place: whole numbers, and bounds of blocks."""
    orders = {one.code: one for one in rules.order}
    by = {one.code: one.by for one in rules.fact}
    blocks = blocks_of(rules, place)
    asked = [name for block in blocks for name in orders[block.order].steps]
    numbers = [name for name in asked if by[name] in (By.MORE, By.LESS)]
    return list(dict.fromkeys([*numbers, *(name for block in blocks for name in block.least)]))
