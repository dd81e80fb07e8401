"""RELIABILITY P1 for diplomas: every role, address, operation and relation, over HTTP."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bagdar.core.periods import Period
from bagdar.credentials import models
from bagdar.credentials.rules.paper_given import given_of
from bagdar.credentials.services import batches, sharing
from bagdar.credentials.services.papers import propose_papers
from bagdar.registry.models import Enrolment, Guardianship
from tests.access_matrix import Ask, ClientAs, Matrix, Thing
from tests.curricula_written import asks_of_programmes, curriculum
from tests.diplomas_issued import REGISTRAR, graduate, issued, now, university
from tests.papers_entered import paper
from tests.people import ORGANISATION, PERSON
from tests.register import BEGAN, given, organisation, person, said
from tests.registry_desk import stands_in_the_register

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DESK, MINE, API = "/kk/diplomas/desk", "/kk/diplomas/mine", "/api/v1/diplomas"
DAYS = "since=2020-01-01&before=2021-01-01"
ISSUERS = "/kk/diplomas/issuers"
FORM = {"level": "6", "title": {"kk": "x", "ru": "x", "en": "x"}, "nqf_level": 6}
WHY = {"reason": "себеп"}
PAPER = given_of(paper(family="Жаңа", number="777")).model_dump(mode="json")


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


def known_person() -> None:
    """test-person, grown up, stands in the register under the account's identifier."""
    from bagdar.registry.models import Person
    from bagdar.registry.public import correct_person

    Person.objects.create(id=PERSON, origin="illustrative", recorded_at=BEGAN)
    correct_person(PERSON, said(born_on=date(1985, 1, 1)), Period(date(2005, 9, 1)), **given(2))


def things() -> list[Thing]:
    """Diplomas of the person, of a child of theirs and of a stranger; batches of two
    institutions.
    """
    stands_in_the_register(ORGANISATION)
    known_person()
    child = person(1, given="Құпия", born_on=date(now().year - 12, 1, 1))
    Guardianship.objects.create(
        person_id=child, guardian_id=PERSON, kind="parent", origin="illustrative",
        valid_from=date(2020, 1, 1), recorded_at=BEGAN, recorded_by="x", recorded_role="x",
        source="x",
    )  # fmt: skip
    own, other = university("u1", id=ORGANISATION), university("u2")
    stranger = person(1, given="Құпия", born_on=date(1990, 1, 1))
    found = []
    for issuer, who, stands in (
        (own, PERSON, {"person": "self", "organisation": "own"}),
        (own, child, {"person": "ward", "organisation": "own"}),
        (other, stranger, {}),
    ):
        [made] = issued(issuer, [graduate(issuer, who=who)])
        link, _ = sharing.share(made.pk, 7, by=REGISTRAR, at=now())
        values = {"diploma": made.pk, "link": link.pk}
        secrets = ("Құпия", "Мысалова", "Ақпараттану")
        found.append(Thing(f"{issuer.code} {made.pk}", values, stands, secrets))
    for issuer, stands in ((own, {"organisation": "own"}), (other, {})):
        number = graduate(issuer, "Құпия")
        batch = batches.propose(issuer, [number], by=REGISTRAR, at=now())
        found.append(Thing(f"batch {issuer.code}", {"batch": batch.pk}, stands, ("Құпия",)))
        papers = propose_papers(
            issuer, [paper(family="Құпия", is_another=True)], by=REGISTRAR, at=now()
        )
        values = {"papers": papers.pk, "paper": papers.diplomas.get().pk}
        found.append(Thing(f"papers {issuer.code}", values, stands, ("Құпия", "0012345")))
    return found


def asks(new: int) -> list[Ask]:
    own, desk, read = "credentials.own", "credentials.desk", ("credentials.own", "read")
    desk_read = ("credentials.desk", "read")
    published, shared = "credentials.published", "credentials.shared"
    check, issuers = "credentials.verification", "credentials.issuer"
    one, batch = "{diploma}", f"{DESK}/batches/{{batch}}/"
    return [
        *(
            Ask(published, "read", path)
            for path in (
                "/.well-known/did.json", "/issuers/issuers.json", "/issuers/verify_diploma.py",
                "/issuers/{code}/did.json", "/status/{code}/{number}/{purpose}",
            )
        ),
        Ask(check, "read", "/kk/verify/"),
        Ask(check, "verify", "/kk/verify/", "post", {"text": "x.y.z"},
            door=(check, "read")),
        Ask(check, "verify", f"{API}/verify", "post", {"diplomas": ["x"]}),
        Ask(shared, "read", "/kk/diplomas/shared/{token}/"),
        Ask(shared, "read", "/kk/diplomas/shared/{token}/file/"),
        Ask(shared, "export", "/kk/diplomas/shared/{token}/?table=x", door=(shared, "read")),
        Ask(own, "read", f"{MINE}/", lists="diploma"),
        Ask(own, "read", f"{API}/mine", lists="diploma"),
        Ask(own, "read", f"{MINE}/{one}/"),
        Ask(own, "export", f"{MINE}/{one}/file/"),
        Ask(own, "export", f"{API}/mine/{one}/file"),
        *(
            Ask(own, "export", path)
            for path in (
                f"{MINE}/{one}/pdf/", f"{MINE}/{one}/part/?show=credits",
                f"{API}/mine/{one}/pdf", f"{API}/mine/{one}/part?show=credits",
            )
        ),
        Ask(own, "create", f"{MINE}/{one}/", "post", {"do": "print"}, door=read),
        Ask(own, "create", f"{API}/mine/{one}/printed-link", "post"),
        Ask(own, "create", f"{MINE}/{one}/", "post", {"days": "7"}, door=read),
        Ask(own, "delete", f"{MINE}/{one}/", "post", {"do": "end", "link": "{link}"}, door=read),
        Ask(own, "create", f"{API}/mine/{one}/links", "post", {"days": 7}),
        Ask(own, "delete", f"{API}/mine/{one}/links/{{link}}", "delete"),
        Ask(desk, "read", f"{DESK}/"),
        Ask(desk, "export", f"{DESK}/?table=batches&as=csv", door=desk_read),
        Ask(desk, "create", f"{DESK}/new/?{DAYS}"),
        Ask(desk, "read", batch),
        Ask(desk, "decide", batch, "post", {"do": "approve"}, door=desk_read),
        Ask(desk, "decide", batch, "post", {"do": "refuse", **WHY}, door=desk_read),
        Ask(desk, "read", f"{DESK}/issued/{one}/"),
        Ask(desk, "update", f"{DESK}/issued/{one}/", "post", {"do": "suspend", **WHY},
            door=desk_read),
        Ask(desk, "update", f"{DESK}/issued/{one}/", "post", {"do": "print"}, door=desk_read),
        Ask(desk, "export", f"{DESK}/issued/{one}/pdf/"),
        Ask(desk, "export", f"{API}/desk/issued/{one}/pdf"),
        Ask(desk, "update", f"{API}/desk/issued/{one}/printed-link", "post"),
        Ask(desk, "read", f"{DESK}/batches/{{papers}}/"),
        Ask(desk, "decide", f"{DESK}/batches/{{papers}}/", "post",
            {"do": "approve", "checked": "мұрағат"}, door=desk_read),
        Ask(desk, "decide", f"{DESK}/batches/{{papers}}/", "post",
            {"do": "doubt", "doubt-paper": "{paper}", "doubt-reason": "себеп"}, door=desk_read),
        Ask(desk, "create", f"{DESK}/papers/new/"),
        Ask(desk, "create", f"{DESK}/papers/file/"),
        Ask(desk, "create", f"{DESK}/papers/template.csv"),
        Ask(desk, "create", f"{API}/desk/papers/preview", "post", {"papers": [PAPER]}),
        Ask(desk, "create", f"{API}/desk/papers", "post", {"papers": [PAPER]}),
        Ask(desk, "read", f"{API}/desk/batches/{{papers}}/papers"),
        Ask(desk, "decide", f"{API}/desk/batches/{{papers}}/papers/{{paper}}/refusal", "post", WHY),
        Ask(desk, "read", f"{API}/desk/graduates?{DAYS}"),
        Ask(desk, "read", f"{API}/desk/batches"),
        Ask(desk, "create", f"{API}/desk/batches", "post", {"graduations": [new]}),
        Ask(desk, "read", f"{API}/desk/batches/{{batch}}"),
        Ask(desk, "decide", f"{API}/desk/batches/{{batch}}/decision", "post",
            {"decision": "refuse", **WHY}),
        Ask(desk, "update", f"{API}/desk/issued/{one}/state", "post", {"do": "suspend", **WHY}),
        Ask(issuers, "read", f"{ISSUERS}/"),
        Ask(issuers, "export", f"{ISSUERS}/?table=issuers&as=csv", door=(issuers, "read")),
        Ask(issuers, "create", f"{ISSUERS}/new/"),
        Ask(issuers, "read", f"{ISSUERS}/{{code}}/"),
        Ask(issuers, "update", f"{ISSUERS}/{{code}}/", "post",
            {"do": "accredit", "level": "7", "since": "2030-01-01", "source": "x"},
            door=(issuers, "read")),
        Ask(issuers, "read", f"{API}/issuers"),
        Ask(issuers, "create", f"{API}/issuers", "post",
            {"organisation_id": "{newcomer}", "code": "u7"}),
        Ask(issuers, "update", f"{API}/issuers/{{code}}/accreditations", "post",
            {"level": "7", "since": "2030-01-01", "source": "x"}),
        Ask(issuers, "update", f"{API}/issuers/{{code}}/accreditations/{{accreditation}}/end",
            "post", {"before": "2090-01-01"}),
        Ask("credentials.form", "create", f"{DESK}/form/"),
        Ask("credentials.form", "create", f"{API}/desk/forms", "post", FORM),
        Ask(desk, "read", f"{API}/desk/forms"),
        Ask(desk, "read", f"{DESK}/keys/"),
        Ask(desk, "read", f"{API}/desk/keys"),
        Ask("credentials.key", "update", f"{DESK}/keys/", "post",
            {"do": "rotate", "key": "x"}, door=desk_read, works=(422,)),
        Ask("credentials.key", "update", f"{API}/desk/keys", "post",
            {"do": "rotate", "key": "x"}, works=(409,)),
        *asks_of_programmes(),
    ]  # fmt: skip


@pytest.fixture
def diplomas(db: None, accounts: Any) -> Matrix:
    found = things()
    own = models.Issuer.objects.get(code="u1")
    shown = models.Diploma.objects.filter(issuer__code="u2", document__isnull=False).get()
    _, token = sharing.share(shown.pk, 7, by=REGISTRAR, at=now() - timedelta(hours=1))
    public = {
        "code": "u1", "number": 1, "purpose": "revocation", "token": token,
        "accreditation": own.accreditations.get().pk,
        "newcomer": organisation(3, type="university"),
    }  # fmt: skip
    Enrolment.objects.create(
        person_id=PERSON, organisation_id=ORGANISATION, level="6", form="full_time",
        programme="6B061", valid_from=date(2019, 9, 1), origin="illustrative",
        recorded_at=BEGAN, recorded_by="x", recorded_role="x", source="x",
    )  # fmt: skip
    catalogue = Thing("the catalogue", {"version": curriculum(own.organisation_id).pk})
    things_published = [Thing("what is published", public), catalogue]
    other = models.Issuer.objects.get(code="u2")
    for issuer, stands in ((own, {"organisation": "own"}), (other, {})):
        closes = curriculum(issuer.organisation_id, code="6B099")
        found.append(Thing(f"programme {issuer.code}", {"closes": closes.pk}, stands))
    return Matrix(asks(graduate(own, "Жаңа")), [*found, *things_published])


def test_every_cell_of_diplomas_is_answered_as_the_table_says(
    diplomas: Matrix, client_as: ClientAs
):
    wrong = diplomas.wrong(client_as)
    assert wrong == [], "\n".join(wrong)
    assert diplomas.tried() > 300


def test_no_address_and_no_line_of_diplomas_is_left_out(diplomas: Matrix):
    assert diplomas.gaps("credentials.") == []


def test_a_page_that_does_not_ask_whose_diploma_it_is_is_noticed(
    diplomas: Matrix, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
):
    """The negative control: everybody is taken for the holder."""
    from bagdar.credentials.presenters import opening

    monkeypatch.setattr(opening, "relation_to", lambda *_: "self")
    wrong = diplomas.wrong(client_as, roles=("person",))
    assert any("u2" in one for one in wrong)
