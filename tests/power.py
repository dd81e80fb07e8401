"""A disk of which the power is cut: a file system for SQLite that forgets what was not synced.

Files live in memory. A write is held back until xSync; when the power goes, each held-back sector
survives or not by the toss of a coin, and some of them may be torn. A removal of a file, such as
that of the journal, which is what commits, survives for certain only where the folder was synced.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

import apsw

SECTOR = 512


class PowerCut(Exception):
    """The power went in the middle of an operation."""


@dataclass
class File:
    """durable  what is on the disk for certain; seen: what the running program reads
    held        (offset, bytes) in order; a truncation is (size, None)
    """

    durable: bytearray = field(default_factory=bytearray)
    seen: bytearray = field(default_factory=bytearray)
    held: list[tuple[int, bytes | None]] = field(default_factory=list)

    def write(self, data: bytes, offset: int) -> None:
        _put(self.seen, data, offset)
        self.held.append((offset, bytes(data)))

    def truncate(self, size: int) -> None:
        _cut(self.seen, size)
        self.held.append((size, None))

    def sync(self) -> None:
        self.durable = bytearray(self.seen)
        self.held.clear()

    def survives(self, chance: Random) -> bytes:
        """The bytes found after the power is back."""
        left = bytearray(self.durable)
        torn = chance.random() < 0.5
        for offset, data in self.held:
            if data is None:
                if chance.random() < 0.5:
                    _cut(left, offset)
                continue
            for at in range(0, len(data), SECTOR):
                if chance.random() < 0.5:
                    piece = data[at : at + SECTOR]
                    if torn and chance.random() < 0.1:
                        piece = piece[: chance.randrange(len(piece)) or 1]
                    _put(left, piece, offset + at)
        return bytes(left)


def _put(into: bytearray, data: bytes, offset: int) -> None:
    if len(into) < offset:
        into.extend(bytes(offset - len(into)))
    into[offset : offset + len(data)] = data


def _cut(of: bytearray, size: int) -> None:
    if len(of) > size:
        del of[size:]
    else:
        of.extend(bytes(size - len(of)))


class Disk(apsw.VFS):
    """A file system of files by name, whose power goes at the n-th operation that changes it.

    cut_at      0: never
    fails_at    the n-th such operation fails, and the power stays; failure: with which error,
                None: it is not done and nobody is told
    operations  how many there were
    removed     files that were removed while the folder was not synced, as they were
    """

    def __init__(
        self, name: str, cut_at: int = 0, fails_at: int = 0,
        failure: type[apsw.Error] | None = apsw.IOError,
    ) -> None:  # fmt: skip
        self.files: dict[str, File] = {}
        self.removed: dict[str, File] = {}
        self.made: set[str] = set()  # since the folder was synced
        self.cut_at, self.operations, self.is_cut = cut_at, 0, False
        self.fails_at, self.failure = fails_at, failure
        self.name = name
        super().__init__(name, base="")

    def count(self) -> bool:
        """Whether the operation is done."""
        if self.is_cut:
            raise PowerCut
        self.operations += 1
        if self.operations == self.cut_at:
            self.is_cut = True
            raise PowerCut
        if self.operations == self.fails_at and self.failure:
            raise self.failure("the disk says no")
        return self.operations != self.fails_at

    def sync_folder(self) -> None:
        self.removed.clear()
        self.made.clear()

    def surviving(self, chance: Random) -> dict[str, bytes]:
        """The files found after the power is back."""
        found = {}
        for name, file in self.files.items():
            if name not in self.made or chance.random() < 0.5:
                found[name] = file.survives(chance)
        for name, file in self.removed.items():
            if chance.random() < 0.5:
                found[name] = file.survives(chance)
        return found

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> "Opened":
        shown = name.filename() if isinstance(name, apsw.URIFilename) else (name or "")
        if shown and shown not in self.files:
            self.count()
            self.files[shown] = File()
            self.made.add(shown)
        flags[1] = flags[0]
        return Opened(self, self.files.get(shown) or File())

    def xDelete(self, name: str, syncdir: bool) -> None:
        self.count()
        gone = self.files.pop(name, None)
        if gone is None:
            raise apsw.IOErrorDeleteNoentError(name)
        self.removed[name] = gone
        self.made.discard(name)
        if syncdir:
            self.sync_folder()

    def xAccess(self, name: str, flags: int) -> bool:
        return name in self.files

    def xFullPathname(self, name: str) -> str:
        return name

    def xRandomness(self, count: int) -> bytes:
        return bytes(count)

    def xSleep(self, microseconds: int) -> int:
        return microseconds

    def xCurrentTime(self) -> float:
        return 2460000.5

    def xCurrentTimeInt64(self) -> int:
        return 212_000_000_000_000


class Opened:
    """An open file of a Disk. One connection at a time, so a lock is only remembered."""

    def __init__(self, disk: Disk, file: File) -> None:
        self.disk, self.file, self.level = disk, file, 0

    def xRead(self, amount: int, offset: int) -> bytes:
        return bytes(self.file.seen[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        if self.disk.count():
            self.file.write(data, offset)

    def xTruncate(self, size: int) -> None:
        self.disk.count()
        self.file.truncate(size)

    def xSync(self, flags: int) -> None:
        self.disk.count()
        self.file.sync()
        self.disk.made -= {name for name, one in self.disk.files.items() if one is self.file}

    def xFileSize(self) -> int:
        return len(self.file.seen)

    def xLock(self, level: int) -> None:
        self.level = level

    def xUnlock(self, level: int) -> None:
        self.level = level

    def xCheckReservedLock(self) -> bool:
        return False

    def xFileControl(self, op: int, pointer: int) -> bool:
        return False

    def xSectorSize(self) -> int:
        return SECTOR

    def xDeviceCharacteristics(self) -> int:
        return 0

    def xClose(self) -> None:
        pass


def play(disk: Disk, start: bytes, statements: Sequence[str], *pragmas: str) -> int:
    """Run statements on a database that begins as `start`; how many COMMITs were acknowledged
    before the power went.
    """
    whole = File(bytearray(start), bytearray(start))
    disk.files = {"/db": whole}
    disk.made.clear()
    acknowledged = 0
    flags = apsw.SQLITE_OPEN_READWRITE
    connection = apsw.Connection("/db", vfs=disk.name, flags=flags)
    try:
        for pragma in pragmas:
            connection.execute(pragma).fetchall()
        for statement in statements:
            connection.execute(statement).fetchall()
            acknowledged += statement == "COMMIT"
    except (PowerCut, apsw.Error):
        if not disk.is_cut:
            raise
    finally:
        _let_go(connection)
    return acknowledged


def play_through(disk: Disk, start: bytes, work: Sequence[Sequence[str]], *pragmas: str) -> int:
    """Run transactions on a disk that fails once; how many COMMITs were acknowledged.

    A transaction that is refused is rolled back and not tried again, and the work ends there, as
    a command does that tells its caller.
    """
    disk.files = {"/db": File(bytearray(start), bytearray(start))}
    disk.made.clear()
    connection = apsw.Connection("/db", vfs=disk.name, flags=apsw.SQLITE_OPEN_READWRITE)
    acknowledged = 0
    try:
        for pragma in pragmas:
            connection.execute(pragma).fetchall()
        for transaction in work:
            for statement in transaction:
                connection.execute(statement).fetchall()
            acknowledged += 1
    except apsw.Error:
        if not disk.fails_at:
            raise
    finally:
        _let_go(connection)
    return acknowledged


def _let_go(connection: apsw.Connection) -> None:
    with suppress(PowerCut, apsw.Error):
        connection.close()


def found_after(disk: Disk, chance: Random, name: str) -> bytes:
    """The database as the next start finds and recovers it; the journal is played back.

    Raises apsw.Error where it cannot be opened, AssertionError where it is corrupt.
    """
    next_day = Disk(name)
    next_day.files = {
        shown: File(bytearray(content), bytearray(content))
        for shown, content in disk.surviving(chance).items()
    }
    connection = apsw.Connection("/db", vfs=name, flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        [[told]] = connection.execute("PRAGMA integrity_check(1)").fetchall()
        assert told == "ok", told
        return bytes(next_day.files["/db"].seen)
    finally:
        connection.close()
        next_day.unregister()
