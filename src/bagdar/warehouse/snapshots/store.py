"""Where snapshots are kept: a manifest each, and parts by their content.

    parts/<sha256>.parquet   rows of a table in a region; many snapshots may hold the same part
    <id>.json                a manifest
    spool/                   rows on their way while a snapshot is taken

A part or a manifest is on the disk before it has its name, so that what has a name is whole. A
take that was killed leaves parts that nothing names and no manifest: taking again uses the parts,
`clean` removes them.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bagdar.warehouse.snapshots import parts
from bagdar.warehouse.snapshots.errors import DamagedSnapshot, IsBusy, NoSuchSnapshot
from bagdar.warehouse.snapshots.manifest import Manifest

SHORT = 12  # characters of an id that people are shown
LEAST = 4  # that they have to type


@dataclass(frozen=True)
class Store:
    folder: Path

    # --- reading ---

    def manifests(self) -> list[Manifest]:
        """Every snapshot, by origin, then the earliest day first. Raises DamagedSnapshot."""
        found = [self._read(path) for path in self.folder.glob("*.json")]
        return sorted(found, key=lambda one: (one.origin, one.on, one.known_at, one.id))

    def manifest(self, begins: str) -> Manifest:
        """The one whose id begins so. Raises NoSuchSnapshot, DamagedSnapshot."""
        names = [path for path in self.folder.glob("*.json") if path.name.startswith(begins)]
        if len(begins) < LEAST or len(names) != 1:
            raise NoSuchSnapshot(id=begins, count=len(names))
        return self._read(names[0])

    def path(self, sha256: str) -> Path:
        return self.folder / "parts" / f"{sha256}.parquet"

    def verify(self, manifest: Manifest) -> int:
        """Reads every byte of every part; gives how many parts. Raises DamagedSnapshot."""
        names = {part.sha256 for _, _, part in manifest.parts()}
        for name in sorted(names):
            path = self.path(name)
            if not path.is_file() or parts.sha256_of(path) != name:
                raise DamagedSnapshot(file=path.name)
        return len(names)

    def _read(self, path: Path) -> Manifest:
        try:
            found = Manifest.read(path.read_bytes())
        except (OSError, ValueError, KeyError, TypeError):
            raise DamagedSnapshot(file=path.name) from None
        if found.id != path.stem:
            raise DamagedSnapshot(file=path.name)
        return found

    # --- writing ---

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else takes or cleans meanwhile. Raises IsBusy."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.folder / "parts").mkdir(mode=0o700, exist_ok=True)
        with (self.folder / ".lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise IsBusy() from None
            self._clear()
            yield
            self._clear()

    def spool(self) -> Path:
        folder = self.folder / "spool"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def put(self, frame: pl.DataFrame, table: str) -> tuple[str, int, bool]:
        """Keep rows as a part: SHA-256, bytes, and whether it was not there before."""
        unfinished = self.spool() / "part"
        name = parts.write(frame, table, unfinished)
        size = unfinished.stat().st_size
        path = self.path(name)
        is_new = not path.exists()
        if is_new:
            unfinished.replace(path)
        else:
            unfinished.unlink()
        return name, size, is_new

    def keep(self, manifest: Manifest) -> None:
        """The last step of a take: from here on the snapshot is there, with all its parts."""
        _sync(self.folder / "parts")
        unfinished = self.spool() / "manifest"
        with unfinished.open("wb") as file:
            file.write(manifest.text())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.folder / f"{manifest.id}.json")
        _sync(self.folder)

    def clean(self) -> tuple[int, int]:
        """Removes parts that no manifest names: how many, and their bytes. Raises IsBusy."""
        with self.held():
            named = {part.sha256 for one in self.manifests() for _, _, part in one.parts()}
            loose = [
                path for path in (self.folder / "parts").glob("*.parquet")
                if path.stem not in named
            ]  # fmt: skip
            size = sum(path.stat().st_size for path in loose)
            for path in loose:
                path.unlink()
            return len(loose), size

    def _clear(self) -> None:
        shutil.rmtree(self.folder / "spool", ignore_errors=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
