"""How a learner stands in a programme, and what of the register itself may be recognised."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bagdar.core.languages import Words
from bagdar.credentials.public import (
    CurriculumInfo,
    curriculum,
    modules_of,
    studied,
    transcript_of,
)
from bagdar.credentials.rules.curricula import Unit
from bagdar.credentials.rules.transcript import Earned
from bagdar.recognition import models
from bagdar.recognition.rules.deciding import Achievement, Equivalence, Part, Standing
from bagdar.recognition.rules.nouns import Kind, Proof
from bagdar.registry.public import Study


@dataclass(frozen=True)
class EarnedElsewhere:
    """A module that the register says was earned in another programme. code: what names it."""

    code: str
    provider: UUID
    organisation: Words
    title: Words
    credits: int
    unit: Unit
    nqf_level: int
    on: date


def standing_of(one: CurriculumInfo, person_id: UUID, but: UUID | None = None) -> Standing:
    """but: a request whose own credits do not count, since it is decided again."""
    told = transcript_of(one, person_id)
    own = set(_decisions(but)) if but else set()
    lines = [line for line in told.lines if not (line.given and line.given.decision in own)]
    earned: dict[str, int] = {}
    for line in lines:
        earned[line.module] = earned.get(line.module, 0) + line.credits
    parts = {
        module.code: Part(
            module.code, module.credits, module.nqf_level,
            max(0, module.credits - earned.get(module.code, 0)),
        )
        for module in modules_of(one.id)
    }  # fmt: skip
    given = [line for line in lines if line.how is Earned.RECOGNISED]
    counted = frozenset(line.given.achievement for line in given if line.given)
    recognised = sum(line.credits for line in given)
    return Standing(one.level, one.unit, one.credits, parts, recognised, counted)


def _decisions(request_id: UUID) -> Iterator[UUID]:
    rows = models.Decision.objects.filter(request_id=request_id)
    yield from rows.values_list("pk", flat=True)


def achievement_of(row: models.Request) -> Achievement:
    return Achievement(
        Kind(row.kind), row.provider, row.code, row.achieved_on, row.credits, Unit(row.unit),
        row.nqf_level, Proof(row.proof),
    )  # fmt: skip


def equivalences_of(one: CurriculumInfo) -> tuple[Equivalence, ...]:
    """All that the institution has declared for the programme, whenever they held."""
    rows = models.Equivalence.objects.filter(
        organisation_id=one.organisation_id, level=one.level, programme=one.code
    )
    return tuple(
        Equivalence(Kind(row.kind), row.provider, row.code, row.module, row.credits,
                    row.valid_from, row.valid_to)
        for row in rows.order_by("valid_from", "pk")
    )  # fmt: skip


# --- what the register knows --------------------------------------------------------------------


def study_of(person_id: UUID, one: CurriculumInfo, on: date) -> Study | None:
    """That a person studies this very version's programme on a day, and that it is in force."""
    return next(
        (study for info, study in studied(person_id, on) if info.id == one.id and study.is_on(on)),
        None,
    )


def earned_elsewhere(
    person_id: UUID, on: date, but: CurriculumInfo | None = None
) -> tuple[EarnedElsewhere, ...]:
    """Modules that the register says somebody has earned by own results, but in one programme.

    What was recognised there is not recognised once more: it is asked for with its own evidence.
    """
    found = []
    for one, study in studied(person_id, on):
        if but is not None and _is_same(one, but):
            continue
        day = on if study.is_on(on) else min(on, study.last_day)
        told = transcript_of(one, person_id)
        own = {line.module for line in told.lines if line.how is Earned.OWN}
        found += [
            EarnedElsewhere(
                code_of(one, module.code), one.organisation_id, one.organisation, module.title,
                module.credits, one.unit, module.nqf_level, day,
            )
            for module in modules_of(one.id)
            if module.code in own
        ]  # fmt: skip
    return tuple(found)


def code_of(one: CurriculumInfo, module: str) -> str:
    """How a module of a programme of the register is named in requests and equivalences."""
    return f"{one.level}/{one.code}/{module}"


def _is_same(one: CurriculumInfo, other: CurriculumInfo) -> bool:
    return (one.organisation_id, one.level, one.code) == (
        other.organisation_id, other.level, other.code
    )  # fmt: skip


def curriculum_of(row: models.Request) -> CurriculumInfo:
    return curriculum(row.curriculum_id)
