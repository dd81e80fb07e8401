"""What operations of recognition take and give."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Path
from pydantic import Field, StringConstraints

from bagdar.core.languages import Words
from bagdar.credentials.rules.curricula import MOST_CREDITS, Unit
from bagdar.look.schemas import Schema
from bagdar.recognition import models
from bagdar.recognition.keeping import MEDIA_TYPES, OF_BADGE
from bagdar.recognition.presenters import shown
from bagdar.recognition.queries import requests as queries
from bagdar.recognition.rules.asking import LONGEST, MOST_CLAIMS, MOST_STATUSES
from bagdar.recognition.rules.nouns import DecisionStage, Kind, Proof, State, Verdict

ASKED = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6f02"
DECIDED = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6f03"
PERSON = "9e3b1f64-2f0e-4c39-8d3a-6a4b8f2d7e02"
CURRICULUM = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6f01"
FILE = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6f05"
FILE_GIVEN = {
    "description": "The file; Repr-Digest gives its SHA-256.",
    "content": {kind: {} for kind in (*MEDIA_TYPES.values(), OF_BADGE[1])},
}
RequestId = Annotated[UUID, Path(description="Id of a request.", examples=[ASKED])]
DecidedId = Annotated[UUID, Path(description="Id of a decided request.", examples=[DECIDED])]
FileId = Annotated[UUID, Path(description="Id of a file of the request.", examples=[FILE])]
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=2000)]
Code = Annotated[str, StringConstraints(pattern=r"^[^\x00]+$", max_length=40)]
Credits = Annotated[int, Field(ge=1, le=MOST_CREDITS)]


def _short(name: str) -> Any:
    return StringConstraints(pattern=r"^[^\x00]*$", max_length=LONGEST[name])


class RecognitionAsked(Schema):
    """A request. badge: the text of an Open Badge, which then says title, provider and day.
    statuses: texts of lists of statuses of its issuer; without them nobody asks whether it was
    revoked, and a person decides.

    email: to which the badge was given; it is compared and not kept.
    """

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{
        "person": PERSON, "programme": CURRICULUM, "kind": "open_course", "title": "Databases",
        "provider": "Open courses (made up)", "code": "DB-101", "achieved_on": "2020-05-01",
        "credits": 5, "unit": "ects", "nqf_level": 6, "claims": ["DB"],
    }]}}  # fmt: skip

    person: UUID
    programme: UUID
    kind: Kind
    title: Annotated[str, _short("title")]
    provider: Annotated[str, _short("provider")]
    code: Annotated[str, _short("code")] = ""
    number: Annotated[str, _short("number")] = ""
    achieved_on: date
    credits: Credits
    unit: Unit
    nqf_level: Annotated[int, Field(ge=1, le=8)] | None = None
    claims: list[Code] = Field(min_length=1, max_length=MOST_CLAIMS)
    comment: Annotated[str, _short("comment")] = ""
    badge: Annotated[str, StringConstraints(max_length=200_000)] = ""
    statuses: list[Annotated[str, StringConstraints(max_length=200_000)]] = Field(
        default=[], max_length=MOST_STATUSES
    )
    email: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=254)] = ""


class RecognitionAppeal(Schema):
    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"reason": "The certificate names the credits."}
    ]}}  # fmt: skip

    reason: Text


class GrantGiven(Schema):
    """Credits of a module."""

    model_config = {"extra": "forbid"}

    module: Code
    credits: Credits


class RecognitionVerdict(Schema):
    """grants: none of them: it is refused."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"grants": [{"module": "DB", "credits": 5}], "reason": "The outcomes are the same."}
    ]}}  # fmt: skip

    grants: list[GrantGiven] = Field(max_length=MOST_CLAIMS)
    reason: Text


class EquivalenceGiven(Schema):
    """provider, code: as requests say them; of a badge, the ids of its issuer and achievement."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{
        "programme": CURRICULUM, "module": "DB", "kind": "open_course", "title": "Databases",
        "provider": "Open courses (made up)", "code": "DB-101", "credits": 5,
        "since": "2019-01-01", "source": "council, order 2",
    }]}}  # fmt: skip

    programme: UUID
    module: Code
    kind: Kind
    title: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=300)]
    provider: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=300)]
    code: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=300)]
    credits: Credits
    since: date
    source: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=200)]


class EquivalenceShown(Schema):
    """valid_to: the first day after it, or null."""

    id: UUID
    organisation_id: UUID
    level: str
    programme: str
    module: str
    kind: Kind
    title: str
    provider: str
    code: str
    credits: int
    valid_from: date
    valid_to: date | None
    source: str
    origin: str


class Equivalences(Schema):
    count: int
    items: list[EquivalenceShown]


class RecognitionBadge(Schema):
    """What a badge says. unverified: why it is only read; none of it: it is verified."""

    id: str = ""
    version: str
    issuer: str
    issuer_name: str
    achievement: str
    title: str
    unverified: list[str]


class RecognitionEvidence(Schema):
    """A file behind a request. badge: null: it is none."""

    id: UUID
    file_name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime
    badge: RecognitionBadge | None


class RecognitionDecision(Schema):
    """because: why, by language; superseded_at: null: it holds; receipt: null: it waits."""

    id: UUID
    number: int
    stage: DecisionStage
    verdict: Verdict
    is_automatic: bool
    because: dict[str, list[str]]
    reason: str
    grants: list[GrantGiven]
    at: datetime
    superseded_at: datetime | None
    receipt: str | None


class RecognitionShown(Schema):
    """A request without its decisions. due_on: until when it is decided, where it waits."""

    id: UUID
    organisation_id: UUID
    programme: UUID
    state: State
    kind: Kind
    title: str
    provider: str
    code: str
    achieved_on: date
    credits: int
    unit: Unit
    nqf_level: int | None
    proof: Proof
    claims: list[str]
    asked_at: datetime
    due_on: date | None


class RecognitionWhole(RecognitionShown):
    """With its evidence, every decision, the latest first, and why it is appealed against."""

    programme_title: Words
    evidence: list[RecognitionEvidence]
    decisions: list[RecognitionDecision]
    appeal: str | None


class Recognitions(Schema):
    count: int
    items: list[RecognitionShown]


class RecognitionCount(Schema):
    """Requests of the country of one kind, by verdict; waits: not decided."""

    kind: Kind
    full: int
    partial: int
    refused: int
    waits: int


class RecognitionCounts(Schema):
    """hidden: kinds that are not shown, since a count of theirs is below least."""

    least: int
    hidden: int
    items: list[RecognitionCount]


def shown_request(row: models.Request) -> RecognitionShown:
    return RecognitionShown(
        id=row.pk, organisation_id=row.organisation_id, programme=row.curriculum_id,
        state=State(row.state), kind=Kind(row.kind), title=row.title, provider=row.provider,
        code=row.code, achieved_on=row.achieved_on, credits=row.credits, unit=Unit(row.unit),
        nqf_level=row.nqf_level, proof=Proof(row.proof),
        claims=[one.module.code for one in queries.claims_of(row)], asked_at=row.asked_at,
        due_on=row.due_on if row.is_waiting else None,
    )  # fmt: skip


def whole_request(row: models.Request) -> RecognitionWhole:
    appeal = queries.appeal_of(row)
    return RecognitionWhole(
        **shown_request(row).model_dump(),
        programme_title=shown.title_of(row),
        evidence=[_evidence(one) for one in queries.evidence_of(row)],
        decisions=[_decision(one) for one in queries.decisions_of(row)],
        appeal=appeal and appeal.text,
    )


def _evidence(one: models.Evidence) -> RecognitionEvidence:
    return RecognitionEvidence(
        id=one.pk, file_name=one.file_name, media_type=one.media_type, size=one.size,
        sha256=one.sha256, added_at=one.added_at,
        badge=RecognitionBadge(**one.told) if one.told else None,
    )  # fmt: skip


def _decision(one: models.Decision) -> RecognitionDecision:
    grants = [
        GrantGiven(module=grant.module.code, credits=grant.credits)
        for grant in queries.grants_of(one)
    ]
    return RecognitionDecision(
        id=one.pk, number=one.number, stage=DecisionStage(one.stage), verdict=Verdict(one.verdict),
        is_automatic=one.is_automatic, because=shown.because_words(one), reason=one.reason,
        grants=grants, at=one.at, superseded_at=one.superseded_at, receipt=shown.receipt_of(one),
    )  # fmt: skip
