"""Kindergartens with places, fees and coordinates, one of them without, and a child near some."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bagdar.core.periods import Period
from bagdar.registry.rules.details import ResidenceDetails, SiteDetails
from bagdar.registry.rules.kinds import RESIDENCE, SITE
from tests.queueing import OPERATOR, yard
from tests.register import given, territory

# (settlement, latitude, longitude, tenge, free places) of each kindergarten
GARDENS = (
    ("1", "53.20", "69.40", 24_000, 1),
    ("1", "53.25", "69.45", 0, 0),
    ("2", "52.00", "68.00", 12_000, 3),
    ("", "", "", None, 2),
)


def wishing_town() -> dict[str, Any]:
    """of: the yard; parent: a client, who answers for child; form, api: where it chooses."""
    from bagdar.admissions.services.fees import state_fee
    from bagdar.registry.public import record_fact
    from tests.web.test_queue_pages import at, family

    of = yard(len(GARDENS), year=timezone.now().year, ownership="private")
    for code in ("1", "2"):
        territory(code)
    first = date(timezone.now().year, 1, 1)
    for n, (id, (code, north, east, tenge, free)) in enumerate(
        zip(of.places, GARDENS, strict=True)
    ):
        if code:
            told = SiteDetails(
                number="1", address="Үлгі көше, 1", territory=code, latitude=Decimal(north),
                longitude=Decimal(east),
            )  # fmt: skip
            record_fact(SITE, id, told, Period(date(2000, 1, 1)), **given(4))
        if tenge is not None:
            state_fee(id, tenge, first, by=OPERATOR, at=of.now())
        if free:
            of.open(free, n)
    parent, child = family(of, "Aset", "Асан")
    home = ResidenceDetails(territory="2")
    record_fact(RESIDENCE, child, home, Period(date(2024, 1, 1)), **given(5))
    return {
        "of": of, "parent": parent, "child": child,
        "form": at("queue_apply", child, of.queue.pk),
        "api": f"/api/v1/queue/children/{child}/kindergartens/{of.queue.pk}",
    }  # fmt: skip
