"""RELIABILITY P1 for the desk: every role, address, operation and relation, over HTTP."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest

from bagdar.core.periods import Period
from bagdar.registry.rules import details as d
from bagdar.registry.rules import kinds as k
from bagdar.registry.rules.details import GroupDetails, PostDetails
from bagdar.registry.rules.kinds import POST
from bagdar.registry.rules.own_facts import OWN_KINDS
from bagdar.registry.services.classes import open_class
from bagdar.registry.services.enrolments import enrol
from bagdar.registry.services.facts import record_fact
from bagdar.registry.services.transfers import propose_transfer
from tests.access_matrix import Ask, ClientAs, Matrix, Thing
from tests.people import ORGANISATION
from tests.register import given, learning, organisation, person
from tests.registry_desk import SINCE, TODAY, stands_in_the_register

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DESK, API = "/kk/register/desk", "/api/v1/register/desk"
NEXT = SINCE.replace(year=SINCE.year + 1).isoformat()
DAY = TODAY.isoformat()
FIFTH = f"class={quote('2|5|5 А')}"
KEY = {"level": "2", "grade": 5, "name": "5 А"}
SOURCE = {"source": "№ 1"}
OWN = {"organisation": "own"}
WORKED = (200, 201, 302)


def people() -> list[Thing]:
    """A pupil, a member of staff and a transfer of the organisation of test-organisation, and the
    same of another.
    """
    stands_in_the_register(ORGANISATION)
    other, third = organisation(1), organisation(1)
    year = Period(SINCE, SINCE.replace(year=SINCE.year + 1))
    things = []
    for whose, name, stands in ((ORGANISATION, "own", OWN), (other, "another's", {})):
        said = GroupDetails(name="5 А", level="2", grade=5, language="kk", kind="class")
        open_class(whose, said, year, **given(2))
        pupil, coming, member = (person(3, given=f"Құпия{name[0]}{n}") for n in range(3))
        enrol(pupil, learning(whose, language="kk"), Period(SINCE), **given(4))
        enrol(coming, learning(third, language="kk"), Period(SINCE), **given(4))
        post = PostDetails(
            organisation_id=whose, position="teacher", workload=Decimal(1), is_main=True
        )
        record_fact(POST, member, post, Period(SINCE), **given(5))
        kept = keep_facts(whose, pupil, member)
        now = given(0, at=datetime.now(UTC))
        transfer = propose_transfer(coming, third, whose, TODAY + timedelta(days=1), **now)
        values: dict[str, dict[str, Any]] = {
            "pupil": {"pupil": pupil, **kept[0]}, "member": {"member": member, **kept[1]},
            "transfer": {"transfer": transfer.id},
        }  # fmt: skip
        things += [
            Thing(f"{name} {kind}", blanks, stands, secrets=("Құпия",))
            for kind, blanks in values.items()
        ]
    return things


def keep_facts(whose: Any, pupil: Any, member: Any) -> tuple[dict[str, int], dict[str, int]]:
    """One of every kind that the desk keeps, but for the post; the ids of the pupil's and of the
    member's, by kind.
    """
    from bagdar.registry.queries.rows import model_of

    days, mother = Period(SINCE), person(3, given="Құпияана")
    for kind, of, said in (
        (k.GUARDIANSHIP, pupil, d.GuardianshipDetails(guardian_id=mother, kind="parent")),
        (k.SUPPORT, pupil, d.SupportDetails(need="hearing")),
        (k.ACTIVITY, pupil,
         d.ActivityDetails(organisation_id=whose, kind="club", direction="chess")),
        (k.CARE, pupil,
         d.CareDetails(organisation_id=whose, status="orphan", placement="institution")),
        (k.QUALIFICATION, member, d.QualificationDetails(kind="category", value="moderator")),
        (k.PAY, member, d.PayDetails(organisation_id=whose, component="base", amount_tenge=1)),
    ):  # fmt: skip
        record_fact(kind, of, said, days, **given(6))
    course = d.DevelopmentDetails(topic="subject_teaching", hours=72)
    record_fact(k.DEVELOPMENT, member, course, Period(SINCE, TODAY), **given(6))
    pupils, members = (
        {
            own.name: model_of(own.kind).objects.get(person_id=one).pk
            for own in OWN_KINDS.values()
            if own.of == of
        }
        for of, one in (("pupil", pupil), ("staff", member))
    )
    return pupils, members


def facts_asks() -> list[Ask]:
    """Every kind: the two pages, and the change by page of the own and of another's."""
    cells = {
        "guardianship": {"kind": "guardian"}, "support": {"measure": "assistant"},
        "activity": {"hours_per_week": "2"}, "care": {"status": "without_care"},
        "post": {"workload": "0,5", "is_main": "no"}, "qualification": {"value": "expert"},
        "development": {"hours": "36"}, "pay": {"amount_tenge": "2"},
    }  # fmt: skip
    found = []
    for own in OWN_KINDS.values():
        of = "people/{pupil}" if own.of == "pupil" else "staff/{member}"
        found += page(own.object, "update", f"/{of}/{own.name}/new/")
        address = f"/{of}/{own.name}/{{{own.name}}}/"
        fields = {"since": SINCE.isoformat(), **cells[own.name]}
        found += page(own.object, "update", address, {**fields, "do": "change"})
    return found


def page(object: str, operation: str, path: str, *post: dict[str, Any], **more: Any) -> list[Ask]:
    """The page, and what is sent to it."""
    return [
        Ask(object, operation, f"{DESK}{path}", **more),
        *(
            Ask(object, operation, f"{DESK}{path}", "post", {**one, **SOURCE}, works=WORKED, **more)
            for one in post
        ),
    ]


def matrix(things: list[Thing]) -> Matrix:
    read, own = ("registry.class", "read"), "registry.person"
    asks = [
        *page("registry.desk", "read", "/"),
        Ask("registry.desk", "export", f"{DESK}/?table=doubts&as=csv",
            door=("registry.desk", "read")),
        *page("registry.class", "read", "/classes/"),
        *page("registry.class", "read", f"/classes/one/?{FIFTH}"),
        Ask("registry.class", "export", f"{DESK}/classes/?table=classes&as=csv", door=read),
        *page("registry.class", "read", "/compare/"),
        *page("registry.class", "read", "/doubts/"),
        *page("registry.class", "create", "/classes/new/",
              {"name": "5 Б", "level": "2", "grade": "5", "language": "kk", "kind": "class",
               "since": SINCE.isoformat(), "until": NEXT}),
        *page("registry.class", "update", f"/classes/change/?{FIFTH}",
              {"name": "5 Ә", "level": "2", "grade": "5", "language": "kk", "kind": "class",
               "since": DAY, "do": "change"}),
        *page("registry.class", "decide", "/promote/", {"day": NEXT, "do": "preview"}),
        Ask("registry.class", "decide", f"{DESK}/promote/back/", "post"),
        *page("registry.class", "decide", "/graduate/"),
        *page(own, "create", "/admit/",
              {"born_on": "2012-01-01", "klass": "2|5|5 А", "since": DAY, "given": "Жаңа"}),
        *page(own, "read", "/people/{pupil}/"),
        Ask(own, "export", f"{DESK}/people/{{pupil}}/?table=stays&as=csv", door=(own, "read")),
        *page(own, "update", "/people/{pupil}/leave/", {"left_on": DAY, "reason": "other"}),
        *page(own, "update", "/people/{pupil}/class/", {"klass": "2|5|5 А", "since": DAY}),
        *page(own, "update", "/people/{pupil}/correct/", {"given": "Түзетілген"}),
        *page("registry.transfer", "read", "/transfers/"),
        Ask("registry.transfer", "export", f"{DESK}/transfers/?table=open&as=csv",
            door=("registry.transfer", "read")),
        *page("registry.transfer", "read", "/transfers/{transfer}/"),
        Ask("registry.transfer", "decide", f"{DESK}/transfers/{{transfer}}/", "post",
            {"do": "refuse"}, door=("registry.transfer", "read")),
        *page("registry.transfer", "create", "/transfers/ask/"),
        *page("registry.transfer", "create", "/people/{pupil}/transfer/?find=мектеб"),
        *page("registry.staff", "read", "/staff/"),
        Ask("registry.staff", "export", f"{DESK}/staff/?table=staff&as=csv",
            door=("registry.staff", "read")),
        *page("registry.staff", "read", "/staff/compare/"),
        *page("registry.staff", "read", "/staff/{member}/"),
        *page("registry.staff", "create", "/staff/new/",
              {"born_on": "1990-01-01", "position": "teacher", "workload": "1", "is_main": "yes",
               "since": DAY, "given": "Жаңа"}),
        *facts_asks(),
        Ask("registry.placed", "read", f"{DESK}/people/{{pupil}}/?placed", door=(own, "read")),
        Ask("registry.pay", "read", f"{DESK}/staff/{{member}}/?pay",
            door=("registry.staff", "read")),
        *page("registry.condition", "read", "/condition/"),
        Ask("registry.condition", "export", f"{DESK}/condition/?table=condition&as=csv",
            door=("registry.condition", "read")),
        *page("registry.condition", "update", "/condition/edit/",
              {"capacity": "600", "has_cameras": "yes", "since": DAY}),
        Ask("registry.support", "read", f"{DESK}/people/{{pupil}}/?support", door=(own, "read")),
        # by program
        Ask("registry.class", "read", f"{API}/classes"),
        Ask("registry.class", "create", f"{API}/classes", "post",
            {**KEY, "name": "5 Г", "language": "kk", "since": SINCE.isoformat(), **SOURCE}),
        Ask("registry.class", "read", f"{API}/learners", lists="pupil"),
        Ask("registry.class", "decide", f"{API}/promotions", "post", {"day": NEXT, **SOURCE}),
        Ask(own, "create", f"{API}/admissions", "post",
            {"class": KEY, "born_on": "2012-01-01", "since": DAY, "new": {"given": "Жаңа"},
             **SOURCE}),
        Ask(own, "update", f"{API}/people/{{pupil}}/leaving", "post",
            {"left_on": DAY, "reason": "other", **SOURCE}),
        *by_program(),
        Ask("registry.transfer", "read", f"{API}/transfers", lists="transfer"),
        Ask("registry.transfer", "create", f"{API}/transfers", "post",
            {"person_id": "{pupil}", "to_id": str(TO[0]), "day": DAY, **SOURCE}),
        Ask("registry.transfer", "create", f"{API}/transfers/asked", "post",
            {"iin": "050901550006", "born_on": "2005-09-01", "day": DAY, **SOURCE},
            works=(404,)),
        Ask("registry.transfer", "decide", f"{API}/transfers/{{transfer}}/answer", "post",
            {"step": "refuse"}),
    ]  # fmt: skip
    return Matrix(asks, things)


def by_program() -> list[Ask]:
    """Staff, the condition, and what is kept of pupils and of staff."""
    people, staff = f"{API}/people/{{pupil}}/facts", f"{API}/staff/{{member}}/facts"
    day, own, staffed = {"since": DAY, **SOURCE}, "registry.person", "registry.staff"
    chess = {"table": "activity", "kind": "club", "direction": "dombyra"}
    asks = [
        Ask(staffed, "read", f"{API}/staff", lists="member"),
        Ask(staffed, "create", f"{API}/staff", "post",
            {"born_on": "1990-01-01", "new": {"given": "Басқа"}, **day,
             "post": {"position": "teacher", "workload": 1, "is_main": True}}),
        Ask("registry.condition", "read", f"{API}/condition"),
        Ask("registry.condition", "update", f"{API}/condition", "post",
            {"condition": {"capacity": 600}, **day}),
    ]  # fmt: skip
    for object, path, id, new, other in (
        (own, people, "{activity}", chess, {"table": "activity", "hours_per_week": 2}),
        (staffed, staff, "{post}",
         {"table": "qualification", "kind": "degree", "value": "other"},
         {"table": "post", "workload": 0.5, "is_main": False}),
    ):  # fmt: skip
        end = {"table": other["table"], "reason": "own_wish", **day}
        asks += [
            Ask(object, "read", path),
            Ask(object, "update", path, "post", {"fact": new, **day}),
            Ask(object, "update", f"{path}/{id}", "post", {"fact": other, **day}),
            Ask(object, "update", f"{path}/{id}/ending", "post", end),
        ]
    return asks


TO: list[Any] = []


@pytest.fixture
def desks(db: None, accounts: Any) -> Matrix:
    things = people()
    TO[:] = [organisation(1)]
    return matrix(things)


def test_every_cell_of_the_desk_is_answered_as_the_table_says(desks: Matrix, client_as: ClientAs):
    wrong = desks.wrong(client_as)
    assert wrong == [], "\n".join(wrong)
    assert desks.tried() > 500


def test_no_address_and_no_line_of_the_desk_is_left_out(desks: Matrix):
    ours = ("registry.desk", "registry.class", "registry.person", "registry.transfer",
            "registry.staff", "registry.condition", "registry.placed")  # fmt: skip
    assert desks.gaps(*ours) == []


def test_a_card_that_does_not_ask_whose_it_is_is_noticed(
    desks: Matrix, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
):
    """The negative control: everybody counts as somebody of the own organisation."""
    from bagdar.registry.queries import desk

    monkeypatch.setattr(desk, "is_own", lambda organisation_id, person_id, today: True)
    wrong = desks.wrong(client_as, roles=("organisation",))
    assert any("another's pupil" in one for one in wrong)
