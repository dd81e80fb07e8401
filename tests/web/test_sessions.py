"""Sessions (RELIABILITY W10): the server decides when one ends, and then it has ended."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bagdar.access import services, sessions
from bagdar.access.models import Session
from bagdar.audit.public import EventFilter, events
from tests.access_tools import BY, GOOD_PASSWORD, Clock, everything, stopped_clock
from tests.people import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.engine]
COOKIE = configured.SESSION_COOKIE_NAME
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped_clock(monkeypatch)


@pytest.fixture
def anna(accounts: dict[str, Any], clock: Clock) -> Client:
    return signed_in("test-body")


def signed_in(username: str, password: str = PASSWORD, agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": agent})
    answer = client.post("/kk/sign-in/", {"username": username, "password": password})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/kk/account/").status_code == 200


def key(client: Client) -> str:
    return client.cookies[COOKIE].value


def with_key(session_key: str) -> Client:
    client = Client()
    client.cookies[COOKIE] = session_key
    return client


# --- ends ----------------------------------------------------------------------------------------


def test_a_session_left_alone_ends(anna: Client, clock: Clock):
    clock.go(minutes=29, seconds=59)
    assert is_in(anna)
    clock.go(minutes=30)
    assert not is_in(anna)


def test_a_session_in_use_ends_after_twelve_hours_all_the_same(anna: Client, clock: Clock):
    for _ in range(35):
        clock.go(minutes=20)
        assert is_in(anna)
    clock.go(minutes=20)
    assert not is_in(anna)


def test_both_ends_are_settings(anna: Client, clock: Clock, settings: Any):
    settings.SESSION_IDLE_SECONDS = 10
    clock.go(seconds=9)
    assert is_in(anna)
    clock.go(seconds=10)
    assert not is_in(anna)


def test_without_the_check_of_its_ends_a_session_would_go_on(
    anna: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    """The negative control of the tests above."""
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    monkeypatch.setattr(sessions, "_ends", lambda: (long_ago, long_ago))
    clock.go(days=3)
    assert is_in(anna)


def test_signing_out_kills_what_the_server_keeps(anna: Client):
    kept = key(anna)
    answer = anna.post("/kk/sign-out/")
    assert (answer.status_code, answer["Location"]) == (302, "/kk/")
    assert not is_in(with_key(kept))
    assert not Session.objects.exists()


def test_a_key_that_was_planted_is_not_taken_over(accounts: dict[str, Any], clock: Clock):
    planted = key(signed_in("test-auditor"))
    victim = with_key(planted)
    victim.post("/kk/sign-out/")
    for chosen in (planted, "a" * 32):
        victim = with_key(chosen)
        victim.post("/kk/sign-in/", {"username": "test-body", "password": PASSWORD})
        assert is_in(victim)
        assert key(victim) != chosen
        assert not is_in(with_key(chosen))


def test_signing_in_over_another_session_ends_that_one(anna: Client):
    before = key(anna)
    anna.post("/kk/sign-out/")
    anna.post("/kk/sign-in/", {"username": "test-auditor", "password": PASSWORD})
    assert is_in(anna)
    assert not is_in(with_key(before))
    assert Session.objects.count() == 1


# --- a disabled account, another password --------------------------------------------------------


def test_a_disabled_account_is_out_at_its_next_request(anna: Client):
    second = signed_in("test-body")
    services.disable_account("test-body", by=BY)
    assert not is_in(anna)
    assert not is_in(second)
    assert not Session.objects.exists()
    services.enable_account("test-body", by=BY)
    assert not is_in(anna)


def test_an_account_disabled_behind_the_services_is_out_as_well(
    anna: Client, accounts: dict[str, Any]
):
    type(accounts["body"]).objects.filter(username="test-body").update(is_active=False)
    assert not is_in(anna)


def test_a_password_that_is_reset_ends_every_session(anna: Client):
    services.set_password("test-body", by=BY)
    assert not is_in(anna)
    assert not Session.objects.exists()


def test_changing_ones_own_password_ends_all_but_the_session_that_asks(anna: Client, clock: Clock):
    other, before = signed_in("test-body"), key(anna)
    clock.go(minutes=10)
    given = {"do": "password", "old": PASSWORD, "new": GOOD_PASSWORD, "again": GOOD_PASSWORD}
    assert anna.post("/kk/account/", given).status_code == 302
    assert is_in(anna)
    assert key(anna) != before
    assert not is_in(with_key(before))
    assert not is_in(other)


def test_a_new_key_does_not_lengthen_a_session(anna: Client, clock: Clock):
    clock.go(minutes=10)
    given = {"do": "password", "old": PASSWORD, "new": GOOD_PASSWORD, "again": GOOD_PASSWORD}
    answer = anna.post("/kk/account/", given)
    row = Session.objects.get()
    assert row.expire_date == clock() + timedelta(hours=12) - timedelta(minutes=10)
    assert answer.cookies[COOKIE]["max-age"] == 12 * 3600 - 600


# --- the list ------------------------------------------------------------------------------------


def handles(client: Client) -> list[tuple[str, bool]]:
    return [(one["id"], one["current"]) for one in client.get("/api/v1/sessions").json()]


def test_the_account_page_lists_every_session_and_marks_this_one(anna: Client, clock: Clock):
    clock.go(minutes=5)
    phone = signed_in("test-body", agent="Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile")
    signed_in("test-auditor")
    shown = phone.get("/en/account/").content.decode()
    assert shown.index("Chrome, Android") < shown.index("Firefox, Linux")
    assert shown.count("This session") == 1
    assert shown.count("End this session") == 1
    assert [current for _, current in handles(phone)] == [True, False]
    assert key(anna) not in shown
    assert key(phone) not in shown


def test_one_session_is_ended_and_the_others_go_on(anna: Client):
    second, third = signed_in("test-body"), signed_in("test-body")
    chosen = handles(second)[0][0]
    anna.post("/kk/account/", {"do": "end", "handle": chosen})
    assert [is_in(client) for client in (anna, second, third)] == [True, False, True]


def test_all_other_sessions_are_ended(anna: Client):
    others = [signed_in("test-body"), signed_in("test-body")]
    auditor = signed_in("test-auditor")
    answer = anna.post("/kk/account/", {"do": "end_others"})
    assert "Басқа сеанстардың бәрі аяқталды." in anna.get(answer["Location"]).content.decode()
    assert [is_in(client) for client in (anna, *others, auditor)] == [True, False, False, True]


def test_nobody_ends_somebody_elses_session(anna: Client):
    auditor = signed_in("test-auditor")
    theirs = handles(auditor)[0][0]
    before = everything(but=["audit.Event"])
    anna.post("/kk/account/", {"do": "end", "handle": theirs})
    for handle in (theirs, "nobodys"):
        assert anna.delete(f"/api/v1/sessions/{handle}").status_code == 404
    assert everything(but=["audit.Event"]) == before
    assert is_in(auditor)
    noted = events(EventFilter(action="access.denied")).rows  # where nothing is, nobody is refused
    assert [(one.actor, one.about, one.facts) for one in noted] == [
        ("test-body", "access.session", {"operation": "delete", "path": path})
        for path in (f"/api/v1/sessions/{theirs}", "/kk/account/")
    ]


def test_an_ended_session_is_ended_over_the_api(anna: Client):
    second = signed_in("test-body")
    chosen = handles(second)[0][0]
    assert anna.delete(f"/api/v1/sessions/{chosen}").status_code == 204
    assert anna.delete(f"/api/v1/sessions/{chosen}").status_code == 404
    assert not is_in(second)
    assert is_in(anna)


def test_handles_cannot_be_guessed(anna: Client):
    found = {handles(signed_in("test-auditor"))[0][0] for _ in range(5)}
    assert len(found) == 5
    assert {len(handle) for handle in found} == {22}  # 128 bits


# --- what is written, and what the browser is told -----------------------------------------------


def test_the_last_visit_is_written_at_most_once_a_minute(anna: Client, clock: Clock):
    from django.db import connection

    def writes() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert is_in(anna)
        return sum(query["sql"].startswith("UPDATE") for query in queries)

    clock.go(seconds=59)
    assert [writes(), writes()] == [0, 0]
    clock.go(seconds=1)
    assert [writes(), writes()] == [1, 0]


def test_readers_who_are_not_signed_in_have_no_session(client: Client):
    answer = client.get("/kk/sign-in/")
    assert COOKIE not in answer.cookies
    assert not Session.objects.exists()


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(
    accounts: dict[str, Any], clock: Clock, client: Client
):
    answer = client.post("/kk/sign-in/", {"username": "test-body", "password": PASSWORD})
    cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 43200)
    assert cookie["secure"] == ""


def test_the_cookie_is_secure_where_https_is_spoken(
    accounts: dict[str, Any], clock: Clock, settings: Any, client: Client
):
    settings.SESSION_COOKIE_SECURE = True
    answer = client.post("/kk/sign-in/", {"username": "test-body", "password": PASSWORD})
    assert answer.cookies[COOKIE]["secure"] is True


def test_a_page_of_somebody_signed_in_is_never_kept(anna: Client):
    assert anna.get("/kk/account/")["Cache-Control"] == "no-store"
