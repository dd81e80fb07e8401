"""S6: a snapshot and a version of the code give the same release everywhere, byte for byte; what a
later one gives otherwise stands in a table with old, new and the reason."""

import json
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from bagdar.indicators import models
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.queries import releases as queries
from bagdar.indicators.queries.snapshots import opened
from bagdar.indicators.services.computing import compute
from bagdar.indicators.services.protecting import protect_figures
from bagdar.warehouse.public import FolderSource, Question, Store, take
from tests import pristine
from tests.divided_country import AFTER, BEFORE, KNOWN, METRIC, VILLAGES, country
from tests.many_processes import environment
from tests.nation_files import write_folder
from tests.served import BAGDAR
from tests.services.test_indicators_releases import DUE, WHO, WORDS, out, plan, prepare
from tests.snapshots_made import KEY, tolerant

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TABLES = tuple(f"{METRIC}{one}" for one in (
    f":region@{BEFORE}", f":region@{BEFORE}~bridged", f":sex,age@{AFTER}",
))  # fmt: skip
ELSEWHERE = """
import json, sys
import django
django.setup()
from pathlib import Path
from tests.services import test_releases_same_bytes as here
print(json.dumps(here.prepared(Path(sys.argv[1]))))
"""


def prepared(folder: Path) -> dict[str, str]:
    """From facts to a release; its digest, the snapshot's, and the SHA-256 of every file."""
    snapshot = _computed(folder, KNOWN, divided=True)
    plan()
    return {"snapshot": snapshot, **chosen()}


def chosen() -> dict[str, str]:
    digest = prepare("first", *TABLES).digest
    return {"": digest,
            **{name: sha256 for one in queries.tables("first")
               for name, (sha256, _) in one.files.items()}}  # fmt: skip


def elsewhere(folder: Path) -> dict[str, str]:
    """In a process, a folder and a database of SQLite of its own."""
    folder.mkdir()
    database = folder / "elsewhere.sqlite3"
    told = {
        **environment(f"sqlite:///{database}", str(folder)), "PYTHONHASHSEED": "7",
    }  # fmt: skip
    if connection.vendor == "sqlite":
        shutil.copy(pristine.kept(), database)
    else:
        subprocess.run([*BAGDAR, "migrate"], env=told, check=True, capture_output=True)
    given = [sys.executable, "-c", ELSEWHERE, str(folder / "facts")]
    done = subprocess.run(given, env=told, check=True, capture_output=True, text=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_the_same_facts_give_the_same_bytes_on_another_machine_and_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """On PostgreSQL this is the comparison with SQLite."""
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    ours = prepared(tmp_path / "facts")
    assert len(ours) > 6 * len(TABLES)
    assert elsewhere(tmp_path / "same") == ours
    monkeypatch.setattr(settings, "PUBLISHER", "Somebody else")
    assert any(one != ours[name] for name, one in chosen().items())  # the control: a word is seen


def test_a_later_release_says_old_new_and_why(
    loaded: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    _computed(tmp_path / "first", KNOWN)
    table = f"{METRIC}:region@{AFTER}"
    out("first", table)
    monkeypatch.setitem(VILLAGES, "F", (70, 45))  # a delivery came late
    _computed(tmp_path / "second", KNOWN + timedelta(days=1))
    why = {**WORDS, "en": "one delivery came late"}
    out("second", table, replaces="first", reason=why)
    told = {one.codes: (one.old, one.new) for one in queries.revisions("second")}
    assert set(told) == {("KZ-11",), ("all",)}
    assert told["KZ-11",] == ("42.857143", "64.285714")
    page = Client().get("/en/releases/second/").content.decode()
    assert "one delivery came late" in page and "42.9" in page and "64.3" in page
    assert queries.revisions("first") == ()
    assert models.Release.objects.filter(published_at=DUE).count() == 2


def _computed(folder: Path, known: datetime, *, divided: bool = False) -> str:
    source = FolderSource(write_folder(folder, country(divided=divided)))
    given: dict[str, Any] = {"key": KEY, "declared": tolerant()}
    store = Store(Path(settings.VAR_DIR) / "snapshots")
    taken = take(store, source, Question(AFTER, known, "simulated"), **given)
    for on in (BEFORE, AFTER):
        found = compute(opened(taken.manifest.id), on, [METRICS[METRIC]], by=WHO["aa"],
                        now=lambda: known)  # fmt: skip
        protect_figures(found, by=WHO["aa"], now=lambda: known)
    return str(taken.manifest.id)
