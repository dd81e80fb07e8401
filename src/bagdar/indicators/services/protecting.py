"""Tables as they may be shown: the only way from the sums of a computation to a reader.

All tables of a metric's catalogue are protected together, once, by whoever computes, and those on
bridged borders after them; what that gave is kept beside the cells, its digest and what may be
shown of regions in the database. Every answer is read from it, also where the operator's rules have
changed since, and no reader's question ever protects or writes: so answers of one computation never
give each other away.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.indicators import models
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.metrics.metric import Measure, Metric
from bagdar.indicators.queries import figures
from bagdar.indicators.queries.snapshots import opened as open_snapshot
from bagdar.indicators.rules import bridging, building, cells, kept
from bagdar.indicators.rules.adding import BRIDGED, DISTRICT, NOW, REGION, THEN, Cube
from bagdar.indicators.rules.building import Answer, Counted, Kept, Line
from bagdar.indicators.rules.catalogued import Task
from bagdar.indicators.rules.disclosure.declared_rules import disclosure_rule
from bagdar.indicators.rules.divisions import Divided
from bagdar.indicators.rules.errors import (
    CubeDamaged,
    NoSuchDay,
    NotBridged,
    NotProtected,
    UnknownMetric,
)
from bagdar.indicators.services.beside import results
from bagdar.indicators.services.bridging import bridge, bridge_of
from bagdar.indicators.services.computing import borders_of
from bagdar.indicators.services.keeping import alone, folder, write


@dataclass(frozen=True)
class ProtectedTable:
    """An answer with where it comes from.

    figure   the country's, whose page is the way back
    about    the rule that was in force when it was protected: least, width, illustrative…
    divided  of bridged borders: the districts that were divided since, and their shares
    made_of  of bridged borders: what each region that is an estimate was added up from
    """

    metric: Metric
    on: date
    answer: Answer
    computation: models.Computation
    figure: int
    about: Mapping[str, Any]
    divided: tuple[Divided, ...] = ()
    made_of: tuple[bridging.Piece, ...] = ()

    @property
    def origin(self) -> Origin:
        return Origin(self.computation.origin)

    @property
    def least(self) -> int:
        return int(self.about["least"])


def protected_table(
    metric: str,
    on: date | None = None,
    by: Sequence[str] = (),
    borders: str = THEN,
    *,
    real: bool,
) -> ProtectedTable:
    """The newest of a metric's day, broken down; the latest day where none is said.

    real  whether the reader may see figures of real records, none of which is released yet
    Raises UnknownMetric, NoSuchDay, NoSuchTable, NotProtected, CubeDamaged, and NotBridged.
    """
    if metric not in METRICS:
        raise UnknownMetric(metric=metric, known=", ".join(METRICS))
    definition = METRICS[metric]
    table = building.in_order(by, definition.by)
    made = figures.computed_on(metric, on, real=real)
    if made is None:
        days = figures.days_of(metric, real=real)
        raise NoSuchDay(metric=metric, known=", ".join(day.isoformat() for day in days) or "—")
    cube = figures.cube_of(made.pk)
    found, about = _kept(made)
    whole = made.figures.get(borders="then", place="")
    counted = _counted(about)
    if borders == BRIDGED:
        over = bridge_of(made, cube, found, made.protection.bridged)
        answer = bridging.read(table, cube, counted, over.kept, over.shares)
        pieces = bridging.made_of(cube, counted, over.kept, over.shares)
        return ProtectedTable(
            definition, made.on, answer, made, whole.pk, about, over.divided, pieces
        )
    answer = building.read(table, borders, cube, counted, found)
    return ProtectedTable(definition, made.on, answer, made, whole.pk, about)


def kept_of(made: models.Computation, borders: str = THEN) -> tuple[Cube, Kept, Counted]:
    """The cells of a computation, and what protection of its whole catalogue came to.

    borders  of a table that is read from it; bridged ones are protected beside the others
    Raises NotProtected, CubeDamaged, NotBridged.
    """
    cube = figures.cube_of(made.pk)
    found, about = _kept(made)
    counted = _counted(about)
    if borders == BRIDGED:
        found = bridge_of(made, cube, found, made.protection.bridged).kept
    return cube, found, counted


def place_of(computation: models.Computation) -> Path:
    return folder() / "protected" / f"{computation.pk}.json"


@dataclass(frozen=True)
class Step:
    """What protecting tells of a computation. reused: it had been protected before."""

    metric: str
    done: int
    of: int
    reused: bool
    seconds: float


def protect_figures(
    computations: Sequence[models.Computation],
    *,
    by: Actor,
    now: Callable[[], datetime],
    told: Callable[[Step], None] = lambda step: None,
) -> int:
    """Decides once what of each may be shown; gives how many were protected now.

    Whoever is killed goes on with those that have no protection yet. Raises CubeDamaged.
    """
    fresh = 0
    with results({one.pk: _task(one) for one in computations if _is_new(one)}) as result:
        for number, made in enumerate(computations, 1):
            begun = time.perf_counter()
            reused = made.metric not in METRICS or not _protect(made, result, by, now)
            fresh += not reused
            told(Step(made.metric, number, len(computations), reused, time.perf_counter() - begun))
    return fresh


def _is_new(made: models.Computation) -> bool:
    is_known = made.metric not in METRICS or _bridged(made) is not None
    return not is_known and not place_of(made).exists()


def unprotected() -> tuple[models.Computation, ...]:
    """What was computed and not protected yet on all borders, the latest day first."""
    missing = Q(protection=None) | Q(protection__bridged="")
    found = models.Computation.objects.filter(missing, metric__in=METRICS)
    return tuple(found.order_by("-on", "metric", "computed_at"))


def _bridged(made: models.Computation) -> str | None:
    """Digest of what bridging came to, empty where it is not there; None: not protected at all."""
    found = models.Protection.objects.filter(computation=made).values_list("bridged", flat=True)
    return found.first()


def _protect(
    made: models.Computation, result: Callable[[UUID], bytes], by: Actor,
    now: Callable[[], datetime],
) -> bool:  # fmt: skip
    """Whether anything was done. The files first, as with cells: one that was kept already is taken
    as it is, since answers may have been read from it."""
    if _bridged(made):
        return False
    place = place_of(made)
    with alone(place):
        cube, before = figures.cube_of(made.pk), _bridged(made)
        if before is None:
            if not place.exists():
                write(place, result(made.pk))
            _record(made, cube, place.read_bytes(), by, now())
        return (not before and _bridge(made, cube, by)) or before is None


def _bridge(made: models.Computation, cube: Cube, by: Actor) -> bool:
    """Whether the tables on bridged borders were protected: not where nothing says how."""
    found, about = _kept(made)
    try:
        digest = bridge(made, cube, found, _counted(about))
    except NotBridged:
        return False
    with transaction.atomic():
        models.Protection.objects.filter(computation=made).update(bridged=digest)
        record(
            "indicators.bridged", about=f"indicators.computation:{made.pk}", by=by,
            facts={"metric": made.metric, "on": made.on.isoformat(), "digest": digest},
        )  # fmt: skip
    return True


@transaction.atomic
def _record(made: models.Computation, cube: Cube, text: bytes, by: Actor, at: datetime) -> None:
    """Raises CubeDamaged."""
    found, about = _read(made, text)
    counted = _counted(about)
    shown, hidden = building.counts(cube, counted, found)
    models.Protection.objects.create(
        computation=made, digest=cells.digest(text), least=about["least"], width=about["width"],
        is_illustrative=about["illustrative"], shown=shown, hidden=hidden,
        given_up=len(found.given_up), protected_at=at, protected_by=by.name,
    )  # fmt: skip
    models.ProtectedFigure.objects.bulk_create(_regions(made, cube, counted, found))
    record(
        "indicators.protected", about=f"indicators.computation:{made.pk}", by=by,
        facts={
            "metric": made.metric, "on": made.on.isoformat(), "least": about["least"],
            "width": about["width"], "shown": shown, "hidden": hidden,
            "given_up": len(found.given_up),
        },
    )  # fmt: skip


def _regions(
    made: models.Computation, cube: Cube, counted: Counted, found: Kept
) -> Iterator[models.ProtectedFigure]:
    """What may be shown of each region; of one that no table has, nothing."""
    lines: dict[tuple[str, str], Line] = {}
    if DISTRICT in cube.dimensions:
        for borders in (THEN, NOW):
            answer = building.read((REGION,), borders, cube, counted, found)
            lines |= {(borders, one.codes[0]): one for one in answer.lines}
    for one in made.figures.exclude(place=""):
        line = lines.get((one.borders, one.place))
        told = (line.numerator, line.denominator, line.units) if line else (None, None, None)
        yield models.ProtectedFigure(
            figure=one, numerator=told[0], denominator=told[1], units=told[2]
        )


def _kept(made: models.Computation) -> tuple[Kept, Mapping[str, Any]]:
    """Raises NotProtected, CubeDamaged."""
    protection = models.Protection.objects.filter(computation=made).first()
    if protection is None:
        raise NotProtected(metric=made.metric, day=made.on.isoformat())
    place = place_of(made)
    text = place.read_bytes() if place.exists() else b""
    if cells.digest(text) != protection.digest:
        raise CubeDamaged(file=place.name)
    return _read(made, text)


def _read(made: models.Computation, text: bytes) -> tuple[Kept, Mapping[str, Any]]:
    """Raises CubeDamaged."""
    try:
        found, about = kept.read(text)
    except ValueError:
        raise CubeDamaged(file=place_of(made).name) from None
    if about["cube"] != made.cube:
        raise CubeDamaged(file=place_of(made).name)
    return found, about


def _task(made: models.Computation) -> Task:
    """Raises CubeDamaged."""
    cube, metric = figures.cube_of(made.pk), METRICS[made.metric]
    rule = disclosure_rule(Path(settings.DATA_DIR))
    rules = rule.rules()
    about = {
        "cube": made.cube, "metric": metric.code, "on": made.on.isoformat(), "of": metric.of.value,
        "scale": metric.scale, "is_count": metric.measure is Measure.COUNT,
        "is_share": _is_share(metric, cube), "is_sensitive": rule.is_sensitive(metric.row),
        "least": rules.least[metric.of.value], "width": rules.width,
        "illustrative": rule.illustrative,
    }  # fmt: skip
    borders = {name: dict(one) for name, one in _borders(made, cube).items()}
    return Task(cube, _counted(about), borders, dict(rules.least), rules.width, about)


def _counted(about: Mapping[str, Any]) -> Counted:
    return Counted(
        f"{about['metric']} {about['on']}", about["of"], about["scale"], about["is_share"],
        about["is_count"], about["is_sensitive"],
    )  # fmt: skip


def _is_share(metric: Metric, cube: Cube) -> bool:
    """Whether the numerator says how many of the units have something; else it is of other things.

    A count of those who have it says the same as a share of all.
    """
    if metric.measure is Measure.RATIO:
        return False
    return all(one.numerator <= one.units for one in cube.cells.values())


def _borders(made: models.Computation, cube: Cube) -> dict[str, dict[str, str]]:
    if DISTRICT not in cube.dimensions:
        return {THEN: {}, NOW: {}}
    at = cube.dimensions.index(DISTRICT)
    here = {key[at] for key in cube.cells}
    known = borders_of(open_snapshot(made.snapshot), made.on)
    return {
        name: {district: region for district, region in regions.items() if district in here}
        for name, regions in known.items()
    }
