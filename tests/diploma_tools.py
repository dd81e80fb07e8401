"""What several tests of diplomas need: an issuer whose keys are always the same, one diploma."""

import json
import random
import zlib
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.credentials.rules.credential import Award, Form, Mark, Place, document_of
from bagdar.credentials.rules.issuers import Accredited, Issuer, Key, did_web, issuers_file
from bagdar.credentials.rules.selective import DiplomaPart, sd_jwt, showing, token_of
from bagdar.credentials.rules.signing import (
    RECEIPT_KIND,
    SD_RECEIPT_KIND,
    Signer,
    commitment_to,
    commitment_to_selective,
    diploma_file,
    jwt,
    proved,
    selective_file,
)
from bagdar.credentials.rules.status import list_document
from bagdar.credentials.rules.verify_diploma import REVOCATION, SUSPENSION
from bagdar.notary.rules.commitments import Opening, committed, entry_of
from bagdar.notary.rules.merkle import inclusion_proof
from bagdar.notary.rules.receipt import receipt_text
from bagdar.notary.rules.tiles import reader
from tests.notary_tools import POLICY, cosigned, tiles_over

DID = did_web("diplomas.example", "issuers", "u1")
OTHER_DID = did_web("diplomas.example", "issuers", "u2")
ISSUED = datetime(2026, 7, 1, 9, tzinfo=UTC)
NOW = "2026-07-02T00:00:00Z"
PLACE = Place("https://diplomas.example/status/u1/1", 100_000)
WORDS = Words(kk="Ақпараттану бакалавры", ru="Бакалавр информатики", en="Bachelor of Informatics")
NAMES = Words(kk="Үлгі университеті", ru="Образцовый университет", en="A university, made up")
LEAF, LEAVES = 70, 100


def signer(name: str, did: str = DID) -> Signer:
    return Signer(f"{did}#{name}", name.encode().ljust(32, b".")[:32])


KEY, NEXT_KEY, OTHER_KEY = signer("key-1"), signer("key-2"), signer("key-3", OTHER_DID)


def issuer(did: str = DID, by: Signer = KEY, **more: Any) -> Issuer:
    since = datetime(2025, 1, 1, tzinfo=UTC)
    told: dict[str, Any] = {
        "id": did,
        "names": NAMES,
        "origin": Origin.ILLUSTRATIVE,
        "accredited": (Accredited("6", date(2020, 1, 1)),),
        "keys": (Key(by.id, by.public, since),),
    }
    return Issuer(**{**told, **more})


def trusted(*issuers: Issuer, policy: str = POLICY) -> bytes:
    some = issuers or (issuer(), issuer(OTHER_DID, OTHER_KEY))
    return json.dumps(issuers_file(some, policy)).encode()


def award(**more: Any) -> Award:
    told: dict[str, Any] = {
        "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
        "issuer_id": DID,
        "issuer_names": NAMES,
        "holder": "Үлгі Мысал",
        "form": Form("6", "6B061", WORDS, 6, 240, "061"),
        "awarded_on": date(2026, 6, 30),
        "with_distinction": True,
        "number": "AB 0001",
        "marks": (Mark("year_mark", WORDS, "87", "100"), Mark("final_exam", WORDS, "9.5", "10")),
        "origin": Origin.ILLUSTRATIVE,
    }
    return Award(**{**told, **more})


@cache
def document() -> dict[str, Any]:
    return document_of(award(), PLACE, ISSUED)


def receipt_of(document: dict[str, Any], leaf: int = LEAF) -> str:
    """A receipt of a log of a hundred entries, one of which is the diploma's."""
    return _receipt(RECEIPT_KIND, commitment_to(document), leaf)


def _receipt(kind: str, content: dict[str, str], leaf: int) -> str:
    opening = Opening(kind, 1, b"s" * 32, content)
    held = entry_of(kind, 1, committed(kind, 1, b"s" * 32, content))
    entries = [held if number == leaf else str(number).encode() for number in range(LEAVES)]
    edge, files = tiles_over(entries)
    proof = inclusion_proof(leaf, LEAVES, reader(LEAVES, files.__getitem__))
    return receipt_text(opening, leaf, proof, cosigned(LEAVES, edge.root))


def file_of(told: dict[str, Any] | None = None, by: Signer = KEY, receipt: bool = True) -> bytes:
    """What a graduate has in hand."""
    told = told or document()
    return diploma_file(proved(told, by), jwt(told, by), receipt_of(told) if receipt else None)


def a_list(
    purpose: str = REVOCATION, places: tuple[int, ...] = (), by: Signer = KEY, did: str = DID,
    at: datetime = ISSUED + timedelta(hours=1), **changes: Any,
) -> bytes:  # fmt: skip
    """A signed status list. changes: of its credentialSubject."""
    made = list_document(PLACE.list_of(purpose), did, purpose, places, at)
    made["credentialSubject"] |= changes
    return json.dumps(proved(made, by)).encode()


def lists(revoked: tuple[int, ...] = (), suspended: tuple[int, ...] = ()) -> list[bytes]:
    return [a_list(REVOCATION, revoked), a_list(SUSPENSION, suspended)]


# --- a part of a diploma, and a PDF that carries one ----------------------------------------------


def sd_of(told: dict[str, Any] | None = None, by: Signer = KEY) -> str:
    """An SD-JWT that shows everything, with the same salts each time."""
    draw = random.Random(7)
    return sd_jwt(told or document(), by, lambda: draw.randbytes(16))


def sd_file_of(
    parts: Collection[DiplomaPart] = (), told: dict[str, Any] | None = None, leaf: int | None = LEAF
) -> bytes:
    """What a graduate shows who shows only some parts. leaf: of the receipt; None: without."""
    told = told or document()
    whole = sd_of(told)
    content = commitment_to_selective(told, token_of(whole))
    receipt = None if leaf is None else _receipt(SD_RECEIPT_KIND, content, leaf)
    return selective_file(showing(whole, parts), receipt)


def pdf_of(*files: bytes, packed: bool = True, end: bytes = b"\n") -> bytes:
    """As much of a PDF as carries files."""
    parts = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"]
    for number, one in enumerate(files, 3):
        data, how = (zlib.compress(one), b"/Filter/FlateDecode") if packed else (one, b"")
        head = b"%d 0 obj" % number, b"<</Type/EmbeddedFile%s/Length %d>>" % (how, len(data))
        parts += [*head, b"stream", data, b"endstream", b"endobj"]
    parts += [b"1 0 obj", b"<</Type/Catalog/Names<</EmbeddedFiles<<>>>>>>", b"endobj", b"%%EOF"]
    return end.join(parts)
