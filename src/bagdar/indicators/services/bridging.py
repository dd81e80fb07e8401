"""Figures on bridged borders: which districts were divided, by which shares, and what is shown.

What stands on the borders of then and of now is protected first and counts as published; the parts
that bridged tables add up are protected against it. So bridging takes nothing from the exact tables
and no difference between the bases gives a hidden number away. Made when figures are protected,
kept beside what protection gave, and never made otherwise again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.conf import settings

from bagdar.core.origins import Origin
from bagdar.indicators import models
from bagdar.indicators.metrics.dividing import READS, learners
from bagdar.indicators.queries.snapshots import OpenSnapshot
from bagdar.indicators.queries.snapshots import opened as open_snapshot
from bagdar.indicators.rules import bridging, building, cells, kept
from bagdar.indicators.rules.adding import BRIDGED, DISTRICT, Cube
from bagdar.indicators.rules.building import Counted, Kept
from bagdar.indicators.rules.disclosure.declared_rules import disclosure_rule
from bagdar.indicators.rules.disclosure.protect import protect
from bagdar.indicators.rules.divisions import Changes, Divided, divisions
from bagdar.indicators.rules.errors import CubeDamaged, NotProtected
from bagdar.indicators.rules.places import places_on
from bagdar.indicators.services.keeping import folder, write


@dataclass(frozen=True)
class Bridge:
    """How a computation's figures are put to the regions of now. kept: of all three bases."""

    divided: tuple[Divided, ...]
    kept: Kept

    @property
    def shares(self) -> Mapping[str, Mapping[str, Fraction]]:
        return {one.place: one.shares for one in self.divided}


def bridge(made: models.Computation, cube: Cube, exact: Kept, counted: Counted) -> str:
    """Writes it, once; gives the SHA-256 of what stands there.

    exact  what protection of then and now came to
    Raises NotBridged.
    """
    place = place_of(made)
    if not place.exists():
        write(place, _made(made, cube, exact, counted))
    return cells.digest(place.read_bytes())


def bridge_of(made: models.Computation, cube: Cube, exact: Kept, digest: str) -> Bridge:
    """digest: of what was made; empty: nothing was.

    Raises NotBridged, NotProtected, CubeDamaged.
    """
    if not digest:
        divided_of(open_snapshot(made.snapshot), made.on, cube)  # says what is missing
        raise NotProtected(metric=made.metric, day=made.on.isoformat())
    place = place_of(made)
    text = place.read_bytes() if place.exists() else b""
    if cells.digest(text) != digest:
        raise CubeDamaged(file=place.name)
    try:
        bridged, about = kept.read(text)
    except ValueError:
        raise CubeDamaged(file=place.name) from None
    if about["cube"] != made.cube:
        raise CubeDamaged(file=place.name)
    together = Kept(
        bridged.borders,
        {**exact.hidden, **bridged.hidden},
        {**exact.left_out, **bridged.left_out},
        (*exact.given_up, *bridged.given_up),
        (*exact.refused, *bridged.refused),
    )
    return Bridge(tuple(map(_divided, about["divided"])), together)


def place_of(made: models.Computation) -> Path:
    return folder() / "protected" / f"{made.pk}.bridged.json"


def _made(made: models.Computation, cube: Cube, exact: Kept, counted: Counted) -> bytes:
    opened = open_snapshot(made.snapshot)
    found = divided_of(opened, made.on, cube)
    borders = bridging.borders_with(exact.borders, [one.place for one in found])
    tables = building.tables_of(cube, counted, borders)
    ours = [table for code, table in tables.items() if code.startswith(f"{BRIDGED}:")]
    rules = disclosure_rule(Path(settings.DATA_DIR)).rules()
    published = list(building.all_protected(cube, counted, exact).values())
    done = protect(ours, published if ours else (), rules)
    about = {"cube": made.cube, "divided": [_told(one) for one in found]}
    return kept.written(kept.kept_of(done, borders), about)


def divided_of(opened: OpenSnapshot, on: date, cube: Cube) -> tuple[Divided, ...]:
    """The places of a cube that were divided between its day and the snapshot's.

    Raises NotBridged.
    """
    if DISTRICT not in cube.dimensions:
        return ()
    at = cube.dimensions.index(DISTRICT)
    data_dir = Path(settings.DATA_DIR)
    least = disclosure_rule(data_dir).rules().least["learner"]
    changes = Changes(
        opened.territories, on, opened.day, divisions(data_dir), opened.origin, least,
        lambda eve, since: _learners(opened, eve, since),
    )  # fmt: skip
    return changes.of({key[at] for key in cube.cells if key[at]})


def _learners(opened: OpenSnapshot, eve: date, since: date) -> dict[tuple[str, str], int]:
    """(district or region on the eve, territory or region on the first day) → learners."""
    tables = {name: opened.tables[name] for name in READS}
    districts = {one.territory: one.district for one in places_on(opened.territories, eve)}
    found: dict[tuple[str, str], int] = {}
    for row in opened.rows(learners(tables, eve, since)):
        key = districts.get(row["before"], row["before"]), row["after"]
        found[key] = found.get(key, 0) + row["learners"]
    return found


# --- as it is kept --------------------------------------------------------------------------------


def _told(one: Divided) -> dict[str, Any]:
    return {
        "place": one.place, "since": one.since.isoformat(), "counted": one.counted,
        "shares": {region: str(share) for region, share in one.shares.items()},
        "origin": one.origin.value, "sources": list(one.sources),
    }  # fmt: skip


def _divided(told: Mapping[str, Any]) -> Divided:
    shares = {region: Fraction(share) for region, share in told["shares"].items()}
    return Divided(
        told["place"], date.fromisoformat(told["since"]), shares, told["counted"],
        Origin(told["origin"]), tuple(told["sources"]),
    )  # fmt: skip
