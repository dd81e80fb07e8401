"""Files of one line a row, each the only text that its row has, and what names them."""

import hashlib
from collections.abc import Iterable
from typing import Any

from bagdar.admissions.rules.reading import canonical


def lines(rows: Iterable[Any]) -> bytes:
    return "".join(f"{canonical(row)}\n" for row in rows).encode()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
