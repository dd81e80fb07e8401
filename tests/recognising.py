"""Somebody who studies at an illustrative university and asks for what was learnt elsewhere."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from bagdar.audit.rules import Actor
from bagdar.credentials.rules.curricula import Unit
from bagdar.recognition.rules.asking import Asked
from bagdar.recognition.rules.nouns import Kind
from tests.curricula_written import curriculum, studies
from tests.diplomas_issued import now
from tests.register import organisation, person

LEARNER, OTHER = Actor("learner-1", "person"), Actor("dean-1", "organisation")
CLERK = Actor("registrar-1", "organisation")
PDF = b"%PDF-1.7 illustrative"


@dataclass
class Campus:
    """A university, its programme and a learner."""

    organisation_id: UUID
    curriculum: Any
    person_id: UUID


def campus(id: UUID | None = None, who: UUID | None = None, **more: Any) -> Campus:
    named = {"name_kk": "Үлгі университеті", "name_ru": "Образцовый университет"}
    place = id or organisation(1, **named, type="university")
    version = curriculum(place, **more)
    learner = who or person(1, born_on=date(1998, 1, 1))
    studies(learner, place)
    return Campus(place, version, learner)


def asked(one: Campus, *claims: str, **more: Any) -> Asked:
    told = Asked(
        one.curriculum.pk, Kind.OPEN_COURSE, "Деректер қоры", "Ашық курстар (үлгі)",
        date(2020, 5, 1), 5, Unit.ECTS, claims or ("DB",), code="DB-101", nqf_level=6,
    )  # fmt: skip
    return replace(told, **more)


def request(one: Campus, *claims: str, **more: Any) -> Any:
    from bagdar.recognition.services.requests import ask

    files, badge, lists = more.pop("files", ()), more.pop("badge", None), more.pop("statuses", ())
    told = asked(one, *claims, **more)
    return ask(one.person_id, told, files, badge, lists, by=LEARNER, at=now())


def decide(row: Any, *grants: tuple[str, int], by: Actor = CLERK, reason: str = "сай") -> Any:
    from bagdar.recognition.rules.deciding import Grant
    from bagdar.recognition.services.deciding import decide as do

    return do(row.pk, [Grant(*one) for one in grants], reason, by=by, at=now())


def believe(organisation_id: UUID, issuer: str, jwk: Any) -> Any:
    """A key that one person proposed and another confirmed."""
    from bagdar.recognition.services.believing import KeySaid, confirm_key, propose_key

    said = KeySaid(issuer, "", jwk, date(2020, 1, 1), "illustrative", "illustrative: letter, 7")
    made = propose_key(organisation_id, said, by=CLERK, at=now())
    return confirm_key(organisation_id, made.pk, "illustrative: letter, 7", by=OTHER, at=now())


def declare(one: Campus, module: str = "DB", credits: int = 5, **more: Any) -> Any:
    from bagdar.recognition.services.equivalences import Declared
    from bagdar.recognition.services.equivalences import declare as do

    said = Declared(
        one.curriculum.pk, module, Kind.OPEN_COURSE, "Деректер қоры", "Ашық курстар (үлгі)",
        "DB-101", credits, date(2019, 1, 1), "illustrative: council, 2",
    )  # fmt: skip
    return do(one.organisation_id, replace(said, **more), by=CLERK, at=now())
