"""What is counted for a whole region or the country, kept until it is counted again. No facts."""

from typing import ClassVar

from django.db import models


class Count(models.Model):
    """A question over many people and its last answer; it can be thrown away and counted again.

    what        area | doubts | flow; asked: the rest of the question, the same text for the same
    counted_at  None: somebody asked, and nobody has counted yet
    """

    what = models.CharField(max_length=10)
    asked = models.CharField(max_length=100)
    wanted_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["what", "asked"], name="registry_counted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.asked}"
