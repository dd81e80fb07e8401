"""A small part of the demonstration, quickly in a database: the `demonstrated` fixture."""

from datetime import date
from typing import Any

PROGRAMME = "kz-2020-2025"
DAY = date(2026, 11, 1)  # on which everything of the programme is over
ROWS = {"T1.1/1-6", "T1.1/3-6", "T1.2/math", "T1.4", "T2.2", "I1.1.1", "I1.5.3", "I1.7.3"}
MEASURES = {"m2", "m12", "m25", "m137", "m139"}
REGIONAL_YEARS = {2021, 2022}  # before and after the borders of June 2022


def is_kept(one: Any) -> bool:
    """Eight rows and five measures; of the regions, two years of figures and all their money."""
    subject = one.subject
    if subject.kind == "indicator":
        is_owner = one.reporter.kind == "body"
        return subject.place in ROWS and (is_owner or subject.year in REGIONAL_YEARS)
    if one.subject.kind == "milestone" and one.reporter.kind == "region":
        return one.reporter.code == "KZ-11" and subject.place in MEASURES
    return subject.place in MEASURES


_rows: list[Any] = []


def put() -> None:
    """Load it the first time; later put the very rows that the first loading wrote."""
    from bagdar.audit.models import Event
    from bagdar.audit.rules import Actor
    from bagdar.monitoring import models
    from bagdar.monitoring.services.demonstration import load_demonstration

    kinds = (models.Report, models.Step, models.Evidence, models.Figure, models.Spending, Event)
    if not _rows:
        before = set(Event.objects.values_list("pk", flat=True))
        by = Actor("demonstration", "operator")
        load_demonstration(PROGRAMME, by=by, day=DAY, keep=is_kept)
        for kind in kinds:
            found = kind.objects.exclude(pk__in=before) if kind is Event else kind.objects.all()
            _rows.append((kind, list(found)))
        return
    for kind, rows in _rows:
        if kind is Event:
            for row in rows:
                row.pk = None
        kind.objects.bulk_create(rows, batch_size=400)
