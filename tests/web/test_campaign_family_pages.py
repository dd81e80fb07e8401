"""Campaigns on pages: families, organisations, clerks; and strangers."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from bagdar.admissions import models
from bagdar.audit.models import Event
from bagdar.core.periods import Period
from tests.campaign_field import Field, campaign, coming_year
from tests.register import given, person
from tests.web.test_queue_pages import account, at, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PDF = b"%PDF-1.7 illustrative"
LANGUAGES = ("kk", "ru", "en")


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


def family(of: Field, name: str, child: str) -> Client:
    """A parent of a child of the campaign."""
    from bagdar.registry.public import record_fact
    from bagdar.registry.rules.details import GuardianshipDetails
    from bagdar.registry.rules.kinds import GUARDIANSHIP

    parent = person(1, of.origin, given=name, born_on=date(1990, 1, 1))
    told = GuardianshipDetails(guardian_id=parent, kind="parent")
    since = Period(date(of.campaign.year - 7, 6, 1))
    record_fact(GUARDIANSHIP, of.child(child), told, since, **given(3))
    return account(f"parent-{name.lower()}", role="person", person_id=parent)


def field_now(**more: Any) -> Field:
    """Open since an hour."""
    now = timezone.now()
    return campaign((2, 1), at=now - timedelta(hours=1), year=coming_year(now), **more)


@pytest.fixture
def town() -> dict[str, Any]:
    of = field_now()
    parent, other = family(of, "Aset", "Асан"), family(of, "Usen", "Дана")
    clerk = account("clerk-1", role="region", region_code=of.campaign.territory)
    return {
        "of": of, "parent": parent, "other": other, "clerk": clerk,
        "far": account("clerk-2", role="region", region_code="KZ-59"),
        "ministry": account("ministry-1", role="ministry"),
        "school": account("school-1", role="organisation",
                          organisation_id=of.places[0].organisation_id),
        "elsewhere": account("school-2", role="organisation",
                             organisation_id=of.places[1].organisation_id),
    }  # fmt: skip


def applied(town: dict[str, Any], who: str = "parent", child: str = "Асан") -> Any:
    of = town["of"]
    told = {f"rank-{of.places[1].pk}": "1", f"rank-{of.places[0].pk}": "2", "do": "apply"}
    address = at("campaign_apply", of.children[child], of.campaign.pk)
    answer = town[who].post(address, told)
    assert answer.status_code == 302, text_of(answer)
    return of.row(child)


def published(town: dict[str, Any], child: str = "Асан", **more: Any) -> Any:
    of = town["of"]
    reason = {"block": "all", "why": "cutoff", "step": "sibling", "cutoff": 1, "theirs": 0}
    why = [{"place": of.places[1].code, "reasons": [reason]}]
    of.at = timezone.now()
    row = of.give(child, 0, why=why, **more)
    of.state("published")
    return row


def test_a_family_finds_the_campaign_searches_ranks_and_applies(town):
    of, parent = town["of"], town["parent"]
    mine = text_of(parent.get(at("own_campaigns")))
    assert "Асан" in mine and "Бірінші сынып" in mine
    address = at("campaign_apply", of.children["Асан"], of.campaign.pk)
    form = text_of(parent.get(address))
    assert "Үлгі мектеп 1" in form and "Үлгі мектеп 2" in form and "шартты" in form
    kept = {f"rank-{of.places[0].pk}": "7", "find": "мектеп 2", "do": "search"}
    found = parent.post(address, kept)
    assert found.status_code == 200 and 'value="7"' in text_of(found)
    assert "Үлгі мектеп 2" in text_of(found)
    none = text_of(parent.post(address, {"find": "жоқмұндай", "do": "search"}))
    assert "Мұндай атау табылмады" in none and "Үлгі мектеп" not in none
    row = applied(town)
    told = text_of(parent.get(at("campaign_application", row.pk)))
    assert "Қалауларды өзгерту" in told and row.child in told


def test_a_form_says_what_is_missing_and_keeps_what_was_typed(town):
    of = town["of"]
    address = at("campaign_apply", of.children["Асан"], of.campaign.pk)
    same = {f"rank-{one.pk}": "2" for one in of.places}
    for wrong in ({}, same, {f"rank-{of.places[0].pk}": "x"}):
        answer = town["parent"].post(address, {"do": "apply", **wrong})
        assert answer.status_code == 422 and "Кемінде бір орынға" in text_of(answer)
    assert not models.CampaignApplication.objects.exists()


def test_why_somebody_may_not_apply_is_said_in_words(town):
    of = town["of"]
    old = person(1, of.origin, given="Үлкен", born_on=date(of.campaign.year - 12, 1, 1))
    of.children["Үлкен"] = old
    parent = family(of, "Ospan", "Үлкен")
    assert "жасы сәйкес келмейді" in text_of(parent.get(at("own_campaigns")))


def test_a_claim_with_its_picture_waits_and_is_taken_down_again(town):
    row = applied(town)
    mine = at("campaign_application", row.pk)
    paper = SimpleUploadedFile("анықтама.pdf", PDF)
    told = {"do": "claim", "fact": "orphan", "document": "№7 анықтама", "evidence": paper}
    assert town["parent"].post(mine, told).status_code == 302
    page = text_of(town["parent"].get(mine))
    assert "растауды күтіп тұр" in page and "№7 анықтама" in page
    file = town["parent"].get(at("campaign_evidence", row.pk, "orphan"))
    assert file.content == PDF and "attachment" in file["Content-Disposition"]
    assert town["other"].get(at("campaign_evidence", row.pk, "orphan")).status_code == 404
    wrong = town["parent"].post(mine, {"do": "claim", "fact": "score", "document": "қағаз"})
    assert wrong.status_code == 422 and "мәні дұрыс емес" in text_of(wrong)
    assert town["parent"].post(mine, {"do": "drop", "fact": "orphan"}).status_code == 302
    assert not row.claims.exists()


def test_after_publishing_a_family_reads_why_and_answers(town):
    row = applied(town)
    mine = at("campaign_application", row.pk)
    before = text_of(town["parent"].get(mine))
    published(town)
    told = text_of(town["parent"].get(mine))
    assert "Қабылдау" in told and "Қабылдау" not in before
    assert "Соңғы алынғанда «аға-інісі не апа-сіңлісі сол мектепте оқиды» — иә, сізде — жоқ" in told
    assert town["parent"].post(mine, {"do": "wishes"}).status_code == 422
    assert town["parent"].post(mine, {"do": "accept"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "accepted"
    assert town["parent"].post(mine, {"do": "accept"}).status_code == 409
    assert town["parent"].post(mine, {"do": "settle"}).status_code == 302


def test_a_place_is_not_shown_before_the_result_is_let_out(town):
    row = applied(town)
    town["of"].give("Асан", 0)
    town["of"].state("held")
    told = text_of(town["parent"].get(at("campaign_application", row.pk)))
    assert "Қабылдау" not in told and "Соңғы күні" not in told
    assert "орын ұсынылды" not in told


def test_whoever_withdrew_applies_again(town):
    row = applied(town)
    mine = at("campaign_application", row.pk)
    assert town["parent"].post(mine, {"do": "withdraw"}).status_code == 302
    assert "Қайта өтініш беру" in text_of(town["parent"].get(mine))
    assert applied(town).child == row.child


def test_a_stranger_sees_nothing_of_an_application(town):
    row = applied(town)
    mine = at("campaign_application", row.pk)
    for who in ("other",):
        assert town[who].get(mine).status_code == 404
        assert town[who].post(mine, {"do": "withdraw"}).status_code == 404
    for who in ("clerk", "ministry", "school"):
        assert town[who].get(mine).status_code == 403
    assert Client().get(mine).status_code == 302
    assert Event.objects.filter(action="access.denied").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_a_family_is_said_in_each_language(town, language: str):
    of, row = town["of"], applied(town)
    free = family(of, "Bota", "Ерке")
    pages = {
        "parent": [at("own_campaigns", language=language),
                   at("campaign_application", row.pk, language=language)],
        "free": [at("own_campaigns", language=language),
                 at("campaign_apply", of.children["Ерке"], of.campaign.pk, language=language)],
    }  # fmt: skip
    for address in pages["parent"]:
        assert town["parent"].get(address).status_code == 200
    for address in pages["free"]:
        assert free.get(address).status_code == 200
    published(town)
    answer = town["parent"].get(at("campaign_application", row.pk, language=language))
    assert answer.status_code == 200 and f'lang="{language}"' in text_of(answer)


def test_an_organisation_changes_seats_in_a_draft_and_sees_counts_and_no_names_while_it_is_open(
    town,
):
    of, school = town["of"], town["school"]
    place = at("campaign_offering", of.places[0].pk)
    of.state("draft")
    assert school.post(place, {"do": "seats", "seats": "5"}).status_code == 302
    of.state("open")
    assert school.post(place, {"do": "seats", "seats": "6"}).status_code == 409
    applied(town)
    assert "Асан" not in text_of(school.get(place))
    assert "Асан" not in text_of(school.get(at("campaign_offerings")))
    assert town["elsewhere"].get(place).status_code == 404
    of.places[0].refresh_from_db()
    assert of.places[0].seats == 5


def test_who_has_settled_is_enrolled_with_one_press_and_once(town):
    from bagdar.registry.models import Enrolment

    row = applied(town)
    published(town, state="settled")
    school, place = town["school"], at("campaign_offering", town["of"].places[0].pk)
    told = text_of(school.get(place))
    assert "Асан" in told
    looks = Event.objects.filter(action="admissions.campaign_holders_looked_at")
    assert looks.get().facts["count"] == 1
    press = {"do": "enrol", "application": str(row.pk),
             "first_day": f"{row.campaign.year}-09-01"}  # fmt: skip
    other = at("campaign_offering", town["of"].places[1].pk)
    assert town["elsewhere"].post(other, press).status_code == 404
    assert school.post(place, press).status_code == 302
    row.refresh_from_db()
    assert row.enrolled == date(row.campaign.year, 9, 1)
    assert school.post(place, press).status_code == 409
    there = Enrolment.objects.get(person_id=row.person_id)
    assert there.organisation_id == row.place.organisation_id
    assert (there.level, there.grade, there.valid_from) == ("1", 1, row.enrolled)
    csv = school.get(f"{place}?table=campaign_holders&as=csv")
    assert csv.status_code == 200 and "Асан" in csv.content.decode("utf-8-sig")


def test_a_clerk_decides_a_claim_by_its_paper_and_every_look_leaves_a_trace(town):
    row = applied(town)
    paper = SimpleUploadedFile("анықтама.pdf", PDF)
    mine = at("campaign_application", row.pk)
    told = {"do": "claim", "fact": "orphan", "document": "№7 анықтама", "evidence": paper}
    assert town["parent"].post(mine, told).status_code == 302
    clerk, case = town["clerk"], at("campaign_claim", row.pk)
    assert "Асан" not in text_of(clerk.get(at("campaign_claims")))
    assert str(row.pk) in text_of(clerk.get(at("campaign_claims")))
    assert str(row.pk) not in text_of(town["far"].get(at("campaign_claims")))
    assert str(row.pk) in text_of(town["ministry"].get(at("campaign_claims")))
    looked = Event.objects.filter(action="admissions.campaign_looked_at")
    assert not looked.exists()
    assert "Асан" in text_of(clerk.get(case)) and looked.count() == 1
    assert clerk.get(at("campaign_claim_evidence", row.pk, "orphan")).content == PDF
    assert looked.count() == 2
    assert town["far"].get(case).status_code == 404
    assert town["far"].get(at("campaign_claim_evidence", row.pk, "orphan")).status_code == 404
    no_reason = clerk.post(case, {"do": "prove", "fact": "orphan", "reason": ""})
    assert no_reason.status_code == 422
    decided = clerk.post(case, {"do": "prove", "fact": "orphan", "reason": "көрдім"})
    assert decided.status_code == 302 and row.claims.get().state == "proven"
    assert "расталды, есептеледі: көрдім" in text_of(town["parent"].get(mine))
    assert str(row.pk) not in text_of(clerk.get(at("campaign_claims")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_organisations_and_clerks_are_said_in_each_language(town, language: str):
    row = applied(town)
    published(town, state="settled")
    pages = (
        ("school", at("campaign_offerings", language=language)),
        ("school", at("campaign_offering", town["of"].places[0].pk, language=language)),
        ("clerk", at("campaign_claims", language=language)),
        ("clerk", at("campaign_claim", row.pk, language=language)),
    )
    for who, address in pages:
        assert town[who].get(address).status_code == 200


def test_an_address_is_claimed_on_the_application_and_decided_at_the_desk_of_claims(town):
    row = applied(town)
    parent, clerk = town["parent"], town["clerk"]
    mine, case = at("campaign_application", row.pk), at("campaign_claim", row.pk)
    told = {"do": "address", "address-street": "Абай көшесі", "address-house": "7",
            "address-document": "№3 анықтама"}  # fmt: skip
    empty = parent.post(mine, {**told, "address-street": ""})
    assert empty.status_code == 422 and "№3 анықтама" in text_of(empty)
    assert parent.post(mine, told).status_code == 302
    assert "Абай көшесі, 7 — тексерілуін күтіп тұр" in text_of(parent.get(mine))
    waiting = text_of(clerk.get(at("campaign_claims")))
    assert str(row.pk) in waiting and "Абай" not in waiting
    assert str(row.pk) not in text_of(town["far"].get(at("campaign_claims")))
    assert "Абай көшесі, 7" in text_of(clerk.get(case))
    verdict = {"do": "prove-address", "reason": "анықтаманы көрдім"}
    assert clerk.post(case, {**verdict, "reason": ""}).status_code == 422
    assert parent.post(case, verdict).status_code == 403
    assert town["far"].post(case, verdict).status_code == 404
    assert models.CampaignAddress.objects.get().state == "claimed"
    assert clerk.post(case, verdict).status_code == 302
    assert "расталды: анықтаманы көрдім" in text_of(parent.get(mine))
    assert str(row.pk) not in text_of(clerk.get(at("campaign_claims")))
    assert clerk.post(case, verdict).status_code == 409  # decided
    town["of"].state("closed")
    assert parent.post(mine, told).status_code == 409


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_is_said_in_each_language(town, language: str):
    row = applied(town)
    told = {"do": "address", "address-street": "Абай", "address-document": "№3"}
    assert town["parent"].post(at("campaign_application", row.pk), told).status_code == 302
    for who, name in (("parent", "campaign_application"), ("clerk", "campaign_claim")):
        assert "Абай" in text_of(town[who].get(at(name, row.pk, language=language)))
