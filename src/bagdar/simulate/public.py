"""What others may call: make a nation and write it, or take its tables one by one.

simulate(settings, out)   writes everything and gives the manifest
tables(nation)            (name, schema, count, frames) of each table, for a loader
"""

import json
import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bagdar.simulate.declared import read_nation
from bagdar.simulate.nation import Nation, Told, make_nation
from bagdar.simulate.settings import FaultySettings, Settings
from bagdar.simulate.truth import totals_of, truth_of
from bagdar.simulate.writing import digest_of, write_frames
from bagdar.warehouse.tables.registry import TABLES

__all__ = [
    "FaultySettings",
    "Nation",
    "Settings",
    "SimulatedTable",
    "make_nation",
    "read_nation",
    "simulate",
    "tables",
]
FORMAT = 1


@dataclass(frozen=True)
class SimulatedTable:
    """A table of the nation. frames: its rows in their order, some at a time, as often as asked."""

    name: str
    count: int
    schema: Mapping[str, Any]
    frames: Callable[[], Iterator[pl.DataFrame]]


def tables(nation: Nation) -> Iterator[SimulatedTable]:
    """Every table, those that others name before those that name them."""
    for name in TABLES:
        yield SimulatedTable(
            name, nation.count(name), nation.schema(name), lambda name=name: nation.frames(name)
        )


def simulate(
    of: Settings, out: Path, told: Told = lambda step, done, whole: None
) -> dict[str, Any]:
    """Makes a nation and writes it into a folder: `<table>.parquet`, truth/ and manifest.json.

    Files that stand there under these names are replaced; a run that is cut off leaves no
    manifest. Raises FaultySettings, FaultyData.
    """
    out.mkdir(parents=True, exist_ok=True)
    (out / "truth").mkdir(exist_ok=True)
    manifest_path = out / "manifest.json"
    manifest_path.unlink(missing_ok=True)
    nation = make_nation(of, told)
    counts: dict[str, Any] = {}
    files: dict[str, str] = {}
    for place, one in enumerate(tables(nation)):
        told("tables", place, len(TABLES))
        counts[one.name] = {"rows": one.count, "by_region": _by_region(nation, one.name)}
        _write(out, f"{one.name}.parquet", one.frames, one.schema, files)
    told("tables", len(TABLES), len(TABLES))
    _write_truth(nation, out, files)
    manifest = _manifest(of, counts, files)
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    manifest_path.write_text(f"{text}\n", encoding="utf-8")
    return manifest


def _write_truth(nation: Nation, out: Path, files: dict[str, str]) -> None:
    truth = truth_of(nation)
    scanned = {name: pl.scan_parquet(out / f"{name}.parquet") for name in TABLES}
    truth["totals"] = totals_of(nation, scanned, truth["frauds"])
    for name, frame in truth.items():
        _write(out, f"truth/{name}.parquet", lambda frame=frame: iter([frame]), frame.schema, files)


def _write(
    out: Path, name: str, frames: Callable[[], Iterator[pl.DataFrame]], schema: Mapping[str, Any],
    files: dict[str, str],
) -> None:  # fmt: skip
    write_frames(frames, schema, out / name)
    files[name] = digest_of(out / name)


def _manifest(of: Settings, counts: dict[str, Any], files: dict[str, str]) -> dict[str, Any]:
    return {
        "simulated": True,
        "format": FORMAT,
        "settings": of.shown(),
        "known_until": str(np.datetime64(of.last_day, "D")),
        "versions": {
            "bagdar": version("bagdar"),
            "python": platform.python_version(),
            "numpy": version("numpy"),
            "polars": version("polars"),
        },
        "tables": counts,
        "files": files,
    }


def _by_region(nation: Nation, table: str) -> dict[str, int]:
    """Rows by today's region: of the organisation they name, else of the person's home."""
    codes = nation.world.places.borders.codes
    found = np.zeros(len(codes), np.int64)
    for places in nation.regions_of(table):
        found += np.bincount(places, minlength=len(codes))
    return {code: int(count) for code, count in zip(codes, found, strict=True) if count}
