"""Why somebody has the place they have and none that they wished more: cutoffs and reasons.

A reason holds the reader's own value and the cutoff's at the one step that decided, and nothing
else of anybody. Who takes every wish in turn and stops at the first without a reason arrives at
what was given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bagdar.admissions.rules.market import (
    RESERVE,
    Applicant,
    Block,
    Market,
    Numbers,
    Order,
    Place,
    Seat,
    Value,
    Wish,
    fact_of,
)
from bagdar.admissions.rules.priorities import (
    Key,
    class_of,
    key_of,
    lacking,
    orders_of,
    shown,
    steps_of,
)
from bagdar.core.errors import Phrase


class Why(StrEnum):
    """Why a block did not take somebody.

    CUTOFF    it is full, and the last whom it took comes before them
    CEILING   their class has reached its ceiling, and the last of it comes before them
    BOUND     they are below what the block asks for
    RESERVE   it is kept for others, and goes to nobody else
    NO_SEATS  it has none
    """

    CUTOFF = "cutoff"
    CEILING = "ceiling"
    BOUND = "bound"
    RESERVE = "reserve"
    NO_SEATS = "no_seats"


@dataclass(frozen=True)
class Last:
    """How many were taken, and the key of the last; None: there is room, or there never was any."""

    most: int
    taken: int
    key: Key | None


@dataclass(frozen=True)
class Cutoff:
    """What a block came to. classes: of each class with a ceiling."""

    block: Last
    classes: Mapping[str, Last]


@dataclass(frozen=True)
class Reason:
    """step: where it was decided, empty where there was nothing to compare. cutoff: of the last
    who was taken, or the bound; theirs: of the reader.
    """

    block: str
    why: Why
    step: str = ""
    cutoff: Value | None = None
    theirs: Value | None = None

    @property
    def phrase(self) -> Phrase:
        facts = {
            "block": self.block,
            "step": self.step,
            "cutoff": self.cutoff,
            "theirs": self.theirs,
        }
        return Phrase(f"admissions.why.{self.why.value}", facts)


@dataclass(frozen=True)
class Refused:
    """A wish that somebody has more than what they got, and why no block of it took them."""

    place: str
    reasons: tuple[Reason, ...]


Cutoffs = Mapping[tuple[str, str], Cutoff]  # (place, block) →


def cutoffs_of(
    market: Market,
    applicants: Sequence[Applicant],
    numbers: Numbers,
    outcome: Mapping[str, Seat | None],
) -> dict[tuple[str, str], Cutoff]:
    orders, places = orders_of(market), {place.code: place for place in market.places}
    taken: dict[tuple[str, str], list[tuple[Key, str | None]]] = {}
    for one in applicants:
        seat = outcome[one.child]
        if seat is not None:
            wish = next(wish for wish in one.wishes if wish.place == seat.place)
            block = block_of(places[seat.place], seat.block)
            key = key_of(block, orders[block.order], one, wish, numbers[one.child])
            taken.setdefault((seat.place, seat.block), []).append((key, class_of(block, one, wish)))
    return {
        (place.code, block.code): _cutoff(block, taken.get((place.code, block.code), []))
        for place in market.places
        for block in place.blocks
    }


def block_of(place: Place, code: str) -> Block:
    return next(block for block in place.blocks if block.code == code)


def _cutoff(block: Block, taken: Sequence[tuple[Key, str | None]]) -> Cutoff:
    limits = block.ceiling.most if block.ceiling else {}
    return Cutoff(
        _last(block.seats, [key for key, _ in taken]),
        {
            name: _last(most, [key for key, of in taken if of == name])
            for name, most in limits.items()
        },
    )


def _last(most: int, keys: Sequence[Key]) -> Last:
    return Last(most, len(keys), max(keys) if keys and len(keys) == most else None)


def refusals_of(
    market: Market,
    applicants: Sequence[Applicant],
    numbers: Numbers,
    outcome: Mapping[str, Seat | None],
    cutoffs: Cutoffs,
) -> dict[str, tuple[Refused, ...]]:
    """Of every child, each wish preferred to what it got. Children in the order given."""
    orders, places = orders_of(market), {place.code: place for place in market.places}
    found = {}
    for one in applicants:
        seat = outcome[one.child]
        refused = []
        for wish in one.wishes:
            if seat is not None and wish.place == seat.place:
                break
            reasons = tuple(
                reason_of(
                    block,
                    orders[block.order],
                    one,
                    wish,
                    numbers[one.child],
                    cutoffs[wish.place, block.code],
                )
                for block in places[wish.place].blocks
            )
            refused.append(Refused(wish.place, reasons))
        found[one.child] = tuple(refused)
    return found


def reason_of(
    block: Block, order: Order, one: Applicant, wish: Wish, number: int, cutoff: Cutoff
) -> Reason:
    """Raises ValueError where the block had to take them: the outcome is not stable."""
    lacks = lacking(block, one, wish)
    if lacks in block.least:
        return Reason(
            block.code,
            Why.BOUND,
            str(lacks),
            block.least[str(lacks)],
            fact_of(one, wish, str(lacks)),
        )
    if lacks is not None:
        return Reason(block.code, Why.RESERVE, RESERVE, 1, 0)
    if block.seats == 0:
        return Reason(block.code, Why.NO_SEATS)
    key = key_of(block, order, one, wish, number)
    if cutoff.block.key is not None and cutoff.block.key < key:
        return _decided(Why.CUTOFF, block, order, cutoff.block.key, key)
    name = class_of(block, one, wish)
    if name is not None:
        last = cutoff.classes[name]
        if last.most == 0:
            return Reason(block.code, Why.CEILING)
        if last.key is not None and last.key < key:
            return _decided(Why.CEILING, block, order, last.key, key)
    raise ValueError(f"{block.code} had to take {one.child}")


def _decided(why: Why, block: Block, order: Order, last: Key, theirs: Key) -> Reason:
    step, cutoff, own = next(
        each
        for each in zip(steps_of(block, order), last, theirs, strict=True)
        if each[1] != each[2]
    )
    return Reason(block.code, why, step, shown(step, cutoff, order), shown(step, own, order))
