"""A second auditor of protected tables, who has nothing of ours but the files of a problem.

Each table by itself: a variable a cell, an equation a sum of its hierarchies, shown cells known;
two linear programmes a hidden cell. Written apart from `rules.disclosure`, and much slower.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import linprog

HIDDEN, UNASKED = ("u", "x"), "n"


def findings(files: Mapping[str, bytes]) -> list[tuple[str, tuple[str, ...], float, float]]:
    """(table, cell, low, high) of what is hidden and can be worked out too closely."""
    problem = json.loads(files["problem.json"])
    return [
        (one["code"], key, low, high)
        for one in problem["tables"]
        for key, low, high in _bounds(one, files, problem["total"])
        if high - low < problem["width"] - 1e-6 or high < one["least"] - 1e-6
    ]


def hidden(files: Mapping[str, bytes]) -> int:
    cells = [text for name, text in files.items() if name.endswith("-cells.csv")]
    return sum(row["status"] in HIDDEN for text in cells for row in _rows(text))


def _rows(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode())))


def _parents(text: bytes) -> dict[str, str]:
    """code → the code above it, by the number of @."""
    above: list[str] = []
    found = {}
    for row in _rows(text):
        level = len(row["level"])
        del above[level - 1 :]
        if above:
            found[row["code"]] = above[-1]
        above.append(row["code"])
    return found


def _bounds(
    table: Mapping[str, Any], files: Mapping[str, bytes], total: str
) -> Iterator[tuple[tuple[str, ...], float, float]]:
    names = list(table["dimensions"])
    cells = {tuple(row[name] for name in names): row for row in _rows(files[table["cells"]])}
    number = {key: at for at, key in enumerate(cells)}
    below: dict[tuple[tuple[str, ...], int], list[int]] = defaultdict(list)
    for (at, name), key in product(enumerate(names), cells):
        above = _parents(files[table["dimensions"][name]]).get(key[at])
        if above is not None:
            below[(*key[:at], above, *key[at + 1 :]), at].append(number[key])
    lines = np.zeros((len(below), len(cells)))
    for line, ((whole, _), parts) in enumerate(below.items()):
        lines[line, number[whole]] = -1
        lines[line, parts] = 1
    told = [int(row["count"]) for row in cells.values()]
    assert not (lines @ np.array(told)).any(), "the files do not add up"
    is_hidden = [row["status"] in HIDDEN for row in cells.values()]
    is_open = [row["status"] in (*HIDDEN, UNASKED) for row in cells.values()]
    limits = [(0, None) if out else (each, each)
              for out, each in zip(is_open, told, strict=True)]  # fmt: skip
    for key, at in number.items():
        if is_hidden[at]:
            aim = np.zeros(len(cells))
            aim[at] = 1
            low, high = (_extreme(sign * aim, lines, limits) for sign in (1, -1))
            yield key, low, -high


def _extreme(aim: Any, lines: Any, limits: Any) -> float:
    done = linprog(aim, A_eq=lines, b_eq=np.zeros(len(lines)), bounds=limits)
    return float("-inf") if done.status == 3 else float(done.fun)
