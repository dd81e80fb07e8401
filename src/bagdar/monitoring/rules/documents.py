"""What may stand behind a report as evidence: kinds of files told by their contents.

A name that ends in .pdf proves nothing: the bytes are looked at, and the name is given the ending
of what they are. Nothing is unpacked.
"""

import re
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import IO

from bagdar.core.errors import DomainError
from bagdar.core.file_names import ending_by_head
from bagdar.monitoring.rules.content import ContentFault, fault

MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "png": "image/png",
    "jpg": "image/jpeg",
    "txt": "text/plain",
}
MOST_MEMBERS = 5000  # files inside an office document
HEAD = 4096
ODT_MARK = "application/vnd.oasis.opendocument.text"
WEB_PAGE = re.compile(rb"^\s*(<!doctype|<html|<\?xml|<svg|<script|<body|<head)", re.IGNORECASE)
LINK = r"https?://[^\s/?#<>\"']+([/?#][^\s<>\"']*)?"
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


class EmptyFile(DomainError):
    code = "monitoring.file_empty"
    status = 422


class LargeFile(DomainError):
    code = "monitoring.file_large"
    status = 413


class UnknownFile(DomainError):
    """Neither a document nor a picture of the kinds that are kept, whatever its name says."""

    code = "monitoring.file_kind"
    status = 415

    def __init__(self) -> None:
        super().__init__(known=[one.upper() for one in MEDIA_TYPES])


class FileWithMacros(DomainError):
    code = "monitoring.file_macros"
    status = 422


def ending_of(file: IO[bytes]) -> str:
    """pdf, docx, xlsx, odt, png, jpg or txt: by what the bytes are.

    Raises EmptyFile, UnknownFile, FileWithMacros.
    """
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise EmptyFile()
    if ending := ending_by_head(head):
        return ending
    if head.startswith(b"PK"):
        return _of_package(file)
    if _is_text(file):
        return "txt"
    raise UnknownFile()


def _of_package(file: IO[bytes]) -> str:
    """An office document by the names of its members. Raises UnknownFile, FileWithMacros."""
    try:
        with zipfile.ZipFile(file) as package:
            members = package.infolist()
            names = {member.filename for member in members}
            mark = _mark(package) if "mimetype" in names else ""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        raise UnknownFile() from None
    if len(members) > MOST_MEMBERS:
        raise UnknownFile()
    if any(name.lower().endswith(("vbaproject.bin", ".xlm")) for name in names):
        raise FileWithMacros()
    if any(name.startswith("Basic/") for name in names):
        raise FileWithMacros()
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return "docx"
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return "xlsx"
    if mark == ODT_MARK:
        return "odt"
    raise UnknownFile()


def _mark(package: zipfile.ZipFile) -> str:
    """An OpenDocument file says what it is in its first member; no more of it is read."""
    with package.open("mimetype") as member:
        return member.read(len(ODT_MARK) + 2).decode("ascii", "replace").strip()


def _is_text(file: IO[bytes]) -> bool:
    """Whether there are words and nothing that a program would run; any eight-bit encoding."""
    file.seek(0)
    first = True
    while part := file.read(1 << 20):
        if first and (WEB_PAGE.match(part.removeprefix(b"\xef\xbb\xbf")) or _starts_program(part)):
            return False
        if CONTROL.search(part):
            return False
        first = False
    return not first


def _starts_program(part: bytes) -> bool:
    return part.startswith((b"#!", b"MZ", b"{\\rtf"))


def evidence_faults(
    kind: str,
    title: str,
    number: str,
    dated_on: date | None,
    url: str,
    *,
    known: tuple[str, ...],
    has_file: bool,
    today: date,
) -> tuple[ContentFault, ...]:
    """What is wrong with a document's particulars, as (field, code, facts)."""
    found = []
    if kind not in known:
        found.append(fault("evidence_kind", "kind", value=kind[:40]))
    if not title.strip():
        found.append(fault("report_missing", "title"))
    for name, text, most in (("title", title, 300), ("number", number, 60), ("url", url, 500)):
        if len(text) > most:
            found.append(fault("report_long", name, most=most))
    if dated_on and dated_on > today:
        found.append(fault("evidence_future", "dated_on", value=dated_on))
    if url and not re.fullmatch(LINK, url):
        found.append(fault("evidence_url", "url"))
    if not (number.strip() or url or has_file):
        found.append(fault("evidence_nothing", "number"))
    return tuple(found)
