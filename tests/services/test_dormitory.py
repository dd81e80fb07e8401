"""Dormitories: beds that are free, who may apply, who comes first; and two who exchange beds."""

import json
import zlib
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from bagdar.admissions import models
from bagdar.admissions.queries.kinds.known import kind_of
from bagdar.admissions.rules.campaign.errors import NotEligible
from bagdar.admissions.rules.campaign.swap_errors import (
    NoSuchSwap,
    SwapAsked,
    SwapImpossible,
    SwapsClosed,
)
from bagdar.admissions.services.campaigns import opening, swapping
from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.core.periods import Period
from bagdar.registry.public import enrol
from bagdar.registry.rules import details, kinds
from bagdar.registry.rules.nouns import Form
from tests.register import given, learning, organisation, person, territory
from tests.school_campaigns import MINISTRY, applies, campaign, fact, lives

pytestmark = [pytest.mark.django_db, pytest.mark.database]
OPENS = datetime(2026, 8, 1, 4, tzinfo=UTC)
TODAY = date(2026, 9, 2)
STUDENT, OTHER = Actor("student-1", "person"), Actor("student-2", "person")
KIND = kind_of("dormitory")


def house(beds: int | None = 2, **more: Any) -> UUID:
    made = organisation(1, **{"type": "university", "territory": "71", **more})
    fact(kinds.CONDITION, made, details.ConditionDetails(dormitory_beds=beds))
    return made


def student(
    of: UUID, course: int = 2, home: str = "", form: Form = Form.FULL_TIME, **more: Any
) -> UUID:
    who = person(1, born_on=date(2006, 3, 1), **more)
    return lives(studies(who, of, course, form), home) if home else studies(who, of, course, form)


def studies(who: UUID, of: UUID, course: int = 2, form: Form = Form.FULL_TIME) -> UUID:
    said = learning(of, group="", level="6", grade=course, form=form)
    enrol(who, said, Period(date(2025, 9, 1)), **given(4))
    return who


def bed(who: UUID, of: UUID, state: str, days: Period[date]) -> None:
    fact(kinds.DORMITORY, who, details.DormitoryDetails(organisation_id=of, state=state), days)


def begun() -> Any:
    made = campaign("dormitory", OPENS)
    opening.suggest_places(made.pk, by=MINISTRY, at=OPENS)
    return made


THIS_YEAR, LAST_YEAR = (Period(date(year, 9, 1), date(year + 1, 7, 1)) for year in (2026, 2025))


def test_places_are_the_beds_that_nobody_holds_when_the_year_begins():
    of = house(3)
    bed(student(of), of, "given", THIS_YEAR)
    bed(student(of), of, "given", LAST_YEAR)
    bed(student(of), of, "needed", THIS_YEAR)
    house(None), house(0), house(5, region="KZ-59"), house(9, type="school")
    found = begun().places.all()
    assert [(one.organisation_id, one.seats) for one in found] == [(of, 2)]


def test_who_learns_there_full_time_and_holds_no_bed_may_apply():
    of, elsewhere = house(), organisation(1, type="university", region="KZ-59")
    made = begun()
    KIND.check_eligible(made, student(of), TODAY)
    holds = student(of)
    bed(holds, of, "given", THIS_YEAR)
    for wrong in (student(elsewhere), student(of, form=Form.PART_TIME), person(1), holds):
        with pytest.raises(NotEligible):
            KIND.check_eligible(made, wrong, TODAY)


def test_where_the_need_has_to_be_recorded_only_those_may_apply_of_whom_it_is():
    of = house()
    made, who = begun(), student(of)
    made.rules["beds"]["need_is_recorded"] = True
    with pytest.raises(NotEligible):
        KIND.check_eligible(made, who, TODAY)
    bed(who, of, "needed", THIS_YEAR)
    KIND.check_eligible(made, who, TODAY)


def test_facts_are_those_of_care_support_home_course_and_room():
    territory("71"), territory("712", "71"), territory("9", region="KZ-59")
    of, other = house(), house()
    made = begun()
    women = opening.declare_place(
        made.pk, of, opening.PlaceSaid("women", 1, details={"sex": "female"}), by=MINISTRY, at=OPENS
    )
    near, far, orphan = (
        student(of, 1, "712", sex="female"), student(of, 2, "9", sex="male"), student(other)
    )  # fmt: skip
    care = details.CareDetails(status="orphan", placement="foster")
    fact(kinds.CARE, orphan, care)
    fact(kinds.SUPPORT, near, details.SupportDetails(need="moving"))
    people = [near, far, orphan]
    assert KIND.child_facts(made, people, TODAY) == {
        orphan: {"orphan": 1},
        near: {"special_need": 1},
    }
    found = KIND.place_facts(made, [(one, women) for one in people], TODAY)
    assert found == {
        (near, women.pk): {"enrolled": 1, "room_fits": 1, "first_course": 1, "home": "same_place"},
        (far, women.pk): {"enrolled": 1, "room_fits": 0, "home": "other_region"},
        (orphan, women.pk): {"enrolled": 0, "room_fits": 0},
    }


def test_facts_of_many_cost_no_more_statements_than_those_of_one(django_assert_max_num_queries):
    territory("71")
    of = house(20)
    [place] = begun().places.all()
    asked = [(student(of, home="71"), place) for _ in range(8)]
    for some in (asked[:1], asked):
        with django_assert_max_num_queries(6):
            KIND.place_facts(place.campaign, some, TODAY)


# --- exchanges -----------------------------------------------------------------------------------


class Two:
    """Two students of a university with two houses, each settled in one of them."""

    def __init__(self, state: str = "ended", who: UUID | None = None) -> None:
        of = house(1)
        self.campaign = begun()
        [first] = self.campaign.places.all()
        told = opening.PlaceSaid("house-2", 1)
        second = opening.declare_place(self.campaign.pk, of, told, by=MINISTRY, at=OPENS)
        self.of, self.places = of, (first, second)
        people = studies(who, of) if who else student(of), student(of)
        self.one, self.other = (
            self.settle(id, place) for id, place in zip(people, self.places, strict=True)
        )
        models.CampaignDecision.objects.create(
            campaign=self.campaign, number=1, kind="main", at=OPENS, by="x", digest="d" * 64,
            receipt="r",
        )  # fmt: skip
        self.let(state)

    def let(self, state: str) -> None:
        models.Campaign.objects.filter(pk=self.campaign.pk).update(state=state)

    def settle(self, who: UUID, place: Any, state: str = "settled") -> Any:
        row = applies(self.campaign, who, place)
        row.state, row.place, row.block = state, place, "all"
        row.save()
        return row

    def ask(self, **more: Any) -> Any:
        given = {"by": STUDENT, "at": OPENS, **more}
        return swapping.ask_swap(self.one.pk, self.other.pk, **given)

    def held(self) -> tuple[Any, ...]:
        rows = models.CampaignApplication.objects
        return tuple(rows.get(pk=one.pk).place for one in (self.one, self.other))


AGREE = {"by": OTHER, "at": OPENS}


def test_two_who_agree_have_each_others_beds_and_a_decision_says_so():
    of = Two()
    swap = of.ask()
    assert of.held() == of.places  # asking changes nothing
    made = swapping.agree_swap(swap.pk, of.other.pk, **AGREE)
    assert of.held() == of.places[::-1] and (made.state, made.number) == ("agreed", 2)
    decision = of.campaign.decisions.get(number=2)
    file = models.CampaignFile.objects.get(campaign=of.campaign, number=2)
    told = zlib.decompress(bytes(file.data))
    assert sha256(told).hexdigest() == file.sha256 == decision.digest
    read = json.loads(told)
    assert read["before"] == "d" * 64 and read["swapped"] == sorted(
        ({"child": row.child, "from": a.code, "to": b.code}
         for row, a, b in ((of.one, *of.places), (of.other, *of.places[::-1]))),
        key=lambda one: one["child"],
    )  # fmt: skip
    events = Event.objects.filter(about=f"admissions.swap:{swap.pk}").order_by("pk")
    assert [(one.action, one.actor) for one in events] == [
        ("admissions.swap_asked", "student-1"), ("admissions.swap_agreed", "student-2"),
    ]  # fmt: skip
    receipts = {models.CampaignApplication.objects.get(pk=one.pk).receipt
                for one in (of.one, of.other)}  # fmt: skip
    assert len(receipts) == 1 and "" not in receipts


def test_only_who_was_asked_agrees_and_once():
    of = Two()
    swap = of.ask()
    with pytest.raises(NoSuchSwap):
        swapping.agree_swap(swap.pk, of.one.pk, **AGREE)
    with pytest.raises(SwapAsked):
        of.ask()
    swapping.agree_swap(swap.pk, of.other.pk, **AGREE)
    with pytest.raises(NoSuchSwap):
        swapping.agree_swap(swap.pk, of.other.pk, **AGREE)
    assert of.held() == of.places[::-1]


def test_either_may_drop_it_and_an_agreement_overtakes_what_else_was_asked():
    of = Two()
    dropped = swapping.drop_swap(of.ask().pk, of.other.pk, **AGREE)
    assert dropped.state == "dropped" and of.held() == of.places
    third = of.settle(student(of.of), of.places[0])
    late = swapping.ask_swap(third.pk, of.other.pk, by=STUDENT, at=OPENS)
    swapping.agree_swap(of.ask().pk, of.other.pk, **AGREE)
    late.refresh_from_db()
    assert late.state == "dropped"
    with pytest.raises(NoSuchSwap):
        swapping.agree_swap(late.pk, of.other.pk, **AGREE)


@pytest.mark.parametrize("state", ["draft", "open", "closed", "drawing", "held", "published"])
def test_while_others_may_move_up_nothing_is_exchanged(state: str):
    of = Two()
    swap = of.ask()
    of.let(state)
    with pytest.raises(SwapsClosed):
        of.ask()
    with pytest.raises(SwapsClosed):
        swapping.agree_swap(swap.pk, of.other.pk, **AGREE)
    assert of.held() == of.places


def test_where_nobody_moves_up_a_published_campaign_is_enough():
    of = Two("published")
    rules = models.Campaign.objects.get(pk=of.campaign.pk).rules
    rules["terms"]["moves_up"] = False
    models.Campaign.objects.filter(pk=of.campaign.pk).update(rules=rules)
    swapping.agree_swap(of.ask().pk, of.other.pk, **AGREE)
    assert of.held() == of.places[::-1]


def test_a_bed_that_does_not_suit_the_other_is_not_exchanged():
    of = Two()
    models.CampaignPlace.objects.filter(pk=of.places[1].pk).update(details={"sex": "female"})
    with pytest.raises(SwapImpossible):
        of.ask()
    models.CampaignPlace.objects.filter(pk=of.places[1].pk).update(details={})
    swap = of.ask()
    for state in ("accepted", "left"):
        models.CampaignApplication.objects.filter(pk=of.one.pk).update(state=state)
        with pytest.raises(SwapImpossible):
            swapping.agree_swap(swap.pk, of.other.pk, **AGREE)
    with pytest.raises(SwapImpossible):
        swapping.ask_swap(of.other.pk, uuid4(), **AGREE)


def test_the_database_itself_refuses_an_exchange_with_oneself():
    of = Two()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.CampaignSwap.objects.create(asking=of.one, asked=of.one, state="asked", at=OPENS)
