"""A study: the same children and places under two rules, and who gains, who loses, by group."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from bagdar.admissions.rules.allocating import allocate
from bagdar.admissions.rules.campaign.building import Offering, market_of_campaign
from bagdar.admissions.rules.campaign.declared import CampaignRules
from bagdar.admissions.rules.laboratory import (
    by_fact,
    change,
    dissimilarity,
    justified_envy,
    mean_of,
    standing,
)
from bagdar.admissions.rules.lottery import numbers_of
from bagdar.admissions.rules.market import (
    Applicant,
    Facts,
    Market,
    Numbers,
    Outcome,
    Seat,
    Value,
    Wish,
)
from bagdar.admissions.rules.rounds import choice
from bagdar.admissions.rules.study.declared import Mechanism, Variant, changed


@dataclass(frozen=True)
class Studied:
    """What is compared.

    applicants  by rules, since a formula may make other scores; children and wishes stay the same
    groups      facts by which it is told; apart: facts held (1) of which segregation is told
    """

    namespace: str
    rules: CampaignRules
    places: tuple[Offering, ...]
    applicants: Callable[[CampaignRules], Sequence[Applicant]]
    groups: tuple[str, ...]
    apart: tuple[str, ...]


def study(of: Studied, variant: Variant, seed: bytes) -> dict[str, Any]:
    """Plain values, to be kept and shown: shares as decimal texts of four digits, metres as whole
    numbers. Raises MarketFaulty and what `changed` raises.
    """
    new = changed(of.rules, variant)
    old_market, market = (
        market_of_campaign(one, of.namespace, of.places) for one in (of.rules, new)
    )
    told = of.applicants(of.rules)
    old = [_deciding(one, of.rules) for one in told]
    tried = [_deciding(one, new) for one in of.applicants(new)]
    numbers = numbers_of(seed, of.namespace, [one.child for one in old])
    before = allocate(old_market, old, seed)
    after = _after(market, tried, variant, seed, numbers)
    return {
        "children": len(told),
        "places": len(of.places),
        "seats": sum(one.seats for one in of.places),
        "before": _outcome(told, of.apart, before),
        "after": _outcome(told, of.apart, after),
        "change": vars(change(told, before, after)),
        "groups": _groups(told, of.groups, before, after),
        "envy": len(justified_envy(old_market, old, numbers, after)),
    }


def _after(
    market: Market, applicants: Sequence[Applicant], variant: Variant, seed: bytes, numbers: Numbers
) -> dict[str, Seat | None]:
    most = variant.most_wishes
    cut = [replace(one, wishes=one.wishes[:most]) if most else one for one in applicants]
    if variant.mechanism is Mechanism.IMMEDIATE:
        return immediate(market, cut, numbers)
    return allocate(market, cut, seed)


def immediate(
    market: Market, applicants: Sequence[Applicant], numbers: Numbers
) -> dict[str, Seat | None]:
    """Immediate acceptance ("Boston"): first wishes first, and what is given stays given.

    Only to be compared with: whoever asks for a place that is too dear loses the next one as well.
    """
    places = {place.code: place for place in market.places}
    found: dict[str, Seat | None] = {one.child: None for one in applicants}
    longest = max((len(one.wishes) for one in applicants), default=0)
    for rank in range(longest):
        asking: dict[str, list[tuple[Applicant, Wish]]] = {}
        for one in applicants:
            if found[one.child] is None and rank < len(one.wishes):
                asking.setdefault(one.wishes[rank].place, []).append((one, one.wishes[rank]))
        for code, some in asking.items():
            taken = choice(market, places[code], some, numbers)
            for block, chosen in taken.items():
                found.update({one.child: Seat(code, block) for one, _ in chosen})
            left = {block: len(chosen) for block, chosen in taken.items()}
            blocks = tuple(
                replace(block, seats=block.seats - left.get(block.code, 0))
                for block in places[code].blocks
            )
            places[code] = replace(places[code], blocks=blocks)
    return found


def _deciding(one: Applicant, rules: CampaignRules) -> Applicant:
    """Without what only tells groups and distances."""
    names = {fact.code for fact in rules.fact}
    wishes = tuple(Wish(wish.place, _some(wish.facts, names)) for wish in one.wishes)
    return Applicant(one.child, _some(one.facts, names), wishes)


def _some(facts: Facts, names: set[str]) -> dict[str, Value]:
    return {name: value for name, value in facts.items() if name in names}


# --- what is told --------------------------------------------------------------------------------


def _outcome(told: Sequence[Applicant], apart: Iterable[str], outcome: Outcome) -> dict[str, Any]:
    found = standing(told, outcome)
    metres = mean_of(told, outcome, "metres")
    return {
        "seated": found.seated,
        "ranks": list(found.ranks),
        "first_share": share_text(found.first_share),
        "mean_metres": None if metres is None else round(metres),
        "apart": {fact: share_text(dissimilarity(told, outcome, fact)) for fact in apart},
    }


def _groups(
    told: Sequence[Applicant], facts: Iterable[str], before: Outcome, after: Outcome
) -> list[dict[str, Any]]:
    return [
        _group(fact, value, some, before, after)
        for fact in facts
        for value, some in sorted(by_fact(told, fact).items(), key=lambda each: str(each[0]))
    ]


def _group(
    fact: str, value: object, some: Sequence[Applicant], before: Outcome, after: Outcome
) -> dict[str, Any]:
    found = change(some, before, after)
    return {
        "fact": fact, "value": value, "children": len(some),
        "better": found.better, "worse": found.worse,
        "first_before": share_text(standing(some, before).first_share),
        "first_after": share_text(standing(some, after).first_share),
    }  # fmt: skip


def share_text(share: Fraction | None) -> str | None:
    """Four digits, rounded half to even; None: there is nothing to share."""
    return None if share is None else f"{float(round(share, 4)):.4f}"
