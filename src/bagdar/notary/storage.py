"""The log's files: a folder that any web server can show, written so that a crash spoils nothing.

A tile is written to a file of its own, forced to the disk and then renamed; it is never written
over. The checkpoint comes last, so whatever it speaks of is already there.
"""

import dataclasses
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from bagdar.notary.rules.refusals import TileAbsent, TileDiffers
from bagdar.notary.rules.tiles import ENTRIES, FULL, HASH, Tile, encode_entries, parse_entries

CHECKPOINT = "checkpoint"
MAKING = ".making-"


def put(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """The whole file or none of it, whatever happens in between; on the disk when this returns."""
    replace(path, data, mode=mode)
    sync_folder(path.parent)


def replace(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """As `put`, but whoever calls sees to the folder."""
    made = path.with_name(f"{MAKING}{secrets.token_hex(8)}")
    descriptor = os.open(made, os.O_CREAT | os.O_WRONLY | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        made.rename(path)
    except BaseException:
        made.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Storage:
    """Tiles and the checkpoint in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def checkpoint(self) -> str | None:
        """The published note; None where there is no log yet."""
        try:
            return (self.folder / CHECKPOINT).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def publish(self, note: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        put(self.folder / CHECKPOINT, note.encode("utf-8"))

    def read(self, tile: Tile) -> bytes:
        """A tile of the width asked for, cut from a wider one where only that is there.

        Raises TileAbsent, TileMalformed
        """
        for width in self._widths(tile):
            wider = dataclasses.replace(tile, width=width)
            try:
                data = (self.folder / wider.path).read_bytes()
            except FileNotFoundError:
                continue  # another process has just put a full one in its place
            if width == tile.width:
                return data
            if tile.level == ENTRIES:
                return encode_entries(parse_entries(data, width)[: tile.width])
            return data[: tile.width * HASH]
        raise TileAbsent(tile=tile.path)

    def _widths(self, tile: Tile) -> Iterator[int]:
        """The width itself, the full one, and what else there is that is wide enough."""
        yield tile.width
        if not tile.is_full:
            yield FULL
            path = self.folder / tile.full.path
            names = [one.name for one in path.with_name(f"{path.name}.p").glob("[0-9]*")]
            yield from sorted(width for width in map(int, names) if width > tile.width)

    def write(self, tiles: Iterable[tuple[Tile, bytes]]) -> None:
        """All of them, on the disk when this returns. Raises TileDiffers: another one stands there.

        One that stands there already with the same bytes was written before a crash.
        """
        folders = set()
        for tile, data in tiles:
            path = self.folder / tile.path
            folders |= self._folders(path.parent)
            if path.exists():
                if path.read_bytes() != data:
                    raise TileDiffers(tile=tile.path)
                continue  # renamed before, so on the disk; its folder is seen to below
            replace(path, data)
        for folder in sorted(folders, key=lambda one: -len(one.parts)):
            sync_folder(folder)

    def _folders(self, folder: Path) -> set[Path]:
        """A folder of the log and all above it, made where they are missing."""
        folder.mkdir(parents=True, exist_ok=True)
        found = {self.folder}
        while folder != self.folder:
            found.add(folder)
            folder = folder.parent
        return found

    def drop_partials(self, tiles: Iterable[Tile]) -> None:
        """Narrower files of tiles that are full now; readers take the full one instead."""
        for tile in tiles:
            if tile.is_full:
                path = self.folder / tile.path
                shutil.rmtree(path.with_name(f"{path.name}.p"), ignore_errors=True)

    def sweep(self) -> None:
        """What a crash left half written."""
        for path in self.folder.rglob(f"{MAKING}*"):
            path.unlink(missing_ok=True)
