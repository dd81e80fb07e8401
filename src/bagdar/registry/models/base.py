"""Identities, what all facts share, and the fields that columns of a contract become.

A column that may be empty is empty text where it is text, and NULL where it is anything else.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from bagdar.core.origins import Origin

CURRENT = Q(superseded_at__isnull=True)
ORIGINS = [(one.value, one.value) for one in Origin]


class Identity(models.Model):
    """An id of our own that nobody can guess; says nothing by itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    origin = models.CharField(max_length=20, choices=ORIGINS)
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class Person(Identity):
    pass


class Organisation(Identity):
    pass


class Fact(models.Model):
    """What all facts share: the two times, by whom, on what, and of which origin.

    valid_to    the first day for which it no longer holds; None: open
    source      the document or delivery behind it
    delivery_id, superseded_delivery_id  the delivery that added it, that ended it; None: no
                delivery did. What a delivery is, an app above this one knows
    """

    origin = models.CharField(max_length=20, choices=ORIGINS)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)
    recorded_role = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.CharField(max_length=150, blank=True)
    superseded_role = models.CharField(max_length=40, blank=True)
    delivery_id = models.UUIDField(null=True, blank=True)
    superseded_delivery_id = models.UUIDField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.valid_from}/{self.valid_to or '..'}"


def times(name: str) -> list[models.CheckConstraint]:
    """A fact holds for a day at least, and was known for a moment at least."""
    return [
        models.CheckConstraint(
            condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            name=f"registry_{name}_holds_a_day",
        ),
        models.CheckConstraint(
            condition=CURRENT | Q(superseded_at__gt=F("recorded_at")),
            name=f"registry_{name}_was_known",
        ),
    ]


def deliveries(name: str) -> list[models.Index]:
    """What a delivery added and ended is found again, to undo it."""
    return [
        models.Index(
            fields=["delivery_id"],
            condition=Q(delivery_id__isnull=False),
            name=f"reg_{name}_added",
        ),
        models.Index(
            fields=["superseded_delivery_id"],
            condition=Q(superseded_delivery_id__isnull=False),
            name=f"reg_{name}_ended",
        ),
    ]


def standing(name: str, *fields: str) -> models.Index:
    """What stands now, by some columns: what pages and reports ask most."""
    return models.Index(fields=fields, condition=CURRENT, name=f"reg_{name}_stands")


def placed(name: str, *expressions: str | models.Expression) -> models.Index:
    """What an organisation has, as it stands or as it was known: it serves the key as well."""
    return models.Index(models.F("organisation_id"), *expressions, name=f"reg_{name}_placed")


# A literal and no parameter, so that both engines know it again in an index: what has no end ends
# after everything else, and one range of the index gives what still holds on a day.
ENDS = "COALESCE({}, '9999-12-31')"


class Ends(models.Func):
    """The first day for which a fact no longer holds, one that never comes where it is open."""

    template = ENDS.format("%(expressions)s")
    output_field = models.DateField()

    def __init__(self, of: str = "valid_to", **more: object) -> None:
        super().__init__(models.F(of), **more)


# --- fields ---------------------------------------------------------------------------------------


def text(longest: int, *, needed: bool = False) -> models.CharField:
    return models.CharField(max_length=longest, blank=not needed)


def code(*, needed: bool = False) -> models.CharField:
    return text(30, needed=needed)


def territory(*, needed: bool = False) -> models.CharField:
    """A code of a territory, not a key: territories have two times like everything else."""
    return text(20, needed=needed)


def count(*, needed: bool = False) -> models.PositiveSmallIntegerField:
    """A whole number up to 32767."""
    return models.PositiveSmallIntegerField(null=not needed, blank=not needed)


def large_count(*, needed: bool = False) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(null=not needed, blank=not needed)


def decimal(*, needed: bool = False) -> models.DecimalField:
    return models.DecimalField(max_digits=18, decimal_places=6, null=not needed, blank=not needed)


def day(*, needed: bool = False) -> models.DateField:
    return models.DateField(null=not needed, blank=not needed)


def yes_no(*, needed: bool = False) -> models.BooleanField:
    return models.BooleanField(null=not needed, blank=not needed)


def of(identity: type[Identity], *, needed: bool = True, indexed: bool = True) -> models.ForeignKey:
    """Whom or what a fact is about. indexed: False where another index begins with it."""
    return models.ForeignKey(
        identity,
        null=not needed,
        blank=not needed,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=indexed,
    )
