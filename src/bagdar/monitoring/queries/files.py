"""The files of evidence: read only when they are what was kept."""

from bagdar import kept
from bagdar.core.errors import DomainError


class FileLost(DomainError):
    """The file is gone from the disk or is not what was kept: only a backup brings it back."""

    code = "monitoring.file_lost"
    status = 503


def read_file(sha256: str) -> bytes:
    """The contents of a file of evidence. Raises FileLost."""
    content = kept.read(sha256)
    if content is None:
        raise FileLost()
    return content
