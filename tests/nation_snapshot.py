"""Snapshots of a small synthetic nation, in a folder of a test's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

from bagdar.simulate.public import simulate
from bagdar.simulate.settings import Settings
from bagdar.warehouse.public import FolderSource, Question, Store, take, tolerances
from tests.rules.nation import DATA
from tests.shared import once

AROUND_2022 = Settings(scale=0.01, seed=7, first_year=2021, last_year=2022, data_dir=DATA)
DAY = date(2022, 10, 1)
KEY = "a key of a test, of no installation"


@cache
def nation_folder(of: Settings = AROUND_2022) -> Path:
    def make(making: Path) -> None:
        simulate(of, making)

    return once(f"nation-{_name(repr(of))}", make)


@cache
def _snapshot(folder: Path, on: date) -> tuple[Path, str]:
    def make(making: Path) -> None:
        question = Question(on, datetime(2030, 1, 1, tzinfo=UTC), "simulated")
        taken = take(
            Store(making / "snapshots"), FolderSource(folder), question, key=KEY,
            declared=tolerances(DATA),
        )  # fmt: skip
        (making / "id").write_text(taken.manifest.id)

    kept = once(f"snapshot-{_name(f'{folder.name} {on}')}", make)
    return kept, (kept / "id").read_text()


def _name(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:20]


@contextmanager
def standing(var: Path, monkeypatch: Any, on: date = DAY) -> Iterator[str]:
    """An installation whose folder holds a snapshot of the nation; gives the snapshot's id."""
    kept, id = _snapshot(nation_folder(), on)
    (var / "snapshots").symlink_to(kept / "snapshots")
    monkeypatch.setattr(settings, "VAR_DIR", var)
    yield id
