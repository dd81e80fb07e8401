"""Protection of all tables of one computation, as a task that any process can do by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bagdar.indicators.rules import building, kept
from bagdar.indicators.rules.adding import Cube
from bagdar.indicators.rules.building import Borders, Counted
from bagdar.indicators.rules.disclosure.protect import protect
from bagdar.indicators.rules.disclosure.rules import Rules


@dataclass(frozen=True)
class Task:
    """rules: unit → least; width. about: what is kept beside the result."""

    cube: Cube
    counted: Counted
    borders: Borders
    least: Mapping[str, int]
    width: int
    about: Mapping[str, Any]


def done(task: Task) -> bytes:
    """What is kept of it."""
    tables = building.tables_of(task.cube, task.counted, task.borders)
    found = protect(list(tables.values()), (), Rules(task.least, task.width))
    return kept.written(kept.kept_of(found, task.borders), task.about)
