"""The action plan's money as single amounts, and sums of them. Million tenge, Decimal."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from bagdar.programme.rules.act import Edition

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
