"""Signing a diploma, and finding it a place in the status lists."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

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

Draw = Callable[[int], int]  # n → 0…n-1, that nobody can foresee


def sign(
    diploma: models.Diploma, document: dict[str, Any], signer: Signer, at: datetime, draw: Draw
) -> None:
    def salt() -> bytes:
        return draw(256**SALT_BYTES).to_bytes(SALT_BYTES, "big")

    diploma.document = document
    diploma.proof = proved(document, signer)["proof"]
    diploma.jwt = jwt(document, signer)
    diploma.sd_jwt = sd_jwt(document, signer, salt)
    diploma.state, diploma.issued_at = DiplomaState.VALID.value, at
    about = f"credentials.diploma:{diploma.pk}"
    diploma.receipt = notary.commit(RECEIPT_KIND, about, commitment_to(document))
    part = commitment_to_selective(document, token_of(diploma.sd_jwt))
    diploma.sd_receipt = notary.commit(SD_RECEIPT_KIND, about, part)
    diploma.save()


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
