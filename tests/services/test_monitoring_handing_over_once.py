"""Handed over in whatever order, twice, or killed at any statement: once, whole, all kept."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
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
from tests.many_processes import database_of_its_own, environment
from tests.rules.nation import DATA

pytestmark = pytest.mark.database
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


@pytest.mark.django_db
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


# --- killed ---------------------------------------------------------------------------------------

# Hands over once; then again and again in a child that is killed before its first, second, third…
# statement, until one child ends by itself. Prints what stood after each.
RUN = """
import json, os, signal, sys
import django
django.setup()
from datetime import UTC, datetime
from pathlib import Path
from django.db import connection
from django.db.models import QuerySet
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.monitoring import models
from bagdar.monitoring.services import handing_over
from bagdar.programme import public
from tests.services.test_monitoring_handing_over_once import AT, PROGRAMME, shown

by = Actor("tests", "operator")
public.load_folder(Path(sys.argv[1]), by=by, at=datetime.now(UTC))
write = handing_over._write
if sys.argv[2] == "without":
    write = write.__wrapped__
    handing_over.record = lambda *given, **more: None
    QuerySet.select_for_update = lambda rows: rows  # it would ask for the transaction

def hand(number, values):
    write(PROGRAMME, Origin.SIMULATED, shown(number, number, values, Origin.SIMULATED), by, AT)

def killed_before(count):
    seen = []
    def guard(execute, sql, params, many, context):
        seen.append(sql)
        if len(seen) == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)
    with connection.execute_wrapper(guard):
        hand(2, {"": 20, "KZ-11": 21})

def told():
    now = models.ComputedFigure.objects.filter(superseded_at=None).order_by("region")
    found = [[one.region, int(one.value)] for one in now], models.HandOver.objects.count()
    connection.close()
    return found

hand(1, {"": 10, "KZ-11": 11, "KZ-75": 12})
count, states = 0, [told()]
while True:
    count += 1
    if (child := os.fork()) == 0:
        killed_before(count)
        os._exit(0)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    states.append(told())
    if ended == 0 or count == 40:
        break
print(json.dumps(states))
"""
BEFORE = [[["", 10], ["KZ-11", 11], ["KZ-75", 12]], 1]
AFTER = [[["", 20], ["KZ-11", 21]], 2]


@pytest.fixture
def states(django_db_setup: Any, django_db_blocker: Any, tmp_path: Path) -> Callable[[str], Any]:
    """states("with") or ("without") its transaction: what stood after each child, in order."""

    def run(mode: str) -> list[Any]:
        with django_db_blocker.unblock():
            return told_by(mode, tmp_path)

    return run


def told_by(mode: str, folder: Path) -> list[Any]:
    act = str(DATA / "programme" / "kz-2020-2025")
    with database_of_its_own() as url:
        done = subprocess.run(
            [sys.executable, "-c", RUN, act, mode], env=environment(url, str(folder)),
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    return list(json.loads(done.stdout.splitlines()[-1]))


def test_a_hand_over_that_is_killed_at_any_statement_is_whole_or_was_not(states: Any):
    found = states("with")
    assert found[0] == BEFORE and found[-1] == AFTER
    assert len(found) > 4, "it was killed at several statements"
    assert all(one in (BEFORE, AFTER) for one in found)


def test_without_its_transaction_a_half_is_seen(states: Any):
    found = states("without")
    assert any(one not in (BEFORE, AFTER) for one in found)
