"""The register and the folder it was loaded from give the same parts; a difference says why."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.config import console
from bagdar.config.cli import bagdar
from bagdar.core.periods import Period
from bagdar.registry import models
from bagdar.registry.public import (
    RegisterSource,
    enrol,
    leave,
    load_folder,
    withdraw_enrolment,
)
from bagdar.registry.rules.nouns import Form, Place
from bagdar.warehouse.public import FolderSource, Store, differences
from bagdar.warehouse.snapshots.differing import LOST, Cause
from bagdar.warehouse.snapshots.errors import KeyLost, OtherOrder
from tests.nation_files import id_of, write_folder
from tests.register import learning
from tests.snapshots_made import KEY, KNOWN, ON, asked, country, parts_of, taken

pytestmark = [pytest.mark.django_db, pytest.mark.database]

BY = Actor("simulator", "operator")
LATER = KNOWN + timedelta(days=30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = write_folder(tmp_path / "country", country())
    load_folder(made, by=BY, at=datetime(2026, 3, 2, tzinfo=UTC))
    return made


@pytest.mark.parametrize("rows_at_once", [5, 100_000])
def test_the_register_and_its_folder_give_the_same_parts(folder, tmp_path, rows_at_once):
    ours = taken(Store(tmp_path / "a"), RegisterSource(rows_at_once)).manifest
    theirs = taken(Store(tmp_path / "b"), FolderSource(folder)).manifest
    assert parts_of(ours) == parts_of(theirs)
    assert ours.id == theirs.id
    assert ours.rows == 64


def test_empty_text_that_were_kept_would_make_the_two_differ(folder, tmp_path, monkeypatch):
    """The negative control: the register keeps empty text where a folder has nothing."""
    from bagdar.warehouse.snapshots import rows

    monkeypatch.setattr(rows, "_value", lambda column, of: column.cast(rows.POLARS[of.type]))
    ours = taken(Store(tmp_path / "a"), RegisterSource()).manifest
    theirs = taken(Store(tmp_path / "b"), FolderSource(folder)).manifest
    assert parts_of(ours) != parts_of(theirs)


# --- what changed and why ---


def of_enrolments(found: Any) -> dict[str, dict[str, int]]:
    return {one.region: dict(one.causes) for one in found if one.table == "enrolment"}


def school(number: int) -> UUID:
    return UUID(id_of(1000 + number))


def given_(day: int) -> dict[str, Any]:
    return {"source": "order", "by": BY, "at": KNOWN + timedelta(days=day)}


def test_a_difference_tells_new_days_late_facts_corrections_and_what_was_withdrawn(
    folder, tmp_path
):
    store = Store(tmp_path / "s")
    before = taken(store, RegisterSource()).manifest
    people = [UUID(id_of(one)) for one in range(24)]
    # corrected: the stay of nobody else changes
    leave(people[0], Place(school(0), "2"), date(2020, 11, 1), "health", **given_(1))
    # withdrawn
    withdraw_enrolment(people[2], Place(school(0), "2"), Period(date(2020, 9, 1)), **given_(2))
    # late: began before the first day, recorded after the first instant
    circle = learning(school(1), form=Form.PART_TIME)
    enrol(people[4], circle, Period(date(2020, 9, 5)), **given_(3))
    # a new day
    enrol(people[6], circle, Period(date(2020, 12, 15)), **given_(4))
    after = taken(store, RegisterSource(), asked(date(2021, 1, 1), LATER)).manifest
    found = of_enrolments(differences(before, after, RegisterSource(), KEY))
    assert found == {
        "KZ-11": {Cause.CORRECTED: 1, Cause.CORRECTED_AWAY: 1, Cause.WITHDRAWN: 1},
        "KZ-75": {Cause.LATE: 1, Cause.NEW_DAY: 1},
    }


def test_between_a_snapshot_and_itself_nothing_changed(folder, tmp_path):
    one = taken(Store(tmp_path / "s"), FolderSource(folder)).manifest
    assert differences(one, one, FolderSource(folder), KEY) == []


def test_snapshots_in_the_wrong_order_or_of_another_key_are_not_compared(folder, tmp_path):
    source = FolderSource(folder)
    early = taken(Store(tmp_path / "a"), source).manifest
    late = taken(Store(tmp_path / "a"), source, asked(date(2021, 1, 1), LATER)).manifest
    other = taken(Store(tmp_path / "b"), source, asked(date(2021, 1, 1), LATER), key="o").manifest
    with pytest.raises(OtherOrder):
        differences(late, early, source, KEY)
    for after, key in ((other, KEY), (late, "o")):
        with pytest.raises(KeyLost):
            differences(early, after, source, key)


def test_facts_that_were_not_those_of_the_snapshots_explain_nothing(folder, tmp_path):
    """The negative control: rows that nobody recorded are not taken for late ones."""
    store, source = Store(tmp_path / "s"), FolderSource(folder)
    before = taken(store, source).manifest
    more = FolderSource(write_folder(tmp_path / "more", country(30)))
    after = taken(store, more, asked(date(2020, 10, 2))).manifest
    causes = of_enrolments(differences(before, after, source, KEY))
    assert causes == {"KZ-11": {Cause.UNEXPLAINED: 3}, "KZ-75": {Cause.UNEXPLAINED: 3}}


MOVES = st.lists(
    st.tuples(
        st.integers(0, 23),  # who
        st.sampled_from(["moves", "late", "new", "ends", "goes"]),
        st.integers(1, 20),  # days after the first instant
    ),
    max_size=12,
    unique_by=lambda one: one[0],
)


@pytest.mark.once
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves=MOVES)
def test_whatever_is_recorded_between_them_the_causes_add_up_to_the_change(tmp_path, moves):
    """Rows before and all causes give rows after, and nothing is left unexplained."""
    made = country()
    expected: Counter[str] = Counter()
    for who, what, days in moves:
        at, home = KNOWN + timedelta(days=days), id_of(who)
        stay = made["enrolment"][who]
        if what == "moves":
            told = {
                **made["residence"][0],
                "person_id": home,
                "territory": f"SIM-KZ-{11 + 64 * (who % 2)}",
            }
            made["residence"].append({**told, "valid_from": date(2020, 11, 1), "recorded_at": at})
        elif what in ("late", "new"):
            since = date(2020, 9, 3) if what == "late" else date(2020, 12, 1)
            made["enrolment"].append(
                {**stay, "form": "part_time", "valid_from": since, "recorded_at": at}
            )
            expected["late" if what == "late" else "new_day"] += 1
        elif what == "ends":
            stay["superseded_at"] = at
            made["enrolment"].append(
                {**stay, "superseded_at": None, "recorded_at": at, "valid_to": date(2020, 11, 2)}
            )
            expected["corrected"] += 1
            expected["corrected_away"] += 1
        else:
            stay["superseded_at"] = at
            expected["withdrawn"] += 1
    number = len(list(tmp_path.iterdir()))
    source = FolderSource(write_folder(tmp_path / f"{number}", made))
    store = Store(tmp_path / f"{number}-store")
    before = taken(store, source, asked(ON, KNOWN)).manifest
    after = taken(store, source, asked(date(2021, 1, 1), LATER)).manifest
    found = differences(before, after, source, KEY)
    told: Counter[str] = Counter()
    for one in found:
        change = sum(-rows if cause in LOST else rows for cause, rows in one.causes.items())
        assert one.before + change == one.after
        assert Cause.UNEXPLAINED not in one.causes
        if one.table == "enrolment":
            told.update({str(cause): rows for cause, rows in one.causes.items()})
    assert told == expected


# --- the command ---


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("BAGDAR_VAR_DIR", str(tmp_path / "var"))
    yield tmp_path / "var"
    console.choose("kk")


def typed(*words: object, code: int = 0) -> str:
    command = ["--language", "en", "snapshot", *map(str, words)]
    done = CliRunner().invoke(bagdar, command, catch_exceptions=code == 0)
    assert done.exception is None, done.exception
    return done.output


def test_a_snapshot_is_taken_listed_shown_compared_and_verified_and_noted(folder, house):
    words = ("take", "--known-at", "2020-12-01T05:00", "--json")
    one = json.loads(typed(*words, "--on", ON))
    assert (one["on"], one["origin"], one["previous"]) == ("2020-10-01", "simulated", "")
    [event] = Event.objects.filter(action="warehouse.snapshot_taken")
    assert event.about == f"warehouse.snapshot:{one['id']}"
    assert event.facts["rows"] == one["rows"]
    two = json.loads(typed(*words, "--on", "2021-01-01", "--from", folder))
    assert Event.objects.filter(action="warehouse.snapshot_taken").count() == 1
    assert two["previous"] == one["id"]
    assert [line.split()[0] for line in typed("list").splitlines()] == [
        one["id"][:12], two["id"][:12],
    ]  # fmt: skip
    assert "Enrolments" in typed("show", one["id"][:6]) or "facts" in typed("show", one["id"][:6])
    assert typed("diff", one["id"], two["id"]).endswith("\nBoth snapshots hold the same facts\n")
    assert typed("verify", one["id"]).startswith(f"Snapshot {one['id'][:12]} is whole")
    assert typed("clean").startswith("0 files")
    assert (house / "snapshot_key").stat().st_mode & 0o777 == 0o600


def test_without_a_note_in_the_trail_there_is_no_snapshot(folder, house, monkeypatch):
    monkeypatch.setattr("bagdar.audit.public.record", lambda *words, **more: 1 / 0)
    command = ["snapshot", "take", "--on", str(ON), "--known-at", "2020-12-01T05:00"]
    with pytest.raises(ZeroDivisionError):
        CliRunner().invoke(bagdar, command, catch_exceptions=False)
    assert Store(house / "snapshots").manifests() == []
    assert models.Person.objects.count() == 24
