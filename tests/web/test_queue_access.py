"""RELIABILITY P1 for the queue of kindergartens: every role, address, operation and relation."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from bagdar.admissions.services import applying, deciding, referring
from bagdar.core.periods import Period
from bagdar.registry.models import Guardianship, Organisation, Person
from bagdar.registry.services.organisations import correct_organisation
from tests.access_matrix import Ask, ClientAs, Matrix, Thing
from tests.people import ORGANISATION, PERSON
from tests.queueing import CLERK, PARENT, Yard, yard
from tests.register import BEGAN, given, said, school

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MINE, DESK, PLACES = "/kk/queue/mine", "/kk/queue/desk", "/kk/queue/places"
API = "/api/v1/queue"
OWN_API, CASES = f"{API}/applications", f"{API}/desk/applications"
NEW = {"year": 2026, "origin": "simulated"}
WHY = {"reason": "себеп"}
LINE = {"group": "3", "language": "kk", "need": "general"}


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


def known_in_the_register() -> None:
    """test-person, grown up, and test-organisation, a kindergarten of test-region's territory."""
    from bagdar.registry.public import correct_person

    Person.objects.create(id=PERSON, origin="illustrative", recorded_at=BEGAN)
    correct_person(PERSON, said(born_on=date(1985, 1, 1)), Period(date(2005, 9, 1)), **given(2))
    Organisation.objects.create(id=ORGANISATION, origin="illustrative", recorded_at=BEGAN)
    garden = school(type="kindergarten", region="KZ-11")
    correct_organisation(ORGANISATION, garden, Period(date(2000, 1, 1)), **given(1))


def thing(of: Yard, name: str, stands: dict[str, str], *, is_ward: bool) -> Thing:
    """Children of one family: outside, waiting for a clerk, with an offer, with places."""
    year = timezone.now().year
    names = ("outside", "waits", "offered", "placed", "asking")
    for number, one in enumerate(names):
        child = of.child(f"Құпия {number} {name}", date(year - 3, 1, 10))
        of.children[one] = child
        if is_ward:
            Guardianship.objects.create(
                person_id=child, guardian_id=PERSON, kind="parent", origin="illustrative",
                valid_from=date(year - 2, 1, 1), recorded_at=BEGAN, recorded_by="x",
                recorded_role="x", source="x",
            )  # fmt: skip
    placed, asking = of.apply("placed", 0), of.apply("asking", 1)
    of.open(1, 0), of.open(1, 1), of.round()
    for row in (placed, asking):
        referring.accept(row.pk, by=PARENT, at=of.now())
    applying.ask_exchange(asking.pk, placed.pk, by=PARENT, at=of.now())
    offered = of.apply("offered", 0)
    of.prove("offered", "B")
    of.open(1, 0), of.round()
    waits = of.apply("waits", 0, claimed="A")
    deciding.ask_hand(waits.pk, of.now(), "себеп", by=CLERK, at=of.now())
    values = {
        "child": of.children["outside"], "open": of.queue.pk, "garden": of.places[0],
        "waits": waits.pk, "offered": offered.pk, "placed": placed.pk, "asking": asking.pk,
    }  # fmt: skip
    return Thing(name, values, stands, ("Құпия",))


@pytest.fixture
def queue(db: None, accounts: Any) -> Matrix:
    known_in_the_register()
    year, at = timezone.now().year, timezone.now()
    here, far = yard(2, year=year), yard(2, region="KZ-59", year=year)
    here.at = far.at = at
    own = thing(here, "a child of the family", {"person": "ward", "region": "own"}, is_ward=True)
    stranger = thing(far, "a stranger", {}, is_ward=False)
    published = Thing("what is published", {"queue": here.queue.pk})
    return Matrix(asks(), [own, stranger, published])


def asks() -> list[Ask]:
    own, desk, places, line = (
        f"admissions.{name}" for name in ("application", "queue", "places", "line")
    )
    own_read, desk_read, places_read = (own, "read"), (desk, "read"), (places, "read")
    queue, more = "/api/v1/queues/{queue}", "?table={}&as=csv"
    ask = {"person": "{child}", "queue": "{open}", "language": "kk", "need": "general",
           "wishes": ["{garden}"]}  # fmt: skip
    other = {"application": "{asking}"}
    deeds = (
        ("waits", "wishes", {"wishes": ["{garden}"]}), ("waits", "claim", {"category": "B"}),
        ("waits", "house", {"territory": "1"}), ("waits", "withdrawal", {}),
        ("offered", "acceptance", {}), ("offered", "refusal", {}),
        ("placed", "exchange", other), ("placed", "exchange/agreement", other),
    )  # fmt: skip
    verdicts = (
        ("waits", "proof", {"category": "A", **WHY}),
        ("waits", "disproof", {"category": "A", **WHY}),
        ("offered", "category-end", WHY), ("waits", "hand", {"since": "2020-01-01", **WHY}),
        ("waits", "hand/confirmation", {}), ("waits", "hand/drop", {}),
    )  # fmt: skip
    return [
        *(Ask(line, "read", path) for path in (
            "/kk/queue/", "/kk/queue/{queue}/", "/api/v1/queues", queue, f"{queue}/counts",
            f"{queue}/entries",
        )),
        Ask(line, "export", "/kk/queue/" + more.format("queues"), door=(line, "read")),
        Ask(line, "export", "/kk/queue/{queue}/" + more.format("log"), door=(line, "read")),
        Ask(own, "read", f"{MINE}/", lists="waits"),
        Ask(own, "read", OWN_API, lists="waits"),
        Ask(own, "create", f"{API}/children", lists="child"),
        Ask(own, "read", f"{MINE}/{{waits}}/"),
        Ask(own, "read", f"{OWN_API}/{{waits}}"),
        Ask(own, "read", f"{OWN_API}/{{waits}}/moves"),
        Ask(own, "export", f"{MINE}/" + more.format("applications"), door=own_read),
        Ask(own, "export", f"{MINE}/{{waits}}/" + more.format("wishes"), door=own_read),
        Ask(own, "create", f"{MINE}/new/{{child}}/{{open}}/"),
        Ask(own, "create", f"{API}/children/{{child}}/kindergartens/{{open}}"),
        Ask(own, "create", OWN_API, "post", ask, works=[201]),
        Ask(own, "update", f"{MINE}/{{waits}}/", "post", {"do": "withdraw"}, door=own_read),
        *(Ask(own, "update", f"{OWN_API}/{{{who}}}/{deed}", "post", given)
          for who, deed, given in deeds),
        Ask(places, "read", f"{PLACES}/"),
        Ask(places, "read", f"{API}/places"),
        Ask(places, "export", f"{PLACES}/" + more.format("places"), door=places_read),
        Ask(places, "update", f"{PLACES}/", "post", {**LINE, "change": "1"}, door=places_read),
        Ask(places, "export", f"{PLACES}/" + more.format("fees"), door=places_read),
        Ask(places, "update", f"{API}/places", "post", {**LINE, "change": 1}),
        Ask(places, "update", f"{PLACES}/", "post",
            {"do": "fee", "tenge": "9000", "since": f"{timezone.now():%Y-%m-%d}"},
            door=places_read),
        Ask(places, "update", f"{API}/places/fee", "post",
            {"tenge": 9000, "since": f"{timezone.now():%Y-%m-%d}"}),
        Ask(own, "read", f"{MINE}/{{waits}}/", "post", {"do": "search", "sight": "price"},
            door=own_read),
        Ask(desk, "read", f"{DESK}/", lists="waits"),
        Ask(desk, "read", f"{API}/desk", lists="waits"),
        Ask(desk, "export", f"{DESK}/" + more.format("cases"), door=desk_read),
        Ask(desk, "decide", f"{DESK}/", "post", {"do": "round"}, door=desk_read),
        Ask(desk, "decide", f"{API}/desk/rounds", "post", {}),
        Ask(desk, "decide", f"{API}/desk/lapses", "post", {}),
        Ask(desk, "decide", f"{DESK}/", "post", {"do": "year", "year": "2100"}, door=desk_read),
        Ask(desk, "decide", f"{DESK}/", "post", {"do": "rules"}, door=desk_read),
        Ask(desk, "decide", f"{DESK}/new/", door=desk_read),
        Ask(desk, "decide", f"{DESK}/new/", "post", {**NEW, "do": "open"}, door=desk_read),
        Ask(desk, "decide", f"{API}/desk", "post", NEW, works=[201]),
        Ask(desk, "read", f"{API}/desk/beginning?year=2026&origin=simulated"),
        Ask(desk, "decide", f"{API}/desk/years", "post", {"year": 2100}),
        Ask(desk, "decide", f"{API}/desk/rules", "post", {}),
        Ask(desk, "read", f"{DESK}/{{waits}}/"),
        Ask(desk, "read", f"{CASES}/{{waits}}"),
        Ask(desk, "export", f"{DESK}/{{waits}}/" + more.format("wishes"), door=desk_read),
        Ask(desk, "decide", f"{DESK}/{{waits}}/", "post", {"do": "prove", **WHY}, door=desk_read),
        *(Ask(desk, "decide", f"{CASES}/{{{who}}}/{verdict}", "post", given)
          for who, verdict, given in verdicts),
    ]  # fmt: skip


def test_every_cell_of_the_queue_is_answered_as_the_table_says(queue: Matrix, client_as: ClientAs):
    wrong = queue.wrong(client_as)
    assert wrong == [], "\n".join(wrong)
    assert queue.tried() > 300


def test_no_address_and_no_line_of_the_queue_is_left_out(queue: Matrix):
    own = ("application", "places", "queue", "line")
    assert queue.gaps(*(f"admissions.{name}" for name in own)) == []


def test_a_page_that_does_not_ask_whose_child_it_is_is_noticed(
    queue: Matrix, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
):
    """The negative control: everybody answers for every child."""
    from bagdar.admissions.presenters import opening

    children = Person.objects.exclude(pk=PERSON).values_list("pk", flat=True)
    monkeypatch.setattr(opening, "own_children", lambda *_: list(children))
    wrong = queue.wrong(client_as, roles=("person",))
    assert any("a stranger" in one for one in wrong)
