"""A folder of tables: what its manifest says, and its files a part at a time."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bagdar.registry.rules.errors import FolderRefused
from bagdar.warehouse.tables.registry import TABLES

ROWS_AT_ONCE = 250_000
TOGETHER = "organisation_id"
# What rows of other tables are about comes first.
FIRST = ("territory", "organisation", "person")
LOADED = (*FIRST, *(name for name in TABLES if name not in FIRST))


@dataclass(frozen=True)
class Manifest:
    """digest  SHA-256 of the manifest; tables: in the order in which they can be loaded"""

    folder: Path
    digest: str
    tables: tuple[str, ...]

    def file(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"


def read(folder: Path) -> Manifest:
    """Raises FolderRefused where there is no manifest, or a file is not the one it names."""
    path = folder / "manifest.json"
    try:
        told = path.read_bytes()
        files = json.loads(told)["files"]
    except (OSError, ValueError, KeyError, TypeError):
        raise FolderRefused(reason="manifest", file=path.name) from None
    tables = tuple(name for name in LOADED if f"{name}.parquet" in files)
    for name in tables:
        _demand_same(folder / f"{name}.parquet", files[f"{name}.parquet"])
    return Manifest(folder, hashlib.sha256(told).hexdigest(), tables)


def _demand_same(file: Path, digest: str) -> None:
    try:
        with file.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        found = ""
    if found != digest:
        raise FolderRefused(reason="file", file=file.name)


def rows_of(file: Path) -> int:
    return int(pl.scan_parquet(file).select(pl.len()).collect().item())


def chunks(file: Path) -> Iterator[pl.DataFrame]:
    """The rows of a file, ROWS_AT_ONCE at most at a time; those of an organisation together.

    A class of the whole country is then read from a few pages of the disk, not from one a learner.
    """
    for start in range(0, rows_of(file), ROWS_AT_ONCE):
        frame = pl.scan_parquet(file).slice(start, ROWS_AT_ONCE).collect()
        if TOGETHER in frame.columns:
            frame = frame.sort(TOGETHER, maintain_order=True)
        yield frame
