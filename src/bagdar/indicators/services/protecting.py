"""Tables as they may be shown: the only way from the sums of a computation to a reader.

All tables of a metric's catalogue are protected together at the first question, and what that gave
is kept beside the cells: every later answer is read from it, also where the operator's rules have
changed since. So answers of one computation never give each other away.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from bagdar.core.origins import Origin
from bagdar.indicators import models
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.metrics.metric import Measure, Metric
from bagdar.indicators.queries import figures
from bagdar.indicators.queries.snapshots import opened as open_snapshot
from bagdar.indicators.rules import bridging, building, kept
from bagdar.indicators.rules.adding import BRIDGED, DISTRICT, Cube
from bagdar.indicators.rules.building import Answer, Counted, Kept
from bagdar.indicators.rules.disclosure.declared_rules import disclosure_rule
from bagdar.indicators.rules.disclosure.protect import protect
from bagdar.indicators.rules.divisions import Divided
from bagdar.indicators.rules.errors import CubeDamaged, NoSuchDay, UnknownMetric
from bagdar.indicators.services.bridging import bridge_of
from bagdar.indicators.services.computing import borders_of, folder


@dataclass(frozen=True)
class ProtectedTable:
    """An answer with where it comes from.

    figure   the country's, whose page is the way back
    about    the rule that was in force when it was protected: least, width, illustrative…
    divided  of bridged borders: the districts that were divided since, and their shares
    """

    metric: Metric
    on: date
    answer: Answer
    computation: models.Computation
    figure: int
    about: Mapping[str, Any]
    divided: tuple[Divided, ...] = ()

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
    borders: str = building.THEN,
    *,
    real: bool,
) -> ProtectedTable:
    """The newest of a metric's day, broken down; the latest day where none is said.

    real  whether the reader may see figures of real records, none of which is released yet
    Raises UnknownMetric, NoSuchDay, NoSuchTable, CubeDamaged, and NotBridged.
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
    found, about = _kept(made, cube, definition)
    whole = made.figures.get(borders="then", place="")
    counted = _counted(about)
    if borders == BRIDGED:
        bridge = bridge_of(made, cube, found, counted)
        answer = bridging.read(table, cube, counted, bridge.kept, bridge.shares)
        return ProtectedTable(definition, made.on, answer, made, whole.pk, about, bridge.divided)
    answer = building.read(table, borders, cube, counted, found)
    return ProtectedTable(definition, made.on, answer, made, whole.pk, about)


def kept_of(
    made: models.Computation, borders: str = building.THEN
) -> tuple[Cube, Kept, Counted]:
    """The cells of a computation, and what protection of its whole catalogue came to.

    borders  of a table that is read from it; bridged ones are protected beside the others
    """
    cube = figures.cube_of(made.pk)
    found, about = _kept(made, cube, METRICS[made.metric])
    counted = _counted(about)
    if borders == BRIDGED:
        found = bridge_of(made, cube, found, counted).kept
    return cube, found, counted


def place_of(computation: models.Computation) -> Path:
    return folder() / "protected" / f"{computation.pk}.json"


def _kept(made: models.Computation, cube: Cube, metric: Metric) -> tuple[Kept, Mapping[str, Any]]:
    place = place_of(made)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with _alone(place):
            if not place.exists():  # somebody else was quicker
                _write(place, _protected(made, cube, metric))
    try:
        found, about = kept.read(place.read_bytes())
    except ValueError:
        raise CubeDamaged(file=place.name) from None
    if about["cube"] != made.cube:
        raise CubeDamaged(file=place.name)
    return found, about


def _protected(made: models.Computation, cube: Cube, metric: Metric) -> bytes:
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
    tables = building.tables_of(cube, _counted(about), borders)
    done = protect(list(tables.values()), (), rules)
    return kept.written(kept.kept_of(done, borders), about)


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
        return {building.THEN: {}, building.NOW: {}}
    at = cube.dimensions.index(DISTRICT)
    here = {key[at] for key in cube.cells}
    known = borders_of(open_snapshot(made.snapshot), made.on)
    return {
        name: {district: region for district, region in regions.items() if district in here}
        for name, regions in known.items()
    }


# --- the files ------------------------------------------------------------------------------------


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """One process at a time; the others wait for what it writes."""
    with place.with_suffix(".lock").open("w") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield


def _write(place: Path, text: bytes) -> None:
    """Whole or not at all."""
    coming = place.with_suffix(f".{os.getpid()}")
    with coming.open("wb") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    coming.replace(place)
