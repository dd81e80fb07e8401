"""Studies of the laboratory: what two rules would give on a simulated nation."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from bagdar.admissions.models.choices import choices
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.study.nouns import StudyState


class Study(models.Model):
    """snapshot: its id; variant: as declared when it was asked for; result: plain values.

    trouble: the code of the error with which it ended; trouble_facts: what its sentence names
    beat_at: the last sign of life of whoever does it
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=choices(CampaignKind))
    snapshot = models.CharField(max_length=64)
    on = models.DateField()
    seed = models.PositiveIntegerField()
    rules = models.JSONField()
    variant = models.JSONField()
    state = models.CharField(max_length=20, choices=choices(StudyState))
    step = models.CharField(max_length=20, blank=True)
    result = models.JSONField(null=True, blank=True)
    trouble = models.CharField(max_length=80, blank=True)
    trouble_facts = models.JSONField(null=True, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    beat_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(result__isnull=False) | ~Q(state=StudyState.DONE.value),
                name="admissions_study_done",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
