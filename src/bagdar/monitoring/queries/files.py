"""The files of evidence on disk: by their checksum, read only when they are what was kept."""

import hashlib
from pathlib import Path

from django.conf import settings

from bagdar.core.errors import DomainError

PART = 1 << 20


class FileLost(DomainError):
    """The file is gone from the disk or is not what was kept: only a backup brings it back."""

    code = "monitoring.file_lost"
    status = 503


def folder() -> Path:
    return Path(settings.VAR_DIR) / "evidence"


def path_of(sha256: str) -> Path:
    """Where a file lies: var/evidence/ab/ab12…, by the checksum of its contents."""
    return folder() / sha256[:2] / sha256


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


def read_file(sha256: str) -> bytes:
    """The contents of a file of evidence. Raises FileLost."""
    path = path_of(sha256)
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise FileLost()
    return content
