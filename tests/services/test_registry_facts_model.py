"""The generic services lead where the pure functions say, in any order, undoing among them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bagdar.core.periods import Period, as_known
from bagdar.registry import models, public
from bagdar.registry.queries.rows import model_of, versions
from bagdar.registry.rules import details, kinds
from bagdar.registry.rules.errors import AlreadySaid, NothingSaid
from bagdar.registry.services import undoing
from tests.register import given, organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DAYS = [date(2020, 9, 1) + timedelta(days=n) for n in range(6)]
PERIODS = [Period(DAYS[m], DAYS[n]) for m in range(5) for n in range(m + 1, 6)]
PERIODS += [Period(day) for day in DAYS[:4]]
periods, values = st.sampled_from(PERIODS), st.sampled_from(["a", "b"])
deliveries = st.sampled_from([None, UUID(int=1), UUID(int=2)])
Stack = list[tuple[str | None, UUID | None]]


class Facts(RuleBasedStateMachine):
    """Two timelines of a kind beside a model that keeps what was said of each day, by whom."""

    kind: ClassVar[Any]

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.minute = 1
        is_persons = self.kind.table.subject == "person"
        self.whose = person(1) if is_persons else organisation(1)
        self.stacks: dict[str, dict[date, Stack]] = {
            name: {day: [(None, None)] for day in DAYS} for name in "mn"
        }
        self.undone: list[UUID] = []
        self.believed: dict[datetime, Any] = {}
        self.keep()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def said(self, name: str, value: str) -> Any:
        return SAID[self.kind.name](name, value)

    def how(self) -> dict[str, Any]:
        self.minute += 1
        return given(self.minute)

    def keep(self) -> None:
        now = {
            (name, day): stack[-1][0]
            for name, stacks in self.stacks.items()
            for day, stack in stacks.items()
        }
        self.believed[given(self.minute)["at"]] = now

    def say(self, name: str, days: Period[date], value: str | None, by: UUID | None) -> None:
        for day in filter(days.contains, DAYS):
            if self.stacks[name][day][-1][0] != value:
                self.stacks[name][day].append((value, by))

    @rule(name=st.sampled_from("mn"), value=values, days=periods, by=deliveries)
    def record(self, name: str, value: str, days: Period[date], by: UUID | None) -> None:
        self.does(public.record_fact, name, value, days, by)

    @rule(name=st.sampled_from("mn"), value=values, days=periods, by=deliveries)
    def correct(self, name: str, value: str, days: Period[date], by: UUID | None) -> None:
        self.does(public.correct_fact, name, value, days, by)

    def does(self, verb: Any, name: str, value: str, days: Period[date], by: UUID | None) -> None:
        there = {self.stacks[name][day][-1][0] for day in DAYS if days.contains(day)}
        is_free = verb is public.correct_fact or there <= {None, value}
        how = self.how()
        if by in self.undone:
            return
        try:
            with transaction.atomic():
                verb(self.kind, self.whose, self.said(name, value), days, delivery_id=by, **how)
        except AlreadySaid:
            assert not is_free
            return
        assert is_free
        self.say(name, days, value, by)
        self.keep()

    @rule(name=st.sampled_from("mn"), days=periods, by=deliveries)
    def withdraw(self, name: str, days: Period[date], by: UUID | None) -> None:
        stands = [self.stacks[name][day][-1][0] for day in DAYS if days.contains(day)]
        of = self.kind.narrow(self.said(name, "a"))
        how = self.how()
        if by in self.undone:
            return
        try:
            with transaction.atomic():
                public.withdraw_fact(self.kind, self.whose, of, days, delivery_id=by, **how)
        except NothingSaid:
            assert not any(stands)
            return
        assert any(stands)
        self.say(name, days, None, by)
        self.keep()

    @rule(by=deliveries)
    def undo(self, by: UUID | None) -> None:
        if by is None or by in self.undone:
            return
        how = self.how()
        public.undo_delivery(by, by=how["by"], at=how["at"], undone=self.undone)
        self.undone.append(by)
        for stacks in self.stacks.values():
            for stack in stacks.values():
                if stack[-1][1] == by:
                    kept = [one for one in stack if one[1] not in self.undone]
                    stack[:] = kept
        self.keep()

    @invariant()
    def every_instant_gives_what_it_gave(self) -> None:
        rows = versions(list(model_of(self.kind).objects.all()))
        for at, believed in self.believed.items():
            told = dict.fromkeys(believed)
            for one in as_known(rows, at):
                for day in filter(one.valid.contains, DAYS):
                    key = (self.name_of(one.value), day)
                    assert told[key] is None
                    told[key] = self.value_of(one.value)
            assert told == believed

    def name_of(self, said: Any) -> str:
        return "m" if said == self.said("m", self.value_of(said)) else "n"

    def value_of(self, said: Any) -> str:
        pairs = [(name, value) for name in "mn" for value in "ab"]
        [value] = [value for name, value in pairs if self.said(name, value) == said]
        return value

    @invariant()
    def nothing_stands_twice(self) -> None:
        current = versions(list(model_of(self.kind).objects.filter(models.CURRENT)))
        days = [(self.name_of(one.value), day) for one in current
                for day in DAYS if one.valid.contains(day)]  # fmt: skip
        assert len(days) == len(set(days))


SAID: dict[str, Any] = {
    "site": lambda name, value: details.SiteDetails(number=name, address=value),
    "support": lambda name, value: details.SupportDetails(
        need={"m": "hearing", "n": "seeing"}[name], conclusion=value
    ),
}
SETTINGS = settings(
    max_examples=6, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
)
both = pytest.mark.parametrize("kind", [kinds.SITE, kinds.SUPPORT], ids=lambda one: one.name)


@both
def test_the_generic_services_do_what_the_algebra_says(kind: Any):
    machine = type("Facts", (Facts,), {"kind": kind})
    run_state_machine_as_test(machine, settings=SETTINGS)


def test_undoing_that_brings_nothing_back_is_noticed(monkeypatch: pytest.MonkeyPatch):
    """The negative control."""
    real = undoing.undo
    monkeypatch.setattr(undoing, "undo", lambda *given: replace(real(*given), restores=()))
    machine = type("Facts", (Facts,), {"kind": kinds.SITE})
    control = settings(
        SETTINGS, max_examples=300, phases=[Phase.generate], derandomize=True, database=None,
        report_multiple_bugs=False,
    )  # fmt: skip
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=control)


@both
@pytest.mark.thorough
def test_the_generic_services_do_what_the_algebra_says_in_many_more_orders(kind: Any):
    machine = type("Facts", (Facts,), {"kind": kind})
    run_state_machine_as_test(machine, settings=settings(SETTINGS, max_examples=100))
