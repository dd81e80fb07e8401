"""RELIABILITY D4: a command takes effect once, however often it is sent; and W2: what is
another's is not there, on any operation.
"""

import random
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.utils import translation

from bagdar.access import clock, once
from bagdar.access.models import Account, Command
from bagdar.monitoring import models
from tests.whole.test_addresses import addresses

pytestmark = [
    pytest.mark.django_db, pytest.mark.database, pytest.mark.engine,
    pytest.mark.usefixtures("loaded"),
]  # fmt: skip

ROOT = "/api/v1"
REPLAYS, LOST = (1000, 200), (500, 50)  # in full; of an everyday on PostgreSQL
YEARS = range(2020, 2026)


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    yield tmp_path


@pytest.fixture
def in_full(pytestconfig: pytest.Config) -> bool:
    return connection.vendor == "sqlite" or bool(pytestconfig.getoption("--thorough"))


@pytest.fixture
def body(client_as: Any) -> Client:
    return client_as("body")


def save(client: Client, subject: str, value: Any = 64, key: str | None = None, **more: Any) -> Any:
    content = {"kind": "indicator", "value": value, **more}
    return client.put(
        f"{ROOT}/programmes/kz-2020-2025/reports",
        {"subject": subject, "content": content, "version": 0},
        content_type="application/json",
        headers={"Idempotency-Key": key} if key else {},
    )


def attach(client: Client, report: str, title: str, key: str | None = None) -> Any:
    return client.post(
        f"{ROOT}/reports/{report}/evidence",
        {"kind": "order", "title": title, "number": "137"},
        headers={"Idempotency-Key": key} if key else {},
    )


def titles() -> list[str]:
    return sorted(models.Evidence.objects.values_list("title", flat=True))


# --- D4 ---------------------------------------------------------------------------------------


def replay(client: Client, chance: random.Random, times: int) -> int:
    """Sends commands of which many were sent before; gives how many answers were not the first."""
    report = save(client, "indicator:T1.4@2021").json()["id"]
    answers: dict[str, bytes] = {}
    other = 0
    for _ in range(times):
        key = f"document-{chance.randrange(times // 5)}"
        answer = attach(client, report, key, key)
        assert answer.status_code == 201
        other += answers.setdefault(key, answer.content) != answer.content
    assert set(titles()) == set(answers)
    return other


def test_a_thousand_replays_change_nothing(body: Client, in_full: bool):
    assert replay(body, random.Random(1), REPLAYS[not in_full]) == 0
    assert len(titles()) == len(set(titles())) == Command.objects.count()


def test_without_the_table_of_keys_replays_would_double(
    body: Client, monkeypatch: pytest.MonkeyPatch
):
    """The negative control: commands run as if no key had come."""
    monkeypatch.setattr(once, "once", lambda request, run: run())
    assert replay(body, random.Random(1), 30) > 0
    assert len(titles()) > len(set(titles()))


def test_an_answer_that_is_lost_after_the_effect_is_given_again(
    body: Client, monkeypatch: pytest.MonkeyPatch, in_full: bool
):
    report = save(body, "indicator:T1.4@2021").json()["id"]
    run = once.RepeatableOperation.run

    def cut_off(*args: Any, **kwargs: Any) -> None:
        run(*args, **kwargs)
        raise ConnectionResetError

    names = [f"document-{number:03}" for number in range(LOST[not in_full])]
    for key in names:
        monkeypatch.setattr(once.RepeatableOperation, "run", cut_off)
        with pytest.raises(ConnectionResetError):
            attach(body, report, key, key)
        monkeypatch.setattr(once.RepeatableOperation, "run", run)
        assert attach(body, report, key, key).status_code == 201
    assert titles() == names


def test_an_effect_that_is_undone_keeps_no_answer(body: Client, monkeypatch: Any):
    """The service dies before the end of the transaction: the command was never there."""
    report = save(body, "indicator:T1.4@2021").json()["id"]
    kept = Command.save

    def dying(row: Command, *args: Any, **kwargs: Any) -> None:
        if row.status:
            raise SystemExit
        kept(row, *args, **kwargs)

    monkeypatch.setattr(Command, "save", dying)
    with pytest.raises(SystemExit):
        attach(body, report, "once", "key")
    monkeypatch.setattr(Command, "save", kept)
    assert (titles(), Command.objects.count()) == ([], 0)
    assert attach(body, report, "once", "key").status_code == 201
    assert titles() == ["once"]


def test_a_key_holds_for_a_day_and_is_forgotten_after_its_time(body: Client, monkeypatch: Any):
    report = save(body, "indicator:T1.4@2021").json()["id"]
    first = attach(body, report, "a", "key").content
    begun = clock.now()
    monkeypatch.setattr(clock, "now", lambda: begun + timedelta(hours=24, minutes=1))
    body.force_login(Account.objects.get(username="test-body"))
    assert attach(body, report, "a", "key").content == first
    late = begun + timedelta(hours=settings.COMMAND_HOURS, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    body.force_login(Account.objects.get(username="test-body"))
    assert attach(body, report, "b", "other").status_code == 201
    assert list(Command.objects.values_list("key", flat=True)) == ["other"]


def test_a_key_with_another_request_is_refused_whatever_differs(body: Client):
    first = save(body, "indicator:T1.4@2021", key="key").json()["id"]
    second = save(body, "indicator:T1.4@2022").json()["id"]
    for answer in (
        save(body, "indicator:T1.4@2021", 65, key="key"),
        save(body, "indicator:T1.4@2023", key="key"),
        attach(body, first, "a", "key"),
        attach(body, second, "a", "key"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "access.key_of_another")
    assert titles() == []


# --- W2 ---------------------------------------------------------------------------------------


@pytest.fixture
def strangers(accounts: Any) -> dict[str, Client]:
    """Another body, a region, another region, and the body's own demonstration account."""
    places = {
        "moh": {"role": "body", "body_code": "moh"},
        "almaty": {"role": "region", "region_code": "KZ-75"},
        "shown": {"role": "body", "body_code": "mes", "is_demonstration": True},
    }
    made = {name: Account.objects.create(username=name, **place) for name, place in places.items()}
    made["region"] = accounts["region"]
    clients = {}
    for name, account in made.items():
        clients[name] = Client()
        clients[name].force_login(account)
    return clients


def operations(report: str, evidence: str, delivery: str) -> list[tuple[str, str, Any]]:
    """Every operation that names a report, a piece of evidence or a delivery: method, address,
    body.
    """
    return [
        ("get", f"/deliveries/{delivery}", None),
        ("get", f"/reports/{report}", None),
        ("post", f"/reports/{report}/submission", {"version": 1}),
        ("post", f"/reports/{report}/acceptance", {"version": 1}),
        ("post", f"/reports/{report}/return", {"version": 1, "reason": "x"}),
        ("post", f"/reports/{report}/reopening", {"version": 1, "reason": "x"}),
        ("form", f"/reports/{report}/evidence", {"kind": "order", "title": "x", "number": "1"}),
        ("delete", f"/evidence/{evidence}", None),
        ("get", f"/evidence/{evidence}/file", None),
    ]


def pages(ids: Mapping[str, str]) -> list[str]:
    """Every page and file that names one of them, found by walking the resolver."""
    named = re.compile(r"<uuid:(report|evidence|delivery)_id>")
    with translation.override("kk"):  # whatever language the last answer was in
        declared = [address for address, _ in addresses(get_resolver().url_patterns)]
    found = [one for one in declared if one.startswith("kk/") and named.search(one)]
    # Yearly reports are everybody's; deliveries to the register and evidence of what was learnt
    # elsewhere are other apps'.
    others = ("/yearly/", "/intake/", "/recognition/")
    found = [one for one in found if not any(part in one for part in others)]
    places = [one.replace("<str:programme>", "kz-2020-2025") for one in found]
    return ["/" + named.sub(lambda blank: ids[blank[1]], place) for place in places]


def deliver(client: Client) -> str:
    file = SimpleUploadedFile("a.csv", b"measure;year;source;spent\n2;2021;XX;5\n")
    return str(
        client.post(f"{ROOT}/programmes/kz-2020-2025/deliveries", {"file": file}).json()["id"]
    )


def ask(client: Client, method: str, path: str, given: Any) -> Any:
    if method == "form":
        return client.post(f"{ROOT}{path}", given)
    more = {} if given is None else {"data": given}
    return getattr(client, method)(f"{ROOT}{path}", content_type="application/json", **more)


def test_every_id_of_one_body_is_nothing_to_another(body: Client, strangers: dict[str, Client]):
    report = save(body, "indicator:T1.4@2021").json()["id"]
    made = body.post(
        f"{ROOT}/reports/{report}/evidence",
        {"kind": "order", "title": "a", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")},
    ).json()
    delivery = deliver(body)
    kinds = (models.Report, models.Evidence, models.Step, models.Delivery)
    rows = [list(kind.objects.values()) for kind in kinds]
    nowhere = "00000000-0000-4000-8000-000000000000"
    for name, client in strangers.items():
        for method, path, given in operations(report, made["id"], delivery):
            answer = ask(client, method, path, given)
            decides = path.endswith(("acceptance", "return", "reopening"))
            assert answer.status_code == (403 if decides else 404), (name, method, path)
            if name != "moh":
                continue
            blind = path
            for id in (report, made["id"], delivery):
                blind = blind.replace(id, nowhere)
            same = ask(client, method, blind, given)
            assert (same.status_code, same.json()) == (answer.status_code, answer.json())
        for of in ("reports", "deliveries"):
            listed = client.get(f"{ROOT}/programmes/kz-2020-2025/{of}").json()
            assert listed == {"count": 0, "items": []}
        asked = client.get(f"{ROOT}/programmes/kz-2020-2025/reports?reporter=body:mes").json()
        assert asked == {"count": 0, "items": []}
    assert [list(kind.objects.values()) for kind in kinds] == rows
    assert body.get(f"{ROOT}/reports/{report}").status_code == 200
    assert body.get(f"{ROOT}/deliveries/{delivery}").status_code == 200
    assert body.get(f"{ROOT}/evidence/{made['id']}/file").content == b"%PDF-1.7"


def test_every_page_and_file_of_one_body_is_nothing_to_another(
    body: Client, strangers: dict[str, Client]
):
    report = save(body, "indicator:T1.4@2021").json()["id"]
    made = body.post(
        f"{ROOT}/reports/{report}/evidence",
        {"kind": "order", "title": "a", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")},
    ).json()
    found = pages({"report": report, "evidence": made["id"], "delivery": deliver(body)})
    kinds = (models.Report, models.Evidence, models.Step, models.Delivery)
    rows = [list(kind.objects.values()) for kind in kinds]
    deeds = {"do": "submit", "version": 1, "reason": "x", "kind": "order", "title": "x"}
    for name, client in strangers.items():
        for page in found:
            asked = [client.get(page + query) for query in ("", "?table=returned&as=csv")]
            told = {answer.status_code for answer in [*asked, client.post(page, deeds)]}
            assert told <= {404, 405}, (name, page, told)
            assert 404 in told, (name, page, told)
    assert [list(kind.objects.values()) for kind in kinds] == rows
    opened = [page for page in found if body.get(page).status_code == 200]
    assert (len(found), len(opened)) == (8, 6)


def test_without_the_question_whose_it_is_another_would_read_it(
    body: Client, strangers: dict[str, Client], monkeypatch: pytest.MonkeyPatch
):
    """The negative control."""
    report = save(body, "indicator:T1.4@2021").json()["id"]
    monkeypatch.setattr("bagdar.monitoring.queries.reports.may_see", lambda *args: True)
    assert strangers["moh"].get(f"{ROOT}/reports/{report}").status_code == 200


def test_nobody_who_is_not_signed_in_gets_anything(body: Client):
    report = save(body, "indicator:T1.4@2021").json()["id"]
    made = attach(body, report, "a").json()["id"]
    for method, path, given in operations(report, made, deliver(body)):
        assert ask(Client(), method, path, given).status_code == 401, path


def test_ids_cannot_be_guessed(body: Client):
    ids = {save(body, f"indicator:T1.4@{year}").json()["id"] for year in YEARS}
    assert len(ids) == 6
    assert {id[14] for id in ids} == {"4"}  # random, 122 bits, behind a sign-in
