"""Where somebody learns, with what result, and with what they leave."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bagdar.registry.models.base import (
    Ends,
    Fact,
    Organisation,
    Person,
    code,
    count,
    decimal,
    deliveries,
    of,
    placed,
    text,
    times,
    yes_no,
)
from bagdar.registry.rules.nouns import Form

FORMS = [(one.value, one.value) for one in Form]


class Enrolment(Fact):
    """That a person learns somewhere, for some days."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="enrolments", db_index=False
    )
    level = models.CharField(max_length=30)
    form = models.CharField(max_length=20, choices=FORMS)
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    group = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=30, blank=True)
    funding = models.CharField(max_length=30, blank=True)
    programme = text(40)
    is_dual = yes_no()
    leaving_reason = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints: ClassVar = [
            *times("enrolment"),
            models.CheckConstraint(
                condition=Q(form__in=[one.value for one in Form]), name="registry_enrolment_form"
            ),
        ]
        indexes: ClassVar = [
            *deliveries("enrolment"),
            placed("enrolment", Ends(), models.F("valid_from")),
        ]


class Result(Fact):
    """What somebody reached in an assessment, on its day."""

    person = of(Person)
    organisation = of(Organisation, indexed=False)
    assessment = code(needed=True)
    subject = code(needed=True)
    grade = count()
    score = decimal(needed=True)
    most_score = decimal(needed=True)

    class Meta:
        constraints: ClassVar = times("result")
        indexes: ClassVar = [
            *deliveries("result"),
            placed("result", models.F("assessment")),
        ]


class Graduation(Fact):
    """That somebody completed a level, on its day."""

    person = of(Person)
    organisation = of(Organisation, indexed=False)
    level = code(needed=True)
    programme = text(40)
    funding = code()
    with_distinction = yes_no()
    document_number = text(40)

    class Meta:
        constraints: ClassVar = times("graduation")
        indexes: ClassVar = [
            *deliveries("graduation"),
            placed("graduation", models.F("level")),
        ]


class Activity(Fact):
    """A club, a section, a movement beside the lessons."""

    person = of(Person)
    organisation = of(Organisation, needed=False)
    kind = code(needed=True)
    direction = code(needed=True)
    hours_per_week = decimal()

    class Meta:
        constraints: ClassVar = times("activity")
        indexes: ClassVar = deliveries("activity")
