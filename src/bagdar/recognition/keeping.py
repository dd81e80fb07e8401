"""Files of evidence, under their SHA-256 in the folder that backups take along.

A file is written whole and forced to the disk before the row that names it is committed. What it is
is told by its bytes: PDF, PNG or JPEG; a badge is JSON, SVG or the text of a signed badge as well.
"""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings

from bagdar.recognition.rules.errors import FileLarge, FileLost, FileUnfit

MOST = 8 << 20
MOST_BADGE = 512 * 1024
KINDS = {
    b"%PDF-": ("pdf", "application/pdf"),
    b"\x89PNG\r\n\x1a\n": ("png", "image/png"),
    b"\xff\xd8\xff": ("jpg", "image/jpeg"),
}
OF_BADGE = ("json", "application/octet-stream")  # never shown as anything that a browser runs


def folder() -> Path:
    return Path(settings.VAR_DIR) / "evidence"


def path_of(sha256: str) -> Path:
    return folder() / sha256[:2] / sha256


def kind_of(data: bytes, *, is_badge: bool = False) -> tuple[str, str]:
    """Ending and media type. Raises FileUnfit, FileLarge."""
    if len(data) > (MOST_BADGE if is_badge else MOST):
        raise FileLarge(most=(MOST_BADGE if is_badge else MOST) >> 10)
    found = next((kind for head, kind in KINDS.items() if data.startswith(head)), None)
    if is_badge and data and (found is None or found[0] == "png"):
        return found or OF_BADGE
    if found is None or is_badge:
        raise FileUnfit()
    return found


def plain_name(given: str, ending: str) -> str:
    """A name that means a file everywhere: letters, digits, the true ending."""
    stem = re.sub(r"[^\w .()№-]+", "_", Path(given.replace("\\", "/")).stem).strip("._- ")
    return f"{stem[:100] or 'document'}.{ending}"


def keep(data: bytes) -> str:
    """Write a file under its checksum, which is given back; one that is there is not written."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = path_of(sha256)
    if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
        return sha256
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder(), prefix=".coming-", delete=False) as coming:
        try:
            coming.write(data)
            coming.flush()
            os.fsync(coming.fileno())
            Path(coming.name).chmod(0o400)
            Path(coming.name).replace(path)
        finally:
            Path(coming.name).unlink(missing_ok=True)
    for place in (path.parent, folder()):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    return sha256


def read(sha256: str) -> bytes:
    """Raises FileLost: it is gone or is not what was kept."""
    path = path_of(sha256)
    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise FileLost()
    return data
