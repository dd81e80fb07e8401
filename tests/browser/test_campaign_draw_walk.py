"""The draw of a campaign in Kazakh in Chromium, on a telephone in the dark and at a desk in light.

A party makes its secret in the browser, promises, and reveals it from its file; an official runs;
another looks at what is held; anybody reads the campaign and its draw.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.browser.test_monitoring_walk import Walker
from tests.browser.walking import filled, walkers
from tests.served import Service

pytestmark = pytest.mark.browser

FILL = """
from uuid import UUID
from django.utils import timezone
from bagdar.admissions import models
from bagdar.admissions.queries.ceremonies import ceremony_in
from bagdar.admissions.rules.seeding import promise_of
from bagdar.admissions.services.campaigns import drawing
from bagdar.audit.rules import Actor
from tests.campaigning import NOW, OPERATOR, SECRETS, SPEAKERS, put_campaign
from tests.people import account

for number, width in enumerate((360, 1280)):
    account(f"party-{width}", role="auditor")
    account(f"first-{width}", role="ministry")
    account(f"second-{width}", role="coordinator")
    id, at = UUID(int=width), timezone.now()
    put_campaign(id, NOW.year - number, 2)
    speakers = {**SPEAKERS, "parents": f"party-{width}"}
    drawing.plan(id, speakers, by=OPERATOR, at=at)
    row = models.Campaign.objects.get(pk=id)
    row.ceremony["witnessed"] = {"w1": int(at.timestamp()), "w2": int(at.timestamp())}
    row.save()
    for party in ("ministry", "university"):
        told = promise_of(ceremony_in(row).plan, party, bytes.fromhex(SECRETS[party]))
        drawing.promise(id, party, told, by=Actor(SPEAKERS[party], "operator"), at=timezone.now())
"""
WIDTHS = [360, pytest.param(1280, marks=pytest.mark.thorough)]


@pytest.fixture(scope="module")
def town() -> Iterator[Service]:
    with filled(FILL) as running:
        yield running


@pytest.mark.parametrize("width", WIDTHS, ids=["360", "1280"])
def test_from_a_promise_to_a_reveal_that_the_rules_accept(
    browser: Any, town: Service, screenshots: Path, width: int, tmp_path: Path
):
    campaign = UUID(int=width)
    names = {one: f"{one}-{width}" for one in ("party", "first")}
    with walkers(browser, town, screenshots, width, names) as people:
        party, official = people["party"], people["first"]
        party.open(f"/kk/campaigns/parts/{campaign}/")
        party.looks("draw-part")
        file = makes(party, tmp_path)
        told = json.loads(file.read_text(encoding="utf-8"))
        assert told["campaign"] == str(campaign) and len(told["secret"]) == 64
        party.click("Уәде беру")
        party.page.set_input_files("#secret-file", file)
        party.looks("draw-reveal")
        party.click("Құпияны ашу")
        party.sees("Сізден бұл науқанда енді ештеңе керек емес")
        official.open("/kk/campaigns/desk/")
        official.looks("draw-desk")
        official.open(f"/kk/campaigns/desk/{campaign}/")
        official.sees("Құпиясын ашуын күтіп тұрмыз: министрлік, университет.")
        official.looks("draw-desk-one")
        official.open(f"/kk/campaigns/{campaign}/")
        official.looks("draw-campaign")
        official.follow("Жеребе қалай тартылады")
        official.sees(told["secret"])
        official.looks("draw-ceremony")


def makes(party: Walker, folder: Path) -> Path:
    """A secret, kept in a file as the browser keeps it."""
    with party.page.expect_download() as download:
        party.page.get_by_role("button", name="Құпия жасап, файлға сақтау").click()
    party.sees("Файл сақталды")
    file = folder / "secret.json"
    download.value.save_as(file)
    return file
