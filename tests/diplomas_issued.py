"""An illustrative university of the register that issues diplomas, for tests of services and pages.

The register's clock of the tests goes by minutes of 2020; diplomas are given today.
"""

import random
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from bagdar.audit.rules import Actor
from bagdar.core.languages import Words
from bagdar.core.periods import Period
from tests.register import given, organisation, person

REGISTRAR, DEAN = Actor("registrar-1", "organisation"), Actor("dean-1", "organisation")
GRADUATED = date(2020, 6, 30)
BASE = "https://diplomas.example"
TITLE = Words(kk="Ақпараттану бакалавры", ru="Бакалавр информатики", en="Bachelor of Informatics")


def now() -> datetime:
    return datetime.now(UTC)


def draw(seed: int = 1) -> Any:
    return random.Random(seed).randrange


def university(code: str = "u1", **more: Any) -> Any:
    """An issuer that is accredited for bachelors, with a form for one programme."""
    from bagdar.credentials.rules.credential import Form
    from bagdar.credentials.services import issuers

    named = {"name_kk": "Үлгі университеті", "name_ru": "Образцовый университет"}
    id = more.pop("id", None) or organisation(1, **{**named, "type": "university", **more})
    made = issuers.register(id, code, BASE, by=REGISTRAR, at=datetime(2021, 1, 1, tzinfo=UTC))
    issuers.accredit(code, "6", date(2015, 1, 1), None, "illustrative", by=REGISTRAR)
    issuers.write_form(code, Form("6", "6B061", TITLE, 6, 240, "061"), by=REGISTRAR)
    return made


def graduate(issuer: Any, name: str = "Мысал", who: UUID | None = None, **more: Any) -> int:
    """The graduation of somebody; its number."""
    from bagdar.registry.public import record_fact
    from bagdar.registry.rules.details import GraduationDetails
    from bagdar.registry.rules.kinds import GRADUATION

    who = who or person(1, given=name)
    on = more.pop("on", GRADUATED)
    told = {"level": "6", "programme": "6B061", "document_number": "AB 0001", **more}
    said = GraduationDetails(organisation_id=issuer.organisation_id, **told)
    day = Period(on, on.fromordinal(on.toordinal() + 1))
    record_fact(GRADUATION, who, said, day, **given(3))
    from bagdar.registry.models import Graduation

    found: int = Graduation.objects.filter(person_id=who).latest("pk").pk
    return found


def issued(issuer: Any, graduations: list[int], seed: int = 1) -> list[Any]:
    """Diplomas that two people have let out."""
    from bagdar.credentials.services import batches

    batch = batches.propose(issuer, graduations, by=REGISTRAR, at=now())
    batches.approve(issuer, batch.pk, by=DEAN, at=now())
    batches.issue(batch.pk, by=DEAN, now=now, draw=draw(seed))
    return list(batch.diplomas.order_by("graduation_id"))
