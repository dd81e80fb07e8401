"""What an institution has to issue with, by program: its forms and its keys."""

from datetime import datetime
from enum import StrEnum

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from bagdar.access.public import actor, guard, repeatable
from bagdar.core.languages import Words
from bagdar.credentials import models
from bagdar.credentials.api.desk import command
from bagdar.credentials.presenters.opening import open_issuer
from bagdar.credentials.rules.credential import Form
from bagdar.credentials.services import issuers
from bagdar.look.schemas import Schema
from bagdar.programme.public import answers

router = Router(tags=["diplomas"])
TITLE = {"kk": "Ақпараттану бакалавры", "ru": "Бакалавр информатики", "en": "Bachelor"}


class DiplomaFormGiven(Schema):
    """What diplomas of a programme say. programme: "": of the whole level. field: ISCED-F."""

    model_config = {
        "extra": "forbid",
        "json_schema_extra": {"examples": [
            {"level": "6", "programme": "6B061", "title": TITLE, "nqf_level": 6, "credits": 240}
        ]},
    }  # fmt: skip

    level: str = Field(pattern=r"^[3-8]$")
    programme: str = Field("", max_length=40, pattern=r"^[^\x00]*$")
    title: Words
    nqf_level: int = Field(ge=1, le=8)
    credits: int | None = Field(None, ge=1, le=1000)
    field: str = Field("", max_length=30, pattern=r"^[^\x00]*$")


class DiplomaForms(Schema):
    count: int
    items: list[DiplomaFormGiven]


class IssuerKeyShown(Schema):
    """until: null: it is the one to sign with. lost_at: null: it was not lost."""

    id: str
    since: datetime
    until: datetime | None
    lost_at: datetime | None


class IssuerKeysShown(Schema):
    count: int
    items: list[IssuerKeyShown]


class KeyDeed(StrEnum):
    ROTATE = "rotate"
    LOSE = "lose"


class KeyEnding(Schema):
    """key: the id of the one that is open. do: lose tells that it may be in somebody's hands."""

    model_config = {
        "extra": "forbid",
        "json_schema_extra": {"examples": [{"do": "rotate", "key": "did:web:x:issuers:u1#0123"}]},
    }

    do: KeyDeed
    key: str = Field(max_length=330)


@router.get(
    "/diplomas/desk/forms", response=DiplomaForms, operation_id="listDiplomaForms",
    summary="What diplomas of the own institution say, by programme",
    openapi_extra=answers(404),
)  # fmt: skip
@guard("credentials.desk")
def list_diploma_forms(request: HttpRequest) -> DiplomaForms:
    rows = open_issuer(request).forms.order_by("level", "programme")
    items = [
        DiplomaFormGiven(
            level=row.level, programme=row.programme, nqf_level=row.nqf_level,
            title=Words(kk=row.title_kk, ru=row.title_ru, en=row.title_en), credits=row.credits,
            field=row.field,
        )
        for row in rows
    ]  # fmt: skip
    return DiplomaForms(count=len(items), items=items)


@router.post(
    "/diplomas/desk/forms", response={201: DiplomaFormGiven}, operation_id="writeDiplomaForm",
    summary="Say what diplomas of a programme say from now on", openapi_extra=command(),
)  # fmt: skip
@guard("credentials.form", "create")
@repeatable
def write_diploma_form(request: HttpRequest, given: DiplomaFormGiven) -> Status[DiplomaFormGiven]:
    """What was issued keeps what it says."""
    said = Form(
        given.level, given.programme, given.title, given.nqf_level, given.credits, given.field
    )
    issuers.write_form(open_issuer(request).code, said, by=actor(request))
    return Status(201, given)


@router.get(
    "/diplomas/desk/keys", response=IssuerKeysShown, operation_id="listIssuerKeys",
    summary="Keys of the own institution, the latest first", openapi_extra=answers(404),
)  # fmt: skip
@guard("credentials.desk")
def list_issuer_keys(request: HttpRequest) -> IssuerKeysShown:
    return _keys(open_issuer(request))


@router.post(
    "/diplomas/desk/keys", response=IssuerKeysShown, operation_id="endIssuerKey",
    summary="End the key to sign with, or tell that it was lost", openapi_extra=command(),
)  # fmt: skip
@guard("credentials.key", "update")
@repeatable
def end_issuer_key(request: HttpRequest, given: KeyEnding) -> IssuerKeysShown:
    """Another one is made at once. Nothing is done where another than the named key is open."""
    issuer = open_issuer(request)
    do = issuers.rotate_key if given.do is KeyDeed.ROTATE else issuers.lose_key
    do(issuer.code, by=actor(request), at=timezone.now(), expected=given.key)
    return _keys(issuer)


def _keys(issuer: models.Issuer) -> IssuerKeysShown:
    items = [
        IssuerKeyShown(id=row.key_id, since=row.since, until=row.until, lost_at=row.lost_at)
        for row in issuer.keys.order_by("-since", "-pk")
    ]
    return IssuerKeysShown(count=len(items), items=items)
