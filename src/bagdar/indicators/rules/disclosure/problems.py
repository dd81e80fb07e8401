"""The protection of tables as a problem that an outside tool can check: sums, what is hidden.

Each table becomes one complete hierarchical table of counts, as sdcTable and τ-ARGUS read them: a
column a dimension, one more for the part of a share (all, with, without), a count and a status. The
files hold every hidden number; they are for whoever may see them all.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bagdar.indicators.rules.disclosure.protect import Protected, Why
from bagdar.indicators.rules.disclosure.rules import Rules
from bagdar.indicators.rules.disclosure.tables import TOTAL, Dimension, Key, LeftOut, Part, Table

PART, COUNT, STATUS = "part", "count", "status"
# As sdcTable has them: shown, kept shown, hidden as small, hidden beside it. UNASKED: in no table
# that is published, so nobody is told it, and nothing is asked of it.
SHOWN, KEPT, PRIMARY, SECONDARY, UNASKED = "s", "z", "u", "x", "n"
ABOUT = "problem.json"


def files(tables: Sequence[Protected], rules: Rules, about: Mapping[str, Any]) -> dict[str, bytes]:
    """File → its bytes. about: what problem.json says beside the tables and the rule."""
    found: dict[str, bytes] = {}
    told = []
    for number, one in enumerate(tables, 1):
        table = _whole(one.table)
        cells = f"{number:02}-cells.csv"
        columns = [each.column for each in table.by]
        found[cells] = _csv([*columns, PART, COUNT, STATUS], _cells(table, one))
        trees = {PART: f"{number:02}-{PART}.csv"}
        found[trees[PART]] = _csv(("level", "code"), _of_parts(table))
        for at, each in enumerate(table.by):
            trees[each.column] = f"{number:02}-{each.column}.csv"
            codes = {key[at] for key in table.cells}
            found[trees[each.column]] = _csv(("level", "code"), _tree(each, codes))
        told.append({"code": table.code, "least": rules.of(table), "cells": cells,
                     "dimensions": {name: trees[name] for name in [*columns, PART]}})  # fmt: skip
    text = {**about, "width": rules.width, "total": TOTAL, "tables": told}
    found[ABOUT] = json.dumps(text, ensure_ascii=False, indent=1).encode() + b"\n"
    return found


def _whole(table: Table) -> Table:
    """With the cells that were left out, but for codes of which there are no others."""
    found = replace(table, left_out=frozenset())
    for at, one in enumerate(table.by):
        shown = {key[at] for key in table.cells}
        lost = {one.chain(key[at])[1] for key in found.cells if key[at] not in shown}
        left = frozenset(LeftOut(each, one.column) for each in lost) if table.place else frozenset()
        found = replace(found, left_out=found.left_out | left)
    return found


def _cells(table: Table, safe: Protected) -> Iterator[Sequence[object]]:
    for key in table.cells:
        counts = table.counts(key)
        for part in table.parts:
            status = UNASKED if safe.table.omits(key) else _status(table, safe, key, part)
            yield (*key, part.value, counts.of(part), status)


def _status(table: Table, safe: Protected, key: Key, part: Part) -> str:
    why = safe.hidden.get((key, part))
    if why is None:
        return KEPT if table.keeps(key) else SHOWN
    return PRIMARY if why is Why.SMALL else SECONDARY


def _of_parts(table: Table) -> Iterator[tuple[str, str]]:
    yield "@", Part.ALL.value
    for part in table.parts:
        if part is not Part.ALL:
            yield "@@", part.value


def _tree(dimension: Dimension, codes: set[str]) -> Iterator[tuple[str, str]]:
    """From the total down, each code behind what it is added into: one @ a level."""

    def below(above: str, level: int) -> Iterator[tuple[str, str]]:
        yield "@" * level, above
        for code in sorted(codes - {above}):
            if dimension.chain(code)[1:2] == (above,):
                yield from below(code, level + 1)

    return below(TOTAL, 1)


def _csv(head: Sequence[str], rows: Iterator[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode()
