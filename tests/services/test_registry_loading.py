"""Whole tables go into the register or stay out of it; the guards are up again afterwards."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction

from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.bulk import guards, whole
from bagdar.registry.public import find_people, load_folder, look_at_class_list, look_at_person
from bagdar.registry.rules.errors import FolderRefused, TableRefused
from tests.many_processes import database_of_its_own, environment
from tests.nation_files import EARLY, LATE, fact, id_of, rows, write_folder

pytestmark = pytest.mark.database
inside = pytest.mark.django_db

BY = Actor("simulator", "operator")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def load(folder: Path) -> dict[str, int]:
    return load_folder(folder, by=BY, at=NOW)


def counts() -> list[int]:
    tables = (models.Organisation, models.Person, models.OrganisationFact, models.PersonFact,
              models.PersonKey, models.Enrolment, models.TableLoad, Event)  # fmt: skip
    return [one.objects.count() for one in tables]


@inside
def test_a_folder_becomes_people_schools_and_stays_that_everything_else_can_read(tmp_path):
    assert load(write_folder(tmp_path, rows())) == {
        "organisation": 2, "person": 44, "enrolment": 40,
    }  # fmt: skip
    assert counts() == [2, 40, 2, 44, 80, 40, 3, 3]
    listed = look_at_class_list(UUID(id_of(1000)), date(2020, 10, 1), by=BY, at=NOW)
    assert [str(one.person_id) for one in listed][:2] == [id_of(0), id_of(10)]
    assert {one.enrolment.group for one in listed} == {"5 А"}
    [found] = find_people("Асел 7 Мысал", Origin.SIMULATED)
    assert found.person_id == UUID(id_of(7))


@inside
def test_those_who_learn_in_one_place_lie_together_so_that_a_class_is_few_pages(tmp_path):
    load(write_folder(tmp_path, rows()))  # in the folder every other learner is of the other school
    lying = models.Enrolment.objects.order_by("id").values_list("organisation_id", flat=True)
    assert [place for place, _ in groupby(lying)] == [UUID(id_of(1000)), UUID(id_of(1001))]


@inside
def test_what_was_known_before_a_correction_is_known_again_when_it_is_asked(tmp_path):
    load(write_folder(tmp_path, rows()))
    told = look_at_person(UUID(id_of(10)), "a test", by=BY, at=NOW)
    assert [(one.details.name.family, one.known.start, one.known.end) for one in told.person] == [
        ("Мысалл", EARLY, LATE), ("Мысал", LATE, None),
    ]  # fmt: skip
    assert told.person[0].ended_by == "simulator"
    assert told.origin is Origin.SIMULATED


@inside
def test_the_same_folder_again_adds_nothing(tmp_path):
    folder = write_folder(tmp_path, rows())
    load(folder)
    before = counts()
    assert load(folder) == {"organisation": 0, "person": 0, "enrolment": 0}
    assert counts() == before


@inside
def test_a_second_folder_goes_beside_the_first_under_the_guards(tmp_path):
    load(write_folder(tmp_path / "one", rows()))
    more = rows(60)
    second = {
        "person": [one for one in more["person"] if one["person_id"] >= id_of(0)][44:],
        "enrolment": more["enrolment"][40:],
    }
    load(write_folder(tmp_path / "two", second))
    assert models.Enrolment.objects.count() == 60
    again = {"enrolment": rows(5)["enrolment"]}
    with pytest.raises(TableRefused):
        load(write_folder(tmp_path / "three", again))
    assert models.Enrolment.objects.count() == 60


@inside
def test_a_file_that_is_not_the_one_of_the_manifest_is_refused(tmp_path):
    folder = write_folder(tmp_path, rows())
    with (folder / "enrolment.parquet").open("ab") as file:
        file.write(b"x")
    with pytest.raises(FolderRefused) as refused:
        load(folder)
    assert refused.value.facts == {"reason": "file", "file": "enrolment.parquet"}
    assert counts() == [0] * 8


@inside
def test_a_folder_without_a_manifest_is_refused(tmp_path):
    with pytest.raises(FolderRefused) as refused:
        load(tmp_path)
    assert refused.value.facts == {"reason": "manifest", "file": "manifest.json"}


@inside
@pytest.mark.parametrize(
    ("changed", "fault", "column"),
    [
        ({"level": "99"}, "code", "level"),
        ({"grade": 11}, "grade_of_lower_secondary", "grade"),
        ({"valid_to": date(2020, 9, 1)}, "ends_later", "valid_to"),
        ({"source": None}, "needed", "source"),
    ],
)
def test_a_table_with_one_faulty_row_stays_out_and_the_fault_is_named(
    tmp_path, changed, fault, column
):
    tables = rows()
    tables["enrolment"][17] |= changed
    with pytest.raises(TableRefused) as refused:
        load(write_folder(tmp_path, tables))
    assert refused.value.facts == {
        "table": "enrolment", "fault": fault, "column": column, "rows": 1,
    }  # fmt: skip
    assert models.Enrolment.objects.count() == 0
    assert counts()[:5] == [2, 40, 2, 44, 80]  # the tables before it stay


@inside
def test_two_full_time_places_of_one_person_in_a_file_keep_the_whole_table_out(tmp_path):
    tables = rows()
    twice = {**tables["enrolment"][3], "organisation_id": id_of(1000), "valid_to": None}
    tables["enrolment"].append(twice)
    with pytest.raises(TableRefused):
        load(write_folder(tmp_path, tables))
    assert models.Enrolment.objects.count() == 0


@inside
def test_a_fact_of_another_origin_keeps_the_whole_table_out(tmp_path):
    tables = rows()
    tables["enrolment"][3]["origin"] = "real"
    with pytest.raises(TableRefused):
        load(write_folder(tmp_path, tables))
    assert models.Enrolment.objects.count() == 0


@inside
def test_a_whole_file_of_another_origin_than_its_people_stays_out(tmp_path):
    load(write_folder(tmp_path / "people", {"person": rows()["person"]}))
    stays = [fact(person_id=id_of(one), territory="751000000") for one in range(9)]
    of_another = [{**one, "origin": "real"} for one in stays]
    with pytest.raises(TableRefused) as refused:
        load(write_folder(tmp_path / "real", {"residence": of_another}))
    assert refused.value.facts["fault"] == "one_origin"
    assert load(write_folder(tmp_path / "same", {"residence": stays})) == {"residence": 9}


def clubs(*days: tuple[date, date | None], **more: Any) -> list[dict[str, Any]]:
    """A club of one child in no organisation."""
    said = {"person_id": id_of(3), "kind": "club", "direction": "robotics", "organisation_id": None}
    return [fact(**{**said, **more}, valid_from=begins, valid_to=ends) for begins, ends in days]


@inside
def test_two_current_rows_of_a_timeline_on_a_day_keep_the_table_out_and_neighbours_do_not(tmp_path):
    first, second, third = date(2020, 9, 1), date(2020, 10, 1), date(2020, 11, 1)
    load(write_folder(tmp_path / "people", {"person": rows()["person"]}))
    for number, wrong in enumerate((
        clubs((first, None), (second, None)),
        clubs((first, third), (second, third)),
        clubs((second, third), (first, None)),
    )):  # fmt: skip
        with pytest.raises(TableRefused) as refused:
            load(write_folder(tmp_path / str(number), {"activity": wrong}))
        assert refused.value.facts["fault"] == "one_a_day"
    known_before = {**clubs((first, third))[0], "superseded_at": LATE}
    right = [*clubs((first, second), (second, third)), known_before]
    other = clubs((first, None), person_id=id_of(4))
    assert load(write_folder(tmp_path / "right", {"activity": right + other})) == {"activity": 4}


@inside
def test_timelines_that_share_a_number_are_told_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(whole, "_number", lambda columns: pl.lit(7, pl.UInt64))
    assert load(write_folder(tmp_path, rows()))["enrolment"] == 40


@inside
def test_a_look_over_the_file_that_finds_no_overlap_lets_two_places_in(tmp_path, monkeypatch):
    """The negative control, where no constraint is built over the whole table."""
    monkeypatch.setattr(whole, "_overlap", lambda rows, columns: False)
    tables = rows()
    tables["enrolment"].append({**tables["enrolment"][3], "valid_to": None})
    assert load(write_folder(tmp_path, tables))["enrolment"] == 41


def _overlapping() -> None:
    stay = models.Enrolment.objects.first()
    stay.pk = None
    stay.save(force_insert=True)


@inside
def test_after_a_load_the_guards_are_up_as_before(tmp_path):
    before = _guards()
    load(write_folder(tmp_path, rows()))
    assert _guards() == before
    with pytest.raises(IntegrityError), transaction.atomic():
        _overlapping()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Enrolment.objects.all().delete()


@inside
def test_a_load_that_forgets_the_guards_is_noticed(tmp_path, monkeypatch):
    name = "_sqlite" if connection.vendor == "sqlite" else "_postgresql"
    steps = getattr(guards, name)

    def down(cursor, table):
        yield next(steps(cursor, table))

    monkeypatch.setattr(guards, name, down)
    before = _guards()
    load(write_folder(tmp_path, rows()))
    assert _guards() != before


def _guards() -> list[tuple]:
    """Everything that the database keeps of itself about the register's tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT type, name, sql FROM sqlite_master WHERE tbl_name LIKE 'registry%' "
                "ORDER BY type, name"
            )
            return cursor.fetchall()
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid::regclass::text LIKE 'registry%' ORDER BY 1, 2"
        )
        found = cursor.fetchall()
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'registry%' ORDER BY 1"
        )
        found += cursor.fetchall()
        cursor.execute(
            "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
        )
        return found + cursor.fetchall()


WORKER = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
import django
django.setup()
from bagdar.audit.rules import Actor
from bagdar.registry import public
from bagdar.registry.services import loading

doing = 0
write = loading.write
def counted(*given):
    global doing
    doing += 1
    if doing == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    return write(*given)
loading.write = counted
loading.folders.ROWS_AT_ONCE = 10
at = datetime(2026, 3, 2, 9, tzinfo=UTC)
if sys.argv[3] == "outside":
    # A control: each part of a table is kept at once, without its receipt.
    loading._load = loading._load.__wrapped__
public.load_folder(Path(sys.argv[1]), by=Actor("simulator", "operator"), at=at)
"""
COUNT = """
import json
import django
django.setup()
from bagdar.registry import models
print(json.dumps([models.PersonFact.objects.count(), models.Enrolment.objects.count(),
                  models.PersonKey.objects.count()]))
"""


def _python(code: str, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    folder = str(Path(words[0]).parent) if words else "/tmp"
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(
        command, env=environment(url, folder), capture_output=True, text=True, check=False
    )


@pytest.fixture
def url(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of its own, for processes that are killed."""
    with django_db_blocker.unblock(), database_of_its_own() as found:
        yield found


def test_a_load_that_is_killed_again_and_again_neither_loses_nor_doubles(url, tmp_path):
    folder = write_folder(tmp_path / "nation", rows())
    for killed_at in (1, 3, 18, 19, 23, 24, 3, 4):  # the last two: of the stays alone
        assert _python(WORKER, url, str(folder), str(killed_at), "whole").returncode == -9
    assert _python(WORKER, url, str(folder), "0", "whole").returncode == 0
    assert json.loads(_python(COUNT, url).stdout) == [44, 40, 80]


def test_a_load_that_keeps_parts_of_a_table_without_a_receipt_is_found_out(url, tmp_path):
    folder = write_folder(tmp_path / "nation", rows())
    _python(WORKER, url, str(folder), "25", "outside")
    again = _python(WORKER, url, str(folder), "0", "outside")
    found = json.loads(_python(COUNT, url).stdout)
    assert again.returncode != 0 or found != [44, 40, 80]


@inside
def test_the_manifest_may_name_one_table_alone(tmp_path):
    assert load(write_folder(tmp_path, {"organisation": rows()["organisation"]})) == {
        "organisation": 2
    }
    assert fact()["origin"] == "simulated"
