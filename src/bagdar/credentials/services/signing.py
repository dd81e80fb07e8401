"""Signing diplomas, and finding it a place in the status lists."""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from bagdar.audit.public import record_all
from bagdar.audit.rules import Actor
from bagdar.credentials import models
from bagdar.credentials.rules.graduating import DiplomaState
from bagdar.credentials.rules.selective import SALT_BYTES, SALTS, sd_jwt_of
from bagdar.credentials.rules.signing import (
    RECEIPT_KIND,
    SD_RECEIPT_KIND,
    Signer,
    commitment_to,
    commitment_to_selective,
    jwt_of,
    sealed,
)
from bagdar.credentials.rules.status import FILL, draw_places
from bagdar.credentials.rules.written import joined, written
from bagdar.notary import public as notary
from bagdar.rows import JsonText, rewrite_rows

Draw = Callable[[int], int]  # n → 0…n-1, that nobody can foresee


class Ready(NamedTuple):
    """A diploma that waits in the database, what it will say, and its place in the status lists."""

    id: UUID
    document: dict[str, Any]
    status_list_id: int
    place: int


class _Signed(NamedTuple):
    """A diploma as the database takes it, and what the log is told of the whole and of the part.

    Texts, so that a part of a batch holds none of its documents as objects: whoever collects
    garbage would walk through all of them again and again.
    """

    id: UUID
    status_list_id: int
    place: int
    document: JsonText
    proof: JsonText
    jwt: str
    sd_jwt: str
    whole: dict[str, str]
    part: dict[str, str]

    @property
    def about(self) -> str:
        return f"credentials.diploma:{self.id}"


def sign_all(
    ready: Iterable[Ready], signer: Signer, action: str, *, by: Actor, at: datetime, draw: Draw
) -> None:
    """Each of them signed, committed to, written and in the trail as `action`.

    Many in a statement; in the caller's transaction, with their issuer locked.
    """
    signed = [_signed(one, signer, draw) for one in ready]
    about = [one.about for one in signed]
    told = list(zip(about, signed, strict=True))
    whole = notary.commit_all(RECEIPT_KIND, {name: one.whole for name, one in told})
    parts = notary.commit_all(SD_RECEIPT_KIND, {name: one.part for name, one in told})
    count = len(signed)
    found = rewrite_rows(
        models.Diploma,
        {
            "id": [one.id for one in signed],
            "state": [DiplomaState.VALID.value] * count,
            "issued_at": [at] * count,
            "document": [one.document for one in signed],
            "proof": [one.proof for one in signed],
            "jwt": [one.jwt for one in signed],
            "sd_jwt": [one.sd_jwt for one in signed],
            "receipt": [whole[name] for name in about],
            "sd_receipt": [parts[name] for name in about],
            "status_list_id": [one.status_list_id for one in signed],
            "place": [one.place for one in signed],
        },
    )
    if found != count:  # nobody can remove one; what was signed must not stand without its row
        raise RuntimeError(f"{count} diplomas were signed, {found} are in the database")
    facts: dict[str, object] = {}  # one for all: it is written out once
    record_all([(f"credentials.{action}", name, facts) for name in about], by=by)


def _signed(one: Ready, signer: Signer, draw: Draw) -> _Signed:
    document, told = one.document, written(one.document)
    digest = hashlib.sha256(joined(told.members)).digest()
    # One draw for all salts of a diploma.
    drawn = draw(256 ** (SALTS * SALT_BYTES)).to_bytes(SALTS * SALT_BYTES, "big")
    salts = (drawn[start : start + SALT_BYTES] for start in range(0, len(drawn), SALT_BYTES))
    shown = sd_jwt_of(told, signer, salts.__next__)
    return _Signed(
        one.id,
        one.status_list_id,
        one.place,
        JsonText(json.dumps(document)),
        JsonText(json.dumps(sealed(document, digest, signer))),
        jwt_of(told, signer),
        shown,
        commitment_to(document, digest),
        commitment_to_selective(document, shown.partition("~")[0]),
    )


def places(issuer: models.Issuer, count: int, draw: Draw) -> list[tuple[models.StatusList, int]]:
    """Free places of the newest list, and of new ones where that is half full."""
    found: list[tuple[models.StatusList, int]] = []
    newest = issuer.status_lists.order_by("-number").first()
    while len(found) < count:
        held = newest.diplomas.count() if newest else 0
        held += sum(one == newest for one, _ in found)
        if newest is None or held >= FILL:
            number, held = (newest.number + 1 if newest else 1), 0
            newest = models.StatusList.objects.create(issuer=issuer, number=number)
        some = min(count - len(found), FILL - held)
        drawn = draw_places(some, {place for one, place in found if one == newest}, draw)
        taken = set(newest.diplomas.filter(place__in=drawn).values_list("place", flat=True))
        found += [(newest, place) for place in drawn if place not in taken]
    return found
