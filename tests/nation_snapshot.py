"""Snapshots of a small synthetic nation, in a folder of a test's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.conf import settings

from bagdar.simulate.public import simulate
from bagdar.simulate.settings import Settings
from bagdar.warehouse.public import FolderSource, Question, Store, take, tolerances
from tests.rules.nation import DATA

AROUND_2022 = Settings(scale=0.01, seed=7, first_year=2021, last_year=2022, data_dir=DATA)
DAY = date(2022, 10, 1)
KEY = "a key of a test, of no installation"


@cache
def nation_folder(of: Settings = AROUND_2022) -> Path:
    folder = Path(mkdtemp(prefix="bagdar-nation-"))
    simulate(of, folder)
    return folder


@cache
def _snapshot(folder: Path, on: date) -> tuple[Path, str]:
    kept = Path(mkdtemp(prefix="bagdar-snapshots-"))
    question = Question(on, datetime(2030, 1, 1, tzinfo=UTC), "simulated")
    taken = take(
        Store(kept / "snapshots"), FolderSource(folder), question, key=KEY,
        declared=tolerances(DATA),
    )  # fmt: skip
    return kept, taken.manifest.id


@contextmanager
def standing(var: Path, monkeypatch: Any, on: date = DAY) -> Iterator[str]:
    """An installation whose folder holds a snapshot of the nation; gives the snapshot's id."""
    kept, id = _snapshot(nation_folder(), on)
    (var / "snapshots").symlink_to(kept / "snapshots")
    monkeypatch.setattr(settings, "VAR_DIR", var)
    yield id
