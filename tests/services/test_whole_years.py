"""A whole year of each kind, with the facts of the register: from applying to the end, and after.

First grades are walked in a browser: tests/browser/test_year_walk.py.
"""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bagdar.admissions.public import grants_held
from bagdar.admissions.rules.campaign.nouns import CampaignState
from bagdar.admissions.services import vouchers
from bagdar.admissions.services.campaigns import enrolling, opening, swapping
from bagdar.core.periods import Period
from bagdar.registry.models import Enrolment
from bagdar.registry.public import enrol
from bagdar.registry.rules import details
from bagdar.registry.rules.nouns import Form
from tests.campaigning import SECRETS
from tests.granting import (
    MINISTRY,
    NOW,
    REGION,
    STUDENT,
    UNIVERSITY,
    graduate,
    opened,
    put,
    take_exam,
    teach,
    university,
)
from tests.register import given, learning, organisation, person
from tests.rules.test_admissions_published import resealed
from tests.whole_year import Year, checks, written, year_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
AUGUST = datetime(2026, 8, 1, 4, tzinfo=UTC)


def ended(of: Year, folder: Path, decisions: int) -> None:
    of.ends()
    assert of.campaign.state == CampaignState.ENDED.value
    assert of.campaign.decisions.count() == decisions
    of.stranger_agrees(folder, decisions)


# --- a college ----------------------------------------------------------------------------------


def school_leaver(name: str, score: float) -> Any:
    """Who completed nine grades."""
    found = graduate(name, level="2")
    take_exam(found, organisation(1), "mathematics", score, assessment="final_exam")
    return found


@pytest.fixture
def college(tmp_path: Path, settings: Any) -> Year:
    """Two programmes of one college: one seat and one seat, after grade nine."""
    campaign = opened("college", REGION)
    house = organisation(1, name_kk="Үлгі колледж", type="college", region=REGION)
    for code in ("0611", "0612"):
        teach(house, code, "0611", level="4")
        said = opening.PlaceSaid(code, 1, "kk", code, details={"base": "9", "level": "4"})
        opening.declare_place(campaign.pk, house, said, by=MINISTRY, at=NOW)
    return year_of(tmp_path, settings, campaign, NOW)


def test_a_college_from_the_exam_to_the_register(college: Year, tmp_path: Path):
    of = college
    for name, score in (("Асан", 90), ("Дана", 70), ("Үсен", 50)):
        of.asks(name, school_leaver(name, score), "0611", "0612")
    of.released()
    assert [of.stands(one) for one in ("Асан", "Дана", "Үсен")] == [
        ("offered", "0611"), ("offered", "0612"), ("waiting", "")
    ]  # fmt: skip
    [why] = of.row("Дана").why
    assert why["reasons"][0]["step"] == "exam"
    assert (why["reasons"][0]["cutoff"], why["reasons"][0]["theirs"]) == (9000, 7000)
    of.answers("accept", "Дана")
    of.answers("refuse", "Асан")
    assert of.moves_up() == 2
    assert of.stands("Дана") == ("accepted", "0611")  # who accepted moves up at once
    assert of.stands("Үсен") == ("offered", "0612")
    of.answers("settle", "Үсен")
    ended(of, tmp_path / "stranger", 2)
    assert of.stands("Дана") == ("settled", "0611")
    row = enrolling.enrol_settled(of.row("Дана").pk, date(2026, 9, 1), by=UNIVERSITY, at=of.now())
    there = Enrolment.objects.get(person_id=row.person_id)
    assert (there.organisation_id, there.level) == (row.place.organisation_id, "4")


# --- a grant ------------------------------------------------------------------------------------


@pytest.fixture
def grant(tmp_path: Path, settings: Any) -> Year:
    """One grant of each of two groups, of no university."""
    campaign = opened("grant", "KZ")
    for code in ("061", "031"):
        said = opening.PlaceSaid(code, 1, programme=code)
        opening.declare_place(campaign.pk, None, said, by=MINISTRY, at=NOW)
    return year_of(tmp_path, settings, campaign, NOW)


def test_a_grant_from_the_score_to_the_university_that_it_pays_for(grant: Year, tmp_path: Path):
    of, here = grant, university("Үлгі университеті", "6B061")
    of.asks("Асан", graduate("Асан", mathematics=80), "061", "031")
    of.asks("Дана", graduate("Дана", mathematics=75), "061", "031")
    of.asks("Үсен", graduate("Үсен", mathematics=40), "061")
    of.proves("Дана", "need", "lowest")  # 75 × 80 + 100 × 20 is more than 80 × 80
    of.released()
    assert of.stands("Дана") == ("offered", "061")
    assert of.stands("Асан") == ("offered", "031")
    assert of.stands("Үсен") == ("waiting", "")  # below the bound
    for name, data in of.files(1).items():
        assert b"lowest" not in data, f"{name} tells what a score was made of"
    of.answers("settle", "Дана", "Асан")
    ended(of, tmp_path / "stranger", 1)
    at = of.now()
    voucher = vouchers.issue(of.row("Дана").pk, by=STUDENT, at=at)
    asked = vouchers.ask_university(voucher.pk, here, "6B061", by=STUDENT, at=at)
    vouchers.confirm(asked.pk, by=UNIVERSITY, at=of.now())
    vouchers.take(asked.pk, by=STUDENT, at=of.now())
    [held] = grants_held(here, date(2026, 1, 1), date(2028, 1, 1))
    assert (held.group, held.person_id) == ("061", of.children["Дана"])


# --- a dormitory --------------------------------------------------------------------------------


def learner(house: Any, name: str, sex: str = "female") -> Any:
    """Who learns there full-time and needs a bed."""
    who = person(1, given=name, born_on=date(2006, 3, 1), sex=sex)
    said = learning(house, group="", level="6", grade=2, form=Form.FULL_TIME)
    enrol(who, said, Period(date(2025, 9, 1)), **given(4))
    needed = details.DormitoryDetails(organisation_id=house, state="needed")
    put("DORMITORY", who, needed, Period(date(2026, 6, 1)))
    return who


@pytest.fixture
def beds(tmp_path: Path, settings: Any) -> Year:
    """Two houses of one university: two beds in one, one in the other."""
    campaign = opened("dormitory", REGION, opens_at=AUGUST, closes_at=AUGUST + timedelta(days=30))
    house = university("Үлгі университеті")
    for code, many in (("north", 1), ("south", 1)):
        said = opening.PlaceSaid(code, many)
        opening.declare_place(campaign.pk, house, said, by=MINISTRY, at=NOW)
    return year_of(tmp_path, settings, campaign, AUGUST)


def test_a_dormitory_from_the_need_to_two_who_exchange_their_beds(beds: Year, tmp_path: Path):
    of = beds
    [house] = {one.organisation_id for one in of.places.values()}
    for name, wishes in (("Асан", ("north", "south")), ("Дана", ("south", "north"))):
        of.asks(name, learner(house, name), *wishes)
    of.asks("Үсен", learner(house, "Үсен"), "north", "south")
    of.released()
    lucky = [one for one in of.children if of.stands(one)[0] == "offered"]
    [unlucky] = set(of.children) - set(lucky)
    assert len(lucky) == 2 and of.stands(unlucky) == ("waiting", "")
    of.answers("settle", *lucky)
    ended(of, tmp_path / "stranger", 1)
    places = {one: of.stands(one)[1] for one in lucky}
    first, second = lucky
    asked = swapping.ask_swap(of.row(first).pk, of.row(second).pk, by=STUDENT, at=of.now())
    swapping.agree_swap(asked.pk, of.row(second).pk, by=STUDENT, at=of.now())
    assert of.stands(first) == ("settled", places[second])
    assert of.stands(second) == ("settled", places[first])
    told = json.loads(of.files(2)["swap.json"])
    assert of.campaign.decisions.get(number=1).digest in str(told)


# --- what a stranger refuses --------------------------------------------------------------------


# What is changed, and what follows from the rest where the manifest was made to fit it.
CHANGED = {
    "input": ("applicants.jsonl", b'"exam":9000', b'"exam":8000', "input_other"),
    "rule": ("market.json", b'"seats":0', b'"seats":1', "input_other"),
    "seed": ("seed.json", SECRETS["parents"].encode(), b"71" * 32, "promise_wrong"),
    "result": ("result.jsonl", b'"place":"0611"', b'"place":"0612"', "blocking_pair"),
}


@pytest.mark.parametrize("what", CHANGED)
def test_what_was_changed_is_refused_and_so_it_is_with_a_manifest_that_fits(
    college: Year, tmp_path: Path, what: str
):
    of, folder = college, tmp_path / "stranger"
    of.asks("Асан", school_leaver("Асан", 90), "0611", "0612")
    of.released()
    name, old, new, code = CHANGED[what]
    files = of.files(1)
    assert checks(folder, written(folder / "true", files))["ok"]
    told = files | {name: files[name].replace(old, new, 1)}
    assert told != files, files[name]
    refused = checks(folder, written(folder / "changed", told))
    assert (refused["ok"], refused["code"]) == (False, "file_differs")
    assert refused["facts"]["file"] == name
    refused = checks(folder, written(folder / "sealed", resealed(told)))
    assert (refused["ok"], refused["code"]) == (False, code)
