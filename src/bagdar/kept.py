"""Files of evidence, each under the SHA-256 of its contents in the folder that backups take along.

A file is written whole and forced to the disk, under its own checksum, before the row that names it
is committed; so a row never stands without its file. A file whose row was rolled back may stay: it
is reached by nobody, and is used again where the same file comes. Two apps that keep the same file
share it. Which files may come, and what is said of one that is lost, each app decides for itself.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

PART = 1 << 20


@dataclass(frozen=True)
class Coming:
    """A file that is on the disk and has no name yet. file: open, to be looked into."""

    file: IO[bytes]
    sha256: str
    size: int

    def keep(self) -> None:
        """Give it its name, and force that name to the disk; a damaged one is replaced."""
        if is_intact(self.sha256):
            return
        path, coming = path_of(self.sha256), Path(self.file.name)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        coming.chmod(0o400)
        coming.replace(path)
        for place in (path.parent, path.parent.parent):
            descriptor = os.open(place, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


@contextmanager
def coming(parts: Iterable[bytes]) -> Iterator[Coming]:
    """A file that is written to the disk; what is not kept when the block ends is gone.

    Whatever `parts` raises ends it: who bounds a file counts its parts.
    """
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder(), prefix=".coming-", delete=False) as file:
        try:
            digest, size = hashlib.sha256(), 0
            for part in parts:
                size += len(part)
                digest.update(part)
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
            yield Coming(file, digest.hexdigest(), size)
        finally:
            Path(file.name).unlink(missing_ok=True)


def keep(data: bytes) -> str:
    """A whole file; its checksum is given back."""
    with coming([data]) as one:
        one.keep()
    return one.sha256


def read(sha256: str) -> bytes | None:
    """The contents; None: the file is gone or is not what was kept, so only a backup has it."""
    path = path_of(sha256)
    content = path.read_bytes() if path.is_file() else b""
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def is_intact(sha256: str) -> bool:
    """Whether the file is there and every byte of it is what was kept."""
    path = path_of(sha256)
    if not path.is_file():
        return False
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(PART):
            digest.update(part)
    return digest.hexdigest() == sha256


def folder() -> Path:
    return Path(settings.VAR_DIR) / "evidence"


def path_of(sha256: str) -> Path:
    """Where a file lies: var/evidence/ab/ab12…, by the checksum of its contents."""
    return folder() / sha256[:2] / sha256
