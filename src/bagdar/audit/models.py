"""The trail: one row for each thing that was done. Rows are added, never changed or removed.

The database itself refuses UPDATE and DELETE (migration 0001), and there are no foreign keys, so
the trail neither blocks nor dies with what it tells about.
"""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone


class Event(models.Model):
    """What was done, to what, by whom, when."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.CharField(max_length=80)  # empty: nobody was signed in
    role = models.CharField(max_length=40)
    action = models.CharField(max_length=80)
    about = models.CharField(max_length=200)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["at"], name="audit_event_at"),
            models.Index(fields=["actor", "at"], name="audit_event_actor"),
            models.Index(fields=["action", "at"], name="audit_event_action"),
            models.Index(fields=["about", "at"], name="audit_event_about"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.about}"
