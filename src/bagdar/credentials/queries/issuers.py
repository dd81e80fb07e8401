"""Issuers as the rules know them, and their signers."""

from collections.abc import Collection, Mapping
from uuid import UUID

from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.credentials import models
from bagdar.credentials.keeping import signer_of
from bagdar.credentials.rules.credential import Form
from bagdar.credentials.rules.errors import KeyAbsent, NoSuchIssuer
from bagdar.credentials.rules.graduating import Forms
from bagdar.credentials.rules.issuers import Accredited, Issuer, Key
from bagdar.credentials.rules.signing import Signer
from bagdar.registry.public import organisations_named


def issuer_of(organisation_id: UUID) -> models.Issuer:
    """Raises NoSuchIssuer: the organisation gives no diplomas."""
    found = models.Issuer.objects.filter(organisation_id=organisation_id).first()
    if found is None:
        raise NoSuchIssuer()
    return found


def issuer_called(code: str) -> models.Issuer:
    """Raises NoSuchIssuer."""
    found = models.Issuer.objects.filter(code=code).first()
    if found is None:
        raise NoSuchIssuer()
    return found


def issuing_among(organisations: Collection[UUID]) -> Mapping[UUID, str]:
    """Of some organisations those that are issuers, with their codes."""
    rows = models.Issuer.objects.filter(organisation_id__in=organisations)
    return dict(rows.values_list("organisation_id", "code"))


def names_of(issuer: models.Issuer) -> Words:
    """What the register calls it today."""
    return organisations_named([issuer.organisation_id])[issuer.organisation_id].name


def accredited_of(issuer: models.Issuer) -> tuple[Accredited, ...]:
    rows = issuer.accreditations.order_by("level", "valid_from")
    return tuple(Accredited(row.level, row.valid_from, row.valid_to) for row in rows)


def described(issuer: models.Issuer) -> Issuer:
    """All that is published of an issuer."""
    keys = tuple(
        Key(row.key_id, bytes(row.public), row.since, row.until, row.lost_at, row.lost_size)
        for row in issuer.keys.order_by("since", "pk")
    )
    return Issuer(issuer.did, names_of(issuer), Origin(issuer.origin), accredited_of(issuer), keys)


def all_issuers() -> tuple[Issuer, ...]:
    return tuple(described(one) for one in models.Issuer.objects.order_by("code"))


def open_key(issuer: models.Issuer) -> tuple[models.IssuerKey, Signer]:
    """The key to sign with. Raises KeyAbsent."""
    row = issuer.keys.filter(until__isnull=True).first()
    if row is None:
        raise KeyAbsent()
    return row, signer_of(row.key_id, bytes(row.public))


def forms_of(issuer: models.Issuer) -> Forms:
    found: Mapping[tuple[str, str], Form] = {
        (row.level, row.programme): Form(
            row.level,
            row.programme,
            Words(kk=row.title_kk, ru=row.title_ru, en=row.title_en),
            row.nqf_level,
            row.credits,
            row.field,
        )
        for row in issuer.forms.all()
    }
    return found


def issuers_with_names() -> tuple[tuple[models.Issuer, ...], Mapping[UUID, Words]]:
    """All of them by code, with their accreditations; and what the register calls each today."""
    rows = tuple(models.Issuer.objects.order_by("code").prefetch_related("accreditations"))
    named = organisations_named({one.organisation_id for one in rows})
    return rows, {id: one.name for id, one in named.items()}
