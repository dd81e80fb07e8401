"""P1 and W2 for those who read the register: every cell is answered as the table says."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from bagdar.audit.rules import Actor
from bagdar.core.periods import local_date
from bagdar.registry.services import opening
from bagdar.registry.services.corrections import ask_correction
from bagdar.registry.services.reading import note_look
from tests.access_matrix import ROLES, Ask, Matrix, Thing
from tests.registry_read import PURPOSE, World, minutes_later, world

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ACCOUNT_OF = {
    "region": "region", "ministry": "ministry", "auditor": "auditor", "coordinator": "coordinator",
    "body": "body", "organisation": "organisation", "person": "mother",
}  # fmt: skip
PEOPLE = {  # as they stand to the account of each role
    "child": {"region": "region", "organisation": "own", "person": "ward"},
    "stranger_child": {"region": "region", "organisation": "own"},
    "far_child": {},
    "mother": {"person": "self"},
    "teacher": {"region": "region", "organisation": "own"},
}  # fmt: skip
SECRETS = ("Мысалова", "Бөтенов", "Алысов", "Ұстазова", "№ 12", "1002••••••15")
PERSON, API = "/kk/register/people/{person}/", "/api/v1/register/people/{person}/"
COHORT = "grade=5&on=2020-10-01&years=1"
REQUEST = {"field": "given", "said": "Балапан", "document": "certificate"}
TODAY = local_date(datetime.now(UTC))
OBJECTS = (
    "registry.record", "registry.story", "registry.trajectory", "registry.look", "registry.request",
    "registry.search", "registry.area", "registry.doubt", "registry.list", "registry.flow",
)  # fmt: skip


@pytest.fixture
def here(db: None) -> World:
    made = world()
    for name in PEOPLE:
        note_look(
            made[name], "story", "inspection: case 7", by=Actor("read-ministry", "ministry"),
            at=datetime.now(UTC), looker={},
        )  # fmt: skip
    return made


@pytest.fixture
def client_of(here: World) -> Callable[[str], Client]:
    """A client of each role, whose session has opened everybody: a purpose lets nobody in."""

    def client(role: str) -> Client:
        if role == "public":
            return Client()
        made = here.client(ACCOUNT_OF[role])
        until = (datetime.now(UTC) + timedelta(minutes=20)).isoformat()
        opened = {"purpose": "inspection: case 7", "until": until}
        session = made.session
        session[opening.OPENINGS] = {str(here[name]): opened for name in PEOPLE}
        session.save()
        return made

    return client


def things(here: World) -> list[Thing]:
    asked = [
        ask_correction(here[name], "family", "Жаңа", "order 1", by=Actor("mother", "person"),
                       at=minutes_later(1))
        for name in ("child", "far_child")
    ]  # fmt: skip
    return [
        *(
            Thing(name, {"person": here[name], "day": TODAY}, stands, SECRETS)
            for name, stands in PEOPLE.items()
        ),
        Thing("the own region", {"code": "KZ-11"}, {"region": "region"}, SECRETS),
        Thing("another region", {"code": "KZ-75"}, {}, SECRETS),
        Thing("a school", {"organisation": here["school"]}, {"region": "region"}, SECRETS),
        Thing("a far school", {"organisation": here["far_school"]}, {}, SECRETS),
        Thing("a request", {"request": asked[0].id}, {"organisation": "own"}, SECRETS),
        Thing("another's request", {"request": asked[1].id}, {}, SECRETS),
    ]


def asks() -> list[Ask]:
    return [*of_one_person(), *of_groups()]


def of_one_person() -> list[Ask]:
    story, path, look = "registry.story", "registry.trajectory", "registry.look"
    return [
        Ask("registry.record", "read", "/kk/register/mine/"),
        Ask(story, "read", PERSON),
        Ask(story, "read", f"{PERSON}?sort=story.-recorded&find.story=12&on=2024-10-01"),
        Ask(story, "export", f"{PERSON}?table=story&as=csv", door=(story, "read")),
        Ask(story, "export", f"{PERSON}?table=story&as=xlsx", door=(story, "read")),
        Ask(story, "read", f"{PERSON}open/"),
        Ask(story, "read", f"{PERSON}open/", "post", PURPOSE),
        Ask(story, "read", f"{API}story"),
        Ask(story, "read", f"{API}openings", "post", PURPOSE),
        Ask(path, "read", f"{PERSON}path/"),
        Ask(path, "export", f"{PERSON}path/?table=path&as=csv", door=(path, "read")),
        Ask(path, "read", f"{API}path"),
        Ask(look, "read", f"{PERSON}looks/"),
        Ask(look, "export", f"{PERSON}looks/?table=looks&as=csv", door=(look, "read")),
        Ask(look, "read", f"{API}looks"),
        # Somebody looked today, and today is not over: there is no receipt yet.
        Ask(look, "export", f"{PERSON}looks/{{day}}/receipt/", works=(409,)),
        Ask(look, "export", f"{API}looks/{{day}}/receipt", works=(409,)),
        Ask("registry.request", "create", f"{PERSON}correction/"),
        Ask("registry.request", "create", f"{PERSON}correction/", "post", {}, works=(422,)),
        Ask("registry.request", "read", f"{API}requests"),
        Ask("registry.request", "create", f"{API}fields"),
        Ask("registry.request", "create", f"{API}requests", "post", REQUEST, works=(201, 409)),
        Ask("registry.search", "create", "/kk/register/people/"),
        Ask("registry.search", "create", "/kk/register/people/", "post", {**PURPOSE, "text": "Ж"}),
        Ask("registry.search", "create", "/api/v1/register/searches", "post",
            {**PURPOSE, "text": "Ж"}),
    ]  # fmt: skip


def of_groups() -> list[Ask]:
    area, flow, decide = "registry.area", "registry.flow", ("registry.request", "decide")
    learners = "/kk/register/organisations/{organisation}/learners/"
    return [
        Ask(area, "read", "/kk/register/regions/"),
        Ask(area, "read", "/kk/register/regions/{code}/"),
        Ask(area, "export", "/kk/register/regions/{code}/?table=organisations&as=csv",
            door=(area, "read")),
        Ask(area, "read", "/api/v1/register/regions/{code}/organisations"),
        Ask("registry.doubt", "read", "/kk/register/regions/{code}/doubts/"),
        Ask("registry.doubt", "export", "/kk/register/regions/{code}/doubts/?table=doubts&as=csv",
            door=("registry.doubt", "read")),
        Ask("registry.list", "read", learners),
        Ask("registry.list", "export", f"{learners}?table=learners&as=csv",
            door=("registry.list", "read")),
        Ask(flow, "read", "/kk/register/cohort/"),
        Ask(flow, "read", f"/kk/register/cohort/?{COHORT}&region={{code}}"),
        Ask(flow, "export", f"/kk/register/cohort/?{COHORT}&region={{code}}&table=flow&as=csv",
            door=(flow, "read")),
        Ask(flow, "read", f"/api/v1/register/cohort?{COHORT}&region={{code}}"),
        Ask(*decide, "/kk/register/requests/"),
        Ask(*decide, "/kk/register/requests/{request}/"),
        Ask(*decide, "/kk/register/requests/{request}/", "post", {"do": "accept"}),
        Ask(*decide, "/kk/register/requests/{request}/", "post",
            {"do": "refuse", "reason": "no"}),
        Ask(*decide, "/api/v1/register/requests"),
        Ask(*decide, "/api/v1/register/requests/{request}/decision", "post",
            {"decision": "accept"}),
    ]  # fmt: skip


def test_every_cell_is_answered_as_the_table_says(here: World, client_of: Callable[[str], Client]):
    matrix = Matrix(asks(), things(here))
    assert matrix.gaps(*OBJECTS) == []
    assert matrix.wrong(client_of) == []
    assert matrix.tried() == 141 * len(ROLES) == 1128


def test_a_door_that_forgets_the_relation_is_noticed(
    here: World, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
):
    """The negative control: everybody stands to everybody as the family does."""
    monkeypatch.setattr(opening, "relations", lambda *_: frozenset({"any", "ward", "region"}))
    wrong = Matrix(of_one_person(), things(here)).wrong(client_of, ["person", "region"])
    assert any("far_child" in one and one.startswith("person") for one in wrong)
    assert any("far_child" in one and one.startswith("region") for one in wrong)


def test_a_region_that_is_not_compared_is_noticed(
    here: World, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
):
    def anybody(request: Any, region: str, object: str) -> str:
        return "region"

    from bagdar.registry.api import reading_groups
    from bagdar.registry.views import reading_paths, reading_regions

    for module in (reading_groups, reading_paths, reading_regions):
        monkeypatch.setattr(module, "demand_area", anybody)
    wrong = Matrix(of_groups(), things(here)).wrong(client_of, ["region"])
    assert len([one for one in wrong if "another region" in one]) >= 5


def test_there_are_cells_for_every_role():
    assert set(ACCOUNT_OF) == set(ROLES) - {"public"}
