"""RELIABILITY P3: what a reader may not see changes nothing of what the reader is answered.

Each pair is a reader and a record that this reader may not see: every answer before the record is
written and after it is the same to the byte, tokens of forms apart.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from bagdar.audit.rules import Actor
from bagdar.registry.queries import reading as queries
from bagdar.registry.services import opening
from tests.register import given, learning
from tests.registry_read import CHILD_BORN, World, fact, minutes_later, person, recorded, world

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
Change = Callable[[World], Any]
EVERYBODY = (
    "region", "far_region", "ministry", "auditor", "organisation", "far_organisation", "mother",
    "learner", "coordinator", "body", "public",
)  # fmt: skip


@pytest.fixture
def here(db: None) -> World:
    return world()


# --- records, and to whom each is nothing ---------------------------------------------------------


def support(here: World) -> None:
    fact("Support", here["child"], need="seeing", conclusion="№ 13")


def care(here: World) -> None:
    fact("Care", here["stranger_child"], status="orphan", placement="guardianship")


def pay(here: World) -> None:
    fact("Pay", here["teacher"], organisation_id=here["school"], component="category",
         amount_tenge=70000)  # fmt: skip


def superseded_support(here: World) -> None:
    fact("Support", here["child"], need="speech", superseded_at=datetime(2024, 10, 1, tzinfo=UTC))


def far_pupil(here: World) -> None:
    from bagdar.core.periods import Period
    from bagdar.registry.public import enrol

    one = recorded(person("Жаңаов", "Оқушы", born_on=CHILD_BORN), 70)
    enrol(one, learning(here["far_school"]), Period(date(2024, 9, 1)), **given(71))


def far_namesake(here: World) -> None:
    from bagdar.core.periods import Period
    from bagdar.registry.public import enrol

    one = recorded(person("Мысалова", "Бала", born_on=CHILD_BORN), 70)
    enrol(one, learning(here["far_school"]), Period(date(2024, 9, 1)), **given(71))


def result(here: World) -> None:
    fact("Result", here["stranger_child"], organisation_id=here["school"], assessment="year_mark",
         subject="mathematics", grade=4, score=7, most_score=20, valid_from=date(2025, 4, 3),
         valid_to=date(2025, 4, 4))  # fmt: skip


def guardian(here: World) -> None:
    fact("Guardianship", here["stranger_child"], guardian_id=here["learner"], kind="guardian",
         valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1))  # fmt: skip


def request(here: World) -> None:
    from bagdar.registry.services.corrections import ask_correction

    by = Actor("somebody", "person")
    ask_correction(here["stranger_child"], "given", "Жаңа", "order", by=by, at=minutes_later(1))


def look(here: World) -> None:
    from bagdar.registry.services.reading import note_look

    for name in ("stranger_child", "far_child"):
        note_look(here[name], "story", "court: case 9", by=Actor("x", "ministry"),
                  at=minutes_later(1), looker={})  # fmt: skip


FAMILIES = ("mother", "learner")
CLOSED = ("coordinator", "body", "public")
FAR = ("far_region", "far_organisation")
HIDDEN: Mapping[Change, tuple[str, ...]] = {
    support: ("region", "ministry", "auditor", "learner", *FAR, *CLOSED),
    superseded_support: ("region", "ministry", "auditor", "learner", *FAR, *CLOSED),
    care: ("organisation", "ministry", "auditor", *FAMILIES, *FAR, *CLOSED),
    pay: ("region", "ministry", "auditor", *FAMILIES, *FAR, *CLOSED),
    far_pupil: ("region", "organisation", *FAMILIES, *CLOSED),
    far_namesake: ("region", "organisation", *FAMILIES, *CLOSED),
    result: (*FAMILIES, *FAR, *CLOSED),
    guardian: ("mother", *FAR, *CLOSED),
    request: ("region", "ministry", "auditor", *FAMILIES, *FAR, *CLOSED),
    look: EVERYBODY,
}


def pairs() -> list[tuple[str, Change]]:
    return [(reader, change) for change, readers in HIDDEN.items() for reader in readers]


# --- every answer ---------------------------------------------------------------------------------


def addresses(here: World) -> list[str]:
    child, stranger = here["child"], here["stranger_child"]
    page, api = "/kk/register", "/api/v1/register"
    school = here["school"]
    return [
        f"{page}/mine/",
        f"{page}/people/{child}/",
        f"{page}/people/{child}/?sort=story.-kind&find.story=12&on=2024-10-01",
        f"{page}/people/{child}/?table=story&as=csv",
        f"{page}/people/{child}/path/",
        f"{page}/people/{child}/looks/",
        f"{page}/people/{here['teacher']}/",
        f"{page}/regions/KZ-11/",
        f"{page}/regions/KZ-11/doubts/",
        f"{page}/organisations/{school}/learners/",
        f"{page}/cohort/?grade=3&on=2023-10-01&years=1&region=KZ-11",
        f"{page}/requests/",
        f"{api}/people/{child}/story",
        f"{api}/people/{stranger}/looks",
        f"{api}/regions/KZ-11/organisations?origin=illustrative",
    ]


def client_of(here: World, reader: str) -> Client:
    """With everybody opened for a purpose."""
    if reader == "public":
        return Client()
    client, until = here.client(reader), datetime.now(UTC) + timedelta(minutes=25)
    opened = {"purpose": "inspection: case 7", "until": until.isoformat()}
    session = client.session
    session[opening.OPENINGS] = {str(id): opened for id in here.ids.values()}
    session.save()
    return client


def answers(client: Client, asked: list[str]) -> Iterator[tuple[str, int, bytes]]:
    for address in asked:
        answer = client.get(address)
        yield address, answer.status_code, TOKEN.sub(b"", answer.content)


def differing(here: World, wanted: list[tuple[str, Change]]) -> list[str]:
    """Pairs and addresses that were answered otherwise once the record was there."""
    found, asked = [], addresses(here)
    for reader in dict.fromkeys(reader for reader, _ in wanted):
        client = client_of(here, reader)
        with transaction.atomic():  # the reader's own looks are taken back as well
            before = list(answers(client, asked))
            transaction.set_rollback(True)
        for change in (change for one, change in wanted if one == reader):
            with transaction.atomic():
                change(here)
                after = list(answers(client, asked))
                transaction.set_rollback(True)
            found += [
                f"{reader}, {change.__name__}: {one[0]}"
                for one, other in zip(before, after, strict=True)
                if one != other
            ]
    return found


def test_what_a_reader_may_not_see_changes_no_answer(here: World, settings: Any):
    settings.API_PER_ADDRESS = 10**6
    assert len(pairs()) >= 50
    assert differing(here, pairs()) == []


def test_what_a_reader_may_see_does_change_answers(here: World):
    """Else the test would hold for pages that show nothing."""
    seen = [("mother", support), ("organisation", support), ("organisation", pay)]
    told = differing(here, seen)
    assert {one.partition(":")[0] for one in told} == {
        "mother, support", "organisation, support", "organisation, pay",
    }  # fmt: skip


def test_a_count_over_hidden_records_is_noticed(here: World, monkeypatch: pytest.MonkeyPatch):
    """The planted leak: hidden records are left out of the table and still counted above it."""
    from bagdar.registry.presenters import story

    def leaking(person_id: Any, *when: Any, but: Any = ()) -> Any:
        return entries(person_id, *when)

    def table(found: Any, **more: Any) -> Any:
        return shown([one for one in found if one.kind not in ("support", "care", "pay")], **more)

    entries, shown = queries.entries, story.table
    monkeypatch.setattr(queries, "entries", leaking)
    monkeypatch.setattr(story, "table", table)
    told = differing(here, [("ministry", support), ("region", pay)])
    assert any(one.startswith("ministry, support: /kk/register/people/") for one in told)
    assert any(one.startswith("region, pay: /kk/register/people/") for one in told)
