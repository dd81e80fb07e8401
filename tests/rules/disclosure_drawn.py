"""Drawn tables for the tests of disclosure control: nobody real."""

import random
from itertools import product

from bagdar.indicators.rules.disclosure.protect import Protected, Why
from bagdar.indicators.rules.disclosure.rules import Rules, sensitive
from bagdar.indicators.rules.disclosure.tables import Counts, Dimension, Population, Table

RULES = Rules()


def drawn(seed: int, shape: tuple[int, ...], mean: int, *, is_share: bool = False) -> Table:
    """A table of so many codes a dimension; counts spread around the mean as waiting times are."""
    chance = random.Random(seed)
    columns = tuple("abc"[: len(shape)])
    codes = [
        [f"{name}{at}" for at in range(size)] for name, size in zip(columns, shape, strict=True)
    ]
    counts = {}
    for row in product(*codes):
        units = int(chance.expovariate(1 / mean))
        numerator = sum(chance.random() < 0.7 for _ in range(units)) if is_share else 0
        counts[row] = Counts(units, numerator)
    return table(counts, columns, is_share=is_share)


def table(
    counts, columns, *, code="drawn", parents=None, place="", is_share=False, **more
) -> Table:
    """Counts by row; `parents`: column → what its codes are added into."""
    counts = {
        row: one if isinstance(one, Counts) else Counts(*one if isinstance(one, tuple) else (one,))
        for row, one in counts.items()
    }
    by = tuple(Dimension(name, (parents or {}).get(name, {})) for name in more.pop("by", columns))
    population = Population("drawn", "has" if is_share else "", tuple(columns), counts)
    return Table(code, population, by, "learner", place=place, is_share=is_share, **more)


def primary_only(asked: Table) -> Protected:
    """What a clerk would hide who looks at each cell by itself."""
    return Protected(asked, dict.fromkeys(sensitive(asked, RULES), Why.SMALL))
