"""What operations of families, organisations and clerks in campaigns give."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from bagdar.admissions import models
from bagdar.admissions.keeping import MEDIA_TYPES
from bagdar.admissions.presenters.campaign_shown import told_state
from bagdar.admissions.presenters.campaign_words import Names, line_words
from bagdar.admissions.queries.campaign_explained import lines_of
from bagdar.admissions.queries.campaign_family import (
    TOLD,
    address_of,
    claims_of,
    lottery_of,
    wishes_of,
)
from bagdar.admissions.queries.campaign_offering import Given
from bagdar.admissions.queries.campaign_told import answer_receipt, application_receipt
from bagdar.admissions.queries.campaigns import rules_of
from bagdar.admissions.rules.campaign.nouns import CampaignKind, CampaignState, ClaimState, Stands
from bagdar.core.languages import Words
from bagdar.look.schemas import Schema
from bagdar.registry.public import buildings_of

FILE_GIVEN = {
    "description": "The file; Repr-Digest gives its SHA-256.",
    "content": {kind: {} for kind in MEDIA_TYPES.values()},
}


class CampaignOpenTo(Schema):
    """A campaign that takes applications, and whether this person may apply: refused: the code of
    what stands against it, or null.
    """

    campaign: UUID
    kind: CampaignKind
    territory: str
    year: int
    turn: int
    opens_at: datetime
    closes_at: datetime
    refused: str | None


class CampaignLearner(Schema):
    person: UUID
    name: str
    campaigns: list[CampaignOpenTo]


class CampaignLearners(Schema):
    count: int
    items: list[CampaignLearner]


class CampaignPlaceTold(Schema):
    """organisation: null of a place of the country, such as a grant; name: of the organisation, or
    of the group of programmes; language, programme: codes of the register, or "".
    """

    id: UUID
    code: str
    organisation: UUID | None
    name: Words
    seats: int
    language: str
    programme: str


class CampaignWishable(CampaignPlaceTold):
    """address, latitude, longitude: of the organisation's building, in degrees; "", null: they are
    not recorded, or the place is of no organisation.
    """

    address: str
    latitude: float | None
    longitude: float | None


class CampaignPlaces(Schema):
    count: int
    items: list[CampaignWishable]


class CampaignWishTold(Schema):
    """facts: what counts there alone."""

    rank: int
    place: UUID
    code: str
    facts: dict[str, int | str]


class CampaignClaimTold(Schema):
    """reason: of whoever decided it; has_evidence: whether a file was kept."""

    fact: str
    value: int | str
    document: str
    state: ClaimState
    reason: str
    claimed_at: datetime
    has_evidence: bool


class CampaignApplicationLine(Schema):
    """state: as applied until the result is let out; place: what is offered or held."""

    id: UUID
    person: UUID
    campaign: UUID
    state: Stands
    place: UUID | None
    until: date | None


class CampaignApplicationLines(Schema):
    count: int
    items: list[CampaignApplicationLine]


class CampaignAddressTold(Schema):
    """Where a child lives within its territory. reason: of whoever decided it."""

    street: str
    house: str
    document: str
    state: ClaimState
    reason: str
    claimed_at: datetime


class CampaignLines(Schema):
    """How what decides came about. place: null of what holds of the person everywhere."""

    place: UUID | None
    lines: list[Words]


class CampaignApplicationTold(CampaignApplicationLine):
    """child: the name in the files that are published; why: of each dearer wish, as
    explanations.jsonl has it; explained: none where the register has changed since closing;
    lottery: first digits, or ""; receipts: "" until the log has them.
    """

    child: str
    first_at: datetime
    facts: dict[str, int | str]
    wishes: list[CampaignWishTold]
    claims: list[CampaignClaimTold]
    why: list[dict[str, Any]]
    explained: list[CampaignLines]
    address: CampaignAddressTold | None
    lottery: str
    enrolled: date | None
    receipt: str
    answer_receipt: str


class CampaignOffering(CampaignPlaceTold):
    """offered, accepted, settled: 0 until the result is let out."""

    campaign: UUID
    state: CampaignState
    wishes: int
    offered: int
    accepted: int
    settled: int


class CampaignOfferings(Schema):
    count: int
    items: list[CampaignOffering]


class CampaignHolder(Schema):
    """Who has a place: nobody before the result is let out."""

    application: UUID
    name: str
    state: Stands
    until: date | None
    enrolled: date | None


class CampaignHolders(Schema):
    place: CampaignOffering
    count: int
    items: list[CampaignHolder]


class CampaignClaimWaiting(Schema):
    """fact: "" of an address."""

    application: UUID
    campaign: UUID
    fact: str
    claimed_at: datetime


class CampaignClaimsWaiting(Schema):
    count: int
    items: list[CampaignClaimWaiting]


class CampaignCase(Schema):
    """An application with its claims; that it was looked at is written down."""

    application: UUID
    campaign: UUID
    person: UUID
    name: str
    claims: list[CampaignClaimTold]
    address: CampaignAddressTold | None


def line_told(row: models.CampaignApplication) -> CampaignApplicationLine:
    is_told = row.campaign.state in TOLD
    return CampaignApplicationLine(
        id=row.pk, person=row.person_id, campaign=row.campaign_id, state=Stands(told_state(row)),
        place=row.place_id if is_told else None, until=row.until if is_told else None,
    )  # fmt: skip


def claims_told(row: models.CampaignApplication) -> list[CampaignClaimTold]:
    return [
        CampaignClaimTold(
            fact=one.fact, value=one.value, document=one.document, state=ClaimState(one.state),
            reason=one.reason, claimed_at=one.claimed_at, has_evidence=bool(one.evidence),
        )
        for one in claims_of(row).values()
    ]  # fmt: skip


def address_told(row: models.CampaignApplication) -> CampaignAddressTold | None:
    found = address_of(row)
    return found and CampaignAddressTold(
        street=found.street, house=found.house, document=found.document,
        state=ClaimState(found.state), reason=found.reason, claimed_at=found.claimed_at,
    )  # fmt: skip


def lines_told(row: models.CampaignApplication) -> list[CampaignLines]:
    found, rules = lines_of(row, timezone.now()), rules_of(row.campaign)
    parts = [(None, found.child), *found.at.items()]
    return [
        CampaignLines(place=place, lines=[line_words(rules, one) for one in lines])
        for place, lines in parts
        if lines
    ]


def application_shown(row: models.CampaignApplication) -> CampaignApplicationTold:
    return CampaignApplicationTold(
        **line_told(row).model_dump(), child=row.child, first_at=row.first_at, facts=row.facts,
        wishes=[
            CampaignWishTold(rank=one.rank, place=one.place_id, code=one.place.code,
                             facts=one.facts)
            for one in wishes_of(row)
        ],
        claims=claims_told(row), why=row.why if row.campaign.state in TOLD else [],
        explained=lines_told(row), address=address_told(row), lottery=lottery_of(row),
        enrolled=row.enrolled, receipt=application_receipt(row), answer_receipt=answer_receipt(row),
    )  # fmt: skip


def places_told(some: Sequence[models.CampaignPlace]) -> list[CampaignPlaceTold]:
    names = Names.of(some)
    return [
        CampaignPlaceTold(
            id=one.pk, code=one.code, organisation=one.organisation_id, name=names.named(one),
            seats=one.seats, language=one.language, programme=one.programme,
        )
        for one in some
    ]  # fmt: skip


def wishable_told(some: Sequence[models.CampaignPlace], on: date) -> list[CampaignWishable]:
    buildings = buildings_of({one.organisation_id for one in some if one.organisation_id}, on)
    found = []
    for one in places_told(some):
        building = buildings.get(one.organisation) if one.organisation else None
        at = building.at if building else None
        found.append(CampaignWishable(
            **one.model_dump(), address=building.address if building else "",
            latitude=at.latitude if at else None, longitude=at.longitude if at else None,
        ))  # fmt: skip
    return found


def offerings_told(some: Sequence[Given]) -> list[CampaignOffering]:
    return [
        CampaignOffering(
            **place.model_dump(), campaign=one.place.campaign_id,
            state=CampaignState(one.place.campaign.state), wishes=one.wishes, offered=one.offered,
            accepted=one.accepted, settled=one.settled,
        )
        for one, place in zip(some, places_told([one.place for one in some]), strict=True)
    ]  # fmt: skip
