"""Facts written into a database as accepted, for tests that only read them."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

from bagdar.monitoring import models
from bagdar.monitoring.rules.nouns import Origin

AT = datetime(2023, 2, 1, 9, tzinfo=UTC)
PROGRAMME = "kz-2020-2025"


def report(subject, reporter, content, *, origin=Origin.REAL, at=AT, state="accepted"):
    """An accepted report with the step of its acceptance."""
    kind, _, rest = subject.partition(":")
    place, _, mark = rest.rpartition("@")
    row = models.Report.objects.create(
        id=uuid4(), programme=PROGRAMME, edition=1, subject=subject, kind=kind, place=place,
        year=int(mark.rpartition("/")[2][:4]), reporter=reporter, origin=origin.value,
        state=state, content=content, created_at=at, updated_at=at, updated_by="officer",
        submitted_at=at, decided_at=at, decided_by="coordinator",
    )  # fmt: skip
    models.Step.objects.create(
        report=row, version=1, kind="accepted", content=content, at=at, by="coordinator",
        role="coordinator",
    )  # fmt: skip
    return row


def figure(row, year, value, region="", weight=None, *, origin=Origin.REAL, at=AT, document="2-НК"):
    """An accepted figure with its report; an earlier one of the cell ends."""
    models.Figure.objects.filter(
        row=row, year=year, region=region, origin=origin.value, superseded_at=None
    ).update(superseded_at=at)
    reporter = f"region:{region}" if region else "body:mes"
    content = {"kind": "indicator", "value": str(value), "document": document, "text": ""}
    subject = f"indicator:{row}@{year}"
    known = models.Report.objects.filter(
        subject=subject, reporter=reporter, origin=origin.value
    ).first()
    if known is None:
        known = report(subject, reporter, content, origin=origin, at=at)
    else:
        models.Step.objects.create(
            report=known, version=known.steps.count() + 1, kind="accepted", content=content,
            at=at, by="coordinator", role="coordinator",
        )  # fmt: skip
    return models.Figure.objects.create(
        programme=PROGRAMME, row=row, year=year, region=region, value=Decimal(str(value)),
        weight=None if weight is None else Decimal(str(weight)), origin=origin.value,
        report=known, document=document, recorded_at=at, recorded_by="officer",
        recorded_role="body", accepted_at=at, accepted_by="coordinator",
    )  # fmt: skip


def milestone(measure, mark, status, reporter="body:mes", *, origin=Origin.REAL):
    content = {"kind": "milestone", "status": status, "done_on": None, "text": ""}
    return report(f"milestone:m{measure}@{mark}", reporter, content, origin=origin)
