"""Whatever is done in whatever order, only what two others have seen and attacked goes out."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bagdar.core.errors import DomainError
from bagdar.indicators import models
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.rules.releases import chosen
from bagdar.indicators.services import releasing
from tests.services.test_indicators_releases import (
    ANNOUNCED,
    DUE,
    WHO,
    computed,  # noqa: F401  (a fixture)
    plan,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.once]
SOMEBODY = st.sampled_from(sorted(WHO))
OPEN = ("planned", "prepared", "approved")


class Releases(RuleBasedStateMachine):
    """Beside the service: what should stand. A step that should not be taken has to be refused."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        plan()
        self.state, self.by, self.checked = "planned", "", False
        self.approved: set[str] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def did(self, step: object, *, may: bool) -> bool:
        try:
            with transaction.atomic():
                step()  # type: ignore[operator]
        except DomainError as refused:
            assert not may, refused.code
            return False
        assert may
        return True

    @rule(who=SOMEBODY, table=st.sampled_from(["T1.1/1-6", "T1.1/1-6:sex"]))
    def prepare(self, who: str, table: str) -> None:
        step = lambda: releasing.prepare("first", [chosen(table, METRICS)], by=WHO[who])  # noqa: E731
        if self.did(step, may=self.state in OPEN):
            self.state, self.by, self.checked = "prepared", who, False
            self.approved = set()

    @rule()
    def check(self) -> None:
        may = self.state in ("prepared", "approved")
        self.checked |= self.did(lambda: releasing.check("first", by=WHO["aa"]), may=may)

    @rule(who=SOMEBODY)
    def approve(self, who: str) -> None:
        may = (self.state == "prepared" and self.checked and who != self.by
               and who not in self.approved)  # fmt: skip
        if self.did(lambda: releasing.approve("first", by=WHO[who], now=ANNOUNCED), may=may):
            self.approved.add(who)
            self.state = "approved" if len(self.approved) == 2 else "prepared"

    @rule(minutes=st.integers(-1, 1))
    def publish(self, minutes: int) -> None:
        now = DUE + timedelta(minutes=minutes)
        may = self.state == "approved" and minutes >= 0
        if self.did(lambda: releasing.publish("first", by=WHO["aa"], now=now), may=may):
            self.state = "published"

    @rule(often=st.integers(0, 9))
    def withdraw(self, often: int) -> None:
        if often:  # it ends the story, so seldom
            return
        step = lambda: releasing.withdraw("first", by=WHO["aa"], why="x")  # noqa: E731
        if self.did(step, may=self.state in OPEN):
            self.state = "withdrawn"

    @invariant()
    def stands_as_it_should(self) -> None:
        one = models.Release.objects.get()
        assert one.state == self.state
        current = one.approvals.filter(digest=one.digest) if one.digest else one.approvals.none()
        assert self.approved == {each.account for each in current}


@pytest.mark.usefixtures("computed")
def test_only_what_two_others_have_seen_and_attacked_goes_out():
    few = settings(max_examples=10, stateful_step_count=14, deadline=None)
    run_state_machine_as_test(Releases, settings=few)
