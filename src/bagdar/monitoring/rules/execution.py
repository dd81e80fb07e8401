"""The programme's money: what the act plans, what the executors planned and revised, what is spent.

Everything is in the edition's money unit (million tenge), as Decimal. A line is one measure in
one year from one source. Nothing is divided that the act does not divide: a row of several
sources stays one source, a row of several budget programmes one combination.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from bagdar.monitoring.rules.nouns import Origin, Spending
from bagdar.monitoring.rules.totals import (
    ZERO,
    Base,
    Line,
    Teller,
    Total,
    Way,
    act_of,
    added,
    total_of,
    way_of,
)
from bagdar.programme.rules.act import Edition, Measure, sources_of


@dataclass(frozen=True)
class Unreported:
    """A measure with money in the act of which nothing was reported in these years."""

    measure: int
    years: tuple[int, ...]
    act: Decimal


@dataclass(frozen=True)
class Code:
    """What was reported under one code of a budget programme; "" for lines that name none."""

    code: str
    plan: Decimal | None
    revised: Decimal | None
    spent: Decimal | None
    measures: tuple[int, ...]


@dataclass(frozen=True)
class Execution:
    """The money of a programme, or of one of its years.

    years      that are looked at; last_over: the newest year that has ended
    lines      in the order of the act's rows, then by year; what is in no row of it after them
    spendings  the facts that were counted: those of the regions where no national one stands
    """

    programme: str
    origin: Origin
    years: tuple[int, ...]
    last_over: int
    lines: tuple[Line, ...]
    spendings: tuple[Spending, ...]

    @cached_property
    def total(self) -> Total:
        return total_of("all", self.lines)

    @property
    def is_reported(self) -> bool:
        return self.total.spent is not None

    def by(self, key: Callable[[Line], Hashable]) -> tuple[Total, ...]:
        """One total a key, in the order in which the keys first appear."""
        found: dict[Hashable, list[Line]] = defaultdict(list)
        for line in self.lines:
            found[key(line)].append(line)
        return tuple(total_of(name, lines) for name, lines in found.items())

    @cached_property
    def by_source(self) -> tuple[Total, ...]:
        """Single sources first, those printed as one sum for several after them."""
        totals = self.by(lambda line: line.source)
        return tuple(sorted(totals, key=lambda one: len(sources_of(str(one.key)))))

    @cached_property
    def by_year(self) -> tuple[Total, ...]:
        totals = self.by(lambda line: line.year)
        return tuple(sorted(totals, key=lambda one: int(str(one.key))))

    @cached_property
    def by_source_and_year(self) -> Mapping[tuple[str, int], Total]:
        return {one.key: one for one in self.by(lambda line: (line.source, line.year))}  # type: ignore[misc]

    @cached_property
    def by_goal(self) -> tuple[Total, ...]:
        return self.by(lambda line: line.goal)

    @cached_property
    def by_task(self) -> tuple[Total, ...]:
        return self.by(lambda line: line.task)

    @cached_property
    def by_measure(self) -> tuple[Total, ...]:
        return self.by(lambda line: line.measure)

    @cached_property
    def by_body(self) -> tuple[Total, ...]:
        """By first-named executor, largest plan first; the act divides money among nobody."""
        return tuple(sorted(self.by(lambda line: line.lead), key=lambda one: -one.act))

    @cached_property
    def by_budget_programmes(self) -> tuple[Total, ...]:
        """By combination of codes; largest plan first."""
        totals = self.by(lambda line: line.budget_programmes)
        return tuple(sorted(totals, key=lambda one: -one.act))

    @cached_property
    def unreported(self) -> tuple[Unreported, ...]:
        """Measures whose money in a year that is over nobody has reported, largest first."""
        found: dict[int, list[Line]] = defaultdict(list)
        for line in self.lines:
            if line.act is not None and line.spent is None and line.year <= self.last_over:
                found[line.measure].append(line)
        named = [
            Unreported(number, tuple(sorted({line.year for line in lines})), act_of(lines))
            for number, lines in found.items()
        ]
        return tuple(sorted(named, key=lambda one: (-one.act, one.measure)))

    @cached_property
    def outside(self) -> tuple[Line, ...]:
        """Spending for which the act prints no money."""
        return tuple(line for line in self.lines if line.is_outside)

    @cached_property
    def regions_missing(self) -> tuple[Line, ...]:
        """Lines that regions report and in which some region is missing."""
        return tuple(line for line in self.lines if line.regions_missing)

    @cached_property
    def way(self) -> Way:
        return way_of(self.lines)

    @cached_property
    def reported_codes(self) -> tuple[Code, ...]:
        """What was reported, by the codes that the reports name; largest spending first."""
        found: dict[str, list[Spending]] = defaultdict(list)
        for one in self.spendings:
            found[one.budget_programme].append(one)
        codes = [
            Code(
                code,
                added(one.plan for one in facts),
                added(one.revised for one in facts),
                added(one.spent for one in facts),
                tuple(sorted({one.measure for one in facts})),
            )
            for code, facts in found.items()
        ]
        return tuple(sorted(codes, key=lambda one: (-(one.spent or ZERO), one.code)))


# --- lines ------------------------------------------------------------------------------------


def execution_of(
    edition: Edition,
    spendings: Iterable[Spending],
    *,
    origin: Origin,
    regions: Callable[[int], Sequence[str]],
    last_over: int,
    year: int | None = None,
) -> Execution:
    """The act's money beside what stands of it.

    regions  year → codes of the regions that existed at its end
    year     only this one; None: every year of the programme, and others that were reported
    A measure that the edition does not have is left out: a report for it cannot be written.
    """
    facts = [
        one
        for one in spendings
        if one.measure in edition.measure_by_number and year in (None, one.year)
    ]
    told: dict[tuple[int, str, int], list[Spending]] = defaultdict(list)
    for one in sorted(facts, key=_place):
        measure = edition.measure_by_number[one.measure]
        told[one.measure, source_in_act(measure, one.source), one.year].append(one)
    planned = _act_amounts(edition, year)
    order = _order(edition)
    apart = _named_in_no_row(told, order)
    last = len(order)
    keys = sorted({*planned, *told}, key=lambda key: (order.get(key[:2], last), *key))
    lines: list[Line] = []
    counted: list[Spending] = []
    for key in keys:
        stands = standing(told.get(key, ()), apart[key[0], key[2]])
        lines.append(_line(edition, key, planned.get(key), stands, regions(key[2])))
        counted.extend(stands)
    years = (year,) if year else tuple(sorted({*edition.period.years, *(key[2] for key in keys)}))
    return Execution(
        edition.programme,
        origin,
        years,
        last_over,
        tuple(lines),
        tuple(sorted(counted, key=_place)),
    )


def _place(one: Spending) -> tuple[int, int, str, str, str]:
    return one.measure, one.year, one.source, one.budget_programme, one.region


def _order(edition: Edition) -> dict[tuple[int, str], int]:
    """Where each source of each measure stands in the act."""
    rows = [(measure.number, row.source) for measure in edition.measures for row in measure.money]
    return {key: place for place, key in enumerate(dict.fromkeys(rows))}


def _act_amounts(edition: Edition, year: int | None) -> dict[tuple[int, str, int], Decimal]:
    found: dict[tuple[int, str, int], Decimal] = defaultdict(Decimal)
    for measure in edition.measures:
        for row in measure.money:
            for own, amount in row.amounts.items():
                if year in (None, own):
                    found[measure.number, row.source, own] += amount
    return found


def source_in_act(measure: Measure, source: str) -> str:
    """Which of the measure's rows a reported source belongs to.

    A row that the act prints as one sum for several sources takes in each of them, unless the
    source has a row of its own or two such rows name it. A source in no row stays as reported.
    """
    rows = list(dict.fromkeys(row.source for row in measure.money))
    if source in rows:
        return source
    named = set(sources_of(source))
    holding = [row for row in rows if named and named <= set(sources_of(row))]
    return holding[0] if len(holding) == 1 else source


def _named_in_no_row(
    told: Mapping[tuple[int, str, int], Sequence[Spending]], rows: Collection[tuple[int, str]]
) -> Mapping[tuple[int, int], set[str]]:
    """Measure and year → sources in lines of the country for which the act has no such row."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for (number, source, year), facts in told.items():
        if (number, source) not in rows and any(not one.region for one in facts):
            found[number, year] |= set(sources_of(source))
    return found


def standing(
    facts: Sequence[Spending], apart: Collection[str] = frozenset()
) -> tuple[Spending, ...]:
    """What counts of one row and year: the country's lines, and regions' lines of sources that no
    line of the country names, so that nothing is counted twice.

    apart  sources that the country names in lines for which the act has no row
    """
    named = {part for one in facts if not one.region for part in sources_of(one.source)}
    named |= set(apart)
    return tuple(one for one in facts if not one.region or not named & set(sources_of(one.source)))


def _line(
    edition: Edition,
    key: tuple[int, str, int],
    act: Decimal | None,
    facts: Sequence[Spending],
    regions: Sequence[str],
) -> Line:
    number, source, year = key
    measure = edition.measure_by_number[number]
    lead = edition.body_of(measure.executors[0]) if measure.executors else None
    told = {one.region for one in facts if one.region}
    teller: Teller = "regions" if told else "country" if facts else "nobody"
    missing = tuple(code for code in regions if code not in told) if teller == "regions" else ()
    base, kind, planned = _base(facts, act, missing)
    return Line(
        measure=number,
        goal=measure.goal,
        task=measure.task,
        lead=lead.code if lead else None,
        source=source,
        budget_programmes=_codes(measure, source, facts),
        year=year,
        act=act,
        plan=added(one.plan for one in facts),
        revised=added(one.revised for one in facts),
        spent=added(one.spent for one in facts),
        told_by=teller,
        regions_missing=missing,
        base=base,
        base_kind=kind,
        planned=planned,
    )


def _codes(measure: Measure, source: str, facts: Sequence[Spending]) -> tuple[str, ...]:
    printed = [code for row in measure.money if row.source == source
               for code in row.budget_programmes]  # fmt: skip
    if any(row.source == source for row in measure.money):
        return tuple(dict.fromkeys(printed))
    return tuple(sorted({one.budget_programme for one in facts if one.budget_programme}))


def _base(
    facts: Sequence[Spending], act: Decimal | None, missing: Sequence[str]
) -> tuple[Decimal | None, Base | None, Decimal | None]:
    """(base, its kind, the plan behind it) of what was spent.

    Revised where every part that spent has it, else what is revised or planned of each; else the
    act, unless a region is missing: a part is not held against the whole, nor its plan with it.
    """
    parts = [one for one in facts if one.spent is not None]
    if not parts:
        return None, None, None
    plan = _whole(one.plan for one in parts)
    revised = _whole(one.revised for one in parts)
    either = _whole(one.plan if one.revised is None else one.revised for one in parts)
    behind = plan if plan is not None or missing else act
    if revised is not None:
        return revised, "revised", revised if behind is None else behind
    if either is not None:
        return either, "plan", either if behind is None else behind
    if act is not None and not missing:
        return act, "act", act
    return None, None, None


def _whole(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; None where one is missing."""
    listed = list(amounts)
    return added(listed) if None not in listed else None
