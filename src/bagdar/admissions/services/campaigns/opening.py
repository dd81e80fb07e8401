"""Preparing a campaign: its rules are adopted, its places declared, its days set."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from bagdar.access.public import known_regions
from bagdar.admissions import models
from bagdar.admissions.queries.campaigns import (
    campaign_of,
    check_state,
    coded_place,
    declared_rules,
    offerings,
    place_of_campaign,
    places_of_campaign,
    rules_of,
)
from bagdar.admissions.queries.kinds import COUNTRY, Suggested
from bagdar.admissions.queries.kinds.known import kind_of
from bagdar.admissions.queries.kinds.left_over import left_over
from bagdar.admissions.rules.campaign.building import market_of_campaign
from bagdar.admissions.rules.campaign.errors import (
    CampaignThere,
    NoPlaces,
    NoSuchCampaign,
    PlaceFaulty,
    TermsFaulty,
)
from bagdar.admissions.rules.campaign.nouns import CampaignKind, CampaignState
from bagdar.admissions.rules.declaring import CODE, MOST_SEATS, check_market
from bagdar.admissions.rules.market import Value
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.registry.public import organisations_named

DRAFT = CampaignState.DRAFT


@dataclass(frozen=True)
class Opened:
    """What a campaign is for. territory: a region's code, or KZ."""

    kind: CampaignKind
    territory: str
    year: int
    opens_at: datetime
    closes_at: datetime
    origin: Origin = Origin.REAL
    turn: int = 1


def locked(id: UUID) -> models.Campaign:
    """Within a transaction: nobody else changes it until it ends. Raises NoSuchCampaign."""
    found = models.Campaign.objects.select_for_update().filter(pk=id).first()
    if found is None:
        raise NoSuchCampaign()
    return found


def held_open(id: UUID) -> models.Campaign:
    """Within a transaction: nobody changes it until it ends, and others may hold it as well.

    On the day it opens thousands apply, who need not wait for each other. SQLite has one writer at
    a time anyway. Raises NoSuchCampaign.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            table = models.Campaign._meta.db_table
            cursor.execute(f'SELECT 1 FROM "{table}" WHERE id = %s FOR SHARE', [id])
    return campaign_of(id)


@transaction.atomic
def open_campaign(said: Opened, *, by: Actor, at: datetime) -> models.Campaign:
    """A draft, with the rules that are declared today. Raises TermsFaulty, CampaignThere."""
    is_known = said.territory == COUNTRY or said.territory in known_regions()
    is_timely = at < said.closes_at and said.opens_at < said.closes_at
    if not is_known or not is_timely or not 2000 <= said.year <= 2100 or not 1 <= said.turn <= 20:
        raise TermsFaulty()
    rules = declared_rules(said.kind)
    namespace = f"{said.kind}.{said.territory}.{said.year}.{said.turn}.{said.origin}"
    made = models.Campaign(
        kind=said.kind.value, territory=said.territory, year=said.year, turn=said.turn,
        origin=said.origin.value, state=DRAFT.value, rules=rules.model_dump(mode="json"),
        namespace=namespace, secret=secrets.token_hex(32), opens_at=said.opens_at,
        closes_at=said.closes_at, opened_by=by.name, before=_before(said),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise CampaignThere() from None
    _record("opened", made, by, kind=said.kind.value, year=said.year)
    return made


def _before(said: Opened) -> models.Campaign | None:
    """The turn before, whose places are left over."""
    return models.Campaign.objects.filter(
        kind=said.kind.value, territory=said.territory, year=said.year, turn=said.turn - 1,
        origin=said.origin.value,
    ).first()  # fmt: skip


@transaction.atomic
def suggest_places(campaign_id: UUID, *, by: Actor, at: datetime) -> int:
    """Add the places that the register would have and the campaign has not yet; how many.

    A later turn has what the one before left over. Raises NoSuchCampaign, CampaignStateWrong: it is
    no draft, or the turn before has not ended and may yet give its places.
    """
    row = locked(campaign_id)
    check_state(row, DRAFT)
    known = set(row.places.values_list("code", flat=True))
    found = [
        models.CampaignPlace(
            campaign=row, organisation_id=one.organisation_id, code=one.code, seats=one.seats,
            language=one.language, programme=one.programme, tags=sorted(one.tags),
            details=dict(one.details),
        )
        for one in _suggested(row, local_date(at))
        if one.code not in known
    ]  # fmt: skip
    models.CampaignPlace.objects.bulk_create(found, batch_size=500)
    _record("places_suggested", row, by, count=len(found))
    return len(found)


def _suggested(row: models.Campaign, on: date) -> Sequence[Suggested]:
    if row.before is None:
        return kind_of(row.kind).places(row, on)
    check_state(row.before, CampaignState.ENDED)
    return left_over(row.before)


@dataclass(frozen=True)
class PlaceSaid:
    """A place as an organisation or a clerk declares it."""

    code: str
    seats: int
    language: str = ""
    programme: str = ""
    tags: tuple[str, ...] = ()
    details: Mapping[str, Value] = field(default_factory=dict)


@transaction.atomic
def declare_place(
    campaign_id: UUID, organisation_id: UUID | None, said: PlaceSaid, *, by: Actor, at: datetime
) -> models.CampaignPlace:
    """Add a place, or change that of the same code and organisation; 0 seats: it gives none.

    organisation_id  None: of the country, in a campaign for everybody
    Raises NoSuchCampaign, CampaignStateWrong, PlaceFaulty.
    """
    row = locked(campaign_id)
    check_state(row, DRAFT)
    is_right = CODE.fullmatch(said.code) and 0 <= said.seats <= MOST_SEATS
    if not is_right or not _may_give(row, organisation_id):
        raise PlaceFaulty()
    given = {
        "seats": said.seats, "language": said.language, "programme": said.programme,
        "tags": sorted(said.tags), "details": dict(said.details),
    }  # fmt: skip
    found = row.places.filter(code=said.code).first()
    if found is not None and found.organisation_id != organisation_id:
        raise PlaceFaulty()
    made, _ = models.CampaignPlace.objects.update_or_create(
        campaign=row, code=said.code, defaults=given,
        create_defaults={"organisation_id": organisation_id, **given},
    )  # fmt: skip
    _record("place_declared", row, by, seats=said.seats)
    return made


def _may_give(row: models.Campaign, organisation_id: UUID | None) -> bool:
    """Whether a place may be of an organisation, or of none."""
    if organisation_id is None:
        return row.territory == COUNTRY
    named = organisations_named([organisation_id]).get(organisation_id)
    return named is not None and named.origin.value == row.origin


@transaction.atomic
def change_seats(place_id: UUID, seats: int, *, by: Actor, at: datetime) -> models.CampaignPlace:
    """Raises NoSuchCampaignPlace, CampaignStateWrong, PlaceFaulty."""
    place = place_of_campaign(place_id)
    row = locked(place.campaign_id)
    check_state(row, DRAFT)
    if not 0 <= seats <= MOST_SEATS:
        raise PlaceFaulty()
    place.seats = seats
    place.save(update_fields=["seats"])
    _record("place_declared", row, by, seats=seats)
    return place


def change_seats_of(
    campaign_id: UUID, code: str, seats: int, *, by: Actor, at: datetime
) -> models.CampaignPlace:
    """The same by the place's code. Raises NoSuchCampaignPlace, CampaignStateWrong, PlaceFaulty."""
    return change_seats(coded_place(campaign_id, code).pk, seats, by=by, at=at)


@transaction.atomic
def begin(campaign_id: UUID, *, by: Actor, at: datetime) -> models.Campaign:
    """From its day on families apply; places and rules stay as they are.

    Raises NoSuchCampaign, CampaignStateWrong, NoPlaces, MarketFaulty, MarketManipulable.
    """
    row = locked(campaign_id)
    check_state(row, DRAFT)
    places = offerings(places_of_campaign(row))
    if not any(one.seats for one in places):
        raise NoPlaces()
    check_market(market_of_campaign(rules_of(row), row.namespace, places))
    row.state = CampaignState.OPEN.value
    row.save(update_fields=["state"])
    _record("begun", row, by, places=len(places), seats=sum(one.seats for one in places))
    return campaign_of(row.pk)


def _record(event: str, row: models.Campaign, by: Actor, **facts: object) -> None:
    record(
        f"admissions.campaign_{event}", about=f"admissions.campaign:{row.pk}", by=by, facts=facts
    )
