"""Whom an account speaks for: only what the register knows, and called as it is called there."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation

from bagdar.access import places, presenters, public, queries, services
from bagdar.access.errors import FaultyAccount
from bagdar.access.models import Account
from bagdar.access.rules.roles import Place
from bagdar.audit.public import events, looks_at
from bagdar.audit.rules import Actor
from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.core.periods import Period
from bagdar.registry.public import correct_organisation, look_at_class_list, look_at_person
from bagdar.registry.queries.named import organisations_named, people_named
from tests.access_tools import BY, everything
from tests.people import ORGANISATION, PERSON
from tests.register import BEGAN, given, organisation, person, school

pytestmark = [pytest.mark.django_db, pytest.mark.database]
OWN = {"organisation": organisation, "person": person}


# --- who may be named ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", OWN)
def test_an_account_names_what_the_register_knows(role: str):
    id = OWN[role]()
    account, _ = services.create_account("new-one", role, **{f"{role}_id": id}, by=BY)
    assert getattr(account, f"{role}_id") == id
    assert queries.account("new-one") == account
    event = events().rows[0]
    assert (event.action, event.facts["role"], event.facts[f"{role}_id"]) == (
        "access.account_created",
        role,
        str(id),
    )


@pytest.mark.parametrize("role", OWN)
def test_what_the_register_does_not_know_is_refused(role: str):
    others = {"organisation": person, "person": organisation}[role]()  # of the other kind
    before = everything()
    for id in (uuid4(), others):
        with pytest.raises(FaultyAccount) as refused:
            services.create_account("new-one", role, **{f"{role}_id": id}, by=BY)
        assert refused.value.fields == [(f"{role}_id", f"{role}_id_unknown")]
    assert everything() == before


@pytest.mark.parametrize("role", OWN)
def test_until_the_register_says_how_to_ask_nobody_is_known(
    role: str, monkeypatch: pytest.MonkeyPatch
):
    id = OWN[role]()
    monkeypatch.setattr(places, "_names", {})
    before = everything()
    with pytest.raises(FaultyAccount) as refused:
        services.create_account("new-one", role, **{f"{role}_id": id}, by=BY)
    assert refused.value.fields == [(f"{role}_id", f"{role}_id_unknown")]
    assert everything() == before


def test_every_fault_of_a_place_is_named_at_once():
    before = everything()
    with pytest.raises(FaultyAccount) as refused:
        services.create_account(
            "New", "organisation", region_code="KZ-71", person_id=uuid4(), by=BY
        )
    assert refused.value.fields == [
        ("username", "username"),
        ("region_code", "region_code_surplus"),
        ("organisation_id", "organisation_id_missing"),
        ("person_id", "person_id_surplus"),
    ]
    assert everything() == before


def test_accounts_are_found_by_whom_they_speak_for(accounts: dict[str, Any]):
    found = [
        [one.username for one in queries.accounts(text=str(id))] for id in (ORGANISATION, PERSON)
    ]
    assert found == [["test-organisation"], ["test-person"]]
    assert queries.accounts(text=str(uuid4())) == []


# --- accounts to look around with ----------------------------------------------------------------


def test_demonstration_accounts_of_an_organisation_and_a_person_are_made_when_they_are_asked_for():
    wanted = {
        "school": Place("organisation", organisation_id=organisation()),
        "parent": Place("person", person_id=person()),
    }
    made = services.create_demonstration_accounts([], [], "looking around", places=wanted, by=BY)
    assert [one.username for one in made] == [
        "coordinator", "auditor", "ministry", "school", "parent",
    ]  # fmt: skip
    for username, place in wanted.items():
        account = queries.account(username)
        assert public.place_of(Account.objects.get(username=username)) == place
        assert account.is_demonstration
        assert not account.has_one_time_password
    assert queries.demonstration_accounts() == made
    again = services.create_demonstration_accounts([], [], "another", places=wanted, by=BY)
    assert again == []


@pytest.mark.parametrize(
    ("username", "place", "fault"),
    [
        ("school", Place("organisation", organisation_id=ORGANISATION), "organisation_id_unknown"),
        ("parent", Place("person"), "person_id_missing"),
        ("official", Place("ministry", body_code="mes"), "body_code_surplus"),
        ("Айгүл", Place("ministry"), "username"),
        ("minister", Place("minister"), "role"),
    ],
)
def test_a_faulty_demonstration_account_is_refused_with_all_the_others(
    username: str, place: Place, fault: str
):
    before = everything()
    with pytest.raises(FaultyAccount) as refused:
        services.create_demonstration_accounts(
            ["mes"], [], "looking around", places={username: place}, by=BY
        )
    assert [code for _, code in refused.value.fields] == [fault]
    assert everything() == before


# --- how they are called -------------------------------------------------------------------------


def test_an_organisation_is_called_as_it_is_called_today():
    id = organisation(name_en="")
    renamed = {"name_kk": "Жаңа мектеп", "name_ru": "Новая школа", "name_en": "New school"}
    for minute, (start, name) in enumerate(
        [(date(2020, 1, 1), "Жаңа"), (date(2190, 1, 1), "Келер")], 2
    ):
        said = school(**{**renamed, "name_kk": name})
        correct_organisation(id, said, Period(start), **given(minute))
    called = organisations_named([id, uuid4()])
    assert called == {
        id: public.PlaceName(
            Words(kk="Жаңа", ru="Новая школа", en="New school"), Origin.ILLUSTRATIVE
        )
    }


def test_without_an_english_name_the_kazakh_one_is_read():
    id = organisation(name_en="")
    assert organisations_named([id])[id].name["en"] == "Мысал мектебі"
    nothing = people_named([uuid4()])
    assert nothing == {}


def shown(username: str, language: str = "en") -> str:
    with translation.override(language):
        return presenters.place_words(queries.account(username))


def test_what_is_not_real_says_so_wherever_it_is_named():
    for origin in Origin:
        id = organisation(origin=origin)
        services.create_account(f"of-{origin}", "organisation", organisation_id=id, by=BY)
    assert shown("of-real", "kk") == "Мысал мектебі"
    assert shown("of-illustrative", "ru") == "Школа-пример (иллюстрация, не настоящее)"
    assert shown("of-simulated", "kk") == "Мысал мектебі (модельденген, нақты емес)"


def test_only_whoever_an_account_is_of_reads_the_persons_name_in_it():
    id = person(origin=Origin.REAL)
    account, _ = services.create_account("parent", "person", person_id=id, by=BY)
    assert shown("parent") == str(id)
    assert presenters.own_place_words(account) == "Мысалова Әсел Үлгіқызы"


def test_a_list_of_accounts_asks_for_all_names_at_once(django_assert_num_queries: Any):
    for number in range(5):
        services.create_account(
            f"school-{number}", "organisation", organisation_id=organisation(), by=BY
        )
    listed = queries.accounts()
    with django_assert_num_queries(2):  # who exists, and what they are called
        words = presenters.places_words(listed)
    assert len(words) == 5


def test_an_organisation_that_nobody_knows_any_more_is_shown_by_its_identifier(
    accounts: dict[str, Any],
):
    assert shown("test-organisation") == str(ORGANISATION)
    assert presenters.own_place_words(queries.account("test-person")) == ""


# --- what views are told -------------------------------------------------------------------------

PLACES = {
    "public": Place("public"),
    "coordinator": Place("coordinator"),
    "auditor": Place("auditor"),
    "ministry": Place("ministry"),
    "body": Place("body", body_code="mes"),
    "region": Place("region", region_code="KZ-11"),
    "organisation": Place("organisation", organisation_id=ORGANISATION),
    "person": Place("person", person_id=PERSON),
}


@pytest.mark.parametrize("role", PLACES)
def test_a_view_is_told_who_asks_and_for_whom(role: str, accounts: dict[str, Any]):
    request = RequestFactory().get("/")
    request.user = accounts.get(role, AnonymousUser())
    assert public.place_of(request) == public.place_of(request.user) == PLACES[role]
    with pytest.raises(AttributeError):
        public.place_of(request).organisation_id = UUID(int=0)  # type: ignore[misc]


def test_of_a_looker_the_family_reads_all_but_the_name(accounts: dict[str, Any]):
    told = {role: public.looker_facts(accounts[role]) for role in accounts}
    nothing = {"body": "", "region": "", "organisation": ""}
    assert told["organisation"] == {
        **nothing, "role": "organisation", "organisation": str(ORGANISATION),
    }  # fmt: skip
    assert told["region"] == {**nothing, "role": "region", "region": "KZ-11"}
    assert told["body"] == {**nothing, "role": "body", "body": "mes"}
    assert told["person"] == {**nothing, "role": "person"}
    assert "test-" not in str(told)
    assert str(PERSON) not in str(told)


def test_a_look_at_a_record_is_read_with_on_whose_behalf_it_was(accounts: dict[str, Any]):
    pupil, of = person(), organisation()
    account = accounts["organisation"]
    looking = {"by": Actor(account.username, account.role), "at": BEGAN}
    look_at_person(pupil, "Ауысу", **looking, looker=public.looker_facts(account))
    look_at_class_list(of, BEGAN.date(), **looking, looker=public.looker_facts(account))
    look_at_person(pupil, "Тексеру", by=BY, at=BEGAN)
    first, second = looks_at(f"registry.person:{pupil}", "registry.person_looked_at").rows[::-1]
    assert (first.day, first.purpose, first.role) == (BEGAN.date(), "Ауысу", "organisation")
    assert (first.body, first.region, first.organisation) == ("", "", str(ORGANISATION))
    assert (second.purpose, second.role, second.organisation) == ("Тексеру", "coordinator", "")
    listed = looks_at(f"registry.organisation:{of}", "registry.class_list_looked_at").rows
    assert [one.organisation for one in listed] == [str(ORGANISATION)]
