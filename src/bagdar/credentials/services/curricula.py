"""Versions of educational programmes are written once and followed by others, never changed."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.errors import Phrase
from bagdar.credentials import models
from bagdar.credentials.rules.curricula import LONGEST_SOURCE, CurriculumSaid, curriculum_faults
from bagdar.credentials.rules.errors import (
    CurriculumEarly,
    CurriculumFaulty,
    CurriculumUnclosed,
    NoSuchCurriculum,
    NoSuchIssuer,
)
from bagdar.registry.public import organisations_named


@transaction.atomic
def write_curriculum(
    organisation_id: UUID, said: CurriculumSaid, *, by: Actor, at: datetime
) -> models.Curriculum:
    """A version from a day on; the one before it ends on that day.

    Raises NoSuchIssuer (the register has no such organisation), CurriculumFaulty, CurriculumEarly.
    """
    known = organisations_named([organisation_id]).get(organisation_id)
    if known is None:
        raise NoSuchIssuer()
    faults = curriculum_faults(said)
    if faults:
        told = [Phrase(f"curricula.fault.{one.code}", {"module": one.module}) for one in faults]
        raise CurriculumFaulty(tuple(told[:20]))
    versions = models.Curriculum.objects.select_for_update().filter(
        organisation_id=organisation_id, level=said.level, code=said.code
    )
    before = versions.order_by("-version").first()
    if before is not None:
        _end(before, said.valid_from)
    try:
        with transaction.atomic():
            made = _create(organisation_id, said, before, known.origin.value, by, at)
    except IntegrityError:  # somebody else wrote a first version since that was read
        raise CurriculumEarly() from None
    facts = {"level": made.level, "programme": made.code, "version": made.version,
             "modules": len(said.modules)}  # fmt: skip
    record("credentials.curriculum_written", about=_about(made), by=by, facts=facts)
    return made


def _end(before: models.Curriculum, on: date) -> None:
    if on <= before.valid_from or (before.valid_to is not None and on < before.valid_to):
        raise CurriculumEarly()
    if before.valid_to is None:
        before.valid_to = on
        before.save(update_fields=["valid_to"])


def _create(
    organisation_id: UUID, said: CurriculumSaid, before: models.Curriculum | None, origin: str,
    by: Actor, at: datetime,
) -> models.Curriculum:  # fmt: skip
    made = models.Curriculum.objects.create(
        organisation_id=organisation_id, level=said.level, code=said.code,
        version=before.version + 1 if before else 1, nqf_level=said.nqf_level,
        unit=said.unit.value, credits=said.credits, field=said.field, valid_from=said.valid_from,
        source=said.source.strip(), origin=origin, written_at=at, written_by=by.name,
        title_kk=said.title.kk, title_ru=said.title.ru, title_en=said.title.en,
        pass_share=said.pass_share,
    )  # fmt: skip
    for number, one in enumerate(said.modules, 1):
        module = models.Module.objects.create(
            curriculum=made, number=number, code=one.code, nqf_level=one.nqf_level,
            credits=one.credits, subject=one.subject,
            title_kk=one.title.kk, title_ru=one.title.ru, title_en=one.title.en,
        )  # fmt: skip
        models.Outcome.objects.bulk_create(
            models.Outcome(module=module, number=place, text_kk=text.kk, text_ru=text.ru,
                           text_en=text.en)
            for place, text in enumerate(one.outcomes, 1)
        )  # fmt: skip
    return made


@transaction.atomic
def close_curriculum(id: UUID, on: date, source: str, *, by: Actor) -> models.Curriculum:
    """No version is in force from a day on, until another one is written.

    source: the decision by which the institution closes it. Who studies it keeps what was earned.
    Raises NoSuchCurriculum, CurriculumUnclosed.
    """
    row = models.Curriculum.objects.select_for_update().filter(pk=id).first()
    if row is None:
        raise NoSuchCurriculum()
    is_short = 0 < len(source.strip()) <= LONGEST_SOURCE and "\0" not in source
    if row.valid_to is not None or on <= row.valid_from or not is_short:
        raise CurriculumUnclosed()
    row.valid_to, row.closed_by = on, source.strip()
    row.save(update_fields=["valid_to", "closed_by"])
    record("credentials.curriculum_closed", about=_about(row), by=by, facts={"on": on.isoformat()})
    return row


def _about(row: models.Curriculum) -> str:
    return f"credentials.curriculum:{row.pk}"
