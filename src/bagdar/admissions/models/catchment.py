"""Catchments of schools, and addresses that families claim for one application.

A catchment has two times, as every fact: for which days it holds, and when it was known. Nothing is
overwritten: what is ended is superseded by the same with an end.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from bagdar.admissions.models.campaign import CampaignApplication
from bagdar.admissions.models.choices import choices
from bagdar.admissions.rules.campaign.catchments import Side
from bagdar.admissions.rules.campaign.nouns import ClaimState
from bagdar.core.origins import Origin

CURRENT = Q(superseded_at__isnull=True)


class Catchment(models.Model):
    """That an area belongs to a school for some days.

    region        of the school when it was recorded: whose clerk keeps it
    territory     code of the register; street: "": all of it; side, first, last: houses
    valid_to      the first day after it, None: open
    superseded_at None: it stands; superseded_by: who ended it, or replaced it
    source        the act that sets it
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    origin = models.CharField(max_length=20, choices=choices(Origin))
    region = models.CharField(max_length=10)
    territory = models.CharField(max_length=20)
    street = models.CharField(max_length=150, blank=True)
    side = models.CharField(max_length=10, choices=choices(Side), default=Side.ALL.value)
    first = models.PositiveSmallIntegerField(null=True, blank=True)
    last = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)
    source = models.CharField(max_length=300)
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
                name="admissions_catchment_days",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True, superseded_by="")
                | (Q(superseded_at__isnull=False) & ~Q(superseded_by="")),
                name="admissions_catchment_superseded",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["territory", "valid_from"],
                condition=CURRENT,
                name="admissions_catchment_at",
            ),
            models.Index(
                fields=["region", "organisation"],
                condition=CURRENT,
                name="admissions_catchments_of",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CampaignAddress(models.Model):
    """Where a child lives within its territory: claimed with a paper, counted once it is proven."""

    application = models.OneToOneField(
        CampaignApplication, on_delete=models.CASCADE, related_name="address"
    )
    street = models.CharField(max_length=150)
    house = models.CharField(max_length=20, blank=True)
    document = models.CharField(max_length=300)
    state = models.CharField(max_length=20, choices=choices(ClaimState))
    claimed_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by="", state=ClaimState.CLAIMED.value)
                | (Q(decided_at__isnull=False) & ~Q(state=ClaimState.CLAIMED.value)),
                name="admissions_address_decided",
            ),
        ]

    def __str__(self) -> str:
        return str(self.application_id)
