"""What a market is: places and their seats, orders of priority, applicants and their wishes.

A place fills its blocks one after another, as declared. A block takes the first in its order, at
most so many as it has seats, and of each class no more than its ceiling; whoever is not taken is
looked at by the next block. docs/algorithms/admissions.md says why nobody gains by a clever list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Value = int | str
Facts = Mapping[str, Value]
NO_FACTS: Facts = {}


class By(StrEnum):
    """How a fact orders applicants.

    CLASS    by its place among declared classes; who has none comes after them
    HOLDS    1 before 0 and before nothing
    MORE     the larger whole number first; compulsory
    LESS     the smaller whole number first; compulsory (a distance, an instant in seconds)
    LOTTERY  by the child's number, the smaller first
    WISH     by the place of the wish in the list: read, and always refused, since it punishes
             whoever says what they wish
    """

    CLASS = "class"
    HOLDS = "holds"
    MORE = "more"
    LESS = "less"
    LOTTERY = "lottery"
    WISH = "wish"


@dataclass(frozen=True)
class Component:
    """One step of an order. fact: empty for LOTTERY and WISH. classes: best first."""

    by: By
    fact: str = ""
    classes: tuple[str, ...] = ()


LOTTERY = Component(By.LOTTERY)
RESERVE = "reserve"  # the step that a soft reserve has before those of its order


@dataclass(frozen=True)
class Order:
    """A strict order of all who wish a place: the first step at which two differ decides."""

    code: str
    components: tuple[Component, ...]


class Left(StrEnum):
    """Who gets seats of a reserve that nobody with a right to it takes."""

    OTHERS = "others"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Ceiling:
    """At most so many of a class, by one fact whose classes nobody has two of."""

    fact: str
    most: Mapping[str, int]


@dataclass(frozen=True)
class Block:
    """Seats of a place that are filled by one order.

    needs    facts of which one is held (1): a reserve for them; empty: open to everybody
    left     what becomes of the seats of a reserve that they do not fill
    least    fact → the smallest whole number with which somebody is looked at
    ceiling  None: as many of each class as come
    """

    code: str
    seats: int
    order: str
    needs: tuple[str, ...] = ()
    left: Left = Left.OTHERS
    least: Mapping[str, int] = field(default_factory=dict)
    ceiling: Ceiling | None = None

    @property
    def is_soft(self) -> bool:
        return bool(self.needs) and self.left is Left.OTHERS


@dataclass(frozen=True)
class Place:
    """What can be wished: a group, a class, a programme. blocks: in the order of filling."""

    code: str
    blocks: tuple[Block, ...]

    @property
    def seats(self) -> int:
        return sum(block.seats for block in self.blocks)


@dataclass(frozen=True)
class Market:
    """namespace: within which children and their lottery numbers are told apart."""

    namespace: str
    orders: tuple[Order, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Wish:
    """facts: what holds for this child at this place alone, such as a sibling there."""

    place: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Applicant:
    """child: as the market names the child, the same after any new application.

    wishes: best first, as many as they like; what is not named is not wished
    """

    child: str
    facts: Facts
    wishes: tuple[Wish, ...]


@dataclass(frozen=True)
class Seat:
    """What somebody gets: a place, and the block that gave it."""

    place: str
    block: str


Outcome = Mapping[str, Seat | None]  # child → what they get; every child once
Numbers = Mapping[str, int]  # child → lottery number


def fact_of(applicant: Applicant, wish: Wish, name: str) -> Value | None:
    """What holds at the place, else what holds of the child everywhere."""
    found = wish.facts.get(name)
    return applicant.facts.get(name) if found is None else found
