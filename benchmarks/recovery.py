"""A PostgreSQL of a country's size: copied at work, lost, brought back, every table compared.

    python -m benchmarks recovery                     # nations of its own, at NATION_SCALES
    RECOVERY_URL=postgresql://… RECOVERY_DATA=/…/data RECOVERY_HOME=/large/disk \
        python -m benchmarks recovery                 # a cluster that exists, and its data folder

The archive and what comes back are written to RECOVERY_HOME, or where temporary files go. A
cluster that does not keep its log is told to, and restarted; at the end it is told to stop that.
With RECOVERY_LOSE=yes the cluster is stopped and its data folder is DELETED before the return, for
a disk that has no room for both; nothing else makes this happen.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from bagdar.config.recovery import copies, programs, returning
from bagdar.config.recovery.archive import Archive
from benchmarks import nation
from tests.postgres import running

SCALES = "0.01"
SCRIPTS = nation.ROOT / "deploy"
LATER = 1_000_000  # rows written after the copy, so that there is a log to read
GIB = 1024**3
Given = TypeVar("Given")


def measure() -> dict[str, Any]:
    found: dict[str, Any] = {}
    given = os.environ.get("RECOVERY_URL", "")
    for scale in os.environ.get("NATION_SCALES", "" if given else SCALES).split():
        found[scale] = _own(scale)
    if given:
        data = Path(os.environ["RECOVERY_DATA"])
        is_lost = os.environ.get("RECOVERY_LOSE") == "yes"
        with _archive() as archive, _keeping_its_log(archive, given, data):
            found["as given"] = _measured(archive, given, _lose(data) if is_lost else None)
    return found


def _own(scale: str) -> dict[str, Any]:
    with _archive() as archive:
        options = {**nation.TUNED, **_settings(archive)}
        with running(options=options) as own, tempfile.TemporaryDirectory() as home:
            folder = Path(home) / "nation"
            nation.made(scale, folder)
            code = "from benchmarks.recovery import load; load()"
            subprocess.run(
                [sys.executable, "-c", code, str(folder)], check=True, cwd=nation.ROOT,
                env=nation.environment(own.url, folder.parent),
            )  # fmt: skip
            return _measured(archive, own.url, None)


def load() -> None:
    """In a process of its own: the nation into an empty database."""
    import django

    django.setup()
    from django.core.management import call_command

    for app in ("audit", "access", "registry"):
        call_command("migrate", app, verbosity=0, skip_checks=True)
    nation.loaded(Path(sys.argv[1]))


# --- the archive and the cluster --------------------------------------------------------------


@contextmanager
def _archive() -> Iterator[Archive]:
    home = Path(tempfile.mkdtemp(prefix="bagdar-recovery-", dir=os.environ.get("RECOVERY_HOME")))
    try:
        (home / "wal").mkdir()
        for name in ("archive-wal.sh", "fetch-wal.sh"):
            shutil.copy(SCRIPTS / name, home)
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            for path in (home, home / "wal"):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        yield Archive(home)
    finally:
        shutil.rmtree(home)


def _settings(archive: Archive) -> dict[str, str]:
    command = f"{archive.folder}/archive-wal.sh %p {archive.wal}/%f"
    return {"archive_mode": "on", "archive_command": command, "archive_timeout": "45"}


@contextmanager
def _keeping_its_log(archive: Archive, url: str, data: Path) -> Iterator[None]:
    if _asked(url, "SHOW archive_mode") != "off":
        raise SystemExit("The cluster keeps its log for somebody already; give one of your own")
    settings = _settings(archive)
    _all(url, [f"ALTER SYSTEM SET {name} = '{value}'" for name, value in settings.items()])
    _control(data, "restart")
    try:
        yield
    finally:
        if data.exists():
            _all(url, ["DROP TABLE IF EXISTS recovery_later"])
            _all(url, [f"ALTER SYSTEM RESET {name}" for name in settings])
            _control(data, "restart")


def _lose(data: Path) -> Callable[[], None]:
    def lose() -> None:
        _control(data, "stop")
        shutil.rmtree(data)

    return lose


def _control(data: Path, word: str) -> None:
    version = int((data / "PG_VERSION").read_text())
    given = [f"--pgdata={data}", "--mode=fast", "--wait", "--timeout=86400", "--log=/dev/null"]
    programs.run(programs.as_postgres([programs.server_program("pg_ctl", version), *given, word]))


def _asked(url: str, query: str) -> Any:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row else None


def _all(url: str, commands: list[str]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for command in commands:
            connection.execute(command)


# --- what is measured -------------------------------------------------------------------------


def _measured(archive: Archive, url: str, lose: Callable[[], None] | None) -> dict[str, Any]:
    """Seconds of each step; the last three together are the time without the service."""
    size = _asked(url, "SELECT pg_database_size(current_database())")
    copy, copied = _timed(lambda: copies.take(archive, url, datetime.now(UTC)))
    later = f"CREATE TABLE recovery_later AS SELECT * FROM registry_enrolment LIMIT {LATER}"
    _all(url, [later])
    marked, counted = _timed(lambda: copies.mark(archive, url, datetime.now(UTC)))
    _, read = _timed(lambda: _read_whole(archive))
    if lose:
        lose()
    data = archive.folder / "data"
    target = returning.Target(mark=marked)
    _, unpacked = _timed(lambda: returning.prepare(archive, data, target))
    begun = time.perf_counter()
    with returning.started(data, copy.version, url) as reached:
        started = time.perf_counter() - begun
        _, compared = _timed(lambda: returning.compare(marked, reached))
    return {
        "rows": marked.rows,
        "database_gib": round(size / GIB, 2),
        "copy_gib": round(sum(file.size for file in copy.files.values()) / GIB, 2),
        "log_mib": round((marked.place - copy.end) / 1024**2),
        "was_lost": lose is not None,
        **{
            name: round(seconds, 1)
            for name, seconds in (
                ("copied_s", copied),
                ("counted_s", counted),
                ("read_s", read),
                ("unpacked_s", unpacked),
                ("started_s", started),
                ("compared_s", compared),
            )
        },
    }


def _read_whole(archive: Archive) -> None:
    copy = archive.newest_copy()
    archive.check_copy(copy, is_whole=True)
    for found in archive.check_log(copy, is_whole=True):
        raise found


def _timed(step: Callable[[], Given]) -> tuple[Given, float]:
    begun = time.perf_counter()
    given = step()
    return given, time.perf_counter() - begun
