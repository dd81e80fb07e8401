"""PostgreSQL's own programs: found where Debian keeps them, run by whoever may run them."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from bagdar.config.recovery.manifest import ToolFailed

DEBIAN = Path("/usr/lib/postgresql")


def folder(version: int | None = None) -> Path | None:
    """The folder of initdb and pg_ctl of a major version, or of the newest one here; or None."""
    installed = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if version is not None:
        installed = [path for path in installed if int(path.parts[-3]) == version]
    if installed:
        return installed[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def server_program(name: str, version: int | None = None) -> str:
    """The path of one that comes with the server. Raises ToolFailed."""
    place = folder(version)
    if place is None or not (place / name).is_file():
        shown = f"{name} ({version})" if version else name
        raise ToolFailed(tool=shown, problem="not installed")
    return str(place / name)


def client_program(name: str) -> str:
    """The path of one that Debian puts before everybody. Raises ToolFailed."""
    program = shutil.which(name)
    if program is None:
        raise ToolFailed(tool=name, problem="not installed")
    return program


def as_postgres(command: Sequence[str]) -> list[str]:
    """PostgreSQL refuses to run as root, so root hands over to the system's postgres user."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else [*command]


def run(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    within: Path | None = None,
) -> None:
    """Raises ToolFailed with the first line of what it complained of."""
    done = subprocess.run(
        command, env={**os.environ, **(environment or {})}, cwd=within,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        problem = lines[0][:300] if lines else str(done.returncode)
        raise ToolFailed(tool=Path(command[0]).name, problem=problem)
