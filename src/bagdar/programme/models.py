"""Programmes and their editions as they were loaded.

An edition is one document: the act does not change piece by piece, it is amended. A correction
of our transcription supersedes the record before it; nothing is overwritten.
"""

from django.db import models


class Programme(models.Model):
    """A programme that has at least one edition. code: kz-2020-2025"""

    code = models.CharField(max_length=60, unique=True)
    created_at = models.DateTimeField()
    acknowledged = models.TextField(blank=True)  # acknowledged.toml as it was loaded
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class Edition(models.Model):
    """One loading of one edition.

    document  the edition as canonical JSON (rules.act.Edition)
    digest    SHA-256 of document, hexadecimal
    source    the overlay's own text; empty for an edition read from a folder
    superseded_at  when a corrected loading took its place; empty for the one that is read
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.JSONField()
    citation = models.JSONField()
    adopted_on = models.DateField()
    in_force_on = models.DateField()
    illustrative = models.BooleanField()
    document = models.TextField()
    digest = models.CharField(max_length=64)
    source = models.TextField(blank=True)
    source_name = models.CharField(max_length=200)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=150)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                condition=models.Q(superseded_at__isnull=True),
                name="programme_one_current_loading",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="programme_edition_from_one"
            ),
        ]
        indexes = [models.Index(fields=["programme", "number"], name="programme_edition_number")]

    def __str__(self) -> str:
        return f"{self.programme}@{self.number}"
