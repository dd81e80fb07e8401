"""The simulated university recognises something, so that its desk can be tried: all made up."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.credentials.public import curriculum_on, write_curriculum
from bagdar.credentials.rules.curricula import CurriculumSaid, ModuleSaid, Unit
from bagdar.recognition import models
from bagdar.recognition.rules.asking import Asked
from bagdar.recognition.rules.nouns import Kind
from bagdar.recognition.services.equivalences import Declared, declare
from bagdar.recognition.services.requests import ask
from bagdar.registry.public import lists, organisations_named, studies_of

SOURCE = "illustrative: nobody was asked"
SINCE = date(2018, 9, 1)
PROVIDER = "Ашық курстар (ойдан шығарылған)"
# code, title, credits, outcome
MODULES = (
    ("M1", ("Академиялық жазылым", "Академическое письмо", "Academic writing"), 5,
     ("Дереккөзге сүйеніп жазады", "Пишет, опираясь на источники", "Writes from sources")),
    ("M2", ("Деректерді талдау", "Анализ данных", "Data analysis"), 5,
     ("Деректі өңдеп, қорытады", "Обрабатывает данные и делает выводы", "Draws from data")),
    ("M3", ("Ағылшын тілі", "Английский язык", "English"), 10,
     ("Мамандығы бойынша сөйлеседі", "Говорит по специальности", "Speaks of the own field")),
    ("M4", ("Өндірістік практика", "Производственная практика", "Placement"), 20,
     ("Жұмыс орнында міндетін атқарады", "Выполняет работу на месте", "Works at a workplace")),
)  # fmt: skip


@transaction.atomic
def demonstrate_recognition(
    organisation_id: UUID, person_id: UUID, *, by: Actor, at: datetime
) -> models.Request | None:
    """A programme that a student studies, an equivalence and a request that waits.

    None: the institution is no simulated one, the student studies nothing, or it is there already.
    """
    today, known = local_date(at), organisations_named([organisation_id]).get(organisation_id)
    study = next((one for one in studies_of(person_id) if one.is_on(today)), None)
    if known is None or known.origin is not Origin.SIMULATED or study is None:
        return None
    place = study.organisation_id
    if curriculum_on(place, study.level, study.programme, today) is not None:
        return None
    made = write_curriculum(place, _said(study.level, study.programme), by=by, at=at)
    said = Declared(
        made.pk, "M2", Kind.OPEN_COURSE, MODULES[1][1][0], PROVIDER, "DATA-1", 5, SINCE, SOURCE
    )
    declare(place, said, by=by, at=at)
    asked = Asked(
        made.pk, Kind.OPEN_COURSE, MODULES[1][1][0], PROVIDER, today - timedelta(days=60), 5,
        Unit.ECTS, ("M2",), "DATA-1",
    )  # fmt: skip
    row = ask(person_id, asked, by=by, at=at)
    about = f"recognition.request:{row.pk}"
    record("recognition.demonstrated", about=about, by=by, facts={"modules": len(MODULES)})
    return row


def _said(level: str, code: str) -> CurriculumSaid:
    named = lists().levels[level].name
    title = Words(**{language: f"{text}, {code}" for language, text in named.items()})
    modules = tuple(
        ModuleSaid(one, _words(titles), credits, int(level), (_words(outcome),))
        for one, titles, credits, outcome in MODULES
    )
    return CurriculumSaid(level, code, title, int(level), Unit.ECTS, 240, SINCE, SOURCE, modules)


def _words(texts: tuple[str, str, str]) -> Words:
    return Words(kk=texts[0], ru=texts[1], en=texts[2])
