"""The code lists of data/registry/: one CSV each, with names in three languages and a source."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import StringConstraints

from bagdar.core import declared
from bagdar.core.errors import Fault, FaultyData
from bagdar.core.languages import Words

AnyLine = TypeVar("AnyLine", bound="Line")
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
    """Every list by code, in the order of its file."""

    types: Mapping[str, TypeLine]
    levels: Mapping[str, Line]
    ownership: Mapping[str, Line]
    languages: Mapping[str, Line]
    funding: Mapping[str, Line]
    leaving_reasons: Mapping[str, Line]


NAMES: Mapping[str, str] = {
    "levels": "isced_levels",
    "types": "organisation_types",
    "ownership": "ownership",
    "languages": "study_languages",
    "funding": "funding",
    "leaving_reasons": "leaving_reasons",
}


@lru_cache(maxsize=4)
def code_lists(data_dir: Path) -> CodeLists:
    """The lists of a data folder. Raises FaultyData with every fault at once."""
    faults: list[Fault] = []
    levels = _read(data_dir, "levels", Line, faults)
    types = _read(data_dir, "types", TypeLine, faults)
    ownership, languages, funding, reasons = (
        _read(data_dir, name, Line, faults)
        for name in ("ownership", "languages", "funding", "leaving_reasons")
    )
    for place, one in enumerate(types.values(), start=2):
        for level in one.levels.split():
            if level not in levels:
                faults.append(
                    declared.unknown_reference(level, levels, _shown("types"), place, "levels")
                )
    if faults:
        raise FaultyData(faults)
    return CodeLists(types, levels, ownership, languages, funding, reasons)


def lists_of(lists: CodeLists) -> tuple[tuple[str, Mapping[str, Line]], ...]:
    """Each list with its file, as the reader knows it."""
    return tuple((_shown(name), getattr(lists, name)) for name in NAMES)


def _shown(name: str) -> str:
    return f"data/registry/{NAMES[name]}.csv"


def _read(
    data_dir: Path, name: str, kind: type[AnyLine], faults: list[Fault]
) -> Mapping[str, AnyLine]:
    shown = _shown(name)
    reading = declared.read_csv(data_dir / "registry" / f"{NAMES[name]}.csv", kind, shown)
    faults += reading.faults
    faults += declared.duplicates([(at, one.code) for at, one in reading.records], shown, "code")
    return {one.code: one for _, one in reading.records}
