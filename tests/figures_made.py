"""Figures of a small nation, computed and protected; what may be shown is worked out once."""

import shutil
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from bagdar.audit.rules import Actor
from bagdar.indicators import models
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.queries.snapshots import opened
from bagdar.indicators.services import bridging
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
        places = [place_of(one), bridging.place_of(one)]

        def make(
            making: Path, one: models.Computation = one, places: Sequence[Path] = tuple(places)
        ) -> None:
            protect_figures([one], by=by, now=lambda: at)
            making.mkdir()
            for number, each in enumerate(places):
                shutil.copy(each, making / str(number))

        kept = once(f"protected-{one.inputs}", make)
        places[0].parent.mkdir(parents=True, exist_ok=True)
        for number, each in enumerate(places):
            if not each.exists():
                shutil.copy(kept / str(number), each)
        protect_figures([one], by=by, now=lambda: at)
