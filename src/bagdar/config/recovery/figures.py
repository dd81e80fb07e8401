"""The sums of figures and what of them may be shown, in a backup: FILE.figures.tar.

Sums stand under their SHA-256; what protection came to carries its own in its first line. Neither
is changed once it is there. The sums could be computed again from the snapshots; what protection
came to could not, once the rule or a library has changed, and answers have been read from it.
"""

import hashlib
import os
import re
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from bagdar.config.recovery.manifest import DamagedBackup, Files, sha256_of

SUMS = re.compile(r"([0-9a-f]{64})\.csv")
PROTECTED = re.compile(r"protected/[0-9a-f-]{36}(\.bridged)?\.json")


def archive_of(backup: Path) -> Path:
    """Where the figures of a backup stand."""
    return backup.with_name(f"{backup.name}.figures.tar")


def take(folder: Path, backup: Path) -> Files:
    """Write the archive, or none where there is no file. Raises DamagedBackup for a file that is
    not what was kept."""
    archive = archive_of(backup)
    unfinished = archive.with_name(f"{archive.name}.part")
    names = list(_kept(folder))
    archive.unlink(missing_ok=True)
    if not names:
        return Files()
    with tarfile.open(unfinished, "w", format=tarfile.PAX_FORMAT) as tar:
        for name in names:
            content = (folder / name).read_bytes()
            if not is_whole(name, content):
                unfinished.unlink()
                raise DamagedBackup(file=f"figures/{name}")
            told = tarfile.TarInfo(name)
            told.size, told.mode = len(content), 0o600
            tar.addfile(told, BytesIO(content))
    unfinished.chmod(0o600)
    files = Files(len(names), sha256_of(unfinished), unfinished.stat().st_size)
    unfinished.replace(archive)
    return files


def check(backup: Path, files: Files) -> None:
    """Whether the archive is as it was written. Raises DamagedBackup."""
    archive = archive_of(backup)
    if files.count and (not archive.is_file() or sha256_of(archive) != files.sha256):
        raise DamagedBackup(file=archive.name)


def put_back(backup: Path, files: Files, folder: Path) -> None:
    """Write every file that is not there whole. Raises DamagedBackup for one that is damaged."""
    if not files.count:
        return
    archive = archive_of(backup)
    with tarfile.open(archive, "r") as tar:
        for member in tar:
            opened = tar.extractfile(member) if member.isreg() else None
            content = opened.read() if opened else b""
            if not is_whole(member.name, content):
                raise DamagedBackup(file=archive.name)
            path = folder / member.name
            if not path.is_file() or not is_whole(member.name, path.read_bytes()):
                _write(content, path)


def is_whole(name: str, content: bytes) -> bool:
    """Whether a file is what its name or its first line says; False for a name that is not ours."""
    sums = SUMS.fullmatch(name)
    if sums:
        return hashlib.sha256(content).hexdigest() == sums[1]
    first, _, rest = content.partition(b"\n")
    is_told = hashlib.sha256(rest).hexdigest() == first.decode(errors="replace")
    return bool(PROTECTED.fullmatch(name)) and is_told


def _write(content: bytes, path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    coming = path.with_name(f".coming-{path.name}")
    with coming.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    coming.replace(path)


def _kept(folder: Path) -> Iterator[str]:
    """Finished files in the order of their names."""
    found = [*folder.glob("*.csv"), *folder.glob("protected/*.json")]
    names = sorted(path.relative_to(folder).as_posix() for path in found)
    yield from (name for name in names if SUMS.fullmatch(name) or PROTECTED.fullmatch(name))
