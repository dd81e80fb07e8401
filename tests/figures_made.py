"""Figures of a small nation, computed and protected; what may be shown is worked out once."""

from collections.abc import Sequence
from datetime import date, datetime

from bagdar.audit.rules import Actor
from bagdar.indicators import models
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.queries.snapshots import opened
from bagdar.indicators.services.computing import compute
from bagdar.indicators.services.protecting import place_of, protect_figures

_kept: dict[str, bytes] = {}


def made(
    snapshot: str, on: date, codes: Sequence[str], *, by: Actor, at: datetime
) -> list[models.Computation]:
    metrics = [METRICS[code] for code in codes]
    found = compute(opened(snapshot), on, metrics, by=by, now=lambda: at)
    protected(found, by=by, at=at)
    return found


def protected(found: Sequence[models.Computation], *, by: Actor, at: datetime) -> None:
    for one in found:
        place = place_of(one)
        if one.inputs in _kept:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(_kept[one.inputs])
        protect_figures([one], by=by, now=lambda: at)
        _kept[one.inputs] = place.read_bytes()
