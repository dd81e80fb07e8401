"""What is wrong with an archive today: everything at once, for whoever is to be woken."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import psycopg

from bagdar.config.recovery.archive import Archive, NoCopy
from bagdar.config.recovery.copies import ArchivingOff, WalNotKept
from bagdar.config.recovery.manifest import DamagedBackup
from bagdar.core.errors import DomainError

COPY_HOURS = 26  # a copy a night, and two hours for it
DRILL_DAYS = 8
WAITING = "5 minutes"  # of a segment that PostgreSQL wants kept


class CopyTooOld(DomainError):
    code = "house.copy_too_old"


class NotDrilled(DomainError):
    code = "house.not_drilled"


class ServerSilent(DomainError):
    code = "house.server_silent"


def findings(archive: Archive, url: str, now: datetime, *, is_whole: bool) -> Iterator[DomainError]:
    """Sizes, ages and gaps; every byte as well where is_whole."""
    yield from _of_copies(archive, now, is_whole=is_whole)
    yield from _of_drills(archive, now)
    yield from _of_server(url)


def _of_copies(archive: Archive, now: datetime, *, is_whole: bool) -> Iterator[DomainError]:
    try:
        copies = archive.all_copies()
        archive.all_marks()
    except DamagedBackup as damaged:
        yield damaged
        return
    if not copies:
        yield NoCopy(folder=archive.folder)
        return
    if now - datetime.fromisoformat(copies[-1].ended_at) > timedelta(hours=COPY_HOURS):
        yield CopyTooOld(copy=copies[-1].name, hours=COPY_HOURS)
    for copy in copies:
        try:
            archive.check_copy(copy, is_whole=is_whole)
        except DamagedBackup as damaged:
            yield damaged
    yield from archive.check_log(copies[0], is_whole=is_whole)


def _of_drills(archive: Archive, now: datetime) -> Iterator[DomainError]:
    try:
        last = archive.last_drill()
    except DamagedBackup as damaged:
        yield damaged
        return
    if last is None or now - last > timedelta(days=DRILL_DAYS):
        yield NotDrilled(days=DRILL_DAYS)


def _of_server(url: str) -> Iterator[DomainError]:
    """Whether PostgreSQL gets rid of its log: what waits for long is not kept anywhere else."""
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            mode = connection.execute("SELECT current_setting('archive_mode')").fetchone()
            waiting = connection.execute(
                "SELECT min(name) FROM pg_ls_archive_statusdir() "
                "WHERE name LIKE '%%.ready' AND modification < now() - %s::interval",
                [WAITING],
            ).fetchone()
    except psycopg.OperationalError:
        yield ServerSilent()
        return
    if mode == ("off",):
        yield ArchivingOff()
    elif waiting and waiting[0]:
        yield WalNotKept(file=waiting[0].removesuffix(".ready"))
