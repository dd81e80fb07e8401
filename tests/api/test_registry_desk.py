"""The desk by program: the same verbs, refusals as problems, each command once for a key."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from bagdar.audit.models import Event
from bagdar.registry import models
from bagdar.registry.queries.organisations import enrolments_on
from tests.access_tools import everything
from tests.register import IIN, OTHER_IIN, person
from tests.registry_desk import BORN, SINCE, TODAY, School, school

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ROOT = "/api/v1/register/desk"
FIFTH = {"level": "2", "grade": 5, "name": "5 А"}
LOOKS = ["access.Session", "access.Command", "audit.Event"]
NEXT = SINCE.replace(year=SINCE.year + 1)


class Program:
    """A signed-in program with its token."""

    def __init__(self, one: School) -> None:
        self.client: Client = one.client
        self.token = self.client.get("/api/v1/session").json()["csrf_token"]

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"{ROOT}{path}", query, headers={"Accept-Language": "en"})

    def post(self, path: str, given: dict[str, Any], key: str = "") -> Any:
        headers = {"X-CSRFToken": self.token, "Accept-Language": "en"}
        headers |= {"Idempotency-Key": key} if key else {}
        return self.client.post(
            f"{ROOT}{path}", given, content_type="application/json", headers=headers
        )


@pytest.fixture
def here() -> Any:
    return school()


@pytest.fixture
def there() -> Any:
    return school("operator-2", pupils=1)


def admission(**more: Any) -> dict[str, Any]:
    day = {"born_on": BORN.isoformat(), "since": TODAY.isoformat()}
    return {"class": FIFTH, "source": "Order 7", **day, **more}


def test_classes_and_learners_are_those_of_the_own_organisation(here, there):
    told = Program(here).get("/classes").json()
    assert [(one["name"], one["learners"], one["is_opened"]) for one in told["items"]] == [
        ("5 А", 3, False)
    ]
    before = Event.objects.count()
    listed = Program(here).get("/learners", limit=2).json()
    assert (listed["count"], len(listed["items"])) == (3, 2)
    assert Event.objects.count() == before + 1
    assert Program(there).get("/learners").json()["count"] == 1
    past = Program(here).get("/learners", known_on="2020-08-31").json()
    assert past["count"] == 0


def test_a_class_is_opened_once_for_a_key(here):
    program = Program(here)
    given = {
        "level": "2", "grade": 5, "name": "5 А", "language": "kk", "since": SINCE.isoformat(),
        "until": NEXT.isoformat(), "source": "Order 1",
    }  # fmt: skip
    first = program.post("/classes", given, key="open-5a")
    assert first.status_code == 201, first.content
    again = program.post("/classes", given, key="open-5a")
    assert (again.status_code, again["Idempotency-Replayed"]) == (201, "true")
    other = program.post("/classes", given)
    assert (other.status_code, other.json()["code"]) == (409, "registry.class_exists")
    assert models.Group.objects.count() == 1


def test_admitting_by_number_a_new_person_and_neither(here):
    program = Program(here)
    known = person(3, iin=OTHER_IIN, born_on=BORN)
    done = program.post("/admissions", admission(iin=OTHER_IIN))
    assert (done.status_code, done.json()["id"]) == (201, str(known))
    new = program.post("/admissions", admission(new={"family": "Үлгі", "given": "Жаңа"}))
    assert new.status_code == 201
    refused = program.post("/admissions", admission(iin="990101300017"))
    assert refused.status_code in (404, 422)
    assert refused["Content-Type"] == "application/problem+json"
    assert program.post("/admissions", admission()).json()["code"] == "registry.person_not_agreed"


def test_of_another_school_nobody_leaves_or_is_transferred(here, there):
    before = everything(but=LOOKS)
    program = Program(there)
    given = {"left_on": TODAY.isoformat(), "reason": "other", "source": "x"}
    assert program.post(f"/people/{here.pupils[0]}/leaving", given).status_code == 404
    proposal = {
        "person_id": str(here.pupils[0]), "to_id": str(there.id), "day": TODAY.isoformat(),
        "source": "x",
    }  # fmt: skip
    assert program.post("/transfers", proposal).status_code == 404
    answer = program.post(f"/transfers/{uuid4()}/answer", {"step": "confirm"})
    assert answer.status_code == 404
    assert everything(but=LOOKS) == before
    assert Event.objects.filter(action="access.denied").count() == 3


def test_leaving_by_program(here):
    given = {"left_on": TODAY.isoformat(), "reason": "health", "source": "Order 8"}
    done = Program(here).post(f"/people/{here.pupils[0]}/leaving", given)
    assert done.status_code == 200, done.content
    assert here.pupils[0] not in [one.person_id for one in enrolments_on(here.id, TODAY)]


def test_a_promotion_is_seen_first_and_then_done_as_it_was_seen(here):
    program = Program(here)
    choices = [{"person_id": str(here.pupils[0]), "fate": "stays"}]
    given = {"day": NEXT.isoformat(), "class": FIFTH, "choices": choices, "source": "Order 9"}
    seen = program.post("/promotions", given).json()
    assert (seen["is_done"], seen["counts"]) == (False, {"moves": 2, "stays": 1})
    assert {one.enrolment.group for one in enrolments_on(here.id, NEXT)} == {"5 А"}
    done = program.post("/promotions", {**given, "seal": seen["seal"]})
    assert done.json()["is_done"] is True, done.content
    groups = sorted(one.enrolment.group for one in enrolments_on(here.id, NEXT))
    assert groups == ["5 А", "6 А", "6 А"]
    stale = program.post("/promotions", {**given, "seal": seen["seal"]})
    assert (stale.status_code, stale.json()["code"]) == (409, "registry.plan_changed")


def test_a_transfer_by_program_from_both_sides(here, there):
    proposal = {
        "person_id": str(here.pupils[1]), "to_id": str(there.id), "day": TODAY.isoformat(),
        "source": "Order 10",
    }  # fmt: skip
    made = Program(here).post("/transfers", proposal).json()
    assert (made["state"], made["side"]) == ("proposed", "sending")
    listed = Program(there).get("/transfers").json()["items"]
    assert [(one["id"], one["side"]) for one in listed] == [(made["id"], "receiving")]
    wrong = Program(here).post(f"/transfers/{made['id']}/answer", {"step": "confirm"})
    assert wrong.json()["code"] == "registry.transfer_step_of_the_other"
    given = {"step": "confirm", "group": "5 Б"}
    done = Program(there).post(f"/transfers/{made['id']}/answer", given).json()
    assert (done["state"], done["group"]) == ("confirmed", "5 Б")
    own = Program(here).get("/transfers").json()["items"][0]
    assert (own["state"], own["group"]) == ("confirmed", "")
    asked = {
        "iin": IIN, "born_on": BORN.isoformat(), "day": TODAY.isoformat(), "group": "5 Б",
        "source": "Application",
    }  # fmt: skip
    assert Program(there).post("/transfers/asked", asked).json()["side"] == "receiving"


# --- staff, condition, and what is kept of people ------------------------------------------------

DAY = {"since": SINCE.isoformat(), "source": "Order 20"}


def test_somebody_is_hired_qualified_paid_and_ended_by_program(here):
    program = Program(here)
    post = {"position": "teacher", "subject": "mathematics", "workload": 1.25, "is_main": True}
    new = {"family": "Мұғалімова", "given": "Үлгі"}
    given = {"born_on": "1990-05-05", "new": new, "post": post, **DAY}
    first = program.post("/staff", given, key="hire-1")
    assert first.status_code == 201, first.content
    assert program.post("/staff", given, key="hire-1")["Idempotency-Replayed"] == "true"
    listed = program.get("/staff").json()
    assert [(one["given"], one["workload"]) for one in listed["items"]] == [("Үлгі", 1.25)]
    facts = f"/staff/{first.json()['id']}/facts"
    for fact in (
        {"table": "qualification", "kind": "category", "value": "moderator"},
        {"table": "pay", "component": "base", "amount_tenge": 250000},
    ):
        assert program.post(facts, {"fact": fact, **DAY}).status_code == 201
    known = {one["table"]: one for one in program.get(facts).json()["items"]}
    assert sorted(known) == ["pay", "post", "qualification"]
    assert known["pay"]["said"]["amount_tenge"] == 250000
    less = {"table": "post", "workload": 0.5, "is_main": True}
    done = program.post(f"{facts}/{known['post']['id']}", {"fact": less, **DAY})
    assert done.status_code == 200, done.content
    now = next(one for one in program.get(facts).json()["items"] if one["table"] == "post")
    assert now["said"]["workload"] == 0.5 and now["said"]["subject"] == "mathematics"
    end = {"table": "post", "since": TODAY.isoformat(), "source": "Order 21"}
    refused = program.post(f"{facts}/{now['id']}/ending", end)
    assert refused.json()["code"] == "registry.faulty_fact"
    ended = program.post(f"{facts}/{now['id']}/ending", {**end, "reason": "own_wish"})
    assert ended.status_code == 200 and program.get("/staff").json()["count"] == 0


def test_what_is_kept_of_a_pupil_by_program_and_of_nobody_elses(here, there):
    program, facts = Program(here), f"/people/{here.pupils[0]}/facts"
    support = {"table": "support", "need": "hearing", "measure": "assistant"}
    new = {"family": "Анасова", "given": "Үлгі"}
    mother = {"table": "guardianship", "born_on": "1985-03-14", "new": new, "kind": "parent"}
    for fact in (support, mother):
        assert program.post(facts, {"fact": fact, **DAY}).status_code == 201
    again = program.post(facts, {"fact": {**support, "measure": "home"}, **DAY})
    assert (again.status_code, again.json()["code"]) == (409, "registry.already_said")
    assert [one["table"] for one in program.get(facts).json()["items"]] == [
        "guardianship", "support",
    ]  # fmt: skip
    before = everything(but=LOOKS)
    assert Program(there).get(facts).status_code == 404
    assert Program(there).post(facts, {"fact": support, **DAY}).status_code == 404
    wrong = program.post(facts, {"fact": {**support, "amount_tenge": 1}, **DAY})
    assert wrong.status_code == 422
    assert program.post(facts, {"fact": {"table": "pay"}, **DAY}).status_code == 422
    assert everything(but=LOOKS) == before


def test_the_condition_by_program(here):
    program = Program(here)
    assert program.get("/condition").json()["said"] == {}
    cells = {"capacity": 600, "has_cameras": True, "internet_mbit": 99.5}
    assert program.post("/condition", {"condition": cells, **DAY}).status_code == 200
    assert program.get("/condition").json()["said"] == cells
    wrong = {"rooms": 5, "equipped_rooms": 6}
    assert program.post("/condition", {"condition": wrong, **DAY}).status_code == 422
    assert program.get("/condition").json()["said"] == cells
