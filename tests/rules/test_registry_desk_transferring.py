"""A transfer: whose step it is, when it lapses; and two lists side by side."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from bagdar.core.names import Name
from bagdar.core.periods import parse_days
from bagdar.registry.rules.classes import OpenedClass, key_of, on_day
from bagdar.registry.rules.comparing import Difference, Listed, compare, learner_listed
from bagdar.registry.rules.nouns import EnrolmentDetails, Learner
from bagdar.registry.rules.promoting import ClassKey
from bagdar.registry.rules.transferring import (
    Side,
    StepOfTheOther,
    Transfer,
    TransferDecided,
    TransferState,
    TransferStep,
    demand_step,
)

FROM, TO, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
TODAY = date(2021, 1, 11)
PROPOSED = Transfer(
    UUID(int=7), UUID(int=8), FROM, TO, Side.SENDING, TODAY, "2", 5, "kk",
    lapses_on=TODAY + timedelta(days=30),
)  # fmt: skip
STEPS = {Side.SENDING: {"withdraw"}, Side.RECEIVING: {"confirm", "refuse"}}


@pytest.mark.parametrize("by", Side)
@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("step", TransferStep)
def test_who_proposed_may_withdraw_and_the_other_side_answers(by, side, step):
    found = replace(PROPOSED, proposed_by=by)
    expected = STEPS[Side.SENDING if side is by else Side.RECEIVING]
    if step.value in expected:
        assert demand_step(found, step, side, TODAY) is not TransferState.PROPOSED
    else:
        with pytest.raises(StepOfTheOther):
            demand_step(found, step, side, TODAY)


def test_the_last_day_is_still_open_and_the_next_is_not():
    eve = PROPOSED.lapses_on - timedelta(days=1)
    assert demand_step(PROPOSED, TransferStep.CONFIRM, Side.RECEIVING, eve) == "confirmed"
    with pytest.raises(TransferDecided):
        demand_step(PROPOSED, TransferStep.CONFIRM, Side.RECEIVING, PROPOSED.lapses_on)
    assert PROPOSED.state_on(PROPOSED.lapses_on) is TransferState.LAPSED
    assert PROPOSED.steps_of(Side.RECEIVING, PROPOSED.lapses_on) == ()


@pytest.mark.parametrize("state", [one for one in TransferState if one != "proposed"])
def test_what_is_decided_stays_decided_whatever_day_it_is(state):
    found = replace(PROPOSED, state=state)
    assert found.state_on(PROPOSED.lapses_on + timedelta(days=99)) is state
    for step in TransferStep:
        with pytest.raises(TransferDecided):
            demand_step(found, step, Side.RECEIVING, TODAY)


def test_an_organisation_is_on_one_side_or_on_none():
    assert PROPOSED.side_of(FROM) is Side.SENDING
    assert PROPOSED.side_of(TO) is Side.RECEIVING
    assert PROPOSED.side_of(OTHER) is None


# --- two lists -------------------------------------------------------------------------------

IN_5 = EnrolmentDetails(FROM, "2", grade=5, group="5 Ә")
DAYS = parse_days("2020-09-01/..")


def learner(number: int, said: EnrolmentDetails = IN_5, given: str = "Мысал") -> Learner:
    return Learner(UUID(int=number), Name("Үлгі", given), said, DAYS)


def listed(*found: Learner) -> list[Listed]:
    return [learner_listed(one) for one in found]


def test_who_came_left_was_corrected_or_is_the_same_is_told_apart():
    before = listed(learner(1), learner(2), learner(3), learner(4))
    after = listed(
        learner(2), learner(3, replace(IN_5, group="5 Б")), learner(4, given="Мысалгүл"),
        learner(5),
    )  # fmt: skip
    told = [(one.person_id.int, one.difference) for one in compare(before, after)]
    assert told == [
        (2, Difference.SAME),
        (3, Difference.CORRECTED),
        (4, Difference.CORRECTED),
        (5, Difference.CAME),
        (1, Difference.LEFT),
    ]
    assert {one.difference for one in compare(before, before)} == {Difference.SAME}
    assert compare([], []) == ()


def test_classes_are_those_opened_and_those_learnt_in():
    opened = [
        OpenedClass(ClassKey("2", 5, "5 Ә"), "kk", "class", places=2),
        OpenedClass(ClassKey("2", 6, "6 Ә"), "kk", "class"),
    ]
    counted = Counter(key_of(one) for one in [learner(1), learner(2), learner(3)])
    counted[ClassKey("2", 5, "")] = 1
    found = on_day(opened, counted)
    told = [(one.key.name, one.learners, one.free_places, one.opened is None) for one in found]
    assert told == [("", 1, None, True), ("5 Ә", 3, -1, False), ("6 Ә", 0, None, False)]
