"""On Spark every definition gives what it gives in this process, to the byte."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from django.conf import settings

from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.queries.snapshots import opened
from bagdar.indicators.rules.cells import written
from bagdar.indicators.rules.examples import Example, examples
from bagdar.indicators.services.computing import asked_of, cube_in
from bagdar.warehouse.engines import duckdb, engine, open_snapshot
from bagdar.warehouse.public import Engine, Store
from tests import needs
from tests.drawn_nations import sums_on
from tests.nation_snapshot import DAY, standing
from tests.rules.nation import DATA

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(not needs.spark(), reason=needs.NO_SPARK),
    # Py4J leaves its sockets to the collector of garbage.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
DRAWN = examples(DATA)
CASES = [(drawn, one.metric) for drawn in DRAWN for one in drawn.expect]


# Spark writes and compiles a program for each query, which these few rows never earn back.
AS_WRITTEN = (
    "--driver-java-options -XX:TieredStopAtLevel=1 --conf spark.sql.adaptive.enabled=false "
    "--conf spark.sql.codegen.wholeStage=false --conf spark.sql.codegen.factoryMode=NO_CODEGEN "
    "pyspark-shell"
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYSPARK_SUBMIT_ARGS", AS_WRITTEN)
        made = engine("spark", Store(tmp_path_factory.mktemp("store")), memory="1GB", threads=1)
    yield made.session
    made.session.stop()


@pytest.fixture(scope="module")
def spark(session, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine("spark", Store(tmp_path_factory.mktemp("store")), session=session)


@pytest.mark.parametrize(
    ("drawn", "code"), CASES, ids=[f"{drawn.name} {code}" for drawn, code in CASES]
)
def test_a_drawn_nation_has_the_same_cells(spark: Engine, drawn: Example, code: str):
    here = written(sums_on(duckdb(), METRICS[code], drawn))
    assert written(sums_on(spark, METRICS[code], drawn)) == here
    assert here.count(b"\n") > 1  # the cells themselves, and not two empty tables


def test_a_nation_has_the_same_cells_of_every_metric(session, tmp_path, monkeypatch):
    with standing(tmp_path, monkeypatch) as id:
        ours, theirs = opened(id), opened(id, engine="spark")
        assert (ours.engine, theirs.engine) == ("duckdb", "spark")
        differs = []
        for code, metric in METRICS.items():
            asked = asked_of(metric, DAY, ours.origin)
            cells = [written(cube_in(one, metric, asked)) for one in (ours, theirs)]
            differs += [code] if cells[0] != cells[1] else []
        assert differs == []


def test_parts_are_read_where_the_cluster_has_them(session, tmp_path, monkeypatch):
    with standing(tmp_path, monkeypatch) as id:
        elsewhere, here = tmp_path / "elsewhere", tmp_path / "here"
        shutil.copytree(Path(settings.VAR_DIR) / "snapshots", elsewhere)
        here.mkdir()
        shutil.copy(elsewhere / f"{id}.json", here)  # the manifest alone
        store = Store(here)
        away = engine("spark", store, session=session, parts=f"file://{elsewhere}/")
        tables = open_snapshot(store, id, on=away)
        rows = sum(part.rows for part in store.manifest(id).tables["enrolment"].values())
        assert away.rows(tables["enrolment"].agg(n=ibis._.count())) == [{"n": rows}]
        with pytest.raises(Exception, match="does not exist"):
            open_snapshot(store, id, on=engine("spark", store, session=session))


def test_a_table_of_the_same_name_leaves_the_one_before_as_it_was(spark: Engine):
    first = spark.table("place", pa.table({"district": ["one"]}))
    second = spark.table("place", pa.table({"district": ["other"]}))
    assert spark.rows(first) == [{"district": "one"}]
    assert spark.rows(second) == [{"district": "other"}]


def test_whole_numbers_and_words_that_are_not_there_stay_what_they_are(spark: Engine):
    large = 2**62 + 1  # a float would lose the last digit
    rows = pa.table({"number": [large, None], "word": [None, ""]})
    assert spark.rows(spark.table("gaps", rows)) == [
        {"number": large, "word": None}, {"number": None, "word": ""},
    ]  # fmt: skip
