"""The receipt of a release: what it says, whether the log has it, and its text."""

import hashlib
from collections.abc import Mapping
from enum import Enum
from typing import Any

from bagdar.core.errors import DomainError
from bagdar.indicators import models
from bagdar.indicators.queries.releases import TableInfo, tables
from bagdar.indicators.rules.releases import NoReleaseReceipt, NoSuchRelease
from bagdar.notary import public as notary

KIND, SUMS, ENDING = "indicators.release", "SHA256SUMS", ".tlog-proof"


class Receipt(Enum):
    """none: no log was begun when the release went out; silent: the log cannot be read now."""

    NONE = "none"
    WAITS = "waits"
    THERE = "there"
    SILENT = "silent"


def content_of(one: models.Release) -> Mapping[str, Any]:
    """What is committed to. files: SHA-256 of SHA256SUMS, which stands in the archive."""
    sums = hashlib.sha256(sums_of(tables(one.code))).hexdigest()
    return {"release": one.code, "sha256": one.digest, "files": sums}


def sums_of(found: tuple[TableInfo, ...]) -> bytes:
    """The files of all tables by name, as `sha256sum --check` reads them."""
    files = {name: sha256 for one in found for name, (sha256, _) in one.files.items()}
    return "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(files.items())).encode()


def standing(handle: str) -> Receipt:
    """Of a release's receipt. handle: empty where it has none."""
    if not handle:
        return Receipt.NONE
    try:
        notary.receipt(handle)
    except notary.ReceiptWaits:
        return Receipt.WAITS
    except DomainError:
        return Receipt.SILENT
    return Receipt.THERE


def text(code: str) -> str:
    """c2sp.org/tlog-proof@v1, which opens the commitment.

    Raises NoSuchRelease, NoReleaseReceipt, ReceiptWaits, LogAbsent.
    """
    one = models.Release.objects.filter(code=code).first()
    if one is None:
        raise NoSuchRelease(release=code)
    if not one.receipt:
        raise NoReleaseReceipt(release=code)
    return notary.receipt(one.receipt, content_of(one)).text


def name_of(code: str) -> str:
    return f"{code}{ENDING}"
