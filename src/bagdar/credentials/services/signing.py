"""Signing diplomas, and finding it a place in the status lists."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from bagdar.audit.public import record_all
from bagdar.audit.rules import Actor
from bagdar.credentials import models
from bagdar.credentials.rules.graduating import DiplomaState
from bagdar.credentials.rules.selective import SALT_BYTES, sd_jwt, token_of
from bagdar.credentials.rules.signing import (
    RECEIPT_KIND,
    SD_RECEIPT_KIND,
    Signer,
    commitment_to,
    commitment_to_selective,
    jwt,
    proved,
)
from bagdar.credentials.rules.status import FILL, draw_places
from bagdar.notary import public as notary

# What of a row is known once it is signed.
WRITTEN = (
    "state", "issued_at", "document", "proof", "jwt", "sd_jwt", "receipt", "sd_receipt",
    "status_list", "place",
)  # fmt: skip
Draw = Callable[[int], int]  # n → 0…n-1, that nobody can foresee


def sign_all(
    given: Sequence[tuple[models.Diploma, dict[str, Any]]], signer: Signer, action: str, *,
    by: Actor, at: datetime, draw: Draw,
) -> None:  # fmt: skip
    """Each diploma with its document: signed, committed to, written and in the trail as `action`.

    Many in a statement; in the caller's transaction, with their issuer locked.
    """
    for diploma, document in given:
        _sign(diploma, document, signer, draw)
        diploma.state, diploma.issued_at = DiplomaState.VALID.value, at
    whole = notary.commit_all(
        RECEIPT_KIND, {_about(one): commitment_to(document) for one, document in given}
    )
    parts = notary.commit_all(
        SD_RECEIPT_KIND,
        {
            _about(one): commitment_to_selective(document, token_of(one.sd_jwt))
            for one, document in given
        },
    )
    for diploma, _ in given:
        diploma.receipt, diploma.sd_receipt = whole[_about(diploma)], parts[_about(diploma)]
    # All of them are there: nothing is ever inserted.
    models.Diploma.objects.bulk_create(
        [one for one, _ in given], update_conflicts=True, unique_fields=["id"],
        update_fields=WRITTEN,
    )  # fmt: skip
    record_all([(f"credentials.{action}", _about(one), {}) for one, _ in given], by=by)


def _sign(diploma: models.Diploma, document: dict[str, Any], signer: Signer, draw: Draw) -> None:
    def salt() -> bytes:
        return draw(256**SALT_BYTES).to_bytes(SALT_BYTES, "big")

    diploma.document = document
    diploma.proof = proved(document, signer)["proof"]
    diploma.jwt = jwt(document, signer)
    diploma.sd_jwt = sd_jwt(document, signer, salt)


def _about(diploma: models.Diploma) -> str:
    return f"credentials.diploma:{diploma.pk}"


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
