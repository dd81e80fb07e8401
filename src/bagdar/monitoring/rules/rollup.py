"""How the regions' figures become the country's.

Sums and means are exact: they are made of whole millionths and rounded once, to the six digits
that a figure is recorded with. So their order does not matter, and equal regions give the region.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from bagdar.monitoring.rules.declared import Rollup
from bagdar.monitoring.rules.nouns import Figure

PLACES = 6
Basis = Literal["computed", "reported", "rolled_up", "incomplete", "none"]


@dataclass(frozen=True)
class RegionFigure:
    """What one region says. counts: it takes part in the country's figure.

    A region that reports a share without its weight is named and does not count.
    """

    region: str
    figure: Figure | None
    counts: bool

    @property
    def value(self) -> Decimal | None:
        return self.figure.value if self.figure else None


@dataclass(frozen=True)
class NationalFigure:
    """The country's figure of a row in a year, and what it rests on.

    value       computed from records or reported by the owner, else rolled up from all regions;
                None while one is missing
    reported    the one of both that counts, with the other one in it: see rules.computed
    rolled_up   from all regions, beside a reported figure too; None where it is incomplete
    partial     the same rule over those that reported: for information only, never the value
    regions     those of the year's borders, in the order of their codes; empty for national rows
    strangers   figures of regions that did not exist on the last day of the year; never counted
    """

    row: str
    year: int
    rule: Rollup
    reported: Figure | None = None
    rolled_up: Decimal | None = None
    partial: Decimal | None = None
    regions: tuple[RegionFigure, ...] = ()
    strangers: tuple[Figure, ...] = ()

    @property
    def value(self) -> Decimal | None:
        return self.reported.value if self.reported else self.rolled_up

    @property
    def basis(self) -> Basis:
        if self.reported:
            return "computed" if self.reported.lineage else "reported"
        if self.rolled_up is not None:
            return "rolled_up"
        return "incomplete" if any(one.figure for one in self.regions) else "none"

    @property
    def counted(self) -> int:
        return sum(one.counts for one in self.regions)

    @property
    def missing(self) -> tuple[str, ...]:
        """Regions without a figure."""
        return tuple(one.region for one in self.regions if one.figure is None)

    @property
    def unweighted(self) -> tuple[str, ...]:
        """Regions that gave a share and not what it weighs."""
        return tuple(one.region for one in self.regions if one.figure and not one.counts)

    @property
    def difference(self) -> Decimal | None:
        """What the owner reports less what all regions make together."""
        if self.reported is None or self.rolled_up is None:
            return None
        return self.reported.value - self.rolled_up


def national(
    row: str, year: int, rule: Rollup, figures: Iterable[Figure], regions: Sequence[str]
) -> NationalFigure:
    """The country's figure from accepted figures of one row and year.

    figures  of any row and year: others, and pending ones, are passed over
    regions  those that existed on the last day of the year
    """
    known = {
        one.region: one for one in figures if (one.row, one.year) == (row, year) and one.accepted
    }
    reported = known.pop("", None)
    if not rule.is_regional:
        return NationalFigure(row, year, rule, reported, strangers=_ordered(known))
    parts = tuple(_part(region, known.pop(region, None), rule) for region in sorted(regions))
    counted = [one.figure for one in parts if one.figure and one.counts]
    together = combined(rule, counted)
    is_complete = bool(parts) and all(one.counts for one in parts)
    return NationalFigure(
        row=row,
        year=year,
        rule=rule,
        reported=reported,
        rolled_up=together if is_complete else None,
        partial=None if is_complete else together,
        regions=parts,
        strangers=_ordered(known),
    )


def _part(region: str, figure: Figure | None, rule: Rollup) -> RegionFigure:
    needs_weight = rule.rule == "weighted_mean"
    counts = figure is not None and not (needs_weight and figure.weight is None)
    return RegionFigure(region, figure, counts)


def _ordered(figures: Mapping[str, Figure]) -> tuple[Figure, ...]:
    return tuple(figures[region] for region in sorted(figures))


def combined(rule: Rollup, figures: Sequence[Figure]) -> Decimal | None:
    """The rule over these figures; None for none, and for a mean in which nothing weighs."""
    if not figures:
        return None
    values = [_millionths(one.value) for one in figures]
    if rule.rule == "sum":
        return rounded(Fraction(sum(values), 10**PLACES))
    weights = [_millionths(one.weight or Decimal(0)) for one in figures]
    if not (whole := sum(weights)):
        return None
    weighed = sum(value * weight for value, weight in zip(values, weights, strict=True))
    return rounded(Fraction(weighed, whole * 10**PLACES))


def _millionths(value: Decimal) -> int:
    """Exact: no figure is recorded with more digits."""
    return int(value.scaleb(PLACES))


def rounded(exact: Fraction, places: int = PLACES) -> Decimal:
    """Half to even, without trailing zeros."""
    scaled = Decimal(round(exact * 10**places))
    return scaled.scaleb(-places).normalize() + 0
