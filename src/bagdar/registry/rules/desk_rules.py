"""What the desk goes by: the ladder of grades and of age groups, how long a transfer waits."""

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


class AgeGroup(declared.Declared):
    """A group whose name begins with a word; level: of the children in it."""

    name: str
    level: str


class AgeGroups(declared.Declared):
    """The groups of a type of organisation without grades, the youngest first."""

    type: str
    source: str
    step: tuple[AgeGroup, ...]


class DeskRules(declared.Declared):
    transfer: TransferRule
    ladder: Ladder
    age_groups: AgeGroups


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


def next_group(groups: AgeGroups, name: str) -> AgeGroup | None:
    """The group of the next year with its whole name, «Кіші А» → «Ортаңғы А»; None: there is none,
    or the name begins with no word of an age.
    """
    word, blank, rest = name.partition(" ")
    place = _place(groups, word)
    if place is None or place + 1 == len(groups.step):
        return None
    after = groups.step[place + 1]
    return AgeGroup(name=f"{after.name}{blank}{rest}", level=after.level)


def is_last_group(groups: AgeGroups, type: str, name: str) -> bool:
    """Whether who finishes a group has finished the organisation."""
    place = _place(groups, name.partition(" ")[0])
    return type == groups.type and place == len(groups.step) - 1


def _place(groups: AgeGroups, word: str) -> int | None:
    words = [one.name.casefold() for one in groups.step]
    return words.index(word.casefold()) if word.casefold() in words else None
