"""Plans of draws that were annulled, with all that had been said under them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bagdar.admissions.models.campaign import Campaign


class CampaignAnnulment(models.Model):
    """One official asks, another annuls. Of what was annulled the database changes nothing.

    number    1, 2, …, of its campaign
    ceremony  as `rules.seeding` tells it, with the plan; as it stood when it was annulled
    agreed    the parties that agreed, each with the instant in seconds of POSIX
    receipt   of the notary; "": it is asked for, and not annulled
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="annulments")
    number = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    agreed = models.JSONField(default=dict)
    ceremony = models.JSONField(null=True, blank=True)
    annulled_at = models.DateTimeField(null=True, blank=True)
    annulled_by = models.CharField(max_length=150, blank=True)
    receipt = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "number"], name="admissions_one_annulment_number"
            ),
            models.CheckConstraint(
                condition=Q(annulled_at__isnull=True, annulled_by="", receipt="")
                | (Q(annulled_at__isnull=False, ceremony__isnull=False)
                   & ~Q(annulled_by="") & ~Q(receipt="")
                   & ~Q(annulled_by=models.F("asked_by"))),
                name="admissions_annulled_by_two",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.number}"
