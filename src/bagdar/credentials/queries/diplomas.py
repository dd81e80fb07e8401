"""Diplomas as their holder, their institution and a verifier get them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from bagdar.core.languages import Words
from bagdar.credentials import models
from bagdar.credentials.keeping import printed_token
from bagdar.credentials.rules.errors import NoSuchDiploma, NoSuchPart, NoSuchShare
from bagdar.credentials.rules.graduating import ISSUED, DiplomaState
from bagdar.credentials.rules.selective import DiplomaPart, parts_of, showing, token_of
from bagdar.credentials.rules.sharing import token_hash
from bagdar.credentials.rules.signing import (
    commitment_to,
    commitment_to_selective,
    diploma_file,
    selective_file,
)
from bagdar.credentials.rules.verify_diploma import FromPaper, from_paper
from bagdar.notary import public as notary
from bagdar.notary.rules.refusals import BehindDatabase, NoSuchReceipt, ReceiptWaits


@dataclass(frozen=True)
class Shown:
    """What a page shows of a diploma.

    has_receipt: the log has it by now. paper: from which it was entered; None: it has none
    """

    id: UUID
    title: Words
    issuer: Words
    holder: str
    state: DiplomaState
    issued_at: datetime
    origin: str
    checks: int
    has_receipt: bool
    paper: FromPaper | None

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
        from_paper(told),
    )


def holder_of(document: dict[str, Any]) -> str:
    return str(document["credentialSubject"]["identifier"][0]["identityHash"])


def receipt_text(row: models.Diploma) -> str | None:
    """The receipt; None: the log does not have it yet, or there is no log."""
    return _receipt(row.receipt, commitment_to(row.document))


def _receipt(handle: str, content: dict[str, str]) -> str | None:
    try:
        return notary.receipt(handle, content).text
    except (ReceiptWaits, NoSuchReceipt, BehindDatabase, notary.LogAbsent):
        return None


def file_of(row: models.Diploma) -> bytes:
    """The file that the graduate downloads and shows."""
    return diploma_file({**row.document, "proof": row.proof}, row.jwt, receipt_text(row))


def parts(row: models.Diploma) -> tuple[DiplomaPart, ...]:
    """What its holder may show or hide; none: it was issued before that was possible."""
    return parts_of(row.sd_jwt) if row.sd_jwt else ()


def part_of(row: models.Diploma, shown: Collection[DiplomaPart]) -> bytes:
    """The file that shows some parts alone. Raises NoSuchPart."""
    if not row.sd_jwt:
        raise NoSuchPart()
    content = commitment_to_selective(row.document, token_of(row.sd_jwt))
    return selective_file(showing(row.sd_jwt, shown), _receipt(row.sd_receipt, content))


def shared(token: str, now: datetime) -> models.ShareLink:
    """Raises NoSuchShare: there is no such link, or it has ended.

    A printed one leads to a revoked diploma as well: whoever holds the paper has to learn of it.
    """
    found = models.ShareLink.objects.filter(is_open(now), token=token_hash(token)).first()
    if found is None:
        raise NoSuchShare()
    if found.diploma.state == DiplomaState.REVOKED.value and not found.is_printed:
        raise NoSuchShare()
    return found


def is_open(now: datetime) -> Q:
    return Q(ends_at__gt=now) | Q(ends_at__isnull=True)


def printed_link(row: models.Diploma) -> tuple[models.ShareLink, str] | None:
    """The open link that stands in its PDF, with its token; None: there is none.

    After the secret of the installation was changed older ones still open, but nobody can write
    their addresses again.
    """
    for link in row.links.filter(is_printed=True, ends_at__isnull=True).order_by("-made_at", "pk"):
        token = printed_token(link.pk)
        if token_hash(token) == link.token:
            return link, token
    return None


def links_of(row: models.Diploma, now: datetime) -> tuple[models.ShareLink, ...]:
    """Those that are still open."""
    return tuple(row.links.filter(is_open(now)).order_by("is_printed", "ends_at", "pk"))
