"""Counts of requests that may be shown: a kind with a small number anywhere is left out whole.

A count that is not zero and below the least number would tell of somebody. The row goes as a whole,
and totals are of the rows that stand, so that no difference gives it back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NAMES = {"full": "full", "partial": "partial", "refused": "refused", "": "waits"}


@dataclass(frozen=True)
class Line:
    """One kind. counts: by verdict; waits: not decided."""

    kind: str
    counts: Mapping[str, int]


def shown_lines(
    counts: Mapping[tuple[str, str], int], kinds: Sequence[str], least: int
) -> tuple[Line, ...]:
    """counts: by kind and verdict. A kind that nobody asked for is shown with zeros."""
    lines = (
        Line(kind, {name: counts.get((kind, verdict), 0) for verdict, name in NAMES.items()})
        for kind in kinds
    )
    return tuple(one for one in lines if all(not 0 < many < least for many in one.counts.values()))
