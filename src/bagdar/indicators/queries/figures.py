"""Reads of what was computed, as plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from bagdar.core.origins import Origin
from bagdar.indicators import models
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.metrics.metric import Measure, Metric
from bagdar.indicators.rules import cells
from bagdar.indicators.rules.adding import Cube, ShownSums, Sums, value_of
from bagdar.indicators.rules.errors import CubeDamaged, NoSuchFigure
from bagdar.indicators.rules.releases import State

BESIDE = ("computation__protection", "protected")
PREFERENCE = (Origin.REAL, Origin.SIMULATED, Origin.ILLUSTRATIVE)


class Hidden(StrEnum):
    """Why a reader does not see the figure of a region."""

    FEW = "few"  # fewer than k, or beside such a one
    NOT_PROTECTED = "not_protected"


@dataclass(frozen=True)
class FigureInfo:
    """A figure of the country (place empty) or of a region, as its reader may see it.

    value   in the programme's unit; None where nothing was counted, or where it is hidden
    hidden  why something of it is not shown; None where all is
    least   the smallest count that is shown; 0 where it was not protected yet
    """

    id: int
    computation: UUID
    row: str
    metric: str
    version: str
    on: date
    borders: str
    place: str
    sums: ShownSums
    value: Decimal | None
    origin: Origin
    snapshot: str
    known_at: datetime
    computed_at: datetime
    hidden: Hidden | None = None
    least: int = 0

    @property
    def year(self) -> int:
        return self.on.year


@dataclass(frozen=True)
class Trace:
    """The way back from a figure. is_newest: no later computation of the same day stands."""

    figure: FigureInfo
    metric: Metric | None
    inputs: str
    cube: str
    cells: int
    engine: str
    revision: str
    computed_by: str
    newest: UUID

    @property
    def is_newest(self) -> bool:
        return self.newest == self.figure.computation


def figures_of(
    row: str, *, real: bool, raw: bool | None = None, released: bool = False
) -> tuple[FigureInfo, ...]:
    """The newest figures of a row of the programme, by year, borders and place.

    Of the readings of the row the one that the programme is held against, of one origin.
    real      whether the reader may see what is not released: figures of real records, and the
              figures of regions as they are; else of these only what protection lets be shown
    raw       of the regions, where it is not the same as `real`
    released  where not real, whether those of real records that are out
    """
    return _newest([row], real=real, raw=real if raw is None else raw, released=released)


def figures_of_all(*, real: bool, released: bool = False) -> tuple[FigureInfo, ...]:
    """The newest figures of every row that is computed."""
    held = [code for code, one in METRICS.items() if not one.reading]
    return _newest(held, real=real, raw=real, released=released)


def basis(*, real: bool, released: bool = False) -> Origin | None:
    """The origin that is shown: real as soon as there is one figure; None where there is none.

    released  whether one figure of real records that is out is enough for real
    """
    real = real or (released and _released().exists())
    known = set(models.Computation.objects.order_by().values_list("origin", flat=True).distinct())
    may = [one for one in PREFERENCE if real or one is not Origin.REAL]
    return next((one for one in may if one in known), None)


def _released() -> QuerySet[models.Figure]:
    """Figures of real records that stand in a published release."""
    return models.Figure.objects.filter(
        released_in__release__state=State.PUBLISHED.value, computation__origin=Origin.REAL.value
    )


def _newest(codes: list[str], *, real: bool, raw: bool, released: bool) -> tuple[FigureInfo, ...]:
    origin = basis(real=real, released=released)
    if origin is Origin.REAL and not real:
        return _newest_released(codes)
    made = models.Computation.objects.filter(metric__in=codes, origin=origin)
    latest: dict[tuple[str, date], models.Computation] = {}
    for one in made.order_by("known_at", "computed_at", "id"):
        latest[one.metric, one.on] = one
    rows = models.Figure.objects.filter(computation__in=latest.values())
    ordered = rows.select_related(*BESIDE).order_by(
        "computation__row", "computation__on", "borders", "place"
    )
    return tuple(_info(one, raw=raw) for one in ordered)


def _newest_released(codes: list[str]) -> tuple[FigureInfo, ...]:
    """Of each row, day, borders and place what went out last."""
    rows = _released().filter(computation__metric__in=codes).select_related(*BESIDE)
    latest: dict[tuple[str, date, str, str], models.Figure] = {}
    for one in rows.order_by("released_in__release__published_at", "pk"):
        latest[one.computation.metric, one.computation.on, one.borders, one.place] = one
    ordered = sorted(
        latest.values(),
        key=lambda one: (one.computation.row, one.computation.on, one.borders, one.place),
    )
    return tuple(_info(one, raw=False) for one in ordered)


def figure(id: int, *, real: bool) -> FigureInfo:
    """Raises NoSuchFigure."""
    found = models.Figure.objects.select_related(*BESIDE).filter(pk=id).first()
    if found is None:
        raise NoSuchFigure()
    return _info(found, raw=real)


def revisions(info: FigureInfo, *, real: bool) -> tuple[FigureInfo, ...]:
    """What was computed of the same row, day, borders and place, the oldest first.

    real  where not, only what of it is out, if it is of real records
    """
    rows = models.Figure.objects.select_related(*BESIDE).filter(
        computation__metric=info.metric, computation__on=info.on, borders=info.borders,
        computation__origin=info.origin.value, place=info.place,
    )  # fmt: skip
    if info.origin is Origin.REAL and not real:
        rows = rows.filter(pk__in=_released().values("pk"))
    ordered = rows.order_by("computation__known_at", "computation__computed_at")
    return tuple(_info(one, raw=real) for one in ordered)


def trace(id: int, *, real: bool) -> Trace:
    """Raises NoSuchFigure, also of one that the reader may not see."""
    found = models.Figure.objects.select_related(*BESIDE).filter(pk=id).first()
    if found is None or not (real or _is_open(found)):
        raise NoSuchFigure()
    made, info = found.computation, _info(found, raw=real)
    return Trace(
        figure=info, metric=METRICS.get(made.metric), inputs=made.inputs, cube=made.cube,
        cells=made.cells, engine=made.engine, revision=made.revision, computed_by=made.computed_by,
        newest=revisions(info, real=real)[-1].computation,
    )  # fmt: skip


def _is_open(one: models.Figure) -> bool:
    """Whether everybody may see it."""
    is_real = one.computation.origin == Origin.REAL.value
    return not is_real or _released().filter(pk=one.pk).exists()


def cube_of(computation: UUID) -> Cube:
    """The cells of a computation. Raises CubeDamaged where they are not what was computed."""
    made = models.Computation.objects.get(pk=computation)
    path = Path(settings.VAR_DIR) / "figures" / f"{made.cube}.csv"
    try:
        text = path.read_bytes()
    except OSError:
        text = b""
    if cells.digest(text) != made.cube:
        raise CubeDamaged(file=path.name)
    return cells.read(text)


def computed_on(metric: str, on: date | None, *, real: bool) -> models.Computation | None:
    """The newest computation of a metric's day, of the origin that is shown; None: no such day."""
    made = models.Computation.objects.filter(metric=metric, origin=basis(real=real))
    if on is not None:
        made = made.filter(on=on)
    return made.order_by("on", "known_at", "computed_at", "id").last()


def days_of(metric: str, *, real: bool) -> tuple[date, ...]:
    """On which a metric was computed, the latest first, of the origin that is shown."""
    made = models.Computation.objects.filter(metric=metric, origin=basis(real=real))
    return tuple(made.order_by("-on").values_list("on", flat=True).distinct())


def days_computed(rows: Iterable[str] = ()) -> tuple[date, ...]:
    made = models.Computation.objects.all()
    some = made.filter(row__in=list(rows)) if rows else made
    return tuple(some.order_by("on").values_list("on", flat=True).distinct())


def _info(one: models.Figure, *, raw: bool) -> FigureInfo:
    made, metric = one.computation, METRICS.get(one.computation.metric)
    sums, hidden = ShownSums(one.numerator, one.denominator, one.units), None
    protection = getattr(made, "protection", None)
    if one.place and not raw:
        sums, hidden = _shown(one)
    return FigureInfo(
        id=one.pk, computation=made.pk, row=made.row, metric=made.metric, version=made.version,
        on=made.on, borders=one.borders, place=one.place, sums=sums,
        value=_value(sums, metric) if metric else None, hidden=hidden,
        least=protection.least if protection else 0, origin=Origin(made.origin),
        snapshot=made.snapshot, known_at=made.known_at, computed_at=made.computed_at,
    )  # fmt: skip


def _shown(one: models.Figure) -> tuple[ShownSums, Hidden | None]:
    """What protection lets be shown of a region's figure."""
    safe = getattr(one, "protected", None)
    if safe is None:
        return ShownSums(), Hidden.NOT_PROTECTED
    sums = ShownSums(safe.numerator, safe.denominator, safe.units)
    return sums, Hidden.FEW if sums.numerator is None else None


def _value(sums: ShownSums, metric: Metric) -> Decimal | None:
    if sums.numerator is None:
        return None
    told = Sums(sums.numerator, sums.denominator or 0)
    return value_of(told, metric.scale, is_count=metric.measure is Measure.COUNT)
