"""Who somebody is, where they live, who answers for them, and what they are found by."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bagdar.registry.models.base import (
    ORIGINS,
    Fact,
    Person,
    code,
    deliveries,
    of,
    standing,
    territory,
    text,
    times,
)

KEY_LENGTH = 300  # a key is cut there, when it is kept and when it is looked for


class PersonFact(Fact):
    """Who a person is, for some days."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="facts")
    family = models.CharField(max_length=100, blank=True)
    given = models.CharField(max_length=100, blank=True)
    patronymic = models.CharField(max_length=100, blank=True)
    other_name = text(200)
    sex = models.CharField(max_length=10, blank=True)
    born_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    citizenship = models.CharField(max_length=2, blank=True)
    iin = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints: ClassVar = times("person")
        indexes: ClassVar = deliveries("person")


class PersonKey(models.Model):
    """What a person is found by: search keys of the names and the IIN of the current facts.

    kind  name | iin. An IIN belongs to one person of an origin.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="keys", db_index=False
    )
    origin = models.CharField(max_length=20, choices=ORIGINS)
    kind = models.CharField(max_length=4)
    key = models.CharField(max_length=KEY_LENGTH)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind", "key"], name="registry_key_once"),
            models.UniqueConstraint(
                fields=["origin", "key"], condition=Q(kind="iin"), name="registry_iin_of_one"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "key"], name="registry_key"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class Residence(Fact):
    """Where a person lives, to the territory."""

    person = of(Person)
    territory = territory(needed=True)

    class Meta:
        constraints: ClassVar = times("residence")
        indexes: ClassVar = [*deliveries("residence"), standing("residence", "territory")]


class Guardianship(Fact):
    """That one person answers for another."""

    person = of(Person)
    guardian = of(Person)
    kind = code(needed=True)

    class Meta:
        constraints: ClassVar = times("guardianship")
        indexes: ClassVar = deliveries("guardianship")
