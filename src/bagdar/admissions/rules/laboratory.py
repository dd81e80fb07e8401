"""Two outcomes of the same children compared: what a rule does before it is decreed.

Shares are exact fractions; whoever shows them rounds. Groups are the values of a fact, so that who
gains and who loses can be read by region, income, sex and language.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from bagdar.admissions.rules.market import (
    Applicant,
    Block,
    Market,
    Numbers,
    Outcome,
    Place,
    Value,
    Wish,
    fact_of,
)
from bagdar.admissions.rules.priorities import Key, key_of, lacking, orders_of
from bagdar.admissions.rules.rounds import Asking, choice


@dataclass(frozen=True)
class Standing:
    """ranks: how many got their first wish, their second, and so on."""

    children: int
    ranks: tuple[int, ...]

    @property
    def seated(self) -> int:
        return sum(self.ranks)

    @property
    def first_share(self) -> Fraction | None:
        """Of all children; None where there are none."""
        return (
            Fraction(self.ranks[0] if self.ranks else 0, self.children) if self.children else None
        )


@dataclass(frozen=True)
class Change:
    """How many have a place that they wish more, one that they wish less, or the same."""

    better: int
    worse: int
    same: int


def wish_met(one: Applicant, outcome: Outcome) -> int | None:
    """Which of the wishes came true, 0 being the first; None: none did."""
    seat = outcome[one.child]
    if seat is None:
        return None
    return next(n for n, wish in enumerate(one.wishes) if wish.place == seat.place)


def standing(applicants: Sequence[Applicant], outcome: Outcome) -> Standing:
    met = Counter(wish_met(one, outcome) for one in applicants)
    longest = max((rank for rank in met if rank is not None), default=-1)
    return Standing(len(applicants), tuple(met[rank] for rank in range(longest + 1)))


def change(applicants: Sequence[Applicant], before: Outcome, after: Outcome) -> Change:
    found: Counter[int] = Counter()
    for one in applicants:
        old, new = (_rank(one, outcome) for outcome in (before, after))
        found[(new > old) - (new < old)] += 1
    return Change(better=found[-1], worse=found[1], same=found[0])


def _rank(one: Applicant, outcome: Outcome) -> int:
    met = wish_met(one, outcome)
    return len(one.wishes) if met is None else met


def by_fact(applicants: Sequence[Applicant], fact: str) -> dict[Value | None, list[Applicant]]:
    """Children by what a fact says of them; those of whom it says nothing under None."""
    found: dict[Value | None, list[Applicant]] = {}
    for one in applicants:
        found.setdefault(one.facts.get(fact), []).append(one)
    return found


def mean_of(applicants: Sequence[Applicant], outcome: Outcome, fact: str) -> Fraction | None:
    """The mean of a whole number at the places that were got, such as a distance; None: of none."""
    values = []
    for one in applicants:
        met = wish_met(one, outcome)
        if met is not None:
            value = fact_of(one, one.wishes[met], fact)
            if isinstance(value, int):
                values.append(value)
    return Fraction(sum(values), len(values)) if values else None


def dissimilarity(applicants: Sequence[Applicant], outcome: Outcome, fact: str) -> Fraction | None:
    """Segregation: the share of those who hold a fact that would have to change places to be
    spread as the others are (Duncan and Duncan, 1955). 0: as the others; 1: apart.

    None where all who have a place, or none of them, hold it.
    """
    held: Counter[str] = Counter()
    rest: Counter[str] = Counter()
    for one in applicants:
        seat = outcome[one.child]
        if seat is not None:
            (held if one.facts.get(fact) == 1 else rest)[seat.place] += 1
    many, others = held.total(), rest.total()
    if not many or not others:
        return None
    places = held.keys() | rest.keys()
    gaps = (abs(Fraction(held[one], many) - Fraction(rest[one], others)) for one in places)
    return sum(gaps, Fraction(0)) / 2


def justified_envy(
    market: Market, applicants: Sequence[Applicant], numbers: Numbers, outcome: Outcome
) -> list[tuple[str, str]]:
    """(child, place) of each wish before what was got that the rule of this market would meet.

    Of an outcome by its own rule there are none; of one by another rule, those whom it passes over.
    """
    places = {place.code: place for place in market.places}
    held: dict[str, list[Asking]] = {code: [] for code in places}
    for one in applicants:
        met = wish_met(one, outcome)
        if met is not None:
            held[one.wishes[met].place].append((one, one.wishes[met]))
    doors = {code: _Door(market, place, held[code], numbers) for code, place in places.items()}
    return [
        (one.child, wish.place)
        for one in applicants
        for wish in _preferred(one, outcome)
        if doors[wish.place].takes(one, wish)
    ]


def _preferred(one: Applicant, outcome: Outcome) -> Sequence[Wish]:
    return one.wishes[: _rank(one, outcome)]


class _Door:
    """Of a place and those who are there, whether it would take one more.

    Without ceilings a block takes whoever comes before its last, or anybody while it has room; with
    one the whole choice is made anew.
    """

    def __init__(
        self, market: Market, place: Place, held: Sequence[Asking], numbers: Numbers
    ) -> None:
        self._market, self._place, self._held, self._numbers = market, place, held, numbers
        self._orders = orders_of(market)
        self._has_ceiling = any(block.ceiling for block in place.blocks)
        self._last: dict[str, Key | None] = {}
        for block in place.blocks if not self._has_ceiling else ():
            taken = self._chosen[block.code]
            keys = [self._key(block, *each) for each in taken]
            self._last[block.code] = max(keys) if keys and len(keys) == block.seats else None

    @cached_property
    def _chosen(self) -> Mapping[str, Sequence[Asking]]:
        return choice(self._market, self._place, self._held, self._numbers)

    def _key(self, block: Block, one: Applicant, wish: Wish) -> Key:
        return key_of(block, self._orders[block.order], one, wish, self._numbers[one.child])

    def takes(self, one: Applicant, wish: Wish) -> bool:
        if self._has_ceiling:
            found = choice(self._market, self._place, [*self._held, (one, wish)], self._numbers)
            return any(each is one for block in found.values() for each, _ in block)
        return any(self._is_in(block, one, wish) for block in self._place.blocks)

    def _is_in(self, block: Block, one: Applicant, wish: Wish) -> bool:
        if block.seats == 0 or lacking(block, one, wish) is not None:
            return False
        last = self._last[block.code]
        return last is None or self._key(block, one, wish) < last
