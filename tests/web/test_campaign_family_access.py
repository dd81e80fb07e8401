"""RELIABILITY P1 for families, organisations and clerks in campaigns: every role, address,
operation and relation.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from bagdar.admissions.queries.kinds import school as first_grades
from bagdar.admissions.services.campaigns import applying
from bagdar.core.periods import Period
from bagdar.registry.models import Guardianship, Organisation, Person
from bagdar.registry.services.organisations import correct_organisation
from tests.access_matrix import Ask, ClientAs, Matrix, Thing
from tests.campaign_field import PARENT, Field, campaign, coming_year
from tests.people import ORGANISATION, PERSON
from tests.register import BEGAN, given, said, school

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ROOT, API = "/kk/campaigns", "/api/v1/campaigns"
PAPERS = f"{ROOT}/conditions"
MINE, OFFERING, CLAIMS = f"{ROOT}/mine", f"{ROOT}/offering", f"{ROOT}/claims"
OWN_API = f"{API}/own/applications"
REGION, FAR = "KZ-11", "KZ-59"
PDF = b"%PDF-1.7 illustrative"


class File:
    """As often as it is read, it is the same: each cell sends it again."""

    name = "құпия.pdf"

    def read(self) -> bytes:
        return PDF


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


def known_in_the_register() -> None:
    """test-person, grown up, and test-organisation, a school of test-region."""
    from bagdar.registry.public import correct_person

    Person.objects.create(id=PERSON, origin="illustrative", recorded_at=BEGAN)
    correct_person(PERSON, said(born_on=date(1985, 1, 1)), Period(date(2005, 9, 1)), **given(2))
    Organisation.objects.create(id=ORGANISATION, origin="illustrative", recorded_at=BEGAN)
    there = school(region=REGION)
    correct_organisation(ORGANISATION, there, Period(date(2000, 1, 1)), **given(1))


def field_of(territory: str, turn: int, organisation: Any = None) -> Field:
    now = timezone.now()
    return campaign(
        (2, 1), territory=territory, turn=turn, at=now - timedelta(hours=1),
        year=coming_year(now), of=organisation,
    )  # fmt: skip


def thing(
    name: str, territory: str, stands: dict[str, str], *, is_own: bool = False, turn: int = 1,
    own: UUID | None = None,
) -> Thing:  # fmt: skip
    """People of one family: outside, applied with a claim, offered and settled.

    own: who is all of them, each in a campaign
    """
    mine = ORGANISATION if is_own else None
    fields = [field_of(territory, turn + 2 * number, mine) for number in range(5)]
    outside, open_, offered, settled, draft = fields
    draft.state("draft")
    keys = ("outside", "applied", "offered", "settled")
    for number, (of, key) in enumerate(zip(fields, keys, strict=False)):
        if own is not None:
            of.children[key] = own
        else:
            child(of, key, f"Құпия {number} {name}", is_ward=is_own)
    applied = open_.apply("applied", 0)
    for fact, value in (("orphan", 1), ("score", 5)):
        more = {"by": PARENT, "at": open_.now()}
        applying.claim(applied.pk, fact, value, "қағаз", PDF, **more)
    for of, key in ((offered, "offered"), (settled, "settled")):
        of.apply(key, 0)
        of.give(key, 0, key, until=timezone.now().date() + timedelta(days=3))
        of.state("published")
    values = {
        "child": outside.children["outside"], "campaign": outside.campaign.pk,
        "wished": outside.places[0].pk, "applied": applied.pk, "again": open_.places[0].pk,
        "offered": offered.row("offered").pk, "settled": settled.row("settled").pk,
        "place": settled.places[0].pk, "drafted": draft.places[0].pk, "fact": "orphan",
    }  # fmt: skip
    return Thing(name, values, stands, () if own else ("Құпия",))


def child(of: Field, key: str, name: str, *, is_ward: bool) -> None:
    of.children[key] = of.child(name)
    if is_ward:
        Guardianship.objects.create(
            person_id=of.children[key], guardian_id=PERSON, kind="parent", origin="illustrative",
            valid_from=date(of.campaign.year - 6, 1, 1), recorded_at=BEGAN, recorded_by="x",
            recorded_role="x", source="x",
        )  # fmt: skip


@pytest.fixture
def campaigns(db: None, accounts: Any, monkeypatch: pytest.MonkeyPatch) -> Matrix:
    known_in_the_register()
    stands = {"person": "ward", "region": "own", "organisation": "own"}
    own = thing("a child of the family", REGION, stands, is_own=True)
    # The shipped kind of this test is for children: whoever is of age has to pass as one.
    monkeypatch.setattr(first_grades, "AGES", range(100))
    themselves = thing("themselves", FAR, {"person": "self"}, turn=11, own=PERSON)
    return Matrix(asks(), [own, thing("a stranger", FAR, {}), themselves])


def asks() -> list[Ask]:
    own, offering, claims = (
        f"admissions.campaign_{name}" for name in ("own", "offering", "claims")
    )
    own_read, offering_read, claims_read = (own, "read"), (offering, "read"), (claims, "read")
    more = "?table=campaign_{}&as=csv"
    apply = {"person": "{child}", "campaign": "{campaign}", "wishes": ["{wished}"]}
    verdict = {"fact": "orphan", "reason": "себеп"}
    paper = {"condition": "paper", "reason": "себеп"}
    deeds = (
        ("applied", "wishes", {"wishes": ["{again}"]}),
        ("applied", "claims", {"fact": "score", "value": 7, "document": "қағаз"}),
        ("applied", "address", {"street": "Абай", "house": "7", "document": "қағаз"}),
        ("applied", "claims/{fact}/drop", {}), ("applied", "withdrawal", {}),
        ("offered", "acceptance", {}), ("offered", "settlement", {}), ("offered", "refusal", {}),
        ("settled", "leaving", {}),
    )  # fmt: skip
    enrols = {"application": "{settled}", "first_day": "2026-09-01"}
    return [
        Ask(own, "read", f"{MINE}/", lists="applied"),
        Ask(own, "read", OWN_API, lists="applied"),
        Ask(own, "create", f"{API}/own/people", lists="child"),
        Ask(own, "create", f"{API}/own/people/{{child}}/places/{{campaign}}"),
        Ask(own, "create", f"{MINE}/new/{{child}}/{{campaign}}/"),
        Ask(own, "create", OWN_API, "post", apply, works=[201]),
        Ask(own, "read", f"{MINE}/{{applied}}/"),
        Ask(own, "read", f"{OWN_API}/{{applied}}"),
        Ask(own, "read", f"{MINE}/{{applied}}/evidence/{{fact}}/"),
        Ask(own, "export", f"{OWN_API}/{{applied}}/claims/{{fact}}/evidence"),
        Ask(own, "export", f"{MINE}/" + more.format("applications"), door=own_read),
        Ask(own, "export", f"{MINE}/{{applied}}/" + more.format("wishes"), door=own_read),
        Ask(own, "update", f"{MINE}/{{applied}}/", "post", {"do": "withdraw"}, door=own_read),
        *(Ask(own, "update", f"{OWN_API}/{{{who}}}/{deed}", "post", given)
          for who, deed, given in deeds),
        Ask(own, "update", f"{OWN_API}/{{applied}}/claims/{{fact}}/evidence", "post",
            {"file": File()}, is_form=True),
        Ask(offering, "read", f"{OFFERING}/"),
        Ask(offering, "read", f"{API}/places"),
        Ask(offering, "read", f"{OFFERING}/{{place}}/"),
        Ask(offering, "read", f"{API}/places/{{place}}"),
        Ask(offering, "export", f"{OFFERING}/" + more.format("places"), door=offering_read),
        Ask(offering, "export", f"{OFFERING}/{{place}}/" + more.format("holders"),
            door=offering_read),
        Ask(offering, "update", f"{OFFERING}/{{drafted}}/", "post", {"do": "seats", "seats": "4"},
            door=offering_read),
        Ask(offering, "update", f"{API}/places/{{drafted}}/seats", "post", {"seats": 4}),
        Ask(offering, "enrol", f"{OFFERING}/{{place}}/", "post", {"do": "enrol", **enrols},
            door=offering_read),
        Ask(offering, "enrol", f"{API}/places/{{place}}/enrolments", "post", enrols),
        Ask(claims, "read", f"{CLAIMS}/", lists="applied"),
        Ask(claims, "read", f"{API}/claims", lists="applied"),
        Ask(claims, "read", f"{CLAIMS}/{{applied}}/"),
        Ask(claims, "read", f"{API}/claims/{{applied}}"),
        Ask(claims, "read", f"{CLAIMS}/{{applied}}/evidence/{{fact}}/"),
        Ask(claims, "export", f"{API}/claims/{{applied}}/evidence/{{fact}}"),
        Ask(claims, "export", f"{CLAIMS}/" + more.format("claims"), door=claims_read),
        Ask(claims, "decide", f"{CLAIMS}/{{applied}}/", "post", {"do": "prove", **verdict},
            door=claims_read),
        Ask(claims, "decide", f"{API}/claims/{{applied}}/proof", "post", verdict),
        Ask(claims, "decide", f"{API}/claims/{{applied}}/disproof", "post", verdict),
        # Nobody has claimed an address: whoever may decide is told so.
        *(Ask(claims, "decide", f"{API}/claims/{{applied}}/address/{found}", "post",
              {"reason": "себеп"}, works=[409]) for found in ("proof", "disproof")),
        Ask(claims, "read", f"{PAPERS}/"),
        Ask(claims, "read", f"{API}/conditions"),
        Ask(claims, "read", f"{PAPERS}/{{settled}}/"),
        Ask(claims, "export", f"{PAPERS}/" + more.format("papers"), door=claims_read),
        Ask(claims, "decide", f"{PAPERS}/{{settled}}/", "post", paper, door=claims_read,
            works=[422]),
        Ask(claims, "decide", f"{API}/conditions/{{settled}}", "post",
            {"condition": "paper", "paper": "x"}, works=[422]),
    ]  # fmt: skip


def test_every_cell_is_answered_as_the_table_says(campaigns: Matrix, client_as: ClientAs):
    wrong = campaigns.wrong(client_as)
    assert wrong == [], "\n".join(wrong)
    assert campaigns.tried() > 300


def test_no_address_and_no_line_of_families_is_left_out(campaigns: Matrix):
    for name in ("own", "offering", "claims"):
        assert campaigns.gaps(f"admissions.campaign_{name}") == []


def test_a_page_that_does_not_ask_whose_application_it_is_is_noticed(
    campaigns: Matrix, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
):
    """The negative control: everybody answers for every child."""
    from bagdar.admissions.presenters import campaign_opening

    monkeypatch.setattr(campaign_opening, "_relation", lambda *_: "ward")
    wrong = campaigns.wrong(client_as, roles=("person",))
    assert any("a stranger" in one for one in wrong)
