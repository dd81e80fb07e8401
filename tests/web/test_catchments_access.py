"""RELIABILITY P1 for catchments and exchanges of beds: every role, address, operation, relation."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bagdar.core.periods import Period
from bagdar.registry.models import Person
from tests.access_matrix import Ask, ClientAs, Matrix, Thing
from tests.people import PERSON
from tests.register import BEGAN, given, organisation, said, territory
from tests.school_campaigns import area, catchment
from tests.services.test_dormitory import OPENS, Two

pytestmark = [pytest.mark.django_db, pytest.mark.database]
AREAS, BEDS = "admissions.catchment", "admissions.swap"
API, DESK = "/api/v1/schools/catchments", "/kk/schools/catchments/"


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


@pytest.fixture
def places(db: None, accounts: Any) -> Matrix:
    from bagdar.admissions.models import CampaignSwap
    from bagdar.registry.public import correct_person

    Person.objects.create(id=PERSON, origin="illustrative", recorded_at=BEGAN)
    correct_person(PERSON, said(born_on=date(2005, 1, 1)), Period(date(2005, 9, 1)), **given(2))
    territory("711"), territory("591", region="KZ-59")
    here = organisation(1, territory="711")
    far = organisation(1, region="KZ-59", territory="591")
    own, other = catchment(here, area("711", "Абай")), catchment(far, area("591"))
    of = Two(who=PERSON)
    swap = CampaignSwap.objects.create(asking=of.other, asked=of.one, state="asked", at=OPENS)
    bed = {"swap": swap.pk, "theirs": of.other.pk}
    return Matrix(asks(), [
        Thing("a catchment here", {"area": own.pk, "school": here}, {"region": "own"}),
        Thing("a catchment elsewhere", {"area": other.pk}),
        Thing("the own bed", {"bed": of.one.pk, **bed}, {"person": "self"}),
        Thing("a stranger's bed", {"bed": of.other.pk, **bed}),
        Thing("what is published", {"at": "711"}),
    ])  # fmt: skip


def asks() -> list[Ask]:
    page = "/kk/schools/ours/?region=KZ-11"
    said = {"school": "{school}", "territory": "711", "street": "Сәкен", "since": "2024-01-01",
            "source": "decree"}  # fmt: skip
    file = {"csv": "school,territory,street,since,source\n{school},711,Жаңа,2024-01-01,x\n"}
    form = {"do": "record", "side": "all", **said}
    end, swaps = {"until": "2025-01-01"}, "/api/v1/beds/{bed}/swaps"
    bed_page, door = "/kk/beds/{bed}/", (BEDS, "read")
    return [
        Ask(AREAS, "read", page),
        Ask(AREAS, "read", "/api/v1/schools/ours?territory={at}"),
        Ask(AREAS, "export", page + "&territory={at}&table=schools&as=csv", door=(AREAS, "read")),
        Ask(AREAS, "create", DESK, lists="area"),
        Ask(AREAS, "create", DESK, "post", form),
        Ask(AREAS, "create", API, lists="area"),
        Ask(AREAS, "create", API, "post", said, works=[201]),
        Ask(AREAS, "create", f"{API}/file", "post", file),
        Ask(AREAS, "create", f"{API}/{{area}}/end", "post", end),
        Ask(BEDS, "read", "/kk/beds/", lists="bed"),
        Ask(BEDS, "read", bed_page),
        Ask(BEDS, "read", "/api/v1/beds", lists="bed"),
        Ask(BEDS, "read", swaps),
        Ask(BEDS, "export", "/kk/beds/?table=beds&as=csv", door=door),
        Ask(BEDS, "export", bed_page + "?table=swaps&as=csv", door=door),
        Ask(BEDS, "update", bed_page, "post", {"do": "agree", "swap": "{swap}"}, door=door),
        Ask(BEDS, "update", swaps, "post", {"application": "{theirs}"}, works=[201]),
        Ask(BEDS, "update", swaps + "/{swap}/agreement", "post", {}),
        Ask(BEDS, "update", swaps + "/{swap}/drop", "post", {}),
    ]


def test_every_cell_is_answered_as_the_table_says(places: Matrix, client_as: ClientAs):
    wrong = places.wrong(client_as)
    assert wrong == [], "\n".join(wrong)
    assert places.tried() > 80


def test_no_address_and_no_line_is_left_out(places: Matrix):
    assert places.gaps(AREAS, BEDS) == []


def test_a_page_that_does_not_ask_whose_bed_it_is_is_noticed(
    places: Matrix, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
):
    """The negative control: everybody holds every bed."""
    from bagdar.admissions import models
    from bagdar.admissions.presenters import swapping

    everything = models.CampaignApplication.objects.select_related("campaign", "place")
    monkeypatch.setattr(swapping, "held_by", lambda _: list(everything))
    wrong = places.wrong(client_as, roles=("person",))
    assert any("a stranger's bed" in one for one in wrong)
