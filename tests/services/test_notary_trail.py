"""What the log's operator does is in the trail, or it is not done."""

import shutil
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from bagdar.audit.models import Event
from bagdar.audit.rules import OPERATOR
from bagdar.notary import public as notary
from bagdar.notary.rules.refusals import LogPresent, NotSigned
from bagdar.notary.services import sequence
from bagdar.notary.storage import Storage
from tests.notary_logs import Site, entries
from tests.notary_tools import ORIGIN, WITNESSES
from tests.services.test_notary_command import typed
from tests.services.test_notary_commitments import committed
from tests.services.test_notary_commitments import site as site  # a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.database]
KEYS = {"w1": (WITNESSES[0].key, "http://witness.example/1")}


@pytest.fixture
def nowhere(tmp_path: Path, settings) -> Path:
    """An installation without a log."""
    settings.LOG_DIR, settings.VAR_DIR = tmp_path / "log", tmp_path
    return tmp_path


def trail() -> list[tuple[str, str, str, dict]]:
    return list(
        Event.objects.filter(action__startswith="notary.")
        .order_by("id")
        .values_list("action", "about", "actor", "facts")
    )


def no_trail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that takes no event."""

    def fails(*_: object, **__: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr("bagdar.audit.services.insert_columns", fails)


def test_who_begins_a_log_and_with_which_witnesses_is_in_the_trail(nowhere: Path):
    key = notary.begin("log.example/new", KEYS, 1, by=OPERATOR).key
    assert (nowhere / "notary" / "key").exists() and key.name == "log.example/new"
    [(action, about, actor, facts)] = trail()
    assert (action, about, actor) == ("notary.log_begun", "notary.log:log.example/new", "operator")
    assert facts["enough"] == 1 and facts["witnesses"][0].startswith("witness.example/1+")
    with pytest.raises(LogPresent), transaction.atomic():
        notary.begin("log.example/again", KEYS, 1, by=OPERATOR)
    assert len(trail()) == 1


def test_the_command_that_begins_a_log_leaves_its_event(nowhere: Path):
    printed = typed("init", "log.example/typed")
    assert printed.startswith("log.example/typed+")
    assert [row[:2] for row in trail()] == [("notary.log_begun", "notary.log:log.example/typed")]


def test_a_log_whose_beginning_cannot_be_recorded_is_not_begun(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
):
    no_trail(monkeypatch)
    with pytest.raises(DatabaseError), transaction.atomic():
        notary.begin("log.example/new", KEYS, 1, by=OPERATOR)
    assert not (nowhere / "notary").exists() and not (nowhere / "log").exists()


def spoiled(made: Site) -> Path:
    """A file that a fault left behind: no signed checkpoint speaks of it."""
    path = made.folder / "public" / "tile" / "0" / "000.p" / "9"
    path.write_bytes(bytes(9 * 32))
    return path


def test_a_repair_says_how_many_files_it_removed(site: Site):
    committed()
    sequence(site.log())
    path = spoiled(site)
    assert typed("fsck", "--repair").startswith("Files removed that were never signed: 1\n")
    assert not path.exists()
    assert trail() == [("notary.log_repaired", f"notary.log:{ORIGIN}", "operator", {"files": 1})]
    typed("fsck")
    assert len(trail()) == 1  # who only looks does nothing


def test_a_repair_that_cannot_be_recorded_removes_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    site.grow(entries(3))
    path = spoiled(site)
    no_trail(monkeypatch)
    with pytest.raises(DatabaseError), transaction.atomic():
        notary.repair(by=OPERATOR)
    assert path.exists()


def restored(made: Site) -> Path:
    """A log that came back from a copy taken at 10 entries, when it had 20; gives its mirror."""
    made.grow(entries(10))
    for name in ("public", "home"):
        shutil.copytree(made.folder / name, made.folder / "backup" / name)
    made.grow(entries(20))
    mirror = made.folder / "mirror"
    shutil.copytree(made.folder / "public", mirror)
    for name in ("public", "home"):
        shutil.rmtree(made.folder / name)
        shutil.copytree(made.folder / "backup" / name, made.folder / name)
    return mirror


def test_levelling_says_from_where_to_where(site: Site):
    mirror = restored(site)
    assert typed("level", mirror) == "Entries in the log: 20\n"
    told = {"from": 10, "to": 20}
    assert trail() == [("notary.log_levelled", f"notary.log:{ORIGIN}", "operator", told)]


def test_a_mirror_with_a_changed_byte_is_refused_and_leaves_no_event(site: Site):
    mirror = restored(site)
    path = mirror / "tile" / "entries" / "000.p" / "20"
    path.write_bytes(path.read_bytes().replace(b"tests.fact", b"tests.fake", 1))
    with pytest.raises(NotSigned), transaction.atomic():
        notary.level(Storage(mirror), by=OPERATOR)
    assert site.log().state().checkpoint.size == 10 and trail() == []
