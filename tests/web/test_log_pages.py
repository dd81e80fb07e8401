"""The log's page, its files as any verifier of tlog-tiles reads them, and the API."""

import base64
import json
import urllib.parse
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from bagdar.notary import public as notary
from bagdar.notary.rules.checkpoint import opened, read_policy
from bagdar.notary.rules.receipt import check_receipt
from bagdar.notary.services import sequence
from tests.notary_logs import Site
from tests.services.test_notary_commitments import committed, site  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def grown(made: Site, count: int = 260) -> list[str]:
    handles = [committed({"n": n}) for n in range(count)]
    sequence(made.log())
    return handles


def post(client: Client, body: dict) -> tuple[int, dict]:
    token = client.get("/api/v1/session").json()["csrf_token"]
    answer = client.post(
        "/api/v1/log/verify", json.dumps(body), content_type="application/json",
        headers={"X-CSRFToken": token},
    )  # fmt: skip
    return answer.status_code, answer.json()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_says_where_the_log_stands_and_how_to_check_it(site: Site, language: str):  # noqa: F811
    grown(site)
    answer = Client().get(f"/{language}/log/")
    told = answer.content.decode()
    root = site.log().state().checkpoint.root.hex()
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    assert root in told and "witness.example/w1" in told and "verify_receipt.py" in told


def test_without_a_log_the_page_says_so_and_its_files_are_absent(tmp_path: Path, settings):
    settings.LOG_DIR, settings.VAR_DIR = tmp_path / "log", tmp_path
    client = Client()
    assert "has been begun here yet" in client.get("/en/log/").content.decode()
    for name in ("checkpoint", "policy", "tile/0/000"):
        assert client.get(f"/log/{name}").status_code == 404
    assert client.get("/api/v1/log/checkpoint").status_code == 404


def test_anybody_reads_the_files_and_full_ones_are_kept_for_ever(site: Site):  # noqa: F811
    grown(site)
    client = Client()
    policy = read_policy(client.get("/log/policy").content.decode())
    checkpoint, _ = opened(client.get("/log/checkpoint").content.decode(), policy)
    assert checkpoint.size == 260
    full = client.get("/log/tile/entries/000")
    assert "immutable" in full["Cache-Control"]
    assert full.content == (site.folder / "public" / "tile" / "entries" / "000").read_bytes()
    narrow = client.get("/log/tile/0/001.p/4")
    assert len(narrow.content) == 4 * 32 and "immutable" not in narrow["Cache-Control"]
    assert len(client.get("/log/tile/0/000.p/17").content) == 17 * 32  # cut from the full one


@pytest.mark.parametrize(
    "path", ["0/999", "9/000", "0/../../../checkpoint", "0/000.p/0", "entries/x", "0/%2e%2e/000"]
)
def test_what_is_no_file_of_the_log_is_absent(site: Site, path: str):  # noqa: F811
    grown(site, 3)
    assert Client().get(f"/log/tile/{path}").status_code == 404


def test_the_verifier_is_the_file_that_the_service_checks_with(site: Site):  # noqa: F811
    answer = Client().get("/log/verify_receipt.py")
    told = answer.content.decode()
    assert answer["Content-Disposition"] == 'attachment; filename="verify_receipt.py"'
    source = Path(notary.__file__).parent / "rules" / "verify_receipt.py"
    head, _, _ = source.read_text(encoding="utf-8").partition("SENTENCES")
    assert told.startswith(head) and "proof_root" in told


def test_a_program_gets_a_receipt_without_its_content_and_has_it_checked(site: Site):  # noqa: F811
    handle = grown(site, 5)[3]
    client = Client()
    found = client.get(f"/api/v1/log/receipts/{urllib.parse.quote(handle)}").json()
    policy = client.get("/api/v1/log/checkpoint").json()["policy"]
    entry = base64.b64decode(found["entry"])
    assert check_receipt(found["receipt"], policy, entry=entry).index == found["index"] == 3
    status, told = post(client, {"receipt": found["receipt"], "entry": found["entry"]})
    assert status == 200 and told["index"] == 3 and told["kind"] is None
    status, told = post(client, {"receipt": notary.receipt(handle, {"n": 3}).text})
    assert status == 200 and told["kind"] == "tests.fact"
    assert [one["name"] for one in told["witnesses"]] == ["w1", "w2"]


def test_a_receipt_that_does_not_hold_is_refused_with_its_reason(site: Site):  # noqa: F811
    handle = grown(site, 5)[3]
    text = notary.receipt(handle, {"n": 3}).text
    for changed, code in (
        (text.replace("index 3", "index 2"), "notary.proof_root"),
        (text.replace("index 3", "index 9"), "notary.proof_index"),
        (text.replace("\n5\n", "\n6\n"), "notary.signature_wrong"),
        ("nothing", "notary.proof_malformed"),
    ):
        status, told = post(Client(), {"receipt": changed})
        assert (status, told["code"]) == (422, code)
    status, told = post(Client(), {"receipt": text, "entry": "x"})
    assert (status, told["code"]) == (422, "notary.proof_malformed")


def test_a_receipt_that_waits_or_is_unknown_says_so(site: Site):  # noqa: F811
    sequence(site.log())
    with transaction.atomic():
        handle = notary.commit("tests.fact", "tests.fact:1", {"n": 1})
    client = Client()
    waits = client.get(f"/api/v1/log/receipts/{handle}")
    assert waits.status_code == 409 and waits["Retry-After"] == "60"
    assert client.get("/api/v1/log/receipts/unknown").status_code == 404
