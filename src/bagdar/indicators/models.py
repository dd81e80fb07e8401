"""What was computed from snapshots: by which definition, from which files, and what came out.

A computation is never changed: a newer one of the same figure stands beside it, and what was
published of the older one can still be followed back.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F

from bagdar.core.origins import Origin
from bagdar.indicators.rules.adding import BASES
from bagdar.indicators.rules.releases import State


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


class Protection(models.Model):
    """What may be shown of a computation: made once, when its figures were, and never changed.

    digest   SHA-256 of the kept file; bridged: of that on bridged borders, empty where it is not
             there, since nothing says yet how a district was divided
    least, width     the rule that was in force; is_illustrative: nobody has set it yet
    shown, hidden    numbers of all tables of the catalogue; given_up: breakdowns that are not told
    """

    computation = models.OneToOneField(
        Computation, on_delete=models.PROTECT, primary_key=True, related_name="protection"
    )
    digest = models.CharField(max_length=64)
    least = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    is_illustrative = models.BooleanField()
    shown = models.PositiveIntegerField()
    hidden = models.PositiveIntegerField()
    given_up = models.PositiveIntegerField()
    bridged = models.CharField(max_length=64, blank=True)
    protected_at = models.DateTimeField()
    protected_by = models.CharField(max_length=150)

    def __str__(self) -> str:
        return f"{self.computation} {self.digest[:12]}"


class ProtectedFigure(models.Model):
    """What of a region's figure may be shown; null: hidden. The country's is shown as it is.

    units  whom the protected table counts: of a share, those who can have the attribute
    """

    figure = models.OneToOneField(
        Figure, on_delete=models.PROTECT, primary_key=True, related_name="protected"
    )
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    units = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.figure}"


class Release(models.Model):
    """Tables that are published together on a day announced ahead.

    names, method  text by language; reason: why it replaces another one, by language
    due_at         announced day and hour; announced_at: since when it stood in the calendar
    digest         SHA-256 of all that is approved and published; empty before it is prepared
    checked        SHA-256 of that and of everything published when the attack found nothing
    replaces       the published release that it corrects
    attack         of the last attack: who asked for it and when, how far it is, what it found
    receipt        handle of its receipt in the log; empty: no log was begun when it went out
    """

    code = models.CharField(max_length=60, unique=True)
    names = models.JSONField()
    method = models.JSONField()
    due_at = models.DateTimeField()
    announced_at = models.DateTimeField()
    state = models.CharField(
        max_length=20, choices=[(one.value, one.value) for one in State], default="planned"
    )
    is_demonstration = models.BooleanField(default=False)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="corrections"
    )
    reason = models.JSONField(default=dict)
    prepared_by = models.CharField(max_length=150, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    checked = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True)
    attack = models.JSONField(default=dict)
    receipt = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="published")
                | (models.Q(published_at__isnull=False) & models.Q(published_at__gte=F("due_at"))),
                name="indicators_not_published_before_its_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="indicators_release_state"),
        ]

    def __str__(self) -> str:
        return self.code


class ReleaseTable(models.Model):
    """A table of a release. content: its canonical text, whose SHA-256 is the digest.

    figures  of the country and of regions that the table shows whole
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="tables")
    number = models.PositiveSmallIntegerField()
    computation = models.ForeignKey(Computation, on_delete=models.PROTECT, related_name="releases")
    by = models.CharField(max_length=80, blank=True)
    borders = models.CharField(max_length=10, choices=[(one, one) for one in BASES])
    content = models.TextField()
    digest = models.CharField(max_length=64)
    figures = models.ManyToManyField(Figure, related_name="released_in")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["release", "number"], name="indicators_release_table_number"
            ),
            models.UniqueConstraint(
                fields=["release", "computation", "by", "borders"],
                name="indicators_a_table_once_a_release",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release} {self.number}"


class ReleaseFile(models.Model):
    """A file of a table, byte for byte as it was approved: kept, since words, settings and
    libraries change. name: of the file; the content of the table names it with its SHA-256."""

    table = models.ForeignKey(ReleaseTable, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["table", "name"], name="indicators_a_file_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Approval(models.Model):
    """That somebody approved what has this digest; of another digest it says nothing."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="approvals")
    account = models.CharField(max_length=150)
    role = models.CharField(max_length=30)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["release", "account", "digest"], name="indicators_approved_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release} {self.role}"
