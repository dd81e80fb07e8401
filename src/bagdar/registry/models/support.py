"""What few may see: support of special needs, care of a child without parents; and dormitories."""

from typing import ClassVar

from django.db import models

from bagdar.registry.models.base import (
    Fact,
    Organisation,
    Person,
    code,
    deliveries,
    of,
    placed,
    text,
    times,
)


class Support(Fact):
    """An educational need and what is done for it. Sensitive."""

    person = of(Person)
    need = code(needed=True)
    measure = code()
    conclusion = text(60)

    class Meta:
        constraints: ClassVar = times("support")
        indexes: ClassVar = deliveries("support")


class Care(Fact):
    """A child without parental care, and where it was placed. Sensitive."""

    person = of(Person)
    status = code(needed=True)
    placement = code(needed=True)
    organisation = of(Organisation, needed=False)

    class Meta:
        constraints: ClassVar = times("care")
        indexes: ClassVar = deliveries("care")


class Dormitory(Fact):
    """A place in a dormitory that is needed or was given."""

    person = of(Person)
    organisation = of(Organisation, indexed=False)
    state = code(needed=True)

    class Meta:
        constraints: ClassVar = times("dormitory")
        indexes: ClassVar = [
            *deliveries("dormitory"),
            placed("dormitory", models.F("state")),
        ]
