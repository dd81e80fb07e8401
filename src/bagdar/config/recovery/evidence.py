"""The files of evidence in a backup: FILE.evidence.tar, each file under its own SHA-256.

They are taken after the database: a file is on the disk before the row that names it is committed
and is never removed, so every row of the backup finds its file. They come back before the database
does, and what is there already and whole is left alone.
"""

import hashlib
import os
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from bagdar.config.recovery.manifest import PART, DamagedBackup, Files, sha256_of

NAME = re.compile(r"[0-9a-f]{64}")


def archive_of(backup: Path) -> Path:
    """Where the files of a backup stand."""
    return backup.with_name(f"{backup.name}.evidence.tar")


def take(folder: Path, backup: Path) -> Files:
    """Write the archive, or none where there is no file. Raises DamagedBackup for a file that is
    not what was kept: it has to be mended first, or every backup would carry the damage.
    """
    archive = archive_of(backup)
    unfinished = archive.with_name(f"{archive.name}.part")
    paths = list(_kept(folder))
    archive.unlink(missing_ok=True)
    if not paths:
        return Files()
    with tarfile.open(unfinished, "w", format=tarfile.PAX_FORMAT) as tar:
        for path in paths:
            if sha256_of(path) != path.name:
                unfinished.unlink()
                raise DamagedBackup(file=f"evidence/{path.parent.name}/{path.name}")
            tar.add(path, arcname=path.name)
    unfinished.chmod(0o600)
    files = Files(len(paths), sha256_of(unfinished), unfinished.stat().st_size)
    unfinished.replace(archive)
    return files


def check(backup: Path, files: Files) -> None:
    """Whether the archive is as it was written. Raises DamagedBackup."""
    archive = archive_of(backup)
    if files.count and (
        not archive.is_file()
        or archive.stat().st_size != files.size
        or sha256_of(archive) != files.sha256
    ):
        raise DamagedBackup(file=archive.name)


def put_back(backup: Path, files: Files, folder: Path) -> None:
    """Write every file that is not there whole. Raises DamagedBackup for one that is not its name.

    Files that the backup does not know stay: no row will name them.
    """
    if not files.count:
        return
    archive = archive_of(backup)
    with tarfile.open(archive, "r") as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isreg() else None
            if content is None or not NAME.fullmatch(member.name):
                raise DamagedBackup(file=archive.name)
            _write(content, folder / member.name[:2] / member.name, archive)


def _write(content: IO[bytes], path: Path, archive: Path) -> None:
    if path.is_file() and sha256_of(path) == path.name:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    coming = path.with_name(f".coming-{path.name}")
    digest = hashlib.sha256()
    with coming.open("wb") as file:
        while part := content.read(PART):
            digest.update(part)
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() != path.name:
        coming.unlink()
        raise DamagedBackup(file=archive.name)
    coming.chmod(0o400)
    coming.replace(path)


def _kept(folder: Path) -> Iterator[Path]:
    """Files under their checksum, in the order of their names."""
    yield from (path for path in sorted(folder.glob("??/*")) if NAME.fullmatch(path.name))
