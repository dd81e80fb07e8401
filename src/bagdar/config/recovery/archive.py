"""The folder from which a PostgreSQL of any size comes back: copies, its log since, marked moments.

    ARCHIVE/copies/2026-11-29T02-15-00Z/   a base backup: base.tar.*, pg_wal.tar, backup_manifest,
                                           and copy.json with the SHA-256 of each
    ARCHIVE/wal/000000010000000000000007.zst, ….zst.sha256    as deploy/archive-wal.sh writes them
    ARCHIVE/marks/2026-11-29T02-20-00Z.json    a moment, and what every table held then
    ARCHIVE/drilled.json                       when it was last seen to come back

What is here is read and judged here; PostgreSQL is asked in `copies` and started in `returning`.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bagdar.config.environment import ROOT
from bagdar.config.recovery.manifest import (
    DamagedBackup,
    Files,
    Table,
    read_sealed,
    read_tables,
    sha256_of,
    write_sealed,
)
from bagdar.core.errors import DomainError

SEGMENT = re.compile(r"[0-9A-F]{24}")
NAME = "%Y-%m-%dT%H-%M-%SZ"
HALF = 1 << 32  # what the middle eight digits of a segment's name count


class NoCopy(DomainError):
    code = "house.no_copy"


class NoMark(DomainError):
    code = "house.no_mark"


class WalMissing(DomainError):
    code = "house.wal_missing"


@dataclass(frozen=True)
class Copy:
    """A base backup. Instants are ISO 8601 in UTC.

    ended_at, end  the first moment that it can be brought to: instant and place in the log
    first          the segment of the log from which on it needs the log
    system         PostgreSQL's own number of the cluster; version: the major one
    files          each of its files, with count 1
    """

    name: str
    began_at: str
    ended_at: str
    end: int
    first: str
    segment_bytes: int
    system: str
    version: int
    files: Mapping[str, Files]


@dataclass(frozen=True)
class Mark:
    """A moment under a name that the log itself holds, and the contents of every table then.

    at  ISO 8601 in UTC; place: in the log
    """

    name: str
    at: str
    place: int
    system: str
    migrations: tuple[str, ...]
    tables: Mapping[str, Table]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def place_of(lsn: str) -> int:
    """PostgreSQL's "16/B374D848" as one number."""
    high, low = lsn.split("/")
    return (int(high, 16) << 32) + int(low, 16)


def number_of(segment: str, segment_bytes: int) -> int:
    """Which segment of the log it is, counted from 0 whatever the timeline."""
    return int(segment[8:16], 16) * (HALF // segment_bytes) + int(segment[16:], 16)


def segment_named(timeline: int, number: int, segment_bytes: int) -> str:
    log, segment = divmod(number, HALF // segment_bytes)
    return f"{timeline:08X}{log:08X}{segment:08X}"


@dataclass(frozen=True)
class Archive:
    folder: Path

    @property
    def wal(self) -> Path:
        return self.folder / "wal"

    @property
    def copies(self) -> Path:
        return self.folder / "copies"

    @property
    def marks(self) -> Path:
        return self.folder / "marks"

    @property
    def fetch(self) -> Path:
        """The script that PostgreSQL calls for a segment: the archive carries its own."""
        kept = self.folder / "fetch-wal.sh"
        return kept if kept.exists() else ROOT / "deploy" / "fetch-wal.sh"

    # --- copies and marks, oldest first -------------------------------------------------------

    def all_copies(self) -> list[Copy]:
        """Raises DamagedBackup for a record that is not what was written."""
        return [_copy(path) for path in sorted(self.copies.glob("[0-9]*/copy.json"))]

    def all_marks(self) -> list[Mark]:
        """Raises DamagedBackup."""
        return [_mark(path) for path in sorted(self.marks.glob("[0-9]*.json"))]

    def newest_copy(self, *, place: int | None = None, at: datetime | None = None) -> Copy:
        """The newest that can be brought to a place in the log or an instant. Raises NoCopy."""
        fitting = [
            copy
            for copy in self.all_copies()
            if (place is None or copy.end <= place)
            and (at is None or datetime.fromisoformat(copy.ended_at) <= at)
        ]
        if not fitting:
            raise NoCopy(folder=self.folder)
        return fitting[-1]

    def newest_mark(self) -> Mark:
        """Raises NoMark."""
        marks = self.all_marks()
        if not marks:
            raise NoMark(folder=self.folder)
        return marks[-1]

    def mark_named(self, name: str) -> Mark:
        """Raises NoMark, DamagedBackup."""
        found = [mark for mark in self.all_marks() if mark.name == name]
        if not found:
            raise NoMark(folder=self.folder)
        return found[0]

    def check_copy(self, copy: Copy, *, is_whole: bool) -> None:
        """Whether its files are what was written, by size or byte by byte. Raises DamagedBackup."""
        for name, known in copy.files.items():
            path = self.copies / copy.name / name
            has_size = path.is_file() and path.stat().st_size == known.size
            if not has_size or (is_whole and sha256_of(path) != known.sha256):
                raise DamagedBackup(file=f"copies/{copy.name}/{name}")

    # --- the log ------------------------------------------------------------------------------

    def segments(self) -> list[str]:
        found = (path.name.removesuffix(".zst") for path in self.wal.glob("*.zst"))
        return sorted(name for name in found if SEGMENT.fullmatch(name))

    def check_log(self, copy: Copy, *, is_whole: bool) -> Iterator[DomainError]:
        """What is missing between a copy and the newest segment, and what is damaged."""
        first = number_of(copy.first, copy.segment_bytes)
        numbers = {number_of(name, copy.segment_bytes) for name in self.segments()}
        expected = range(first, max(numbers, default=first) + 1)
        missing = [number for number in expected if number not in numbers]
        if missing:
            name = segment_named(int(copy.first[:8], 16), missing[0], copy.segment_bytes)
            yield WalMissing(count=len(missing), first=name)
        if is_whole:
            for path in sorted(self.wal.glob("*.zst")):
                if not _is_as_kept(path):
                    yield DamagedBackup(file=f"wal/{path.name}")

    # --- letting go ---------------------------------------------------------------------------

    def keep_newest(self, count: int) -> list[str]:
        """Remove older copies, and the log and the marks that only they needed; their names.

        Interrupted anywhere, what is left of a copy has no record and is no copy.
        """
        copies = self.all_copies()
        gone = copies[:-count]
        for copy in gone:
            (self.copies / copy.name / "copy.json").unlink()
            shutil.rmtree(self.copies / copy.name)
        if gone:
            oldest = copies[-count]
            first = number_of(oldest.first, oldest.segment_bytes)
            for name in self.segments():
                if number_of(name, oldest.segment_bytes) < first:
                    (self.wal / f"{name}.zst").unlink()
                    (self.wal / f"{name}.zst.sha256").unlink(missing_ok=True)
            for mark in self.all_marks():
                if mark.place < oldest.end:
                    (self.marks / f"{mark.name}.json").unlink()
        return [copy.name for copy in gone]

    # --- the drill ----------------------------------------------------------------------------

    def note_drill(self, told: Mapping[str, Any]) -> None:
        write_sealed(self.folder / "drilled.json", told)

    def last_drill(self) -> datetime | None:
        """When it was last seen to come back. Raises DamagedBackup."""
        path = self.folder / "drilled.json"
        return datetime.fromisoformat(read_sealed(path)["at"]) if path.exists() else None


def name_of(at: datetime) -> str:
    return at.astimezone(UTC).strftime(NAME)


def write_copy(folder: Path, copy: Copy) -> None:
    write_sealed(folder / "copy.json", asdict(copy))


def write_mark(archive: Archive, mark: Mark) -> None:
    archive.marks.mkdir(mode=0o700, exist_ok=True)
    write_sealed(archive.marks / f"{mark.name}.json", asdict(mark))


def _copy(path: Path) -> Copy:
    told = read_sealed(path)
    try:
        told["files"] = {name: Files(**file) for name, file in told["files"].items()}
        return Copy(**told)
    except (KeyError, TypeError, AttributeError):
        raise DamagedBackup(file=path.name) from None


def _mark(path: Path) -> Mark:
    told = read_sealed(path)
    try:
        told["tables"] = read_tables(told["tables"])
        told["migrations"] = tuple(told["migrations"])
        return Mark(**told)
    except (KeyError, TypeError, AttributeError):
        raise DamagedBackup(file=path.name) from None


def _is_as_kept(path: Path) -> bool:
    """Whether an archived file of the log has the SHA-256 that was written before it."""
    seal = path.with_name(f"{path.name}.sha256")
    return seal.is_file() and seal.read_text().split()[:1] == [sha256_of(path)]


def first_segment(backup_manifest: Path, segment_bytes: int) -> tuple[str, int]:
    """The segment that a base backup begins in, and the place where it ends."""
    ranges = json.loads(backup_manifest.read_bytes())["WAL-Ranges"]
    begin, end = ranges[0], ranges[-1]
    number = place_of(begin["Start-LSN"]) // segment_bytes
    return segment_named(begin["Timeline"], number, segment_bytes), place_of(end["End-LSN"])


def synced(folder: Path) -> None:
    """The names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
