"""The forms in which a diploma comes: JSON, a PDF that carries it, an SD-JWT that shows part of it.

Like verify_diploma.py, whose part this is, it needs Python alone and touches neither disk nor
network. A PDF is not read as a PDF: what it shows is nobody's signature. Only the file that is
attached to it counts.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bagdar.notary.rules.verify_receipt import (
    MAX_TEXT,
    Refusal,
    canonical,
)

DIPLOMA = "bagdar-diploma/v1"
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
PDF, ATTACHED = b"%PDF-", b"/EmbeddedFile"
BEGINS = b'{"format":"bagdar-diploma/v1"'  # how the attached file begins, byte by byte
PDF_HEAD, MOST_ATTACHED = 1024, 32
ENDS = (b"\r\n", b"\n", b"\r")  # of a line
MOST_ATTACHED_BYTES = 2 * 1024 * 1024  # of one attached file, unpacked
SD_ALGORITHM, MOST_DISCLOSURES = "sha-256", 100
TOKEN = rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+"


@dataclass(frozen=True)
class Given:
    """What a file holds, as far as it has it: a credential with its proof, a VC-JWT, an SD-JWT."""

    credential: dict[str, Any] | None = None
    jwt: str | None = None
    sd_jwt: str | None = None
    receipt: str | None = None


# --- texts and instants ------------------------------------------------------------------------


def parse_json(data: bytes, code: str) -> Any:
    """JSON that every reader takes for the same: no name twice, no number that may be two."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("a name stands twice")
        return found

    def no_number(text: str) -> Any:
        raise ValueError(text)

    try:
        found = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=once,
            parse_constant=no_number,
            parse_float=no_number,
        )
        canonical(found)
    except (ValueError, RecursionError, Refusal):
        raise Refusal(code) from None
    return found


def unbase64url(text: Any, code: str) -> bytes:
    """The bytes of a text in the one form that Base64url without padding has for them."""
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9_-]*", text):
        raise Refusal(code)
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise Refusal(code) from None
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        raise Refusal(code)
    return data


def base58(data: bytes) -> str:
    number, found = int.from_bytes(data, "big"), list[str]()
    while number:
        number, some = divmod(number, 58**10)  # long numbers are slow to divide, short ones are not
        for _ in range(10):
            some, digit = divmod(some, 58)
            found.append(ALPHABET[digit])
    zeroes = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeroes + "".join(reversed(found)).lstrip("1")


def unbase58(text: Any, length: int, code: str) -> bytes:
    """The bytes of a multibase text (z, base58btc) that has so many of them."""
    if not isinstance(text, str) or text[:1] != "z" or not 1 < len(text) < 200:
        raise Refusal(code)
    number = 0
    for sign in text[1:]:
        if sign not in ALPHABET:
            raise Refusal(code)
        number = number * 58 + ALPHABET.index(sign)
    if number.bit_length() > 8 * length:
        raise Refusal(code)
    data = number.to_bytes(length, "big")
    if "z" + base58(data) != text:
        raise Refusal(code)
    return data


def is_instant(text: Any) -> bool:
    if not isinstance(text, str) or not INSTANT.fullmatch(text):
        return False
    try:
        seconds_of(text)
    except ValueError:
        return False
    return True


def seconds_of(text: str) -> int:
    return int(datetime.fromisoformat(f"{text[:-1]}+00:00").timestamp())


def as_object(value: Any, code: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refusal(code)
    return value


def as_list(value: Any) -> list[Any]:
    """What JSON-LD lets stand alone or in a list."""
    return value if isinstance(value, list) else [value]


# --- a PDF -------------------------------------------------------------------------------------


def attached(data: bytes) -> bytes:
    """The diploma's file that a PDF carries. Raises Refusal pdf_empty, pdf_several, pdf_bomb."""
    found: set[bytes] = set()
    place, count = data.find(ATTACHED), 0
    while place >= 0:
        count += 1
        if count > MOST_ATTACHED:
            raise Refusal("pdf_bomb")
        head, packed = _stream(data, place)
        if packed is not None:
            told = _inflated(packed) if b"/FlateDecode" in head else _without_end(packed)
            if told is not None and told.startswith(BEGINS):
                found.add(told)
        place = data.find(ATTACHED, place + 1)
    if not found:
        raise Refusal("pdf_empty")
    if len(found) > 1:  # a later version of the PDF may hide the first: neither is believed
        raise Refusal("pdf_several")
    return found.pop()


def _stream(data: bytes, place: int) -> tuple[bytes, bytes | None]:
    """The dictionary around a place and the stream that follows it; None: there is none."""
    since = data.rfind(b"obj", max(0, place - PDF_HEAD), place)
    since = since if since >= 0 else place
    begin = data.find(b"stream", place, place + PDF_HEAD)
    end = data.find(b"endstream", begin)
    if begin < 0 or end < 0 or data[begin - 3 : begin] == b"end":
        return b"", None
    head, packed = data[since:begin], data[begin + 6 : end]
    for ended in ENDS[:2]:
        if packed.startswith(ended):
            return head, packed[len(ended) :]
    return head, packed


def _without_end(data: bytes) -> bytes:
    """Without the end of the line before `endstream`."""
    return next((data[: -len(one)] for one in ENDS if data.endswith(one)), data)


def _inflated(packed: bytes) -> bytes | None:
    """None: it is not packed as it says. Raises Refusal pdf_bomb."""
    reader = zlib.decompressobj()
    try:
        told = reader.decompress(packed, MOST_ATTACHED_BYTES + 1)
    except zlib.error:
        return None
    if len(told) > MOST_ATTACHED_BYTES:
        raise Refusal("pdf_bomb")
    # What is packed may itself end like a line, so its end is where it says.
    return told if reader.eof and reader.unused_data in (b"", *ENDS) else None


# --- an SD-JWT (RFC 9901) ------------------------------------------------------------------------


def split_sd_jwt(text: str) -> tuple[str, list[str]]:
    """The token that the issuer signed and what is shown besides. Raises Refusal sd_malformed."""
    if not re.fullmatch(r"[A-Za-z0-9_.~-]*", text):
        raise Refusal("sd_malformed")
    token, *shown = text.split("~")
    # Nothing may follow the last ~: no diploma names a key of its holder, so none can be bound.
    if not shown or shown.pop() != "" or len(shown) > MOST_DISCLOSURES:
        raise Refusal("sd_malformed")
    return token, shown


def sd_digest(shown: str) -> str:
    told = hashlib.sha256(shown.encode("ascii")).digest()
    return base64.urlsafe_b64encode(told).rstrip(b"=").decode()


def sd_filled(claims: dict[str, Any], shown: list[str]) -> dict[str, Any]:
    """What an SD-JWT says: its claims with those that are shown in their places.

    Raises Refusal sd_malformed, sd_repeated, sd_unmatched
    """
    if claims.get("_sd_alg", SD_ALGORITHM) != SD_ALGORITHM:
        raise Refusal("sd_malformed")
    waiting = {sd_digest(one): _disclosure(one) for one in shown}
    if len(waiting) < len(shown):
        raise Refusal("sd_repeated")
    seen: set[str] = set()
    plain = {name: value for name, value in claims.items() if name != "_sd_alg"}
    found = _filled(plain, waiting, seen)
    if waiting:  # altered, or of another diploma
        raise Refusal("sd_unmatched")
    return as_object(found, "sd_malformed")


def _disclosure(text: str) -> tuple[str, Any]:
    told = parse_json(unbase64url(text, "sd_malformed"), "sd_malformed")
    if not isinstance(told, list) or len(told) != 3 or type(told[0]) is not str:
        raise Refusal("sd_malformed")
    if type(told[1]) is not str or told[1] in ("_sd", "_sd_alg", "..."):
        raise Refusal("sd_malformed")
    return told[1], told[2]


def _filled(value: Any, waiting: dict[str, tuple[str, Any]], seen: set[str]) -> Any:
    if isinstance(value, list):
        return [_filled(one, waiting, seen) for one in value]
    if not isinstance(value, dict):
        return value
    digests = value.get("_sd", [])
    if "..." in value or "_sd_alg" in value or not isinstance(digests, list):
        raise Refusal("sd_malformed")
    found = {name: _filled(one, waiting, seen) for name, one in value.items() if name != "_sd"}
    for digest in digests:
        if type(digest) is not str or digest in seen:
            raise Refusal("sd_malformed")
        seen.add(digest)
        if digest in waiting:
            name, told = waiting.pop(digest)
            if name in found:
                raise Refusal("sd_malformed")
            found[name] = _filled(told, {}, seen)  # nothing is hidden inside what is shown
    return found


# --- the file ------------------------------------------------------------------------------------


def read_diploma(data: bytes) -> Given:
    """What a file holds; nothing of it is believed yet.

    Raises Refusal diploma_malformed, pdf_*
    """
    code = "diploma_malformed"
    if len(data) > MAX_TEXT:
        raise Refusal(code)
    if data.startswith(PDF):
        data = attached(data)
    if re.fullmatch(TOKEN + rb"\s*", data):
        return Given(jwt=data.decode("ascii").rstrip())
    if re.fullmatch(TOKEN + rb"~[A-Za-z0-9_~.-]*\s*", data):
        return Given(sd_jwt=data.decode("ascii").rstrip())
    told = as_object(parse_json(data, code), code)
    if "format" not in told:
        return Given(credential=told)
    has = set(told) - {"format", "receipt"}
    if told["format"] != DIPLOMA or has not in ({"credential"}, {"credential", "jwt"}, {"sd_jwt"}):
        raise Refusal(code)
    jwt, sd_jwt, receipt = told.get("jwt"), told.get("sd_jwt"), told.get("receipt")
    if not all(one is None or isinstance(one, str) for one in (jwt, sd_jwt, receipt)):
        raise Refusal(code)
    if sd_jwt is None and "sd_jwt" in has:
        raise Refusal(code)
    credential = as_object(told["credential"], code) if "credential" in told else None
    return Given(credential, jwt, sd_jwt, receipt)


def claims_of(given: Given) -> dict[str, Any]:
    """What one of its forms says, not believed yet. Raises Refusal jwt_malformed, sd_malformed."""
    if given.credential is not None:
        return given.credential
    token = given.jwt if given.jwt is not None else split_sd_jwt(given.sd_jwt or "")[0]
    parts = token.split(".")
    if len(parts) != 3:
        raise Refusal("jwt_malformed")
    told = parse_json(unbase64url(parts[1], "jwt_malformed"), "jwt_malformed")
    return as_object(told, "jwt_malformed")
