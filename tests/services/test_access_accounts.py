"""Accounts are made, shut and opened whole, with their event beside them, or not at all."""

import inspect
import itertools
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bagdar.access import passwords, queries, services
from bagdar.access.errors import (
    AccountExists,
    FaultyAccount,
    LastCoordinator,
    NoSuchAccount,
    WeakPassword,
    WrongCredentials,
    WrongOldPassword,
)
from bagdar.access.models import Account
from bagdar.access.rules.roles import ACCOUNT_ROLES, NAMED, Role
from bagdar.access.sessions import SessionStore
from bagdar.audit.public import events
from tests.access_tools import BY, GOOD_PASSWORD, everything, stopped_clock
from tests.people import ORGANISATION, PASSWORD, PERSON

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def actions() -> list[str]:
    return [event.action for event in events().rows]


def signed_in(username: str, password: str = PASSWORD) -> SessionStore:
    session = SessionStore()
    services.sign_in(session, username, password)
    return session


# --- every verb, whole or not at all -------------------------------------------------------------

VERBS: dict[str, Callable[[SessionStore], Any]] = {
    "create_account": lambda session: services.create_account("new-one", "auditor", by=BY),
    "create_demonstration_accounts": lambda session: services.create_demonstration_accounts(
        ["mes"], ["KZ-71"], PASSWORD, by=BY
    ),
    "set_password": lambda session: services.set_password("test-body", by=BY),
    "change_own_password": lambda session: services.change_own_password(
        "test-body", old=PASSWORD, new=GOOD_PASSWORD, keep=session, by=BY
    ),
    "change_language": lambda session: services.change_language("test-body", "ru", by=BY),
    "disable_account": lambda session: services.disable_account("test-body", by=BY),
    "enable_account": lambda session: services.enable_account("test-closed", by=BY),
    "sign_in": lambda session: services.sign_in(SessionStore(), "test-body", PASSWORD),
    "sign_out": lambda session: services.sign_out(session, by=BY),
    "end_session": lambda session: services.end_session("test-body", session.handle, by=BY),
    "end_other_sessions": lambda session: services.end_other_sessions("test-body", "", by=BY),
}


@pytest.fixture
def closed(accounts: dict[str, Any]) -> None:
    Account.objects.create(username="test-closed", role="auditor", is_active=False)


def test_every_verb_of_the_services_is_tried_here():
    verbs = {
        name
        for name, verb in vars(services).items()
        if inspect.isfunction(verb)
        and inspect.unwrap(verb).__module__ == services.__name__
        and not name.startswith("_")
    }
    assert verbs == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_leaves_its_event_in_the_trail(verb: str, closed: None):
    session = signed_in("test-body")
    before, state = events().total, everything(but=["audit.Event"])
    VERBS[verb](session)
    expected = 5 if verb == "create_demonstration_accounts" else 1
    assert events().total == before + expected
    assert everything(but=["audit.Event"]) != state


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_saves_nothing_when_its_event_cannot_be_written(
    verb: str, closed: None, monkeypatch: pytest.MonkeyPatch
):
    session = signed_in("test-body")
    before = everything()

    def fail(*args: object, **kwargs: object) -> None:
        raise OSError("the trail cannot be written")

    monkeypatch.setattr(services, "record", fail)
    with pytest.raises(OSError, match="the trail cannot be written"):
        VERBS[verb](session)
    assert everything() == before


def test_without_its_transaction_a_verb_would_save_half(
    closed: None, monkeypatch: pytest.MonkeyPatch
):
    """The negative control of the test above: the same failure, the same verb, no transaction."""
    before = everything()

    def fail(*args: object, **kwargs: object) -> None:
        raise OSError

    monkeypatch.setattr(services, "record", fail)
    with pytest.raises(OSError):
        inspect.unwrap(services.set_password)("test-body", by=BY)
    assert everything() != before


# --- making --------------------------------------------------------------------------------------


def test_an_account_is_made_with_a_password_that_is_told_once():
    account, password = services.create_account("new-one", "body", body_code="mes", by=BY)
    assert (account.username, account.role, account.body_code) == ("new-one", "body", "mes")
    assert account.has_one_time_password
    assert passwords.matches(Account.objects.get(username="new-one"), password)
    assert password not in str(everything())
    assert actions() == ["access.account_created"]


def test_an_account_with_faults_is_refused_with_all_of_them():
    with pytest.raises(FaultyAccount) as refused:
        services.create_account("New", "region", body_code="mes", region_code="KZ-00", by=BY)
    assert refused.value.fields == [
        ("username", "username"),
        ("body_code", "body_code_surplus"),
        ("region_code", "region_code_unknown"),
    ]
    assert not Account.objects.exists()
    assert actions() == []


def test_a_name_is_given_once(accounts: dict[str, Any]):
    before = everything()
    with pytest.raises(AccountExists):
        services.create_account("test-body", "auditor", by=BY)
    assert everything() == before


OWN = {
    "body_code": "mes",
    "region_code": "KZ-71",
    "organisation_id": ORGANISATION,
    "person_id": PERSON,
}


@pytest.mark.parametrize("role", [*Role, "minister"])
def test_the_database_takes_of_each_role_only_the_place_that_is_its_own(role: str):
    """Every set of things that can be named, sixteen of them, for every role."""
    taken = []
    for some in itertools.product((False, True), repeat=len(OWN)):
        named = {field: OWN[field] for field, is_named in zip(OWN, some, strict=True) if is_named}
        with suppress(IntegrityError), transaction.atomic():
            Account.objects.create(username="x", role=role, **named).delete()
            taken.append(set(named))
    nothing = {NAMED[role]} if role in NAMED else set()
    assert taken == ([nothing] if role in ACCOUNT_ROLES else [])


def test_demonstration_accounts_are_made_once():
    given = (["mes", "leb"], ["KZ-71"], "looking around")
    made = services.create_demonstration_accounts(*given, by=BY)
    assert [account.username for account in made] == [
        "coordinator",
        "auditor",
        "ministry",
        "body-mes",
        "body-leb",
        "region-kz-71",
    ]
    assert all(account.is_demonstration for account in made)
    assert queries.demonstration_accounts() == made
    assert services.create_demonstration_accounts(*given, by=BY) == []
    assert signed_in("region-kz-71", "looking around").handle


# --- passwords -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "reasons"),
    [
        ("short", ["password_too_short"]),
        ("password1234", ["password_too_common"]),
        ("test-coordinator", ["password_too_similar"]),
        ("x" * 257, ["password_too_long"]),
    ],
)
def test_a_weak_password_is_refused_and_nothing_changes(
    accounts: dict[str, Any], password: str, reasons: list[str]
):
    before = everything()
    with pytest.raises(WeakPassword) as refused:
        services.set_password("test-coordinator", password, by=BY)
    assert refused.value.reasons == reasons
    assert everything() == before


def test_one_time_passwords_are_long_and_never_the_same():
    made = {passwords.one_time_password() for _ in range(1000)}
    assert len(made) == 1000
    assert {len(password) for password in made} == {23}


def test_ones_own_password_changes_only_with_the_present_one(accounts: dict[str, Any]):
    session = signed_in("test-body")
    before = everything()
    with pytest.raises(WrongOldPassword):
        services.change_own_password(
            "test-body", old="wrong", new=GOOD_PASSWORD, keep=session, by=BY
        )
    assert everything() == before


def test_a_one_time_password_is_one_no_more_after_it_was_changed():
    _, password = services.create_account("new-one", "auditor", by=BY)
    services.change_own_password("new-one", old=password, new=GOOD_PASSWORD, keep=None, by=BY)
    assert not queries.account("new-one").has_one_time_password
    assert signed_in("new-one", GOOD_PASSWORD).handle


def test_no_password_and_no_session_key_stands_in_the_trail(accounts: dict[str, Any]):
    session = signed_in("test-body")
    given = services.set_password("test-auditor", by=BY)
    with pytest.raises(WrongCredentials):
        services.sign_in(SessionStore(), "my secret typed as a name", "another secret")
    trail = str([event.facts | {"about": event.about} for event in events().rows])
    for secret in (given, PASSWORD, session.session_key, "my secret", "another secret"):
        assert secret not in trail


# --- shutting and opening ------------------------------------------------------------------------


def test_the_only_coordinator_cannot_be_disabled(accounts: dict[str, Any]):
    before = everything()
    with pytest.raises(LastCoordinator):
        services.disable_account("test-coordinator", by=BY)
    assert everything() == before
    services.create_account("second", "coordinator", by=BY)
    services.disable_account("test-coordinator", by=BY)
    assert not queries.account("test-coordinator").is_active


def test_an_account_that_does_not_exist_is_said_not_to(accounts: dict[str, Any]):
    before = everything()
    for verb in (services.disable_account, services.enable_account, services.set_password):
        with pytest.raises(NoSuchAccount):
            verb("nobody", by=BY)
    assert everything() == before


# --- signing in ----------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["nobody", "test-closed", "test-body", "\x00", "Тест"])
def test_every_refused_sign_in_gets_one_answer_after_the_same_work(
    username: str, closed: None, monkeypatch: pytest.MonkeyPatch
):
    hashed: list[str] = []
    real = passwords.check_password

    def counting(password: str, encoded: str, *more: Any) -> bool:
        hashed.append(encoded.split("$")[0])
        return real(password, encoded, *more)

    monkeypatch.setattr(passwords, "check_password", counting)
    Account.objects.filter(username="test-closed").update(
        password=Account.objects.get(username="test-body").password
    )
    before = everything(but=["audit.Event"])
    wrong = PASSWORD if username == "test-closed" else "wrong"
    with pytest.raises(WrongCredentials) as refused:
        services.sign_in(SessionStore(), username, wrong)
    assert refused.value.facts == {}
    assert len(hashed) == 1
    assert everything(but=["audit.Event"]) == before
    assert actions() == ["access.sign_in_refused"]


def test_a_username_may_be_typed_with_capitals_and_spaces(accounts: dict[str, Any]):
    session = SessionStore()
    account = services.sign_in(session, " Test-Body ", PASSWORD)
    assert account.username == "test-body"


def test_signing_in_makes_a_new_key_and_drops_what_was_there(accounts: dict[str, Any]):
    session = signed_in("test-body")
    planted = session.session_key
    session["note"] = "planted"
    services.sign_in(session, "test-auditor", PASSWORD)
    assert session.session_key != planted
    assert "note" not in session
    assert not SessionStore(planted).load()


def test_ended_sessions_are_removed_at_the_next_sign_in(
    accounts: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    clock = stopped_clock(monkeypatch)
    signed_in("test-body")
    clock.go(hours=13)
    signed_in("test-auditor")
    assert len(everything()["access.Session"]) == 1
