"""Facts and duties for tests of evaluation, without a database."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from bagdar.monitoring.rules.nouns import Duty, Figure, Origin, Reporter, Subject

NOW = datetime(2023, 2, 1, 9, tzinfo=UTC)
REPORT = UUID(int=1)


def figure(row, year, value, region="", weight=None, *, accepted=True, origin=Origin.REAL):
    return Figure(
        row=row,
        year=year,
        region=region,
        value=Decimal(str(value)),
        weight=None if weight is None else Decimal(str(weight)),
        origin=origin,
        accepted=accepted,
        document="2-ТО",
        report_id=REPORT,
        recorded_at=NOW,
        recorded_by="officer",
    )


def duty(measure, mark, reporter="body:mes", due_on=date(2021, 12, 31)):
    who = Reporter.parse(reporter)
    return Duty(
        subject=Subject("milestone", f"m{measure}", mark),
        reporter=who,
        role="owner" if who.kind == "body" else "region",
        opens_on=due_on.replace(day=1),
        due_on=due_on,
    )
