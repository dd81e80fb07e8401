"""The same question gives the same bytes, and nothing in them says who anybody is."""

import json
import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bagdar.warehouse.public import FolderSource, Store, open_snapshot, territory_facts
from bagdar.warehouse.snapshots import numbering
from bagdar.warehouse.snapshots import take as taking
from bagdar.warehouse.snapshots.errors import (
    DamagedSnapshot,
    IsBusy,
    KeyLost,
    NoSuchSnapshot,
    OrganisationsCollide,
    OriginsMeet,
    PeopleCollide,
    Unexplained,
    UnknownReference,
)
from bagdar.warehouse.tables import published
from bagdar.warehouse.tables.published import PublishedColumn, Treatment
from tests.nation_files import id_of, write_folder
from tests.snapshots_made import (
    Shuffled,
    asked,
    country,
    parts_of,
    personal_values,
    read,
    taken,
    tolerant,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("country"), country())


@pytest.fixture(scope="module")
def first(folder: Path, tmp_path_factory: pytest.TempPathFactory):
    store = Store(tmp_path_factory.mktemp("store") / "snapshots")
    return store, taken(store, FolderSource(folder)).manifest


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**31), rows=st.integers(1, 60), in_memory=st.sampled_from([0, 10**6]))
def test_order_and_chunks_of_the_source_change_no_byte(
    folder, first, tmp_path, seed, rows, in_memory
):
    """Nor does it matter whether the rows waited on the disk."""
    usual, taking.ROWS_IN_MEMORY = taking.ROWS_IN_MEMORY, in_memory
    try:
        again = taken(Store(tmp_path / "again"), Shuffled(FolderSource(folder), seed, rows))
    finally:
        taking.ROWS_IN_MEMORY = usual
    assert parts_of(again.manifest) == parts_of(first[1])
    assert again.manifest.id == first[1].id


def test_without_an_order_the_bytes_depend_on_the_source(folder, first, tmp_path, monkeypatch):
    """The negative control."""
    monkeypatch.setattr("bagdar.warehouse.snapshots.parts.in_order", lambda frame, table: frame)
    again = taken(Store(tmp_path), Shuffled(FolderSource(folder), 1, 7))
    assert parts_of(again.manifest) != parts_of(first[1])


def test_the_same_question_again_writes_nothing(folder, first):
    store, manifest = first
    again = taken(store, FolderSource(folder))
    assert (again.written, again.manifest.id) == (0, manifest.id)
    assert again.kept == len(list(manifest.parts()))
    assert [one.id for one in store.manifests()] == [manifest.id]


def test_a_late_fact_of_one_region_writes_the_parts_of_that_region_alone(first, tmp_path):
    store, manifest = first
    made = country()
    made["enrolment"][0] |= {"grade": 6}
    later = taken(store, FolderSource(write_folder(tmp_path, made)))
    assert later.written == 1
    before, after = parts_of(manifest), parts_of(later.manifest)
    assert {one for one in after if before[one] != after[one]} == {("enrolment", "KZ-11")}
    (store.folder / f"{later.manifest.id}.json").unlink()
    assert store.clean() == (1, later.manifest.tables["enrolment"]["KZ-11"].size)


def test_rows_stand_with_the_organisation_else_where_the_person_lives_else_nowhere(first):
    rows = {
        name: {region: part.rows for region, part in parts.items()}
        for name, parts in first[1].tables.items()
    }
    assert rows["enrolment"] == {"KZ-11": 12, "KZ-75": 12}
    assert rows["person"] == {"": 16, "KZ-11": 4, "KZ-75": 4}
    assert rows["organisation"] == {"KZ-11": 1, "KZ-75": 1}
    assert rows["territory"] == {"": 2}
    assert rows["pay"] == {"": 0}  # every table is there, an empty one as well


def test_what_was_not_known_yet_or_begins_later_is_not_in_it(folder, tmp_path):
    store = Store(tmp_path)
    before = taken(store, FolderSource(folder), asked(date(2020, 8, 31))).manifest
    assert before.tables["enrolment"] == {"": before.tables["enrolment"][""]}
    then = asked(known_at=asked().known_at - timedelta(days=60))  # before names were corrected
    now = taken(store, FolderSource(folder), then).manifest
    assert sum(part.rows for part in now.tables["person"].values()) == 24
    early = asked(known_at=asked().known_at - timedelta(days=200))
    assert taken(store, FolderSource(folder), early).manifest.rows == 0


def test_people_and_organisations_are_numbers_and_can_be_joined(first):
    store, manifest = first
    people, stays = read(store, manifest, "person"), read(store, manifest, "enrolment")
    assert people.schema["person_id"] == stays.schema["person_id"] == pl.Int64
    assert set(stays["person_id"]) == set(people["person_id"])
    wards = read(store, manifest, "guardianship")
    assert set(wards["guardian_id"]) < set(people["person_id"])
    assert read(store, manifest, "condition").row(0, named=True)["internet_mbit"] == 12.5


def test_another_key_gives_people_other_numbers_and_organisations_the_same(folder, first, tmp_path):
    store = Store(tmp_path)
    other = taken(store, FolderSource(folder), key="another key").manifest
    people = [set(read(*one, "person")["person_id"]) for one in (first, (store, other))]
    places = [set(read(*one, "organisation")["organisation_id"]) for one in (first, (store, other))]
    assert people[0].isdisjoint(people[1])
    assert places[0] == places[1]


def hits(store: Store, manifest) -> list[bytes]:
    """Personal values that stand anywhere in what is read out of the parts, or in their bytes."""
    found = set()
    for _, _, part in manifest.parts():
        path = store.path(part.sha256)
        text = path.read_bytes() + pl.read_parquet(path).write_csv().encode()
        found |= {one for one in personal_values(country()) if one in text}
    found |= {one for one in personal_values(country()) if one in manifest.text()}
    return sorted(found)


def test_no_name_number_id_or_conclusion_of_a_person_stands_in_any_part(first):
    assert len(personal_values(country())) > 90
    assert hits(*first) == []


def test_a_name_that_were_kept_would_be_found(folder, tmp_path, monkeypatch):
    """The negative control."""
    usual = published.published("person")
    kept = (*usual, PublishedColumn("given", "string", Treatment.KEPT))
    for module in ("rows", "parts"):
        monkeypatch.setattr(
            f"bagdar.warehouse.snapshots.{module}.published",
            lambda name: kept if name == "person" else published.published(name),
        )
    store = Store(tmp_path)
    assert "Әсел 7".encode() in hits(store, taken(store, FolderSource(folder)).manifest)


# --- keys and numbers ---


def test_a_lost_key_is_missed_and_a_new_series_may_begin(folder, tmp_path):
    store = Store(tmp_path)
    first = taken(store, FolderSource(folder)).manifest
    with pytest.raises(KeyLost) as lost:
        taken(store, FolderSource(folder), asked(date(2021, 1, 1)), key="made anew")
    assert lost.value.facts == {"key": first.key}
    assert store.manifests() == [first]
    second = taken(store, FolderSource(folder), key="made anew", new_series=True).manifest
    assert second.previous == ""
    assert second.key != first.key


def test_numbers_that_two_share_are_refused_and_nothing_is_kept(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(numbering, "of_people", lambda key: lambda one: bytes(8))
    with pytest.raises(PeopleCollide) as refused:
        taken(Store(tmp_path), FolderSource(folder))
    assert refused.value.facts == {"count": 23}
    monkeypatch.undo()
    monkeypatch.setattr(numbering, "of_organisations", lambda one: bytes(8))
    with pytest.raises(OrganisationsCollide):
        taken(Store(tmp_path), FolderSource(folder))
    assert Store(tmp_path).manifests() == []


def test_without_looking_for_collisions_two_people_become_one(folder, tmp_path, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(numbering, "of_people", lambda key: lambda one: bytes(8))
    monkeypatch.setattr(numbering, "_shared", lambda number: 0)
    store = Store(tmp_path)
    manifest = taken(store, FolderSource(folder)).manifest
    assert read(store, manifest, "person")["person_id"].n_unique() == 1


def test_ids_whose_halves_are_alike_are_told_apart():
    ids = pl.Series([f"{1:016x}{one:016x}" for one in range(50)])
    found = numbering.numbers("person", [ids, ids], numbering.of_people("k"))
    assert len(found) == 50
    assert found.numbered("x", found.places(ids)).n_unique() == 50
    assert found.numbered("x", found.places(pl.Series([None, ids[3]]))).to_list()[0] is None


def test_a_row_of_somebody_who_is_not_there_is_refused(tmp_path):
    made = country()
    made["enrolment"][3]["person_id"] = id_of(777)
    with pytest.raises(UnknownReference) as refused:
        taken(Store(tmp_path / "s"), FolderSource(write_folder(tmp_path / "f", made)))
    assert refused.value.facts == {"kind": "person", "count": 1}


def test_facts_of_two_origins_are_never_in_one_snapshot(tmp_path):
    made = country()
    real = {**made["organisation"][0], "origin": "real", "organisation_id": id_of(2000)}
    made["organisation"].append(real)
    source = FolderSource(write_folder(tmp_path / "f", made))
    with pytest.raises(OriginsMeet):
        taking.only_origin(source)
    with pytest.raises(OriginsMeet):
        taken(
            Store(tmp_path), source, taking.Question(asked().on, asked().known_at, "illustrative")
        )
    store = Store(tmp_path)
    found = taken(store, source).manifest
    assert set(read(store, found, "organisation")["origin"]) == {"simulated"}


# --- counts ---


def test_counts_that_change_a_lot_have_to_be_explained(folder, tmp_path):
    store = Store(tmp_path / "s")
    taken(store, FolderSource(folder))
    more = FolderSource(write_folder(tmp_path / "more", country(60)))
    strict = {"declared": tolerant(10), "question": asked(date(2020, 10, 2))}
    with pytest.raises(Unexplained) as refused:
        taken(store, more, **strict)
    assert refused.value.facts["count"] == 3
    assert "enrolment KZ-11: 12 → 30" in str(refused.value.facts["shown"])
    assert len(store.manifests()) == 1
    told = taken(store, more, because=" a second school year ", **strict).manifest
    assert (told.because, len(told.warnings)) == ("a second school year", 3)
    assert store.manifest(told.id[:8]) == told


def test_a_change_within_what_is_declared_needs_no_reason(folder, tmp_path):
    store = Store(tmp_path / "s")
    first = taken(store, FolderSource(folder)).manifest
    more = FolderSource(write_folder(tmp_path / "more", country(27)))
    told = taken(store, more, asked(date(2020, 10, 2)), declared=tolerant(1), because="?").manifest
    assert (told.previous, told.warnings, told.because) == (first.id, (), "")


# --- the store ---

KILLED = """
import os, signal, sys
from pathlib import Path
from bagdar.warehouse.public import FolderSource, Store
from tests.snapshots_made import taken
store, left = Store(Path(sys.argv[2])), int(sys.argv[3])
put, keep = Store.put, Store.keep
count = [0]
def counting(self, frame, table):
    count[0] += 1
    if count[0] == left:
        os.kill(os.getpid(), signal.SIGKILL)
    return put(self, frame, table)
def last(self, manifest):
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    keep(self, manifest)
Store.put, Store.keep = counting, last
taken(store, FolderSource(Path(sys.argv[1])))
"""


@pytest.mark.parametrize("left", [7, 0])
def test_a_take_that_is_killed_leaves_no_manifest_and_can_be_run_again(
    folder, first, tmp_path, left
):
    path = os.pathsep.join(sys.path)
    words = [sys.executable, "-c", KILLED, str(folder), str(tmp_path), str(left)]
    done = subprocess.run(words, env={**os.environ, "PYTHONPATH": path}, check=False)
    assert done.returncode == -signal.SIGKILL
    store = Store(tmp_path)
    assert store.manifests() == []
    assert len(list((tmp_path / "parts").glob("*"))) >= 6
    again = taken(store, FolderSource(folder))
    assert again.manifest.id == first[1].id
    assert again.written < len(list(again.manifest.parts()))  # what was there was used
    assert not (tmp_path / "spool").exists()
    assert store.clean() == (0, 0)


def test_while_one_takes_nobody_else_does(tmp_path, folder):
    store = Store(tmp_path)
    with store.held(), pytest.raises(IsBusy):
        taken(store, FolderSource(folder))
    with store.held(), pytest.raises(IsBusy):
        store.clean()


def test_a_byte_that_changed_is_noticed(folder, tmp_path):
    store = Store(tmp_path)
    manifest = taken(store, FolderSource(folder)).manifest
    assert store.verify(manifest) == len({part.sha256 for _, _, part in manifest.parts()})
    part = store.path(manifest.tables["person"][""].sha256)
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(bytes(content))
    with pytest.raises(DamagedSnapshot):
        store.verify(manifest)
    told = store.folder / f"{manifest.id}.json"
    changed = json.loads(told.read_text()) | {"origin": "real"}
    told.write_text(json.dumps(changed))
    with pytest.raises(DamagedSnapshot):
        store.manifest(manifest.id)


def test_an_id_is_known_by_its_beginning_and_only_where_that_is_enough(first):
    store, manifest = first
    assert store.manifest(manifest.id[:4]) == manifest
    for wrong in ("", manifest.id[:3], "zzzz"):
        with pytest.raises(NoSuchSnapshot):
            store.manifest(wrong)


def test_an_engine_reads_exactly_the_parts_of_the_manifest(first):
    store, manifest = first
    tables = open_snapshot(store, manifest.id[:8], memory="500MB", threads=1, verify=True)
    assert set(tables) == set(manifest.tables)
    for name, table in tables.items():
        rows = sum(part.rows for part in manifest.tables[name].values())
        assert table.count().to_pyarrow().as_py() == rows
    schema = tables["condition"].schema()
    assert (str(schema["internet_mbit"]), str(schema["capacity"])) == ("decimal(18, 6)", "int32")
    of_one = open_snapshot(store, manifest.id, regions=["KZ-11"])
    assert of_one["enrolment"].count().to_pyarrow().as_py() == 12
    assert of_one["territory"].count().to_pyarrow().as_py() == 0
    assert [one[:2] for one in territory_facts(store, manifest.id)] == [
        ("SIM-KZ-11", None), ("SIM-KZ-75", None),
    ]  # fmt: skip


@pytest.mark.parametrize("table", sorted(published.TABLES))
def test_the_columns_of_every_part_are_those_that_are_published(first, table):
    store, manifest = first
    names = read(store, manifest, table).columns
    assert names == [one.name for one in published.published(table)]
