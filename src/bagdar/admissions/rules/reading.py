"""Markets and applications as JSON and back. One value has one text, so a hash of it means it.

What is declared is read strictly: a name that nobody knows is refused, and so is whatever would
let a family gain by hiding its wishes, by its own name rather than as an unknown one.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bagdar.admissions.rules.declaring import check_market, problem, refuse_market
from bagdar.admissions.rules.errors import MarketFaulty
from bagdar.admissions.rules.market import (
    Applicant,
    Block,
    By,
    Ceiling,
    Component,
    Left,
    Market,
    Order,
    Place,
    Wish,
)
from bagdar.core.errors import Phrase

FORMAT = "bagdar-market/v1"
Told = Mapping[str, Any]


def canonical(value: Any) -> str:
    """Sorted names, no space: RFC 8785 for texts and whole numbers, which is all there is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# --- writing -----------------------------------------------------------------------------------


def market_told(market: Market) -> dict[str, Any]:
    """What stands by default is left out; orders and places stand by their codes."""
    return {
        "format": FORMAT,
        "namespace": market.namespace,
        "orders": {
            one.code: [_step_told(step) for step in one.components] for one in market.orders
        },
        "places": {one.code: [_block_told(block) for block in one.blocks] for one in market.places},
    }


def _step_told(step: Component) -> dict[str, Any]:
    told: dict[str, Any] = {"by": step.by.value}
    if step.fact:
        told["fact"] = step.fact
    if step.classes:
        told["classes"] = list(step.classes)
    return told


def _block_told(block: Block) -> dict[str, Any]:
    told: dict[str, Any] = {"code": block.code, "seats": block.seats, "order": block.order}
    if block.needs:
        told |= {"needs": list(block.needs), "left": block.left.value}
    if block.least:
        told["least"] = dict(block.least)
    if block.ceiling is not None:
        told["ceilings"] = {block.ceiling.fact: dict(block.ceiling.most)}
    return told


def applicant_told(one: Applicant) -> dict[str, Any]:
    wishes = [
        {"place": wish.place, "facts": dict(wish.facts)} if wish.facts else {"place": wish.place}
        for wish in one.wishes
    ]
    return {"child": one.child, "facts": dict(one.facts), "wishes": wishes}


# --- reading -----------------------------------------------------------------------------------


def market_of(told: Told) -> Market:
    """A market that can be run. Raises MarketManipulable, MarketFaulty: every fault at once."""
    found = [*_shape(told)]
    refuse_market(found)
    market = Market(
        namespace=told["namespace"],
        orders=tuple(
            Order(code, tuple(_step(step) for step in steps))
            for code, steps in told["orders"].items()
        ),
        places=tuple(
            Place(code, tuple(_block(block) for block in blocks))
            for code, blocks in told["places"].items()
        ),
    )
    check_market(market)
    return market


def _step(told: Told) -> Component:
    return Component(By(told["by"]), told.get("fact", ""), tuple(told.get("classes", ())))


def _block(told: Told) -> Block:
    ceilings = [Ceiling(fact, dict(most)) for fact, most in told.get("ceilings", {}).items()]
    return Block(
        code=told["code"],
        seats=told["seats"],
        order=told["order"],
        needs=tuple(told.get("needs", ())),
        left=Left(told.get("left", Left.OTHERS.value)),
        least=dict(told.get("least", {})),
        ceiling=ceilings[0] if ceilings else None,
    )


def applicant_of(told: Told) -> Applicant:
    """Raises KeyError or TypeError where it has another shape: ours are written by us."""
    wishes = tuple(Wish(one["place"], dict(one.get("facts", {}))) for one in told["wishes"])
    return Applicant(told["child"], dict(told["facts"]), wishes)


# name → what it has to be
MARKET: dict[str, type] = {"format": str, "namespace": str, "orders": dict, "places": dict}
STEP: dict[str, type] = {"by": str, "fact": str, "classes": list}
BLOCK: dict[str, type] = {
    "code": str, "seats": int, "order": str, "needs": list, "left": str, "least": dict,
    "ceilings": dict,
}  # fmt: skip


def _shape(told: Told) -> Iterator[Phrase]:
    if not isinstance(told, Mapping):
        yield problem("shape", at="market")
        return
    if "most_wishes" in told:
        yield problem("list_capped")
    yield from _names(told, MARKET, set(MARKET), "market", frozenset({"most_wishes"}))
    if told.get("format", FORMAT) != FORMAT:
        yield problem("shape", at="format")
    for code, steps in _lists(told, "orders"):
        for step in steps:
            yield from _names(step, STEP, {"by"}, code)
            if isinstance(step, Mapping) and step.get("by") not in [by.value for by in By]:
                yield problem("shape", at=f"{code}.by")
    for code, blocks in _lists(told, "places"):
        if isinstance(told["places"][code], Mapping):
            yield from _across(code, told["places"][code])
        for block in blocks:
            yield from _names(block, BLOCK, {"code", "seats", "order"}, code)
            if isinstance(block, Mapping):
                yield from _of_block(code, block)


def _lists(told: Told, name: str) -> Iterator[tuple[str, Sequence[Any]]]:
    """What stands under each code. A place may be {"blocks": …, "ceilings": …}: see _across."""
    found = told.get(name)
    for code, each in found.items() if isinstance(found, dict) else ():
        inner = each.get("blocks") if isinstance(each, Mapping) else each
        yield code, inner if isinstance(inner, list) else [None]


def _across(code: str, place: Told) -> Iterator[Phrase]:
    """A ceiling over the whole of a place: of one block it is that block's own."""
    blocks = place.get("blocks")
    if "ceilings" in place and isinstance(blocks, list) and len(blocks) > 1:
        yield problem("ceiling_across", place=code)
    else:
        yield problem("shape", at=code)


def _of_block(code: str, block: Told) -> Iterator[Phrase]:
    if block.get("left", "others") not in [left.value for left in Left]:
        yield problem("shape", at=f"{code}.left")
    ceilings = block.get("ceilings", {})
    if isinstance(ceilings, dict):
        if len(ceilings) > 1:
            yield problem("ceilings_overlap", place=code, block=str(block.get("code")))
        if any(not isinstance(most, dict) for most in ceilings.values()):
            yield problem("shape", at=f"{code}.ceilings")


def _names(
    told: Any,
    known: Mapping[str, type],
    needed: set[str],
    at: str,
    let: frozenset[str] = frozenset(),
) -> Iterator[Phrase]:
    if not isinstance(told, Mapping):
        yield problem("shape", at=at)
        return
    for name in sorted(set(told) - set(known) - let):
        yield problem("shape", at=f"{at}.{name}")
    for name, kind in known.items():
        if (name in needed and name not in told) or (
            name in told and (not isinstance(told[name], kind) or isinstance(told[name], bool))
        ):
            yield problem("shape", at=f"{at}.{name}")
    for name in ("needs", "classes"):
        if isinstance(told.get(name), list) and any(type(one) is not str for one in told[name]):
            yield problem("shape", at=f"{at}.{name}")


def read_market(text: str) -> Market:
    try:
        told = json.loads(text)
    except ValueError:
        raise MarketFaulty([problem("shape", at="market")]) from None
    return market_of(told)
