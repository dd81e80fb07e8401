"""The queue of kindergartens by program: a family, a kindergarten, clerks, everybody."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bagdar.admissions import models
from bagdar.admissions.queries.verifying import verify_queue
from bagdar.admissions.rules.queue.beginning import SeedBy
from bagdar.admissions.rules.seeding import Plan, transcript_told
from bagdar.audit.models import Event
from bagdar.core.periods import Period, local_date
from bagdar.notary import public as notary
from bagdar.notary import services as log
from tests.ceremonies import PARTIES, whole
from tests.people import account
from tests.queueing import REGION, Yard, yard
from tests.register import given, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]
API, DESK = "/api/v1/queue", "/api/v1/queue/desk/applications"
LINE = {"group": "3", "language": "kk", "need": "general"}


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


def client_of(name: str, role: str, **place: Any) -> Client:
    client = Client()
    client.force_login(account(name, role, **place))
    return client


def family(of: Yard, name: str) -> Client:
    """A parent of one child of three, who goes by the same name."""
    from bagdar.registry.public import record_fact
    from bagdar.registry.rules.details import GuardianshipDetails
    from bagdar.registry.rules.kinds import GUARDIANSHIP

    year = timezone.now().year
    parent = person(1, given=f"Ата-ана {name}", born_on=date(1990, 1, 1))
    child = of.child(name, date(year - 3, 1, 10))
    told = GuardianshipDetails(guardian_id=parent, kind="parent")
    record_fact(GUARDIANSHIP, child, told, Period(date(year - 2, 1, 1)), **given(3))
    return client_of(f"parent-{name}", "person", person_id=parent)


@pytest.fixture
def town() -> dict[str, Any]:
    of = yard(2, year=timezone.now().year)
    region = {"region_code": of.queue.territory}
    return {
        "of": of, "Асан": family(of, "Асан"), "Дана": family(of, "Дана"),
        "garden": client_of("garden-1", "organisation", organisation_id=of.places[0]),
        "other": client_of("garden-2", "organisation", organisation_id=of.places[1]),
        "clerk": client_of("clerk-1", "region", **region),
        "second": client_of("clerk-2", "region", **region),
    }  # fmt: skip


def post(client: Client, path: str, said: Any = None, status: int = 200, key: str = "") -> Any:
    answer = client.post(
        path, json.dumps(said or {}), content_type="application/json",
        headers={"Idempotency-Key": key} if key else {},
    )  # fmt: skip
    assert answer.status_code == status, answer.content
    return answer.json()


def get(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()


def applies(town: dict[str, Any], name: str, *wishes: int, key: str = "", **more: Any) -> Any:
    of = town["of"]
    said = {
        "person": str(of.children[name]), "queue": str(of.queue.pk), "language": "kk",
        "need": "general", "wishes": [str(of.places[one]) for one in wishes or (0,)], **more,
    }  # fmt: skip
    return post(town[name], f"{API}/applications", said, 201, key)


def test_a_family_applies_a_place_is_opened_offered_and_accepted(town: dict[str, Any]):
    of, parent = town["of"], town["Асан"]
    [child] = get(parent, f"{API}/children")["items"]
    assert (child["name"], child["queues"][0]["group"]) == ("Мысалова Асан Үлгіқызы", "3")
    choices = f"{API}/children/{child['person']}/kindergartens/{child['queues'][0]['queue']}"
    assert {one["id"] for one in get(parent, choices)["items"]} == set(map(str, of.places))
    made = applies(town, "Асан", 1, 0)
    assert made["position"] == {
        "place": 1, "by_category": 0, "by_date": 0, "by_lottery": 0, "waiting": 1,
    }  # fmt: skip
    assert [one["kindergarten"] for one in made["wishes"]] == [str(of.places[n]) for n in (1, 0)]
    assert get(parent, f"{API}/children")["count"] == 0
    [mine] = get(parent, f"{API}/applications")["items"]
    assert (mine["id"], mine["name"], mine["state"]) == (made["id"], child["name"], "waiting")
    [place] = post(town["garden"], f"{API}/places", {**LINE, "change": 1})["items"]
    assert place == {**LINE, "free": 1, "offered": 0, "placed": 0}
    assert post(town["clerk"], f"{API}/desk/rounds") == {"count": 1}
    mine = f"{API}/applications/{made['id']}"
    told = get(parent, mine)
    assert (told["state"], told["kindergarten"]) == ("offered", str(of.places[0]))
    assert told["until"] == str(local_date(timezone.now()) + timedelta(days=5))
    assert post(parent, f"{mine}/acceptance")["state"] == "placed"
    [place] = get(town["garden"], f"{API}/places")["items"]
    assert place == {**LINE, "free": 0, "offered": 0, "placed": 1}
    post(town["garden"], f"{API}/places", {**LINE, "change": -1}, 409)
    assert verify_queue(of.queue.pk).troubles == ()


def test_what_is_sent_again_under_its_key_is_one_entry(town: dict[str, Any]):
    first, again = (applies(town, "Асан", key="k") for _ in range(2))
    assert first == again
    assert models.QueueEntry.objects.filter(kind="applied").count() == 1
    assert Event.objects.filter(action="admissions.queue_applied").count() == 1
    for _ in range(2):
        post(town["garden"], f"{API}/places", {**LINE, "change": 2}, key="p")
    assert models.QueuePlace.objects.get().free == 2
    post(town["garden"], f"{API}/places", {**LINE, "change": 3}, 409, key="p")
    post(town["garden"], f"{API}/places", {**LINE, "change": 2})
    assert models.QueuePlace.objects.get().free == 4


def test_a_proven_category_moves_the_other_family_which_reads_by_what(town: dict[str, Any]):
    mine = f"{API}/applications/{applies(town, 'Асан')['id']}"
    case = f"{DESK}/{applies(town, 'Дана', category='A')['id']}"
    desk = get(town["clerk"], f"{API}/desk")
    assert (desk["waiting"], [one["claimed"] for one in desk["claims"]]) == (2, ["A"])
    assert "Дана" not in json.dumps(desk, ensure_ascii=False)
    post(town["clerk"], f"{case}/proof", {"category": "B", "reason": "x"}, 409)
    post(town["clerk"], f"{case}/proof", {"category": "A", "reason": " "}, 422)
    told = post(town["clerk"], f"{case}/proof", {"category": "A", "reason": "анықтама"})
    assert (told["category"], told["claimed"], told["position"]["place"]) == ("A", "", 1)
    assert get(town["Асан"], mine)["position"]["by_category"] == 1
    [moved] = get(town["Асан"], f"{mine}/moves")["items"]
    assert (moved["code"], moved["count"]) == ("came_proven", 1)
    assert models.QueueEntry.objects.get(number=moved["numbers"][0]).kind == "proven"
    post(town["clerk"], f"{case}/category-end", {"reason": "мерзімі өтті"})
    assert get(town["Асан"], mine)["position"]["place"] == 1
    tomorrow = local_date(timezone.now()) + timedelta(days=1)
    assert get(town["Асан"], f"{mine}/moves?since={tomorrow}")["items"] == []


def test_a_move_by_hand_needs_a_second_person(town: dict[str, Any]):
    applies(town, "Асан")
    case = f"{DESK}/{applies(town, 'Дана')['id']}"
    asked = {"since": "2020-01-01", "reason": "сот шешімі"}
    told = post(town["clerk"], f"{case}/hand", asked)
    assert (told["by_hand"]["is_mine"], told["position"]["place"]) == (True, 2)
    post(town["clerk"], f"{case}/hand/confirmation", status=409)
    assert get(town["second"], case)["by_hand"]["is_mine"] is False
    assert post(town["second"], f"{case}/hand/confirmation")["position"]["place"] == 1
    post(town["clerk"], f"{case}/hand", asked)
    assert post(town["second"], f"{case}/hand/drop")["by_hand"] is None
    post(town["second"], f"{case}/hand/drop", status=409)


def test_a_clerk_s_look_at_a_child_is_written_down_whichever_way_it_is_given(town: dict[str, Any]):
    case = f"{DESK}/{applies(town, 'Дана', category='A')['id']}"
    looks = Event.objects.filter(action="admissions.queue_looked_at")
    get(town["clerk"], f"{API}/desk")
    assert looks.count() == 0
    assert "Дана" in get(town["clerk"], case)["name"]
    post(town["clerk"], f"{case}/disproof", {"category": "A", "reason": "жоқ"})
    assert looks.count() == 2


def test_wishes_claim_house_and_withdrawal_are_entries(town: dict[str, Any]):
    of, parent = town["of"], town["Асан"]
    mine = f"{API}/applications/{applies(town, 'Асан', 0)['id']}"
    wishes = [str(of.places[1]), str(of.places[0])]
    told = post(parent, f"{mine}/wishes", {"wishes": wishes})
    assert [one["kindergarten"] for one in told["wishes"]] == wishes
    post(parent, f"{mine}/wishes", {"wishes": [wishes[0], wishes[0]]}, 422)
    post(parent, f"{mine}/claim", {"category": "Z"}, 422)
    assert post(parent, f"{mine}/claim", {"category": "B"})["claimed"] == "B"
    assert post(parent, f"{mine}/house", {"territory": "711"})["territory"] == "711"
    assert post(parent, f"{mine}/withdrawal")["state"] == "withdrawn"
    post(parent, f"{mine}/withdrawal", status=409)
    kinds = list(of.queue.entries.order_by("number").values_list("kind", flat=True))
    assert kinds == ["opened", "applied", "wishes", "claimed", "moved", "withdrawn"]
    assert verify_queue(of.queue.pk).troubles == ()


def test_two_families_exchange_places_once_the_other_agrees(town: dict[str, Any]):
    of = town["of"]
    ids = {name: applies(town, name, wish)["id"] for name, wish in (("Асан", 0), ("Дана", 1))}
    for client in ("garden", "other"):
        post(town[client], f"{API}/places", {**LINE, "change": 1})
    post(town["clerk"], f"{API}/desk/rounds")
    for name, id in ids.items():
        post(town[name], f"{API}/applications/{id}/acceptance")
    mine, theirs = (f"{API}/applications/{ids[name]}" for name in ("Асан", "Дана"))
    to_me, to_them = {"application": ids["Асан"]}, {"application": ids["Дана"]}
    post(town["Дана"], f"{theirs}/exchange/agreement", to_me, 409)
    post(town["Асан"], f"{mine}/exchange", to_them)
    assert get(town["Дана"], theirs)["exchange_asked_by"] == ids["Асан"]
    told = post(town["Дана"], f"{theirs}/exchange/agreement", to_me)
    assert told["kindergarten"] == str(of.places[0])
    assert get(town["Асан"], mine)["kindergarten"] == str(of.places[1])


def test_a_refusal_frees_the_place_for_the_next_round(town: dict[str, Any]):
    mine = f"{API}/applications/{applies(town, 'Асан')['id']}"
    post(town["garden"], f"{API}/places", {**LINE, "change": 1})
    post(town["clerk"], f"{API}/desk/rounds")
    assert post(town["clerk"], f"{API}/desk/lapses") == {"count": 0}
    told = post(town["Асан"], f"{mine}/refusal")
    assert (told["state"], told["refusals"], told["kindergarten"]) == ("waiting", 1, None)
    assert get(town["garden"], f"{API}/places")["items"][0]["free"] == 1


def test_a_receipt_is_asked_for_by_its_handle(town: dict[str, Any]):
    log.the_log().begin("log.example/queue")
    mine = f"{API}/applications/{applies(town, 'Асан')['id']}"
    waits = get(town["Асан"], mine)["receipt"]
    assert waits["receipt"] is None and waits["number"] == 2
    log.sequence()
    told = get(town["Асан"], mine)["receipt"]
    assert told["handle"] == waits["handle"] and notary.verified(told["receipt"], "").kind
    assert get(Client(), f"/api/v1/log/receipts/{told['handle']}")["kind"]


def test_everybody_reads_rules_digests_and_no_small_count(town: dict[str, Any]):
    of, nobody = town["of"], Client()
    applies(town, "Асан")
    post(town["garden"], f"{API}/places", {**LINE, "change": 3})
    [one] = get(nobody, "/api/v1/queues")["items"]
    whole = get(nobody, f"/api/v1/queues/{one['id']}")
    assert whole["rules"]["illustrative"] and whole["rules"]["days_to_answer"] == 5
    assert [each["code"] for each in whole["rules"]["categories"]] == ["A", "B"]
    counts = get(nobody, f"/api/v1/queues/{one['id']}/counts")
    assert counts == {"least": 10, "items": [{**LINE, "waiting": None, "free": 3}]}
    entries = get(nobody, f"/api/v1/queues/{one['id']}/entries")
    told = [[each["number"], each["digest"]] for each in entries["items"]]
    assert told == [list(row) for row in of.queue.entries.values_list("number", "digest")]
    assert told[-1] == [one["entries"], one["digest"]] and entries["count"] == 3
    rest = get(nobody, f"/api/v1/queues/{one['id']}/entries?after=1&limit=1")["items"]
    assert [each["number"] for each in rest] == [2]
    for answer in (whole, counts, entries):
        text = json.dumps(answer)
        assert str(of.children["Асан"]) not in text and of.queue.seed not in text
    assert set(entries["items"][0]) == {"number", "at", "digest"}


def test_as_many_as_may_be_shown_are_counted(town: dict[str, Any]):
    """The pair of the test above: at the threshold the number stands there."""
    of = town["of"]
    of.at = timezone.now()
    for number in range(10):
        of.child(f"Бала {number}", date(timezone.now().year - 3, 1, 10))
        of.apply(f"Бала {number}")
    [line] = get(Client(), f"/api/v1/queues/{of.queue.pk}/counts")["items"]
    assert line["waiting"] == 10


# --- opening, years, rules ----------------------------------------------------------------------


def test_a_clerk_opens_a_queue_with_a_draw_and_begins_its_next_year():
    clerk = client_of("clerk-1", "region", region_code=REGION)
    beginning = get(clerk, f"{API}/desk/beginning?year=2026&origin=real")
    plan = Plan(beginning["input_root"], beginning["rules"], "c" * 64, tuple(PARTIES), 2, 200, 300)
    said = {"year": 2026, "origin": "real", "ceremony": transcript_told(whole(plan))}
    assert (
        post(clerk, f"{API}/desk", {**said, "year": 2027}, 409)["code"]
        == "admissions.seed_input_changed"
    )
    post(clerk, f"{API}/desk", {**said, "ceremony": {}}, 422)
    made = post(clerk, f"{API}/desk", said, 201, key="o")
    assert post(clerk, f"{API}/desk", said, 201, key="o") == made
    assert (made["year"], made["is_outdated"], made["waiting"]) == (2026, False, 0)
    assert verify_queue(made["queue"]).seed.by is SeedBy.CEREMONY
    assert post(clerk, f"{API}/desk/years", {"year": 2027})["year"] == 2027
    assert post(clerk, f"{API}/desk/years", {"year": 2027}, 409)["code"] == "queue.year_early"


def test_what_is_declared_is_adopted_and_decides_from_the_next_entry(town: dict[str, Any]):
    queue = town["of"].queue
    models.Queue.objects.update(rules={**queue.rules, "days_to_answer": 99})
    assert get(town["clerk"], f"{API}/desk")["is_outdated"]
    assert not post(town["clerk"], f"{API}/desk/rules")["is_outdated"]
    queue.refresh_from_db()
    assert queue.rules["days_to_answer"] != 99
