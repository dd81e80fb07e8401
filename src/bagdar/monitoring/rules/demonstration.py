"""Made-up reports for a demonstration: everything that a programme in progress shows.

They are illustrative and say so: in their origin, in their texts and in the numbers of their
documents. The days on which they were sent and decided are made up as well. Only what is due is
taken from the act. The same seed gives the same reports on every machine.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from random import Random
from typing import Literal

from bagdar.monitoring.rules.declared import Monitoring
from bagdar.monitoring.rules.demonstration_figures import SIZES, MadeUp, dice, figures, shared
from bagdar.monitoring.rules.milestones import LOCAL_BUDGET, is_local
from bagdar.monitoring.rules.nouns import (
    AnyContent,
    Duty,
    IndicatorContent,
    MilestoneContent,
    MoneyContent,
    MoneyLine,
    Reporter,
    Subject,
)
from bagdar.programme.rules.act import Edition, Measure, Money, sources_of

SEED = 2022  # one of those in which the largest measures are among the reported
IN_TIME = timedelta(days=5)  # sent so long before the due day
LATE = timedelta(days=45)  # or so long after it
DECIDED = timedelta(days=10)  # after it was sent
LATELY = timedelta(days=400)  # what is still waiting or returned was due so long before the end
TENTH = Decimal("0.1")

Fate = Literal["accepted", "waiting", "returned"]
Texts = Mapping[str, str]  # done, partly, not_done, figure, money, returned, document


@dataclass(frozen=True)
class Particulars:
    """A document behind a report; there is no such document, and its number says so."""

    kind: str
    title: str
    number: str
    dated_on: date


@dataclass(frozen=True)
class Illustration:
    """One made-up report, and what became of it."""

    subject: Subject
    reporter: Reporter
    content: AnyContent
    fate: Fate
    sent_on: date
    decided_on: date | None
    documents: tuple[Particulars, ...] = ()


def demonstration(
    edition: Edition,
    monitoring: Monitoring,
    duties: Sequence[Duty],
    texts: Texts,
    *,
    day: date,
    regions_on: Callable[[date], Collection[str]],
    seed: int = SEED,
) -> tuple[Illustration, ...]:
    """A report for most of what is due by a day; some are late, some missing, some still wait.

    texts  what reports say, by name, in one language; each says that it is illustrative
    """
    maker = _Maker(edition, monitoring, texts, day, regions_on, seed, _end(duties))
    made = (maker.report(number, duty) for number, duty in enumerate(duties, start=1))
    return tuple(one for one in made if one is not None)


def _end(duties: Sequence[Duty]) -> date:
    return max((duty.due_on for duty in duties), default=date.min)


@dataclass(frozen=True)
class _Maker:
    edition: Edition
    monitoring: Monitoring
    texts: Texts
    day: date
    regions_on: Callable[[date], Collection[str]]
    seed: int
    end: date
    known: dict[Subject, MadeUp] = field(default_factory=dict)

    def report(self, number: int, duty: Duty) -> Illustration | None:
        """None: nobody reports it, or not yet."""
        luck = dice(self.seed, duty.key)
        if duty.due_on > self.day or self._is_missing(duty, luck):
            return None
        sent_on = duty.due_on - IN_TIME if luck.random() < 0.88 else duty.due_on + LATE
        content = self._content(duty, sent_on, luck)
        if content is None or sent_on > self.day:
            return None
        fate = self._fate(duty, luck)
        decided_on = None if fate == "waiting" else min(sent_on + DECIDED, self.day)
        documents = tuple(self._documents(number, duty, content, sent_on))
        return Illustration(
            duty.subject, duty.reporter, content, fate, sent_on, decided_on, documents
        )

    def _is_missing(self, duty: Duty, luck: Random) -> bool:
        """A few are never reported, and more of the last ones."""
        is_late = self.end - duty.due_on < LATELY
        return luck.random() < (0.05 if is_late else 0.015)

    def _fate(self, duty: Duty, luck: Random) -> Fate:
        throw = luck.random()
        if self.end - duty.due_on >= LATELY or throw >= 0.08:
            return "accepted"
        return "returned" if throw < 0.03 else "waiting"

    def _content(self, duty: Duty, sent_on: date, luck: Random) -> AnyContent | None:
        if duty.subject.kind == "milestone":
            return self._milestone(duty, sent_on, luck)
        if duty.subject.kind == "indicator":
            return self._figure(duty)
        return self._money(duty)

    def _milestone(self, duty: Duty, sent_on: date, luck: Random) -> MilestoneContent:
        throw = luck.random()
        if throw < 0.93:
            day = min(max(duty.opens_on, sent_on - timedelta(days=luck.randint(1, 25))), sent_on)
            return MilestoneContent(text=self.texts["done"], status="done", done_on=day)
        status: Literal["partly", "not_done"] = "partly" if throw < 0.985 else "not_done"
        return MilestoneContent(text=self.texts[status], status=status)

    # --- figures --------------------------------------------------------------------------------

    def _figure(self, duty: Duty) -> IndicatorContent | None:
        """Of a regional row the owner reports what the regions make; of every fifth, nothing."""
        subject = duty.subject
        made = self._made_up(subject)
        text, document = self.texts["figure"], self.texts["document"]
        if duty.reporter.kind == "region":
            value, weight = made.regions[duty.reporter.code]
            return IndicatorContent(text=text, value=value, weight=weight, document=document)
        if made.regions and dice(self.seed, subject.place, "owner").random() < 0.2:
            return None
        return IndicatorContent(text=text, value=made.national, document=document)

    def _made_up(self, subject: Subject) -> MadeUp:
        if subject not in self.known:
            rollup = self.monitoring.rollup(subject.place)
            regions = sorted(self.regions_on(date(subject.year, 12, 31)))
            row = self.edition.row(subject.place)
            self.known[subject] = figures(row, subject.year, rollup, regions, self.seed)
        return self.known[subject]

    # --- money ----------------------------------------------------------------------------------

    def _money(self, duty: Duty) -> MoneyContent | None:
        measure = self.edition.measure_by_number[duty.subject.measure or 0]
        lines = tuple(self._lines(duty, measure))
        return MoneyContent(text=self.texts["money"], lines=lines) if lines else None

    def _lines(self, duty: Duty, measure: Measure) -> Iterator[MoneyLine]:
        """The owner's part, or a region's part of what local budgets give."""
        year = duty.subject.year
        regions = (
            sorted(self.regions_on(duty.due_on)) if _is_shared(self.edition, measure, year) else []
        )
        for row in measure.money:
            amount = row.amounts.get(year)
            if amount is None:
                continue
            local = _local(row, amount) if regions else Decimal()
            if duty.reporter.kind == "region":
                yield from self._of_region(duty.subject, duty.reporter.code, local, regions)
            elif local == amount:
                yield from self._of_all_regions(duty, local, regions)
            else:
                source = row.source if not local else _without_local(row.source)
                yield from self._of_row(duty.key, row, source, amount - local)
        if duty.reporter.kind == "body" and dice(self.seed, duty.key, "more").random() < 0.05:
            yield from self._outside(duty, measure)

    def _of_region(
        self, subject: Subject, code: str, local: Decimal, regions: Sequence[str]
    ) -> Iterator[MoneyLine]:
        sizes = {one: dice(self.seed, one).randint(*SIZES) for one in regions}
        own = shared(int(local), sizes).get(code, Decimal())
        if own:
            yield self._line(f"{subject} region:{code}", LOCAL_BUDGET, "", own)

    def _of_all_regions(
        self, duty: Duty, local: Decimal, regions: Sequence[str]
    ) -> Iterator[MoneyLine]:
        """In most years the owner reports what all regions make together; else they stand alone."""
        if dice(self.seed, duty.key, "owner").random() < 0.3:
            return
        parts = [line for code in regions
                 for line in self._of_region(duty.subject, code, local, regions)]  # fmt: skip
        yield MoneyLine(
            source=LOCAL_BUDGET,
            plan=_sum(line.plan for line in parts),
            revised=_sum(line.revised for line in parts),
            spent=_sum(line.spent for line in parts),
        )

    def _of_row(self, key: str, row: Money, source: str, amount: Decimal) -> Iterator[MoneyLine]:
        """One line a row; two where it names several budget programmes and has enough for both."""
        codes = row.budget_programmes[:2] or ("",)
        if len(codes) == 1 or amount < 10:
            yield self._line(key, source, codes[0], amount)
            return
        first = (amount * Decimal("0.7")).quantize(TENTH)
        yield self._line(key, source, codes[0], first)
        yield self._line(key, source, codes[1], amount - first)

    def _outside(self, duty: Duty, measure: Measure) -> Iterator[MoneyLine]:
        """Sometimes a source that the act does not name for the measure gives a little."""
        named = {part for row in measure.money for part in sources_of(row.source)}
        others = [one for one in _single_sources(self.edition) if one not in named]
        if others:
            yield self._line(duty.key, others[0], "", Decimal(50))

    def _line(self, key: str, source: str, code: str, amount: Decimal) -> MoneyLine:
        """Near the act's plan: first planned, then revised, then mostly spent."""
        luck = dice(self.seed, key, source, code)
        plan = _times(amount, luck.uniform(0.96, 1.02))
        revised = _times(plan, luck.uniform(0.93, 1.03))
        spends_little = luck.random() < 0.12
        low, high = (0.55, 0.85) if spends_little else (0.93, 1.0)
        return MoneyLine(
            source=source,
            budget_programme=code,
            plan=plan,
            revised=revised,
            spent=_times(revised, luck.uniform(low, high)),
        )

    # --- documents ------------------------------------------------------------------------------

    def _documents(
        self, number: int, duty: Duty, content: AnyContent, sent_on: date
    ) -> Iterator[Particulars]:
        if isinstance(content, MilestoneContent) and content.status == "done":
            yield Particulars(
                kind=self._kind(duty),
                title=self.texts["document"],
                number=f"illustrative-{number}",
                dated_on=content.done_on or sent_on,
            )

    def _kind(self, duty: Duty) -> str:
        """The kind of document that the act's form of completion names; else another one."""
        form = duty.evidence.kk.lower() if duty.evidence else ""
        kinds = self.monitoring.documents
        named = (one.code for one in kinds if any(word in form for word in one.words))
        return next(named, "other")


def _is_shared(edition: Edition, measure: Measure, year: int) -> bool:
    """Whether regions report a part of a year's money: as their duties are made."""
    rows = (row for row in measure.money if year in row.amounts)
    named = {part for row in rows for part in sources_of(row.source)}
    return LOCAL_BUDGET in named and is_local(edition, measure.executors)


def _local(row: Money, amount: Decimal) -> Decimal:
    """What of a row local budgets give: all of it, none, or a made-up third."""
    parts = sources_of(row.source)
    if LOCAL_BUDGET not in parts:
        return Decimal()
    return amount if len(parts) == 1 else (amount / 3).quantize(Decimal(1))


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((one for one in amounts if one is not None), Decimal())


def _single_sources(edition: Edition) -> list[str]:
    """Every source that the action plan names, those of rows with several among them."""
    named = (part for one in edition.measures for row in one.money
             for part in sources_of(row.source))  # fmt: skip
    return list(dict.fromkeys(named))


def _without_local(source: str) -> str:
    return ", ".join(part for part in sources_of(source) if part != LOCAL_BUDGET)


def _times(amount: Decimal, factor: float) -> Decimal:
    exact = amount * Decimal(round(factor * 1000)) / 1000
    return exact.quantize(TENTH, ROUND_HALF_EVEN)
