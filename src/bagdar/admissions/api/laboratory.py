"""The laboratory by program: studies asked for and read."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Status
from pydantic import Field, StringConstraints

from bagdar.access.public import KEY_DESCRIBED, actor, guard, repeatable
from bagdar.admissions import models
from bagdar.admissions.presenters.troubles import why
from bagdar.admissions.queries.studies import studies, study_of
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.study.nouns import StudyState
from bagdar.admissions.services import studying
from bagdar.core.asked import Whole
from bagdar.look.schemas import Schema
from bagdar.programme.public import answers

router = Router(tags=["laboratory of rules"])
OBJECT = "admissions.laboratory"
STUDY = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6c20"
SNAPSHOT = "0" * 64

StudyId = Annotated[UUID, Path(description="Id of a study.", examples=[STUDY])]


class StudyAsked(Schema):
    """snapshot: id of a simulated one; variant: a code of data/admissions/laboratory.toml."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{
        "kind": "school", "snapshot": SNAPSHOT, "variant": "lottery", "seed": 1,
    }]}}  # fmt: skip

    kind: CampaignKind
    snapshot: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    variant: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
    seed: Annotated[Whole, Field(ge=0, le=studying.MOST_SEED)] = 1


class StudyShown(Schema):
    """result: None until it is done; trouble: the code of the error with which it ended.

    detail: the trouble in the reader's language; beat_at: the last sign of life of whoever does it
    """

    id: UUID
    kind: CampaignKind
    snapshot: str
    on: date
    variant: str
    seed: int
    state: StudyState
    trouble: str
    detail: str
    asked_at: datetime
    beat_at: datetime
    result: dict[str, Any] | None


class StudiesShown(Schema):
    count: int
    items: list[StudyShown]


def _shown(row: models.Study) -> StudyShown:
    return StudyShown(
        id=row.pk, kind=CampaignKind(row.kind), snapshot=row.snapshot, on=row.on,
        variant=row.variant["code"], seed=row.seed, state=StudyState(row.state),
        trouble=row.trouble, detail=why(row.trouble, row.trouble_facts), asked_at=row.asked_at,
        beat_at=row.beat_at, result=row.result,
    )  # fmt: skip


@router.get(
    "/laboratory/studies", response=StudiesShown, operation_id="listStudies",
    summary="The latest studies of rules",
)  # fmt: skip
@guard(OBJECT)
def list_studies(request: HttpRequest) -> StudiesShown:
    """Children, places and wishes of a study are made up."""
    items = [_shown(row) for row in studies()]
    return StudiesShown(count=len(items), items=items)


@router.get(
    "/laboratory/studies/{study_id}", response=StudyShown, operation_id="getStudy",
    summary="A study of a rule", openapi_extra=answers(404),
)  # fmt: skip
@guard(OBJECT)
def get_study(request: HttpRequest, study_id: StudyId) -> StudyShown:
    """What both rules give, and who gains and who loses by group."""
    return _shown(study_of(study_id))


@router.post(
    "/laboratory/studies/{study_id}/again", response=StudyShown, operation_id="askStudyAgain",
    summary="Begin a study again that did not finish",
    openapi_extra=answers(404, 409, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard(OBJECT, "create")
@repeatable
def ask_study_again(request: HttpRequest, study_id: StudyId) -> StudyShown:
    """One that failed, or whose process has given no sign of life for a minute."""
    return _shown(studying.ask_again(study_id, by=actor(request), at=timezone.now()))


@router.post(
    "/laboratory/studies", response={201: StudyShown}, operation_id="askStudy",
    summary="Try a rule on a made-up country",
    openapi_extra=answers(404, 409, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard(OBJECT, "create")
@repeatable
def ask_study(request: HttpRequest, said: StudyAsked) -> Status[StudyShown]:
    """It runs beside the service: ask for it again until its state is done."""
    made = studying.ask(
        said.kind, said.snapshot, said.variant, said.seed, by=actor(request), at=timezone.now()
    )
    return Status(201, _shown(made))
