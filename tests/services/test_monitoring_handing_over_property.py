"""Whatever is computed in whatever order: handed over twice is once, and nothing is forgotten."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.indicators.public import FigureInfo, ShownFigure
from bagdar.indicators.rules.adding import Sums
from bagdar.monitoring import models
from bagdar.monitoring.queries import facts
from bagdar.monitoring.services import handing_over

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PROGRAMME, ROW = "kz-2020-2025", "I1.6.1"
BY, AT = Actor("test", "operator"), datetime(2026, 11, 1, tzinfo=UTC)
PLACES = ("", "KZ-11", "KZ-75")
# A computation: when its facts were known, and of which places it may be shown what.
COMPUTED = st.tuples(
    st.integers(0, 6),
    st.dictionaries(st.sampled_from(PLACES[1:]), st.integers(0, 100), max_size=2),
    st.integers(0, 100),
)
ORIGINS = st.sampled_from([Origin.REAL, Origin.SIMULATED])


def shown(number: int, known: int, values: dict[str, int], origin: Origin) -> dict[Any, Any]:
    """What a computation gives, the country first; its figures have numbers of their own."""
    moment = AT + timedelta(days=known)
    found = {}
    for place, value in values.items():
        figure = FigureInfo(
            id=10 * number + PLACES.index(place) + 1, computation=UUID(int=number), row=ROW,
            metric=ROW, version="1.0.0", on=date(2022, 10, 1), borders="then", place=place,
            sums=Sums(value, 100, 100), value=Decimal(value), origin=origin, snapshot="a" * 64,
            known_at=moment, computed_at=moment + timedelta(seconds=number),
        )  # fmt: skip
        found[ROW, 2022, place] = ShownFigure(figure, Decimal(value), 100)
    return found


def stand(origin: Origin, **asked: Any) -> dict[str, Decimal]:
    found = facts.figures(PROGRAMME, origin, row=ROW, **asked)
    return {one.region: one.value for one in found}


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(COMPUTED, ORIGINS), min_size=1, max_size=6))
def test_the_newest_stands_every_instant_stays_readable_and_origins_never_meet(
    loaded: Any, steps: list[Any]
):
    models.ComputedFigure.objects.all().delete()
    models.HandOver.objects.all().delete()
    newest: dict[Origin, tuple[Any, dict[str, int]]] = {}
    past = []
    for number, ((known, regions, country), origin) in enumerate(steps, 1):
        values = {"": country, **regions}
        at = AT + timedelta(days=30, minutes=number)
        given = shown(number, known, values, origin)
        handing_over._write(PROGRAMME, origin, given, BY, at)
        if origin not in newest or known >= newest[origin][0]:
            newest[origin] = (known, values)
        before = models.ComputedFigure.objects.count(), models.HandOver.objects.count()
        again = handing_over._write(PROGRAMME, origin, given, BY, at + timedelta(seconds=1))
        assert (again.written, again.ended) == (0, 0)
        after = models.ComputedFigure.objects.count(), models.HandOver.objects.count()
        assert before == after
        past.append((at, {one: stand(one) for one in Origin}))
        for one in (Origin.REAL, Origin.SIMULATED):
            assert stand(one) == newest.get(one, (0, {}))[1]
    for at, then in past:
        assert {one: stand(one, known_at=at) for one in Origin} == then
