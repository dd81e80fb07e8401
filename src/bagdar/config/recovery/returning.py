"""A PostgreSQL comes back from its archive: into an empty folder, to the end or to a moment."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shlex import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bagdar.config.recovery import postgres, programs
from bagdar.config.recovery.archive import Archive, Copy, Mark
from bagdar.config.recovery.manifest import NotAsBackedUp, differing
from bagdar.core.errors import DomainError

UNPACKERS = {".zst": "zstd", ".lz4": "lz4", ".gz": "gzip"}
# What an earlier return wrote: a second target beside ours would be refused.
OURS = ("restore_command", "recovery_target")
LONGEST = 24 * 3600  # seconds that a start or a stop may take
PAUSE = 0.2  # seconds between two looks at whether the log has been read


class FolderNotEmpty(DomainError):
    code = "house.folder_not_empty"


class DidNotReturn(DomainError):
    code = "house.did_not_return"


@dataclass(frozen=True)
class Target:
    """Where to stop reading the log: at a mark, at an instant, or (neither) at its end.

    timeline  whose log: each return begins another; None: the latest
    """

    mark: Mark | None = None
    at: datetime | None = None
    timeline: int | None = None

    def copy_in(self, archive: Archive) -> Copy:
        """The copy from which to begin. Raises NoCopy, DamagedBackup."""
        return archive.newest_copy(place=self.mark.place if self.mark else None, at=self.at)

    def settings(self) -> dict[str, str]:
        told = {"recovery_target_timeline": str(self.timeline or "latest")}
        if self.mark:
            told["recovery_target_name"] = self.mark.name
        elif self.at:
            told["recovery_target_time"] = self.at.isoformat(timespec="microseconds")
        return {**told, "recovery_target_action": "promote"} if len(told) > 1 else told


def prepare(archive: Archive, data: Path, target: Target) -> Copy:
    """Unpack a copy into an empty folder, check every byte, and say how far to read the log.

    Nothing is started. Raises FolderNotEmpty, NoCopy, DamagedBackup, ToolFailed; whatever was
    unpacked by then is taken away again.
    """
    if data.exists() and any(data.iterdir()):
        raise FolderNotEmpty(folder=data)
    copy = target.copy_in(archive)
    archive.check_copy(copy, is_whole=True)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    data.chmod(0o700)
    try:
        _unpack(archive.copies / copy.name, data)
        _verify(archive.copies / copy.name, data, copy.version)
        _set_target(archive, data, target)
    except BaseException:
        _empty(data)
        raise
    return copy


def _unpack(copy: Path, data: Path) -> None:
    [base] = copy.glob("base.tar*")
    packed = UNPACKERS.get(base.suffix)
    more = [f"--use-compress-program={packed}"] if packed else []
    tar = programs.client_program("tar")
    programs.run([tar, "--extract", f"--file={base}", *more], within=data)
    programs.run([tar, "--extract", f"--file={copy / 'pg_wal.tar'}"], within=data / "pg_wal")


def _verify(copy: Path, data: Path, version: int) -> None:
    """Every file that was unpacked has the SHA-256 that the server gave it while it copied."""
    program = programs.server_program("pg_verifybackup", version)
    given = ["--exit-on-error", "--quiet", f"--manifest-path={copy / 'backup_manifest'}"]
    programs.run([program, *given, str(data)])


def _set_target(archive: Archive, data: Path, target: Target) -> None:
    kept = data / "postgresql.auto.conf"
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    lines = [line for line in lines if not line.startswith(OURS)]
    command = f'"{archive.fetch}" "{archive.wal}/%f" "%p"'
    told = {"restore_command": command, **target.settings()}
    lines += [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in told.items()]
    kept.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (data / "recovery.signal").touch(mode=0o600)
    owner = (data / "PG_VERSION").stat()
    for path in (data, kept, data / "recovery.signal"):
        os.chown(path, owner.st_uid, owner.st_gid)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


# --- the drill --------------------------------------------------------------------------------


def drill(archive: Archive, url: str, data: Path) -> tuple[Mark, float]:
    """Bring the newest mark back into an empty folder, compare every table, take it away again.

    Gives the mark and the seconds that it took. The server of the drill listens on a socket of its
    own, where nobody else comes, and keeps no log. Raises what `prepare` raises, NoMark,
    DidNotReturn, NotAsBackedUp.
    """
    marked = archive.newest_mark()
    begun = time.monotonic()
    copy = prepare(archive, data, Target(mark=marked))
    try:
        with started(data, copy.version, url) as reached:
            compare(marked, reached)
    finally:
        _empty(data)
    return marked, time.monotonic() - begun


def compare(marked: Mark, url: str) -> None:
    """Every table of a database against a mark. Raises NotAsBackedUp."""
    different = differing(marked.tables, postgres.contents(url)[0])
    if different:
        raise NotAsBackedUp(tables=different)


@contextmanager
def started(data: Path, version: int, url: str) -> Iterator[str]:
    """A server on a prepared folder, until the end of the block; gives the address of the database
    that `url` names. Raises DidNotReturn with what PostgreSQL said.
    """
    home = Path(tempfile.mkdtemp(prefix="bagdar-drill-"))
    try:
        _write_configuration(home)
        control = [programs.server_program("pg_ctl", version), f"--pgdata={data}"]
        control += ["--wait", f"--timeout={LONGEST}"]
        given = " ".join(f"-c {name}={quote(value)}" for name, value in _settings(home).items())
        start = [*control, f"--log={home}/log", f"--options={given}", "start"]
        try:
            if _called(start, home):
                raise DidNotReturn(problem=_complaint(home / "log"))
            reached = _address(url, home)
            while not _answers(reached):
                if _called([*control[:2], "status"], home):
                    raise DidNotReturn(problem=_complaint(home / "log"))
                time.sleep(PAUSE)
            yield reached
        finally:
            _called([*control, "--mode=fast", "stop"], home)
    finally:
        shutil.rmtree(home)


def _settings(home: Path) -> Mapping[str, str]:
    """Given on the command line, where they weigh more than the settings that came back: a drill
    must not write into the archive.
    """
    return {
        "config_file": f"{home}/postgresql.conf",
        "hba_file": f"{home}/pg_hba.conf",
        "unix_socket_directories": str(home),
        "listen_addresses": "",
        "port": "5432",
        "archive_mode": "off",
        "hot_standby": "off",
        "logging_collector": "off",
        "shared_preload_libraries": "",
        "max_wal_size": "4GB",
        "shared_buffers": "256MB",
    }


def _write_configuration(home: Path) -> None:
    (home / "postgresql.conf").touch()
    (home / "pg_hba.conf").write_text("local all all trust\n")
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        for path in (home, *home.iterdir()):
            os.chown(path, owner.pw_uid, owner.pw_gid)


def _answers(url: str) -> bool:
    """Whether the log has been read as far as it was to be; until then nobody is let in."""
    try:
        with psycopg.connect(url):
            return True
    except psycopg.OperationalError:
        return False


def _called(command: list[str], home: Path) -> int:
    return subprocess.run(
        programs.as_postgres(command), cwd=home, check=False,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ).returncode  # fmt: skip


def _complaint(log: Path) -> str:
    """What the log says last that is no course of things."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    told = [line for line in lines if "FATAL" in line or "PANIC" in line or line[:1] == "/"]
    return " · ".join(told[-3:])[:600] or "postgres"


def _address(url: str, home: Path) -> str:
    """The same database and user, by the drill's socket."""
    known = conninfo_to_dict(url)
    return make_conninfo(
        "", dbname=known.get("dbname"), user=known.get("user"), host=str(home), port=5432
    )
