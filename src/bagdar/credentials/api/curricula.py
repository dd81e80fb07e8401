"""Educational programmes by program, and the own transcript."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Status
from pydantic import Field, StringConstraints

from bagdar.access.public import (
    KEY_DESCRIBED,
    Forbidden,
    actor,
    guard,
    place_of,
    repeatable,
)
from bagdar.core.asked import Day
from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.credentials.presenters.opening import institution_curriculum, own_people
from bagdar.credentials.queries import curricula as queries
from bagdar.credentials.queries.curricula import CurriculumInfo
from bagdar.credentials.rules.curricula import LONGEST_SOURCE, Unit
from bagdar.credentials.rules.curriculum_file import CurriculumGiven
from bagdar.credentials.rules.transcript import Earned
from bagdar.credentials.services.curricula import close_curriculum, write_curriculum
from bagdar.look.schemas import Schema
from bagdar.programme.public import answers

router = Router(tags=["recognition"])
SHOWN = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6f01"
CurriculumId = Annotated[UUID, Path(description="Id of a programme's version.", examples=[SHOWN])]


class StudyProgrammeShown(Schema):
    """A version. valid_to: the first day after it, or null. credits: counted in unit.

    pass_share: by which own results earn modules; null: as is declared for all. closed_by: the
    decision that closed the programme, or "".
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
    pass_share: float | None
    valid_from: date
    valid_to: date | None
    source: str
    closed_by: str
    origin: Origin


class StudyModule(Schema):
    """outcomes: what somebody knows, can do or answers for after it."""

    code: str
    title: Words
    credits: int
    nqf_level: int
    subject: str
    outcomes: list[Words]


class StudyProgrammes(Schema):
    count: int
    items: list[StudyProgrammeShown]


class StudyProgrammeWhole(StudyProgrammeShown):
    modules: list[StudyModule]


class TranscriptLineShown(Schema):
    """how: own, or recognised; achievement, provider: of recognised credits."""

    module: str
    title: Words
    credits: int
    how: Earned
    achievement: str | None
    provider: str | None


class TranscriptShown(Schema):
    """earned: all of it; recognised: of these, what was learnt elsewhere."""

    person: UUID
    programme: StudyProgrammeShown
    earned: int
    recognised: int
    lines: list[TranscriptLineShown]


class Transcripts(Schema):
    count: int
    items: list[TranscriptShown]


@router.get(
    "/study-programmes", response=StudyProgrammes, operation_id="listStudyProgrammes",
    summary="Educational programmes that are in force today",
)  # fmt: skip
@guard("credentials.curriculum")
def list_study_programmes(request: HttpRequest) -> StudyProgrammes:
    """By level and code, of every institution."""
    found = queries.curricula_on(local_date(timezone.now()))
    items = [StudyProgrammeShown.model_validate(one) for one in found]
    return StudyProgrammes(count=len(items), items=items)


@router.get(
    "/study-programmes/{curriculum_id}", response=StudyProgrammeWhole,
    operation_id="getStudyProgramme", summary="A programme with its modules and outcomes",
    openapi_extra=answers(404),
)  # fmt: skip
@guard("credentials.curriculum")
def get_study_programme(request: HttpRequest, curriculum_id: CurriculumId) -> StudyProgrammeWhole:
    """One version, also of the past."""
    return _whole(queries.curriculum(curriculum_id))


def _whole(one: CurriculumInfo) -> StudyProgrammeWhole:
    modules = [StudyModule.model_validate(module) for module in queries.modules_of(one.id)]
    told = StudyProgrammeShown.model_validate(one).model_dump()
    return StudyProgrammeWhole(**told, modules=modules)


@router.post(
    "/study-programmes", response={201: StudyProgrammeWhole},
    operation_id="writeStudyProgramme", summary="Write a version of an own programme",
    openapi_extra=answers(404, 409, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("credentials.curriculum", "create")
@repeatable
def write_study_programme(
    request: HttpRequest, given: CurriculumGiven
) -> Status[StudyProgrammeWhole]:
    """The version before it ends on its first day. A version is never changed."""
    organisation_id = place_of(request).organisation_id
    if organisation_id is None:
        raise Forbidden()
    made = write_curriculum(organisation_id, given.said(), by=actor(request), at=timezone.now())
    return Status(201, _whole(queries.curriculum(made.pk)))


class StudyProgrammeEnd(Schema):
    """on: the first day on which it is not in force; source: the decision that closes it."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"on": "2031-09-01", "source": "council, order 3"}
    ]}}  # fmt: skip

    on: Annotated[Day, Field(examples=["2031-09-01"])]
    source: Annotated[str, StringConstraints(pattern=r"^[^\x00]+$", max_length=LONGEST_SOURCE)]


@router.post(
    "/study-programmes/{curriculum_id}/end", response=StudyProgrammeWhole,
    operation_id="closeStudyProgramme", summary="Close an own programme from a day on",
    openapi_extra=answers(404, 409, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("credentials.curriculum", "create")
@repeatable
def close_study_programme(
    request: HttpRequest, curriculum_id: CurriculumId, given: StudyProgrammeEnd
) -> StudyProgrammeWhole:
    """No version is in force from then on, until another one is written. What was earned stays."""
    one = institution_curriculum(request, curriculum_id)
    close_curriculum(one.id, given.on, given.source, by=actor(request))
    return _whole(queries.curriculum(one.id))


@router.get(
    "/transcript", response=Transcripts, operation_id="listOwnTranscripts",
    summary="Own credits, and those of the own children, by programme",
)  # fmt: skip
@guard("credentials.transcript")
def list_own_transcripts(request: HttpRequest) -> Transcripts:
    """Earned by own results, and recognised for what was learnt elsewhere."""
    today = local_date(timezone.now())
    items = [
        _transcript(person, one)
        for person, _ in own_people(request)
        for one, _ in queries.studied(person, today)
    ]
    return Transcripts(count=len(items), items=items)


def _transcript(person: UUID, one: CurriculumInfo) -> TranscriptShown:
    told = queries.transcript_of(one, person)
    return TranscriptShown(
        person=person,
        programme=StudyProgrammeShown.model_validate(one),
        earned=told.earned,
        recognised=told.credits_of(Earned.RECOGNISED),
        lines=[
            TranscriptLineShown(
                module=line.module, title=line.title, credits=line.credits, how=line.how,
                achievement=line.given and line.given.title,
                provider=line.given and line.given.provider,
            )
            for line in told.lines
        ],
    )  # fmt: skip
