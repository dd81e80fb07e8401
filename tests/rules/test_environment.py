"""Settings come from the environment; a wrong one stops the start and says what to type."""

from dataclasses import fields
from pathlib import Path

import pytest

from bagdar.config.environment import Environment, WrongSetting


def read(tmp_path: Path, **variables: str) -> Environment:
    return Environment.read({"BAGDAR_VAR_DIR": str(tmp_path), **variables})


def test_nothing_has_to_be_set(tmp_path: Path):
    environment = read(tmp_path)
    assert (environment.host, environment.port, environment.language) == ("127.0.0.1", 8000, "kk")
    assert environment.database()["NAME"] == tmp_path / "bagdar.sqlite3"


def test_every_default_can_be_read():
    for info in fields(Environment):
        info.metadata["read"](info.metadata["default"])


def test_all_wrong_settings_are_named_at_once(tmp_path: Path):
    with pytest.raises(WrongSetting) as refused:
        read(tmp_path, BAGDAR_PORT="eighty", BAGDAR_HTTPS="yes", BAGDAR_PROT="80")
    assert str(refused.value).split("\n") == [
        "BAGDAR_PORT='eighty': give a whole number above zero, e.g. 30",
        "BAGDAR_HTTPS='yes': give 0 or 1",
        "BAGDAR_PROT is not a setting; docs/reference/settings.md lists them",
    ]


def test_a_variable_of_somebody_else_is_left_alone(tmp_path: Path):
    assert read(tmp_path, PORT="eighty").port == 8000


def test_the_secret_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path):
    first, second = read(tmp_path), read(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_two_machines_have_two_secret_keys(tmp_path: Path):
    assert read(tmp_path / "one").secret_key != read(tmp_path / "two").secret_key


def test_a_short_secret_key_is_refused(tmp_path: Path):
    with pytest.raises(WrongSetting, match="at least 50"):
        read(tmp_path, BAGDAR_SECRET_KEY="x" * 49)
    assert read(tmp_path, BAGDAR_SECRET_KEY="x" * 50).secret_key == "x" * 50


def test_sqlite_waits_for_the_disk_and_keeps_a_rollback_journal(tmp_path: Path):
    options = read(tmp_path).database()["OPTIONS"]
    assert "journal_mode=DELETE" in options["init_command"]
    assert "synchronous=EXTRA" in options["init_command"]
    assert options["transaction_mode"] == "IMMEDIATE"


def test_a_url_chooses_postgresql(tmp_path: Path):
    url = "postgresql://bagdar@127.0.0.1:5433/records"
    database = read(tmp_path, BAGDAR_DATABASE_URL=url).database()
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("127.0.0.1", 5433, "records")


def test_front_servers_are_named_by_address_or_network(tmp_path: Path):
    given = "127.0.0.1, 10.0.0.0/8,::1"
    read_as = read(tmp_path, BAGDAR_TRUSTED_PROXIES=given).trusted_proxies
    assert read_as == ["127.0.0.1", "10.0.0.0/8", "::1"]


@pytest.mark.parametrize("given", ["front.example", "10.0.0.1,nginx", "10.0.0.0/40", "10.0.0"])
def test_a_front_server_that_is_no_address_stops_the_start(tmp_path: Path, given: str):
    """A name would be believed by nobody's request, and every reader counted as one address."""
    with pytest.raises(WrongSetting) as refused:
        read(tmp_path, BAGDAR_TRUSTED_PROXIES=given)
    wanted = "give IP addresses or networks, e.g. 127.0.0.1,10.0.0.0/8"
    assert str(refused.value) == f"BAGDAR_TRUSTED_PROXIES={given!r}: {wanted}"
