"""A transfer: nothing changes before the other side answers; then both places change at once."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bagdar.audit.models import Event
from bagdar.core.errors import DomainError
from bagdar.core.national_ids import Iin
from bagdar.core.origins import Origin
from bagdar.core.periods import Period
from bagdar.registry import models
from bagdar.registry.queries import promoting as queries
from bagdar.registry.queries import transfers as transfer_queries
from bagdar.registry.queries.organisations import enrolments_on
from bagdar.registry.queries.promoting import Asked
from bagdar.registry.rules.desk_errors import NotAgreed
from bagdar.registry.rules.errors import AlreadyEnrolled, LevelNotOffered, NotEnrolled, OriginsMeet
from bagdar.registry.rules.promoting import Fate
from bagdar.registry.rules.transferring import (
    NoSuchTransfer,
    Side,
    StepOfTheOther,
    TransferDecided,
    TransferNowhere,
    TransferOpen,
    TransferState,
    TransferStep,
)
from bagdar.registry.services.enrolments import enrol, leave
from bagdar.registry.services.promoting import promote
from bagdar.registry.services.transfers import answer_transfer, ask_for, propose_transfer
from tests.access_tools import everything
from tests.register import BEGAN, BY, IIN, given, learning, organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

BORN = date(2005, 9, 1)
DAY = date(2021, 1, 11)
CONFIRM, REFUSE, WITHDRAW = TransferStep


@pytest.fixture
def schools() -> Any:
    return organisation(1), organisation(1)


@pytest.fixture
def pupil(schools: Any) -> Any:
    found = person(1, iin=IIN, born_on=BORN)
    enrol(found, learning(schools[0]), Period(date(2020, 9, 1)), **given(2))
    return found


def proposed(schools: Any, pupil: UUID, minute: int = 5, **more: Any) -> UUID:
    return propose_transfer(pupil, *schools, DAY, **given(minute, **more)).id


def answers(transfer: UUID, school: UUID, step: TransferStep, minute: int = 6, **more: Any) -> Any:
    how = given(minute)
    return answer_transfer(transfer, school, step, by=how["by"], at=how["at"], **more)


def places(pupil: UUID) -> list[tuple[UUID, str, str]]:
    rows = models.Enrolment.objects.filter(models.CURRENT, person_id=pupil).order_by("valid_from")
    return [(row.organisation_id, f"{row.valid_from}/{row.valid_to}", row.group) for row in rows]


def refused(error: type[Exception], verb: Any, *what: Any, **more: Any) -> None:
    before = everything()
    with pytest.raises(error):
        verb(*what, **more)
    assert everything() == before


def test_nothing_changes_before_the_other_side_confirms_and_then_everything_at_once(schools, pupil):
    before = places(pupil)
    transfer = proposed(schools, pupil)
    assert places(pupil) == before
    done = answers(transfer, schools[1], CONFIRM, group="5 Б")
    assert (done.state, done.group) == (TransferState.CONFIRMED, "5 Б")
    assert places(pupil) == [
        (schools[0], "2020-09-01/2021-01-11", "5 А"),
        (schools[1], "2021-01-11/None", "5 Б"),
    ]
    left = models.Enrolment.objects.get(models.CURRENT, organisation_id=schools[0])
    assert left.leaving_reason == "transferred"


@pytest.mark.parametrize(("step", "side"), [(REFUSE, 1), (WITHDRAW, 0)])
def test_refused_or_withdrawn_leaves_the_pupil_where_it_is(schools, pupil, step, side):
    before = places(pupil)
    transfer = proposed(schools, pupil)
    done = answers(transfer, schools[side], step, answer="Орын жоқ")
    assert (done.state.value, done.answer) == ({REFUSE: "refused", WITHDRAW: "withdrawn"}[step],
                                               "Орын жоқ")  # fmt: skip
    assert places(pupil) == before
    assert proposed(schools, pupil, minute=7) != transfer


def test_the_receiving_side_asks_and_the_sending_side_lets_go(schools, pupil):
    asked = ask_for(Iin(IIN), BORN, schools[1], DAY, group="5 Б", **given(5))
    assert (asked.proposed_by, asked.person_id) == (Side.RECEIVING, pupil)
    refused(StepOfTheOther, answers, asked.id, schools[1], CONFIRM)
    answers(asked.id, schools[0], CONFIRM)
    assert places(pupil)[1] == (schools[1], "2021-01-11/None", "5 Б")


def test_whom_nobody_names_rightly_or_who_learns_nowhere_cannot_be_asked_for(schools, pupil):
    wrong = BORN + timedelta(days=1)
    refused(NotAgreed, ask_for, Iin(IIN), wrong, schools[1], DAY, **given(5))
    leave(pupil, learning(schools[0]).place, date(2020, 12, 1), "other", **given(3))
    refused(NotAgreed, ask_for, Iin(IIN), BORN, schools[1], DAY, **given(5))


def test_a_third_school_and_a_wrong_side_can_do_nothing(schools, pupil):
    transfer = proposed(schools, pupil)
    third = organisation(6)
    for step in TransferStep:
        refused(NoSuchTransfer, answers, transfer, third, step)
    refused(StepOfTheOther, answers, transfer, schools[0], CONFIRM)
    refused(StepOfTheOther, answers, transfer, schools[1], WITHDRAW)
    with pytest.raises(NoSuchTransfer):
        transfer_queries.transfer(transfer, third)
    assert transfer_queries.transfers(third, DAY).lines == ()
    assert [one.id for one in transfer_queries.transfers(schools[1], DAY).lines] == [transfer]


def test_one_open_transfer_a_pupil_until_it_lapses(schools, pupil):
    transfer = proposed(schools, pupil)
    refused(TransferOpen, proposed, schools, pupil, minute=6)
    late = given(60 * 24 * 31)
    with pytest.raises(TransferDecided):
        answer_transfer(transfer, schools[1], CONFIRM, by=late["by"], at=late["at"])
    second = propose_transfer(pupil, *schools, DAY, **late)
    states = dict(models.Transfer.objects.values_list("pk", "state"))
    assert states == {transfer: "lapsed", second.id: "proposed"}
    assert Event.objects.filter(action="registry.transfer_lapsed").count() == 1


def test_what_cannot_be_is_not_proposed(schools, pupil):
    refused(TransferNowhere, propose_transfer, pupil, schools[0], schools[0], DAY, **given(5))
    refused(NotEnrolled, propose_transfer, pupil, schools[1], schools[0], DAY, **given(5))
    refused(NotEnrolled, propose_transfer, pupil, *schools, date(2020, 9, 1), **given(5))
    university = organisation(1, type="university")
    refused(LevelNotOffered, propose_transfer, pupil, schools[0], university, DAY, **given(5))
    simulated = organisation(1, Origin.SIMULATED)
    refused(OriginsMeet, propose_transfer, pupil, schools[0], simulated, DAY, **given(5))


def test_who_left_meanwhile_or_is_awaited_elsewhere_is_not_moved(schools, pupil):
    transfer = proposed(schools, pupil)
    leave(pupil, learning(schools[0]).place, date(2020, 12, 1), "moved_abroad", **given(6))
    refused(NotEnrolled, answers, transfer, schools[1], CONFIRM, minute=7)
    third = organisation(1)
    enrol(pupil, learning(third), Period(DAY + timedelta(days=9)), **given(8))
    refused(NotEnrolled, answers, transfer, schools[1], CONFIRM, minute=9)
    assert transfer_queries.transfer(transfer, schools[0]).state is TransferState.PROPOSED


def test_a_place_that_is_awaited_elsewhere_is_never_taken_over(schools, pupil):
    transfer = proposed(schools, pupil)
    leave(pupil, learning(schools[0]).place, DAY + timedelta(days=5), "other", **given(6))
    enrol(pupil, learning(organisation(1)), Period(DAY + timedelta(days=9)), **given(7))
    refused(AlreadyEnrolled, answers, transfer, schools[1], CONFIRM, minute=8)


def test_the_trail_names_the_person_and_the_side_and_no_school(schools, pupil):
    transfer = proposed(schools, pupil)
    answers(transfer, schools[1], CONFIRM)
    told = Event.objects.filter(action__startswith="registry.transfer_").order_by("pk")
    assert [(one.action, one.facts["side"]) for one in told] == [
        ("registry.transfer_proposed", "sending"),
        ("registry.transfer_confirmed", "receiving"),
    ]
    text = str([(one.about, one.facts) for one in told])
    assert not any(str(school) in text for school in schools)


# --- any order of steps ------------------------------------------------------------------------

AUTUMN = date(2021, 9, 1)
numbers = st.integers(0, 2)
DAYS = [date(2020, 10, 1), date(2021, 1, 11), AUTUMN, date(2021, 10, 1)]
SHOWN = [date(2020, 9, 15), *DAYS, date(2022, 1, 1)]


class TwoSchools(RuleBasedStateMachine):
    """Transfers and promotions in any order, beside a model that knows where each pupil is."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.schools = [organisation(1), organisation(1)]
        self.pupils = [person(1) for _ in range(3)]
        for one in self.pupils:
            enrol(one, learning(self.schools[0]), Period(date(2020, 9, 1)), **given(2))
        self.where = {one: [(date(2020, 9, 1), 0, 5)] for one in self.pupils}
        self.open: dict[UUID, tuple[UUID, int, date]] = {}
        self.minute = 10

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def how(self) -> dict[str, Any]:
        self.minute += 1
        return given(self.minute)

    def last(self, pupil: UUID, day: date) -> tuple[date, int, int]:
        return [one for one in self.where[pupil] if one[0] < day][-1]

    @rule(number=numbers, day=st.sampled_from(DAYS))
    def propose(self, number: int, day: date) -> None:
        pupil = self.pupils[number]
        here = self.last(pupil, day)[1]
        try:
            with transaction.atomic():
                found = propose_transfer(
                    pupil, self.schools[here], self.schools[1 - here], day, **self.how()
                )
        except TransferOpen:
            assert any(one[0] == pupil for one in self.open.values())
            return
        assert all(one[0] != pupil for one in self.open.values())
        self.open[found.id] = (pupil, here, day)

    @rule(number=numbers, step=st.sampled_from(TransferStep), side=st.sampled_from([0, 1]))
    def answer(self, number: int, step: TransferStep, side: int) -> None:
        pupil = self.pupils[number]
        mine = [id for id, one in self.open.items() if one[0] == pupil]
        if not mine:
            return
        [transfer] = mine
        _, sending, day = self.open[transfer]
        at = self.how()["at"]
        try:
            with transaction.atomic():
                done = answer_transfer(
                    transfer, self.schools[side], step, group="5 Т", by=BY, at=at
                )
        except StepOfTheOther:
            assert (side == sending) != (step is WITHDRAW)
            return
        except DomainError:  # something later stands: nothing is moved
            assert step is CONFIRM
            assert self.where[pupil][-1][0] >= day or self.last(pupil, day)[1] != sending
            return
        del self.open[transfer]
        if done.state is TransferState.CONFIRMED:
            grade = self.last(pupil, day)[2]
            kept = [one for one in self.where[pupil] if one[0] < day]
            later = [one for one in self.where[pupil] if one[0] >= day and one[1] != sending]
            self.where[pupil] = [*kept, (day, 1 - sending, done.grade or grade), *later]

    @rule(school=st.sampled_from([0, 1]))
    def goes_on(self, school: int) -> None:
        told = queries.timelines_before(self.schools[school], AUTUMN)
        keys = queries.old_classes(self.schools[school], AUTUMN, told)
        asked = [Asked(key, queries.usual_choice("school", key)) for key in keys]
        if not asked:
            return
        done = promote(self.schools[school], AUTUMN, asked, **self.how())
        moved = 0
        for pupil in self.pupils:
            start, here, grade = self.last(pupil, AUTUMN)
            begun = any(one[0] == AUTUMN for one in self.where[pupil])
            if here == school and not begun:
                self.where[pupil].append((AUTUMN, here, grade + 1))
                self.where[pupil].sort()
                moved += 1
        assert done.counts.get(Fate.MOVES, 0) == moved

    @invariant()
    def everybody_is_in_one_place_and_it_is_the_one_that_the_model_knows(self) -> None:
        for day in SHOWN:
            told: dict[UUID, list[tuple[int, int]]] = {one: [] for one in self.pupils}
            for place, school in enumerate(self.schools):
                for one in enrolments_on(school, day):
                    told[one.person_id].append((place, one.enrolment.grade or 0))
            for pupil in self.pupils:
                standing = [one for one in self.where[pupil] if one[0] <= day][-1]
                assert told[pupil] == [standing[1:]]


def test_transfers_and_promotions_in_any_order_leave_everybody_in_one_place(db):
    assert BEGAN.date() == date(2020, 9, 1)
    run_state_machine_as_test(
        TwoSchools,
        settings=settings(
            max_examples=30,
            stateful_step_count=12,
            deadline=None,
            phases=(Phase.explicit, Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
