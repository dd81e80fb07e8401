"""Deliveries, the rows of them that came back or were warned of, and organisations' own numbers.

Migration 0002 makes the database refuse that what was delivered is rewritten or removed, and that
the cursor goes back.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from bagdar.core.origins import Origin
from bagdar.intake.rules.nouns import STANDING, Channel, State

STANDS = Q(state__in=[one.value for one in STANDING])


def choices(kind) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in kind]


class Delivery(models.Model):
    """Rows of one form that somebody handed in, and what became of them.

    organisation  for which; None: an authority delivers for many
    day           on which it came, Almaty's
    key           digest of the bytes, what the sender said of them, form, organisation and day
    sha256        of the bytes
    header        as delivered, so that what comes back has the same
    rows_done     the cursor: rows of the file, from its first, that are dealt with
    reason, kept  why it was withdrawn; how much of it others had corrected, which stays
    beat_at       the last sign of life of whoever loads it
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form = models.CharField(max_length=40)
    organisation = models.ForeignKey(
        "registry.Organisation", null=True, blank=True, on_delete=models.PROTECT,
        related_name="deliveries",
    )  # fmt: skip
    region = models.CharField(max_length=10, blank=True)
    origin = models.CharField(max_length=20, choices=choices(Origin))
    state = models.CharField(max_length=20, choices=choices(State))
    channel = models.CharField(max_length=10, choices=choices(Channel))
    day = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    role = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content = models.BinaryField()
    encoding = models.CharField(max_length=20, blank=True)
    decimal = models.CharField(max_length=1, default=",")
    header = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    rows = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    beat_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    kept = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=STANDS, name="intake_delivery_once"),
            models.CheckConstraint(
                condition=Q(rows_done__lte=models.F("rows")), name="intake_cursor_within"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-at"], name="intake_delivery_of"),
            models.Index(fields=["region", "-at"], name="intake_delivery_region"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.id}"


class ReportedRow(models.Model):
    """A row that came back, or that was taken with a warning.

    cells     as delivered; of a row that was taken none are kept
    findings  column, key, remedy, facts, severity: see queries.kept
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="reported")
    line = models.PositiveIntegerField()
    is_refused = models.BooleanField()
    cells = models.JSONField(default=list)
    findings = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "line"], name="intake_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}:{self.line}"


class LocalNumber(models.Model):
    """What an organisation calls a person in its own books."""

    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="local_numbers"
    )
    number = models.CharField(max_length=40)
    person = models.ForeignKey(
        "registry.Person", on_delete=models.PROTECT, related_name="local_numbers"
    )
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="local_numbers")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="intake_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}:{self.pk}"
