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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl of the newest PostgreSQL here, or None."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if installed:
        return installed[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _as_postgres(command: Sequence[str]) -> list[str]:
    """PostgreSQL refuses to run as root, so root hands over to the system's postgres user."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else [*command]


def _run(command: Sequence[str], folder: Path) -> None:
    answer = subprocess.run(
        _as_postgres(command), cwd=folder, capture_output=True, text=True, check=False
    )
    if answer.returncode:
        raise RuntimeError(f"{command[0]}: {answer.stdout}{answer.stderr}")


@contextmanager
def cluster(name: str = "bagdar") -> Iterator[str]:
    """A running cluster; gives the URL of an empty database in it."""
    folder = binaries()
    if folder is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    home = Path(tempfile.mkdtemp(prefix="bagdar-postgres-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(home, owner.pw_uid, owner.pw_gid)
    data, port = str(home / "data"), free_port()
    # template0's UTF-8 with the C collation: the same order of letters on every machine.
    first = ["--username=bagdar", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    options = {**QUICK, "port": port, "listen_addresses": "127.0.0.1"}
    given = " ".join(f"-c {key}={value}" for key, value in options.items())
    control = [str(folder / "pg_ctl"), "--pgdata", data, "--silent", "--wait"]
    try:
        _run([str(folder / "initdb"), "--pgdata", data, *first], home)
        log = str(home / "log")
        _run([*control, "--log", log, "--options", f"{given} -k {home}", "start"], home)
        try:
            address = ["--host=127.0.0.1", f"--port={port}", "--username=bagdar"]
            _run([str(folder / "createdb"), *address, name], home)
            yield f"postgresql://bagdar@127.0.0.1:{port}/{name}"
        finally:
            _run([*control, "--mode=immediate", "stop"], home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


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
