"""A backup comes back as it was, on both engines; one that is not what was written is refused."""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from bagdar.config.environment import Environment
from bagdar.config.recovery import evidence, postgres, sqlite, verbs
from bagdar.config.recovery import manifest as manifests
from bagdar.config.recovery.manifest import (
    DamagedBackup,
    DatabaseNotEmpty,
    NewerBackup,
    NoManifest,
    NotAsBackedUp,
    OtherEngine,
    beside,
)
from tests import postgres as own_postgres

AT = datetime(2026, 3, 1, tzinfo=UTC)
STEPS = ["house.0001_first"]
TABLES = """
CREATE TABLE django_migrations (app text, name text);
INSERT INTO django_migrations VALUES ('house', '0001_first');
CREATE TABLE learner (id integer PRIMARY KEY, name text);
INSERT INTO learner VALUES (1, 'Әсет'), (2, 'Қуаныш'), (3, NULL);
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[str | None]:
    if own_postgres.binaries() is None:
        yield None
        return
    with own_postgres.cluster() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path, cluster: str | None) -> Environment:
    """An environment whose database holds three learners and one migration."""
    variables = {"BAGDAR_VAR_DIR": str(tmp_path / "var")}
    if request.param == "postgresql":
        if cluster is None:
            pytest.skip("PostgreSQL is not installed")
        with psycopg.connect(cluster, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")
        variables["BAGDAR_DATABASE_URL"] = cluster
    environment = Environment.read(variables)
    run(environment, TABLES)
    return environment


def run(environment: Environment, script: str) -> None:
    engine, place = verbs.place(environment)
    if engine is sqlite:
        with closing(sqlite3.connect(place)) as database:
            database.executescript(script)
    else:
        with psycopg.connect(place) as database:
            database.execute(script)


def learners(environment: Environment) -> list[tuple[int, str | None]]:
    engine, place = verbs.place(environment)
    query = "SELECT id, name FROM learner ORDER BY id"
    connect = sqlite3.connect if engine is sqlite else psycopg.connect
    with closing(connect(place)) as database:
        return database.execute(query).fetchall()


ALL = [(1, "Әсет"), (2, "Қуаныш"), (3, None)]


def test_a_backup_comes_back_as_it_was(house: Environment, tmp_path: Path):
    kept = tmp_path / "kept.backup"
    taken = verbs.back_up(house, kept, AT)
    assert taken.tables["learner"].rows == 3
    run(house, "DELETE FROM learner")
    verbs.restore(house, kept, STEPS, replace=True)
    assert learners(house) == ALL


def test_a_backup_comes_back_into_an_empty_place(house: Environment, tmp_path: Path):
    kept = tmp_path / "kept.backup"
    verbs.back_up(house, kept, AT)
    empty(house)
    verbs.restore(house, kept, STEPS, replace=False)
    assert learners(house) == ALL


GUARDED = {
    sqlite: """
CREATE TABLE place (person text, day text);
CREATE TRIGGER one_a_day BEFORE INSERT ON place
WHEN EXISTS (SELECT 1 FROM place WHERE person = NEW.person AND day = NEW.day)
BEGIN SELECT RAISE(ABORT, 'one place a day'); END;
INSERT INTO place VALUES ('00000000000040008000000000000001', '2020-09-01');
""",
    postgres: """
CREATE EXTENSION btree_gist;
CREATE TABLE place (person uuid, day date, EXCLUDE USING gist
(person WITH =, daterange(day, day, '[]') WITH &&));
INSERT INTO place VALUES ('00000000000040008000000000000001', '2020-09-01');
""",
}


@pytest.mark.parametrize("is_emptied", [True, False])
def test_what_the_database_itself_refuses_it_refuses_after_a_restore(
    house: Environment, tmp_path: Path, is_emptied: bool
):
    """As the register has it: triggers on SQLite, on PostgreSQL a constraint that an extension of
    the same schema stands behind.
    """
    engine, _ = verbs.place(house)
    kept = tmp_path / "kept.backup"
    run(house, GUARDED[engine])
    verbs.back_up(house, kept, AT)
    if is_emptied:
        empty(house)
    verbs.restore(house, kept, STEPS, replace=not is_emptied)
    second = "INSERT INTO place VALUES ('00000000000040008000000000000001', '2020-09-0{}')"
    run(house, second.format(2))
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.ExclusionViolation)):
        run(house, second.format(1))


def empty(house: Environment) -> None:
    engine, place = verbs.place(house)
    if engine is sqlite:
        place.unlink()
    else:
        run(house, "DROP SCHEMA public CASCADE; CREATE SCHEMA public;")


def test_a_database_that_holds_something_is_not_replaced_unasked(
    house: Environment, tmp_path: Path
):
    kept = tmp_path / "kept.backup"
    verbs.back_up(house, kept, AT)
    run(house, "DELETE FROM learner WHERE id > 1")
    with pytest.raises(DatabaseNotEmpty):
        verbs.restore(house, kept, STEPS, replace=False)
    assert learners(house) == [(1, "Әсет")]


@pytest.mark.parametrize("place", ["first", "middle", "last", "manifest"])
def test_one_changed_byte_is_enough_to_refuse(house: Environment, tmp_path: Path, place: str):
    kept = tmp_path / "kept.backup"
    verbs.back_up(house, kept, AT)
    run(house, "DELETE FROM learner WHERE id > 1")
    file = beside(kept) if place == "manifest" else kept
    content = bytearray(file.read_bytes())
    at = {"first": 0, "middle": len(content) // 2, "last": len(content) - 1, "manifest": 200}[place]
    content[at] ^= 1
    file.write_bytes(content)
    with pytest.raises(DamagedBackup):
        verbs.restore(house, kept, STEPS, replace=True)
    assert learners(house) == [(1, "Әсет")]


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_without_its_two_guards_a_changed_backup_would_pass(
    house: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    kept = tmp_path / "kept.backup"
    taken = verbs.back_up(house, kept, AT)
    content = kept.read_bytes()
    assert content.count("Қуаныш".encode()) == 1
    kept.write_bytes(content.replace("Қуаныш".encode(), "Қуанып".encode()))
    monkeypatch.setattr(manifests, "sha256_of", lambda path: taken.sha256)
    with pytest.raises(DamagedBackup):  # the digest of the table
        verbs.restore(house, kept, STEPS, replace=True)
    monkeypatch.setattr(verbs, "differing", lambda before, after: [])
    verbs.restore(house, kept, STEPS, replace=True)
    assert learners(house)[1] == (2, "Қуанып")


@pytest.mark.parametrize("size", [0, 10])
def test_an_empty_or_cut_backup_is_refused(house: Environment, tmp_path: Path, size: int):
    kept = tmp_path / "kept.backup"
    verbs.back_up(house, kept, AT)
    kept.write_bytes(kept.read_bytes()[:size])
    with pytest.raises(DamagedBackup):
        verbs.restore(house, kept, STEPS, replace=True)
    assert learners(house) == ALL


def test_a_backup_without_its_manifest_is_refused(house: Environment, tmp_path: Path):
    kept = tmp_path / "kept.backup"
    verbs.back_up(house, kept, AT)
    beside(kept).unlink()
    with pytest.raises(NoManifest):
        verbs.restore(house, kept, STEPS, replace=True)


def test_a_backup_of_a_newer_version_is_refused(house: Environment, tmp_path: Path):
    kept = tmp_path / "kept.backup"
    verbs.back_up(house, kept, AT)
    run(house, "DELETE FROM learner WHERE id > 1")
    with pytest.raises(NewerBackup) as refused:
        verbs.restore(house, kept, ["house.0000_earlier"], replace=True)
    assert refused.value.facts["migrations"] == STEPS
    assert learners(house) == [(1, "Әсет")]


def test_a_backup_of_another_engine_is_refused(house: Environment, tmp_path: Path):
    kept = tmp_path / "kept.backup"
    taken = verbs.back_up(house, kept, AT)
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[taken.engine]
    values = {**vars(taken), "engine": other}
    manifests.Manifest(**values).write(beside(kept))
    with pytest.raises(OtherEngine):
        verbs.restore(house, kept, STEPS, replace=True)


def test_tables_that_come_back_different_are_named(
    house: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    kept = tmp_path / "kept.backup"
    verbs.back_up(house, kept, AT)
    engine, _ = verbs.place(house)
    monkeypatch.setattr(engine, "put_back", lambda *_: {"learner": manifests.Table(0, "0")})
    with pytest.raises(NotAsBackedUp) as refused:
        verbs.restore(house, kept, STEPS, replace=True)
    assert refused.value.facts["tables"] == ["django_migrations", "learner"]


def test_a_backup_under_writing_is_one_moment_of_the_database(house: Environment, tmp_path: Path):
    """Two columns that every transaction keeps equal are equal in every backup."""
    run(house, "CREATE TABLE pair (a integer, b integer); INSERT INTO pair VALUES (0, 0)")
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            run(house, "BEGIN; UPDATE pair SET a = a + 1; UPDATE pair SET b = b + 1; COMMIT;")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        kept = [tmp_path / f"{number}.backup" for number in range(3)]
        for path in kept:
            verbs.back_up(house, path, AT)
    finally:
        stop.set()
        writer.join()
    for path in kept:
        verbs.restore(house, path, STEPS, replace=True)
        engine, place = verbs.place(house)
        connect = sqlite3.connect if engine is sqlite else psycopg.connect
        with closing(connect(place)) as database:
            [(a, b)] = database.execute("SELECT a, b FROM pair").fetchall()
        assert a == b


@pytest.mark.parametrize("house", ["postgresql"], indirect=True)
def test_a_restore_that_fails_half_way_leaves_the_database_alone(
    house: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """On SQLite the whole restore is one transaction of its own backup interface."""
    kept = tmp_path / "kept.backup"
    verbs.back_up(house, kept, AT)
    run(house, "DELETE FROM learner WHERE id > 1")
    monkeypatch.setattr(
        postgres, "_without_schema", lambda script: script + "\nSELECT no_such_column;\n"
    )
    with pytest.raises(manifests.ToolFailed):
        verbs.restore(house, kept, STEPS, replace=True)
    assert learners(house) == [(1, "Әсет")]


def test_the_manifest_names_rows_and_engine(house: Environment, tmp_path: Path):
    kept = tmp_path / "kept.backup"
    verbs.back_up(house, kept, AT)
    told = json.loads(beside(kept).read_text())["manifest"]
    assert told["taken_at"] == "2026-03-01T00:00:00+00:00"
    assert told["migrations"] == STEPS
    assert {name: table["rows"] for name, table in told["tables"].items()} == {
        "django_migrations": 1,
        "learner": 3,
    }
    assert [path.stat().st_mode & 0o077 for path in (kept, beside(kept))] == [0, 0]


# --- files of evidence ------------------------------------------------------------------------


def keep(house: Environment, content: bytes) -> Path:
    """A file of evidence as the service keeps it."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = house.var_dir / "evidence" / sha256[:2] / sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_files_of_evidence_come_back_byte_for_byte(house: Environment, tmp_path: Path):
    kept = tmp_path / "kept.backup"
    first, second = keep(house, b"%PDF-1.7 order"), keep(house, bytes(range(256)) * 9000)
    (house.var_dir / "evidence" / ".coming-unfinished").write_bytes(b"half")
    assert verbs.back_up(house, kept, AT).files.count == 2
    first.unlink()
    second.write_bytes(b"damaged")
    third = keep(house, b"later")
    verbs.restore(house, kept, STEPS, replace=True)
    assert first.read_bytes() == b"%PDF-1.7 order"
    assert second.read_bytes() == bytes(range(256)) * 9000
    assert third.read_bytes() == b"later"
    assert learners(house) == ALL


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_damaged_archive_of_evidence_is_refused(house: Environment, tmp_path: Path, damage: str):
    kept = tmp_path / "kept.backup"
    path = keep(house, b"%PDF-1.7 order")
    verbs.back_up(house, kept, AT)
    archive = evidence.archive_of(kept)
    if damage == "missing":
        archive.unlink()
    else:
        content = bytearray(archive.read_bytes())
        content[700] ^= 1
        archive.write_bytes(content)
    path.unlink()
    run(house, "DELETE FROM learner WHERE id > 1")
    with pytest.raises(DamagedBackup):
        verbs.restore(house, kept, STEPS, replace=True)
    assert learners(house) == [(1, "Әсет")]
    assert not path.exists()


def test_evidence_that_is_no_longer_what_was_kept_is_not_backed_up(
    house: Environment, tmp_path: Path
):
    keep(house, b"%PDF-1.7 order").write_bytes(b"damaged")
    with pytest.raises(DamagedBackup):
        verbs.back_up(house, tmp_path / "kept.backup", AT)
    assert not (tmp_path / "kept.backup").exists()


def test_a_backup_from_before_files_stood_beside_it_is_still_read(
    house: Environment, tmp_path: Path
):
    kept = tmp_path / "kept.backup"
    verbs.back_up(house, kept, AT)
    sealed = json.loads(beside(kept).read_text())
    del sealed["manifest"]["files"], sealed["manifest"]["figures"]
    text = json.dumps(sealed["manifest"], indent=1, sort_keys=True)
    sealed["seal"] = hashlib.sha256(text.encode()).hexdigest()
    beside(kept).write_text(json.dumps(sealed))
    run(house, "DELETE FROM learner")
    verbs.restore(house, kept, STEPS, replace=True)
    assert learners(house) == ALL
