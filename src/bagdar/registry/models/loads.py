"""Receipts of whole tables that were loaded from files."""

from typing import ClassVar

from django.db import models


class TableLoad(models.Model):
    """That a table of a folder is in the register: written in the transaction that fills it.

    folder  SHA-256 of the folder's manifest, which names the digest of each file
    """

    folder = models.CharField(max_length=64)
    table = models.CharField(max_length=40)
    rows = models.PositiveBigIntegerField()
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=150)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["folder", "table"], name="registry_table_loaded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.table} of {self.folder[:12]}"
