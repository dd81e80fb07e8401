"""Grants on pages and by program: places of the country, of no organisation, have a title."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bagdar.admissions import models
from bagdar.admissions.services.campaigns import applying, opening
from bagdar.core.origins import Origin
from tests.campaigning import Fair, site_of
from tests.clocks import at_their_clock
from tests.granting import MINISTRY, NOW, STUDENT, graduate, opened
from tests.people import account
from tests.web.test_queue_pages import at, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TITLE = "061 · Ақпараттық-коммуникациялық технологиялар"
LANGUAGES = ("kk", "ru", "en")


@pytest.fixture
def of(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Fair:
    """One grant of 061, which Асан gets, and one of 051, which asks for biology."""
    site, row, places = site_of(tmp_path, settings), opened("grant", "KZ"), {}
    for code, details in (("061", {}), ("051", {"subjects": "biology"})):
        said = opening.PlaceSaid(code, 1, programme=code, details=details)
        places[code] = opening.declare_place(row.pk, None, said, by=MINISTRY, at=NOW)
    made = Fair(site, row.pk, places, at=NOW)
    made.begin()
    for name, marks in (("Асан", 90), ("Дана", 60)):
        made.children[name] = graduate(name, mathematics=marks, biology=80)
        wishes = [places[code].pk for code in ("061", "051")]
        applying.apply_for_places(made.id, made.children[name], wishes, by=STUDENT, at=made.now())
    views = "bagdar.admissions.views"
    at_their_clock(monkeypatch, lambda: made.at, f"{views}.campaign_own")
    return made


def student(of: Fair, name: str = "Дана") -> Client:
    client = Client()
    client.force_login(account("student-1", "person", person_id=of.children[name]))
    return client


def test_a_student_reads_how_the_score_came_about_before_closing_and_after(of: Fair):
    client, mine = student(of), at("campaign_application", of.row("Дана").pk)
    page = text_of(client.get(mine))
    assert TITLE in page and "Бүгінгі деректер бойынша" in page
    assert "Емтихан: 7000 × 80 = 560000" in page and "Балл: 560000 + 0 = 560000" in page
    assert "Емтихан: 8000 × 80 = 640000" in page  # biology alone, at the group that asks for it
    of.released()
    page = text_of(client.get(mine))
    assert "Қабылдау жабылған күнгі деректер бойынша" in page
    assert "Балл: 560000 + 0 = 560000" in page and TITLE in page
    assert "640000" in page


def test_what_the_register_was_corrected_to_since_does_not_explain_what_decided(of: Fair):
    of.released()
    client, row = student(of), of.row("Дана")
    wish = row.wishes.get(rank=1)
    models.CampaignWish.objects.filter(pk=wish.pk).update(facts={**wish.facts, "score": 1})
    page = text_of(client.get(at("campaign_application", row.pk)))
    assert "тізілім өзгерді" in page and "Емтихан:" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_a_campaign_of_the_country_has_titles(of: Fair, client: Client, language):
    of.released()
    mine = at("campaign_application", of.row("Дана").pk, language=language)
    reader = student(of)
    for page in (mine, at("own_campaigns", language=language)):
        assert reader.get(page).status_code == 200
    address = at("campaign", of.id, language=language)
    page = text_of(client.get(address))
    assert page.count("061 · ") >= 2 and "None" not in page
    for table in ("places", "cutoffs"):
        sheet = client.get(f"{address}?table={table}&as=csv")
        assert sheet.status_code == 200 and "061 · " in sheet.content.decode("utf-8-sig")


def test_the_form_of_applying_has_titles(of: Fair):
    of.children["Жаңа"] = graduate("Жаңа", mathematics=70)
    page = text_of(student(of, "Жаңа").get(at("campaign_apply", of.children["Жаңа"], of.id)))
    assert TITLE in page


def test_by_program_a_place_of_the_country_has_a_name_and_no_organisation(of: Fair, client: Client):
    [_, found] = client.get(f"/api/v1/campaigns/{of.id}/places").json()["items"]
    assert found["organisation"] is None and found["name"]["kk"] == TITLE
    told = student(of).get(f"/api/v1/campaigns/own/applications/{of.row('Дана').pk}").json()
    by_place = {one["place"]: one["lines"] for one in told["explained"]}
    assert set(by_place) == {None, str(of.places["051"].pk)}
    assert by_place[None][0]["en"] == "Exam: 7000 × 80 = 560000"


def test_illustrative_students_are_said_to_be_so(of: Fair, client: Client):
    assert of.campaign.origin == Origin.ILLUSTRATIVE.value
    assert "шартты" in text_of(client.get(at("campaign", of.id))).casefold()
