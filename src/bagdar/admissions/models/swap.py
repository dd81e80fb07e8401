"""Two who hold places of a campaign exchange them."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bagdar.admissions.models.campaign import CampaignApplication
from bagdar.admissions.models.choices import choices
from bagdar.admissions.rules.campaign.dormitory import SwapState


class CampaignSwap(models.Model):
    """One asks, the other agrees. number: of the decision that it became, None: it has not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asking = models.ForeignKey(
        CampaignApplication, on_delete=models.PROTECT, related_name="swaps_asked"
    )
    asked = models.ForeignKey(
        CampaignApplication, on_delete=models.PROTECT, related_name="swaps_offered"
    )
    state = models.CharField(max_length=20, choices=choices(SwapState))
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["asking", "asked"],
                condition=Q(state=SwapState.ASKED.value),
                name="admissions_one_swap_asked",
            ),
            models.CheckConstraint(condition=~Q(asking=F("asked")), name="admissions_swap_of_two"),
            models.CheckConstraint(
                condition=Q(state=SwapState.ASKED.value, decided_at__isnull=True)
                | (~Q(state=SwapState.ASKED.value) & Q(decided_at__isnull=False)),
                name="admissions_swap_decided",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
