"""An educational programme of an illustrative university, for tests of credits and recognition."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from bagdar.core.languages import Words
from bagdar.credentials.rules.curricula import CurriculumSaid, ModuleSaid, Unit
from tests.diplomas_issued import REGISTRAR, TITLE
from tests.register import given, learning

WRITTEN = datetime(2021, 1, 1, tzinfo=UTC)


def words(text: str) -> Words:
    return Words(kk=f"{text} (үлгі)", ru=f"{text} (пример)", en=f"{text} (made up)")


def module(code: str, credits: int = 5, nqf: int = 6, subject: str = "", **more: Any) -> ModuleSaid:
    outcomes = more.pop("outcomes", (words(f"{code}: can do"),))
    return ModuleSaid(code, words(code), credits, nqf, outcomes, subject)


MODULES = (module("DB"), module("ML"), module("LAW", 10, subject="law"), module("WORK", 20))


def said(**more: Any) -> CurriculumSaid:
    told: dict[str, Any] = {
        "level": "6", "code": "6B061", "title": TITLE, "nqf_level": 6, "unit": Unit.ECTS,
        "credits": 40, "valid_from": date(2018, 9, 1), "source": "illustrative: council, 1",
        "modules": MODULES, "field": "061",
    }  # fmt: skip
    return CurriculumSaid(**{**told, **more})


def curriculum(organisation_id: UUID, **more: Any) -> Any:
    from bagdar.credentials.services.curricula import write_curriculum

    return write_curriculum(organisation_id, said(**more), by=REGISTRAR, at=WRITTEN)


def studies(person_id: UUID, organisation_id: UUID, minute: int = 5, **more: Any) -> None:
    """Somebody is enrolled in the programme, from 2019 on unless days are given."""
    from bagdar.core.periods import Period
    from bagdar.registry.public import enrol

    days = more.pop("days", None) or Period(date(2019, 9, 1))
    told = {"level": "6", "grade": 1, "group": "1", "programme": "6B061", **more}
    enrol(person_id, learning(organisation_id, **told), days, **given(minute))


def asks_of_programmes() -> list[Any]:
    """Cells of the access matrix: the catalogue, a version, a new one, the own transcript."""
    from bagdar.credentials.rules.curriculum_file import EXAMPLE
    from tests.access_matrix import Ask

    book, transcript = "credentials.curriculum", "credentials.transcript"
    return [
        Ask(book, "read", "/kk/study-programmes/"),
        Ask(book, "read", "/kk/study-programmes/{version}/"),
        Ask(book, "export", "/kk/study-programmes/?table=programmes&as=csv", door=(book, "read")),
        Ask(book, "create", "/kk/study-programmes/new/"),
        Ask(book, "create", "/kk/study-programmes/{closes}/close/"),
        Ask(book, "create", "/api/v1/study-programmes/{closes}/end", "post",
            {"on": "2035-01-01", "source": "x"}),
        Ask(book, "read", "/api/v1/study-programmes"),
        Ask(book, "read", "/api/v1/study-programmes/{version}"),
        Ask(book, "create", "/api/v1/study-programmes", "post", EXAMPLE),
        Ask(transcript, "read", "/kk/transcript/"),
        Ask(transcript, "export", "/kk/transcript/?table=transcript1&as=csv",
            door=(transcript, "read")),
        Ask(transcript, "read", "/api/v1/transcript"),
    ]  # fmt: skip
