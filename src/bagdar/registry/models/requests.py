"""What families ask to have corrected. A request is no fact: it is decided once."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from bagdar.registry.models.base import Organisation, Person
from bagdar.registry.rules.corrections import State

OPEN = Q(state=State.ASKED.value)


class CorrectionRequest(models.Model):
    """That one field of a person's record is asked to be something else.

    field           a name of rules.corrections.FIELDS, or a field of a fact as FactField writes it
    said, document  in the family's words: personal, and shown to nobody but those who decide and
                    the family
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=200)
    said = models.CharField(max_length=200)
    document = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in State])
    reason = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(OPEN & Q(decided_at__isnull=True))
                | (~OPEN & Q(decided_at__isnull=False)),
                name="registry_request_decided_at",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REFUSED.value) | ~Q(reason=""),
                name="registry_request_refused_for",
            ),
            models.UniqueConstraint(
                fields=["person", "field"], condition=OPEN, name="registry_request_of_field"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation"], condition=OPEN, name="reg_request_waits")
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.state}"
