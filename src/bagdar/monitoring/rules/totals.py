"""Lines of money and what they come to. Million tenge, Decimal.

A line is one measure in one year from one source; rules.execution makes lines, here they are
added up.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Base = Literal["revised", "plan", "act"]
Teller = Literal["country", "regions", "nobody"]
ZERO = Decimal()
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Line:
    """One measure in one year from one source.

    source             as the act prints it; as reported, where the act has no such row
    budget_programmes  the act's combination of codes; the reported ones, where it has none
    act                None where the act prints no amount
    plan, revised      as reported, None where nobody reported any
    told_by            country: reports for the whole; regions: theirs, added up, are among them
    regions_missing    where regions report: those that existed in the year and have not
    base               what the spending is held against; None where there is nothing to hold it to
    planned            the plan behind `base`, for the way from the act to the spending
    """

    measure: int
    goal: str
    task: str
    lead: str | None
    source: str
    budget_programmes: tuple[str, ...]
    year: int
    act: Decimal | None
    plan: Decimal | None = None
    revised: Decimal | None = None
    spent: Decimal | None = None
    told_by: Teller = "nobody"
    regions_missing: tuple[str, ...] = ()
    base: Decimal | None = None
    base_kind: Base | None = None
    planned: Decimal | None = None

    @property
    def is_outside(self) -> bool:
        """Spent, and the act prints no money for it."""
        return self.act is None and self.spent is not None

    @property
    def is_held(self) -> bool:
        """Spent, and there is a plan to hold it against."""
        return self.spent is not None and self.base is not None


@dataclass(frozen=True)
class Total:
    """What the lines under one key come to.

    plan, revised, spent  None where no line reports any
    base, held            the plans that spending is held against, and that spending
    base_kinds            what the bases are, each once: revised, plan, act
    measures              of the lines, in their order; unreported: those with a line that has an
                          amount in the act and no spending; unreported_act: those amounts
    """

    key: Hashable
    act: Decimal
    plan: Decimal | None
    revised: Decimal | None
    spent: Decimal | None
    base: Decimal
    held: Decimal
    base_kinds: tuple[Base, ...]
    measures: tuple[int, ...]
    unreported: tuple[int, ...]
    unreported_act: Decimal
    outside: Decimal
    regions_missing: tuple[str, ...]

    @property
    def share(self) -> Decimal | None:
        """Execution in percent; None where nothing is held against anything."""
        return self.held / self.base * HUNDRED if self.base > 0 else None

    @property
    def gap(self) -> Decimal | None:
        """Planned and not spent; negative where more was spent than planned."""
        return self.base - self.held if self.base_kinds else None


@dataclass(frozen=True)
class Way:
    """From the act's plan to what was spent, step by step; the steps add up.

    act + not_reported + regions_missing + outside + replanned + revised = base;
    base + unspent + without_base = spent

    not_reported     minus the act's amounts of which no comparable spending is reported
    regions_missing  plans of lines in which a region is missing less the act's, which is for all
    outside          plans of what the act prints no money for
    replanned        the executors' first plan less the act's
    revised          the year's corrections
    unspent          minus what was planned and not spent
    without_base     spent, with no plan to hold it against
    """

    act: Decimal
    not_reported: Decimal
    regions_missing: Decimal
    outside: Decimal
    replanned: Decimal
    revised: Decimal
    base: Decimal
    unspent: Decimal
    without_base: Decimal
    spent: Decimal


def added(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what there is; None where there is nothing."""
    present = [one for one in amounts if one is not None]
    return sum(present, ZERO) if present else None


def total_of(key: Hashable, lines: Sequence[Line]) -> Total:
    """What lines come to; of no line at all, nothing."""
    held = [line for line in lines if line.is_held]
    unreported = [line for line in lines if line.act is not None and line.spent is None]
    return Total(
        key=key,
        act=act_of(lines),
        plan=added(line.plan for line in lines),
        revised=added(line.revised for line in lines),
        spent=added(line.spent for line in lines),
        base=added(line.base for line in held) or ZERO,
        held=added(line.spent for line in held) or ZERO,
        base_kinds=tuple(dict.fromkeys(line.base_kind for line in held if line.base_kind)),
        measures=tuple(dict.fromkeys(line.measure for line in lines)),
        unreported=tuple(dict.fromkeys(line.measure for line in unreported)),
        unreported_act=act_of(unreported),
        outside=added(line.spent for line in lines if line.is_outside) or ZERO,
        regions_missing=tuple(sorted({code for line in lines for code in line.regions_missing})),
    )


def act_of(lines: Iterable[Line]) -> Decimal:
    return sum((line.act for line in lines if line.act is not None), ZERO)


def way_of(lines: Sequence[Line]) -> Way:
    """The way from the act's plan to the spending."""
    held = [line for line in lines if line.is_held]
    inside = [line for line in held if line.act is not None]
    act, base = act_of(lines), added(line.base for line in held) or ZERO
    parts = [line for line in inside if line.regions_missing]
    planned_parts = added(line.planned for line in parts) or ZERO
    planned_outside = added(line.planned for line in held if line.act is None) or ZERO
    planned_inside = added(line.planned for line in inside) or ZERO
    spent = added(line.spent for line in lines) or ZERO
    spent_held = added(line.spent for line in held) or ZERO
    return Way(
        act=act,
        not_reported=act_of(inside) - act,
        regions_missing=planned_parts - act_of(parts),
        outside=planned_outside,
        replanned=planned_inside - planned_parts - act_of(inside) + act_of(parts),
        revised=base - planned_outside - planned_inside,
        base=base,
        unspent=spent_held - base,
        without_base=spent - spent_held,
        spent=spent,
    )
