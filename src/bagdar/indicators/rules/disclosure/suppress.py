"""Which numbers to hide beside the sensitive ones: the cheapest set that the attack cannot open.

Some conditions hold for every safe set: sums of the tables give them at sight, the prices of the
attack's linear programme give the others (Fischetti and Salazar-González 2001, "Solving the cell
suppression problem on tabular data with linear constraints", Management Science 47). First the set
grows, the number that helps most for its weight first, until the attack finds nothing: that is
safe. Then an integer programme chooses the cheapest set that fulfils all conditions met so far; the
attack looks at its answer and says which new conditions it breaks; and so on. The first such answer
that the attack cannot open is the cheapest set there is.

Nothing here looks at a clock: rounds and nodes are counted, and the order of the numbers decides
between equals, so every machine gives the same.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import optimize, sparse
from scipy.sparse import csgraph

from bagdar.indicators.rules.disclosure.attack import Cleared, Weak, attack
from bagdar.indicators.rules.disclosure.blocks import SLACK, Extreme
from bagdar.indicators.rules.disclosure.system import Flags, System

MOST_ROUNDS = 12
MOST_NODES = 100
MOST_WEAK = 24  # of a block, each round: what helps one often helps its neighbours
# A part with more choices than this may be so much dearer than the cheapest.
EXACT_CHOICES, GAP = 40, 0.05


@dataclass(frozen=True)
class Condition:
    """If `number` is hidden, hidden numbers must have gains of 1 together.

    gains  number → (0, 1]
    """

    number: int
    gains: tuple[tuple[int, float], ...]

    def holds(self, hidden: Flags) -> bool:
        if not hidden[self.number]:
            return True
        return sum(gain for one, gain in self.gains if hidden[one]) >= 1 - SLACK


class Unprotectable(Exception):
    """Some sensitive numbers stay open whatever else is hidden."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers = tuple(numbers)
        super().__init__(self.numbers)


@dataclass(frozen=True)
class Choice:
    """What may be hidden: numbers that must, and those that may."""

    system: System
    must: Flags
    may: Flags
    width: int


def suppress(choice: Choice) -> tuple[Flags, bool]:
    """The numbers to hide, and whether the search for the cheapest ended. Raises Unprotectable."""
    fixed = np.flatnonzero(choice.must & ~choice.may)
    if len(fixed):
        raise Unprotectable(fixed.tolist())
    search = _Search(choice)
    safe = search.grow(choice.must.copy())
    hidden = safe.copy()
    for _ in range(MOST_ROUNDS):
        search.choose(hidden)
        if not search.broken(hidden):
            return hidden, True
    # what the rounds did not settle grows from where they stood, or stays as it was
    return min(search.grow(hidden), safe, key=search.cost), False


class ConditionRows:
    """Conditions as rows of numbers, so that all of them are asked at once."""

    def __init__(self, width: int) -> None:
        self.width, self.count = width, 0
        self.owners: list[Any] = []
        self.columns: list[Any] = []
        self.gains: list[Any] = []
        self.sizes: list[Any] = []
        self.built: tuple[Any, Any] | None = None

    def add(self, conditions: Sequence[Condition]) -> None:
        if not conditions:
            return
        gains = [pair for one in conditions for pair in one.gains]
        self.owners.append(np.array([one.number for one in conditions], dtype=np.int64))
        self.sizes.append(np.array([len(one.gains) for one in conditions], dtype=np.int64))
        self.columns.append(np.array([at for at, _ in gains], dtype=np.int64))
        self.gains.append(np.array([gain for _, gain in gains], dtype=np.float64))
        self.count += len(conditions)
        self.built = None

    def broken(self, hidden: Flags) -> list[int]:
        """Which rows do not hold, in the order in which they came."""
        if not self.count:
            return []
        if self.built is None:
            ends = np.cumsum(np.concatenate([[0], *self.sizes]))
            shape = (self.count, self.width)
            whole = np.concatenate(self.gains), np.concatenate(self.columns), ends
            self.built = np.concatenate(self.owners), sparse.csr_matrix(whole, shape=shape)
        owners, matrix = self.built
        met = matrix @ hidden.astype(np.float64)
        return np.flatnonzero(hidden[owners] & (met < 1 - SLACK)).tolist()

    def condition(self, row: int) -> Condition:
        if self.built is None:
            raise RuntimeError("nothing was asked yet")
        owners, matrix = self.built
        of = slice(matrix.indptr[row], matrix.indptr[row + 1])
        gains = zip(matrix.indices[of].tolist(), matrix.data[of].tolist(), strict=True)
        return Condition(int(owners[row]), tuple(gains))


class _Search:
    """The conditions met so far, and the two ways to fulfil them.

    known   conditions in the order in which they were met; each is met once
    met     the same in a row, and `rows` as numbers
    banned  what nobody could hide safely
    fresh   conditions that came since the last choice
    """

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.lines = _Lines(choice)
        self.known: dict[Condition, None] = {}
        self.rows = ConditionRows(len(choice.may))
        self.met: list[Condition] = []
        self.fresh: list[Condition] = []
        self.banned = ~choice.may
        self.cleared = Cleared(len(choice.may))
        self.outline = replace(choice, system=choice.system.outline)
        self.sketched = Cleared(len(choice.may))

    def cost(self, hidden: Flags) -> float:
        return float(self.choice.system.weight[hidden].sum())

    def broken(self, hidden: Flags) -> list[Condition]:
        """Conditions that a set breaks: those of the sums first, of each and of all together; the
        attack where they hold."""
        found = [self.met[row] for row in self.rows.broken(hidden)]
        found += [one for one in self.lines.broken(hidden) if one not in self.known]
        found = found or self._open(self.outline, hidden, self.sketched)
        found = found or self._open(self.choice, hidden, self.cleared)
        added = [one for one in dict.fromkeys(found) if one not in self.known]
        self.known.update(dict.fromkeys(added))
        self.met += added
        self.rows.add(added)
        self.fresh += added
        return found

    def _open(self, choice: Choice, hidden: Flags, cleared: Cleared) -> list[Condition]:
        weak = attack(choice.system, hidden, choice.width, cleared, MOST_WEAK, self.choice.system)
        return [condition for one in weak for condition in priced(choice, one)]

    def grow(self, hidden: Flags) -> Flags:
        """Hides more until nothing is broken."""
        while broken := self.broken(hidden):
            before = hidden.copy()
            self._ban(hidden, broken)
            hidden &= ~self.banned
            _cover(hidden, [one for one in broken if not one.holds(hidden)], self)
            if (hidden == before).all():  # a price too small to be told from an error of rounding
                hidden[[at for one in broken for at, _ in one.gains if not self.banned[at]]] = True
                if (hidden == before).all():
                    raise Unprotectable([one.number for one in broken])
        return hidden

    def _ban(self, hidden: Flags, broken: Sequence[Condition]) -> None:
        """What cannot be hidden safely is shown; a sensitive number among it is the end."""
        for one in broken:
            if sum(gain for at, gain in one.gains if not self.banned[at]) < 1 - SLACK:
                if self.choice.must[one.number]:
                    raise Unprotectable([one.number])
                self.banned[one.number] = True

    def choose(self, hidden: Flags) -> None:
        """The cheapest set that fulfils the conditions, wherever one came since the last choice."""
        for part in _parts(self.choice, list(self.known), self.fresh):
            _solve_part(self.choice, hidden, part)
        self.fresh = []


def _cover(hidden: Flags, broken: Sequence[Condition], search: _Search) -> None:
    """Hides, in place, what fulfils the most for its weight, until the conditions hold."""
    rows = [{at: gain for at, gain in one.gains if not search.banned[at]} for one in broken]
    gains = sparse.csr_matrix(_matrix(rows, len(hidden)))
    left = np.ones(len(rows)) - gains @ hidden
    of = np.repeat(np.arange(len(rows)), np.diff(gains.indptr))
    weight = search.choice.system.weight
    while (left > SLACK).any():
        helps = np.minimum(gains.data, np.maximum(left, 0)[of])
        helps[hidden[gains.indices]] = 0
        score = np.bincount(gains.indices, helps, minlength=len(hidden)) / weight
        best = int(np.argmax(score))
        if score[best] <= SLACK / 100:
            return  # the next round bans what could not be helped
        hidden[best] = True
        left -= gains[:, [best]].toarray()[:, 0]


def _matrix(rows: Sequence[Mapping[int, float]], width: int) -> Any:
    columns = np.array([at for row in rows for at in row], dtype=np.int64)
    gains = np.array([gain for row in rows for gain in row.values()], dtype=np.float64)
    ends = np.cumsum([0, *(len(row) for row in rows)])
    return sparse.csr_matrix((gains, columns, ends), shape=(len(rows), width))


# --- the cheapest ---------------------------------------------------------------------------------


def _parts(
    choice: Choice, known: Sequence[Condition], added: Sequence[Condition]
) -> Iterator[list[Condition]]:
    free = ~choice.must & choice.may
    rows = [
        [one for one in (condition.number, *(at for at, _ in condition.gains)) if free[one]]
        for condition in known
    ]
    count, width = len(known), len(free)
    at = np.array([column for row in rows for column in row], dtype=np.int64) + count
    from_ = np.repeat(np.arange(count), [len(row) for row in rows])
    graph = sparse.coo_matrix((np.ones(len(at)), (from_, at)), shape=(count + width,) * 2)
    _, label = csgraph.connected_components(graph, directed=False)
    fresh = set(added)
    wanted = {int(label[one]) for one, condition in enumerate(known) if condition in fresh}
    found: dict[int, list[Condition]] = defaultdict(list)
    for one, condition in enumerate(known):
        if int(label[one]) in wanted:
            found[int(label[one])].append(condition)
    yield from (found[one] for one in sorted(found))


def _solve_part(choice: Choice, hidden: Flags, part: Sequence[Condition]) -> None:
    free = sorted(
        {one for condition in part for one in (condition.number, *dict(condition.gains))
         if choice.may[one] and not choice.must[one]}
    )  # fmt: skip
    at = {one: column for column, one in enumerate(free)}
    rows: list[dict[int, float]] = []
    needs: list[float] = []
    for condition in part:
        row = {at[one]: gain for one, gain in condition.gains if one in at}
        need = 1 - sum(gain for one, gain in condition.gains if choice.must[one])
        if need <= SLACK:
            continue
        if condition.number in at:
            row[at[condition.number]] = -need
            need = 0.0
        rows.append(row)
        needs.append(need)
    if not rows:
        return
    chosen = _cheapest(choice.system.weight[free], rows, needs)
    if chosen is not None:
        hidden[free] = chosen


def _cheapest(weight: Any, rows: Sequence[Mapping[int, float]], needs: Sequence[float]) -> Any:
    found = optimize.milp(
        weight,
        constraints=optimize.LinearConstraint(
            _matrix(rows, len(weight)), lb=np.array(needs) - SLACK
        ),
        bounds=optimize.Bounds(0, 1), integrality=np.ones(len(weight)),
        options={
            "node_limit": MOST_NODES,
            "mip_rel_gap": 0.0 if len(weight) <= EXACT_CHOICES else GAP,
        },
    )  # fmt: skip
    return None if found.x is None else found.x > 0.5


# --- conditions -----------------------------------------------------------------------------------


class _Lines:
    """What a sum of the tables asks of a hidden number in it."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.values = choice.system.values
        self.of: dict[int, list[int]] = defaultdict(list)
        for at, line in enumerate(choice.system.lines):
            for number in (line.whole, *line.parts):
                self.of[number].append(at)
        self.rows: ConditionRows | None = None
        self.covers = {int(one): self._inside(int(one)) for one in np.flatnonzero(self.values == 1)}

    def _inside(self, number: int) -> frozenset[int]:
        adds = self.choice.system.adds
        return frozenset(adds.indices[adds.indptr[number] : adds.indptr[number + 1]].tolist())

    def broken(self, hidden: Flags) -> Iterator[Condition]:
        """By number, then by line. What a line asks never changes, so each is worked out once."""
        if self.rows is None:
            self.rows = ConditionRows(len(hidden))
            for number in np.flatnonzero(self.choice.may | self.choice.must).tolist():
                for at in self.of[number]:
                    self.rows.add(list(self._conditions(number, at)))
        return map(self.rows.condition, self.rows.broken(hidden))

    def _conditions(self, number: int, at: int) -> Iterator[Condition]:
        line = self.choice.system.lines[at]
        others = [one for one in (line.whole, *line.parts) if one != number]
        may = [one for one in others if self.choice.may[one]]
        yield Condition(number, tuple((one, 1.0) for one in sorted(may)))
        for alone in others:
            if alone in self.covers and not self._inside(number) <= self.covers[alone]:
                left = sorted(one for one in may if one != alone)
                yield Condition(number, tuple((one, 1.0) for one in left))
        if number != line.whole:
            yield from self._reach(number, line.whole, may)

    def _reach(self, number: int, whole: int, may: Sequence[int]) -> Iterator[Condition]:
        """Unless the whole is hidden, the others must have as much as the number lacks to k."""
        lacks = int(self.choice.system.least[number] - self.values[number])
        if lacks > 0:
            gains = {one: min(1.0, int(self.values[one]) / lacks) for one in may if one != whole}
            if whole in may:
                gains[whole] = 1.0
            yield Condition(number, tuple(sorted((one, g) for one, g in gains.items() if g)))


def priced(choice: Choice, weak: Weak) -> Iterator[Condition]:
    """What the prices of the attack ask: hide some of the sums on which it rests."""
    least = float(choice.system.least[weak.number])
    above = _gains(choice, weak, 1, weak.high)
    if weak.high.value < least - SLACK:
        yield _condition(choice, weak, [above], least - float(weak.block.values[weak.target]))
    if weak.high.value - weak.low.value < choice.width - SLACK:
        yield _condition(choice, weak, [above, _gains(choice, weak, -1, weak.low)], choice.width)


@dataclass(frozen=True)
class _Gains:
    """How far a target can move at the most: `free` whatever is shown, more for what is hidden."""

    free: float
    by: Mapping[int, float]


def _gains(choice: Choice, weak: Weak, sign: int, found: Extreme) -> _Gains:
    """Read off the dual: target's move = prices × moves of sums + spare × moves of unknowns.

    A shown sum does not move; hidden, it falls by its value at the most and rises by anything. An
    unknown falls by its value at the most, and not at all where it is shown as a number.
    """
    block, system = weak.block, choice.system
    by: dict[int, float] = defaultdict(float)
    prices = found.price[: len(block.shown)]
    for one, price in zip(block.shown.tolist(), prices.tolist(), strict=True):
        by[one] += _gain(price, float(system.values[one]))
    owed = np.asarray(-sign * system.adds[[weak.number]].toarray()[0])
    owed -= system.adds[block.shown].T @ prices
    owed -= system.links[block.links].T @ found.price[len(block.shown) : block.equations.shape[0]]
    for target, price in zip(weak.knows, found.price[block.equations.shape[0] :], strict=True):
        owed -= system.adds[[int(block.hidden[target])]].toarray()[0] * price
    free = 0.0
    for unknown in np.flatnonzero(np.abs(owed) > SLACK).tolist():
        gain = _gain(float(owed[unknown]), float(system.truth[unknown]))
        number = int(system.alone[unknown])
        if number >= 0:
            by[number] += gain
        else:
            free += gain
    for target in weak.knows:
        by.pop(int(block.hidden[target]), None)
    return _Gains(free, by)


def _gain(price: float, value: float) -> float:
    if abs(price) <= SLACK:
        return 0.0
    return price * value if price > 0 else np.inf


def _condition(choice: Choice, weak: Weak, parts: Sequence[_Gains], need: float) -> Condition:
    left = need - sum(one.free for one in parts)
    total: dict[int, float] = defaultdict(float)
    for part in parts:
        for one, gain in part.by.items():
            total[one] += gain
    own = total.pop(weak.number, 0.0)
    left = max(left - own, SLACK)
    gains = {
        one: min(1.0, gain / left) for one, gain in total.items()
        if choice.may[one] and gain > SLACK
    }  # fmt: skip
    return Condition(weak.number, tuple(sorted(gains.items())))
