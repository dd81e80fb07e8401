"""Figures come back with a backup: they still rebuild to the byte, and nothing else is shown."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from bagdar.audit.rules import Actor
from bagdar.config.recovery import figures
from bagdar.config.recovery.manifest import DamagedBackup
from bagdar.indicators.queries import figures as queries
from bagdar.indicators.rules.errors import CubeDamaged
from bagdar.indicators.services.protecting import protected_table
from bagdar.indicators.services.rebuilding import rebuild
from tests.figures_made import made
from tests.nation_snapshot import standing

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.once]
ROW, ON = "I1.5.6", date(2022, 10, 1)
BY, AT = Actor("test", "operator"), datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of figures of a small nation, one of which is computed and protected."""
    (tmp_path / "var").mkdir()
    with standing(tmp_path / "var", monkeypatch) as id:
        made(id, ON, [ROW], by=BY, at=AT)
        yield Path(settings.VAR_DIR) / "figures"


def shown() -> Any:
    return protected_table(ROW, ON, ("region", "level"), real=False).answer


def test_what_was_computed_and_shown_comes_back_and_rebuilds(kept: Path, tmp_path: Path):
    before, backup = shown(), tmp_path / "a.backup"
    files = figures.take(kept, backup)
    assert files.count == 3  # sums, and what of them may be shown on two kinds of borders
    shutil.rmtree(kept)
    with pytest.raises(CubeDamaged):  # the control: the database alone does not do
        shown()
    figures.check(backup, files)
    figures.put_back(backup, files, kept)
    assert shown() == before
    assert rebuild(queries.figures_of(ROW, real=True)[0].id).is_same


def test_what_is_half_written_or_waited_for_is_left_out_and_what_is_there_stays(
    kept: Path, tmp_path: Path
):
    (kept / "protected" / "x.lock").write_bytes(b"")
    (kept / "half.4711").write_bytes(b"half")
    backup = tmp_path / "a.backup"
    files = figures.take(kept, backup)
    assert files.count == 3
    [sums] = kept.glob("*.csv")
    sums.write_bytes(b"damaged")
    untouched = next(kept.glob("protected/*.json"))
    since = untouched.stat().st_mtime_ns
    figures.put_back(backup, files, kept)
    assert figures.is_whole(sums.name, sums.read_bytes())
    assert untouched.stat().st_mtime_ns == since


def test_sums_that_are_no_longer_what_was_computed_stop_the_backup(kept: Path, tmp_path: Path):
    for name in ("*.csv", "protected/*.json"):
        path = next(kept.glob(name))
        whole = path.read_bytes()
        path.write_bytes(whole.replace(b"1", b"2"))
        with pytest.raises(DamagedBackup):
            figures.take(kept, tmp_path / "a.backup")
        path.write_bytes(whole)


def test_an_archive_that_was_changed_is_refused_before_anything_is_put_back(
    kept: Path, tmp_path: Path
):
    backup = tmp_path / "a.backup"
    files = figures.take(kept, backup)
    with pytest.raises(DamagedBackup):
        figures.check(backup, replace(files, sha256="0" * 64))
    figures.archive_of(backup).unlink()
    with pytest.raises(DamagedBackup):
        figures.check(backup, files)
