"""The real service for a while: own folder, database and port; started as people start it.

Browser tests look at this one, and the benchmarks measure it.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import free_port

PATIENCE_SECONDS = 180
BAGDAR = (sys.executable, "-m", "bagdar.config.cli")
# Where the processes of one tier keep what each of them would prepare alike; tests/tier.py makes
# the folder and takes it away. Without one everybody prepares for themselves.
SHARED = "TESTS_SHARED_DIR"
# What no record or file that is prepared depends on.
OF_SERVING = ("BAGDAR_VAR_DIR", "BAGDAR_PORT", "BAGDAR_LANGUAGE", "BAGDAR_WARM", "BAGDAR_COUNT")


@dataclass(frozen=True)
class Service:
    """address: http://127.0.0.1:port, no slash at its end. password: of every demo account."""

    address: str
    password: str
    var_dir: Path

    def __str__(self) -> str:
        return self.address


@contextmanager
def service(
    settings: Mapping[str, str] | None = None, *, demonstrated: bool = False
) -> Iterator[Service]:
    """A prepared, answering service; `settings` are BAGDAR_ variables to change.

    demonstrated  with the whole demonstration in its database: half a minute more
    """
    home = Path(tempfile.mkdtemp(prefix="bagdar-served-"))
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BAGDAR_")},
        "BAGDAR_VAR_DIR": str(home / "var"),
        "BAGDAR_PORT": str(port),
        "BAGDAR_LANGUAGE": "kk",
        "BAGDAR_WARM": "0",
        "BAGDAR_COUNT": "0",
        "BAGDAR_NATION": "0",  # whoever needs people asks for them
        **(settings or {}),
    }
    address = f"http://127.0.0.1:{port}"
    try:
        prepare(environment, *(("setup", "demo") if demonstrated else ("setup",)))
        with (home / "log").open("w") as log:
            running = subprocess.Popen(
                [*BAGDAR, "serve"], env=environment, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            wait_for(f"{address}/robots.txt", running, home / "log")
            password = (home / "var" / "demonstration_password").read_text()
            yield Service(address, password, home / "var")
        finally:
            running.terminate()
            running.wait(timeout=120)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def prepare(environment: Mapping[str, str], *commands: str) -> None:
    """Brings BAGDAR_VAR_DIR, which does not exist yet, to where those commands bring it.

    In a tier the first process that asks runs them, and the others copy what they came to; so does
    whoever goes further than they.
    """
    shared = environment.get(SHARED, "")
    if not shared or environment.get("BAGDAR_DATABASE_URL"):
        return _run(environment, commands)
    given = sorted(
        (name, value)
        for name, value in environment.items()
        if name.startswith("BAGDAR_") and name not in OF_SERVING
    )
    name = hashlib.sha256(repr((commands, given)).encode()).hexdigest()
    kept = Path(shared) / name
    with (Path(shared) / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            making = Path(shared) / f"{name}.making"
            shutil.rmtree(making, ignore_errors=True)
            own = {**environment, "BAGDAR_VAR_DIR": str(making)}
            *before, last = commands
            if before:  # what others were brought to as well
                prepare(own, *before)
            _run(own, [last])
            making.rename(kept)
    shutil.copytree(kept, environment["BAGDAR_VAR_DIR"])
    return None


def _run(environment: Mapping[str, str], commands: Iterable[str]) -> None:
    for command in commands:
        subprocess.run([*BAGDAR, command], env=environment, check=True, capture_output=True)


def wait_for(url: str, running: subprocess.Popen[bytes], log: Path) -> None:
    """Until the address answers. Raises RuntimeError with the log where it never does."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the service does not answer at {url}:\n{log.read_text()}")
