"""Where organisations work: addresses and coordinates of buildings, which are public facts."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Avg, Count

from bagdar.core.distance import Point
from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.registry.models import CURRENT, Site
from bagdar.registry.queries.batches import territories_of
from bagdar.registry.queries.people import batched
from bagdar.registry.queries.rows import on_day
from bagdar.registry.queries.written import MANY, When, facts


@dataclass(frozen=True)
class Building:
    """The first site of an organisation. at: None: nobody recorded its coordinates."""

    address: str
    territory: str
    at: Point | None


@dataclass(frozen=True)
class Settled:
    """A territory in which sites are recorded. at: the middle of these; sites: how many."""

    code: str
    name: Words
    at: Point
    sites: int


def buildings_of(organisations: Collection[UUID], on: date) -> Mapping[UUID, Building]:
    """By number, those with coordinates before those without; of whom no site is recorded on the
    day, there is no entry.
    """
    found: dict[UUID, list[Site]] = defaultdict(list)
    for some in batched(sorted(organisations), MANY):
        for row in facts(Site, "organisation_id", some, When.ON_DAY, on):
            found[row.organisation_id].append(row)
    return {id: _building(min(rows, key=_first)) for id, rows in found.items()}


def _first(row: Site) -> tuple[object, ...]:
    return row.latitude is None or row.longitude is None, len(row.number), row.number, row.pk


def _building(row: Site) -> Building:
    placed = row.latitude is not None and row.longitude is not None
    at = Point(float(row.latitude), float(row.longitude)) if placed else None
    return Building(row.address, row.territory, at)


def settled_of(region: str, on: date, origin: Origin) -> tuple[Settled, ...]:
    """Territories of a region with the middle of the sites of all organisations that are recorded
    in each: from where a distance can be told without anybody's home. Most sites first.
    """
    known = {one.code: one for one in territories_of(region, on, origin)}
    found = []
    for codes in batched(sorted(known), MANY):
        rows = Site.objects.filter(
            CURRENT, on_day(on), territory__in=codes, origin=origin.value,
            latitude__isnull=False, longitude__isnull=False,
        )  # fmt: skip
        each = rows.order_by().values_list("territory")
        for code, north, east, sites in each.annotate(
            Avg("latitude"), Avg("longitude"), Count("pk")
        ):
            one = known[code]
            name = Words(kk=one.name_kk, ru=one.name_ru, en=one.name_en or one.name_kk)
            found.append(Settled(code, name, Point(_six(north), _six(east)), sites))
    return tuple(sorted(found, key=lambda one: (-one.sites, one.name.kk, one.code)))


def _six(degrees: object) -> float:
    """Six digits, as the register has: both engines then give the same middle."""
    return round(float(str(degrees)), 6)
