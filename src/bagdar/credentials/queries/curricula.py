"""Educational programmes as they are in force, and what somebody has earned towards one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.credentials import models
from bagdar.credentials.rules.credential import Form, Mark
from bagdar.credentials.rules.curricula import Unit
from bagdar.credentials.rules.errors import NoSuchCurriculum
from bagdar.credentials.rules.pass_marks import OwnResult, PassMarks, pass_marks, passed
from bagdar.credentials.rules.transcript import (
    Earned,
    GivenCredit,
    TakenModule,
    Transcript,
    transcript,
)
from bagdar.registry.public import Score, Study, organisations_named, scores, studies_of

ASSESSMENTS = ("year_mark", "final_exam")  # by which a module is earned
MARK = {Earned.OWN: "credit_own", Earned.RECOGNISED: "credit_recognised"}
COUNTED = {
    Unit.ECTS: Words(kk="ECTS кредиті", ru="кредиты ECTS", en="ECTS credits"),
    Unit.ECVET: Words(kk="ECVET ұпайы", ru="баллы ECVET", en="ECVET points"),
}
WAY = {
    Earned.OWN: Words(kk="осында игерілген", ru="освоено здесь", en="earned here"),
    Earned.RECOGNISED: Words(kk="танылған", ru="перезачтено", en="recognised"),
}


@dataclass(frozen=True)
class ModuleInfo:
    """A module with its outcomes. id: of its row, by which credits are given."""

    id: int
    code: str
    title: Words
    credits: int
    nqf_level: int
    subject: str
    outcomes: tuple[Words, ...]

    @property
    def taken(self) -> TakenModule:
        return TakenModule(self.code, self.title, self.credits, self.nqf_level, self.subject)


@dataclass(frozen=True)
class CurriculumInfo:
    """A version of an educational programme, without its modules.

    pass_share  of its own results; None: as is declared for all
    closed_by   the decision that closed the programme; "": none did
    """

    id: UUID
    organisation_id: UUID
    organisation: Words
    level: str
    code: str
    version: int
    title: Words
    nqf_level: int
    unit: Unit
    credits: int
    field: str
    valid_from: date
    valid_to: date | None
    source: str
    origin: Origin
    written_at: datetime
    pass_share: Decimal | None
    closed_by: str

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def _infos(rows: Collection[models.Curriculum]) -> tuple[CurriculumInfo, ...]:
    named = organisations_named({row.organisation_id for row in rows})
    return tuple(
        CurriculumInfo(
            row.pk, row.organisation_id, named[row.organisation_id].name, row.level, row.code,
            row.version, _title(row), row.nqf_level, Unit(row.unit), row.credits, row.field,
            row.valid_from, row.valid_to, row.source, Origin(row.origin), row.written_at,
            row.pass_share, row.closed_by or "",
        )
        for row in rows
    )  # fmt: skip


def _title(row: models.Curriculum | models.Module) -> Words:
    return Words(kk=row.title_kk, ru=row.title_ru, en=row.title_en)


def _in_force(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def curricula_on(on: date, organisation_id: UUID | None = None) -> tuple[CurriculumInfo, ...]:
    """All that are in force on a day, by level and code; of one institution or of all."""
    rows = models.Curriculum.objects.filter(_in_force(on))
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    return _infos(list(rows.order_by("level", "code", "organisation_id")))


def curriculum(id: UUID) -> CurriculumInfo:
    """Raises NoSuchCurriculum."""
    row = models.Curriculum.objects.filter(pk=id).first()
    if row is None:
        raise NoSuchCurriculum()
    return _infos([row])[0]


def curricula_by_id(ids: Collection[UUID]) -> Mapping[UUID, CurriculumInfo]:
    rows = models.Curriculum.objects.filter(pk__in=ids)
    return {one.id: one for one in _infos(list(rows))}


def curriculum_on(organisation_id: UUID, level: str, code: str, on: date) -> CurriculumInfo | None:
    """The version of a programme that is in force on a day."""
    rows = models.Curriculum.objects.filter(
        _in_force(on), organisation_id=organisation_id, level=level, code=code
    )
    row = rows.first()
    return _infos([row])[0] if row else None


def versions_of(one: CurriculumInfo) -> tuple[CurriculumInfo, ...]:
    """Every version of the same programme, the latest first."""
    rows = models.Curriculum.objects.filter(
        organisation_id=one.organisation_id, level=one.level, code=one.code
    )
    return _infos(list(rows.order_by("-version")))


def modules_of(curriculum_id: UUID) -> tuple[ModuleInfo, ...]:
    """In the order in which the institution lists them."""
    rows = models.Module.objects.filter(curriculum_id=curriculum_id).order_by("number")
    texts: dict[int, list[Words]] = {}
    outcomes = models.Outcome.objects.filter(module__curriculum_id=curriculum_id)
    for one in outcomes.order_by("module_id", "number"):
        words = Words(kk=one.text_kk, ru=one.text_ru, en=one.text_en)
        texts.setdefault(one.module_id, []).append(words)
    return tuple(
        ModuleInfo(row.pk, row.code, _title(row), row.credits, row.nqf_level, row.subject,
                   tuple(texts.get(row.pk, ())))
        for row in rows
    )  # fmt: skip


def studied(person_id: UUID, on: date) -> tuple[tuple[CurriculumInfo, Study], ...]:
    """Programmes that a person studies or has studied, as they were in force on a day, or on the
    last day there; those of which the institution has written no version are left out.
    """
    found = []
    for study in studies_of(person_id):
        day = on if study.is_on(on) else min(on, study.last_day)
        one = curriculum_on(study.organisation_id, study.level, study.programme, day)
        if one is not None:
            found.append((one, study))
    return tuple(found)


def forms_from(organisation_id: UUID, on: date) -> Mapping[tuple[str, str], Form]:
    """What diplomas say where the institution has written no form of its own for a programme."""
    return {
        (one.level, one.code): Form(
            one.level, one.code, one.title, one.nqf_level,
            one.credits if one.unit is Unit.ECTS else None, one.field,
        )
        for one in curricula_on(on, organisation_id)
    }  # fmt: skip


# --- what somebody has earned -------------------------------------------------------------------


def _given(one: CurriculumInfo, people: Collection[UUID]) -> dict[UUID, list[GivenCredit]]:
    """Recognised credits that stand, of every version of the programme, as they were given."""
    rows = models.Credit.objects.filter(
        person_id__in=people,
        ended_at__isnull=True,
        module__curriculum__organisation_id=one.organisation_id,
        module__curriculum__level=one.level,
        module__curriculum__code=one.code,
    )
    found: dict[UUID, list[GivenCredit]] = {}
    for row in rows.select_related("module").order_by("given_at", "module__number", "pk"):
        told = GivenCredit(
            row.pk, row.module.code, _title(row.module), row.credits, row.title, row.provider,
            row.achieved_on, row.decision, row.achievement,
        )  # fmt: skip
        found.setdefault(row.person_id, []).append(told)
    return found


def transcripts(one: CurriculumInfo, people: Collection[UUID]) -> Mapping[UUID, Transcript]:
    """What each of some people has earned towards a programme, as the register says now."""
    modules = [module.taken for module in modules_of(one.id)]
    given, results = _given(one, people), scores(one.organisation_id, people, ASSESSMENTS)
    marks = the_pass_marks()
    return {
        person: transcript(
            modules,
            one.credits,
            passed(_own(results.get(person, {})), marks, one.pass_share),
            given.get(person, ()),
        )
        for person in people
    }


def the_pass_marks() -> PassMarks:
    return pass_marks(Path(settings.DATA_DIR))


def _own(results: Mapping[str, Score]) -> list[OwnResult]:
    return [
        OwnResult(subject, one.score, one.most, one.on) for subject, one in sorted(results.items())
    ]


def transcript_of(one: CurriculumInfo, person_id: UUID) -> Transcript:
    return transcripts(one, [person_id])[person_id]


def credits_given(one: CurriculumInfo, person_id: UUID) -> tuple[GivenCredit, ...]:
    """Recognised credits of a person that stand in a programme."""
    return tuple(_given(one, [person_id]).get(person_id, ()))


def credit_marks(
    organisation_id: UUID, asked: Sequence[tuple[UUID, str, str, date]]
) -> Mapping[tuple[UUID, str, str], tuple[Mark, ...]]:
    """Lines of the supplement that say credits. asked: (person, level, code, day of graduation)."""
    found: dict[tuple[UUID, str, str], tuple[Mark, ...]] = {}
    for level, code, on in sorted({(level, code, on) for _, level, code, on in asked}):
        one = curriculum_on(organisation_id, level, code, on)
        if one is None:
            continue
        people = [who for who, *of in asked if (level, code, on) == tuple(of)]
        for person, told in transcripts(one, people).items():
            found[person, level, code] = tuple(_marks(told, one.unit))
    return found


def _marks(told: Transcript, unit: Unit) -> list[Mark]:
    return [
        Mark(MARK[line.how], _mark_title(line.title, unit, line.how), str(line.credits),
             str(line.credits))
        for line in told.lines
    ]  # fmt: skip


def _mark_title(title: Words, unit: Unit, how: Earned) -> Words:
    texts = {
        language: f"{text}: {COUNTED[unit][language]}, {WAY[how][language]}"
        for language, text in title.items()
    }
    return Words(**texts)
