"""S3 over two snapshots: what a region lost between them must be many, or nobody learns of it.

The district F came from KZ-63 to KZ-10 in 2022, the district E a year later. Each snapshot counts
the same day on its own borders of now, and each table is safe beside itself, for F and E are many;
KZ-63 of the first less KZ-63 of the second is E alone.
"""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.indicators import models
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.queries.snapshots import opened
from bagdar.indicators.rules import releases as rules
from bagdar.indicators.rules import union
from bagdar.indicators.services import releasing
from bagdar.indicators.services.computing import compute
from bagdar.indicators.services.protecting import protect_figures
from bagdar.warehouse.public import FolderSource, Question, Store, take
from tests.divided_country import AFTER, BEFORE, KNOWN, METRIC, SPLIT, VILLAGES, country
from tests.nation_files import write_folder
from tests.services.test_indicators_releases import DUE, WHO, approve, out, plan, prepare
from tests.snapshots_made import KEY, tolerant

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LATER = SPLIT.replace(year=SPLIT.year + 1)
SECOND = AFTER.replace(year=AFTER.year + 1)
TABLE = f"{METRIC}:region@{BEFORE}~now"
FEW, MANY = (4, 2), (60, 45)  # children of E, and how many of them go to its kindergarten


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)


def counted(folder: Path, on: date) -> None:
    """The figures of BEFORE, of a snapshot with the borders of that day."""
    rows = country()
    for table, column in (("territory", "code"), ("organisation", "territory")):
        rows[table] = _redrawn(rows[table], column)
    by, known = Actor("test", "operator"), KNOWN + (on - AFTER)
    given: dict[str, Any] = {"key": KEY, "declared": tolerant()}
    source = FolderSource(write_folder(folder / str(on), rows))
    taken = take(Store(folder / "snapshots"), source, Question(on, known, "simulated"), **given)
    made = compute(opened(taken.manifest.id), BEFORE, [METRICS[METRIC]], by=by, now=lambda: known)
    protect_figures(made, by=by, now=lambda: known)


def _redrawn(rows: list[dict[str, Any]], column: str) -> list[dict[str, Any]]:
    """F lies in KZ-63 and moves as E does; E moves a year later."""
    [f] = [one for one in rows if one[column] == "F"]
    moving = [one for one in rows if one[column] == "E"]
    moves = ("parent", "region", "valid_from", "valid_to")
    others = [one for one in rows if one[column] not in ("E", "F")]
    return [
        *others,
        *({**f, **{name: one[name] for name in moves if name in one}} for one in moving),
        *({**one, **_a_year_later(one)} for one in moving),
    ]


def _a_year_later(one: dict[str, Any]) -> dict[str, date]:
    return {name: LATER for name in ("valid_from", "valid_to") if one.get(name) == SPLIT}


def second_release(folder: Path, children: tuple[int, int]) -> releasing.Checked:
    """The first is out; the second is prepared and attacked."""
    VILLAGES["E"] = children
    counted(folder, AFTER)
    out("first", TABLE)
    counted(folder, SECOND)
    plan("second")
    prepare("second", TABLE)
    return releasing.check("second", by=WHO["aa"])


@pytest.fixture(autouse=True)
def same_villages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VILLAGES, "E", MANY)


def test_a_release_that_gives_the_few_of_a_moved_district_away_is_blocked(tmp_path: Path):
    found = second_release(tmp_path, FEW)
    assert found.findings and found.published == 1
    assert Event.objects.filter(action="indicators.release_blocked").count() == 1
    with pytest.raises(rules.NotChecked):
        releasing.approve("second", by=WHO["bb"], now=DUE)


def test_where_many_moved_it_goes_out(tmp_path: Path):
    assert second_release(tmp_path, MANY).findings == ()
    approve("second")
    releasing.publish("second", by=WHO["aa"], now=DUE + timedelta(days=1))


def test_an_attack_that_asks_of_no_parts_lets_them_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The control: whoever subtracts then learns how many children E has."""
    monkeypatch.setattr(union, "left_between", lambda release, published, rules: [])
    assert second_release(tmp_path, FEW).findings == ()
    assert units("first") - units("second") == FEW[0]


def units(release: str, region: str = "KZ-63") -> int:
    content = json.loads(models.ReleaseTable.objects.get(release__code=release).content)
    [found] = [one["units"] for one in content["lines"] if one["codes"] == [region]]
    return int(found)
