"""What protection of a computation has to hide and what it hid, taken out for an outside check."""

from datetime import date
from pathlib import Path

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.indicators import models
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.queries import figures
from bagdar.indicators.rules import building
from bagdar.indicators.rules.adding import BRIDGED, THEN
from bagdar.indicators.rules.disclosure import problems
from bagdar.indicators.rules.disclosure.rules import Rules
from bagdar.indicators.rules.errors import NoSuchDay, UnknownMetric
from bagdar.indicators.services.protecting import kept_of


@transaction.atomic
def taken(metric: str, on: date | None, *, by: Actor) -> dict[str, bytes]:
    """File → its bytes, with every number that protection hides. That it was taken is recorded.

    Raises UnknownMetric, NoSuchDay, NotProtected, CubeDamaged.
    """
    if metric not in METRICS:
        raise UnknownMetric(metric=metric, known=", ".join(METRICS))
    made = figures.computed_on(metric, on, real=True)
    if made is None:
        days = figures.days_of(metric, real=True)
        raise NoSuchDay(metric=metric, known=", ".join(day.isoformat() for day in days) or "—")
    protection = models.Protection.objects.filter(computation=made).first()
    borders = BRIDGED if protection and protection.bridged else THEN
    cube, kept, counted = kept_of(made, borders)
    rules = Rules({counted.unit: made.protection.least}, made.protection.width)
    tables = building.all_protected(cube, counted, kept)
    about = {"metric": made.metric, "on": made.on.isoformat(), "origin": made.origin,
             "cube": made.cube, "refused": list(kept.refused)}  # fmt: skip
    found = problems.files([tables[code] for code in sorted(tables)], rules, about)
    facts = {"metric": made.metric, "on": made.on.isoformat(), "tables": len(tables)}
    record(
        "indicators.problem_taken", about=f"indicators.computation:{made.pk}", by=by, facts=facts
    )
    return found


def write(found: dict[str, bytes], folder: Path) -> None:
    """For nobody but whoever runs the command."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, content in found.items():
        place = folder / name
        place.touch(mode=0o600)
        place.write_bytes(content)
