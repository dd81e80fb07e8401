"""`bagdar simulate` on a terminal: a folder with a manifest that names every file, or a refusal."""

import hashlib
import json
from pathlib import Path

import polars as pl
import pytest

from bagdar.warehouse.tables.registry import TABLES
from tests.whole.test_command_line import bagdar


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("nation") / "out"
    told = bagdar(
        "--language", "en", "simulate", "--scale", "0.0005", "--years", "2018-2019",
        "--out", str(out), var=out.parent,
    )  # fmt: skip
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines()[-1].endswith(f"{out}; no real person is among them")
    return out


@pytest.fixture(scope="module")
def manifest(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_the_manifest_says_what_was_made_and_that_it_is_simulated(manifest: dict):
    assert manifest["simulated"] is True
    assert manifest["settings"] == {
        "scale": 0.0005, "seed": 1, "first_year": 2018, "last_year": 2019,
    }  # fmt: skip
    assert manifest["known_until"] == "2019-12-31"
    assert set(manifest["versions"]) == {"bagdar", "python", "numpy", "polars"}


def test_every_file_is_there_with_its_digest_and_no_other(folder: Path, manifest: dict):
    found = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*.parquet")
    }
    assert found == manifest["files"]
    assert {f"{name}.parquet" for name in TABLES} <= set(found)


def test_counts_by_table_and_region_add_up(folder: Path, manifest: dict):
    for name, told in manifest["tables"].items():
        assert pl.read_parquet(folder / f"{name}.parquet").height == told["rows"]
        if name != "territory":
            assert sum(told["by_region"].values()) == told["rows"]


def test_a_scale_of_which_no_nation_can_be_made_is_refused_and_nothing_is_written(tmp_path: Path):
    done = bagdar(
        "--language", "en", "simulate", "--scale", "5", "--out", str(tmp_path / "out"),
        var=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("No nation can be made of these settings: scale has to lie")
    assert not (tmp_path / "out").exists()
