"""Colleges and grants ask the register: places, who may apply, what decides, and why."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_desk import next_of
from bagdar.admissions.queries.conditions import conditions_of, papers_awaited
from bagdar.admissions.queries.kinds.known import KINDS, kind_of
from bagdar.admissions.rules.allocating import allocate
from bagdar.admissions.rules.campaign import errors
from bagdar.admissions.rules.campaign.next_steps import NextStep
from bagdar.admissions.services import vouchers
from bagdar.admissions.services.campaigns import applying, closing, conditions, opening, proving
from bagdar.core.origins import Origin
from bagdar.registry.rules.details import CareDetails, GroupDetails
from tests.grant_market import market_from
from tests.granting import (
    CLERK,
    MINISTRY,
    NOW,
    REGION,
    STUDENT,
    TODAY,
    conditional,
    graduate,
    grants,
    live,
    on_day,
    opened,
    proven,
    put,
    settled,
    take_exam,
    teach,
    university,
    village,
)
from tests.register import organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def college(name: str = "Үлгі колледж", region: str = REGION) -> UUID:
    made = organisation(1, name_kk=name, type="college", region=region)
    teach(made, "4S0613", "0613", level="4")
    for group, places in (("ПО-1", 25), ("ПО-2", 15)):
        said = GroupDetails(
            name=group, level="4", grade=1, language="kk", kind="group", places=places,
            programme="4S0613",
        )  # fmt: skip
        put("GROUP", made, said)
    return made


def facts_of(campaign: Any, who: UUID, place: Any) -> dict[str, Any]:
    kind = kind_of(campaign.kind)
    child = kind.child_facts(campaign, [who], TODAY).get(who, {})
    return {**child, **kind.place_facts(campaign, [(who, place)], TODAY)[who, place.pk]}


def test_places_of_a_college_stand_by_programme_language_and_base():
    id = college()
    college("Басқа өңір колледжі", region="KZ-11")
    campaign = opened("college", REGION)
    assert opening.suggest_places(campaign.pk, by=MINISTRY, at=NOW) == 2
    found = {one.details["base"]: one for one in campaign.places.all()}
    assert {base: one.seats for base, one in found.items()} == {"9": 40, "11": 0}
    assert {one.organisation_id for one in found.values()} == {id}
    assert found["9"].details["occupation"] == "programmer"
    assert opening.suggest_places(campaign.pk, by=MINISTRY, at=NOW) == 0
    assert opening.begin(campaign.pk, by=MINISTRY, at=NOW).state == "open"


def test_the_exam_the_base_and_target_groups_are_read_from_the_register():
    id = college()
    campaign = opened("college", REGION)
    opening.suggest_places(campaign.pk, by=MINISTRY, at=NOW)
    nine, eleven = (campaign.places.get(details__base=base) for base in ("9", "11"))
    one = graduate("Асан", level="2")
    take_exam(one, id, "mathematics", 87.5, "final_exam")
    take_exam(one, id, "mathematics", 99, "external_monitoring")
    live(one, village())
    put("CARE", one, CareDetails(status="orphan", placement="guardianship"))
    assert facts_of(campaign, one, nine) == {"exam": 8750, "rural": 1, "orphan": 1, "fits": 1}
    assert facts_of(campaign, one, eleven)["fits"] == 0
    other = graduate("Дана", level="3")
    assert facts_of(campaign, other, eleven) == {"exam": 0, "fits": 1}
    kind_of("college").check_eligible(campaign, other, TODAY)
    with pytest.raises(errors.NotEligible):
        kind_of("college").check_eligible(campaign, person(1, born_on=date(2015, 1, 1)), TODAY)


def test_a_medical_check_and_an_agreement_count_once_they_are_proven():
    id, who = college(), graduate("Асан", level="2")
    campaign = opened("college", REGION)
    said = opening.PlaceSaid(
        "m", 5, "kk", tags=("medical", "employer"), details={"base": "9", "employer": 17}
    )
    place = opening.declare_place(campaign.pk, id, said, by=MINISTRY, at=NOW)
    opening.begin(campaign.pk, by=MINISTRY, at=NOW)
    made = applying.apply_for_places(campaign.pk, who, [place.pk], by=STUDENT, at=NOW)
    assert facts_of(campaign, who, place) == {"exam": 0, "fits": 1, "medical_fit": 0}
    for fact, value in (("medical", 1), ("employer", 17), ("neet", 1)):
        applying.claim(made.pk, fact, value, "paper", by=STUDENT, at=NOW)
        proving.prove(made.pk, fact, "paper", by=CLERK, at=NOW)
    found = facts_of(campaign, who, place)
    assert (found["medical_fit"], found["agreed"]) == (1, 1)
    closing.close(campaign.pk, by=MINISTRY, at=NOW + timedelta(days=31))
    made.refresh_from_db()
    assert made.facts == {"exam": 0, "neet": 1} and made.why == []
    assert made.wishes.get().facts == {"fits": 1, "medical_fit": 1, "agreed": 1}


def test_groups_of_grants_are_places_of_the_country_and_of_no_university():
    university("Үлгі университеті", "6B061", "6B062")
    university("Екінші университет", "6B031", field="0311")
    campaign = opened("grant", "KZ")
    assert opening.suggest_places(campaign.pk, by=MINISTRY, at=NOW) == 2
    assert {(one.code, one.seats, one.organisation_id) for one in campaign.places.all()} == {
        ("061", 0, None), ("031", 0, None)
    }  # fmt: skip
    regional = opened("college", REGION)
    with pytest.raises(errors.PlaceFaulty):  # a place of no organisation is for the country alone
        opening.declare_place(regional.pk, None, opening.PlaceSaid("x", 1), by=MINISTRY, at=NOW)


def test_a_score_is_made_of_the_exam_and_of_a_proven_need_and_is_explained():
    campaign, who = grants(10), graduate("Асан", mathematics=70, physics=80)
    place = campaign.places.get(code="061")
    assert facts_of(campaign, who, place) == {"score": 600_000, "passes": 1}
    made = applying.apply_for_places(campaign.pk, who, [place.pk], by=STUDENT, at=NOW)
    applying.claim(made.pk, "need", "low", "paper", by=STUDENT, at=NOW)
    assert facts_of(campaign, who, place)["score"] == 600_000  # claimed is not proven
    proving.prove(made.pk, "need", "paper", by=CLERK, at=NOW)
    assert facts_of(campaign, who, place)["score"] == 700_000
    lines = kind_of("grant").explain_child(campaign, who, TODAY)
    assert [line.key.removeprefix("campaign.formula.") for line in lines] == [
        "merit.exam", "need.proven", "sum", "bound.met"
    ]  # fmt: skip
    assert lines[2].facts["score"] == 700_000


def test_a_group_that_asks_for_subjects_counts_these_alone():
    campaign = opened("grant", "KZ")
    for code, subjects in (("061", "mathematics, physics"), ("051", "biology")):
        said = opening.PlaceSaid(code, 5, programme=code, details={"subjects": subjects})
        opening.declare_place(campaign.pk, None, said, by=MINISTRY, at=NOW)
    who = graduate("Асан", mathematics=60, physics=80, history_of_kazakhstan=10)
    technical, biology = (campaign.places.get(code=code) for code in ("061", "051"))
    assert facts_of(campaign, who, technical)["score"] == 560_000
    assert facts_of(campaign, who, biology) == {"score": 0, "passes": 0}
    lines = kind_of("grant").explain_at(campaign, who, biology, TODAY)
    assert lines[0].key.endswith("merit.none")


def test_a_certificate_a_winner_and_a_resident_are_known_at_their_places():
    campaign = opened("grant", "KZ")
    said = opening.PlaceSaid(
        "061.local", 5, programme="061", tags=("local",), details={"region": REGION}
    )
    place = opening.declare_place(campaign.pk, None, said, by=MINISTRY, at=NOW)
    opening.begin(campaign.pk, by=MINISTRY, at=NOW)
    who = graduate("Асан", mathematics=10)
    live(who, village())
    made = applying.apply_for_places(campaign.pk, who, [place.pk], by=STUDENT, at=NOW)
    assert facts_of(campaign, who, place) == {
        "rural": 1, "score": 80_000, "passes": 0, "resident": 1
    }  # fmt: skip
    proven(made, sat=1300)
    assert facts_of(campaign, who, place)["score"] == 640_000
    models.CampaignClaim.objects.all().delete()
    proven(made, olympiad=1)
    assert (facts_of(campaign, who, place)["score"], facts_of(campaign, who, place)["passes"]) == (
        80_000, 1
    )  # fmt: skip


def test_who_holds_a_grant_that_has_not_ended_applies_for_no_other():
    first, who = grants(5), graduate("Асан", mathematics=90)
    made = settled(first, who)
    voucher = vouchers.issue(made.pk, by=STUDENT, at=NOW)
    second = grants(5, year=2027)
    with pytest.raises(errors.NotEligible):
        kind_of("grant").check_eligible(second, who, TODAY)
    vouchers.end(voucher.pk, "бас тартты", by=STUDENT, at=NOW)
    kind_of("grant").check_eligible(second, who, TODAY)


def test_a_later_turn_has_what_the_one_before_left_over():
    first, who = grants(5, 2), graduate("Асан", mathematics=90)
    settled(first, who)
    second = opened("grant", "KZ", turn=2)
    with pytest.raises(errors.CampaignStateWrong):  # others may yet move up there
        opening.suggest_places(second.pk, by=MINISTRY, at=NOW)
    models.Campaign.objects.filter(pk=first.pk).update(state="ended")
    assert opening.suggest_places(second.pk, by=MINISTRY, at=NOW) == 2
    assert {one.code: one.seats for one in second.places.all()} == {"061": 4, "031": 2}


def test_many_are_asked_for_in_as_many_statements_as_one(django_assert_max_num_queries: Any):
    campaign, people = grants(5), [graduate(f"Бала {n}", mathematics=50) for n in range(6)]
    place = campaign.places.get(code="061")
    with django_assert_max_num_queries(8):
        found = kind_of("grant").place_facts(campaign, [(who, place) for who in people], TODAY)
        kind_of("grant").child_facts(campaign, people, TODAY)
    assert len(found) == 6


def test_every_kind_answers_every_question():
    for kind in KINDS.values():
        for name in (
            "places",
            "check_eligible",
            "child_facts",
            "place_facts",
            "explain_child",
            "explain_at",
        ):
            assert callable(getattr(kind, name))
    school = opened("school", REGION, origin=Origin.ILLUSTRATIVE)
    assert kind_of("school").explain_child(school, person(1), TODAY) == ()


def test_marks_of_a_day_that_is_yet_to_come_do_not_count():
    campaign, who = grants(5), graduate("Асан")
    take_exam(who, organisation(1), "mathematics", 90, on=TODAY + timedelta(days=3))
    assert facts_of(campaign, who, campaign.places.get(code="061"))["score"] == 0
    assert on_day(TODAY).contains(TODAY)


LATE = datetime(2026, 10, 2, 4, tzinfo=UTC)
IN_TIME = LATE - timedelta(days=1)


def test_a_place_whose_paper_has_not_come_by_its_day_is_left():
    campaign, made = conditional()
    voucher = vouchers.issue(made.pk, by=STUDENT, at=NOW)
    assert [(one.code, last) for one, last in conditions_of(made)] == [
        ("paper", date(2026, 10, 1))
    ]  # fmt: skip
    assert conditions.leave_unmet(campaign.pk, by=MINISTRY, at=IN_TIME) == 0
    assert conditions.leave_unmet(campaign.pk, by=MINISTRY, at=LATE) == 1
    made.refresh_from_db()
    voucher.refresh_from_db()
    assert made.state == "left" and voucher.ended_on == date(2026, 10, 2)


def test_a_paper_that_came_in_time_keeps_the_place():
    campaign, made = conditional()
    with pytest.raises(errors.OtherEyesNeeded):
        conditions.meet(made.pk, "paper", "аттестат", by=STUDENT, at=IN_TIME)
    with pytest.raises(errors.ReasonNeeded):
        conditions.meet(made.pk, "paper", " ", by=CLERK, at=IN_TIME)
    with pytest.raises(errors.ClaimFaulty):
        conditions.meet(made.pk, "paper", "аттестат", by=CLERK, at=LATE)
    conditions.meet(made.pk, "paper", "аттестат", by=CLERK, at=IN_TIME)
    assert conditions_of(made) == []
    assert conditions.leave_unmet(campaign.pk, by=MINISTRY, at=LATE) == 0


def test_a_clerk_reads_who_waits_for_which_paper_until_its_day_and_no_longer():
    campaign, made = conditional()
    plain = grants(5, turn=2)
    settled(plain, graduate("Үсен", mathematics=90))
    [one] = papers_awaited("", IN_TIME.date(), 9)
    assert (one.application, one.condition.code, one.until) == (made, "paper", date(2026, 10, 1))
    assert papers_awaited("", LATE.date(), 9) == [] == papers_awaited(REGION, IN_TIME.date(), 9)
    assert next_of(campaign, "x", IN_TIME).step is not NextStep.LEAVE_UNMET
    for state in ("published", "ended"):
        models.Campaign.objects.filter(pk=campaign.pk).update(state=state)
        campaign.refresh_from_db()
        assert next_of(campaign, "x", LATE).step is NextStep.LEAVE_UNMET
    conditions.meet(made.pk, "paper", "аттестат", by=CLERK, at=IN_TIME)
    assert papers_awaited("", IN_TIME.date(), 9) == []
    assert next_of(campaign, "x", LATE).step is NextStep.NOTHING


def test_a_place_without_the_tag_waits_for_nothing():
    campaign = grants(5)
    made = settled(campaign, graduate("Асан", mathematics=90))
    assert conditions_of(made) == []
    assert conditions.leave_unmet(campaign.pk, by=MINISTRY, at=LATE) == 0


def test_a_whole_market_of_grants_is_made_of_records_and_runs():
    campaign = grants(2, 2)
    people = [graduate(f"Бала {n}", mathematics=40 + 10 * n) for n in range(6)]
    market, asked = market_from(campaign, people, TODAY)
    found = allocate(market, asked, bytes(32))
    below = {one.child for one in asked if one.wishes[0].facts["passes"] == 0}
    assert len(below) == 1 and all(found[child] is None for child in below)
    assert sum(seat is not None for seat in found.values()) == 4
    scores = {one.child: one.wishes[0].facts["score"] for one in asked}
    assert min(scores[one] for one, seat in found.items() if seat) > max(
        scores[one] for one, seat in found.items() if seat is None
    )
