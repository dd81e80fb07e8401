"""Which cells tell too much by themselves, and what an attacker must be left with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bagdar.indicators.rules.disclosure.tables import Key, Part, Table


@dataclass(frozen=True)
class Rules:
    """least: unit → the smallest count that is shown; width: of an attacker's interval."""

    least: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType(
            {"learner": 10, "educator": 5, "organisation": 5, "programme": 1}
        )
    )
    width: int = 5

    def of(self, table: Table) -> int:
        return self.least[table.unit]


def sensitive(table: Table, rules: Rules) -> Iterator[tuple[Key, Part]]:
    """What must not be shown of a table whatever else is.

    A cell of fewer than k units says nothing at all, not even that none of them has the attribute.
    Of a larger one, those with or without the attribute are not shown where they are 1 to k - 1;
    and neither where they are none or all and the attribute is sensitive. The total is
    always shown.
    """
    least = rules.of(table)
    for key in table.cells:
        if table.keeps(key):
            continue
        counts = table.counts(key)
        if counts.units < least:
            yield from ((key, part) for part in table.parts)
        elif table.is_share:
            halves = (Part.WITH, Part.WITHOUT)
            if table.is_sensitive and 0 in (counts.of(half) for half in halves):
                yield from ((key, half) for half in halves)
            yield from ((key, half) for half in halves if 0 < counts.of(half) < least)
