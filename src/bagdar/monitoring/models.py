"""Reports on the programme in progress, and the facts that they record.

Facts are never overwritten: a row of Figure or Spending is pending from recorded_at, stands from
accepted_at and ends at superseded_at. A report's earlier contents are kept in its steps.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from bagdar.monitoring.rules.building import BuildStatus
from bagdar.monitoring.rules.nouns import Origin, State, StepKind

CURRENT = Q(superseded_at__isnull=True)
PENDING = CURRENT & Q(accepted_at__isnull=True)
STANDING = CURRENT & Q(accepted_at__isnull=False)


def choices(kind) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in kind]


class Delivery(models.Model):
    """A file that somebody sent, or a batch through the API: what came in and what was refused.

    sha256  of the bytes, and of how they were to be read where the sender said it
    faults  rows that went back, with their cells and remarks, and notes: see queries.deliveries
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.CharField(max_length=60)
    reporter = models.CharField(max_length=60)
    origin = models.CharField(max_length=20, choices=choices(Origin))
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    rows = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "reporter", "origin", "sha256"],
                name="monitoring_delivery_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.reporter}"


class Report(models.Model):
    """One report: a subject, who reports it, and what stands in it now.

    subject   kind:place@mark, see rules.nouns.Subject; place and year stand apart for reading
    reporter  body:mes or region:KZ-11
    content   as rules.nouns.AnyContent
    version   grows with every step
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.CharField(max_length=60)
    edition = models.PositiveIntegerField()
    subject = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    place = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    reporter = models.CharField(max_length=60)
    origin = models.CharField(max_length=20, choices=choices(Origin))
    state = models.CharField(max_length=20, choices=choices(State))
    version = models.PositiveIntegerField(default=1)
    content = models.JSONField()
    delivery = models.ForeignKey(Delivery, null=True, blank=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=150)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "subject", "reporter", "origin"],
                name="monitoring_one_report_of_a_subject",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RETURNED.value) | ~Q(reason=""),
                name="monitoring_returned_with_a_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["programme", "state"], name="monitoring_report_state"),
            models.Index(fields=["programme", "place"], name="monitoring_report_place"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.reporter}"


class Step(models.Model):
    """What was done to a report, with its contents as they then stood. Append-only."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="steps")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=choices(StepKind))
    content = models.JSONField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    role = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "version"], name="monitoring_one_step_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.kind}"


class Evidence(models.Model):
    """A document behind a report: its particulars, and a link or a file with its checksum.

    kind    key of data/monitoring/documents.toml: order, resolution, contract, minutes…
    sha256  of the file, which lies under var/evidence by this name; empty where there is none
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=60, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=150)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=150, blank=True)

    def __str__(self) -> str:
        return self.title


class Fact(models.Model):
    """What Figure and Spending share: where a fact comes from, and its times."""

    programme = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    region = models.CharField(max_length=10, blank=True)
    origin = models.CharField(max_length=20, choices=choices(Origin))
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="%(class)ss")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)
    recorded_role = models.CharField(max_length=20)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.CharField(max_length=150, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def _one_each(name: str, *fields: str) -> list[models.UniqueConstraint]:
    cell = ["programme", "year", "region", "origin", *fields]
    return [
        models.UniqueConstraint(fields=cell, condition=PENDING, name=f"monitoring_{name}_pending"),
        models.UniqueConstraint(
            fields=cell, condition=STANDING, name=f"monitoring_{name}_standing"
        ),
    ]


class Figure(Fact):
    """A figure of an indicator's row, in the row's unit. region: empty for the whole country.

    document, page, published_on  where it was published, as its report said then
    """

    row = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=24, decimal_places=6)
    weight = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    document = models.CharField(max_length=300, blank=True)
    page = models.CharField(max_length=60, blank=True)
    published_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = _one_each("figure", "row")
        indexes: ClassVar = [
            models.Index(fields=["programme", "row"], name="monitoring_figure_row")
        ]

    def __str__(self) -> str:
        return f"{self.row} {self.year} {self.region}"


class HandOver(models.Model):
    """Once that figures of records were handed over: written, and ended without another."""

    programme = models.CharField(max_length=60)
    origin = models.CharField(max_length=20, choices=choices(Origin))
    written = models.PositiveIntegerField()
    ended = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    role = models.CharField(max_length=20)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["programme", "origin"], name="monitoring_handed_origin")
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.origin} {self.at}"


class ComputedFigure(models.Model):
    """A figure that records gave, with the way back. region: empty for the whole country.

    It stands from its hand-over until superseded_at, and is never changed otherwise.
    value, weight  as of Figure
    figure         its number among the figures of indicators, whose page is the trace
    on             the statistical day; computed_at, known_at: of the computation and its snapshot
    """

    programme = models.CharField(max_length=60)
    row = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    region = models.CharField(max_length=10, blank=True)
    origin = models.CharField(max_length=20, choices=choices(Origin))
    value = models.DecimalField(max_digits=24, decimal_places=6)
    weight = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    figure = models.PositiveBigIntegerField()
    computation = models.UUIDField()
    metric = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    on = models.DateField()
    snapshot = models.CharField(max_length=64)
    known_at = models.DateTimeField()
    computed_at = models.DateTimeField()
    handed_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="figures")
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "row", "year", "region", "origin"],
                condition=CURRENT,
                name="monitoring_computed_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row} {self.year} {self.region}"


class Spending(Fact):
    """Money of a measure in a year by source and budget programme, million tenge."""

    measure = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=60)
    budget_programme = models.CharField(max_length=60, blank=True)
    plan = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    revised = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    spent = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)

    class Meta:
        constraints: ClassVar = _one_each("spending", "measure", "source", "budget_programme")
        indexes: ClassVar = [
            models.Index(fields=["programme", "measure"], name="monitoring_spending_measure")
        ]

    def __str__(self) -> str:
        return f"m{self.measure} {self.year} {self.source}"


class YearlyReport(models.Model):
    """A yearly report that somebody asked for, and how far it is.

    region      empty for the whole country
    origin      of the facts that it shows
    facts       what it rests on: another value where facts, rules, words or the day have changed
    step        what is being done; beat_at: the builder's last sign of life
    known_at    the instant at which the facts were read; empty until it is ready
    sha256      of the file, which lies under var/yearly-reports by this name
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.CharField(max_length=60)
    edition = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    region = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=2)
    format = models.CharField(max_length=10)
    origin = models.CharField(max_length=20, choices=choices(Origin))
    facts = models.CharField(max_length=64)
    status = models.CharField(max_length=20, choices=choices(BuildStatus))
    step = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=150)
    requested_role = models.CharField(max_length=20)
    beat_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    known_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    file_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "edition", "year", "region", "language", "format", "facts"],
                name="monitoring_yearly_once",
            ),
            models.CheckConstraint(
                condition=~Q(status=BuildStatus.READY.value) | ~Q(sha256=""),
                name="monitoring_yearly_ready_with_a_file",
            ),
            models.CheckConstraint(
                condition=~Q(status=BuildStatus.FAILED.value) | ~Q(reason=""),
                name="monitoring_yearly_failed_with_a_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["status", "requested_at"], name="monitoring_yearly_status"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.year} {self.region} {self.language}.{self.format}"


class DigestSent(models.Model):
    """A digest that was handed over: at most one a reporter, day and way. No address is kept.

    way   smtp or folder
    """

    programme = models.CharField(max_length=60)
    reporter = models.CharField(max_length=60)
    day = models.DateField()
    way = models.CharField(max_length=10)
    overdue = models.PositiveIntegerField()
    due_soon = models.PositiveIntegerField()
    returned = models.PositiveIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "reporter", "day", "way"], name="monitoring_digest_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reporter} {self.day} {self.way}"
