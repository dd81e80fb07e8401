"""First-graders and their schools out of a simulated snapshot, as the laboratory takes them.

Where a child lives is known to its settlement; a point is drawn near a school there. As many seats
as first-graders: whoever could be seated by one rule can be by another, and only who gets what
changes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from bagdar.admissions.rules.campaign.building import Offering
from bagdar.admissions.rules.campaign.declared import CampaignRules
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.study.comparing import Studied
from bagdar.admissions.rules.study.declared import laboratory
from bagdar.admissions.rules.study.errors import NoSuchVariant, NothingToStudy, OnlySimulated
from bagdar.admissions.rules.study.nouns import StudyStep
from bagdar.admissions.rules.study.wishing import Pupil, School, home, pupils_wishes
from bagdar.core.origins import Origin
from bagdar.warehouse.public import Store, engine, open_snapshot

FIRST, PRIMARY = 1, "1"
METRES = 1_500  # how far from a school of its settlement a home is drawn
GROUPS = ("region", "settlement", "sex", "language", "support")
APART = ("support",)


@dataclass(frozen=True)
class Town:
    """What a snapshot gives. pupils and schools in one order, whatever order they were read in."""

    on: date
    pupils: tuple[Pupil, ...]
    schools: tuple[School, ...]

    @property
    def offerings(self) -> tuple[Offering, ...]:
        return tuple(Offering(one.code, one.seats) for one in self.schools)


def studied(
    kind: CampaignKind, snapshot: str, rules: CampaignRules, seed: int,
    step: Callable[[StudyStep], None],
) -> Studied:  # fmt: skip
    """What a study compares. step: is told what begins. Raises as `first_graders`."""
    if kind is not CampaignKind.SCHOOL:
        raise NoSuchVariant()
    step(StudyStep.READING)
    town = first_graders(snapshot, seed)
    step(StudyStep.WISHING)
    how = laboratory(Path(settings.DATA_DIR)).school
    wishing = pupils_wishes(town.pupils, town.schools, how, seed)
    return Studied("study.school", rules, town.offerings, lambda _: wishing, GROUPS, APART)


def snapshots() -> list[tuple[str, date]]:
    """Simulated ones that can be studied: (id, day), the latest first."""
    found = [one for one in _store().manifests() if one.origin == Origin.SIMULATED.value]
    return [(one.id, one.on) for one in sorted(found, key=lambda one: one.on, reverse=True)]


def _store() -> Store:
    return Store(Path(settings.VAR_DIR) / "snapshots")


def first_graders(begins: str, seed: int) -> Town:
    """begins: how the id of a snapshot begins. Raises NoSuchSnapshot, DamagedSnapshot,
    OnlySimulated, NothingToStudy.
    """
    store = _store()
    manifest = store.manifest(begins)
    if manifest.origin != Origin.SIMULATED.value:
        raise OnlySimulated()
    on = engine("duckdb", store)
    tables = _Tables(open_snapshot(store, manifest.id, on=on), manifest.on)
    learners = on.rows(tables.first_graders())
    places = {row["organisation_id"]: (row["at"], row["territory"]) for row in _sites(on, tables)}
    siblings = _by(on.rows(tables.siblings()), "person_id", "organisation_id")
    learners = [row for row in learners if row["organisation_id"] in places]
    if not learners:
        raise NothingToStudy(on=manifest.on)
    near = _by([{"t": at[1], "at": at[0]} for at in places.values()], "t", "at")
    pupils = [_pupil(row, places, near, siblings, seed) for row in learners]
    return Town(
        manifest.on, tuple(sorted(pupils, key=lambda one: one.child)), _schools(learners, places)
    )


def _sites(on: Any, tables: "_Tables") -> Iterable[dict[str, Any]]:
    for row in on.rows(tables.sites()):
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


class _Tables:
    """Questions to a snapshot, on its day."""

    def __init__(self, tables: Any, on: date) -> None:
        self._tables, self._on = tables, on

    def _today(self, name: str) -> Any:
        rows = self._tables[name]
        is_over = rows.valid_to.notnull() & (rows.valid_to <= self._on)
        return rows.filter((rows.valid_from <= self._on) & ~is_over)

    def first_graders(self) -> Any:
        learning = self._today("enrolment")
        learning = learning.filter((learning.level == PRIMARY) & (learning.grade == FIRST))
        learning = learning.group_by("person_id").agg(
            organisation_id=learning.organisation_id.min(), language=learning.language.min()
        )
        people = self._today("person").select("person_id", "sex").distinct(on="person_id")
        homes = self._today("residence").select("person_id", "territory").distinct(on="person_id")
        needs = self._today("support").select("person_id").distinct().mutate(is_supported=True)
        schools = self._today("organisation").select("organisation_id", "region")
        kinds = self._today("territory").select(territory="code", settlement="settlement")
        found = (
            learning.left_join(people, "person_id").drop("person_id_right")
            .left_join(homes, "person_id").drop("person_id_right")
            .left_join(needs, "person_id").drop("person_id_right")
            .left_join(schools, "organisation_id").drop("organisation_id_right")
            .left_join(kinds, "territory").drop("territory_right")
        )  # fmt: skip
        return found.mutate(is_supported=found.is_supported.fill_null(False))

    def sites(self) -> Any:
        rows = self._today("site")
        rows = rows.filter(rows.latitude.notnull() & rows.longitude.notnull())
        return rows.order_by(["organisation_id", "number"]).distinct(on="organisation_id").select(
            "organisation_id", "territory", "latitude", "longitude"
        )  # fmt: skip

    def siblings(self) -> Any:
        """Of each first-grader, where others with the same guardian learn at a school."""
        learning = self._today("enrolment")
        at_school = learning.filter(learning.grade.notnull())
        ours = self.first_graders().select("person_id")
        guards = self._today("guardianship").select("person_id", "guardian_id")
        mine = guards.semi_join(ours, "person_id")
        other = guards.select(other_id="person_id", guardian_id="guardian_id")
        pairs = mine.inner_join(other, "guardian_id")
        pairs = pairs.filter(pairs.person_id != pairs.other_id)
        where = at_school.select(other_id="person_id", organisation_id="organisation_id")
        return pairs.inner_join(where, "other_id").select("person_id", "organisation_id").distinct()
