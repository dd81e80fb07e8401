"""Which school is ours, and a clerk's catchments, on pages; beds exchanged by two students."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bagdar.admissions import models
from bagdar.audit.models import Event
from tests.people import account
from tests.school_campaigns import Town, area, catchment, town
from tests.services.test_dormitory import Two

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


@pytest.fixture
def of() -> Town:
    return town()


def client_of(name: str, role: str, **place: Any) -> Client:
    client = Client()
    client.force_login(account(name, role, **place))
    return client


def at(name: str, *args: Any, language: str = "kk") -> str:
    with translation.override(language):
        return reverse(name, args=args)


def text_of(answer: Any) -> str:
    return answer.content.decode()


def find(language: str = "kk", **asked: str) -> str:
    answer = Client().get(at("own_school", language=language), {"region": "KZ-11", **asked})
    assert answer.status_code == 200
    return text_of(answer)


def test_everybody_finds_the_school_of_an_address_and_is_told_when_a_street_is_needed(of: Town):
    assert "әлі жазылмаған" in find()
    catchment(of.north, area("711", "Абай", first=1, last=9))
    catchment(of.south, area("712"))
    assert "Үлгі мектеп 2" in find(territory="712") and "шартты" in find(territory="712")
    unsaid = find(territory="711")
    assert "Үлгі мектеп 1" not in unsaid and "көше мен үйді жазыңыз" in unsaid
    said = find(territory="711", street="Абай көшесі", house="7")
    assert "Үлгі мектеп 1" in said and "көше мен үйді жазыңыз" not in said
    assert "Which school is ours" in find("en") and "Какая школа наша" in find("ru")
    for wrong in ({"region": "KZ-00"}, {"territory": "x' OR 1"}, {"house": "9" * 900}):
        assert "Үлгі мектеп" not in find(**wrong)


def test_what_a_family_typed_is_written_nowhere(of: Town):
    catchment(of.north, area("711", "Абай"))
    before = Event.objects.count()
    find(territory="711", street="Абай", house="7")
    assert Event.objects.count() == before


def record(of: Town, **more: str) -> dict[str, str]:
    return {"do": "record", "school": str(of.north), "territory": "711", "street": "Абай",
            "side": "odd", "first": "1", "last": "9", "since": "2024-01-01", "until": "",
            "source": "шешім 7", **more}  # fmt: skip


def test_a_clerk_records_ends_and_loads_catchments_of_the_own_region(of: Town):
    clerk, desk = client_of("clerk-9", "region", region_code="KZ-11"), at("catchment_desk")
    assert "Учаске әлі жоқ" in text_of(clerk.get(desk))
    assert clerk.post(desk, record(of)).status_code == 302
    row = models.Catchment.objects.get()
    shown = text_of(clerk.get(desk))
    assert "тақ жағы, 1–9" in shown and "шешім 7" in shown and str(row.pk) in shown
    again = clerk.post(desk, record(of))
    assert again.status_code == 409 and "учаскесі тұр" in text_of(again)
    end = {"do": "end", "end-id": str(row.pk), "end-until": "2025-01-01"}
    assert clerk.post(desk, end).status_code == 302
    content = f"school,territory,since,source\n{of.south},712,2024-01-01,decree\n".encode()
    file = SimpleUploadedFile("areas.csv", content)
    assert clerk.post(desk, {"do": "load", "file": file}).status_code == 302
    assert "Үлгі мектеп 2" in text_of(clerk.get(desk))
    assert clerk.get(desk + "?table=catchments&as=csv").status_code == 200


def test_a_form_says_what_is_wrong_and_keeps_what_was_typed(of: Town):
    clerk, desk = client_of("clerk-9", "region", region_code="KZ-11"), at("catchment_desk")
    wrong = clerk.post(desk, record(of, since="", source=""))
    assert wrong.status_code == 422 and "Толтырыңыз" in text_of(wrong)
    assert 'value="Абай"' in text_of(wrong)
    wrong = clerk.post(desk, record(of, first="9", last="1"))
    assert wrong.status_code == 422 and "соңғы үй нөмірі" in text_of(wrong)
    bad = b"school,territory,since,source\nx,712,2024-01-01,decree\n0,,y,\n"
    file = SimpleUploadedFile("areas.csv", bad)
    told = clerk.post(desk, {"do": "load", "file": file})
    assert told.status_code == 422
    assert "areas.csv:2" in text_of(told) and "areas.csv:3" in text_of(told)
    assert not models.Catchment.objects.exists()


def test_a_clerk_of_another_region_and_a_school_change_nothing_here(of: Town):
    row = catchment(of.north, area("711"))
    far, desk = client_of("clerk-8", "region", region_code="KZ-59"), at("catchment_desk")
    assert far.post(desk, record(of, territory="712")).status_code == 422
    end = {"do": "end", "end-id": str(row.pk), "end-until": "2025-01-01"}
    assert far.post(desk, end).status_code == 404
    school = client_of("school-9", "organisation", organisation_id=of.north)
    assert school.get(desk).status_code == 403
    assert models.Catchment.objects.filter(superseded_at=None).count() == 1


def test_two_students_exchange_beds_on_pages():
    of = Two()
    one, other = (
        client_of(f"student-{n}", "person", person_id=row.person_id)
        for n, row in enumerate((of.one, of.other))
    )
    assert of.places[0].code in text_of(one.get(at("own_beds")))
    mine, theirs = at("bed_swaps", of.one.pk), at("bed_swaps", of.other.pk)
    assert str(of.one.pk) in text_of(one.get(mine))
    assert one.get(theirs).status_code == 404
    wrong = one.post(mine, {"do": "ask", "other": "x"})
    assert wrong.status_code == 422 and "толық жазыңыз" in text_of(wrong)
    assert one.post(mine, {"do": "ask", "other": str(of.other.pk)}).status_code == 302
    assert "Жауап күтіліп тұр" in text_of(one.get(mine))
    assert "Сізге ұсынылды" in text_of(other.get(theirs))
    swap = models.CampaignSwap.objects.get()
    agree = {"do": "agree", "swap": str(swap.pk)}
    assert one.post(mine, agree).status_code == 404  # not by who asked
    assert other.post(theirs, agree).status_code == 302
    assert of.held() == of.places[::-1] and "алмастырылды" in text_of(other.get(theirs))
