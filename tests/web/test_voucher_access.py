"""RELIABILITY P1 for grants: every role, address, operation and relation."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from bagdar.admissions import models
from bagdar.admissions.services import vouchers
from bagdar.core.periods import Period
from bagdar.registry.models import Organisation, Person
from bagdar.registry.services.organisations import correct_organisation
from tests.access_matrix import Ask, ClientAs, Matrix, Thing
from tests.granting import STUDENT, UNIVERSITY, graduate, grants, settled, teach, university
from tests.people import ORGANISATION, PERSON
from tests.register import BEGAN, given, said, school

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MINE, DESK, API = "/kk/grants/mine", "/kk/grants/desk", "/api/v1/grants"
OWN, AT = "admissions.voucher", "admissions.voucher_desk"
WHY = {"reason": "себеп"}


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


def known_in_the_register() -> None:
    """test-person, grown up, and test-organisation, a university."""
    from bagdar.registry.public import correct_person

    Person.objects.create(id=PERSON, origin="illustrative", recorded_at=BEGAN)
    correct_person(PERSON, said(born_on=date(1985, 1, 1)), Period(date(2005, 9, 1)), **given(2))
    Organisation.objects.create(id=ORGANISATION, origin="illustrative", recorded_at=BEGAN)
    told = school(type="university", region="KZ-11")
    correct_organisation(ORGANISATION, told, Period(date(2000, 1, 1)), **given(1))
    teach(ORGANISATION, "6B061", "0613")


def ward_of_the_reader(name: str) -> Any:
    from bagdar.registry.models import Guardianship
    from bagdar.registry.public import correct_person

    made, today = graduate(name, mathematics=90), timezone.now().date()
    young = said(given=name, born_on=date(today.year - 16, 1, 1))
    correct_person(made, young, Period(date(2005, 9, 1)), **given(9))
    Guardianship.objects.create(
        person_id=made, guardian_id=PERSON, kind="parent", origin="illustrative",
        valid_from=date(2010, 1, 1), recorded_at=BEGAN, recorded_by="x", recorded_role="x",
        source="x",
    )  # fmt: skip
    return made


def thing(name: str, people: list[Any], where: Any, there: Any, stands: dict[str, str]) -> Thing:
    """Grants of people who stand alike: to take out, free and asked, free and confirmed, held at
    the first university, suspended there.
    """
    at, values = timezone.now(), {"there": there}
    campaign = grants(20, year=2026 + models.Campaign.objects.count())
    made = [settled(campaign, one) for one in people]
    values["grant"] = made[0].pk
    names = ("free", "ready", "held", "paused")
    for key, application in zip(names, made[1:], strict=True):
        row = vouchers.issue(application.pk, by=STUDENT, at=at)
        values[key] = row.pk
        asked = vouchers.ask_university(row.pk, where, "6B061", by=STUDENT, at=at)
        values[f"asked_{key}"] = asked.pk
        if key != "free":
            vouchers.confirm(asked.pk, by=UNIVERSITY, at=at)
        if key in ("held", "paused"):
            vouchers.take(asked.pk, by=STUDENT, at=at)
    vouchers.suspend(values["paused"], "x", by=UNIVERSITY, at=at)
    return Thing(name, values, stands, ("Құпия",))


@pytest.fixture
def matrix(db: None, accounts: Any) -> Matrix:
    known_in_the_register()
    there = university("Екінші университет", "6B061")
    elsewhere = university("Бөгде университет", "6B061")
    wards = [ward_of_the_reader(f"Құпия бала {n}") for n in range(5)]
    strangers = [graduate(f"Құпия бөгде {n}", mathematics=90) for n in range(5)]
    own = thing(
        "a ward at the own university", wards, ORGANISATION, there,
        {"person": "ward", "organisation": "own"},
    )  # fmt: skip
    other = thing("a stranger elsewhere", strangers, elsewhere, there, {})
    return Matrix(asks(), [own, other, myself(there)])


def myself(there: Any) -> Thing:
    """The reader's own grant."""
    campaign = grants(20, year=2026 + models.Campaign.objects.count())
    row = vouchers.issue(settled(campaign, PERSON).pk, by=STUDENT, at=timezone.now())
    return Thing("the own grant", {"mine": row.pk, "there": there}, {"person": "self"})


def asks() -> list[Ask]:
    more, own_read, desk_read = "?table={}&as=csv", (OWN, "read"), (AT, "read")
    ask = {"university": "{there}", "programme": "6B061"}
    return [
        Ask(OWN, "read", f"{MINE}/", lists="free"),
        Ask(OWN, "read", f"{API}/vouchers", lists="free"),
        Ask(OWN, "export", f"{MINE}/" + more.format("vouchers"), door=own_read),
        Ask(OWN, "create", f"{MINE}/", "post", {"application": "{grant}"}, door=own_read),
        Ask(OWN, "create", f"{API}/vouchers", "post", {"application": "{grant}"}, works=[201]),
        *(
            one
            for who in ("free", "mine")
            for one in (
                Ask(OWN, "read", f"{MINE}/{{{who}}}/"),
                Ask(OWN, "export", f"{MINE}/{{{who}}}/" + more.format("stays"), door=own_read),
                Ask(OWN, "update", f"{MINE}/{{{who}}}/", "post", {"do": "end", **WHY},
                    door=own_read),
                Ask(OWN, "read", f"{API}/vouchers/{{{who}}}"),
                Ask(OWN, "read", f"{API}/vouchers/{{{who}}}/universities"),
                Ask(OWN, "create", f"{API}/vouchers/{{{who}}}/requests", "post", ask,
                    works=[201]),
                Ask(OWN, "update", f"{API}/vouchers/{{{who}}}/end", "post", WHY),
            )
        ),
        Ask(OWN, "update", f"{API}/requests/{{asked_ready}}/taking", "post", {}),
        Ask(OWN, "update", f"{API}/requests/{{asked_free}}/withdrawal", "post", {}),
        Ask(AT, "read", f"{DESK}/", lists="held"),
        Ask(AT, "read", f"{API}/desk", lists="held"),
        Ask(AT, "export", f"{DESK}/" + more.format("held"), door=desk_read),
        Ask(AT, "read", f"{DESK}/requests/{{asked_free}}/"),
        Ask(AT, "read", f"{API}/desk/requests/{{asked_free}}"),
        Ask(AT, "decide", f"{DESK}/requests/{{asked_free}}/", "post", {"do": "confirm"},
            door=desk_read),
        Ask(AT, "decide", f"{API}/desk/requests/{{asked_free}}/confirmation", "post", {}),
        Ask(AT, "decide", f"{API}/desk/requests/{{asked_ready}}/refusal", "post", WHY),
        Ask(AT, "read", f"{DESK}/{{held}}/"),
        Ask(AT, "export", f"{DESK}/{{held}}/" + more.format("stays"), door=desk_read),
        Ask(AT, "decide", f"{DESK}/{{held}}/", "post", {"do": "suspend", **WHY},
            door=desk_read),
        Ask(AT, "decide", f"{API}/desk/vouchers/{{held}}/suspension", "post", WHY),
        Ask(AT, "decide", f"{API}/desk/vouchers/{{paused}}/resumption", "post", {}),
        Ask(AT, "decide", f"{API}/desk/vouchers/{{held}}/end", "post", WHY),
    ]  # fmt: skip


def test_every_cell_of_the_grants_is_answered_as_the_table_says(
    matrix: Matrix, client_as: ClientAs
):
    wrong = matrix.wrong(client_as)
    assert wrong == [], "\n".join(wrong)
    assert matrix.tried() > 150


def test_no_address_and_no_line_of_the_grants_is_left_out(matrix: Matrix):
    assert matrix.gaps("admissions.voucher") == []


def test_a_page_that_does_not_ask_whose_grant_it_is_is_noticed(
    matrix: Matrix, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
):
    """The negative control: everybody answers for everybody."""
    from bagdar.admissions.presenters import voucher_opening

    monkeypatch.setattr(voucher_opening, "relation_to", lambda *_: "ward")
    wrong = matrix.wrong(client_as, roles=("person",))
    assert any("a stranger" in one for one in wrong)
