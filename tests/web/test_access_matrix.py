"""RELIABILITY P1 for accounts, and the matrix tester: it notices every check that is gone."""

from collections.abc import Iterator
from typing import Any

import pytest

from bagdar.access import permission, services
from bagdar.access.rules.roles import ACCOUNT_ROLES, Role
from bagdar.access.rules.table import AccessTable, Row
from bagdar.access.sessions import SessionStore
from bagdar.look import hooks
from tests.access_matrix import ROLES, Ask, ClientAs, Matrix, Thing
from tests.people import PASSWORD
from tests.web import matrix_site
from tests.web.matrix_site import FORGETS, OBJECT, PUPILS

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# --- accounts, sessions and the trail, by the declared table --------------------------------------

ACCOUNT = ("access.account", "read")
NEW = {"username": "new-one", "role": "auditor", "language": "kk"}
JSON_LANGUAGE = {"do": "language", "language": "en"}


def one_session_of_each() -> list[Thing]:
    things = []
    for role in ACCOUNT_ROLES:
        session = SessionStore()
        services.sign_in(session, f"test-{role}", PASSWORD)
        stands = {role.value: "own"}
        things.append(Thing(f"a session of {role}", {"session": session.handle}, stands))
    return things


def accounts_matrix(sessions: list[Thing]) -> Matrix:
    return Matrix(
        [
            Ask("access.session", "create", "/kk/sign-in/"),
            Ask("access.session", "create", "/api/v1/session"),
            Ask(
                "access.session", "create", "/api/v1/session", "post",
                {"username": "test-body", "password": "wrong"}, works=(401,),
            ),
            Ask("access.session", "read", "/api/v1/sessions"),
            Ask("access.session", "delete", "/kk/sign-out/", "post"),
            Ask("access.session", "delete", "/api/v1/session", "delete"),
            Ask("access.session", "delete", "/api/v1/sessions/{session}", "delete"),
            Ask("access.own", "read", "/kk/account/"),
            Ask("access.own", "update", "/kk/account/", "post", JSON_LANGUAGE,
                door=("access.own", "read")),
            Ask("access.account", "read", "/kk/accounts/"),
            Ask("access.account", "export", "/kk/accounts/?table=accounts&as=csv", door=ACCOUNT),
            Ask("access.account", "create", "/kk/accounts/new/"),
            Ask("access.account", "create", "/kk/accounts/new/", "post", NEW),
            Ask("access.account", "read", "/kk/accounts/{username}/"),
            Ask("access.account", "update", "/kk/accounts/{username}/", "post", {"do": "disable"},
                door=ACCOUNT),
            Ask("access.account", "read", "/api/v1/accounts"),
            Ask("access.account", "create", "/api/v1/accounts", "post", NEW),
            Ask("access.account", "update", "/api/v1/accounts/{username}", "patch",
                {"active": False}),
            Ask("audit.event", "read", "/kk/audit/"),
            Ask("audit.event", "export", "/kk/audit/?table=events&as=csv",
                door=("audit.event", "read")),
            Ask("audit.event", "read", "/api/v1/audit"),
        ],
        [Thing("an account", {"username": "test-auditor"}), *sessions],
    )  # fmt: skip


def test_every_cell_of_accounts_and_the_trail_is_answered_as_the_table_says(
    accounts: dict[str, Any], client_as: ClientAs
):
    matrix = accounts_matrix(one_session_of_each())
    assert matrix.gaps("access.", "audit.") == []
    assert matrix.wrong(client_as) == []
    assert matrix.tried() == (17 + 3 + len(ACCOUNT_ROLES)) * len(ROLES) == 216


def test_a_download_that_is_refused_is_noted(client_as: ClientAs, monkeypatch: pytest.MonkeyPatch):
    """With a table in which a coordinator reads accounts and only an auditor takes them along."""
    ours = ("access.account", "export")
    rows = [row for row in permission.table().rows if (row.object, row.operation) != ours]
    export = Row(object=ours[0], operation=ours[1], relation="any", roles="auditor")
    table = AccessTable([*rows, export])
    monkeypatch.setattr(permission, "table", lambda: table)
    files = [f"/kk/accounts/?table=accounts&as={kind}" for kind in ("csv", "xlsx")]
    matrix = Matrix([Ask(*ours, file, door=ACCOUNT) for file in files], table=table)
    assert [matrix.refusal(cell) for cell in matrix.cells("coordinator")] == [403, 403]
    assert matrix.wrong(client_as) == []
    monkeypatch.setattr(hooks, "_refusal", None)
    assert {fault.partition(": ")[2].rpartition(": ")[2] for fault in matrix.wrong(client_as)} == {
        "0 events access.denied"
    }


# --- a register of pupils that is there for the tester's sake -------------------------------------

LINES = {
    ("read", "own"): "organisation",
    ("read", "region"): "region",
    ("read", "any"): "ministry auditor",
    ("read", "self"): "person",
    ("read", "ward"): "person",
    ("update", "own"): "organisation",
    ("correct", "self"): "person",
    ("correct", "ward"): "person",
}
STANDS = [
    {"organisation": "own", "region": "region", "person": "ward"},
    {"organisation": "own", "region": "region", "person": "self"},
    {"region": "region"},
    {},
]


def pupils_table() -> AccessTable:
    rows = [
        Row(object=OBJECT, operation=operation, relation=relation, roles=roles)
        for (operation, relation), roles in LINES.items()
    ]
    return AccessTable([*rows, *permission.table().rows])


def pupils_matrix(table: AccessTable) -> Matrix:
    things = [
        Thing(pupil.family, {"pupil": id}, stands, secrets=[pupil.family])
        for (id, pupil), stands in zip(PUPILS.items(), STANDS, strict=True)
    ]
    door = (OBJECT, "read")
    asks = [
        Ask(OBJECT, "read", "/kk/pupils/", lists="pupil"),
        Ask(OBJECT, "read", "/ru/pupils/{pupil}/"),
        Ask(OBJECT, "update", "/kk/pupils/{pupil}/", "post", {"group": "5 А"}, door=door),
        Ask(OBJECT, "read", "/api/v1/pupils/{pupil}"),
        Ask(OBJECT, "correct", "/api/v1/pupils/{pupil}/correction", "post", {"of": ["{pupil}"]}),
    ]
    return Matrix(asks, things, table)


@pytest.fixture
def pupils(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Matrix]:
    settings.ROOT_URLCONF = matrix_site.__name__
    table = pupils_table()
    monkeypatch.setattr(permission, "table", lambda: table)
    FORGETS.clear()
    yield pupils_matrix(table)
    FORGETS.clear()


def test_own_region_any_self_and_ward_are_told_apart(pupils: Matrix, client_as: ClientAs):
    assert pupils.gaps(OBJECT) == []
    assert pupils.wrong(client_as) == []
    assert pupils.tried() == (1 + 4 * len(PUPILS)) * len(ROLES)


def test_who_may_and_how_others_are_refused(pupils: Matrix):
    """The rule of refusals, written out for a reader."""
    ward, _, neighbour, stranger = pupils.things
    listed, read, update, read_api, _ = pupils.asks

    def answers(role: str) -> list[int | None]:
        cells = [one for one in pupils.cells(role) if one.thing in (ward, neighbour, stranger)]
        return [
            None if pupils.may(one) else pupils.refusal(one)
            for one in cells
            if one.ask in (read, update)
        ]

    assert answers("organisation") == [None, 404, 404, None, 404, 404]
    assert answers("region") == [None, None, 404, 403, 403, 404]
    assert answers("ministry") == [None, None, None, 403, 403, 403]
    assert answers("person") == [None, 404, 404, 403, 404, 404]
    assert answers("coordinator") == [403] * 6
    assert answers("public") == [302] * 6
    anonymous = [one for one in pupils.cells("public") if one.ask in (listed, read_api)]
    assert [pupils.refusal(one) for one in anonymous] == [302, 401, 401, 401, 401]


@pytest.mark.once
@pytest.mark.parametrize(
    ("forgotten", "told"),
    [
        ("whose it is", "answered with 200, not refused with 404"),
        ("the door", "answered with 200, not refused with 403"),
        ("the second question", "answered with 200, not refused with 403"),
        ("to note", "0 events access.denied"),
        ("to hide", "answered with 403, not refused with 404"),
        ("to say nothing", "the refusal tells secret 1"),
        ("to write nothing", "a refusal has changed something"),
        ("to filter", "lists Бөтенов (other)"),
        ("to let in", "refused with 404"),
    ],
)
def test_a_check_that_is_taken_away_is_noticed(
    pupils: Matrix, client_as: ClientAs, forgotten: str, told: str
):
    """Negative controls: one check less in the site, and cells are wrong."""
    FORGETS.add(forgotten)
    assert told in " | ".join(pupils.wrong(client_as))


@pytest.mark.once
@pytest.mark.parametrize("line", LINES)
def test_a_line_that_is_taken_out_of_the_table_is_noticed(
    pupils: Matrix, client_as: ClientAs, line: tuple[str, str], monkeypatch: pytest.MonkeyPatch
):
    """The site asks a table that has one role less in one line than what is expected."""
    gone = [row for row in pupils.table.rows if (row.operation, row.relation) == line]
    role = next(row.roles[0] for row in gone if row.object == OBJECT)
    rows = [
        row.model_copy(update={"roles": tuple(one for one in row.roles if one != role)})
        if row.object == OBJECT and row in gone
        else row
        for row in pupils.table.rows
    ]
    narrower = AccessTable(rows)
    monkeypatch.setattr(permission, "table", lambda: narrower)
    wrong = pupils.wrong(client_as, roles=[role])
    assert any("refused with" in one for one in wrong)
    assert {one.partition(":")[0] for one in wrong} == {role.value}


@pytest.mark.once
@pytest.mark.parametrize("role", Role)
def test_a_role_that_is_added_to_the_table_is_noticed(
    pupils: Matrix, client_as: ClientAs, role: Role, monkeypatch: pytest.MonkeyPatch
):
    """The site asks a table in which a role reads every pupil."""
    read = Row(object=OBJECT, operation="read", relation="any", roles=role.value)
    rows = [
        row
        for row in pupils.table.rows
        if (row.object, row.operation, row.relation) != (OBJECT, "read", "any")
    ]
    wider = AccessTable([*rows, read])
    monkeypatch.setattr(permission, "table", lambda: wider)
    wrong = pupils.wrong(client_as, roles=[role])
    is_known = role in ("ministry", "auditor")  # they read every pupil anyhow
    assert any("answered with 200" in one for one in wrong) is not is_known


def test_what_is_not_tried_is_named(pupils: Matrix):
    less = Matrix(pupils.asks[1:4], pupils.things[1:2], pupils.table)
    assert sorted(less.gaps(OBJECT)) == sorted(
        [
            "address /kk/pupils/",
            "address /api/v1/pupils/<uuid:id>/correction",
            f"line {OBJECT} correct self person",
            f"line {OBJECT} correct ward person",
            f"line {OBJECT} read ward person",
            f"stranger to {OBJECT} read own organisation",
            f"stranger to {OBJECT} read region region",
            f"stranger to {OBJECT} read self person",
            f"stranger to {OBJECT} update own organisation",
        ]
    )
