"""The action plan's money as single amounts, and sums of them. Million tenge, Decimal."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from bagdar.core.languages import Words
from bagdar.programme.rules.act import Edition, sources_of

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Amount:
    """What one finance row of a measure prints for one year.

    source             as printed, possibly several at once (РБ+ДБ)
    budget_programmes  all codes of the row; the act does not divide the row among them
    lead               code of the first-named executor, None where nobody explains it
    """

    measure: int
    goal: str
    task: str
    subtask: str | None
    lead: str | None
    source: str
    budget_programmes: tuple[str, ...]
    year: int
    amount: Decimal


def amounts(edition: Edition) -> Iterator[Amount]:
    """Every printed amount of every measure, in the act's order."""
    for measure in edition.measures:
        lead = edition.body_of(measure.executors[0]) if measure.executors else None
        for row in measure.money:
            for year, amount in sorted(row.amounts.items()):
                yield Amount(
                    measure=measure.number,
                    goal=measure.goal,
                    task=measure.task,
                    subtask=measure.subtask,
                    lead=lead.code if lead else None,
                    source=row.source,
                    budget_programmes=row.budget_programmes,
                    year=year,
                    amount=amount,
                )


def sum_by(items: Iterable[Amount], key: Callable[[Amount], Key]) -> dict[Key, Decimal]:
    """Sums of amounts under each key, in the order in which keys first appear."""
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    for item in items:
        sums[key(item)] += item.amount
    return dict(sums)


@dataclass(frozen=True)
class Split:
    """Money of one source in one year: in rows that name it alone, and in rows it shares.

    count  how many printed figures stand in both sums
    """

    alone: Decimal = Decimal(0)
    joint: Decimal = Decimal(0)
    count: int = 0


def source_splits(
    edition: Edition, counted_as: Callable[[str], str] = str
) -> dict[tuple[str, int], Split]:
    """(source, year) → what the measures print for it; joint rows stand under each source.

    counted_as: the name under which a table of totals counts a printed source
    """
    splits: dict[tuple[str, int], Split] = {}
    for item in amounts(edition):
        sources = {counted_as(source) for source in sources_of(item.source)}
        for source in sources:
            old = splits.get((source, item.year), Split())
            alone, joint = (item.amount, 0) if len(sources) == 1 else (0, item.amount)
            splits[source, item.year] = Split(old.alone + alone, old.joint + joint, old.count + 1)
    return splits


MAGNITUDES = {"мың": 3, "тыс": 3, "млн": 6, "млрд": 9, "трлн": 12}


def money_unit(unit: Words) -> Decimal | None:
    """How many tenge a printed unit is: «млн. теңге» 1000000; None where nobody can tell."""
    for word, power in MAGNITUDES.items():
        if word in unit.kk:
            return Decimal(10) ** power
    return Decimal(1) if unit.kk.strip().rstrip(".") in ("теңге", "тг") else None
