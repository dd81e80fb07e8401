"""`bagdar accounts`: what whoever runs the machine can do, in three languages."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bagdar.access import passwords, queries
from bagdar.access.errors import FaultyAccount, LastCoordinator, WeakPassword
from bagdar.access.models import Account
from bagdar.audit.public import events
from bagdar.core.catalogue import Catalogue
from tests.access_tools import GOOD_PASSWORD, everything
from tests.people import ORGANISATION, PERSON
from tests.register import organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def run(catalogue: Catalogue) -> Any:
    from bagdar.access.commands import accounts

    def typed(*words: str, language: str = "en", entered: str = "") -> Result:
        told = {"language": language, "catalogue": catalogue, "data_dir": Path("data")}
        return CliRunner().invoke(accounts, words, obj=told, input=entered)

    return typed


def test_an_account_is_made_and_its_password_printed_once(run: Any):
    done = run("create", "mes-2", "--role", "body", "--body", "mes", "--speaks", "ru")
    assert done.exit_code == 0
    assert done.output.startswith("Created mes-2. One-time password: ")
    password = done.output.split(": ")[1].strip()
    assert passwords.matches(Account.objects.get(username="mes-2"), password)
    assert queries.account("mes-2").language == "ru"
    event = events().rows[0]
    assert (event.actor, event.role, event.action) == (
        "operator",
        "operator",
        "access.account_created",
    )


def test_a_faulty_account_is_refused_field_by_field(run: Any):
    done = run("create", "Mes", "--role", "region", language="kk")
    assert isinstance(done.exception, FaultyAccount)
    assert "username: Тек кіші латын әріптері" in done.output
    assert "region_code: Өңірдің есептік жазбасы өңірін атауы керек." in done.output
    assert not Account.objects.exists()


@pytest.mark.parametrize("role", ["organisation", "person"])
def test_an_account_of_somebody_in_the_register_is_made(run: Any, role: str):
    id = {"organisation": organisation, "person": person}[role]()
    done = run("create", "new-one", "--role", role, f"--{role}", str(id))
    assert done.exit_code == 0
    assert getattr(queries.account("new-one"), f"{role}_id") == id
    listed = json.loads(run("list", "--role", role, "--json").output)
    assert [one[f"{role}_id"] for one in listed] == [str(id)]


def test_somebody_whom_the_register_does_not_know_is_refused(run: Any):
    before = everything()
    done = run("create", "new-one", "--role", "person", "--person", str(PERSON), language="ru")
    assert isinstance(done.exception, FaultyAccount)
    assert "person_id: В реестре нет такого человека." in done.output
    assert run("create", "new-one", "--role", "person", "--person", "moon").exit_code == 2
    assert everything() == before


def test_the_list_is_read_by_people_and_by_programs(run: Any, accounts: dict[str, Any]):
    listed = run("list", language="ru").output.splitlines()
    assert [line.split()[0] for line in listed] == [
        "test-auditor",
        "test-body",
        "test-coordinator",
        "test-ministry",
        "test-organisation",
        "test-person",
        "test-region",
    ]
    assert listed[4].endswith(f"Организация образования {ORGANISATION}  Действует")
    assert listed[1].endswith("Ответственный орган mes  Действует")
    found = json.loads(run("list", "--role", "auditor", "--json").output)
    assert [one["username"] for one in found] == ["test-auditor"]
    assert "password" not in found[0]


def test_an_empty_list_says_so(run: Any):
    assert run("list", language="kk").output == "Есептік жазба жоқ.\n"


def test_accounts_are_disabled_and_enabled(run: Any, accounts: dict[str, Any]):
    assert run("disable", "test-body").output == "test-body is disabled.\n"
    assert not queries.account("test-body").is_active
    assert run("enable", "test-body").output == "test-body is enabled.\n"
    assert queries.account("test-body").is_active


def test_the_last_coordinator_stays_on_the_terminal_as_well(run: Any, accounts: dict[str, Any]):
    before = everything()
    assert isinstance(run("disable", "test-coordinator").exception, LastCoordinator)
    assert everything() == before


def test_a_password_is_given_or_typed(run: Any, accounts: dict[str, Any]):
    given = run("password", "test-body").output.strip().split()[-1]
    assert passwords.matches(Account.objects.get(username="test-body"), given)
    typed = f"{GOOD_PASSWORD}\n{GOOD_PASSWORD}\n"
    done = run("password", "test-body", "--type", entered=typed)
    assert done.exit_code == 0
    assert GOOD_PASSWORD not in done.output
    assert passwords.matches(Account.objects.get(username="test-body"), GOOD_PASSWORD)
    weak = run("password", "test-body", "--type", entered="short\nshort\n")
    assert isinstance(weak.exception, WeakPassword)
    assert "at least 12 characters" in weak.output


def test_help_is_in_the_language_that_was_asked_for(run: Any):
    assert "тізімі" in run("--help", language="kk").output
    assert "включает" in run("enable", "--help", language="ru").output
