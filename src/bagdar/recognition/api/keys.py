"""Keys of badge issuers that the own institution believes, or is asked to, by program."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Status
from pydantic import Field, StringConstraints

from bagdar.access.public import KEY_DESCRIBED, actor, guard, repeatable
from bagdar.core.asked import Day
from bagdar.look.schemas import Schema
from bagdar.programme.public import answers
from bagdar.recognition import models
from bagdar.recognition.presenters.opening import institution_key, open_institution
from bagdar.recognition.queries import believing as queries
from bagdar.recognition.rules.nouns import KeyState
from bagdar.recognition.rules.signatures import thumbprint
from bagdar.recognition.services import believing
from bagdar.recognition.services.believing import (
    LONGEST_FOUND,
    LONGEST_ISSUER,
    LONGEST_KEY_ID,
    LONGEST_WHY,
)

router = Router(tags=["recognition"])
STANDS, CONFIRMED = 9007, 9008
BadgeKeyId = Annotated[
    int,
    Path(ge=1, le=queries.MOST_ID, description="Id of a key of a badge issuer.", examples=[STANDS]),
]
ConfirmedKeyId = Annotated[
    int,
    Path(ge=1, le=queries.MOST_ID, description="Id of a confirmed key.", examples=[CONFIRMED]),
]
Why = Annotated[str, StringConstraints(pattern=r"^[^\x00]+$", max_length=LONGEST_WHY)]
Found = Annotated[str, StringConstraints(pattern=r"^[^\x00]+$", max_length=LONGEST_FOUND)]
EXAMPLE = {
    "issuer": "https://badges.example/issuer", "key_id": "",
    "jwk": {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
    "since": "2026-01-01", "source": "letter of the issuer",
    "found_in": "https://badges.example/issuer, read on 2026-01-01",
}  # fmt: skip


class BadgeKeyGiven(Schema):
    """issuer: its id as badges say it; key_id: as signatures name it, or ""; source: why it is
    believed; found_in: where the key was found.
    """

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [EXAMPLE]}}

    issuer: Annotated[str, StringConstraints(pattern=r"^[^\x00]+$", max_length=LONGEST_ISSUER)]
    key_id: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=LONGEST_KEY_ID)] = ""
    jwk: dict[str, Any]
    since: Day
    source: Why
    found_in: Found


class BadgeKeyConfirmed(Schema):
    """checked: with what the second person compared the key."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"checked": "letter of 12 January, the same thumbprint"}
    ]}}  # fmt: skip

    checked: Found


class BadgeKeyRefused(Schema):
    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"reason": "the issuer does not know this key"}
    ]}}  # fmt: skip

    reason: Found


class BadgeKeyEnd(Schema):
    """on: the first day on which it is not believed."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"on": "2031-01-01", "reason": "the issuer has lost it"}
    ]}}  # fmt: skip

    on: Annotated[Day, Field(examples=["2031-01-01"])]
    reason: Why


class BadgeKeyShown(Schema):
    """thumbprint: RFC 7638, SHA-256; valid_to: the first day on which it is not believed.

    state            proposed: it does not count yet; alone: it counts, though one person wrote it
                     down, before two were asked; confirmed; refused
    decided_because  with what it was compared, or why it was refused
    """

    id: int
    issuer: str
    key_id: str
    jwk: dict[str, Any]
    thumbprint: str
    state: KeyState
    valid_from: date
    valid_to: date | None
    source: str
    found_in: str
    ended_because: str | None
    written_at: datetime
    written_by: str
    decided_at: datetime | None
    decided_by: str
    decided_because: str


class BadgeKeys(Schema):
    count: int
    items: list[BadgeKeyShown]


def _shown(row: models.BadgeKey) -> BadgeKeyShown:
    return BadgeKeyShown(
        id=row.pk, issuer=row.issuer, key_id=row.key_id, jwk=row.jwk,
        thumbprint=thumbprint(row.jwk), state=KeyState(row.state), valid_from=row.valid_from,
        valid_to=row.valid_to, source=row.source, found_in=row.found_in,
        ended_because=row.ended_because,
        written_at=row.written_at, written_by=row.written_by, decided_at=row.decided_at,
        decided_by=row.decided_by, decided_because=row.decided_because,
    )  # fmt: skip


@router.get(
    "/recognition/badge-keys", response=BadgeKeys, operation_id="listBadgeKeys",
    summary="Keys of badge issuers that the own institution believes",
)  # fmt: skip
@guard("recognition.desk")
def list_badge_keys(request: HttpRequest) -> BadgeKeys:
    """Those that wait for a second person first, then those that hold, then refused and retired
    ones, with why.
    """
    items = [_shown(row) for row in queries.badge_keys(open_institution(request))]
    return BadgeKeys(count=len(items), items=items)


@router.post(
    "/recognition/badge-keys", response={201: BadgeKeyShown}, operation_id="proposeBadgeKey",
    summary="Propose a key of a badge issuer",
    openapi_extra=answers(409, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("recognition.desk", "create")
@repeatable
def propose_badge_key(request: HttpRequest, given: BadgeKeyGiven) -> Status[BadgeKeyShown]:
    """Nothing is verified by it until somebody else of the institution confirms it."""
    said = believing.KeySaid(
        given.issuer, given.key_id, given.jwk, given.since, given.source, given.found_in
    )
    place, by = open_institution(request), actor(request)
    return Status(201, _shown(believing.propose_key(place, said, by=by, at=timezone.now())))


@router.post(
    "/recognition/badge-keys/{badge_key_id}/confirmation", response=BadgeKeyShown,
    operation_id="confirmBadgeKey", summary="Confirm a key that somebody else wrote down",
    openapi_extra=answers(404, 409, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("recognition.desk", "decide")
@repeatable
def confirm_badge_key(
    request: HttpRequest, badge_key_id: BadgeKeyId, given: BadgeKeyConfirmed
) -> BadgeKeyShown:
    """A badge that it has signed is verified from then on."""
    row, by = institution_key(request, badge_key_id, "decide"), actor(request)
    return _shown(
        believing.confirm_key(row.organisation_id, row.pk, given.checked, by=by, at=timezone.now())
    )


@router.post(
    "/recognition/badge-keys/{badge_key_id}/refusal", response=BadgeKeyShown,
    operation_id="refuseBadgeKey", summary="Refuse a key that nobody has confirmed",
    openapi_extra=answers(404, 409, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("recognition.desk", "decide")
@repeatable
def refuse_badge_key(
    request: HttpRequest, badge_key_id: BadgeKeyId, given: BadgeKeyRefused
) -> BadgeKeyShown:
    """Whoever wrote it down may take it back so."""
    row, by = institution_key(request, badge_key_id, "decide"), actor(request)
    return _shown(
        believing.refuse_key(row.organisation_id, row.pk, given.reason, by=by, at=timezone.now())
    )


@router.post(
    "/recognition/badge-keys/{badge_key_id}/end", response=BadgeKeyShown,
    operation_id="retireBadgeKey", summary="Believe a key no longer, from a day on",
    openapi_extra=answers(404, 409, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("recognition.desk", "create")
@repeatable
def retire_badge_key(
    request: HttpRequest, badge_key_id: ConfirmedKeyId, given: BadgeKeyEnd
) -> BadgeKeyShown:
    """What was decided by it stays."""
    row = institution_key(request, badge_key_id, "create")
    ended = believing.retire_key(
        row.organisation_id, row.pk, given.on, given.reason, by=actor(request)
    )
    return _shown(ended)
