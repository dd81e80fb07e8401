"""Where the action plan's money stands, and how its sums meet the act's printed totals.

Everything is in the edition's money unit (million tenge in the act), as Decimal, except the
figures of the passport and of section 6, which keep the unit in which they are printed.
Nothing is divided that the act does not divide: a row that names two sources is a source of its
own, a row that names several budget programmes is one combination of them, and a measure counts
for its first-named executor only.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bagdar.programme.rules.act import Edition, Measure, Money, TotalRow, sources_of
from bagdar.programme.rules.money import Amount, amounts

ALL, OTHER = "all", "other"  # rows of a printed table of totals that are no source of a measure


@dataclass(frozen=True)
class Sum:
    """What all amounts under one key come to.

    key       what they share: a source, a task code, a tuple of budget programmes; None for none
    years     year → sum; only years in which something is printed
    measures  numbers of the measures that the amounts come from, in the act's order
    """

    key: Hashable
    years: Mapping[int, Decimal]
    measures: tuple[int, ...]

    @property
    def total(self) -> Decimal:
        return sum(self.years.values(), Decimal())


def add_up(items: Iterable[Amount], key: Callable[[Amount], Hashable]) -> tuple[Sum, ...]:
    """One Sum a key, in the order in which the keys first appear."""
    years: dict[Hashable, dict[int, Decimal]] = {}
    measures: dict[Hashable, dict[int, None]] = defaultdict(dict)
    for item in items:
        own = years.setdefault(key(item), {})
        own[item.year] = own.get(item.year, Decimal()) + item.amount
        measures[key(item)][item.measure] = None
    return tuple(
        Sum(name, dict(sorted(own.items())), tuple(measures[name])) for name, own in years.items()
    )


def by_source(edition: Edition) -> tuple[Sum, ...]:
    """Sources as printed; single ones first, those printed as one sum for several after them."""
    sums = add_up(amounts(edition), lambda item: item.source)
    return tuple(sorted(sums, key=lambda one: len(sources_of(str(one.key)))))


def by_goal(edition: Edition) -> tuple[Sum, ...]:
    return add_up(amounts(edition), lambda item: item.goal)


def by_task(edition: Edition) -> tuple[Sum, ...]:
    return add_up(amounts(edition), lambda item: item.task)


def by_subtask(edition: Edition) -> tuple[Sum, ...]:
    """Only the measures that stand under a subtask."""
    items = (item for item in amounts(edition) if item.subtask)
    return add_up(items, lambda item: item.subtask)


def by_lead(edition: Edition) -> tuple[Sum, ...]:
    """By first-named executor; largest first. The act does not divide money among executors."""
    return _largest_first(add_up(amounts(edition), lambda item: item.lead))


def by_budget_programmes(edition: Edition) -> tuple[Sum, ...]:
    """By combination of codes; largest first. The empty combination: no code is printed."""
    return _largest_first(add_up(amounts(edition), lambda item: item.budget_programmes))


def _largest_first(sums: Iterable[Sum]) -> tuple[Sum, ...]:
    return tuple(sorted(sums, key=lambda one: -one.total))


def in_all(edition: Edition) -> Sum:
    """All amounts of all measures; an edition without money gives no year and no measure."""
    sums = add_up(amounts(edition), lambda item: ALL)
    return sums[0] if sums else Sum(ALL, {}, ())


def of_measure(measure: Measure) -> Sum:
    """One measure's amounts over all its sources."""
    years: dict[int, Decimal] = {}
    for row in measure.money:
        for year, amount in row.amounts.items():
            years[year] = years.get(year, Decimal()) + amount
    numbers = (measure.number,) if years else ()
    return Sum(measure.number, dict(sorted(years.items())), numbers)


@dataclass(frozen=True)
class Beside:
    """A computed sum beside the figure that the act prints for it; None where it prints none."""

    computed: Decimal
    printed: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Printed minus computed; 0 where they agree."""
        return None if self.printed is None else self.printed - self.computed


def row_beside(row: Money) -> Beside:
    """A measure's finance row: the sum of its years beside its printed total."""
    return Beside(sum(row.amounts.values(), Decimal()), row.total)


def totals_row_of(edition: Edition, source: str) -> str | None:
    """Which row of the printed totals a source belongs to; None for several sources at once.

    A single source without a row of its own is read as the row of other sources.
    """
    if len(sources_of(source)) != 1 or edition.totals is None:
        return None
    if edition.totals.row(source):
        return source
    return OTHER if edition.totals.row(OTHER) else None


@dataclass(frozen=True)
class SourceLine:
    """One row of the printed totals beside the measures that name only this source.

    source    of the totals table: РБ, ЖБ, other, private
    sources   which printed sources of measures are counted; empty: no measure has such a row
    passport, section6   as printed, in their own unit
    """

    source: str
    row: TotalRow
    sources: tuple[str, ...]
    computed: Mapping[int, Decimal]
    passport: Decimal | None
    section6: Decimal | None

    @property
    def total(self) -> Beside:
        return Beside(sum(self.computed.values(), Decimal()), self.row.total)

    def year(self, year: int) -> Beside:
        return Beside(self.computed.get(year, Decimal()), self.row.amounts.get(year))


def source_lines(edition: Edition) -> tuple[SourceLine, ...]:
    """Every source row of the printed totals; nothing where the edition prints no totals."""
    if edition.totals is None:
        return ()
    sums = {str(one.key): one for one in by_source(edition)}
    lines = []
    for row in edition.totals.rows:
        if row.source == ALL:
            continue
        own = tuple(name for name in sums if totals_row_of(edition, name) == row.source)
        computed: dict[int, Decimal] = defaultdict(Decimal)
        for name in own:
            for year, amount in sums[name].years.items():
                computed[year] += amount
        passport, section6 = _printed_elsewhere(edition, row.source, own)
        lines.append(SourceLine(row.source, row, own, dict(computed), passport, section6))
    return tuple(lines)


def _printed_elsewhere(
    edition: Edition, source: str, own: tuple[str, ...]
) -> tuple[Decimal | None, Decimal | None]:
    """The passport's and section 6's figure of a source; the passport may name it otherwise."""
    finance, section6 = edition.passport.finance, edition.section6
    named = finance.by_source if finance else {}
    passport = next((named[name] for name in (source, *own) if name in named), None)
    row = section6.table.row(source) if section6 else None
    return passport, row.total if row else None


def several_sources(edition: Edition) -> tuple[Sum, ...]:
    """Sums printed for two sources at once, which no row of the totals can be given."""
    return tuple(one for one in by_source(edition) if len(sources_of(str(one.key))) > 1)


def without_measures(edition: Edition) -> tuple[TotalRow, ...]:
    """Rows of the printed totals for which no measure has a row, such as private investment.

    A source that measures name only together with another one is not among them.
    """
    named = {
        totals_row_of(edition, part)
        for one in by_source(edition)
        for part in sources_of(str(one.key))
    }
    rows = edition.totals.rows if edition.totals else ()
    return tuple(row for row in rows if row.source != ALL and row.source not in named)


@dataclass(frozen=True)
class YearLine:
    """A year's money: all measures beside the totals table, its parts without measures apart.

    year      None for all years together
    printed   the row of everything; outside: what of it no measure has a row for
    passport  as printed, in the passport's unit
    """

    year: int | None
    computed: Decimal
    printed: Decimal | None
    outside: Decimal
    passport: Decimal | None

    @property
    def beside(self) -> Beside:
        """The measures beside what the totals print for sources that measures have."""
        return Beside(self.computed, None if self.printed is None else self.printed - self.outside)


def year_lines(edition: Edition) -> tuple[YearLine, ...]:
    """A line a year of the period, and the line of all years last."""
    everything = edition.totals.row(ALL) if edition.totals else None
    outside, sums = without_measures(edition), in_all(edition)
    passport = edition.passport.finance
    lines = [
        YearLine(
            year=year,
            computed=sums.years.get(year, Decimal()),
            printed=everything.amounts.get(year) if everything else None,
            outside=sum((row.amounts.get(year, Decimal()) for row in outside), Decimal()),
            passport=passport.by_year.get(year) if passport else None,
        )
        for year in edition.period.years
    ]
    last = YearLine(
        year=None,
        computed=sums.total,
        printed=everything.total if everything else None,
        outside=sum((row.total or Decimal() for row in outside), Decimal()),
        passport=passport.total if passport else None,
    )
    return (*lines, last)


@dataclass(frozen=True)
class Flow:
    """What a source gives to a task, all years together."""

    source: str
    goal: str
    task: str
    amount: Decimal


def flows(edition: Edition) -> tuple[Flow, ...]:
    """Source → goal → task, in the act's order of tasks; every amount is counted once."""
    sums = add_up(amounts(edition), lambda item: (item.source, item.goal, item.task))
    order = {task.code: place for place, task in enumerate(edition.tasks)}
    found = [Flow(*one.key, amount=one.total) for one in sums]  # type: ignore[misc]
    return tuple(sorted(found, key=lambda flow: order[flow.task]))


@dataclass(frozen=True)
class BodyMoney:
    """The money of measures that name a body: as the first executor, and anywhere."""

    first_named: Decimal
    named: Decimal


def of_body(edition: Edition, code: str) -> BodyMoney:
    """Whole measures, since the act does not divide their money among executors."""
    first = named = Decimal()
    for measure in edition.measures:
        codes = [body.code for name in measure.executors if (body := edition.body_of(name))]
        if code not in codes:
            continue
        total = of_measure(measure).total
        named += total
        lead = edition.body_of(measure.executors[0])
        first += total if lead and lead.code == code else Decimal()
    return BodyMoney(first, named)
