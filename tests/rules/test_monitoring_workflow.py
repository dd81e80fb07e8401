"""The life of a report: which step may follow which, whose it is, and what a report may not say."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from bagdar.monitoring.rules import workflow
from bagdar.monitoring.rules.content import FaultyContent, faults_of, read_content
from bagdar.monitoring.rules.declared import read_monitoring
from bagdar.monitoring.rules.nouns import (
    IndicatorContent,
    MilestoneContent,
    MoneyContent,
    MoneyLine,
    Origin,
    Reporter,
    ReportInfo,
    State,
    StepKind,
    Subject,
)
from bagdar.monitoring.rules.workflow import NotNow, ReasonNeeded, ReportChanged
from tests.conftest import ROOT

D, S, R, A = State.DRAFT, State.SUBMITTED, State.RETURNED, State.ACCEPTED
ALLOWED = {
    (D, StepKind.SAVED): D,
    (S, StepKind.SAVED): D,
    (R, StepKind.SAVED): R,
    (D, StepKind.SUBMITTED): S,
    (R, StepKind.SUBMITTED): S,
    (S, StepKind.ACCEPTED): A,
    (S, StepKind.RETURNED): R,
    (A, StepKind.REOPENED): R,
}
MES, REGION = Reporter("body", "mes"), Reporter("region", "KZ-11")
TODAY = date(2023, 3, 1)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", StepKind)
def test_a_step_leads_where_it_is_declared_and_nowhere_else(state: State, step: StepKind):
    if (state, step) in ALLOWED:
        assert workflow.after(state, step) == ALLOWED[state, step]
        assert workflow.may(state, step)
        return
    assert not workflow.may(state, step)
    with pytest.raises(NotNow) as caught:
        workflow.after(state, step)
    assert caught.value.status == 409
    assert caught.value.state is state


def test_nobody_decides_on_a_report_of_their_own():
    assert workflow.steps_open(S, "reporter") == (StepKind.SAVED,)
    assert workflow.steps_open(S, "coordinator") == (StepKind.ACCEPTED, StepKind.RETURNED)
    assert workflow.steps_open(A, "reporter") == ()
    assert workflow.steps_open(A, "coordinator") == (StepKind.REOPENED,)
    assert workflow.steps_open(R, "coordinator") == ()


@pytest.mark.parametrize("step", [StepKind.RETURNED, StepKind.REOPENED])
@pytest.mark.parametrize("reason", ["", "  \n", "x" * 2001])
def test_a_report_goes_back_only_with_a_reason(step: StepKind, reason: str):
    with pytest.raises(ReasonNeeded):
        workflow.reason_of(step, reason)
    assert workflow.reason_of(step, " 2021? ") == "2021?"


def test_whoever_decided_on_another_version_learns_both():
    mine = IndicatorContent(value=Decimal(64))
    now = ReportInfo(
        id=UUID(int=1), programme="kz", subject=Subject("indicator", "T1.4", "2020"),
        reporter=MES, origin=Origin.REAL, state=D, version=3,
        content=IndicatorContent(value=Decimal(65)),
        updated_at=datetime(2023, 1, 1, tzinfo=UTC), updated_by="aigul",
    )  # fmt: skip
    workflow.expect(now, 3, mine)
    with pytest.raises(ReportChanged) as caught:
        workflow.expect(now, 2, mine)
    assert caught.value.now is now
    assert caught.value.yours is mine
    assert caught.value.status == 409


# --- what a report may not say ----------------------------------------------------------------


@pytest.fixture(scope="module")
def declared() -> Any:
    return read_monitoring(ROOT / "data", "kz-2020-2025")


def milestone(**said: Any) -> MilestoneContent:
    return MilestoneContent(**({"status": "done", "done_on": date(2021, 5, 4)} | said))


def money(*lines: dict[str, Any]) -> MoneyContent:
    return MoneyContent(lines=tuple(MoneyLine(**line) for line in lines))


FIGURE = IndicatorContent(value=Decimal(64))
CASES = [
    ("a year after the programme", "indicator:T1.4@2026", FIGURE, [("year", "report_year")]),
    ("a year before it", "money:m139@2019", money({"source": "РБ", "spent": 1}),
     [("year", "report_year")]),
    ("a row that is not there", "indicator:T9.9@2021", FIGURE, [("subject", "report_subject")]),
    ("a mark that is no year", "indicator:T1.4@2021-06", FIGURE, [("subject", "report_subject")]),
    ("a measure that is not there", "money:m999@2021", money({"source": "РБ", "spent": 1}),
     [("subject", "report_subject")]),
    ("a measure by another name", "money:m012@2021", money({"source": "ЖБ", "spent": 1}),
     [("subject", "report_subject")]),
    ("a stage that is not there", "milestone:m12@2/2021-12", milestone(),
     [("subject", "report_subject")]),
    ("a month that is not there", "milestone:m12@1/2021-13", milestone(),
     [("subject", "report_subject")]),
    ("a figure for a milestone", "milestone:m12@1/2021-12", FIGURE, [("kind", "report_kind")]),
    ("done without a day", "milestone:m12@1/2021-12", milestone(done_on=None),
     [("done_on", "report_missing")]),
    ("done in the future", "milestone:m12@1/2021-12", milestone(done_on=date(2023, 3, 2)),
     [("done_on", "report_done_on_future")]),
    ("not done, with a day and no word why", "milestone:m12@1/2021-12",
     milestone(status="not_done"),
     [("done_on", "report_done_on_open"), ("text", "report_reason")]),
    ("a weight where nothing is weighed", "indicator:T1.5@2021",
     IndicatorContent(value=70, weight=1), [("weight", "report_unweighed")]),
    ("a source that the act has not", "money:m139@2021", money({"source": "РБК", "spent": 1}),
     [("lines.0.source", "report_source")]),
    ("one line twice, and less than nothing", "money:m139@2021",
     money({"source": "РБ", "spent": -1}, {"source": "РБ", "spent": 2}),
     [("lines.0.spent", "report_negative"), ("lines.1.source", "report_line_twice")]),
    ("nothing said of what was spent", "money:m139@2021", money({"source": "РБ", "plan": 5}),
     [("lines.0.spent", "report_missing")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "content", "found"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_cannot_be_is_refused_by_field(
    subject: str, content: Any, found: list[tuple[str, str]], edition: Any, declared: Any
):
    faults = faults_of(content, Subject.parse(subject), edition, declared, today=TODAY)
    assert [(field, code) for field, code, _ in faults] == found


@pytest.mark.parametrize(
    ("subject", "content"),
    [
        ("milestone:m12@1/2021-12", milestone()),
        ("milestone:m12@1/2021-12", milestone(status="partly", done_on=None, text="2 of 3")),
        ("indicator:T1.4@2021", FIGURE),
        ("indicator:I1.4.2/grade9@2022", FIGURE),
        ("money:m139@2021", money({"source": "РБ", "budget_programme": "099", "spent": "0.5"})),
        ("money:m139@2021", money({"source": "ЖБ", "spent": 1})),
    ],
)
def test_what_may_be_has_no_faults(subject: str, content: Any, edition: Any, declared: Any):
    assert faults_of(content, Subject.parse(subject), edition, declared, today=TODAY) == ()


def test_a_region_gives_the_weight_of_its_mean(edition: Any, declared: Any):
    subject = Subject.parse("indicator:T1.4@2021")
    found = faults_of(FIGURE, subject, edition, declared, reporter=REGION)
    assert found == (("weight", "report_missing", {}),)
    weighed = IndicatorContent(value=64, weight=1200)
    assert faults_of(weighed, subject, edition, declared, reporter=REGION) == ()


def test_a_region_says_nothing_of_a_national_figure(edition: Any, declared: Any):
    found = faults_of(
        FIGURE, Subject.parse("indicator:T1.5@2021"), edition, declared, reporter=REGION
    )
    assert [(field, code) for field, code, _ in found] == [("subject", "report_not_regional")]


def test_a_draft_may_lack_what_is_still_to_come(edition: Any, declared: Any):
    lines = money({"source": "РБ", "plan": 5})
    subject = Subject.parse("money:m139@2021")
    assert faults_of(lines, subject, edition, declared, complete=False) == ()


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"kind": "indicator", "value": "1e30"}, [("value", "report_overflow")]),
        ({"kind": "indicator", "value": "1000000000000"}, [("value", "report_overflow")]),
        ({"kind": "indicator", "value": "NaN"}, [("value", "report_unreadable")]),
        ({"kind": "indicator", "value": "12,5"}, [("value", "report_unreadable")]),
        ({"kind": "indicator"}, [("value", "report_missing")]),
        ({"kind": "indicator", "value": 1, "weight": -1}, [("weight", "report_negative")]),
        ({"kind": "indicator", "value": 1, "note": "?"}, [("note", "report_unreadable")]),
        ({"kind": "money", "lines": []}, [("lines", "report_missing")]),
        (
            {"kind": "money", "lines": [{"source": "x" * 301, "spent": "9" * 13}]},
            [("lines.0.source", "report_long"), ("lines.0.spent", "report_overflow")],
        ),
        ({"kind": "letter"}, [("kind", "report_unreadable")]),
        ({}, [("kind", "report_missing")]),
    ],
)
def test_what_cannot_be_read_is_refused_by_field(given: Any, found: list[tuple[str, str]]):
    with pytest.raises(FaultyContent) as caught:
        read_content(given)
    assert [(field, code) for field, code, _ in caught.value.faults] == found
