"""What stands inside a badge's file: JSON, a signed text, or a PNG or SVG that one is baked into.

Bounded: no file of more than MOST bytes, no chunk is unpacked, no entity of XML is looked at.
"""

import json
import struct
from typing import Any
from xml.parsers import expat

from bagdar.recognition.rules.badge_errors import BadgeRefused

MOST = 512 * 1024
PNG = b"\x89PNG\r\n\x1a\n"
KEYWORDS = (b"openbadges", b"openbadgecredential")
ELEMENTS = ("assertion", "credential")
NAMESPACES = ("http://openbadges.org", "https://purl.imsglobal.org/ob/v3p0",
              "https://purl.imsglobal.org/spec/ob/v3p0")  # fmt: skip
Told = dict[str, Any] | str  # a JSON object, or the text of a JWS


def told_in(data: bytes) -> Told:
    """What the file says. Raises BadgeRefused empty, large, png, svg, unbaked, json, twice."""
    if not data.strip():
        raise BadgeRefused("empty")
    if len(data) > MOST:
        raise BadgeRefused("large")
    if data.startswith(PNG):
        return _told(_of_png(data))
    text = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        return _told(_of_svg(data))
    return _told(text)


def _told(text: bytes) -> Told:
    text = text.strip()
    if text.startswith((b"{", b"[")):
        return parse(text)
    try:
        plain = text.decode("ascii")
    except UnicodeDecodeError:
        raise BadgeRefused("json") from None
    if plain.startswith(("http://", "https://")):
        raise BadgeRefused("address")  # Open Badges 1: only the network says what it is
    if plain.count(".") != 2:
        raise BadgeRefused("json")
    return plain


def parse(text: bytes) -> dict[str, Any]:
    """A JSON object in which no name stands twice. Raises BadgeRefused json, twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise BadgeRefused("twice")
        return found

    def no_number(text: str) -> Any:
        raise ValueError(text)

    try:
        found = json.loads(text.decode("utf-8"), object_pairs_hook=once, parse_constant=no_number)
        json.dumps(found, ensure_ascii=False).encode("utf-8")  # no half of a surrogate pair
    except (ValueError, RecursionError):
        raise BadgeRefused("json") from None
    if isinstance(found, dict):
        return found
    raise BadgeRefused("json")


def _of_png(data: bytes) -> bytes:
    """The text of the one chunk that Open Badges names; its checksum is asked."""
    import zlib

    place, found = len(PNG), []
    while place < len(data):
        if place + 12 > len(data):
            raise BadgeRefused("png")
        size, kind = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + size]
        check = data[place + 8 + size : place + 12 + size]
        if len(body) < size or len(check) < 4:
            raise BadgeRefused("png")
        if struct.unpack(">I", check)[0] != zlib.crc32(kind + body):
            raise BadgeRefused("png")
        if kind == b"iTXt" and body.partition(b"\0")[0] in KEYWORDS:
            found.append(_of_chunk(body))
        if kind == b"tEXt" and body.partition(b"\0")[0] in KEYWORDS:
            found.append(body.partition(b"\0")[2])
        if kind == b"IEND":
            break
        place += 12 + size
    if len(found) != 1:
        raise BadgeRefused("unbaked" if not found else "twice")
    return found[0]


def _of_chunk(body: bytes) -> bytes:
    rest = body.partition(b"\0")[2]
    if rest[:2] != b"\0\0":  # Open Badges forbids it to be compressed
        raise BadgeRefused("png")
    parts = rest[2:].split(b"\0", 2)
    if len(parts) != 3:
        raise BadgeRefused("png")
    return parts[2]


def _of_svg(data: bytes) -> bytes:
    """The signed text of the element's `verify`, or the JSON inside it."""
    found: list[str] = []
    inside: list[list[str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if space in NAMESPACES and local in ELEMENTS:
            inside.append([attributes.get("verify", "")])
        elif inside:
            inside.append([])

    def end(name: str) -> None:
        if inside:
            parts = inside.pop()
            if not inside:
                text = "".join(parts[1:]).strip()
                found.append(text or parts[0])

    def words(text: str) -> None:
        if len(inside) == 1:
            inside[0].append(text)

    def refuse(*_: Any) -> None:
        raise BadgeRefused("svg")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = words
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise BadgeRefused("svg") from None
    if len(found) != 1:
        raise BadgeRefused("unbaked" if not found else "twice")
    return found[0].encode("utf-8")
