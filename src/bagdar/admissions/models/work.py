"""Steps of campaigns that a process of their own does."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bagdar.admissions.models.campaign import Campaign
from bagdar.admissions.models.choices import choices
from bagdar.admissions.rules.campaign.next_steps import NextStep
from bagdar.admissions.rules.campaign.working import LONG, OPEN, WorkState


class CampaignWork(models.Model):
    """One step that somebody asked for. It is done as they would have done it.

    trouble  the code of the error with which it ended; trouble_facts: what its sentence names
    result   of a run: what it would do (`outcomes.preview_told`), of which manifest
    beat_at  the last sign of life of whoever does it
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="works")
    step = models.CharField(max_length=20, choices=[(one.value, one.value) for one in LONG])
    state = models.CharField(max_length=20, choices=choices(WorkState))
    trouble = models.CharField(max_length=80, blank=True)
    trouble_facts = models.JSONField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    asked_role = models.CharField(max_length=20)
    beat_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(state__in=[one.value for one in OPEN]),
                name="admissions_one_open_work",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {NextStep(self.step)}"
