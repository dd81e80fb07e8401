"""What a file is by its first bytes, and a name for it that means a file everywhere."""

import re
import unicodedata

HEADS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
MOST_NAME = 120  # characters, and at most twice as many bytes in UTF-8


def ending_by_head(head: bytes) -> str:
    """pdf, png or jpg; "": none of them. head: at least the first eight bytes."""
    return next((ending for start, ending in HEADS.items() if head.startswith(start)), "")


def safe_name(given: str, ending: str) -> str:
    """A file name that means a file everywhere: no path, no control signs, the true ending.

    An empty one becomes "document".
    """
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    kept = "".join(sign if _is_plain(sign) else "_" for sign in stem)
    kept = re.sub(r"_+", "_", kept).strip("._- ")[:MOST_NAME].strip("._- ")
    return f"{kept or 'document'}.{ending}"


def _is_plain(sign: str) -> bool:
    return sign in " ._-()№" or unicodedata.category(sign)[0] in "LNM"
