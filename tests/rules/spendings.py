"""Facts of money for tests of rules."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from bagdar.monitoring.rules.nouns import Origin, Spending

NOBODY = UUID(int=0)


def spent_on(
    measure: int,
    year: int,
    source: str,
    plan: object = None,
    revised: object = None,
    spent: object = None,
    region: str = "",
    code: str = "",
) -> Spending:
    """An accepted fact of one measure, year and source, million tenge."""
    return Spending(
        measure=measure,
        year=year,
        source=source,
        budget_programme=code,
        region=region,
        plan=None if plan is None else Decimal(str(plan)),
        revised=None if revised is None else Decimal(str(revised)),
        spent=None if spent is None else Decimal(str(spent)),
        origin=Origin.REAL,
        accepted=True,
        report_id=NOBODY,
        recorded_at=datetime(2024, 2, 1, tzinfo=UTC),
        recorded_by="tests",
    )
