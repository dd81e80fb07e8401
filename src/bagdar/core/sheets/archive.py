"""An XLSX file, or a zip of texts, looked at as an archive before anything of it is unpacked.

What a spreadsheet program writes passes; bombs, macros, links to other books, files within files,
documents that declare entities and names that lead outside are refused. Every read here is
bounded by the sizes that the archive declares, and those by the limits.
"""

import io
import re
import stat
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import IO

from bagdar.core.declared import safe
from bagdar.core.errors import Fault, FaultyData, fault, refuse
from bagdar.core.sheets.limits import MEBIBYTE, Limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Excel before 2007, and whatever has a password
_ENTITY = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_NESTED = (b"PK\x03\x04", _OLE, b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_XML_STARTS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00<")
_TABLES = ("xl/worksheets/", "xl/sharedStrings.xml")
_ARCHIVES = (".zip", ".xlsx", ".xlsm", ".docx", ".rar", ".7z", ".gz", ".jar")


def looked_through(content: bytes, shown: str, limits: Limits) -> zipfile.ZipFile:
    """The archive, found harmless. Raises FaultyData."""
    if content.startswith(_OLE):
        refuse(fault("upload_old_format", shown))
    archive = _opened(content, shown, limits, fault("upload_broken", shown))
    entries = archive.infolist()
    _is_workbook([entry.filename for entry in entries], shown)
    elements = 0
    for entry in entries:
        elements += _harmless_content(archive, entry, shown, limits)
        if elements > limits.elements:
            refuse(fault("upload_bomb_cells", shown, limit=limits.elements))
    return archive


def texts_of(
    content: bytes, shown: str, wanted: Collection[str], limits: Limits
) -> dict[str, bytes]:
    """The wanted files of a zip by their names, whatever folder holds them. Raises FaultyData.

    Bounded and looked through as a book is, before anything of it is unpacked.
    """
    broken = fault("upload_zip_broken", shown)
    archive = _opened(content, shown, limits, broken)
    found: dict[str, bytes] = {}
    for entry in archive.infolist():
        name = entry.filename.replace("\\", "/").rpartition("/")[2]
        if entry.is_dir() or name not in wanted:
            continue
        if name in found:
            refuse(fault("upload_twice_in_zip", shown, part=safe(name)))
        found[name] = _text(archive, entry, shown, broken)
    return found


def _text(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, shown: str, broken: Fault) -> bytes:
    with _reading(broken), archive.open(entry) as part:
        text = part.read(entry.file_size)
    if text.startswith(_NESTED):
        refuse(fault("upload_nested", shown, part=safe(entry.filename)))
    return text


def _opened(content: bytes, shown: str, limits: Limits, broken: Fault) -> zipfile.ZipFile:
    """The archive, its sizes and names within bounds; nothing of it unpacked."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, OSError):
        refuse(broken)
    _bounded(entries, shown, limits)
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        refuse(broken)
    for entry in entries:
        _harmless_name(entry, shown)
    return archive


def _bounded(entries: list[zipfile.ZipInfo], shown: str, limits: Limits) -> None:
    if len(entries) > limits.entries:
        refuse(fault("upload_bomb_entries", shown, count=len(entries), limit=limits.entries))
    total = sum(entry.file_size for entry in entries)
    largest = max((entry.file_size for entry in entries), default=0)
    for size, limit in ((total, limits.total_bytes), (largest, limits.entry_bytes)):
        if size > limit:
            facts = {"size_mib": -(-size // MEBIBYTE), "limit_mib": limit // MEBIBYTE}
            refuse(fault("upload_bomb_size", shown, **facts))
    for entry in entries:
        if entry.file_size > MEBIBYTE and entry.file_size > limits.ratio * entry.compress_size:
            refuse(fault("upload_bomb_ratio", shown, part=safe(entry.filename), limit=limits.ratio))


def _harmless_name(entry: zipfile.ZipInfo, shown: str) -> None:
    name = entry.filename
    parts = name.replace("\\", "/").split("/")
    leads_out = name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]
    if leads_out or stat.S_ISLNK(entry.external_attr >> 16):
        refuse(fault("upload_path", shown, part=safe(name)))
    if entry.flag_bits & 1:
        refuse(fault("upload_old_format", shown))
    lower = name.lower()
    if "vbaproject" in lower or "/macrosheets/" in lower or lower.endswith(".bin.vba"):
        refuse(fault("upload_macros", shown))
    if "externallinks/" in lower:
        refuse(fault("upload_links", shown))
    if lower.endswith(_ARCHIVES) or "/embeddings/" in lower:
        refuse(fault("upload_nested", shown, part=safe(name)))


def _is_workbook(names: list[str], shown: str) -> None:
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        refuse(fault("upload_not_a_workbook", shown))


def _harmless_content(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, shown: str, limits: Limits
) -> int:
    """No entities (billion laughs), no encoding that hides them, no archive under another name.

    Gives how many elements of XML it has, and reads no more of them than may be.
    """
    if entry.is_dir():
        return 0
    with _reading(fault("upload_broken", shown)), archive.open(entry) as part:
        return _harmless_bytes(part, entry, shown, limits)


@contextmanager
def _reading(broken: Fault) -> Iterator[None]:
    """Whatever a crafted entry makes the library raise says that the file is damaged."""
    try:
        yield
    except (FaultyData, MemoryError):
        raise
    except Exception:  # zlib.error and what another codec of the library may raise among them
        refuse(broken)


def _harmless_bytes(part: IO[bytes], entry: zipfile.ZipInfo, shown: str, limits: Limits) -> int:
    tail = fresh = part.read(MEBIBYTE)
    head = tail[:200]
    if head.startswith(_NESTED):
        refuse(fault("upload_nested", shown, part=safe(entry.filename)))
    # A book names its parts as it likes, so a part is XML as soon as a reader might take it so.
    is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    is_xml = is_xml or head.lstrip().startswith(_XML_STARTS)
    if is_xml:
        said = _ENCODING.search(head)
        if b"\x00" in head[:8] or (said and said[1].lower() not in (b"utf-8", b"us-ascii")):
            refuse(fault("upload_broken", shown))
    is_table = entry.filename.startswith(_TABLES)
    elements, most = 0, limits.elements if is_table else limits.parts
    while tail:
        if is_xml and _ENTITY.search(tail):
            refuse(fault("upload_entities", shown, part=safe(entry.filename)))
        elements += fresh.count(b"<") - fresh.count(b"</")
        if is_xml and elements > most:
            refuse(fault("upload_bomb_cells", shown, limit=most))
        if entry.filename == "[Content_Types].xml" and b"macroEnabled" in tail:
            refuse(fault("upload_macros", shown))
        fresh = part.read(MEBIBYTE)
        tail = tail[-16:] + fresh if fresh else b""
    return elements if is_xml else 0
