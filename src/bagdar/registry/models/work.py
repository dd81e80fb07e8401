"""Posts in education, what is paid for them, what qualifies for them, and work elsewhere."""

from typing import ClassVar

from django.db import models

from bagdar.registry.models.base import (
    Ends,
    Fact,
    Organisation,
    Person,
    code,
    count,
    decimal,
    deliveries,
    large_count,
    of,
    placed,
    text,
    times,
    yes_no,
)


class Post(Fact):
    """That a person works in an organisation of education."""

    person = of(Person)
    organisation = of(Organisation, indexed=False)
    position = code(needed=True)
    subject = code()
    workload = decimal(needed=True)
    hours_per_week = decimal()
    is_main = yes_no(needed=True)
    leaving_reason = code()

    class Meta:
        constraints: ClassVar = times("post")
        indexes: ClassVar = [*deliveries("post"), placed("post", Ends(), models.F("valid_from"))]


class Pay(Fact):
    """What somebody is paid in an organisation, by component. Sensitive."""

    person = of(Person)
    organisation = of(Organisation)
    component = code(needed=True)
    amount_tenge = large_count(needed=True)

    class Meta:
        constraints: ClassVar = times("pay")
        indexes: ClassVar = deliveries("pay")


class Qualification(Fact):
    """A category, a degree, a certificate, for the days on which it holds."""

    person = of(Person)
    kind = code(needed=True)
    value = code(needed=True)
    subject = code()
    issuer = text(200)

    class Meta:
        constraints: ClassVar = times("qualification")
        indexes: ClassVar = deliveries("qualification")


class Development(Fact):
    """A course of professional development."""

    person = of(Person)
    topic = code(needed=True)
    provider = text(200)
    hours = count(needed=True)

    class Meta:
        constraints: ClassVar = times("development")
        indexes: ClassVar = deliveries("development")


class Employment(Fact):
    """Work for any employer, as pension payments show it."""

    person = of(Person)
    employer_bin = text(12, needed=True)
    activity = code()
    months_paid = count()

    class Meta:
        constraints: ClassVar = times("employment")
        indexes: ClassVar = deliveries("employment")
