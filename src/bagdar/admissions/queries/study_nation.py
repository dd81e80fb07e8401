"""First-graders and their schools out of a simulated snapshot, as the laboratory takes them.

Where a child lives is known to its settlement; a point is drawn near a school there. As many seats
as first-graders: whoever could be seated by one rule can be by another, and only who gets what
changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bagdar.admissions.queries.study_tables import Tables, open_tables
from bagdar.admissions.rules.campaign.building import Offering
from bagdar.admissions.rules.study.errors import NothingToStudy
from bagdar.admissions.rules.study.wishing import Pupil, School, home

FIRST, PRIMARY = 1, "1"
METRES = 1_500  # how far from a school of its settlement a home is drawn


@dataclass(frozen=True)
class Town:
    """What a snapshot gives. pupils and schools in one order, whatever order they were read in."""

    on: date
    pupils: tuple[Pupil, ...]
    schools: tuple[School, ...]

    @property
    def offerings(self) -> tuple[Offering, ...]:
        return tuple(Offering(one.code, one.seats) for one in self.schools)


def first_graders(begins: str, seed: int) -> Town:
    """begins: how the id of a snapshot begins. Raises NoSuchSnapshot, DamagedSnapshot,
    OnlySimulated, NothingToStudy.
    """
    tables = open_tables(begins)
    learners = tables.rows(_first_graders(tables))
    places = {row["organisation_id"]: (row["at"], row["territory"]) for row in _sites(tables)}
    siblings = _by(tables.rows(_siblings(tables)), "person_id", "organisation_id")
    learners = [row for row in learners if row["organisation_id"] in places]
    if not learners:
        raise NothingToStudy(on=tables.on)
    near = _by([{"t": at[1], "at": at[0]} for at in places.values()], "t", "at")
    pupils = [_pupil(row, places, near, siblings, seed) for row in learners]
    return Town(
        tables.on, tuple(sorted(pupils, key=lambda one: one.child)), _schools(learners, places)
    )


def _sites(tables: Tables) -> Iterable[dict[str, Any]]:
    for row in tables.rows(_site_rows(tables)):
        yield {**row, "at": (float(row["latitude"]), float(row["longitude"]))}


def _by(rows: Iterable[dict[str, Any]], key: str, value: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row[value])
    return found


def _pupil(
    row: dict[str, Any], places: dict[int, Any], near: dict[str, list[Any]],
    siblings: dict[int, list[int]], seed: int,
) -> Pupil:  # fmt: skip
    child = f"{row['person_id'] & (2**64 - 1):016x}"
    around = sorted(near.get(row["territory"], [])) or [places[row["organisation_id"]][0]]
    point = around[int(child, 16) % len(around)]
    groups = {
        "region": row["region"] or "", "settlement": row["settlement"] or "",
        "sex": row["sex"] or "", "language": row["language"] or "",
        "support": int(row["is_supported"]),
    }  # fmt: skip
    at = home(seed, child, point, METRES)
    theirs = frozenset(str(one) for one in siblings.get(row["person_id"], []))
    return Pupil(child, row["language"] or "", row["region"] or "", at, theirs, groups)


def _schools(learners: Sequence[dict[str, Any]], places: dict[int, Any]) -> tuple[School, ...]:
    """As many seats as learn there: each school and language is a place."""
    seats: dict[tuple[int, str, str], int] = {}
    for row in learners:
        key = (row["organisation_id"], row["language"] or "", row["region"] or "")
        seats[key] = seats.get(key, 0) + 1
    found = [
        School(
            f"{id & (2**64 - 1):016x}.{language or '-'}", str(id), language, region, many,
            places[id][0],
        )
        for (id, language, region), many in seats.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.code))


# --- questions to a snapshot ---------------------------------------------------------------------


def _first_graders(tables: Tables) -> Any:
    learning = tables.today("enrolment")
    learning = learning.filter((learning.level == PRIMARY) & (learning.grade == FIRST))
    learning = learning.group_by("person_id").agg(
        organisation_id=learning.organisation_id.min(), language=learning.language.min()
    )
    needs = tables.today("support").select("person_id").distinct().mutate(is_supported=True)
    schools = tables.today("organisation").select("organisation_id", "region")
    found = (
        tables.with_homes(learning)
        .left_join(needs, "person_id").drop("person_id_right")
        .left_join(schools, "organisation_id").drop("organisation_id_right")
    )  # fmt: skip
    return found.mutate(is_supported=found.is_supported.fill_null(False))


def _site_rows(tables: Tables) -> Any:
    """The first site of each organisation, by its number."""
    rows = tables.today("site")
    rows = rows.filter(rows.latitude.notnull() & rows.longitude.notnull())
    first = {
        name: rows[name].argmin(rows.number) for name in ("territory", "latitude", "longitude")
    }
    return rows.group_by("organisation_id").agg(**first)


def _siblings(tables: Tables) -> Any:
    """Of each first-grader, where others with the same guardian learn at a school."""
    learning = tables.today("enrolment")
    at_school = learning.filter(learning.grade.notnull())
    guards = tables.today("guardianship").select("person_id", "guardian_id")
    mine = guards.semi_join(_first_graders(tables).select("person_id"), "person_id")
    pairs = mine.inner_join(
        guards.select(other_id="person_id", guardian_id="guardian_id"), "guardian_id"
    )
    pairs = pairs.filter(pairs.person_id != pairs.other_id)
    where = at_school.select(other_id="person_id", organisation_id="organisation_id")
    return pairs.inner_join(where, "other_id").select("person_id", "organisation_id").distinct()
