"""What the desk goes by: the ladder of grades, and how long a transfer waits."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bagdar.core import declared
from bagdar.core.errors import FaultyData

SHOWN = "data/registry/desk.toml"


class TransferRule(declared.Declared):
    lapses_after_days: int
    source: str


class Rung(declared.Declared):
    """The grades of a level at a type of organisation; next: the level after the last of them."""

    type: str
    level: str
    first: int
    last: int
    next: str = ""


class Ladder(declared.Declared):
    source: str
    rung: tuple[Rung, ...]


class DeskRules(declared.Declared):
    transfer: TransferRule
    ladder: Ladder


@dataclass(frozen=True)
class Step:
    """A level and a grade or course of it."""

    level: str
    grade: int


@lru_cache(maxsize=4)
def desk_rules(data_dir: Path) -> DeskRules:
    """Raises FaultyData with every fault at once."""
    found, faults = declared.read_toml(data_dir / "registry" / "desk.toml", DeskRules, SHOWN)
    if found is None:
        raise FaultyData(faults)
    return found


def next_step(ladder: Ladder, type: str, level: str, grade: int) -> Step | None:
    """Where a grade goes on to; None where it is the last one, or on no rung at all."""
    for rung in ladder.rung:
        if (rung.type, rung.level) == (type, level) and rung.first <= grade < rung.last:
            return Step(level, grade + 1)
        if (rung.type, rung.level, rung.last) == (type, level, grade) and rung.next:
            return Step(rung.next, grade + 1)
    return None


def is_last(ladder: Ladder, type: str, level: str, grade: int | None) -> bool:
    """Whether who finishes a grade has finished the organisation."""
    return any(
        (rung.type, rung.level, rung.last) == (type, level, grade) and not rung.next
        for rung in ladder.rung
    )
