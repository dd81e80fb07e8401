"""CSV as we write it: semicolons, a mark of UTF-8 so that Excel reads Kazakh, nothing that runs."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bagdar.core.sheets.harmless import harmless

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_PIECE = 64 * 1024  # characters that are gathered before they are given out


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The file in pieces; numbers have a decimal comma, days are written 2021-06-18."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(name) for name in header])
    yield BYTE_ORDER_MARK
    for row in rows:
        writer.writerow([cell(value) for value in row])
        if out.tell() > _PIECE:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def cell(value: Any) -> str:
    """One value as it stands in a file."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Decimal, float)):
        return f"{Decimal(str(value)):f}".replace(".", ",")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return harmless(str(value))
