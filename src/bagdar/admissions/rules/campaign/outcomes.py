"""What a decision means for the applications, and other outcomes of the same children."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bagdar.admissions.rules.explaining import Refused
from bagdar.admissions.rules.laboratory import Change, Standing
from bagdar.admissions.rules.market import LOTTERY, Block, Market, Order, Place
from bagdar.admissions.rules.publishing import reason_told

ONLY = "lottery"


@dataclass(frozen=True)
class Preview:
    """What a held run would do, for those who can stop it.

    lottery  how many fare better and worse by it than if all seats were drawn by lot alone
    before   the same against the rules of the year before; None: there are none, or they cannot
             order this year's children
    """

    seats: int
    standing: Standing
    lottery: Change
    before: Change | None


def preview_told(found: Preview) -> dict[str, Any]:
    """As plain values, to be kept; `preview_read` reads them."""
    return {
        "seats": found.seats, "children": found.standing.children,
        "ranks": list(found.standing.ranks), "lottery": vars(found.lottery),
        "before": vars(found.before) if found.before else None,
    }  # fmt: skip


def preview_read(told: Mapping[str, Any]) -> Preview:
    return Preview(
        seats=told["seats"],
        standing=Standing(told["children"], tuple(told["ranks"])),
        lottery=Change(**told["lottery"]),
        before=Change(**told["before"]) if told["before"] else None,
    )


def by_lottery(market: Market) -> Market:
    """The same seats, given by lot alone: nothing that anybody holds counts."""
    places = tuple(Place(one.code, (Block("all", one.seats, ONLY),)) for one in market.places)
    return replace(market, orders=(Order(ONLY, (LOTTERY,)),), places=places)


def seats_in(market: Market) -> int:
    return sum(one.seats for one in market.places)


def why_told(refused: Sequence[Refused]) -> list[dict[str, Any]]:
    """Of each dearer wish, as explanations.jsonl tells it."""
    return [
        {"place": one.place, "reasons": [reason_told(each) for each in one.reasons]}
        for one in refused
    ]


def missing_in(why: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What closing had to leave out; no decision changes that."""
    return [dict(one) for one in why if "missing" in one]
