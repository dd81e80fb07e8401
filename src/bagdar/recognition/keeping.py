"""Which files of evidence may come, by what their bytes are, and what is said of a lost one.

PDF, PNG or JPEG; a badge is JSON, SVG or the text of a signed badge as well.
"""

from bagdar import kept
from bagdar.core.file_names import ending_by_head
from bagdar.recognition.rules.errors import FileLarge, FileLost, FileUnfit

MOST = 8 << 20
MOST_BADGE = 512 * 1024
MEDIA_TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}
OF_BADGE = ("json", "application/octet-stream")  # never shown as anything that a browser runs


def kind_of(data: bytes, *, is_badge: bool = False) -> tuple[str, str]:
    """Ending and media type. Raises FileUnfit, FileLarge."""
    most = MOST_BADGE if is_badge else MOST
    if len(data) > most:
        raise FileLarge(most=most >> 10)
    ending = ending_by_head(data)
    if is_badge and data and ending in ("", "png"):
        return (ending, MEDIA_TYPES[ending]) if ending else OF_BADGE
    if not ending or is_badge:
        raise FileUnfit()
    return ending, MEDIA_TYPES[ending]


def read(sha256: str) -> bytes:
    """Raises FileLost: it is gone or is not what was kept."""
    data = kept.read(sha256)
    if data is None:
        raise FileLost()
    return data
