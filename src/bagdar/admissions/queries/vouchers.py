"""Vouchers and their days: of a student, of a university, and as they are paid for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from bagdar.admissions import models
from bagdar.admissions.rules.campaign.nouns import CampaignKind, Stands
from bagdar.admissions.rules.campaign.vouchers import (
    LEVEL,
    OPEN,
    UNIVERSITY,
    NoSuchVoucher,
    NoSuchVoucherRequest,
    StayKind,
    VoucherStands,
    group_of,
)
from bagdar.core.origins import Origin
from bagdar.notary import public as notary
from bagdar.notary.rules.refusals import BehindDatabase
from bagdar.registry.public import Offered, organisations_of_type, programmes_offered

VOUCHER = "admissions.voucher"


def voucher_of(id: UUID) -> models.Voucher:
    """Raises NoSuchVoucher."""
    found = models.Voucher.objects.filter(pk=id).select_related("application__campaign").first()
    if found is None:
        raise NoSuchVoucher()
    return found


def request_of(id: UUID) -> models.VoucherRequest:
    """Raises NoSuchVoucherRequest."""
    rows = models.VoucherRequest.objects.select_related("voucher__application__campaign")
    found = rows.filter(pk=id).first()
    if found is None:
        raise NoSuchVoucherRequest()
    return found


def origin_of(row: models.Voucher) -> Origin:
    return Origin(row.application.campaign.origin)


def stay_of(row: models.Voucher) -> models.VoucherStay | None:
    """Where it stands now; None: nowhere."""
    return row.stays.filter(until=None).first()


def stands(row: models.Voucher) -> VoucherStands:
    if row.ended_on is not None:
        return VoucherStands.ENDED
    stay = stay_of(row)
    return VoucherStands(stay.kind) if stay else VoucherStands.FREE


def vouchers_of(people: Collection[UUID]) -> list[models.Voucher]:
    """The latest first."""
    rows = models.Voucher.objects.filter(person__in=people)
    return list(rows.select_related("application__campaign").order_by("-issued_on", "pk"))


def may_issue(people: Collection[UUID]) -> list[models.CampaignApplication]:
    """Grants that are somebody's for good, and of which no voucher was issued."""
    rows = models.CampaignApplication.objects.filter(
        person__in=people, campaign__kind=CampaignKind.GRANT.value, state=Stands.SETTLED.value,
        voucher=None, place__isnull=False,
    )  # fmt: skip
    return list(rows.select_related("campaign", "place").order_by("pk"))


def universities_for(row: models.Voucher, on: date) -> Sequence[Offered]:
    """Programmes of the voucher's group that universities teach, by code and university."""
    ids = organisations_of_type(UNIVERSITY, on, origin_of(row))
    found = programmes_offered(ids, on, [LEVEL])
    return [one for one in found if group_of(one.field) == row.group]


def at_university(organisation_id: UUID) -> list[models.VoucherStay]:
    """Vouchers that stand there now, the latest first."""
    rows = models.VoucherStay.objects.filter(organisation=organisation_id, until=None)
    return list(rows.select_related("voucher__application__campaign").order_by("-since", "pk"))


def asked_of(organisation_id: UUID) -> list[models.VoucherRequest]:
    """Requests that wait for the university's or the student's word, the oldest first."""
    rows = models.VoucherRequest.objects.filter(
        organisation=organisation_id, state__in=[one.value for one in OPEN]
    )
    return list(rows.select_related("voucher__application__campaign").order_by("asked_at", "pk"))


@dataclass(frozen=True)
class GrantHeld:
    """A grant that stands at a university. until: the first day after it; None: it goes on."""

    voucher_id: UUID
    person_id: UUID
    programme: str
    group: str
    origin: Origin
    since: date
    until: date | None


def grants_held(organisation_id: UUID, since: date, before: date) -> Sequence[GrantHeld]:
    """Stays of at least a day within some days, from the first on and before the last; suspended
    days are none.
    """
    rows = models.VoucherStay.objects.filter(
        Q(until=None) | Q(until__gt=since), organisation=organisation_id,
        kind=StayKind.HELD.value, since__lt=before,
    )  # fmt: skip
    return [
        GrantHeld(
            one.voucher_id, one.voucher.person_id, one.programme, one.voucher.group,
            origin_of(one.voucher), one.since, one.until,
        )
        for one in rows.select_related("voucher__application__campaign").order_by("since", "pk")
        if one.since != one.until
    ]  # fmt: skip


def voucher_about(row: models.Voucher) -> str:
    return f"admissions.voucher:{row.pk}"


def voucher_told(row: models.Voucher) -> Mapping[str, Any]:
    """What is committed to: where the voucher stands after the last deed."""
    stay = stay_of(row)
    return {
        "campaign": row.application.campaign.namespace,
        "child": row.application.child,
        "group": row.group,
        "issued_on": row.issued_on.isoformat(),
        "ended_on": row.ended_on.isoformat() if row.ended_on else None,
        "stands": stands(row).value,
        "organisation": str(stay.organisation_id) if stay else None,
        "programme": stay.programme if stay else None,
        "since": stay.since.isoformat() if stay else None,
    }


def voucher_receipt(row: models.Voucher) -> str:
    """The receipt of the last deed; "": the log of the notary does not have it yet."""
    try:
        return notary.receipt(row.receipt, dict(voucher_told(row))).text
    except (
        notary.ReceiptWaits, notary.NoSuchReceipt, notary.ContentDiffers, notary.LogAbsent,
        BehindDatabase,
    ):  # fmt: skip
        return ""
