"""Pages of campaigns: what everybody sees and downloads, the desk's one button, a party's page."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bagdar import jobs
from bagdar.admissions import models
from bagdar.admissions.queries.campaign_files import files_of
from bagdar.admissions.queries.ceremonies import ceremony_in
from bagdar.admissions.rules.campaign import working as working_rules
from bagdar.admissions.rules.refusals import check_published
from bagdar.admissions.rules.seeding import promise_of
from bagdar.admissions.services.campaigns import annulling, drawing, giving, working
from bagdar.audit.rules import Actor
from bagdar.core import beats
from bagdar.core.origins import Origin
from tests.access_matrix import ClientAs
from tests.campaigning import (
    OPERATOR,
    OTHER,
    REGION,
    SECRETS,
    SPEAKERS,
    Fair,
    fair,
    planned_elsewhere,
)
from tests.clocks import at_their_clock

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def of(tmp_path: Path, settings, accounts: Any, monkeypatch: pytest.MonkeyPatch) -> Fair:
    """A campaign of the territory of test-region; pages share its clock."""
    made = fair(tmp_path, settings)
    made.apply("Құпия", "a", "b")
    made.apply("Асан", "a", "b")
    made.apply("Дана", "b")
    views = "bagdar.admissions.views"
    at_their_clock(monkeypatch, made.now, f"{views}.campaign_desk", f"{views}.campaign_part")
    return made


def text(client: Client, path: str, status: int = 200) -> str:
    found = client.get(path)
    assert found.status_code == status, path
    return str(found.content.decode())


def page(of: Fair, more: str = "") -> str:
    return f"/kk/campaigns/{of.id}/{more}"


# --- everybody ----------------------------------------------------------------------------------


def test_everybody_reads_what_is_declared_before_anything_is_drawn(of: Fair, client: Client):
    assert str(of.id) in text(client, "/kk/campaigns/")
    shown = text(client, page(of))
    assert "барлық орын" in shown and "Үлгі мектеп a" in shown
    assert "10-ден аз" in shown  # applications: too few to be told
    assert "Шартты" in shown or "шартты" in shown  # no act behind it
    assert "Құпия" not in shown and str(of.row("Құпия").child) not in shown
    text(client, page(of, "draw/"))


def test_a_campaign_that_is_being_prepared_is_nobody_elses(of: Fair, client: Client):
    models.Campaign.objects.update(state="draft")
    text(client, page(of), 404)
    assert str(of.id) not in text(client, "/kk/campaigns/")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_draw_shows_who_has_spoken_and_what_to_compare_with_the_log(
    of: Fair, client: Client, language: str
):
    of.close()
    of.plan()
    of.promise("ministry")
    digest = str(ceremony_in(of.campaign).promises["ministry"].told)
    shown = text(client, f"/{language}/campaigns/{of.id}/draw/")
    assert digest in shown and of.campaign.input_root in shown
    assert "c2sp.org/tlog-proof" in shown


def test_what_everybody_downloads_is_what_the_checker_accepts(of: Fair, client: Client):
    of.released()
    shown = text(client, page(of))
    addresses = re.findall(rf'href="(/kk/campaigns/{of.id}/files/1/[^"]+)"', shown)
    found = {one.rpartition("/")[2]: client.get(one).content for one in addresses}
    assert found == files_of(of.campaign, 1)
    assert check_published(found).children == 3
    checker = client.get("/kk/campaigns/verify_allocation.py")
    assert checker.content.startswith(b"#!") and b"def check" in checker.content


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_of_a_published_campaign_is_there_in_three_languages(
    of: Fair, client: Client, language: str
):
    of.released()
    words = {"kk": "Қабылдау науқандары", "ru": "Приёмные кампании", "en": "Admission campaigns"}
    for more in ("", "draw/"):
        shown = text(client, f"/{language}/campaigns/{of.id}/{more}")
        assert f'<html lang="{language}"' in shown and words[language] in shown


def test_lines_of_real_children_go_to_auditors_alone(of: Fair, client: Client, client_as: ClientAs):
    of.released()
    models.Campaign.objects.update(origin=Origin.REAL.value)
    address = page(of, "files/1/")
    for name in ("market.json", "seed.json", "cutoffs.jsonl", "manifest.json"):
        assert client.get(address + name).status_code == 200
    shown = text(client, page(of))
    for name in ("applicants.jsonl", "result.jsonl", "explanations.jsonl"):
        assert f"files/1/{name}" not in shown
        assert client.get(address + name).status_code in (302, 403)
        assert client_as("region").get(address + name).status_code == 403
        assert client_as("auditor").get(address + name).status_code == 200
    assert client_as("auditor").get(page(of, "files/0/applicants.jsonl")).status_code == 404


# --- the desk -----------------------------------------------------------------------------------


def press(client: Client, of: Fair, do: str, **more: str) -> Any:
    return client.post(f"/kk/campaigns/desk/{of.id}/", {"do": do, **more})


def test_the_desk_goes_from_closing_to_moving_up_by_its_one_button(of: Fair, client_as: ClientAs):
    client = client_as("ministry")
    address = f"/kk/campaigns/desk/{of.id}/"
    assert str(of.id) in text(client, "/kk/campaigns/desk/")
    assert press(client, of, "close").status_code == 409  # families may still apply
    of.now(days=31)
    of.log()
    assert 'value="close"' in text(client, address)
    assert press(client, of, "close").status_code == 302
    assert 'name="party-ministry"' in text(client, address)
    assert press(client, of, "plan").status_code == 422
    parties = {f"party-{code}": account for code, account in SPEAKERS.items()}
    assert press(client, of, "plan", **parties).status_code == 302
    assert 'value="witness"' in text(client, address)
    of.log()
    assert press(client, of, "witness").status_code == 302
    assert "министрлік, университет, ата-аналар" in text(client, address)
    of.promise()
    of.reveal("ministry", "parents")
    assert "күтіп тұрмыз: университет." in text(client, address)
    of.reveal("university")
    assert press(client, of, "run").status_code == 302
    of.log()
    assert 'value="release"' not in text(client, address)
    assert press(client, of, "release").status_code == 403
    other = client_as("coordinator")
    assert "балаға жақсырақ" in text(other, address)
    assert press(other, of, "release").status_code == 302
    of.log()
    of.now(days=9)
    of.log()
    assert 'value="lapse"' in text(client, address)
    assert press(client, of, "lapse").status_code == 302
    of.log()
    assert 'value="move_up"' in text(client, address)
    assert press(client, of, "move_up").status_code == 302
    assert of.campaign.decisions.count() == 2


def test_a_large_campaign_says_that_its_step_is_being_done_and_has_no_button_until_then(
    of: Fair, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(working_rules, "LARGE", 3)
    monkeypatch.setattr(jobs, "start", lambda *words: None)
    monkeypatch.setattr(jobs, "SECONDS", 3600)
    # The clock of these pages goes by a minute whenever somebody looks at it.
    monkeypatch.setattr(beats, "SILENT_FOR", timedelta(minutes=30))
    client, address = client_as("ministry"), f"/kk/campaigns/desk/{of.id}/"
    of.now(days=31)
    assert press(client, of, "close").status_code == 302
    waiting = text(client, address)
    assert "http-equiv" in waiting and 'value="close"' not in waiting and "жаңарады" in waiting
    assert press(client, of, "close").status_code == 409
    models.CampaignWork.objects.update(beat_at=of.now() - timedelta(hours=1))
    dead = text(client, address)
    assert "үнсіз" in dead and 'value="close"' in dead and "http-equiv" not in dead
    assert press(client, of, "close").status_code == 302
    work = models.CampaignWork.objects.last()
    working.do(work.pk, now=of.now)
    assert 'name="party-ministry"' in text(client, address)
    models.CampaignWork.objects.filter(pk=work.pk).update(state="failed", trouble="draw.x")
    for language, words in (("kk", "draw.x"), ("ru", "не выполнен"), ("en", "was not done")):
        assert words in text(client, address.replace("/kk/", f"/{language}/"))


def test_a_program_is_told_that_a_large_campaign_takes_its_time(
    of: Fair, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(working_rules, "LARGE", 3)
    monkeypatch.setattr(jobs, "start", lambda *words: None)
    client, address = client_as("ministry"), f"/api/v1/campaigns/desk/{of.id}"
    of.drawn()
    assert client.get(address).json()["work"] is None
    asked = client.post(f"{address}/run")
    assert asked.status_code == 202 and asked.json()["work"]["state"] == "asked"
    assert asked.json()["state"] == "drawing"
    again = client.post(f"{address}/run")
    assert (again.status_code, again.json()["code"]) == (409, "draw.work_under_way")
    monkeypatch.setattr(jobs, "SECONDS", 3600)
    working.do(models.CampaignWork.objects.last().pk, now=of.now)
    assert client.get(address).json()["work"]["state"] == "done"
    assert client.get(f"{address}/preview").json()["seated"] > 0


def test_a_held_result_that_was_tampered_with_is_said_on_the_desk(of: Fair, client_as: ClientAs):
    of.held()
    told = of.campaign.ceremony
    told["plan"]["input_root"] = "0" * 64
    models.Campaign.objects.filter(pk=of.id).update(ceremony=told)
    shown = text(client_as("coordinator"), f"/kk/campaigns/desk/{of.id}/")
    assert "балаға жақсырақ" not in shown


def test_a_clerk_carries_out_the_campaigns_of_the_own_territory_alone(
    of: Fair, client_as: ClientAs
):
    address = f"/kk/campaigns/desk/{of.id}/"
    assert REGION == "KZ-11"
    text(client_as("region"), address)
    models.Campaign.objects.update(territory="KZ-59")
    text(client_as("region"), address, 404)
    assert str(of.id) not in text(client_as("region"), "/kk/campaigns/desk/")


# --- a party ------------------------------------------------------------------------------------


def test_a_party_promises_and_reveals_on_its_page(of: Fair, client_as: ClientAs):
    of.close()
    accounts = {**SPEAKERS, "ministry": "test-auditor"}
    drawing.plan(of.id, accounts, by=OPERATOR, at=of.now())
    of.log()
    client, address = client_as("auditor"), f"/kk/campaigns/parts/{of.id}/"
    assert str(of.id) in text(client, "/kk/campaigns/parts/")
    assert "data-plan" in text(client, address)
    assert client.post(address, {"do": "promise", "digest": ""}).status_code == 422
    assert client.post(address, {"do": "promise", "digest": "short"}).status_code == 422
    ceremony = ceremony_in(of.campaign)
    assert ceremony is not None
    digest = promise_of(ceremony.plan, "ministry", bytes.fromhex(SECRETS["ministry"]))
    assert client.post(address, {"do": "promise", "digest": digest}).status_code == 302
    of.promise("university", "parents")
    wrong = client.post(address, {"do": "reveal", "secret": "00" * 32})
    assert wrong.status_code == 409
    assert client.post(address, {"do": "reveal", "secret": SECRETS["ministry"]}).status_code == 302
    assert "data-file" not in text(client, address)
    assert str(of.id) not in text(client_as("region"), "/kk/campaigns/parts/")
    text(client_as("region"), address, 404)


def test_whoever_looks_at_a_finished_draw_finds_nothing_to_press(of: Fair, client_as: ClientAs):
    of.close()
    accounts = {**SPEAKERS, "parents": "test-person"}
    drawing.plan(of.id, accounts, by=OPERATOR, at=of.now())
    of.log()
    of.promise("ministry", "university")
    ceremony = ceremony_in(of.campaign)
    assert ceremony is not None
    by = Actor("test-person", "person")
    digest = promise_of(ceremony.plan, "parents", bytes.fromhex(SECRETS["parents"]))
    drawing.promise(of.id, "parents", digest, by=by, at=of.now())
    of.reveal("ministry", "university")
    drawing.reveal(of.id, "parents", SECRETS["parents"], by=by, at=of.now())
    of.run()
    of.log()
    giving.release(of.id, by=OTHER, at=of.now())
    shown = text(client_as("person"), f"/kk/campaigns/parts/{of.id}/")
    assert 'value="reveal"' not in shown and 'value="promise"' not in shown


# --- a plan that cannot run ---------------------------------------------------------------------


def test_a_plan_is_annulled_on_the_desk_by_two_people_and_everybody_reads_why(
    of: Fair, client: Client, client_as: ClientAs
):
    ministry, other = client_as("ministry"), client_as("coordinator")
    of.close()
    of.plan()
    of.promise("ministry")
    address, why = f"/kk/campaigns/desk/{of.id}/", "Куәгерлер үлгермеді"
    assert 'value="ask_annulment"' in text(ministry, address)
    assert press(ministry, of, "ask_annulment", reason="").status_code == 422
    assert press(ministry, of, "ask_annulment", reason=why).status_code == 302
    assert 'value="annul"' not in text(ministry, address)
    assert press(ministry, of, "annul").status_code == 403
    shown = text(other, address)
    assert why in shown and 'value="annul"' in shown
    digest = str(ceremony_in(of.campaign).promises["ministry"].told)
    assert press(other, of, "annul").status_code == 302
    of.log()
    assert page(of, "draw/") in text(client, page(of))
    for language in ("kk", "ru", "en"):
        shown = text(client, f"/{language}/campaigns/{of.id}/draw/")
        assert why in shown and digest in shown and "c2sp.org/tlog-proof" in shown


def test_a_party_is_asked_on_its_page_once_somebody_revealed_and_not_before(
    of: Fair, client_as: ClientAs
):
    party = client_as("auditor")
    planned_elsewhere(of, {**SPEAKERS, "parents": "test-auditor"})
    of.promise("ministry", "university")
    ceremony = ceremony_in(of.campaign)
    told = promise_of(ceremony.plan, "parents", bytes.fromhex(SECRETS["parents"]))
    drawing.promise(of.id, "parents", told, by=Actor("test-auditor", "auditor"), at=of.now())
    annulling.ask(of.id, "жаңа нұсқа", by=OPERATOR, at=of.now())
    address = f"/kk/campaigns/parts/{of.id}/"
    assert 'value="agree"' not in text(party, address)
    of.reveal("ministry")
    shown = text(party, address)
    assert "жаңа нұсқа" in shown and 'value="agree"' in shown
    assert party.post(address, {"do": "agree"}).status_code == 302
    assert 'value="agree"' not in text(party, address)
    assert party.post(address, {"do": "agree"}).status_code == 409
