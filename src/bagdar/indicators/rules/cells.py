"""A cube as text that a stranger can read: one line a cell, in one order, under its own SHA-256."""

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bagdar.indicators.rules.adding import UNKNOWN, Cube, Sums

SUMS = ("numerator", "denominator", "units")


def cube_of(rows: Iterable[Mapping[str, Any]], dimensions: Sequence[str]) -> Cube:
    """Rows of an engine as a cube; what is not recorded and what is recorded as nothing are one."""
    cells: defaultdict[tuple[str, ...], Sums] = defaultdict(Sums)
    for row in rows:
        key = tuple(UNKNOWN if row[name] is None else str(row[name]) for name in dimensions)
        cells[key] += Sums(*(int(row[name] or 0) for name in SUMS))
    return Cube(tuple(dimensions), dict(cells))


def written(cube: Cube) -> bytes:
    """UTF-8 CSV, sorted by the dimensions: the same cells give the same bytes."""
    told = io.StringIO()
    lines = csv.writer(told, lineterminator="\n")
    lines.writerow((*cube.dimensions, *SUMS))
    for key in sorted(cube.cells):
        sums = cube.cells[key]
        lines.writerow((*key, sums.numerator, sums.denominator, sums.units))
    return told.getvalue().encode()


def read(text: bytes) -> Cube:
    """The cube that `written` wrote."""
    lines = csv.reader(io.StringIO(text.decode()))
    dimensions = tuple(next(lines)[: -len(SUMS)])
    width = len(dimensions)
    cells = {tuple(line[:width]): Sums(*map(int, line[width:])) for line in lines}
    return Cube(dimensions, cells)


def digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()
