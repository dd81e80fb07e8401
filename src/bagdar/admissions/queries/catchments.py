"""Catchments as they stand on a day, and which schools an address belongs to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q

from bagdar.admissions import models
from bagdar.admissions.models.catchment import CURRENT
from bagdar.admissions.rules.campaign.catchments import Address, Area, Side, covers, is_divided
from bagdar.admissions.rules.campaign.nouns import ClaimState
from bagdar.admissions.rules.campaign.school_errors import NoSuchCatchment
from bagdar.core.origins import Origin
from bagdar.registry.public import said_on, territories_on
from bagdar.registry.rules.kinds import RESIDENCE


def area_of(row: models.Catchment) -> Area:
    return Area(row.territory, row.street, Side(row.side), row.first, row.last)


def standing(on: date) -> Q:
    """Those that stand and hold on a day."""
    open_ended = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    return CURRENT & Q(valid_from__lte=on) & open_ended


def catchment_of(id: UUID) -> models.Catchment:
    """One that stands. Raises NoSuchCatchment."""
    found = models.Catchment.objects.filter(CURRENT, pk=id).first()
    if found is None:
        raise NoSuchCatchment()
    return found


def catchments_of(region: str, on: date) -> list[models.Catchment]:
    """Of a region's schools, with those that begin later; the real ones first."""
    later = CURRENT & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    rows = models.Catchment.objects.filter(later, region=region)
    return list(rows.order_by("-origin", "territory", "street", "first", "valid_from", "pk"))


def territories_with(region: str, on: date) -> list[str]:
    """Codes of territories of which a school of a region has something."""
    rows = models.Catchment.objects.filter(standing(on), region=region)
    return sorted(set(rows.values_list("territory", flat=True)))


def schools_of(
    addresses: Mapping[UUID, Address], on: date, origin: Origin
) -> Mapping[UUID, frozenset[UUID]]:
    """In whose catchment each address lies; one that lies in none has no entry."""
    codes = {code for one in addresses.values() for code in one.territories}
    areas = _areas(codes, on, origin)
    found = {whose: _schools(areas, address) for whose, address in addresses.items()}
    return {whose: schools for whose, schools in found.items() if schools}


def _areas(
    codes: Collection[str], on: date, origin: Origin
) -> Mapping[str, list[tuple[UUID, Area]]]:
    """By territory."""
    rows = models.Catchment.objects.filter(
        standing(on), territory__in=sorted(codes), origin=origin.value
    )
    found: dict[str, list[tuple[UUID, Area]]] = defaultdict(list)
    for row in rows:
        found[row.territory].append((row.organisation_id, area_of(row)))
    return found


def _schools(areas: Mapping[str, Iterable[tuple[UUID, Area]]], address: Address) -> frozenset[UUID]:
    return frozenset(
        school
        for code in address.territories
        for school, area in areas.get(code, ())
        if covers(area, address)
    )


def is_divided_by_streets(address: Address, on: date, origin: Origin) -> bool:
    """Whether a street would tell more than the territory does."""
    areas = _areas(address.territories, on, origin)
    return any(is_divided(area) for some in areas.values() for _, area in some)


def address_at(territory: str, on: date, street: str = "", house: str = "") -> Address:
    """An address of the register's territory, with those above it; unknown: of nothing."""
    above = territories_on([territory], on).get(territory, ())
    return Address(tuple(one.code for one in above), street, house)


def homes_on(
    campaign: models.Campaign, people: Collection[UUID], on: date
) -> Mapping[UUID, Address]:
    """Where people live, as the register says; to the house where a claim of it was proven."""
    told = said_on(RESIDENCE, people, on)
    above = territories_on({some[0].territory for some in told.values()}, on)
    proven = models.CampaignAddress.objects.filter(
        application__campaign=campaign, state=ClaimState.PROVEN.value
    )
    rows = proven.values_list("application__person_id", "street", "house")
    known = {person: (street, house) for person, street, house in rows}
    return {
        person: Address(
            tuple(one.code for one in above.get(some[0].territory, ())),
            *known.get(person, ("", "")),
        )
        for person, some in told.items()
    }
