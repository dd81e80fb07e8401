"""The steps of a report and the facts that follow: nothing is overwritten, nothing is half done."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.monitoring import models
from bagdar.monitoring.queries.asking import Asked
from bagdar.monitoring.queries.facts import figures, spendings
from bagdar.monitoring.queries.reports import evidence_of, find_report, report, reports, steps
from bagdar.monitoring.rules.content import FaultyContent
from bagdar.monitoring.rules.nouns import (
    IndicatorContent,
    MilestoneContent,
    MoneyContent,
    Origin,
    Reporter,
    ReportInfo,
    State,
    Subject,
)
from bagdar.monitoring.rules.workflow import (
    NoSuchReport,
    NotNow,
    NotYours,
    ReasonNeeded,
    ReportChanged,
)
from bagdar.monitoring.services import facts
from bagdar.monitoring.services.entries import (
    Document,
    Entry,
    Outcome,
    accept_reports,
    fates,
    submit_entries,
)
from bagdar.monitoring.services.reporting import (
    accept_report,
    reopen_report,
    return_report,
    save_report,
    submit_report,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("loaded")]

PROGRAMME = "kz-2020-2025"
MES, REGION = Reporter("body", "mes"), Reporter("region", "KZ-11")
OFFICER, COORDINATOR = Actor("officer", "body"), Actor("chief", "coordinator")
T14 = Subject.parse("indicator:T1.4@2021")
MONEY = Subject.parse("money:m139@2021")
MILESTONE = Subject.parse("milestone:m12@1/2021-12")
DONE = MilestoneContent(status="done", done_on="2021-12-01")


def _instants() -> Iterator[datetime]:
    instant = datetime(2023, 3, 1, tzinfo=UTC)
    while True:
        instant += timedelta(minutes=1)
        yield instant


clock = _instants()


def figure(value: Any, **more: Any) -> IndicatorContent:
    return IndicatorContent(value=value, **more)


def money(*lines: tuple[str, str, Any]) -> MoneyContent:
    named = ("source", "budget_programme", "spent")
    return MoneyContent(lines=tuple(dict(zip(named, line, strict=True)) for line in lines))


def save(content: Any, version: int = 0, *, subject: Subject = T14, by: Reporter = MES,
         origin: Origin = Origin.REAL) -> ReportInfo:  # fmt: skip
    return save_report(
        PROGRAMME, subject, by, content,
        origin=origin, by=OFFICER, at=next(clock), expect_version=version,
    )  # fmt: skip


def submit(now: ReportInfo, **more: Any) -> ReportInfo:
    return submit_report(now.id, by=OFFICER, at=next(clock), expect_version=now.version, **more)


def accept(now: ReportInfo) -> ReportInfo:
    return accept_report(now.id, by=COORDINATOR, at=next(clock), expect_version=now.version)


def give_back(now: ReportInfo, reason: str = "Which order?") -> ReportInfo:
    return return_report(now.id, reason, by=COORDINATOR, at=next(clock), expect_version=now.version)


def reopen(now: ReportInfo) -> ReportInfo:
    return reopen_report(
        now.id, "A slip", by=COORDINATOR, at=next(clock), expect_version=now.version
    )


def values(*, pending: bool = False, **more: Any) -> list[str]:
    found = figures(PROGRAMME, Origin.REAL, pending=pending, **more)
    return [f"{one.value}{'' if one.accepted else '?'}" for one in found]


def everything() -> list[Any]:
    """Every row that a step could write."""
    kinds = (models.Report, models.Step, models.Figure, models.Spending, models.Evidence, Event)
    return [sorted(kind.objects.values_list(), key=str) for kind in kinds]


# --- one report -------------------------------------------------------------------------------


def test_a_figure_is_pending_until_it_is_accepted():
    submitted = submit(save(figure("64.5", document="1-НК")))
    assert (values(), values(pending=True)) == ([], ["64.5?"])
    accept(submitted)
    (one,) = figures(PROGRAMME, Origin.REAL)
    assert (one.row, one.year, one.region, one.document) == ("T1.4", 2021, "", "1-НК")
    assert (one.report_id, one.recorded_by, one.accepted) == (submitted.id, "officer", True)


def test_a_returned_report_leaves_nothing_pending_and_keeps_its_reason():
    back = give_back(submit(save(figure(64))))
    assert (back.state, back.reason, values(pending=True)) == (State.RETURNED, "Which order?", [])
    assert models.Figure.objects.count() == 1
    again = submit(save(figure(65), back.version))
    assert (again.reason, values(pending=True)) == ("", ["65?"])


def test_what_was_accepted_stands_until_another_acceptance():
    first = accept(submit(save(figure(64))))
    opened = reopen(first)
    assert (opened.state, values()) == (State.RETURNED, ["64"])
    submitted = submit(save(figure(66), opened.version))
    assert values(pending=True) == ["64", "66?"]
    accept(submitted)
    assert values(pending=True) == ["66"]
    past = first.decided_at
    assert values(known_at=past) == ["64"]


def test_a_submitted_report_that_is_saved_again_is_taken_back():
    submitted = submit(save(figure(64)))
    taken = save(figure(65), submitted.version)
    assert (taken.state, values(pending=True)) == (State.DRAFT, [])
    with pytest.raises(ReportChanged):
        accept(submitted)
    assert values() == []


def test_an_accepted_report_is_saved_by_nobody_before_it_is_reopened():
    accepted = accept(submit(save(figure(64))))
    before = everything()
    with pytest.raises(NotNow):
        save(figure(65), accepted.version)
    assert everything() == before


def test_money_stands_by_source_and_budget_programme_and_a_line_left_out_ends():
    first = accept(submit(save(money(("РБ", "099", 10), ("РБ", "098", 5)), subject=MONEY),
                          confirmed=True))  # fmt: skip
    opened = reopen(first)
    accept(submit(save(money(("РБ", "099", 12)), opened.version, subject=MONEY)))
    found = spendings(PROGRAMME, Origin.REAL)
    assert [(one.measure, one.budget_programme, one.spent) for one in found] == [(139, "099", 12)]
    assert models.Spending.objects.count() == 3


def test_a_regions_figure_stands_beside_the_countrys():
    accept(submit(save(figure(64))))
    accept(submit(save(figure(60, weight=1000), by=REGION)))
    assert [(one.region, one.value) for one in figures(PROGRAMME, Origin.REAL)] == [
        ("", 64), ("KZ-11", 60),
    ]  # fmt: skip


def test_facts_of_two_origins_never_meet():
    accept(submit(save(figure(64))))
    accept(submit(save(figure(50), origin=Origin.ILLUSTRATIVE)))
    assert values() == ["64"]
    assert [one.value for one in figures(PROGRAMME, Origin.ILLUSTRATIVE)] == [50]


def test_a_milestone_records_no_figure_and_keeps_its_words():
    done = accept(submit(save(DONE, subject=MILESTONE)))
    assert (done.content, models.Figure.objects.count()) == (DONE, 0)


def test_every_step_is_kept_with_what_stood_then():
    opened = reopen(accept(submit(save(figure("64.5")))))
    told = [(one.version, one.kind.value, str(one.content.value), one.by, one.role, one.reason)
            for one in steps(opened.id)]  # fmt: skip
    assert told == [
        (1, "saved", "64.5", "officer", "body", ""),
        (2, "submitted", "64.5", "officer", "body", ""),
        (3, "accepted", "64.5", "chief", "coordinator", ""),
        (4, "reopened", "64.5", "chief", "coordinator", "A slip"),
    ]
    events = Event.objects.filter(about=f"monitoring.report:{opened.id}").order_by("id")
    assert [(one.action, one.facts["version"]) for one in events] == [
        ("monitoring.report_saved", 1), ("monitoring.report_submitted", 2),
        ("monitoring.report_accepted", 3), ("monitoring.report_reopened", 4),
    ]  # fmt: skip


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_keeps_steps_as_they_were(verb: str):
    save(figure(64))
    rows = models.Step.objects.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(reason="x") if verb == "update" else rows._raw_delete("default")
    assert [one.reason for one in models.Step.objects.all()] == [""]


# --- refusals change nothing ------------------------------------------------------------------


def refused(error: type[Exception], deed: Any) -> Any:
    before = everything()
    with pytest.raises(error) as caught:
        deed()
    assert everything() == before
    return caught.value


def test_a_stale_version_changes_nothing_and_tells_both_contents():
    first = save(figure(64))
    save(figure(65), first.version)
    error = refused(ReportChanged, lambda: save(figure(66), first.version))
    assert (error.now.content.value, error.yours.value) == (65, 66)
    refused(ReportChanged, lambda: submit(first))


def test_whoever_believes_there_is_none_yet_learns_of_the_one_that_is():
    save(figure(64))
    assert refused(ReportChanged, lambda: save(figure(66), 0)).now.content.value == 64


def test_the_same_draft_again_is_not_written_again():
    first = save(figure(64))
    before = everything()
    assert save(figure("64.0"), 0) == first
    assert everything() == before


def test_another_bodys_subject_is_not_reported():
    moh = Reporter("body", "moh")
    refused(NotYours, lambda: save(figure(64), by=moh))
    refused(NotYours, lambda: save(DONE, subject=Subject.parse("milestone:m173@1/2020-02"),
                                   by=REGION))  # fmt: skip


def test_what_cannot_be_is_refused():
    refused(FaultyContent, lambda: save(figure(64), subject=Subject.parse("indicator:T1.4@2026")))
    draft = save(MilestoneContent(status="done"), subject=MILESTONE)
    assert refused(FaultyContent, lambda: submit(draft)).faults == (
        ("done_on", "report_missing", {}),
    )


def test_a_decision_out_of_turn_is_refused():
    draft = save(figure(64))
    refused(NotNow, lambda: accept(draft))
    refused(NotNow, lambda: give_back(draft))
    refused(NotNow, lambda: reopen(draft))
    accepted = accept(submit(draft))
    refused(NotNow, lambda: submit(accepted))


def test_nothing_goes_back_without_a_reason():
    submitted = submit(save(figure(64)))
    refused(ReasonNeeded, lambda: give_back(submitted, " "))


def test_a_report_that_is_not_there_is_said_so():
    given = {"by": OFFICER, "at": next(clock), "expect_version": 1}
    refused(NoSuchReport, lambda: submit_report(uuid4(), **given))
    refused(NoSuchReport, lambda: save(figure(64), 3))


def test_a_figure_that_looks_wrong_waits_for_its_confirmation():
    draft = save(figure("0.645"))
    error = refused(Asked, lambda: submit(draft, confirmed=False))
    assert [one.code for one in error.questions] == ["share", "far"]
    assert submit(draft, confirmed=True).state is State.SUBMITTED


def test_a_step_that_fails_late_leaves_nothing_of_itself(monkeypatch: pytest.MonkeyPatch):
    submitted = submit(save(figure(64)))

    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("bagdar.monitoring.services.reporting.record", full)
    refused(OSError, lambda: accept(submitted))
    assert values() == []


# --- many at once -----------------------------------------------------------------------------

ENTRIES = (
    Entry(T14, MES, figure(64)),
    Entry(MONEY, MES, money(("РБ", "099", 12000))),
    Entry(MILESTONE, MES, DONE, (Document("order", "On the plan", "137"),)),
    Entry(T14, REGION, figure(60, weight=900)),
)


def send(*entries: Entry) -> tuple[Outcome, ...]:
    return submit_entries(PROGRAMME, entries, origin=Origin.REAL, by=OFFICER, at=next(clock))


def kinds(outcomes: tuple[Outcome, ...]) -> list[str]:
    return [one.kind for one in outcomes]


def test_many_reports_go_in_at_once_and_a_second_time_not_at_all():
    outcomes = send(*ENTRIES)
    assert kinds(outcomes) == ["taken"] * 4
    assert values(pending=True) == ["64?", "60?"]
    (document,) = evidence_of([outcomes[2].report_id])[outcomes[2].report_id]
    assert (document.title, document.number) == ("On the plan", "137")
    before = everything()
    again = send(*ENTRIES)
    assert kinds(again) == ["unchanged"] * 4
    assert [one.report_id for one in again] == [one.report_id for one in outcomes]
    assert everything() == before


def test_many_reports_are_accepted_at_once():
    ids = [one.report_id for one in send(*ENTRIES)]
    assert accept_reports(ids, by=COORDINATOR, at=next(clock)) == 4
    assert values(pending=True) == ["64", "60"]
    assert {one.state for one in reports(PROGRAMME, Origin.REAL)} == {State.ACCEPTED}
    assert kinds(send(*ENTRIES)) == ["unchanged"] * 4


def test_a_corrected_entry_takes_the_place_of_what_was_pending():
    (first,) = send(ENTRIES[0])
    (second,) = send(Entry(T14, MES, figure(65)))
    assert (second.kind, second.report_id) == ("taken", first.report_id)
    assert values(pending=True) == ["65?"]


def test_a_draft_that_was_begun_is_handed_in_with_the_entry():
    begun = save(figure(1))
    (outcome,) = send(ENTRIES[0])
    assert outcome.report_id == begun.id
    assert report(begun.id).state is State.SUBMITTED


def test_of_two_entries_on_one_subject_the_later_counts():
    outcomes = send(ENTRIES[0], Entry(T14, MES, figure(65)))
    assert kinds(outcomes) == ["taken", "taken"]
    assert values(pending=True) == ["65?"]


def test_a_document_more_is_kept_although_the_content_is_the_same():
    send(ENTRIES[2])
    more = Entry(MILESTONE, MES, DONE, (*ENTRIES[2].evidence, Document("act", "Act", "5")))
    (outcome,) = send(more)
    assert outcome.kind == "taken"
    titles = [one.title for one in evidence_of([outcome.report_id])[outcome.report_id]]
    assert titles == ["On the plan", "Act"]


def test_one_entry_that_cannot_be_stops_them_all():
    wrong = Entry(Subject.parse("indicator:T1.4@2026"), MES, figure(64))
    refused(FaultyContent, lambda: send(*ENTRIES, wrong))
    refused(NotYours, lambda: send(*ENTRIES, Entry(T14, Reporter("body", "moh"), figure(64))))


def test_an_accepted_report_is_not_changed_by_an_entry():
    accept(submit(save(figure(64))))
    assert fates(PROGRAMME, (Entry(T14, MES, figure(65)),), origin=Origin.REAL) == ("closed",)
    refused(NotNow, lambda: send(ENTRIES[1], Entry(T14, MES, figure(65))))


def test_one_report_that_cannot_be_accepted_stops_them_all():
    ids = [one.report_id for one in send(*ENTRIES)]
    give_back(report(ids[0]))
    refused(NotNow, lambda: accept_reports(ids, by=COORDINATOR, at=next(clock)))
    refused(NoSuchReport, lambda: accept_reports([UUID(int=9)], by=COORDINATOR, at=next(clock)))


def test_a_pending_fact_that_another_report_pushed_aside_comes_back_when_accepted():
    """Two reports on one cell: the owner of a measure changed between editions."""
    first = submit(save(figure(64)))
    row = models.Report.objects.get(pk=first.id)
    row.pk, row.reporter, row.content = uuid4(), "body:moh", figure(50).model_dump(mode="json")
    row.save(force_insert=True)
    other = report(row.pk)
    with transaction.atomic():
        facts.put_pending([other], OFFICER, next(clock))
    assert values(pending=True) == ["50?"]
    accept(first)
    assert values(pending=True) == ["64"]


def test_a_report_is_found_by_what_it_is_about():
    assert find_report(PROGRAMME, T14, MES, Origin.REAL) is None
    saved = save(figure(Decimal("64.5")))
    assert find_report(PROGRAMME, T14, MES, Origin.REAL) == saved
    assert find_report(PROGRAMME, T14, MES, Origin.ILLUSTRATIVE) is None
