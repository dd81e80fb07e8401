"""The code lists of data/registry/: one CSV each, with names in three languages and a source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, cast

from pydantic import StringConstraints

from bagdar.core import declared
from bagdar.core.errors import Fault, FaultyData
from bagdar.core.languages import Words
from bagdar.warehouse.tables.registry import TABLES

ILLUSTRATIVE = "illustrative"  # how the source of a line begins that nobody could look up


class Line(declared.Declared):
    """One code."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,30}$")]
    kk: str
    ru: str
    en: str
    source: str

    @property
    def name(self) -> Words:
        return Words(kk=self.kk, ru=self.ru, en=self.en)

    @property
    def is_illustrative(self) -> bool:
        return self.source.startswith(ILLUSTRATIVE)


class TypeLine(Line):
    """A type of organisation. levels: codes of ISCED levels that it may offer, by blanks."""

    levels: str = ""

    @property
    def offers(self) -> frozenset[str]:
        return frozenset(self.levels.split())


@dataclass(frozen=True)
class CodeLists:
    """Every list that a table of the register names: by name, then by code in the file's order."""

    by_name: Mapping[str, Mapping[str, Line]]

    def __getitem__(self, name: str) -> Mapping[str, Line]:
        return self.by_name[name]

    @property
    def types(self) -> Mapping[str, TypeLine]:
        return cast(Mapping[str, TypeLine], self["organisation_types"])

    @property
    def levels(self) -> Mapping[str, Line]:
        return self["isced_levels"]

    @property
    def languages(self) -> Mapping[str, Line]:
        return self["study_languages"]

    @property
    def ownership(self) -> Mapping[str, Line]:
        return self["ownership"]

    @property
    def funding(self) -> Mapping[str, Line]:
        return self["funding"]

    @property
    def leaving_reasons(self) -> Mapping[str, Line]:
        return self["leaving_reasons"]


NAMES: Sequence[str] = tuple(
    dict.fromkeys(name for table in TABLES.values() for name in table.code_lists())
)


@lru_cache(maxsize=4)
def code_lists(data_dir: Path) -> CodeLists:
    """The lists of a data folder. Raises FaultyData with every fault at once."""
    faults: list[Fault] = []
    lists = CodeLists({name: _read(data_dir, name, faults) for name in NAMES})
    for place, one in enumerate(lists.types.values(), start=2):
        for level in one.levels.split():
            if level not in lists.levels:
                shown = shown_file("organisation_types")
                faults.append(
                    declared.unknown_reference(level, lists.levels, shown, place, "levels")
                )
    if faults:
        raise FaultyData(faults)
    return lists


def lists_of(lists: CodeLists) -> tuple[tuple[str, Mapping[str, Line]], ...]:
    """Each list with its file, as the reader knows it."""
    return tuple((shown_file(name), lines) for name, lines in lists.by_name.items())


def shown_file(name: str) -> str:
    return f"data/registry/{name}.csv"


def _read(data_dir: Path, name: str, faults: list[Fault]) -> Mapping[str, Line]:
    shown = shown_file(name)
    kind: type[Line] = TypeLine if name == "organisation_types" else Line
    reading = declared.read_csv(data_dir / "registry" / f"{name}.csv", kind, shown)
    faults += reading.faults
    faults += declared.duplicates([(at, one.code) for at, one in reading.records], shown, "code")
    return {one.code: one for _, one in reading.records}
