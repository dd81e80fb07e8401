"""Grants as vouchers: whose, for which group, where they stood on which days, who was asked."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bagdar.admissions.models.campaign import CampaignApplication
from bagdar.admissions.models.choices import choices
from bagdar.admissions.rules.campaign.vouchers import OPEN, StayKind, VoucherAsked

REASON = 300


class Voucher(models.Model):
    """A grant of a person. group: of programmes, as the campaign's place says it.

    ended_on  the first day on which it gives nothing; None: it has not ended
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.OneToOneField(
        CampaignApplication, on_delete=models.PROTECT, related_name="voucher"
    )
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=40)
    issued_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=REASON, blank=True)
    receipt = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on=None), name="admissions_one_voucher"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("issued_on")),
                name="admissions_voucher_days",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class VoucherStay(models.Model):
    """Days at a university. until: the first day after them; the same as since: not a whole day."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="stays")
    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    programme = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=choices(StayKind))
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=REASON, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["voucher"], condition=Q(until=None), name="admissions_one_stay"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="admissions_stay_days"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "since"], name="admissions_stays_at"),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_id} {self.since}"


class VoucherRequest(models.Model):
    """That a university was asked to take a voucher for one of its programmes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="requests")
    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    programme = models.CharField(max_length=40)
    state = models.CharField(max_length=20, choices=choices(VoucherAsked))
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=REASON, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["voucher", "organisation", "programme"],
                condition=Q(state__in=[one.value for one in OPEN]),
                name="admissions_asked_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state"], name="admissions_asked_of"),
        ]

    def __str__(self) -> str:
        return str(self.id)
