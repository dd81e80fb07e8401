"""Queues of kindergartens and the entries of their logs; what is made of these for quick reading.

Migration 0001 makes the database refuse that an entry is changed or removed. Applications, wishes
and places are a projection: `bagdar admissions rebuild` makes them again from the entries alone.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from bagdar.admissions.models.choices import choices
from bagdar.admissions.rules.queue.nouns import STANDING, EntryKind, QueueState
from bagdar.core.origins import Origin


class Queue(models.Model):
    """Who waits in one authority's territory. rules: as the log says them.

    number, digest, last_at  of the last entry
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    territory = models.CharField(max_length=10)
    origin = models.CharField(max_length=20, choices=choices(Origin))
    seed = models.CharField(max_length=64)
    rules = models.JSONField()
    year = models.PositiveSmallIntegerField()
    rounds = models.PositiveIntegerField(default=0)
    number = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)
    last_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["territory", "origin"], name="admissions_one_queue_of_territory"
            )
        ]

    def __str__(self) -> str:
        return f"{self.territory} {self.origin}"


class QueueEntry(models.Model):
    """One line of a log. body: canonical JSON; receipt: by which the notary's is asked for."""

    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=choices(EntryKind))
    body = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    role = models.CharField(max_length=40)
    prior = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    receipt = models.CharField(max_length=32)
    child = models.UUIDField(null=True, blank=True)
    other = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["queue", "number"], name="admissions_one_number"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["child", "queue"], name="admissions_of_child"),
        ]

    def __str__(self) -> str:
        return f"{self.queue_id} {self.number}"


class QueuePlace(models.Model):
    """Free places of one line in one kindergarten."""

    id = models.UUIDField(primary_key=True, editable=False)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="places")
    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    group = models.CharField(max_length=20)
    language = models.CharField(max_length=20)
    need = models.CharField(max_length=20)
    free = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["queue", "organisation", "group", "language", "need"],
                name="admissions_one_slot",
            ),
            models.CheckConstraint(condition=Q(free__gte=0), name="admissions_not_below_none"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.group} {self.language} {self.need}"


class QueueApplication(models.Model):
    """A child in a queue, as `rules.queue.standing.Application` says it."""

    id = models.UUIDField(primary_key=True, editable=False)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="applications")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=choices(QueueState))
    cohort = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=20)
    need = models.CharField(max_length=20)
    territory = models.CharField(max_length=20, blank=True)
    claimed = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField()
    lottery = models.CharField(max_length=64)
    applied = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    refusals = models.PositiveSmallIntegerField()
    place = models.ForeignKey(
        QueuePlace, null=True, blank=True, on_delete=models.PROTECT, related_name="held"
    )
    until = models.DateField(null=True, blank=True)
    hand = models.JSONField(null=True, blank=True)
    partner = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["queue", "person"], name="admissions_one_application"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=[one.value for one in STANDING]),
                name="admissions_in_one_queue",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["queue", "state", "language", "need", "cohort"], name="admissions_line"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class QueueWish(models.Model):
    """A kindergarten that a family would take. rank: from 1, the dearest first."""

    application = models.ForeignKey(
        QueueApplication, on_delete=models.CASCADE, related_name="wishes"
    )
    rank = models.PositiveIntegerField()
    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "rank"], name="admissions_one_rank"),
            models.UniqueConstraint(
                fields=["application", "organisation"], name="admissions_one_wish"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.rank}"
