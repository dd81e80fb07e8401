"""What may be wished, by distance, price and free places, on pages and in the API."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from bagdar.admissions import models
from bagdar.core.periods import Period
from bagdar.look.middleware import HEADERS, WITH_PLACE
from bagdar.registry.public import record_fact
from bagdar.registry.rules.details import ResidenceDetails, SiteDetails
from bagdar.registry.rules.kinds import RESIDENCE, SITE
from tests.register import given, territory
from tests.web.test_campaign_family_pages import family as school_family
from tests.web.test_campaign_family_pages import field_now
from tests.web.test_queue_pages import account, at, text_of
from tests.wishing import wishing_town

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


@pytest.fixture
def town() -> dict[str, Any]:
    return wishing_town()


def listed(of: Any, text: str) -> list[int]:
    """Kindergartens of a page in their order, numbered from 1."""
    found = re.findall(r'<input id="rank-([0-9a-f-]{36})"', text)
    return [of.places.index(UUID(one)) + 1 for one in found]


def searched(town: dict[str, Any], **typed: str) -> str:
    answer = town["parent"].post(town["form"], {"do": "search", **typed})
    assert answer.status_code == 200
    assert not models.QueueApplication.objects.exists()
    return text_of(answer)


def test_the_nearest_to_the_childs_settlement_stand_first_and_those_without_coordinates_last(town):
    answer = town["parent"].get(town["form"])
    text = text_of(answer)
    assert listed(town["of"], text) == [3, 1, 2, 4]
    assert "164 км" in text and "координаттары белгісіз" in text and "0,0 км" in text
    assert "айына 24\u202f000 ₸" in text and "ақысыз" in text and "ақысы көрсетілмеген" in text
    assert "жеке меншік" in text and "Үлгі көше, 1" in text
    assert "Координаттары белгісіз: 1." in text
    assert answer["Permissions-Policy"] == WITH_PLACE
    assert (
        town["parent"].get(at("own_queue"))["Permissions-Policy"] == HEADERS["Permissions-Policy"]
    )


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ({"from": "1"}, [1, 2, 3, 4]), ({"from": ""}, [3, 4, 1, 2]),
        ({"from": "", "sight": "near"}, [1, 2, 3, 4]), ({"sight": "price"}, [2, 3, 1, 4]),
        ({"sight": "name"}, [1, 2, 3, 4]), ({"sight": "free"}, [3, 4, 1, 2]),
        ({"sight": "x", "from": "x"}, [3, 4, 1, 2]), ({"find": "БАЛАБАҚША 4"}, [4]),
        ({"find": "жоқ"}, []),
    ],
)  # fmt: skip
def test_the_list_is_put_in_order_and_searched_without_scripts(town, typed, order: list[int]):
    assert listed(town["of"], searched(town, **typed)) == order


def test_searching_keeps_what_was_typed_and_shows_it_first(town):
    of = town["of"]
    typed = {f"rank-{of.places[3]}": "2", f"rank-{of.places[1]}": "1"}
    text = searched(town, find="балабақша 3", category="B", **typed)
    assert listed(of, text) == [2, 4, 3]
    assert '<option value="B" selected>' in text
    assert re.findall(r'type="number"[^>]*value="(\d*)"', text) == ["1", "2", ""]


def test_wishes_that_stand_are_changed_on_the_same_list(town):
    of = town["of"]
    told = {"language": "kk", "need": "general", "category": "", f"rank-{of.places[3]}": "1"}
    assert town["parent"].post(town["form"], told).status_code == 302
    row = models.QueueApplication.objects.get()
    mine = at("own_application", row.pk)
    assert listed(of, text_of(town["parent"].get(mine))) == [4, 3, 1, 2]
    asked = {"do": ["wishes", "search"], "sight": "price", f"rank-{of.places[3]}": "1"}
    answer = town["parent"].post(mine, asked)
    assert answer.status_code == 200 and listed(of, text_of(answer)) == [4, 2, 3, 1]
    assert list(row.wishes.values_list("organisation_id", flat=True)) == [of.places[3]]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_says_in_each_language_that_ones_own_point_stays_in_the_browser(town, language):
    address = at("queue_apply", town["child"], town["of"].queue.pk, language=language)
    text = text_of(town["parent"].get(address))
    said = {"kk": "осы браузерде ғана қалады", "ru": "остаётся в этом браузере",
            "en": "stays in this browser"}[language]  # fmt: skip
    crow = {"kk": "құс ұшқандай", "ru": "как летит птица", "en": "as the crow flies"}[language]
    assert said in text and crow in text


def test_a_program_is_told_the_same_in_the_same_order(town):
    def asked(**query: str) -> Any:
        return town["parent"].get(town["api"], query).json()

    first = asked(town="1", first="near")
    order = [town["of"].places.index(UUID(one["id"])) + 1 for one in first["items"]]
    assert order == [1, 2, 3, 4] and first["town"] == "1"
    assert [one["code"] for one in first["towns"]] == ["1", "2"]
    one, last = first["items"][0], first["items"][-1]
    assert (one["latitude"], one["longitude"], one["metres"]) == (53.2, 69.4, 3240)
    assert one["fee"] == {"tenge": 24_000, "since": f"{timezone.now().year}-01-01"}
    assert (last["latitude"], last["metres"], last["fee"], last["address"]) == (
        None,
        None,
        None,
        "",
    )
    assert asked()["town"] == "" and asked(first="price")["items"][0]["fee"]["tenge"] == 0
    assert town["parent"].get(town["api"], {"first": "x"}).status_code == 422


def test_a_kindergarten_states_its_fee_and_families_read_it(town):
    of, today = town["of"], timezone.now().date().isoformat()
    garden = account("kinder-4", role="organisation", organisation_id=of.places[3])
    desk = at("queue_places")
    wrong = garden.post(desk, {"do": "fee", "tenge": "-5", "since": today})
    assert wrong.status_code == 422 and "10 миллион" in text_of(wrong)
    assert garden.post(desk, {"do": "fee", "tenge": "900", "since": today}).status_code == 302
    assert "айына 900 ₸" in text_of(garden.get(desk))
    assert "айына 900 ₸" in text_of(town["parent"].get(town["form"]))
    told = garden.post(
        "/api/v1/queue/places/fee", {"tenge": None, "since": today}, "application/json"
    )
    assert told.status_code == 200 and told.json()["fee"] is None
    assert town["parent"].post(desk, {"do": "fee", "tenge": "1", "since": today}).status_code == 403
    assert models.KindergartenFee.objects.filter(organisation=of.places[3]).count() == 2
    assert Client().get(desk).status_code == 302


def test_schools_are_seen_from_the_childs_settlement_and_places_of_other_kinds_are_not():
    of = field_now()
    near, far = (one.organisation_id for one in of.places)
    for code, id, north in (("1", near, "53.2"), ("2", far, "52.0")):
        territory(code, region=of.campaign.territory, origin=of.origin)
        told = SiteDetails(number="1", address="Үлгі көше, 1", territory=code,
                           latitude=Decimal(north), longitude=Decimal("69.4"))  # fmt: skip
        record_fact(SITE, id, told, Period(date(2000, 1, 1)), **given(4))
    parent = school_family(of, "Aset", "Асан")
    home = ResidenceDetails(territory="2")
    record_fact(RESIDENCE, of.child("Асан"), home, Period(date(2024, 1, 1)), **given(5))
    form = at("campaign_apply", of.child("Асан"), of.campaign.pk)
    answer = parent.get(form)
    places = [one.pk for one in of.places]

    def order(text: str) -> list[int]:
        found = re.findall(r'<input id="rank-([0-9a-f-]{36})"', text)
        return [places.index(UUID(one)) + 1 for one in found]

    assert order(text_of(answer)) == [2, 1] and answer["Permissions-Policy"] == WITH_PLACE
    assert "133 км" in text_of(answer) and 'value="price"' not in text_of(answer)
    asked = parent.post(form, {"do": "search", "from": "1", f"rank-{places[0]}": "1"})
    assert order(text_of(asked)) == [1, 2] and not models.CampaignApplication.objects.exists()
    api = f"/api/v1/campaigns/own/people/{of.child('Асан')}/places/{of.campaign.pk}"
    told = {one["organisation"]: one for one in parent.get(api).json()["items"]}
    assert (told[str(near)]["latitude"], told[str(near)]["address"]) == (53.2, "Үлгі көше, 1")
