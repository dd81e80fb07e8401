"""Where Spark is not installed whoever asks for it is told so."""

import sys

import pytest

from bagdar.warehouse.engines import engine
from bagdar.warehouse.public import Store
from bagdar.warehouse.snapshots.errors import SparkMissing


def test_without_pyspark_spark_is_missing(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(SparkMissing):
        engine("spark", Store(tmp_path))


def test_without_java_spark_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(SparkMissing):
        engine("spark", Store(tmp_path))
