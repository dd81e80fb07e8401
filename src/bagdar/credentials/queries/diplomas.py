"""Diplomas as their holder, their institution and a verifier get them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bagdar.core.languages import Words
from bagdar.credentials import models
from bagdar.credentials.rules.errors import NoSuchDiploma, NoSuchShare
from bagdar.credentials.rules.graduating import ISSUED, DiplomaState
from bagdar.credentials.rules.sharing import token_hash
from bagdar.credentials.rules.signing import commitment_to, diploma_file
from bagdar.notary import public as notary
from bagdar.notary.rules.refusals import BehindDatabase, NoSuchReceipt, ReceiptWaits


@dataclass(frozen=True)
class Shown:
    """What a page shows of a diploma. has_receipt: the log has it by now."""

    id: UUID
    title: Words
    issuer: Words
    holder: str
    state: DiplomaState
    issued_at: datetime
    origin: str
    checks: int
    has_receipt: bool

    @property
    def may_be_shared(self) -> bool:
        return self.state is not DiplomaState.REVOKED


IS_ISSUED = [one.value for one in ISSUED]


def issued(id: UUID) -> models.Diploma:
    """Raises NoSuchDiploma."""
    found = models.Diploma.objects.filter(pk=id, state__in=IS_ISSUED).first()
    if found is None:
        raise NoSuchDiploma()
    return found


def of_person(person_id: UUID) -> tuple[models.Diploma, ...]:
    """The latest first; proposed and refused ones are nobody's yet."""
    rows = models.Diploma.objects.filter(person_id=person_id, state__in=IS_ISSUED)
    return tuple(rows.order_by("-issued_at", "pk"))


def shown(row: models.Diploma) -> Shown:
    told = row.document
    return Shown(
        row.pk,
        Words(**told["credentialSubject"]["achievement"]["titles"]),
        Words(**told["issuer"]["titles"]),
        holder_of(told),
        DiplomaState(row.state),
        row.issued_at,
        told["origin"],
        row.checks,
        receipt_text(row) is not None,
    )


def holder_of(document: dict[str, Any]) -> str:
    return str(document["credentialSubject"]["identifier"][0]["identityHash"])


def receipt_text(row: models.Diploma) -> str | None:
    """The receipt; None: the log does not have it yet, or there is no log."""
    try:
        return notary.receipt(row.receipt, commitment_to(row.document)).text
    except (ReceiptWaits, NoSuchReceipt, BehindDatabase, notary.LogAbsent):
        return None


def file_of(row: models.Diploma) -> bytes:
    """The file that the graduate downloads and shows."""
    return diploma_file({**row.document, "proof": row.proof}, row.jwt, receipt_text(row))


def shared(token: str, now: datetime) -> models.ShareLink:
    """Raises NoSuchShare: there is no such link, or it has ended."""
    found = models.ShareLink.objects.filter(token=token_hash(token), ends_at__gt=now).first()
    if found is None or found.diploma.state == DiplomaState.REVOKED.value:
        raise NoSuchShare()
    return found


def links_of(row: models.Diploma, now: datetime) -> tuple[models.ShareLink, ...]:
    """Those that are still open."""
    return tuple(row.links.filter(ends_at__gt=now).order_by("ends_at", "pk"))
