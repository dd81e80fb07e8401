"""Figures of a small nation, computed and protected; what may be shown is worked out once."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from bagdar.audit.rules import Actor
from bagdar.indicators import models
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.queries.snapshots import opened
from bagdar.indicators.services.computing import compute
from bagdar.indicators.services.protecting import place_of, protect_figures
from tests.shared import once


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

        def make(making: Path, one: models.Computation = one, place: Path = place) -> None:
            protect_figures([one], by=by, now=lambda: at)
            making.write_bytes(place.read_bytes())

        kept = once(f"protected-{one.inputs}", make)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(kept.read_bytes())
        protect_figures([one], by=by, now=lambda: at)
