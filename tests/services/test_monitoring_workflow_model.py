"""Any order of steps by anybody leads where a model of a page of Python says; nothing is lost."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.monitoring import models
from bagdar.monitoring.queries.facts import figures
from bagdar.monitoring.queries.reports import find_report, steps
from bagdar.monitoring.rules.nouns import (
    IndicatorContent,
    Origin,
    Reporter,
    ReportInfo,
    State,
    Subject,
)
from bagdar.monitoring.rules.workflow import NoSuchReport, NotNow, ReportChanged
from bagdar.monitoring.services import facts
from bagdar.monitoring.services.entries import Entry, submit_entries
from bagdar.monitoring.services.reporting import (
    accept_report,
    reopen_report,
    return_report,
    save_report,
    submit_report,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("loaded")]

PROGRAMME = "kz-2020-2025"
CELLS = [
    (Subject.parse("indicator:T1.4@2021"), Reporter("body", "mes")),
    (Subject.parse("indicator:T1.4@2021"), Reporter("region", "KZ-11")),
    (Subject.parse("indicator:T1.4@2022"), Reporter("body", "mes")),
]
OFFICER, COORDINATOR = Actor("officer", "body"), Actor("chief", "coordinator")
which = st.sampled_from(range(len(CELLS)))
amounts = st.integers(40, 90).map(Decimal)
stale = st.sampled_from([0, 0, 0, 1])  # now and then a version behind
REFUSED = (NotNow, ReportChanged, NoSuchReport)


class Believed:
    """What one report should be, and what it made pending or standing."""

    def __init__(self) -> None:
        self.state: State | None = None
        self.version = 0
        self.value = Decimal(0)
        self.pending: Decimal | None = None
        self.standing: Decimal | None = None
        self.said: list[tuple[str, Decimal]] = []

    def step(self, kind: str, state: State) -> None:
        self.version += 1
        self.state = state
        self.said.append((kind, self.value))


class Reporting(RuleBasedStateMachine):
    """The services beside the model; every step is tried, and both must refuse the same ones."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.at = datetime(2023, 3, 1, tzinfo=UTC)
        self.believed = [Believed() for _ in CELLS]
        self.ever: Counter[tuple[int, Decimal]] = Counter()
        self.events = Event.objects.count()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def now(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def report(self, cell: int) -> ReportInfo | None:
        return find_report(PROGRAMME, *CELLS[cell], Origin.REAL)

    def does(self, allowed: bool, deed: Any) -> bool:
        """Whether the service did it, which must be whether it was allowed."""
        try:
            with transaction.atomic():
                deed()
        except REFUSED:
            assert not allowed
            return False
        assert allowed
        return True

    @rule(cell=which, value=amounts, behind=stale)
    def save(self, cell: int, value: Decimal, behind: int) -> None:
        one = self.believed[cell]
        version = max(0, one.version - behind)
        content = IndicatorContent(value=value, weight=self.weight(cell))
        same = one.value == value and one.state in (State.DRAFT, State.RETURNED)
        allowed = same or (version == one.version and one.state is not State.ACCEPTED)
        if self.does(allowed, lambda: save_report(
            PROGRAMME, *CELLS[cell], content, origin=Origin.REAL, by=OFFICER, at=self.now(),
            expect_version=version,
        )) and not same:  # fmt: skip
            one.value = value
            one.pending = None
            one.step("saved", State.RETURNED if one.state is State.RETURNED else State.DRAFT)

    def weight(self, cell: int) -> int | None:
        return 100 if CELLS[cell][1].kind == "region" else None

    @rule(cell=which, behind=stale)
    def submit(self, cell: int, behind: int) -> None:
        one = self.believed[cell]
        if self.takes(cell, behind, (State.DRAFT, State.RETURNED), submit_report, OFFICER):
            one.pending = one.value
            self.ever[cell, one.value] += 1
            one.step("submitted", State.SUBMITTED)

    @rule(cell=which, value=amounts)
    def deliver(self, cell: int, value: Decimal) -> None:
        one = self.believed[cell]
        handed_in = one.state in (State.SUBMITTED, State.ACCEPTED)
        unchanged = handed_in and one.value == value
        content = IndicatorContent(value=value, weight=self.weight(cell))
        if self.does(unchanged or one.state is not State.ACCEPTED, lambda: submit_entries(
            PROGRAMME, [Entry(*CELLS[cell], content)], origin=Origin.REAL, by=OFFICER,
            at=self.now(),
        )) and not unchanged:  # fmt: skip
            one.value = one.pending = value
            self.ever[cell, value] += 1
            one.step("submitted", State.SUBMITTED)

    @rule(cell=which, behind=stale)
    def accept(self, cell: int, behind: int) -> None:
        one = self.believed[cell]
        if self.takes(cell, behind, (State.SUBMITTED,), accept_report, COORDINATOR):
            one.standing, one.pending = one.pending, None
            one.step("accepted", State.ACCEPTED)

    @rule(cell=which, behind=stale)
    def give_back(self, cell: int, behind: int) -> None:
        one = self.believed[cell]
        if self.takes(cell, behind, (State.SUBMITTED,), return_report, COORDINATOR, "why"):
            one.pending = None
            one.step("returned", State.RETURNED)

    @rule(cell=which, behind=stale)
    def reopen(self, cell: int, behind: int) -> None:
        one = self.believed[cell]
        if self.takes(cell, behind, (State.ACCEPTED,), reopen_report, COORDINATOR, "why"):
            one.step("reopened", State.RETURNED)

    def takes(
        self, cell: int, behind: int, states: tuple[State, ...], verb: Any, by: Actor, *more: str
    ) -> bool:
        one, found = self.believed[cell], self.report(cell)
        if found is None:
            return False
        version = max(0, one.version - behind)
        return self.does(
            one.state in states and version == one.version,
            lambda: verb(found.id, *more, by=by, at=self.now(), expect_version=version),
        )

    @invariant()
    def reports_are_what_the_model_says(self) -> None:
        for cell, one in enumerate(self.believed):
            found = self.report(cell)
            if found is None:
                assert one.state is None
                continue
            assert (found.state, found.version) == (one.state, one.version)
            assert found.content.value == one.value
            kept = [(step.kind.value, step.content.value) for step in steps(found.id)]
            assert kept == one.said

    @invariant()
    def facts_are_what_the_model_says(self) -> None:
        told = figures(PROGRAMME, Origin.REAL, pending=True)
        for cell, one in enumerate(self.believed):
            subject, reporter = CELLS[cell]
            region = reporter.code if reporter.kind == "region" else ""
            here = [fact for fact in told if (fact.year, fact.region) == (subject.year, region)]
            assert [fact.value for fact in here if fact.accepted] == self.listed(one.standing)
            assert [fact.value for fact in here if not fact.accepted] == self.listed(one.pending)

    def listed(self, value: Decimal | None) -> list[Decimal]:
        return [] if value is None else [value]

    @invariant()
    def nothing_is_lost(self) -> None:
        kept: Counter[tuple[int, Decimal]] = Counter()
        for row in models.Figure.objects.all():
            reporter = Reporter("region", row.region) if row.region else Reporter("body", "mes")
            subject = Subject("indicator", row.row, str(row.year))
            kept[CELLS.index((subject, reporter)), row.value] += 1
        assert kept == self.ever
        done = sum(len(one.said) for one in self.believed)
        assert Event.objects.count() - self.events == done


SETTINGS = settings(
    max_examples=10,
    stateful_step_count=20,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_any_order_of_steps_leads_where_the_model_says():
    run_state_machine_as_test(Reporting, settings=SETTINGS)


def test_a_return_that_forgets_what_is_pending_is_noticed(monkeypatch: pytest.MonkeyPatch):
    """The negative control: pending facts of a returned report are left standing in the queue."""
    monkeypatch.setattr(facts, "end_pending", lambda *args: None)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Reporting, settings=SETTINGS)


def test_a_version_that_nobody_looks_at_is_noticed(monkeypatch: pytest.MonkeyPatch):
    """The negative control: a stale step goes through."""
    monkeypatch.setattr("bagdar.monitoring.rules.workflow.expect", lambda *args: None)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Reporting, settings=SETTINGS)
