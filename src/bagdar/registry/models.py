"""Identities, and the timelines of facts about them.

Facts are never overwritten: a correction sets superseded_at and adds rows. Migration 0002 makes the
database itself refuse anything else, two full-time places of one person on one day, and facts of
another origin than that of whom they are about.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bagdar.core.origins import Origin
from bagdar.registry.rules.nouns import Form

CURRENT = Q(superseded_at__isnull=True)
ORIGINS = [(one.value, one.value) for one in Origin]
KEY_LENGTH = 300  # a key is cut there, when it is kept and when it is looked for
FORMS = [(one.value, one.value) for one in Form]


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


def _times(name: str) -> list[models.CheckConstraint]:
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


class Fact(models.Model):
    """What all facts share: the two times, by whom, on what, and of which origin.

    valid_to    the first day for which it no longer holds; None: open
    source      the document or delivery behind it
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

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.valid_from}/{self.valid_to or '..'}"


class PersonFact(Fact):
    """Who a person is, for some days. One current row a day."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="facts")
    family = models.CharField(max_length=100, blank=True)
    given = models.CharField(max_length=100, blank=True)
    patronymic = models.CharField(max_length=100, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    born_on = models.DateField(null=True, blank=True)
    citizenship = models.CharField(max_length=2, blank=True)
    iin = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints: ClassVar = _times("person")


class PersonKey(models.Model):
    """What a person is found by: search keys of the names and the IIN of the current facts.

    kind  name | iin. An IIN belongs to one person of an origin.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="keys")
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


class OrganisationFact(Fact):
    """What an organisation is, for some days. One current row a day."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="facts")
    name_kk = models.CharField(max_length=300)
    name_ru = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    bin = models.CharField(max_length=12, blank=True)
    type = models.CharField(max_length=30)
    ownership = models.CharField(max_length=30, blank=True)
    languages = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=10)
    parent = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="part_facts"
    )

    class Meta:
        constraints: ClassVar = _times("organisation")
        indexes: ClassVar = [models.Index(fields=["region"], name="registry_organisation_region")]


class Enrolment(Fact):
    """That a person learns somewhere, for some days."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="enrolments"
    )
    level = models.CharField(max_length=30)
    form = models.CharField(max_length=20, choices=FORMS)
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    group = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=30, blank=True)
    funding = models.CharField(max_length=30, blank=True)
    leaving_reason = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints: ClassVar = [
            *_times("enrolment"),
            models.CheckConstraint(
                condition=Q(form__in=[one.value for one in Form]), name="registry_enrolment_form"
            ),
        ]
