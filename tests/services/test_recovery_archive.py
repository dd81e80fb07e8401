"""A PostgreSQL comes back from its archive to any moment, and damage is never passed over.

One cluster tells one story: a table is copied while it is written to, a moment is marked, more
comes in, and then somebody deletes everything. The tests bring it back.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bagdar.config.recovery import archive as archives
from bagdar.config.recovery import copies, postgres, returning, watching
from bagdar.config.recovery.archive import Archive, Copy, Mark, NoCopy, WalMissing
from bagdar.config.recovery.copies import ArchivingOff, OtherCluster, WalNotKept
from bagdar.config.recovery.manifest import DamagedBackup, NotAsBackedUp, Table, ToolFailed
from bagdar.config.recovery.returning import DidNotReturn, FolderNotEmpty, Target
from tests import postgres as own_postgres

pytestmark = [
    pytest.mark.database,
    pytest.mark.skipif(
        not os.environ.get("BAGDAR_DATABASE_URL", "").startswith("postgres"),
        reason="SQLite is copied whole: test_recovery.py",
    ),
]
SCRIPTS = Path(__file__).resolve().parents[2] / "deploy"
# As the register has it: what was recorded is not deleted.
TABLES = """
CREATE TABLE django_migrations (app text, name text);
INSERT INTO django_migrations VALUES ('house', '0001_first');
CREATE TABLE settled (id integer PRIMARY KEY, name text);
INSERT INTO settled VALUES (1, 'Aset'), (2, 'Quanysh');
CREATE TABLE fact (id bigserial PRIMARY KEY, at timestamptz DEFAULT clock_timestamp(), told json);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'facts stay'; END $$;
CREATE TRIGGER stays BEFORE DELETE ON fact FOR EACH ROW EXECUTE FUNCTION refuse();
"""
WRITE = "INSERT INTO fact (told) SELECT json_build_object('n', n) FROM generate_series(1, 20) n"


@dataclass(frozen=True)
class Story:
    """before: what every table held just before the deletion, and that instant."""

    archive: Archive
    url: str
    copy: Copy
    mark: Mark
    before: Mapping[str, Table]
    instant: datetime


@contextmanager
def a_folder() -> Iterator[Path]:
    """One that PostgreSQL's user may use, as tmp_path is not."""
    home = Path(tempfile.mkdtemp(prefix="bagdar-archive-"))
    owned(home)
    try:
        yield home
    finally:
        shutil.rmtree(home)


def owned(path: Path) -> None:
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(path, owner.pw_uid, owner.pw_gid)


def run(url: str, script: str) -> Any:
    with psycopg.connect(url) as database:
        done = database.execute(script)
        return done.fetchone() if done.description else None


@contextmanager
def written_to(url: str) -> Iterator[None]:
    stop = threading.Event()

    def write() -> None:
        with psycopg.connect(url, autocommit=True) as database:
            while not stop.is_set():
                database.execute(WRITE)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    with a_folder() as home:
        for name in ("archive-wal.sh", "fetch-wal.sh"):
            shutil.copy(SCRIPTS / name, home)
        (home / "wal").mkdir()
        owned(home / "wal")
        kept = Archive(home)
        command = f"{home}/archive-wal.sh %p {home}/wal/%f"
        archiving = {"archive_mode": "on", "archive_command": command, "timezone": "Asia/Almaty"}
        with own_postgres.running(options=archiving) as own:
            yield told(kept, own.url)


def told(kept: Archive, url: str) -> Story:
    run(url, TABLES)
    with written_to(url):
        copy = copies.take(kept, url, datetime.now(UTC), "none")
        marked = copies.mark(kept, url, datetime.now(UTC))
    run(url, WRITE)
    before = postgres.contents(url)[0]
    [instant] = run(url, "SELECT clock_timestamp()")
    run(url, "ALTER TABLE fact DISABLE TRIGGER stays; DELETE FROM fact")
    [last] = run(url, "SELECT pg_walfile_name(pg_current_wal_lsn())")
    run(url, "SELECT pg_switch_wal()")
    until = time.monotonic() + 120
    while not (kept.wal / f"{last}.zst").exists() and time.monotonic() < until:
        time.sleep(0.1)
    return Story(kept, url, copy, marked, before, instant)


@contextmanager
def returned(story: Story, target: Target) -> Iterator[str]:
    with a_folder() as home:
        copy = returning.prepare(story.archive, home / "data", target)
        with returning.started(home / "data", copy.version, story.url) as url:
            yield url


@contextmanager
def changed(path: Path, at: int, to: bytes | None = None) -> Iterator[None]:
    """A file of which one byte is another one, or some are."""
    kept = path.read_bytes()
    to = bytes([kept[at] ^ 1]) if to is None else to
    path.write_bytes(kept[:at] + to + kept[at + len(to) :])
    try:
        yield
    finally:
        path.write_bytes(kept)


@contextmanager
def without(path: Path) -> Iterator[None]:
    away = path.with_name(f"{path.name}.away")
    path.rename(away)
    try:
        yield
    finally:
        away.rename(path)


def last_segment(story: Story) -> Path:
    """The one that holds the deletion; a later one is there as well."""
    return story.archive.wal / f"{story.archive.segments()[-1]}.zst"


def middle_segment(story: Story) -> Path:
    """The first that the copy does not bring along itself, but no return can do without."""
    place = story.mark.place // story.copy.segment_bytes
    name = archives.segment_named(1, place, story.copy.segment_bytes)
    return story.archive.wal / f"{name}.zst"


# --- it comes back ----------------------------------------------------------------------------


def test_just_before_a_deletion_every_table_is_as_it_was(story: Story):
    assert story.before["fact"].rows > story.mark.tables["fact"].rows > 0
    with returned(story, Target(at=story.instant)) as url:
        assert postgres.contents(url)[0] == story.before


def test_a_drill_finds_a_marked_moment_as_it_was_and_leaves_nothing(story: Story):
    """The table was being written to while it was copied, and while the moment was marked."""
    with a_folder() as home:
        marked, _ = returning.drill(story.archive, story.url, home / "data")
        assert marked == story.mark
        assert list((home / "data").iterdir()) == []


def test_to_the_end_nothing_that_was_kept_is_missing(story: Story):
    with returned(story, Target()) as url:
        assert postgres.contents(url)[0] == postgres.contents(story.url)[0]
        assert run(url, "SELECT count(*) FROM fact") == (0,)


def test_tables_counted_at_another_moment_than_the_marked_one_are_named(
    story: Story, monkeypatch: pytest.MonkeyPatch
):
    """The control: without the snapshot of the mark, what came in meanwhile is counted too."""
    monkeypatch.setattr(archives.Archive, "newest_mark", lambda _: Mark(
        **{**vars(story.mark), "tables": story.before}
    ))  # fmt: skip
    with a_folder() as home, pytest.raises(NotAsBackedUp) as refused:
        returning.drill(story.archive, story.url, home / "data")
    assert refused.value.facts["tables"] == ["fact"]


# --- damage is found --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["base.tar", "pg_wal.tar", "backup_manifest", "copy.json"])
def test_one_changed_byte_of_a_copy_is_enough_to_refuse(story: Story, name: str):
    path = story.archive.copies / story.copy.name / name
    with a_folder() as home, changed(path, path.stat().st_size // 2):
        with pytest.raises(DamagedBackup):
            returning.prepare(story.archive, home / "data", Target())
        assert not (home / "data").exists()


def test_without_its_three_guards_a_changed_copy_would_pass(
    story: Story, monkeypatch: pytest.MonkeyPatch
):
    path = story.archive.copies / story.copy.name / "base.tar"
    at = path.read_bytes().index(b"Quanysh")
    with changed(path, at, b"Quanyzh"), a_folder() as home:
        monkeypatch.setattr(archives.Archive, "check_copy", lambda *_, **__: None)
        with pytest.raises(ToolFailed, match="settled|checksum|house.tool_failed"):
            returning.drill(story.archive, story.url, home / "data")
        monkeypatch.setattr(returning, "_verify", lambda *_: None)
        with pytest.raises(NotAsBackedUp) as refused:
            returning.drill(story.archive, story.url, home / "data")
        assert refused.value.facts["tables"] == ["settled"]
        monkeypatch.setattr(returning, "differing", lambda *_: [])
        returning.drill(story.archive, story.url, home / "data")


def damaged(story: Story, damage: str) -> Any:
    path = middle_segment(story)
    return changed(path, path.stat().st_size // 2) if damage == "changed" else without(path)


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_damaged_log_stops_the_return(story: Story, damage: str):
    with (
        damaged(story, damage),
        pytest.raises(DidNotReturn) as refused,
        returned(story, Target()),
    ):
        pass
    assert middle_segment(story).name in str(refused.value.facts["problem"])


def test_without_the_script_a_damaged_log_would_end_in_silence(
    story: Story, monkeypatch: pytest.MonkeyPatch
):
    """The control, and the reason: PostgreSQL takes any failure for the end of the log."""
    with a_folder() as home:
        plain = home / "plain.sh"
        plain.write_text('#!/bin/sh\nzstd -dcq "$1.zst" >"$2"\n')
        plain.chmod(0o755)
        monkeypatch.setattr(archives.Archive, "fetch", property(lambda _: plain))
        with damaged(story, "changed"), returned(story, Target()) as url:
            found = postgres.contents(url)[0]
    assert found != postgres.contents(story.url)[0]


def test_a_folder_that_holds_something_is_left_alone(story: Story):
    with a_folder() as home:
        (home / "kept").write_text("kept")
        with pytest.raises(FolderNotEmpty):
            returning.prepare(story.archive, home, Target())
        assert [path.name for path in home.iterdir()] == ["kept"]


def test_a_moment_before_the_first_copy_is_refused(story: Story):
    with a_folder() as home, pytest.raises(NoCopy):
        early = datetime.fromisoformat(story.copy.began_at) - timedelta(seconds=1)
        returning.prepare(story.archive, home / "data", Target(at=early))


# --- somebody is told -------------------------------------------------------------------------


def wrong(story: Story, *, whole: bool = False, later: timedelta = timedelta(0)) -> list[type]:
    now = datetime.now(UTC) + later
    return [type(one) for one in watching.findings(story.archive, story.url, now, is_whole=whole)]


@pytest.fixture
def drilled(story: Story) -> Iterator[None]:
    story.archive.note_drill({"at": datetime.now(UTC).isoformat()})
    yield
    (story.archive.folder / "drilled.json").unlink()


def test_an_archive_in_order_has_nothing_to_tell(story: Story, drilled: None):
    assert wrong(story, whole=True) == []


def test_what_is_damaged_missing_or_old_is_told_at_once(story: Story, drilled: None):
    base = story.archive.copies / story.copy.name / "base.tar"
    with changed(base, 0), changed(last_segment(story), 9):
        assert wrong(story) == []  # sizes alone do not see it
        assert wrong(story, whole=True) == [DamagedBackup, DamagedBackup]
    with without(base), without(middle_segment(story)):
        assert wrong(story) == [DamagedBackup, WalMissing]
    aged = [watching.CopyTooOld, watching.NotDrilled]
    assert wrong(story, later=timedelta(days=9)) == aged


def test_a_cluster_that_keeps_nothing_is_told(story: Story, drilled: None):
    with own_postgres.cluster() as url:
        other = Story(**{**vars(story), "url": url})
        assert wrong(other) == [ArchivingOff]
        with pytest.raises(ArchivingOff):
            copies.take(story.archive, url, datetime.now(UTC))
    assert wrong(other) == [watching.ServerSilent]


def test_the_archive_of_another_cluster_is_refused(story: Story, monkeypatch: pytest.MonkeyPatch):
    other = Copy(**{**vars(story.copy), "system": "1"})
    monkeypatch.setattr(archives.Archive, "all_copies", lambda _: [other])
    with pytest.raises(OtherCluster):
        copies.mark(story.archive, story.url, datetime.now(UTC))


def test_a_mark_whose_log_does_not_arrive_is_none(story: Story, monkeypatch: pytest.MonkeyPatch):
    with a_folder() as home:
        nowhere = Archive(home)
        with pytest.raises(WalNotKept):
            copies.mark(nowhere, story.url, datetime.now(UTC), patience=0)
        assert nowhere.all_marks() == []


def test_a_table_that_is_never_let_go_of_stops_no_writer(story: Story):
    with psycopg.connect(story.url) as writer:
        writer.execute("UPDATE settled SET name = name")
        with pytest.raises(copies.AlwaysWritten):
            copies.mark(story.archive, story.url, datetime.now(UTC), patience=0)
        writer.execute("UPDATE settled SET name = name")
        writer.rollback()


def test_older_copies_go_with_what_only_they_needed(tmp_path: Path):
    kept = Archive(tmp_path)
    for number in (1, 2, 3):
        place = number * 0x3000000
        copy = Copy(
            f"{number}", "", "", place, f"{1:08X}{0:08X}{number * 3:08X}", 1 << 24, "", 15, {}
        )
        (kept.copies / copy.name).mkdir(parents=True)
        archives.write_copy(kept.copies / copy.name, copy)
        archives.write_mark(kept, Mark(f"{number}", "", place, "", (), {}))
    kept.wal.mkdir()
    for number in range(1, 12):
        (kept.wal / f"{1:08X}{0:08X}{number:08X}.zst").touch()
    (kept.wal / "00000002.history.zst").touch()
    assert kept.keep_newest(2) == ["1"]
    assert [copy.name for copy in kept.all_copies()] == ["2", "3"]
    assert [mark.name for mark in kept.all_marks()] == ["2", "3"]
    assert [int(name, 16) & 0xFF for name in kept.segments()] == list(range(6, 12))
    assert (kept.wal / "00000002.history.zst").exists()


# --- a segment is kept once, whole ------------------------------------------------------------


def archive_wal(segment: Path, kept: Path) -> int:
    command = [str(SCRIPTS / "archive-wal.sh"), str(segment), str(kept)]
    return subprocess.run(command, capture_output=True, check=False).returncode


def fetch_wal(kept: Path, to: Path) -> int:
    command = [str(SCRIPTS / "fetch-wal.sh"), str(kept), str(to)]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_a_segment_is_kept_once_and_another_never_in_its_place(tmp_path: Path):
    segment, kept = tmp_path / "segment", tmp_path / "000000010000000000000001"
    segment.write_bytes(b"wal" * 9999)
    # What two cut-off attempts left: half a file, and a seal without its file.
    (tmp_path / f".coming-{kept.name}").write_bytes(b"half")
    (tmp_path / f"{kept.name}.zst.sha256").write_text("0  nothing\n")
    assert (archive_wal(segment, kept), archive_wal(segment, kept)) == (0, 0)
    segment.write_bytes(b"other" * 9999)
    assert archive_wal(segment, kept) == 1
    assert (fetch_wal(kept, tmp_path / "back"), (tmp_path / "back").read_bytes()) == (
        0,
        b"wal" * 9999,
    )
    assert not list(tmp_path.glob(".coming-*"))


def test_the_end_of_the_log_is_told_from_a_gap(tmp_path: Path):
    segment, back = tmp_path / "segment", tmp_path / "back"
    segment.write_bytes(b"wal")
    named = [tmp_path / f"{1:08X}{0:08X}{number:08X}" for number in range(3)]
    assert archive_wal(segment, named[1]) == 0
    assert [fetch_wal(one, back) for one in named] == [255, 0, 1]
    assert fetch_wal(tmp_path / "00000002.history", back) == 1
    with changed(named[1].with_name(f"{named[1].name}.zst"), 3):
        assert fetch_wal(named[1], back) == 255


# --- what a digest sees -----------------------------------------------------------------------

TWO = "CREATE TEMP TABLE two (a text, b text); INSERT INTO two VALUES ('x', '{}'), ('y', '{}')"


def sums(url: str, expression: str) -> set[int]:
    """The sum over two rows, and over the same two after they exchanged a value."""
    found = set()
    for script in (TWO.format(1, 2), TWO.format(2, 1)):
        with psycopg.connect(url) as database:
            database.execute(script)
            found.add(database.execute(f"SELECT sum({expression}) FROM two t").fetchone()[0])
    return found


def test_a_digest_sees_two_rows_exchange_a_value(story: Story):
    assert len(sums(story.url, postgres.RECORD)) == 2
    assert len(sums(story.url, postgres.TEXT)) == 2
    assert len(sums(story.url, "hash_record_extended(t, 0)")) == 1  # the control: a plain sum
