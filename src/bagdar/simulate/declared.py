"""The declared data of data/simulate/: calibration, births, regions, names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import Fault, FaultyData
from bagdar.simulate.arrays import Floats

SHOWN = "data/simulate"
AnyRecord = TypeVar("AnyRecord", bound=Declared)


class Value(Declared):
    """A figure in a year; as_published: what the act prints there."""

    year: int
    value: float
    source: str
    as_published: str = ""


class Figure(Declared):
    """indicator: the row of the programme's indicators that it is."""

    code: str
    unit: str
    indicator: str = ""
    values: tuple[Value, ...]

    def at(self, year: int) -> float:
        """On the straight line between two years; constant outside them."""
        years = [one.year for one in self.values]
        return float(np.interp(year, years, [one.value for one in self.values]))


class CalibrationFile(Declared):
    sources: Mapping[str, str]
    figure: tuple[Figure, ...]


class Birth(Declared):
    year: int
    thousand: float
    source: str


class RegionLine(Declared):
    """before_2022: the region of which it was a part until June 2022."""

    code: str
    people_thousand: float
    urban_share: float
    before_2022: str = ""
    latitude: float
    longitude: float
    source: str


class Tradition(Declared):
    """How some families name their children. Latin names stand in the order of the others."""

    code: str
    share: float
    language: str
    male: tuple[str, ...]
    female: tuple[str, ...]
    latin_male: tuple[str, ...]
    latin_female: tuple[str, ...]
    family_male: tuple[str, ...]
    family_female: tuple[str, ...]
    patronymic_male: str
    patronymic_female: str


class NamesFile(Declared):
    source: str
    tradition: tuple[Tradition, ...]


class TerritoryLine(Declared):
    """A line of data/territories/regions.csv: a region under one of its names."""

    code: str
    kato: str
    kind: str
    kk: str
    ru: str
    en: str
    since: str = ""
    until: str = ""
    source: str


@dataclass(frozen=True)
class DeclaredNation:
    """Everything that is declared about the nation."""

    calibration: CalibrationFile
    births: Sequence[Birth]
    regions: Sequence[RegionLine]
    names: NamesFile
    territories: Sequence[TerritoryLine]

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        return {one.code: one for one in self.calibration.figure}

    def figure(self, code: str, year: int = 2018) -> float:
        return self.figures[code].at(year)

    @cached_property
    def region_weights(self) -> Floats:
        return np.array([one.people_thousand for one in self.regions])


def read_nation(data_dir: Path) -> DeclaredNation:
    """Raises FaultyData with every fault of every file."""
    folder, faults = data_dir / "simulate", list[Fault]()
    calibration = _toml(folder, "calibration.toml", CalibrationFile, faults)
    names = _toml(folder, "names.toml", NamesFile, faults)
    births = _csv(folder / "births.csv", Birth, faults)
    regions = _csv(folder / "regions.csv", RegionLine, faults)
    territories = _csv(data_dir / "territories" / "regions.csv", TerritoryLine, faults)
    if not faults and calibration is not None and names is not None:
        faults = [
            *_of_calibration(calibration),
            *_of_names(names),
            *_of_regions(regions, territories),
        ]
    if faults or calibration is None or names is None:
        raise FaultyData(faults)
    return DeclaredNation(calibration, births, regions, names, territories)


def _toml(folder: Path, name: str, model: type[AnyRecord], faults: list[Fault]) -> AnyRecord | None:
    record, found = declared.read_toml(folder / name, model, f"{SHOWN}/{name}")
    faults += found
    return record


def _csv(path: Path, model: type[AnyRecord], faults: list[Fault]) -> list[AnyRecord]:
    reading = declared.read_csv(path, model, f"data/{path.parent.name}/{path.name}")
    faults += reading.faults
    return [one for _, one in reading.records]


def _value(file: str, field: str, value: Any, problem: str) -> Fault:
    return Fault("value", f"{SHOWN}/{file}", 1, field, {"value": value, "problem": problem})


def _of_calibration(file: CalibrationFile) -> list[Fault]:
    codes = [(None, one.code) for one in file.figure]
    faults = list(declared.duplicates(codes, f"{SHOWN}/calibration.toml", "code"))
    for one in file.figure:
        years = [value.year for value in one.values]
        if not years or years != sorted(set(years)):
            faults.append(_value("calibration.toml", one.code, years, "years from old to new"))
        for value in one.values:
            if value.source not in file.sources:
                faults.append(_value("calibration.toml", one.code, value.source, "unknown source"))
            if one.unit == "share" and not 0 <= value.value <= 1:
                faults.append(
                    _value("calibration.toml", one.code, value.value, "a share is 0 to 1")
                )
    return faults


def _of_names(file: NamesFile) -> list[Fault]:
    return [
        _value("names.toml", one.code, len(one.male), "as many Latin names as names")
        for one in file.tradition
        if (len(one.male), len(one.female)) != (len(one.latin_male), len(one.latin_female))
    ]


def _of_regions(regions: Sequence[RegionLine], lines: Sequence[TerritoryLine]) -> list[Fault]:
    known = {one.code for one in lines}
    asked = [(one.code, code) for one in regions for code in (one.code, one.before_2022) if code]
    return [
        _value("regions.csv", code, named, "no such region") for code, named in asked
        if named not in known
    ]  # fmt: skip
