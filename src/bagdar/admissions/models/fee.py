"""What families pay for a place in a kindergarten, as the kindergarten states it.

Nothing is overwritten: what is stated for a day is followed by what is stated later for the same
day or a later one, and migration 0010 makes the database refuse anything else.
"""

from typing import ClassVar

from django.db import models


class KindergartenFee(models.Model):
    """What a family pays in a month from a day on.

    tenge    whole; 0: the place is free of charge; None: from that day nothing is stated
    """

    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    since = models.DateField()
    tenge = models.PositiveIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)
    recorded_role = models.CharField(max_length=40)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "since"], name="admissions_fee_since"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.since}"
