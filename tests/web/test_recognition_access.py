"""RELIABILITY P1 for recognition: every role, address, operation and relation, over HTTP."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bagdar.core.periods import Period
from bagdar.recognition.api.keys import EXAMPLE
from bagdar.recognition.services.believing import KeySaid, propose_key
from bagdar.recognition.services.requests import Upload
from bagdar.registry.models import Enrolment, Guardianship
from tests.access_matrix import Ask, ClientAs, Matrix, Thing
from tests.curricula_written import curriculum
from tests.diplomas_issued import now
from tests.people import ORGANISATION, PERSON
from tests.recognising import CLERK, PDF, Campus, believe, campus, declare, request
from tests.register import BEGAN, given, person, said
from tests.registry_desk import stands_in_the_register

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MINE, DESK, API = "/kk/recognition/mine", "/kk/recognition/desk", "/api/v1/recognition"
WHY = {"reason": "себеп"}


class File:
    """As often as it is read, it is the same: each cell sends it again."""

    name = "құпия.pdf"

    def read(self) -> bytes:
        return PDF


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


def known_person() -> None:
    """test-person, grown up, stands in the register under the account's identifier."""
    from bagdar.registry.models import Person
    from bagdar.registry.public import correct_person

    Person.objects.create(id=PERSON, origin="illustrative", recorded_at=BEGAN)
    correct_person(PERSON, said(born_on=date(1985, 1, 1)), Period(date(2005, 9, 1)), **given(2))


def thing(one: Campus, name: str, stands: dict[str, str]) -> Thing:
    """A request with a file, an equivalence and a believed key of the same institution."""
    row = request(one, "DB", title="Құпия курс", files=[Upload("құпия.pdf", PDF)])
    declared = declare(one, title="x")
    believed = believe(one.organisation_id, f"https://{one.person_id}.example", EXAMPLE["jwk"])
    at_issue = KeySaid(f"https://{row.pk}.example", "", EXAMPLE["jwk"], date(2020, 1, 1), "x", "x")
    proposed = propose_key(one.organisation_id, at_issue, by=CLERK, at=now())
    values = {
        "request": row.pk, "file": row.evidence.get().pk, "person": one.person_id,
        "curriculum": one.curriculum.pk, "equivalence": declared.pk, "key": believed.pk,
        "proposed": proposed.pk,
    }  # fmt: skip
    return Thing(name, values, stands, ("Құпия", "құпия"))


@pytest.fixture
def recognition(db: None, accounts: Any) -> Matrix:
    stands_in_the_register(ORGANISATION)
    known_person()
    child = person(1, given="Құпия", born_on=date(now().year - 16, 1, 1))
    Guardianship.objects.create(
        person_id=child, guardian_id=PERSON, kind="parent", origin="illustrative",
        valid_from=date(2020, 1, 1), recorded_at=BEGAN, recorded_by="x", recorded_role="x",
        source="x",
    )  # fmt: skip
    version = curriculum(ORGANISATION)
    things = []
    for who, relation in ((PERSON, "self"), (child, "ward")):
        Enrolment.objects.create(
            person_id=who, organisation_id=ORGANISATION, level="6", form="full_time",
            programme="6B061", valid_from=date(2019, 9, 1), origin="illustrative",
            recorded_at=BEGAN, recorded_by="x", recorded_role="x", source="x",
        )  # fmt: skip
        stands = {"person": relation, "organisation": "own"}
        things.append(thing(Campus(ORGANISATION, version, who), relation, stands))
    things.append(thing(campus(), "a stranger elsewhere", {}))
    return Matrix(asks(version.pk), things)


def asks(version: Any) -> list[Ask]:
    own, desk = "recognition.own", "recognition.desk"
    own_read, desk_read = (own, "read"), (desk, "read")
    one, file = "{request}", "{request}/files/{file}/"
    equal, figure = "recognition.equivalence", "recognition.figure"
    asking = {
        "person": "{person}", "programme": "{curriculum}", "kind": "course", "title": "x",
        "provider": "x", "achieved_on": "2020-01-01", "credits": 1, "unit": "ects",
        "claims": ["ML"],
    }  # fmt: skip
    declaring = {
        "programme": str(version), "module": "ML", "kind": "course", "title": "x",
        "provider": "x", "code": "x", "credits": 1, "since": "2020-01-01", "source": "x",
    }  # fmt: skip
    return [
        Ask(own, "read", f"{MINE}/", lists="request"),
        Ask(own, "read", f"{API}/mine", lists="request"),
        Ask(own, "read", f"{MINE}/{one}/"),
        Ask(own, "read", f"{API}/mine/{one}"),
        Ask(own, "export", f"{MINE}/{file}"),
        Ask(own, "update", f"{MINE}/{one}/", "post", {"do": "withdraw"}, door=own_read),
        Ask(own, "update", f"{API}/mine/{one}/evidence", "post", {"file": File()}, is_form=True),
        Ask(own, "export", f"{API}/mine/{one}/evidence/{{file}}"),
        Ask(own, "update", f"{API}/mine/{one}/withdrawal", "post", {}),
        Ask(own, "update", f"{API}/mine/{one}/appeal", "post", WHY, works=[409]),
        Ask(own, "create", f"{MINE}/new/{{person}}/{{curriculum}}/"),
        Ask(own, "create", f"{API}/mine", "post", asking),
        Ask(desk, "read", f"{DESK}/"),
        Ask(desk, "export", f"{DESK}/?table=queue&as=csv", door=desk_read),
        Ask(desk, "read", f"{DESK}/{one}/"),
        Ask(desk, "export", f"{DESK}/{file}"),
        Ask(desk, "decide", f"{DESK}/{one}/", "post", WHY, door=desk_read),
        Ask(desk, "create", f"{DESK}/equivalences/new/"),
        Ask(desk, "create", f"{DESK}/equivalences/{{equivalence}}/"),
        Ask(desk, "read", f"{API}/desk"),
        Ask(desk, "read", f"{API}/desk/{one}"),
        Ask(desk, "export", f"{API}/desk/{one}/evidence/{{file}}"),
        Ask(desk, "decide", f"{API}/desk/{one}/decisions", "post", {"grants": [], **WHY}),
        Ask(desk, "create", f"{API}/declarations", "post", declaring),
        Ask(desk, "create", f"{API}/declarations/{{equivalence}}/end", "post",
            {"on": "2031-01-01"}),
        Ask(desk, "read", f"{DESK}/keys/"),
        Ask(desk, "export", f"{DESK}/keys/?table=keys&as=csv", door=desk_read),
        Ask(desk, "create", f"{DESK}/keys/new/"),
        Ask(desk, "read", f"{DESK}/keys/{{key}}/"),
        Ask(desk, "create", f"{DESK}/keys/{{key}}/", "post",
            {"do": "retire", "on": "2031-01-01", **WHY}, door=desk_read),
        Ask(desk, "decide", f"{DESK}/keys/{{proposed}}/", "post",
            {"do": "confirm", "checked": "x"}, door=desk_read),
        Ask(desk, "decide", f"{API}/badge-keys/{{proposed}}/confirmation", "post",
            {"checked": "x"}),
        Ask(desk, "decide", f"{API}/badge-keys/{{proposed}}/refusal", "post", WHY),
        Ask(desk, "read", f"{API}/badge-keys"),
        Ask(desk, "create", f"{API}/badge-keys", "post", EXAMPLE),
        Ask(desk, "create", f"{API}/badge-keys/{{key}}/end", "post", {"on": "2031-01-01", **WHY}),
        Ask(equal, "read", "/kk/recognition/equivalences/"),
        Ask(equal, "export", "/kk/recognition/equivalences/?table=equivalences&as=csv",
            door=(equal, "read")),
        Ask(equal, "read", f"{API}/equivalences"),
        Ask(figure, "read", "/kk/recognition/figures/"),
        Ask(figure, "export", "/kk/recognition/figures/?table=figures&as=csv",
            door=(figure, "read")),
        Ask(figure, "read", f"{API}/figures"),
    ]  # fmt: skip


def test_every_cell_of_recognition_is_answered_as_the_table_says(
    recognition: Matrix, client_as: ClientAs
):
    wrong = recognition.wrong(client_as)
    assert wrong == [], "\n".join(wrong)
    assert recognition.tried() > 300


def test_no_address_and_no_line_of_recognition_is_left_out(recognition: Matrix):
    assert recognition.gaps("recognition.") == []


def test_a_page_that_does_not_ask_whose_request_it_is_is_noticed(
    recognition: Matrix, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
):
    """The negative control: everybody is taken for the learner."""
    from bagdar.recognition.presenters import opening

    monkeypatch.setattr(opening, "relation_to", lambda *_: "self")
    wrong = recognition.wrong(client_as, roles=("person",))
    assert any("a stranger elsewhere" in one for one in wrong)
