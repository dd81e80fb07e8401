"""What is committed to: one row for each, written with the fact or decision itself.

The database refuses every other change than the two that happen to a commitment (migration 0001):
it gets its place in the log, once, and its salt may be forgotten.
"""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Commitment(models.Model):
    """A salted commitment.

    handle      by which whoever committed asks for the receipt; unguessable
    kind        such as indicators.release; stands in the log for everybody to read
    about       what it concerns, such as "indicators.release:2026-q1"; never leaves the database
    salt        32 bytes; null: forgotten, so that nobody can tell any more what was committed to
    commitment  32 bytes
    leaf_index  its place in the log; null: not in it yet
    """

    handle = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=200)
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()
    committed_at = models.DateTimeField(default=timezone.now)
    leaf_index = models.BigIntegerField(null=True, unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["about"], name="notary_about"),
            models.Index(
                fields=["id"], name="notary_waiting", condition=models.Q(leaf_index__isnull=True)
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(leaf_index__isnull=True) | models.Q(leaf_index__gte=0),
                name="notary_leaf_index_from_0",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.handle}"
