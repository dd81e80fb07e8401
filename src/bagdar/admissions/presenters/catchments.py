"""Catchments in words and tables, and whose clerk keeps them."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from bagdar.access.public import Forbidden, note_hidden, place_of
from bagdar.admissions import models
from bagdar.admissions.queries.catchments import (
    address_at,
    area_of,
    catchment_of,
    is_divided_by_streets,
    schools_of,
)
from bagdar.admissions.queries.kinds.school import SCHOOL
from bagdar.admissions.rules.campaign.catchments import Area, Side
from bagdar.admissions.rules.campaign.school_errors import NoSuchCatchment
from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.look.tables import Column, Table
from bagdar.look.words import current_language, t
from bagdar.registry.public import (
    organisations_named,
    organisations_of_region,
    territories_on,
)

CATCHMENT = "admissions.catchment"
NOBODY = UUID(int=0)  # the key of the one address that is asked about


def own_region(request: HttpRequest) -> str:
    """Of the authority whose account asks. Raises Forbidden."""
    code = place_of(request).region_code
    if not code:
        raise Forbidden()
    return code


def own_catchment(request: HttpRequest, id: UUID) -> UUID:
    """One of the own region. Raises Forbidden, NoSuchCatchment: another region keeps it."""
    region = own_region(request)
    if catchment_of(id).region != region:
        note_hidden(request, CATCHMENT, "create")
        raise NoSuchCatchment()
    return id


def schools_of_region(region: str, on: date) -> Mapping[Origin, Sequence[UUID]]:
    """The real ones first; an origin without a school has no entry."""
    found = {
        origin: [
            one.whose
            for one in organisations_of_region(region, on, origin=origin)
            if one.details.type == SCHOOL
        ]
        for origin in Origin
    }
    return {origin: some for origin, some in found.items() if some}


def origin_of_schools(region: str) -> Origin:
    """Of which records a region's schools are: real ones, where there is any."""
    return next(iter(schools_of_region(region, local_date(timezone.now()))), Origin.REAL)


def schools_at(
    territory: str, street: str, house: str, on: date
) -> tuple[Mapping[UUID, Words], list[Origin], bool]:
    """Schools of an address by Kazakh name, of which records, and whether a street tells more."""
    at = address_at(territory, on, street, house)
    ids: set[UUID] = set()
    origins, divided = [], False
    for origin in Origin:
        found = schools_of({NOBODY: at}, on, origin).get(NOBODY, frozenset())
        is_open = not street and is_divided_by_streets(at, on, origin)
        ids, divided = ids | found, divided or is_open
        if found or is_open:
            origins.append(origin)
    named = organisations_named(ids)
    ordered = sorted(named.items(), key=lambda one: (one[1].name["kk"], str(one[0])))
    return {id: one.name for id, one in ordered}, origins, divided


def territory_words(codes: Sequence[str], on: date) -> Mapping[str, str]:
    """As today's reader calls them; an unknown one by its code."""
    language, told = current_language(), territories_on(codes, on)
    return {code: _called(told[code][0], language) if code in told else code for code in codes}


def _called(one: object, language: str) -> str:
    return getattr(one, f"name_{language}", "") or getattr(one, "name_kk", "")


def houses_words(area: Area) -> str:
    """Which houses of a street; "": all of them."""
    parts = []
    if area.side is not Side.ALL:
        parts.append(t(f"catchment.side.{area.side.value}"))
    if area.first is not None or area.last is not None:
        parts.append(f"{area.first or 1}–{area.last or '…'}")
    return ", ".join(parts)


def catchments_table(rows: Sequence[models.Catchment], on: date) -> Table:
    names = organisations_named({row.organisation_id for row in rows})
    places = territory_words(sorted({row.territory for row in rows}), on)
    return Table(
        name="catchments",
        title=t("catchment.list"),
        columns=(
            Column("school", t("catchment.school"), wide=True),
            Column("territory", t("catchment.territory")),
            Column("street", t("catchment.street")),
            Column("houses", t("catchment.houses")),
            Column("since", t("catchment.since"), "date"),
            Column("until", t("catchment.until"), "date"),
            Column("source", t("catchment.source")),
            Column("id", t("catchment.number"), "code"),
        ),
        rows=[
            {"school": names[row.organisation_id].name, "territory": places[row.territory],
             "street": row.street, "houses": houses_words(area_of(row)), "since": row.valid_from,
             "until": row.valid_to, "source": row.source, "id": str(row.pk)}
            for row in rows
        ],
        empty=t("catchment.list.none"),
    )  # fmt: skip


def schools_table(found: Mapping[UUID, Words]) -> Table:
    return Table(
        name="schools",
        title=t("catchment.schools"),
        columns=(Column("school", t("catchment.school"), wide=True),),
        rows=[{"school": name} for name in found.values()],
        empty=t("catchment.schools.none"),
    )
