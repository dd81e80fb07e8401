"""Made-up figures for a demonstration: paths that start at the baseline and move to the targets.

Nothing here is taken from reality but the act's own baseline and targets. The same seed gives the
same figures on every machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from random import Random

from bagdar.monitoring.rules.declared import Rollup
from bagdar.programme.rules.act import IndicatorRow

# How far a row gets on its way from the baseline to the year's target, and how likely that is.
PACES: Mapping[str, tuple[float, float, int]] = {
    "early": (1.03, 1.20, 25),
    "in_time": (0.99, 1.04, 40),
    "late": (0.72, 0.95, 20),
    "failing": (0.25, 0.60, 10),
    "backwards": (-0.15, 0.15, 5),
}
REGION_SPREAD = 0.12  # a region lies at most so far from the country, as a share of its figure
SIZES = (30, 100)  # of regions, made up
MOST_PLACES = 3


def dice(seed: int, *names: object) -> Random:
    """A generator of its own for each thing, so that one more thing changes no other."""
    return Random(f"{seed}:{':'.join(map(str, names))}")


@dataclass(frozen=True)
class MadeUp:
    """A year's figures of one row. regions: code → (figure, weight; None for a sum)."""

    national: Decimal
    regions: Mapping[str, tuple[Decimal, Decimal | None]]


def pace_of(row: IndicatorRow, seed: int) -> str:
    """How a row fares all through the programme."""
    names = list(PACES)
    return dice(seed, row.code, "pace").choices(names, [PACES[name][2] for name in names])[0]


def printed_targets(row: IndicatorRow) -> dict[int, Decimal]:
    """Year → figure of the body, else of the annex, the baseline among them."""
    return {**row.targets("annex"), **row.targets("body")}


def figures(
    row: IndicatorRow, year: int, rollup: Rollup, regions: Sequence[str], seed: int
) -> MadeUp:
    """A year's figure of the country, and of each region where regions report it.

    The country's is the regions' rolled up by the declared rule, rounded to the row's digits.
    Raises KeyError for a year in which the act prints no figure.
    """
    places = _places(row)
    path = _on_the_way(row, year, seed)
    if not rollup.is_regional or not regions:
        return MadeUp(rounded(_bounded(row, path), places), {})
    sizes = {code: dice(seed, code).randint(*SIZES) for code in regions}
    if rollup.rule == "sum":
        whole = max(0, round(path))
        return MadeUp(Decimal(whole), {c: (n, None) for c, n in shared(whole, sizes).items()})
    scale = dice(seed, row.code, "weight").randint(2, 400)
    told = {
        code: (_regional(row, path, year, code, places, seed), Decimal(size * scale))
        for code, size in sizes.items()
    }
    weights = sum(Fraction(weight) for _, weight in told.values())
    mean = sum((Fraction(value) * Fraction(weight) for value, weight in told.values()), Fraction())
    return MadeUp(rounded(mean / weights, places), dict(told))


def _on_the_way(row: IndicatorRow, year: int, seed: int) -> Fraction:
    """Where the row stands: so much of the way from its first figure to the year's target."""
    targets = printed_targets(row)
    target = Fraction(targets[year])
    first = Fraction(targets[min(targets)])
    if first == target:
        # Nothing to move along: the figure itself falls short of its target, or passes it.
        first = target * Fraction(4, 5) if row.direction == "higher" else target * Fraction(6, 5)
    low, high, _ = PACES[pace_of(row, seed)]
    share = dice(seed, row.code, year).uniform(low, high)
    return first + (target - first) * Fraction(share).limit_denominator(1000)


def _regional(
    row: IndicatorRow, path: Fraction, year: int, code: str, places: int, seed: int
) -> Decimal:
    """A region stays on its side of the country from year to year, with a little noise."""
    usual = dice(seed, row.code, code).uniform(-REGION_SPREAD, REGION_SPREAD)
    noise = dice(seed, row.code, code, year).uniform(-0.01, 0.01)
    factor = 1 + Fraction(usual + noise).limit_denominator(1000)
    return rounded(_bounded(row, path * factor), places)


def _bounded(row: IndicatorRow, value: Fraction) -> Fraction:
    """Not below nothing; a share of a whole not above it, unless the act itself goes there."""
    most = max(printed_targets(row).values())
    is_share = row.printed.unit.kk.strip() == "%" and most <= 100
    value = max(value, Fraction(0))
    return min(value, Fraction(100)) if is_share else value


def _places(row: IndicatorRow) -> int:
    """One digit more than the act prints; what is counted stays whole."""
    digits = max(-int(value.as_tuple().exponent) for value in printed_targets(row).values())
    unit = row.printed.unit.kk
    is_counted = digits <= 0 and "%" not in unit and "балл" not in unit.lower()
    return 0 if is_counted else min(max(digits, 0) + 1, MOST_PLACES)


def rounded(value: Fraction, places: int) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN).normalize() + 0


def shared(whole: int, sizes: Mapping[str, int]) -> dict[str, Decimal]:
    """A count shared out by size in whole units; the parts add up to it."""
    total = sum(sizes.values())
    parts = {code: whole * size // total for code, size in sizes.items()}
    left = whole - sum(parts.values())
    by_rest = sorted(sizes, key=lambda code: (-(whole * sizes[code] % total), code))
    for code in by_rest[:left]:
        parts[code] += 1
    return {code: Decimal(part) for code, part in parts.items()}
