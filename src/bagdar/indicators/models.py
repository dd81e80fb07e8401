"""What was computed from snapshots: by which definition, from which files, and what came out.

A computation is never changed: a newer one of the same figure stands beside it, and what was
published of the older one can still be followed back.
"""

import uuid
from typing import ClassVar

from django.db import models

from bagdar.core.origins import Origin


class Computation(models.Model):
    """One metric on one day of one snapshot.

    metric     code of the metric, "row" or "row:reading"; version: its semantic version
    on         the statistical day
    snapshot   id of the snapshot; known_at: until when its facts were known
    inputs     SHA-256 of everything that decides the result: the parts that were read, the day, the
               outside figures, the metric's version and the text of its definition
    cube       SHA-256 of the cells; they stand under it among the files of figures
    cells      how many they are
    revision   of the code, where it is known
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    row = models.CharField(max_length=60)
    metric = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    on = models.DateField()
    snapshot = models.CharField(max_length=64)
    known_at = models.DateTimeField()
    origin = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Origin])
    inputs = models.CharField(max_length=64)
    cube = models.CharField(max_length=64)
    cells = models.PositiveIntegerField()
    engine = models.CharField(max_length=20)
    revision = models.CharField(max_length=64, blank=True)
    seconds = models.FloatField()
    computed_at = models.DateTimeField()
    computed_by = models.CharField(max_length=150)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["metric", "inputs"], name="indicators_computed_once_from_the_same"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["row", "on"], name="indicators_row_on"),
            models.Index(fields=["snapshot"], name="indicators_snapshot"),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.on} {self.snapshot[:12]}"


class Figure(models.Model):
    """A sum of a computation: of the country (place empty) or of a region on some borders.

    borders  then: as they were on the day; now: as they are on the snapshot's day
    """

    computation = models.ForeignKey(Computation, on_delete=models.PROTECT, related_name="figures")
    borders = models.CharField(max_length=10, choices=[("then", "then"), ("now", "now")])
    place = models.CharField(max_length=20, blank=True)
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    units = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["computation", "borders", "place"], name="indicators_one_figure_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.computation} {self.place}"
