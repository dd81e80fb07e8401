"""Computing figures from a snapshot: once from the same files, and never half.

The cells are written under their SHA-256 before the database names them; a run that is cut off goes
on with the metrics that have no computation yet.
"""

import hashlib
import inspect
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.indicators import models
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.metrics.common import PLACE, PLACE_SCHEMA
from bagdar.indicators.metrics.metric import Asked, Metric, cube
from bagdar.indicators.queries.snapshots import OpenSnapshot
from bagdar.indicators.rules import cells
from bagdar.indicators.rules.adding import REGION, Cube, Sums, add_up
from bagdar.indicators.rules.outside import outside_figures, outside_of
from bagdar.indicators.rules.places import Place, places_on
from bagdar.indicators.services.keeping import folder, write


@dataclass(frozen=True)
class Step:
    """What a run tells of a metric. reused: it had been computed from the very same files."""

    metric: str
    done: int
    of: int
    reused: bool
    seconds: float


def compute(
    opened: OpenSnapshot,
    on: date,
    metrics: Sequence[Metric] = (),
    *,
    by: Actor,
    now: Callable[[], datetime],
    told: Callable[[Step], None] = lambda step: None,
) -> list[models.Computation]:
    """A computation of each metric on the day, new or the one that was made of the same files.

    metrics  none means all
    Raises OutsideMissing before anything is computed.
    """
    metrics = metrics or tuple(METRICS.values())
    asked = {one.code: asked_of(one, on, opened.origin) for one in metrics}
    places = _Places(opened, on)
    found = []
    for number, metric in enumerate(metrics, 1):
        begun = time.perf_counter()
        inputs = inputs_of(metric, asked[metric.code], opened)
        known = models.Computation.objects.filter(metric=metric.code, inputs=inputs).first()
        made = known or _compute(metric, asked[metric.code], inputs, opened, places, by, now)
        seconds = time.perf_counter() - begun
        told(Step(metric.code, number, len(metrics), known is not None, seconds))
        found.append(made)
    return found


def inputs_of(metric: Metric, asked: Asked, opened: OpenSnapshot) -> str:
    """SHA-256 of everything on which the result hangs; another snapshot may have the same."""
    read = [name if name != PLACE else "territory" for name in metric.reads]
    said = {
        "metric": [metric.code, metric.version, metric.measure.value, *metric.by],
        "definition": definition(metric),
        "on": asked.on.isoformat(),
        "borders": opened.day.isoformat(),
        "outside": dict(asked.outside),
        "parts": {name: opened.digests(name) for name in read},
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def asked_of(metric: Metric, on: date, origin: Origin) -> Asked:
    """Raises OutsideMissing."""
    figures = outside_figures(Path(settings.DATA_DIR))
    return Asked(on, outside_of(figures, metric.outside, on.year, origin))


def cube_in(opened: OpenSnapshot, metric: Metric, asked: Asked) -> Cube:
    """The cells of a metric on a day of a snapshot; nothing is kept."""
    tables = {name: opened.tables[name] for name in metric.reads if name != PLACE}
    if PLACE in metric.reads:
        tables[PLACE] = _Places(opened, asked.on).table()
    return cells.cube_of(opened.rows(cube(metric, tables, asked)), metric.by)


def borders_of(opened: OpenSnapshot, on: date) -> Mapping[str, Mapping[str, str]]:
    """then, now → the region of each district on the borders of the day and of the snapshot's."""
    return dict(_Places(opened, on).regions())


def definition(metric: Metric) -> str:
    """The metric in code, with what it calls in its module: what a stranger reads."""
    return inspect.getsource(metric.units)


@dataclass(frozen=True)
class _Places:
    """Where each territory lies, on the borders of the day and on those of the snapshot's day."""

    opened: OpenSnapshot
    on: date

    def then(self) -> list[Place]:
        return list(places_on(self.opened.territories, self.on))

    def table(self) -> Any:
        rows = [asdict(one) for one in self.then()]
        return self.opened.beside(PLACE, rows, PLACE_SCHEMA)

    def regions(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        """(borders, district → region): those of then, and those of now for the same districts."""
        then = {one.district: one.region for one in self.then() if one.region}
        latest = list(places_on(self.opened.territories, self.opened.day))
        now = {one.district: one.region for one in latest if one.region}
        yield "then", then
        yield "now", {**then, **now}


def _compute(
    metric: Metric, asked: Asked, inputs: str, opened: OpenSnapshot, places: _Places,
    by: Actor, now: Callable[[], datetime],
) -> models.Computation:  # fmt: skip
    begun = time.perf_counter()
    found = cube_in(opened, metric, asked)
    text = cells.written(found)
    keep(text)
    made = models.Computation(
        row=metric.row, metric=metric.code, version=metric.version, on=asked.on,
        snapshot=opened.id, known_at=opened.known_at,
        origin=opened.origin.value, inputs=inputs, cube=cells.digest(text),
        cells=len(found.cells), engine=opened.engine, revision=opened.code,
        seconds=round(time.perf_counter() - begun, 3), computed_at=now(), computed_by=by.name,
    )  # fmt: skip
    return _record(made, found, places, by)


@transaction.atomic
def _record(
    made: models.Computation, found: Cube, places: _Places, by: Actor
) -> models.Computation:
    other, is_new = models.Computation.objects.get_or_create(
        metric=made.metric, inputs=made.inputs, defaults=_fields(made)
    )
    if not is_new:  # somebody else was quicker with the same
        return other
    models.Figure.objects.bulk_create(
        models.Figure(computation=other, borders=borders, place=place, **asdict(sums))
        for borders, regions in places.regions()
        for place, sums in _of_places(found, regions)
    )
    record(
        "indicators.computed", about=f"indicators.computation:{other.id}", by=by,
        facts={"metric": other.metric, "on": other.on.isoformat(), "snapshot": other.snapshot},
    )  # fmt: skip
    return other


def _fields(made: models.Computation) -> dict[str, Any]:
    return {one.name: getattr(made, one.name) for one in made._meta.concrete_fields}


def _of_places(found: Cube, regions: Mapping[str, str]) -> Iterator[tuple[str, Sums]]:
    yield "", add_up(found, (), regions).get((), Sums())
    for (region,), sums in sorted(add_up(found, (REGION,), regions).items()):
        if region:
            yield region, sums


# --- the files of cells ---------------------------------------------------------------------------


def keep(text: bytes) -> None:
    """Write cells under their SHA-256, whole or not at all; what stands there already stays."""
    place = folder() / f"{cells.digest(text)}.csv"
    if not place.exists():
        write(place, text)
