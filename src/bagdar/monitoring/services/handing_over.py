"""Figures that records give become facts of monitoring, so that nobody types them.

Figures are read and protected before anything is locked; what stands is then compared, ended and
written in one transaction with its event. Handed over again they change nothing; whoever is killed
at any instant has handed over all of it or nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.indicators.public import ShownFigure, basis, shown_figures
from bagdar.indicators.rules.sources import sources
from bagdar.monitoring import models
from bagdar.monitoring.models import CURRENT
from bagdar.monitoring.queries.duties import declared
from bagdar.monitoring.rules.nouns import Origin
from bagdar.monitoring.services.facts import AT_ONCE
from bagdar.programme import public as programme_app

Cell = tuple[str, int, str]  # row, year, region


@dataclass(frozen=True)
class HandedOver:
    """What a hand-over did. ended: cells that stand no more, others in their place or not."""

    programme: str
    origin: Origin | None
    written: int = 0
    ended: int = 0
    unchanged: int = 0


def hand_over(
    *,
    real: bool,
    by: Actor,
    at: datetime,
    regions: bool = True,
    years: Collection[int] | None = None,
) -> HandedOver:
    """The newest figure of every row and year, of the country and of regions.

    Of the programme whose sources are declared; of regions what protection lets be shown.
    real     figures of real records, which pages then show to everybody; else those of a simulated
             nation. Figures of the two origins never supersede each other.
    regions  False: of the country alone, what stands of the same computation stays. To
             protect regions for the first time takes up to a minute a row and year
    years    only these; None: every year of the programme
    Raises NoSuchProgramme, CubeDamaged.
    """
    programme = sources(settings.DATA_DIR).programme
    origin = basis(real=real)
    if origin is None or (origin is Origin.REAL) != real:
        return HandedOver(programme, None)
    given = _given(programme, real=real, regions=regions, years=years)
    try:
        return _write(programme, origin, given, by, at)
    except IntegrityError:  # somebody else was quicker: what stands now is compared again
        return _write(programme, origin, given, by, at)


def _given(
    programme: str, *, real: bool, regions: bool, years: Collection[int] | None
) -> dict[Cell, ShownFigure]:
    period = programme_app.edition(programme).period.years
    wanted = [one for one in period if years is None or one in years]
    monitoring = declared(programme)
    found = {}
    for row in sources(settings.DATA_DIR).computed:
        asked = regions and monitoring.rollup(row).is_regional
        for one in shown_figures(row, wanted, real=real, regions=asked):
            found[row, one.figure.year, one.figure.place] = one
    return found


@transaction.atomic
def _write(
    programme: str, origin: Origin, given: Mapping[Cell, ShownFigure], by: Actor, at: datetime
) -> HandedOver:
    rows = models.ComputedFigure.objects.filter(CURRENT, programme=programme, origin=origin.value)
    standing = {_cell(one): one for one in rows.select_for_update().order_by("id")}
    fresh = {key: one for key, one in given.items() if _is_newer(one, _now(key, standing))}
    ended = [one for key, one in standing.items() if key in fresh or _is_gone(one, given)]
    done = HandedOver(programme, origin, len(fresh), len(ended), len(standing) - len(ended))
    if not fresh and not ended:
        return done
    for part in _parts([one.pk for one in ended]):
        models.ComputedFigure.objects.filter(pk__in=part).update(superseded_at=at)
    handed = models.HandOver.objects.create(
        programme=programme, origin=origin.value, written=len(fresh), ended=len(ended),
        at=at, by=by.name, role=by.role,
    )  # fmt: skip
    models.ComputedFigure.objects.bulk_create(
        [_row(programme, one, handed, monitoring=declared(programme)) for one in fresh.values()],
        batch_size=AT_ONCE,
    )
    told = {"origin": origin.value, "written": len(fresh), "ended": len(ended)}
    record("monitoring.figures_handed_over", about=f"monitoring.handover:{handed.pk}", by=by,
           facts=told)  # fmt: skip
    return done


def _now(cell: Cell, standing: Mapping[Cell, models.ComputedFigure]) -> Any:
    """What stands of a cell; of a region that does not stand, what its country says of the year:
    an older computation's region is not to stand beside a newer one's country."""
    row, year, _ = cell
    return standing.get(cell) or standing.get((row, year, ""))


def _is_newer(one: ShownFigure, now: models.ComputedFigure | None) -> bool:
    """Whether it says something that does not stand; an older computation never comes back."""
    if now is None:
        return True
    figure = one.figure
    if figure.id == now.figure:
        return False
    return (figure.known_at, figure.computed_at) >= (now.known_at, now.computed_at)


def _is_gone(now: models.ComputedFigure, given: Mapping[Cell, ShownFigure]) -> bool:
    """What stood and is not shown any more: its row and year were computed anew without it.

    A region's older figure does not stay beside a newer one of the country, even where regions
    were not asked for: two computations are never added up.
    """
    whole = given.get((now.row, now.year, ""))
    is_newer = whole is not None and whole.figure.computed_at > now.computed_at
    return is_newer and _cell(now) not in given


def _row(
    programme: str, one: ShownFigure, handed: models.HandOver, *, monitoring: Any
) -> models.ComputedFigure:
    figure = one.figure
    weighs = monitoring.rollup(figure.row).rule == "weighted_mean"
    return models.ComputedFigure(
        programme=programme, row=figure.row, year=figure.year, region=figure.place,
        origin=figure.origin.value, value=one.value,
        weight=Decimal(one.weight) if weighs and one.weight is not None else None,
        figure=figure.id, computation=figure.computation, metric=figure.metric,
        version=figure.version, on=figure.on, snapshot=figure.snapshot,
        known_at=figure.known_at, computed_at=figure.computed_at, handed_over=handed,
    )  # fmt: skip


def _cell(one: models.ComputedFigure) -> Cell:
    return one.row, one.year, one.region


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
