"""Recording which addresses belong to a school, and ending it; one by one, or a file at once."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from bagdar.admissions import models
from bagdar.admissions.models.catchment import CURRENT
from bagdar.admissions.queries.catchments import area_of, catchment_of
from bagdar.admissions.queries.kinds.school import SCHOOL
from bagdar.admissions.rules.campaign.catchment_file import CatchmentRow, read_catchments
from bagdar.admissions.rules.campaign.catchments import Area, faults_of, overlap, street_key
from bagdar.admissions.rules.campaign.school_errors import (
    CatchmentFaulty,
    CatchmentThere,
    NoSuchCatchment,
)
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.declared import safe
from bagdar.core.errors import Fault, FaultyData
from bagdar.core.origins import Origin
from bagdar.core.periods import Period
from bagdar.registry.public import (
    organisations_meant,
    organisations_named,
    said_on,
    territories_on,
)
from bagdar.registry.rules.kinds import ORGANISATION
from bagdar.registry.rules.nouns import OrganisationDetails

AT_ONCE = 500  # schools in one question


@dataclass(frozen=True)
class CatchmentSaid:
    """until: the first day after it, None: open; source: the act that sets it."""

    organisation_id: UUID
    area: Area
    since: date
    until: date | None
    source: str

    @property
    def is_some_days(self) -> bool:
        return self.until is None or self.until > self.since

    @property
    def days(self) -> Period[date]:
        return Period(self.since, self.until)


class Known(NamedTuple):
    """What the register says of a school on the first day of a catchment."""

    details: OrganisationDetails
    origin: Origin


@transaction.atomic
def record_catchment(
    said: CatchmentSaid, *, by: Actor, at: datetime, region: str = ""
) -> models.Catchment:
    """region: of whose schools alone; "": of any. Raises CatchmentFaulty, CatchmentThere.

    Two clerks at once may record the same twice: nobody belongs to a school more than once.
    """
    ground = _ground([said])
    if fields := faults(said, ground, region):
        raise CatchmentFaulty(*fields)
    if ground.stands(said):
        raise CatchmentThere()
    made = _row(said, ground, by, at)
    made.save(force_insert=True)
    _record("recorded", made, by)
    return made


@transaction.atomic
def end_catchment(
    id: UUID, until: date, *, by: Actor, at: datetime, region: str = ""
) -> models.Catchment:
    """until: the first day on which it no longer holds; before it began: it never did.

    Raises NoSuchCatchment, CatchmentFaulty.
    """
    row = models.Catchment.objects.select_for_update().get(pk=catchment_of(id).pk)
    if row.superseded_at is not None or (region and row.region != region):
        raise NoSuchCatchment()
    if row.valid_to is not None and until > row.valid_to:
        raise CatchmentFaulty("until")
    row.superseded_at, row.superseded_by = at, by.name
    row.save(update_fields=["superseded_at", "superseded_by"])
    ended = row
    if until > row.valid_from:
        ended = models.Catchment.objects.create(
            organisation_id=row.organisation_id, origin=row.origin, region=row.region,
            territory=row.territory, street=row.street, side=row.side, first=row.first,
            last=row.last, valid_from=row.valid_from, valid_to=until, recorded_at=at,
            recorded_by=by.name, source=row.source,
        )  # fmt: skip
    _record("ended", row, by)
    return ended


@transaction.atomic
def load_catchments(
    content: bytes, shown: str, *, by: Actor, at: datetime, origin: Origin, region: str = ""
) -> int:
    """A file's catchments, all or none; how many. Raises FaultyData with every faulty row."""
    rows, wrong = read_catchments(content, shown)
    found = _meant(rows, origin)
    lines = [(line, _said(row, found)) for line, row in rows]
    wrong += _faulty(lines, rows, shown, region)
    if wrong or not lines:
        raise FaultyData(
            sorted(wrong, key=lambda one: one.line or 0) or [Fault("empty_file", shown)]
        )
    return insert_catchments([said for _, said in lines], shown, by=by, at=at)


@transaction.atomic
def insert_catchments(said: Sequence[CatchmentSaid], shown: str, *, by: Actor, at: datetime) -> int:
    """Rows that were looked at, of a file or of somebody who is called shown; how many."""
    ground = _ground(said)
    rows = [_row(one, ground, by, at) for one in said]
    models.Catchment.objects.bulk_create(rows, batch_size=500)
    about = f"admissions.catchments:{shown[:100]}"
    record("admissions.catchments_loaded", about=about, by=by, facts={"count": len(rows)})
    return len(rows)


# --- what cannot be -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Ground:
    """What is known of some catchments before they are recorded.

    schools      by identifier and first day
    territories  codes by first day
    standing     rows of the same schools, by school and territory
    """

    schools: Mapping[tuple[UUID, date], Known]
    territories: Mapping[date, Collection[str]]
    standing: Mapping[tuple[UUID, str], Sequence[models.Catchment]]

    def stands(self, said: CatchmentSaid) -> bool:
        """Whether the school has an area that shares a house and a day with it."""
        rows = self.standing.get((said.organisation_id, said.area.territory), ())
        return said.is_some_days and any(
            overlap(said.area, area_of(row))
            and Period(row.valid_from, row.valid_to).overlaps(said.days)
            for row in rows
        )


def _ground(said: Sequence[CatchmentSaid]) -> Ground:
    """In as many statements as there are first days, whatever the number of rows."""
    ids = {one.organisation_id for one in said}
    named = organisations_named(ids)
    schools, territories = {}, {}
    for day in {one.since for one in said}:
        for id, some in said_on(ORGANISATION, list(named), day).items():
            schools[id, day] = Known(some[0], Origin(named[id].origin))
        codes = {one.area.territory for one in said if one.since == day}
        territories[day] = frozenset(territories_on(codes, day))
    standing = defaultdict(list)
    for some in batches(sorted(ids)):
        for row in models.Catchment.objects.filter(CURRENT, organisation_id__in=some):
            standing[row.organisation_id, row.territory].append(row)
    return Ground(schools, territories, standing)


def batches(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def faults(said: CatchmentSaid, ground: Ground, region: str = "") -> tuple[str, ...]:
    """Fields that are wrong, all at once."""
    found = list(faults_of(said.area))
    if not said.is_some_days:
        found.append("until")
    if not said.source.strip():
        found.append("source")
    known = ground.schools.get((said.organisation_id, said.since))
    if known is None or known.details.type != SCHOOL:
        found.append("school")
    elif region and known.details.region != region:
        found.append("region")
    if said.area.territory not in ground.territories[said.since]:
        found.append("territory")
    return tuple(dict.fromkeys(found))


# --- a file -------------------------------------------------------------------------------------

Lines = list[tuple[int, CatchmentSaid]]


def _meant(rows: Sequence[tuple[int, CatchmentRow]], origin: Origin) -> dict[str, UUID]:
    """Schools by what a file calls them: an identifier, or a BIN."""
    ids = {one.identifier for _, one in rows if one.identifier is not None}
    bins = {one.school for _, one in rows if one.identifier is None}
    found = organisations_meant(ids=ids, bins=bins, origin=origin)
    return {str(id): id for id in found} | {bin: id for id, bin in found.items() if bin}


def _said(row: CatchmentRow, found: dict[str, UUID]) -> CatchmentSaid:
    named = str(row.identifier) if row.identifier is not None else row.school
    id = found.get(named, UUID(int=0))
    return CatchmentSaid(id, row.area, row.since, row.until, row.source)


def _faulty(
    lines: Lines, rows: Sequence[tuple[int, CatchmentRow]], shown: str, region: str
) -> list[Fault]:
    ground, given, found = _ground([one for _, one in lines]), dict(rows), []
    for line, one in lines:
        for field in faults(one, ground, region):
            name = "school" if field == "region" else field
            value = safe(getattr(given[line], name) or "")
            found.append(Fault("catchment_row", shown, line, name, {"value": value}))
        if ground.stands(one):
            facts = {"value": _called(one)}
            found.append(Fault("catchment_stands", shown, line, "territory", facts))
    return found + _twice(lines, shown)


def _twice(lines: Lines, shown: str) -> list[Fault]:
    """Rows that share a house and a day with an earlier one of the file."""
    found: list[Fault] = []
    groups: dict[tuple[UUID, str], Lines] = defaultdict(list)
    for line, one in lines:
        if not one.is_some_days:
            continue
        others = groups[one.organisation_id, one.area.territory]
        first = next(
            (n for n, other in others
             if one.days.overlaps(other.days) and overlap(one.area, other.area)), None,
        )  # fmt: skip
        if first is not None:
            facts = {"value": _called(one), "first_line": first}
            found.append(Fault("duplicate", shown, line, "territory", facts))
        others.append((line, one))
    return found


def _called(one: CatchmentSaid) -> str:
    return safe(f"{one.area.territory} {street_key(one.area.street)}".strip())


# --- rows ---------------------------------------------------------------------------------------


def _row(said: CatchmentSaid, ground: Ground, by: Actor, at: datetime) -> models.Catchment:
    area, known = said.area, ground.schools[said.organisation_id, said.since]
    return models.Catchment(
        organisation_id=said.organisation_id, origin=known.origin.value,
        region=known.details.region, territory=area.territory, street=area.street.strip(),
        side=area.side.value, first=area.first, last=area.last, valid_from=said.since,
        valid_to=said.until, recorded_at=at, recorded_by=by.name, source=said.source.strip(),
    )  # fmt: skip


def _record(event: str, row: models.Catchment, by: Actor) -> None:
    record(
        f"admissions.catchment_{event}", about=f"admissions.catchment:{row.pk}", by=by,
        facts={"organisation": str(row.organisation_id), "territory": row.territory},
    )  # fmt: skip
