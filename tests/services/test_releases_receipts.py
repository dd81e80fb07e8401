"""A release takes a receipt with its publication; without receipts nothing is published (T7).

What was begun and lost stops publication as well; where no log was ever begun, it goes on.
"""

import hashlib
import json
import shutil
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client

from bagdar.indicators import models
from bagdar.indicators.presenters import release_files
from bagdar.indicators.queries import receipts
from bagdar.indicators.queries import releases as queries
from bagdar.indicators.queries.receipts import Receipt
from bagdar.indicators.rules.releases import NoReleaseReceipt
from bagdar.indicators.services import receipting, releasing
from bagdar.notary import public as notary
from bagdar.notary.models import Commitment
from bagdar.notary.rules.receipt import check_receipt
from bagdar.notary.rules.refusals import LogAbsent, Overdue
from tests.notary_logs import Site
from tests.notary_tools import SECONDS
from tests.services.test_indicators_releases import (
    WHO,
    approve,
    computed,  # noqa: F401  (a fixture)
    plan,
    prepare,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HEARD = datetime.fromtimestamp(SECONDS, UTC)  # when the witnesses of these tests spoke last
LATE = HEARD + timedelta(hours=4, seconds=1)


@pytest.fixture
def ready(computed: None, tmp_path: Path, settings) -> Site:  # noqa: F811
    """A release that is approved, and a log with two witnesses that has been running."""
    made = Site(tmp_path / "site")
    settings.LOG_DIR = made.folder / "public"
    (settings.VAR_DIR / "notary").symlink_to(made.folder / "home")
    notary.sequence(made.log())
    plan(due_at=HEARD)
    prepare()
    approve()
    return made


@pytest.fixture(autouse=True)
def announced(monkeypatch: pytest.MonkeyPatch):
    """A week before the hour of these tests' log."""
    monkeypatch.setattr("tests.services.test_indicators_releases.ANNOUNCED",
                        HEARD - timedelta(days=8))  # fmt: skip


def publish(at: datetime = HEARD) -> models.Release:
    return releasing.publish("first", by=WHO["aa"], now=at)


def test_the_receipt_opens_to_the_release_and_to_every_byte_of_its_files(ready: Site):
    handle = publish().receipt
    assert handle and receipts.standing(handle) is Receipt.WAITS
    with pytest.raises(notary.ReceiptWaits):
        receipts.text("first")
    notary.sequence(ready.log())
    assert receipts.standing(handle) is Receipt.THERE
    found = check_receipt(receipts.text("first"), notary.standing().policy)
    assert found.opening is not None and found.opening.kind == "indicators.release"
    info = queries.release("first")
    archive = zipfile.ZipFile(BytesIO(release_files.archive(info)))
    sums = archive.read("SHA256SUMS")
    assert found.opening.content == {
        "release": "first", "sha256": info.digest, "files": hashlib.sha256(sums).hexdigest(),
    }  # fmt: skip
    told = dict(line.split("  ")[::-1] for line in sums.decode().splitlines())
    assert told.keys() == set(archive.namelist()) - {"SHA256SUMS", "manifest.json"} and told
    for name, sha256 in told.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == sha256


def test_a_file_that_was_changed_later_does_not_open_the_receipt(ready: Site):
    """The control of the one above: what stands in the database is held to the commitment."""
    publish()
    notary.sequence(ready.log())
    one = models.ReleaseTable.objects.get()
    content = json.loads(one.content)
    name = min(content["files"])
    content["files"][name][0] = "0" * 64
    models.ReleaseTable.objects.update(content=json.dumps(content))
    with pytest.raises(Exception, match="notary.content_differs"):
        receipts.text("first")


def test_the_receipt_falls_with_the_publication(ready: Site, monkeypatch: pytest.MonkeyPatch):
    def fail(*given: object, **told: object) -> None:
        raise RuntimeError("the trail is full")

    monkeypatch.setattr(releasing, "record", fail)
    with pytest.raises(RuntimeError, match="the trail is full"):
        publish()
    assert not Commitment.objects.exists()
    assert not queries.release("first").published_at


@pytest.mark.parametrize(("at", "stops"), [(LATE - timedelta(seconds=1), False), (LATE, True)])
def test_publication_stops_when_receipts_are_held_up_for_four_hours(
    ready: Site, at: datetime, stops: bool
):
    if not stops:
        assert publish(at).receipt
        return
    with pytest.raises(Overdue):
        publish(at)
    assert not models.Release.objects.get().published_at and not Commitment.objects.exists()
    assert Client().get("/en/releases/first/").status_code == 200  # reading goes on


def test_with_the_guard_off_it_would_be_published_all_the_same(
    ready: Site, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(receipting, "require_timely", lambda now: None)
    assert publish(LATE).published_at == LATE


def test_a_log_that_was_begun_and_is_lost_stops_publication(ready: Site):
    notary.commit("tests.fact", "tests.fact:1", {"n": 1})
    notary.sequence(ready.log())
    shutil.rmtree(ready.folder)
    with pytest.raises(LogAbsent):
        publish()
    assert not models.Release.objects.get().published_at


def test_a_lost_log_that_nothing_remembers_is_a_log_that_was_never_begun(ready: Site):
    """The control: it is the places in the database by which the loss is noticed."""
    shutil.rmtree(ready.folder)
    assert publish().receipt == ""


def test_where_no_log_was_begun_publication_goes_on_and_the_page_says_so(computed: None):  # noqa: F811
    plan(due_at=HEARD)
    prepare()
    approve()
    assert publish().receipt == "" and not Commitment.objects.exists()
    with pytest.raises(NoReleaseReceipt):
        receipts.text("first")
    client = Client()
    assert "It has no receipt" in client.get("/en/releases/first/").content.decode()
    assert client.get("/en/releases/first/files/first.tlog-proof").status_code == 404
    told = client.get("/api/v1/releases/first").json()["receipt"]
    assert told == {"state": "none", "handle": "", "address": ""}


def test_page_and_program_say_where_the_receipt_is_and_whether_it_is_there(ready: Site):
    client, name = Client(), "first.tlog-proof"
    assert client.get("/api/v1/releases/first").json()["receipt"] is None
    handle = publish().receipt
    assert "is not in the log yet" in client.get("/en/releases/first/").content.decode()
    assert client.get(f"/api/v1/releases/first/files/{name}").status_code == 409
    told = client.get("/api/v1/releases/first").json()["receipt"]
    assert told == {"state": "waits", "handle": handle, "address": ""}
    notary.sequence(ready.log())
    page = client.get("/en/releases/first/").content.decode()
    assert f"/en/releases/first/files/{name}" in page
    told = client.get("/api/v1/releases/first").json()["receipt"]
    assert told["state"] == "there"
    text = client.get(told["address"]).content
    assert client.get(f"/en/releases/first/files/{name}").content == text
    assert check_receipt(text.decode(), notary.standing().policy).opening
    shutil.rmtree(ready.folder / "public")
    assert client.get("/api/v1/releases/first").json()["receipt"]["state"] == "silent"
    assert "не читается" in client.get("/ru/releases/first/").content.decode()
