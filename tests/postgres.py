"""A PostgreSQL of our own for one command: made in a temporary folder, always stopped.

    python tests/postgres.py .venv/bin/python -m pytest -m database

The command sees BAGDAR_DATABASE_URL. The cluster trusts whoever reaches its loopback port, and
does not wait for the disk: it holds nothing worth keeping.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote

from bagdar.config.recovery.programs import as_postgres
from bagdar.config.recovery.programs import folder as binaries

QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _run(command: Sequence[str], folder: Path) -> None:
    answer = subprocess.run(
        as_postgres(command), cwd=folder, capture_output=True, text=True, check=False
    )
    if answer.returncode:
        raise RuntimeError(f"{command[0]}: {answer.stdout}{answer.stderr}")


class Cluster:
    """A PostgreSQL of our own. url: of an empty database in it; data: its folder."""

    def __init__(self, folder: Path, home: Path, options: Mapping[str, str], name: str) -> None:
        self._folder, self._home, self._options = folder, home, options
        self._port = free_port()
        self.data = home / "data"
        self.url = f"postgresql://bagdar@127.0.0.1:{self._port}/{name}"

    def make(self) -> None:
        # template0's UTF-8 with the C collation: the same order of letters on every machine.
        first = ["--username=bagdar", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        _run([str(self._folder / "initdb"), "--pgdata", str(self.data), *first], self._home)

    def start(self) -> None:
        options = {**self._options, "port": self._port, "listen_addresses": "127.0.0.1"}
        given = " ".join(f"-c {key}={quote(str(value))}" for key, value in options.items())
        more = ["--log", str(self._home / "log"), "--options", f"{given} -k {self._home}", "start"]
        self._control(*more)

    def stop(self) -> None:
        self._control("--mode=immediate", "stop")

    def _control(self, *words: str) -> None:
        pg_ctl = str(self._folder / "pg_ctl")
        _run([pg_ctl, "--pgdata", str(self.data), "--silent", "--wait", *words], self._home)

    def create(self) -> None:
        address = ["--host=127.0.0.1", f"--port={self._port}", "--username=bagdar"]
        _run([str(self._folder / "createdb"), *address, self.url.rpartition("/")[2]], self._home)

    @property
    def postmaster(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def children(self) -> list[int]:
        """The processes of this cluster beside its postmaster."""
        return [pid for pid, parent, _ in _processes() if parent == self.postmaster]

    def backends(self) -> list[int]:
        """Those that serve a client which came over TCP."""
        found = self.children()
        return [pid for pid, _, line in _processes() if pid in found and " 127.0.0.1(" in line]


def _processes() -> Iterator[tuple[int, int, str]]:
    """(pid, parent, command line) of everything that runs here."""
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = (place / "stat").read_text().rpartition(")")[2].split()[1]
            line = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:  # it has ended meanwhile
            continue
        yield int(place.name), int(parent), line


@contextmanager
def running(name: str = "bagdar", options: Mapping[str, str] = QUICK) -> Iterator[Cluster]:
    """A running cluster with an empty database of that name."""
    folder = binaries()
    if folder is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    home = Path(tempfile.mkdtemp(prefix="bagdar-postgres-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(home, owner.pw_uid, owner.pw_gid)
    own = Cluster(folder, home, options, name)
    try:
        own.make()
        try:
            own.start()
            own.create()
            yield own
        finally:
            own.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def cluster(name: str = "bagdar") -> Iterator[str]:
    """A running cluster; gives the URL of an empty database in it."""
    with running(name) as own:
        yield own.url


def main(command: Sequence[str]) -> int:
    if binaries() is None:
        print("NOT RUN on PostgreSQL: it is not installed. apt-get install postgresql")
        return 1 if os.environ.get("CI") == "true" else 0
    with cluster() as url:
        print(f"On PostgreSQL: {' '.join(command)}", flush=True)
        environment = {**os.environ, "BAGDAR_DATABASE_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
