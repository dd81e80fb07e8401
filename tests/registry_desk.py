"""Two illustrative schools with an operator each, and a few pupils, for tests of the desk."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.test import Client

from bagdar.core.periods import Period
from tests.register import IIN, given, learning, organisation, person

TODAY = datetime.now(UTC).date()
YEAR = TODAY.year if TODAY.month >= 9 else TODAY.year - 1
SINCE = date(YEAR, 9, 1)  # the academic year that is going on
BORN = date(2005, 9, 1)


@dataclass
class School:
    id: UUID
    operator: Any
    pupils: list[UUID] = field(default_factory=list)

    @property
    def client(self) -> Client:
        client = Client()
        client.force_login(self.operator)
        return client


def operator(organisation_id: UUID, name: str) -> Any:
    from bagdar.access.models import Account
    from tests.people import PASSWORD

    account = Account(username=name, role="organisation", organisation_id=organisation_id)
    account.set_password(PASSWORD)
    account.save()
    return account


def school(name: str = "operator-1", pupils: int = 3, **more: Any) -> School:
    """A school with pupils in 5 А since the beginning of the academic year."""
    from bagdar.registry.services.enrolments import enrol

    id = organisation(1, **more)
    made = School(id, operator(id, name))
    for number in range(pupils):
        known = {"iin": IIN, "born_on": BORN} if number == 0 and name == "operator-1" else {}
        one = person(1, given=f"Мысал{number}", **known)
        enrol(one, learning(id), Period(SINCE), **given(2))
        made.pupils.append(one)
    return made


def stands_in_the_register(id: UUID) -> None:
    """An illustrative school under an identifier that an account has already."""
    from bagdar.core.origins import Origin
    from bagdar.registry import models
    from bagdar.registry.services.organisations import correct_organisation
    from tests.register import BEGAN
    from tests.register import school as details

    models.Organisation.objects.create(id=id, origin=Origin.ILLUSTRATIVE.value, recorded_at=BEGAN)
    correct_organisation(id, details(), Period(date(2000, 1, 1)), **given(1))
