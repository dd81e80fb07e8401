"""The coordinator's pages, the trail's page, and the same over the API: each for whom it is."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bagdar.access import passwords, queries, services
from bagdar.access.models import Account
from bagdar.access.rules.roles import ACCOUNT_ROLES
from bagdar.audit.public import EventFilter, events
from tests.access_tools import BY, GOOD_PASSWORD, everything
from tests.people import ORGANISATION, PASSWORD, PERSON
from tests.register import organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ClientAs = Callable[[str], Client]

SIGNED_IN = {role.value for role in ACCOUNT_ROLES}
ROLES = ("public", *ACCOUNT_ROLES)
PAGES = {
    "/kk/account/": SIGNED_IN,
    "/kk/accounts/": {"coordinator"},
    "/kk/accounts/?table=accounts&as=csv": {"coordinator"},
    "/kk/accounts/new/": {"coordinator"},
    "/kk/accounts/test-body/": {"coordinator"},
    "/kk/audit/": {"coordinator", "auditor"},
    "/kk/audit/?table=events&as=xlsx": {"coordinator", "auditor"},
    "/api/v1/sessions": SIGNED_IN,
    "/api/v1/accounts": {"coordinator"},
    "/api/v1/audit": {"coordinator", "auditor"},
    "/api/v1/session": {"public", *SIGNED_IN},
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ROLES)
def test_a_page_answers_the_roles_that_the_table_names(client_as: ClientAs, role: str, page: str):
    answer = client_as(role).get(page)
    if role in PAGES[page]:
        assert answer.status_code == 200
    elif page.startswith("/api/"):
        assert answer.status_code == (401 if role == "public" else 403)
        assert answer["Content-Type"] == "application/problem+json"
    elif role == "public":
        assert (answer.status_code, answer["Location"][:17]) == (302, "/kk/sign-in/?next")
    else:
        assert answer.status_code == 403
        assert "Сіздің рөліңізге бұл рұқсат етілмеген." in answer.content.decode()


def test_a_denial_is_kept_in_the_trail_with_who_and_what(client_as: ClientAs):
    client_as("region").get("/kk/accounts/new/")
    client_as("region").get("/api/v1/audit")
    client_as("public").get("/kk/accounts/new/")
    found = events(EventFilter(action="access.denied")).rows
    assert [(event.actor, event.about, event.facts) for event in found] == [
        ("test-region", "audit.event", {"operation": "read", "path": "/api/v1/audit"}),
        ("test-region", "access.account", {"operation": "create", "path": "/kk/accounts/new/"}),
    ]


@pytest.mark.parametrize("role", sorted({"public", *SIGNED_IN} - {"coordinator"}))
def test_only_a_coordinator_changes_accounts(client_as: ClientAs, role: str):
    client = client_as(role)
    before = everything(but=["audit.Event", "access.Session", "access.Allowance"])
    given = {"username": "new-one", "role": "coordinator", "language": "kk"}
    answers = [
        client.post("/kk/accounts/new/", given),
        *(client.post("/kk/accounts/test-body/", {"do": do}) for do in ("disable", "reset")),
        client.post("/api/v1/accounts", given, content_type="application/json"),
        client.patch(
            "/api/v1/accounts/test-body", {"active": False}, content_type="application/json"
        ),
    ]
    refusal = {"public": [302, 302, 302, 401, 401]}.get(role, [403] * 5)
    assert [answer.status_code for answer in answers] == refusal
    assert everything(but=["audit.Event", "access.Session", "access.Allowance"]) == before


# --- accounts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "title"),
    [("kk", "Есептік жазбалар"), ("ru", "Учётные записи"), ("en", "Accounts")],
)
def test_accounts_are_listed_in_each_language(client_as: ClientAs, language: str, title: str):
    shown = client_as("coordinator").get(f"/{language}/accounts/").content.decode()
    assert f"<h1>{title}</h1>" in shown
    assert f'href="/{language}/accounts/test-region/"' in shown


def test_accounts_are_filtered_by_role_and_state(client_as: ClientAs):
    client = client_as("coordinator")
    services.disable_account("test-region", by=BY)

    def found(query: str) -> list[str]:
        answer = client.get(f"/en/accounts/?table=accounts&as=csv&{query}")
        rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        return [row[0] for row in rows][1:]

    assert found("role=body") == ["test-body"]
    assert found("state=disabled") == ["test-region"]
    assert found("role=body&state=disabled") == []
    assert found("role=ministry") == ["test-ministry"]
    assert len(found("role=&state=")) == 7
    assert len(found("role=minister")) == 7


def test_a_new_account_gets_a_password_that_is_shown_once(client_as: ClientAs):
    client = client_as("coordinator")
    given = {
        "username": "mes-2",
        "role": "body",
        "body_code": "mes",
        "region_code": "",
        "language": "ru",
    }
    answer = client.post("/kk/accounts/new/", given)
    shown = answer.content.decode()
    password = shown.split('id="one-time-password">')[1].split("<")[0]
    assert answer["Cache-Control"] == "no-store"
    assert passwords.matches(Account.objects.get(username="mes-2"), password)
    assert password not in client.get("/kk/accounts/mes-2/").content.decode()
    event = events(EventFilter(action="access.account_created")).rows[0]
    assert (event.actor, event.about) == ("test-coordinator", "access.account:mes-2")


def test_a_wrong_new_account_keeps_what_was_typed_and_says_what_is_wrong(client_as: ClientAs):
    client = client_as("coordinator")
    before = everything()
    given = {"username": "Айгүл", "role": "region", "body_code": "mes", "language": "kk"}
    answer = client.post("/kk/accounts/new/", given)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Айгүл"' in shown
    assert '<option value="region" selected>' in shown
    assert '<option value="mes" selected>' in shown
    for told in (
        "Тек кіші латын әріптері, цифрлар және олардың арасындағы дефис",
        "Органды тек жауапты орган рөлі атайды.",
        "Өңірдің есептік жазбасы өңірін атауы керек.",
    ):
        assert shown.count(told) == 2, "beside the field, and in the summary above"
    assert everything() == before


@pytest.mark.parametrize("role", ["organisation", "person"])
def test_an_account_of_somebody_in_the_register_is_made_on_the_page(client_as: ClientAs, role: str):
    client = client_as("coordinator")
    id = {"organisation": organisation, "person": person}[role]()
    given = {"username": "new-one", "role": role, f"{role}_id": f" {id} ", "language": "kk"}
    assert client.post("/kk/accounts/new/", given).status_code == 200
    assert getattr(queries.account("new-one"), f"{role}_id") == id
    listed = client.get("/kk/accounts/").content.decode()
    told = {"organisation": "Мысал мектебі (иллюстрация, нақты емес)", "person": str(id)}[role]
    assert listed.count(told) == 1
    assert told in client.get("/kk/accounts/new-one/").content.decode()
    assert "Мысалова" not in listed


@pytest.mark.parametrize(
    ("language", "unknown", "surplus", "unreadable"),
    [
        (
            "kk",
            "Тізілімде мұндай ұйым жоқ. Идентификаторын тексеріңіз.",
            "Адамды тек ата-ана немесе білім алушы рөлі атайды.",
            "Бұл идентификатор емес",
        ),
        (
            "ru",
            "В реестре нет такой организации. Проверьте её идентификатор.",
            "Человека называет только роль родителя или обучающегося.",
            "Это не идентификатор",
        ),
        (
            "en",
            "The register has no such organisation. Check its identifier.",
            "Only the role of a parent or learner names a person.",
            "This is not an identifier",
        ),
    ],
)
def test_a_wrong_identifier_is_answered_in_each_language(
    client_as: ClientAs, language: str, unknown: str, surplus: str, unreadable: str
):
    client = client_as("coordinator")
    before = everything()
    given = {"username": "new-one", "role": "organisation", "language": "kk"}
    ids = {"organisation_id": str(ORGANISATION), "person_id": str(PERSON)}
    answer = client.post(f"/{language}/accounts/new/", {**given, **ids})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert [shown.count(told) for told in (unknown, surplus)] == [2, 2]
    assert f'value="{ORGANISATION}"' in shown
    for typed in ("moon", "0" * 31, "x" * 500, "\x00", "<script>"):
        answer = client.post(f"/{language}/accounts/new/", {**given, "organisation_id": typed})
        assert answer.status_code == 422
        assert answer.content.decode().count(unreadable) == 2
    assert everything() == before


def test_a_choice_that_is_not_offered_is_answered_in_our_words(client_as: ClientAs):
    given = {"username": "a", "role": "minister", "body_code": "moon", "language": "tr"}
    answer = client_as("coordinator").post("/ru/accounts/new/", given)
    assert answer.status_code == 422
    assert answer.content.decode().count("Выберите одно из списка.") == 6


def test_a_name_that_is_taken_is_a_conflict(client_as: ClientAs):
    given = {"username": "test-body", "role": "auditor", "language": "kk"}
    answer = client_as("coordinator").post("/en/accounts/new/", given)
    assert answer.status_code == 409
    assert "The account test-body already exists." in answer.content.decode()


def test_an_account_is_disabled_enabled_and_given_a_new_password(client_as: ClientAs):
    client = client_as("coordinator")
    done = client.post("/en/accounts/test-body/", {"do": "disable"})
    assert "The account is disabled" in client.get(done["Location"]).content.decode()
    assert not queries.account("test-body").is_active
    done = client.post("/en/accounts/test-body/", {"do": "enable"})
    assert "The account is enabled." in client.get(done["Location"]).content.decode()
    shown = client.post("/en/accounts/test-body/", {"do": "reset"}).content.decode()
    password = shown.split('id="one-time-password">')[1].split("<")[0]
    account = Account.objects.get(username="test-body")
    assert passwords.matches(account, password)
    assert not passwords.matches(account, PASSWORD)


def test_the_only_coordinator_stays(client_as: ClientAs):
    client = client_as("coordinator")
    before = everything()
    answer = client.post("/en/accounts/test-coordinator/", {"do": "disable"})
    assert answer.status_code == 409
    assert "This is the only coordinator" in answer.content.decode()
    assert everything() == before


@pytest.mark.parametrize("verb", ["get", "post"])
def test_an_account_that_does_not_exist_is_not_found(client_as: ClientAs, verb: str):
    given = {"do": "disable"} if verb == "post" else {}
    answer = getattr(client_as("coordinator"), verb)("/kk/accounts/nobody/", given)
    assert answer.status_code == 404


def test_an_unknown_deed_changes_nothing(client_as: ClientAs):
    client = client_as("coordinator")
    before = everything()
    assert client.post("/kk/accounts/test-body/", {"do": "delete"}).status_code == 400
    assert client.post("/kk/account/", {"do": "promote", "role": "auditor"}).status_code == 400
    assert everything() == before


# --- own account ---------------------------------------------------------------------------------


def test_ones_language_is_kept_and_answers_in_it(client_as: ClientAs):
    client = client_as("body")
    answer = client.post("/kk/account/", {"do": "language", "language": "en"})
    assert answer["Location"] == "/en/account/?done=language_done"
    assert "The language is saved." in client.get(answer["Location"]).content.decode()
    assert queries.account("test-body").language == "en"


def test_a_person_reads_their_own_name_on_their_own_account(client: Client):
    account, _ = services.create_account("parent", "person", person_id=person(), by=BY)
    client.force_login(Account.objects.get(username=account.username))
    shown = client.get("/en/account/").content.decode()
    assert "Parent or learner · Мысалова Әсел Үлгіқызы (illustrative, not real)" in shown


@pytest.mark.parametrize(
    ("old", "new", "again", "told"),
    [
        ("wrong", GOOD_PASSWORD, GOOD_PASSWORD, "The present password is wrong."),
        (PASSWORD, GOOD_PASSWORD, "another", "The two new passwords differ."),
        (PASSWORD, "short", "short", "The password is too short"),
        (PASSWORD, "password1234", "password1234", "Many people use this password"),
        (PASSWORD, "test-body-test", "test-body-test", "too much like the username"),
        (PASSWORD, "x" * 300, "x" * 300, "at most 256 characters"),
        ("", "", "", "Fill this field in."),
    ],
)
def test_a_refused_password_is_explained_and_not_repeated(
    client_as: ClientAs, old: str, new: str, again: str, told: str
):
    client = client_as("body")
    given = {"do": "password", "old": old, "new": new, "again": again}
    answer = client.post("/en/account/", given)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert told in shown
    assert f'value="{new}"' not in shown or not new
    assert passwords.matches(Account.objects.get(username="test-body"), PASSWORD)


def test_nobody_gives_themselves_a_role(client_as: ClientAs):
    client = client_as("body")
    given = {"do": "language", "language": "ru", "role": "coordinator", "is_active": "1"}
    client.post("/kk/account/", given)
    account = queries.account("test-body")
    assert (account.role, account.language) == ("body", "ru")


# --- the trail -----------------------------------------------------------------------------------


def test_the_trail_shows_what_was_done_in_words(client_as: ClientAs):
    services.disable_account("test-body", by=BY) if client_as("public") else None
    shown = client_as("auditor").get("/ru/audit/?action=access.account_").content.decode()
    assert "Учётная запись отключена" in shown
    assert "access.account:test-body" in shown
    assert "1 событие" in shown


def test_the_trail_is_asked_and_taken_along_whole(client_as: ClientAs):
    client = client_as("auditor")
    for number in range(60):
        services.change_language("test-body", ("kk", "ru")[number % 2], by=BY)
    services.disable_account("test-body", by=BY)
    query = "?action=access.language&table=events&as=csv"
    rows = list(
        csv.reader(io.StringIO(client.get(f"/en/audit/{query}").content.decode("utf-8-sig")))
    )
    assert len(rows) == 61
    page = client.get("/en/audit/?action=access.language&page=2").content.decode()
    assert page.count("<td") < client.get(
        "/en/audit/?action=access.language"
    ).content.decode().count("<td")
    assert "60 events" in page


@pytest.mark.parametrize(
    "query",
    [
        "since=31.02.2021",
        "since=rubbish&until=%00",
        "actor=%00&about=%27;--",
        "page=0",
        "page=99999999999999999999",
        "page=-1",
        "page=%D9%A3",
        "since=0001-01-01&until=9999-12-31",
    ],
)
def test_a_filter_that_cannot_be_read_is_answered_and_not_obeyed(client_as: ClientAs, query: str):
    assert client_as("auditor").get(f"/kk/audit/?{query}").status_code == 200


def test_what_is_typed_into_the_filter_is_never_run(client_as: ClientAs):
    probe = "<script>alert(1)</script>"
    shown = client_as("auditor").get("/kk/audit/", {"actor": probe, "since": probe})
    assert "<script>alert" not in shown.content.decode()


# --- the API -------------------------------------------------------------------------------------


def test_an_account_lives_over_the_api(client_as: ClientAs):
    client = client_as("coordinator")
    given = {"username": "kz-71-2", "role": "region", "region_code": "KZ-71"}
    made = client.post("/api/v1/accounts", given, content_type="application/json")
    assert made.status_code == 201
    assert made.json()["account"]["region_code"] == "KZ-71"
    assert len(made.json()["one_time_password"]) == 23
    address = "/api/v1/accounts/kz-71-2"
    shut = client.patch(address, {"active": False}, content_type="application/json")
    assert (shut.status_code, shut.json()["account"]["is_active"]) == (200, False)
    assert shut.json()["one_time_password"] is None
    both = {"active": True, "reset_password": True}
    opened = client.patch(address, both, content_type="application/json")
    assert opened.json()["account"]["is_active"]
    assert opened.json()["one_time_password"] != made.json()["one_time_password"]
    assert client.get("/api/v1/accounts").json()[0]["username"] == "kz-71-2"


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"username": "test-body", "role": "auditor"}, 409, "access.account_exists"),
        ({"username": "new-one", "role": "body"}, 422, "access.faulty_account"),
    ],
)
def test_a_refused_account_is_a_problem_that_names_its_field(
    client_as: ClientAs, given: dict[str, str], status: int, code: str
):
    client = client_as("coordinator")
    before = everything()
    answer = client.post("/api/v1/accounts", given, content_type="application/json")
    told = answer.json()
    assert (answer.status_code, told["code"], told["status"]) == (status, code, status)
    assert [error["field"] for error in told["errors"]] == (["body_code"] if status == 422 else [])
    assert everything() == before


@pytest.mark.parametrize(
    "given",
    [
        {"username": "Айгүл", "role": "auditor"},
        {"username": "new-one", "role": "minister"},
        {"username": "new-one", "role": "auditor", "is_active": False},
        {"username": "new-one", "role": "auditor", "password": "chosen by me"},
        {"role": "auditor"},
        [],
    ],
)
def test_a_request_with_more_or_less_than_it_may_hold_is_refused(client_as: ClientAs, given: Any):
    client = client_as("coordinator")
    before = everything()
    answer = client.post("/api/v1/accounts", given, content_type="application/json")
    assert answer.status_code == 422
    assert everything() == before


def test_an_account_of_an_organisation_is_made_over_the_api(client_as: ClientAs):
    client = client_as("coordinator")
    id = str(organisation())
    given = {"username": "school", "role": "organisation", "organisation_id": id}
    made = client.post("/api/v1/accounts", given, content_type="application/json")
    assert made.status_code == 201
    told = made.json()["account"]
    assert (told["role"], told["organisation_id"], told["person_id"]) == ("organisation", id, None)
    assert told in client.get("/api/v1/accounts").json()


def test_a_person_that_the_register_does_not_know_is_refused_over_the_api(client_as: ClientAs):
    client = client_as("coordinator")
    before = everything()
    given = {"username": "new-one", "role": "person"}
    answers = [
        client.post("/api/v1/accounts", {**given, **more}, content_type="application/json").json()
        for more in ({}, {"person_id": str(PERSON)}, {"person_id": "moon"})
    ]
    codes = [[error["code"] for error in told["errors"]] for told in answers]
    assert codes[:2] == [["person_id_missing"], ["person_id_unknown"]]
    assert answers[2]["status"] == 422
    assert everything() == before


def test_a_change_of_two_things_is_both_or_neither(
    client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
):
    client = client_as("coordinator")
    before = everything()

    def fail(*args: object, **kwargs: object) -> str:
        raise services.WrongCredentials()

    monkeypatch.setattr(services, "set_password", fail)
    given = {"active": False, "reset_password": True}
    client.patch("/api/v1/accounts/test-body", given, content_type="application/json")
    assert everything() == before


def test_the_trail_over_the_api_is_paged_and_filtered(client_as: ClientAs):
    client = client_as("auditor")
    for _ in range(51):
        services.change_language("test-body", "ru", by=BY)
    first = client.get("/api/v1/audit?action=access.language").json()
    assert (first["page"], first["pages"], first["total"], len(first["events"])) == (1, 2, 51, 50)
    second = client.get("/api/v1/audit?action=access.language&page=2").json()
    assert len(second["events"]) == 1
    assert client.get("/api/v1/audit?page=0").status_code == 422
    assert client.get("/api/v1/audit?since=0001-01-01&until=9999-12-31").status_code == 200


def test_the_session_over_the_api_says_who_is_signed_in(accounts: dict[str, Any]):
    client = Client()
    nobody = client.get("/api/v1/session").json()
    assert nobody["account"] is None
    assert nobody["csrf_token"]
    given = {"username": "test-body", "password": PASSWORD}
    told = client.post("/api/v1/session", given, content_type="application/json").json()
    assert told["account"]["username"] == "test-body"
    assert "password" not in told["account"]
    assert client.get("/api/v1/session").json()["account"]["role"] == "body"
    assert client.delete("/api/v1/session").status_code == 204
    assert client.get("/api/v1/session").json()["account"] is None
