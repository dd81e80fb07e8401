"""The access table says who may do what; addresses and accounts are judged by plain rules."""

from pathlib import Path

import pytest

from bagdar.access.rules.address import UNKNOWN, client_address
from bagdar.access.rules.agents import short_agent
from bagdar.access.rules.roles import ACCOUNT_ROLES, NAMED, Place, Role, account_faults, is_username
from bagdar.access.rules.table import AccessTable, Undeclared
from bagdar.core.errors import FaultyData
from tests.people import ORGANISATION, PERSON

TABLE = Path(__file__).resolve().parents[2] / "data" / "access" / "table.csv"
HEADER = "object,operation,relation,roles\n"


def table(rows: str, folder: Path) -> AccessTable:
    path = folder / "table.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return AccessTable.load(path, "table.csv")


def faults(rows: str, folder: Path) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(FaultyData) as refused:
        table(rows, folder)
    return [(fault.code, fault.line, fault.field) for fault in refused.value.faults]


# --- the declared table ------------------------------------------------------------------------


def declared() -> AccessTable:
    return AccessTable.load(TABLE, "data/access/table.csv")


def test_everybody_reads_the_programme_and_only_a_coordinator_amends_it():
    may = {role: declared().permits(role, "programme.edition", "create") for role in Role}
    assert may == {role: role is Role.COORDINATOR for role in Role}
    assert all(declared().permits(role, "programme.measure", "read") for role in Role)


def test_accounts_are_the_coordinators_and_the_trail_is_the_auditors_as_well():
    accounts = {role for role in Role if declared().permits(role, "access.account", "create")}
    trail = {role for role in Role if declared().permits(role, "audit.event", "read")}
    assert accounts == {Role.COORDINATOR}
    assert trail == {Role.COORDINATOR, Role.AUDITOR}


def test_everybody_signed_in_changes_their_own_account_and_nobody_elses():
    rows = declared()
    own = {role for role in Role if rows.permits(role, "access.own", "update", "own")}
    other = {role for role in Role if rows.permits(role, "access.own", "update", "other")}
    assert own == set(Role) - {Role.PUBLIC}
    assert other == set()


def test_every_role_of_the_table_has_something_to_do():
    named = {role for row in declared().rows for role in row.roles}
    assert named == set(Role)


# --- how a table answers -----------------------------------------------------------------------


def test_a_line_for_any_object_covers_every_relation(tmp_path: Path):
    rows = table("a.b,read,any,auditor\n", tmp_path)
    assert rows.permits("auditor", "a.b", "read", "own")
    assert not rows.permits("region", "a.b", "read", "own")


def test_a_line_for_ones_own_opens_the_door_but_not_everything_behind_it(tmp_path: Path):
    rows = table("a.b,read,own,body\n", tmp_path)
    assert rows.permits_some("body", "a.b", "read")
    assert rows.permits("body", "a.b", "read", "own")
    assert not rows.permits("body", "a.b", "read")


def test_what_is_not_declared_is_an_error_and_not_a_permission(tmp_path: Path):
    rows = table("a.b,read,any,public\n", tmp_path)
    for question in (rows.permits, rows.permits_some):
        with pytest.raises(Undeclared, match=r"no line for a\.b write"):
            question("coordinator", "a.b", "write")


def test_a_role_that_does_not_exist_gets_what_everybody_gets(tmp_path: Path):
    rows = table("a.b,read,any,public\na.b,edit,any,coordinator\n", tmp_path)
    assert rows.permits("minister", "a.b", "read")
    assert not rows.permits("minister", "a.b", "edit")


# --- a broken table ----------------------------------------------------------------------------


def test_every_fault_of_a_table_is_named_at_once(tmp_path: Path):
    rows = (
        "a.b,read,any,public\n"
        "a.b,read,any,auditor\n"
        "a.b,edit,any,minister\n"
        "ab,edit,any,auditor\n"
        "a.c,edit,any,auditor auditor\n"
        "a.d,edit,any,\n"
    )
    assert sorted(faults(rows, tmp_path), key=str) == sorted(
        [
            ("duplicate", 3, "object"),
            ("value", 4, "roles[1]"),
            ("value", 5, "object"),
            ("duplicate", 6, "roles"),
            ("missing_key", 7, "roles"),
        ],
        key=str,
    )


def test_a_missing_table_is_a_fault(tmp_path: Path):
    with pytest.raises(FaultyData) as refused:
        AccessTable.load(tmp_path / "none.csv", "table.csv")
    assert [fault.code for fault in refused.value.faults] == ["missing_file"]


# --- accounts ----------------------------------------------------------------------------------

KNOWN = {
    "body_code": {"mes"},
    "region_code": {"KZ-71"},
    "organisation_id": {ORGANISATION},
    "person_id": {PERSON},
}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("anna", "coordinator", "", ""), []),
        (("anna", "body", "mes", ""), []),
        (("anna", "region", "", "KZ-71"), []),
        (("anna", "body", "", ""), [("body_code", "body_code_missing")]),
        (("anna", "body", "moon", ""), [("body_code", "body_code_unknown")]),
        (("anna", "region", "", "KZ-00"), [("region_code", "region_code_unknown")]),
        (("anna", "auditor", "mes", ""), [("body_code", "body_code_surplus")]),
        (
            ("Анна", "region", "mes", ""),
            [
                ("username", "username"),
                ("body_code", "body_code_surplus"),
                ("region_code", "region_code_missing"),
            ],
        ),
        (("anna", "public", "", ""), [("role", "role")]),
    ],
)
def test_an_account_names_its_place_exactly_when_its_role_has_one(given, expected):
    username, *place = given
    assert account_faults(username, Place(*place), KNOWN) == expected


OWN = {
    "body_code": "mes",
    "region_code": "KZ-71",
    "organisation_id": ORGANISATION,
    "person_id": PERSON,
}


@pytest.mark.parametrize("role", ACCOUNT_ROLES)
@pytest.mark.parametrize("field", OWN)
def test_each_role_names_its_own_and_nothing_else(role: Role, field: str):
    """Every role with every single thing that can be named."""
    needed = NAMED.get(role)
    faults = account_faults("anna", Place(role, **{field: OWN[field]}), KNOWN)
    if field == needed:
        assert faults == []
    else:
        missing = [(needed, f"{needed}_missing")] if needed else []
        assert sorted(faults) == sorted([(field, f"{field}_surplus"), *missing])


def test_an_organisation_or_a_person_that_nobody_knows_is_refused():
    for role, field in ((Role.ORGANISATION, "organisation_id"), (Role.PERSON, "person_id")):
        place = Place(role, **{field: OWN[field]})
        assert account_faults("anna", place, {**KNOWN, field: ()}) == [(field, f"{field}_unknown")]
        assert account_faults("anna", place, {}) == [(field, f"{field}_unknown")]


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("a", True),
        ("body-mes-2", True),
        ("a" * 40, True),
        ("a" * 41, False),
        ("", False),
        ("-a", False),
        ("a--b", False),
        ("Anna", False),
        ("аnna", False),  # a Cyrillic а
        ("anna\n", False),
        ("a b", False),
    ],
)
def test_a_username_is_a_plain_slug(text: str, good: bool):
    assert is_username(text) is good


# --- addresses ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("remote", "forwarded", "trusted", "expected"),
    [
        ("203.0.113.7", "", [], "203.0.113.7"),
        # Nobody vouches for what a stranger writes.
        ("203.0.113.7", "198.51.100.1", [], "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", ["10.0.0.1"], "203.0.113.7"),
        # Our front server appended the address that it saw; what stood before was typed.
        ("10.0.0.1", "198.51.100.1", ["10.0.0.1"], "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", ["10.0.0.1"], "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.1", "rubbish", ["10.0.0.1"], "10.0.0.1"),
        ("10.0.0.1", "", ["10.0.0.1"], "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", [], "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "", [], "203.0.113.7"),
        ("", "198.51.100.1", ["10.0.0.1"], UNKNOWN),
    ],
)
def test_an_address_is_the_nearest_that_our_own_servers_vouch_for(
    remote: str, forwarded: str, trusted: list[str], expected: str
):
    assert client_address(remote, forwarded, trusted) == expected


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Firefox/140.0", "Firefox, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Linux"),
        ("curl/8.5.0", ""),
        ("", ""),
        ("<script>Firefox/", "Firefox"),
    ],
)  # fmt: skip
def test_an_agent_is_shortened_to_words_of_ours(agent: str, expected: str):
    assert short_agent(agent) == expected
