"""A yearly report is built once for its question and facts, and survives a builder that dies."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from bagdar import jobs as processes
from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.core import beats
from bagdar.monitoring import models
from bagdar.monitoring.queries import yearly as queries
from bagdar.monitoring.reports import gathered, heartbeat, jobs, yearly
from bagdar.monitoring.reports.gathered import Asked, NoSuchRegion, NoSuchYear
from bagdar.monitoring.rules.building import (
    BuildStatus,
    NoSuchYearlyReport,
    TooManyWaiting,
    YearlyReportNotReady,
)
from bagdar.monitoring.rules.evaluation import target
from bagdar.monitoring.rules.nouns import IndicatorContent, Origin, Reporter, Subject
from bagdar.monitoring.services import reporting
from bagdar.monitoring.services import yearly as services
from bagdar.programme.rules.editions import NoSuchProgramme
from tests.quick_reports import quick_build

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PROGRAMME = "kz-2020-2025"
BY = Actor("asker", "coordinator")
NOW = datetime(2024, 3, 1, 9, tzinfo=UTC)


def ask(
    format: str = "xlsx", year: int = 2021, region: str = "", at: datetime | None = None
) -> Any:
    return services.ask_for_yearly_report(
        PROGRAMME, 1, year, region, "kk", format, by=BY, at=at or timezone.now()
    )


def actions() -> list[str]:
    events = Event.objects.filter(action__startswith="monitoring.yearly_report").order_by("id")
    return [one.action.rpartition(".")[2] for one in events]


@pytest.fixture(autouse=True)
def no_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second connection would wait for the test's own transaction."""
    monkeypatch.setattr(processes, "SECONDS", 3600)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A builder that takes no time: what is tested is what becomes of its file."""
    monkeypatch.setattr(jobs, "build", quick_build)


@pytest.fixture
def no_builder(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    started: list[int] = []
    monkeypatch.setattr(jobs, "start_builder", lambda: started.append(1))
    return started


# --- the same question ----------------------------------------------------------------------------


def test_the_same_question_is_answered_by_one_report(loaded, no_builder):
    asked = Asked(PROGRAMME, 2021, "kk")
    first, second = jobs.ask(asked, "xlsx", by=BY), jobs.ask(asked, "xlsx", by=BY)
    assert first.id == second.id and first.status == BuildStatus.QUEUED
    assert models.YearlyReport.objects.count() == 1
    assert actions() == ["yearly_report_requested"]
    assert jobs.ask(asked, "html", by=BY).id != first.id


def test_a_ready_report_is_given_again_and_nothing_is_built(loaded, no_builder):
    asked = Asked(PROGRAMME, 2021, "kk")
    first = jobs.ask(asked, "xlsx", by=BY)
    assert jobs.build_waiting() == 1
    ready = jobs.ask(asked, "xlsx", by=BY)
    assert (ready.id, ready.status) == (first.id, BuildStatus.READY)
    assert jobs.build_waiting() == 0
    assert no_builder == [1]  # started for the first question only
    assert queries.content_of(ready)[:2] == b"PK"
    assert ready.size == len(queries.content_of(ready))
    assert ready.file_name == "bagdar-kz-2020-2025-1-report-2021-kk.xlsx"
    assert actions() == [
        "yearly_report_requested", "yearly_report_taken_up", "yearly_report_ready",
    ]  # fmt: skip


def test_new_facts_are_another_report_and_the_old_one_stays(loaded, no_builder, quick):
    before = ask()
    jobs.build_waiting()
    accept_a_figure()
    after = ask()
    assert after.id != before.id
    old = queries.yearly_report(before.id)
    assert old.status == BuildStatus.READY and not old.is_current
    assert queries.content_of(old)


def accept_a_figure() -> None:
    subject = Subject("indicator", "T1.5", "2021")
    report = reporting.save_report(
        PROGRAMME, subject, Reporter("body", "mes"), IndicatorContent(value=Decimal("71.5")),
        origin=Origin.REAL, by=Actor("officer", "body"), at=NOW,
    )  # fmt: skip
    report = reporting.submit_report(
        report.id, by=Actor("officer", "body"), at=NOW, expect_version=report.version
    )
    reporting.accept_report(report.id, by=BY, at=NOW, expect_version=report.version)


def test_a_file_that_was_lost_is_built_again(loaded, no_builder, quick):
    first = ask()
    jobs.build_waiting()
    ready = queries.yearly_report(first.id)
    (queries.folder() / ready.sha256).unlink()
    with pytest.raises(YearlyReportNotReady):
        queries.content_of(ready)
    assert ask().status == BuildStatus.QUEUED
    jobs.build_waiting()
    assert queries.content_of(queries.yearly_report(first.id))


def test_a_file_that_was_changed_is_not_handed_out(loaded, no_builder, quick):
    first = ask()
    jobs.build_waiting()
    ready = queries.yearly_report(first.id)
    path = queries.folder() / ready.sha256
    path.write_bytes(b"x" * ready.size)
    try:
        with pytest.raises(YearlyReportNotReady):
            queries.content_of(ready)
    finally:
        path.unlink()


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (Asked("nothing", 2021, "kk"), NoSuchProgramme),
        (Asked(PROGRAMME, 2019, "kk"), NoSuchYear),
        (Asked(PROGRAMME, 2026, "kk"), NoSuchYear),
        (Asked(PROGRAMME, 2021, "kk", "KZ-10"), NoSuchRegion),  # Abai came in June 2022
        (Asked(PROGRAMME, 2021, "kk", "XX"), NoSuchRegion),
    ],
)
def test_a_question_without_an_answer_is_refused_and_nothing_is_queued(
    loaded, no_builder, asked, error
):
    with pytest.raises(error):
        jobs.ask(asked, "pdf", by=BY)
    assert models.YearlyReport.objects.count() == 0 and no_builder == []


def test_a_queue_that_nobody_could_read_in_a_day_is_refused(loaded, monkeypatch):
    monkeypatch.setattr(services, "MOST_WAITING", 1)
    ask("pdf")
    with pytest.raises(TooManyWaiting):
        ask("docx")
    assert models.YearlyReport.objects.count() == 1
    assert ask("pdf").status == BuildStatus.QUEUED  # what waits already is not refused


# --- states ---------------------------------------------------------------------------------------


def test_no_more_than_two_are_built_at_once_and_the_longest_waiting_first(loaded):
    asked = [
        ask(one, at=NOW + timedelta(seconds=n)) for n, one in enumerate(("pdf", "docx", "html"))
    ]
    taken = [services.take_up(at=NOW) for _ in range(3)]
    assert [one.id if one else None for one in taken] == [asked[0].id, asked[1].id, None]


def test_a_builder_that_fell_silent_is_relieved(loaded):
    ask(at=NOW)
    first = services.take_up(at=NOW)
    assert first is not None
    assert services.take_up(at=NOW + timedelta(seconds=59)) is None
    again = services.take_up(at=NOW + timedelta(seconds=61))
    assert again is not None and again.id == first.id
    assert models.YearlyReport.objects.get().attempt == 2


def test_without_signs_of_life_being_asked_for_a_dead_builder_would_block_for_ever(
    loaded, monkeypatch
):
    """The control: with the bound out of reach nothing is relieved."""
    monkeypatch.setattr(beats, "SILENT_FOR", timedelta(days=999))
    ask(at=NOW)
    services.take_up(at=NOW)
    assert services.take_up(at=NOW + timedelta(days=1)) is None


def test_a_stuck_report_can_be_asked_for_again(loaded):
    ask(at=NOW)
    services.take_up(at=NOW)
    assert ask(at=NOW + timedelta(seconds=30)).status == BuildStatus.BUILDING
    assert ask(at=NOW + timedelta(seconds=90)).status == BuildStatus.QUEUED
    assert actions()[-1] == "yearly_report_restarted"


def test_what_goes_wrong_is_written_down_and_asking_again_starts_again(
    loaded, monkeypatch, no_builder
):
    def broken(*_: object) -> None:
        raise RuntimeError("somebody's personal words")

    monkeypatch.setattr(jobs, "build", broken)
    first = ask()
    jobs.build_waiting()
    failed = queries.yearly_report(first.id)
    assert (failed.status, failed.reason) == (BuildStatus.FAILED, "RuntimeError")
    assert actions()[-1] == "yearly_report_failed"
    assert "personal" not in str(Event.objects.latest("id").facts)
    monkeypatch.setattr(jobs, "build", quick_build)
    assert ask().status == BuildStatus.QUEUED
    assert jobs.build_waiting() == 1
    assert queries.yearly_report(first.id).status == BuildStatus.READY


def test_a_failure_does_not_end_the_reports_behind_it(loaded, monkeypatch, no_builder):
    def sometimes(asked: Any, format: Any, progress: Any) -> Any:
        if format == "html":
            raise OSError
        return quick_build(asked, format, progress)

    monkeypatch.setattr(jobs, "build", sometimes)
    bad, good = ask("html", at=NOW), ask("xlsx", at=NOW + timedelta(seconds=1))
    assert jobs.build_waiting() == 2
    assert queries.yearly_report(bad.id).status == BuildStatus.FAILED
    assert queries.yearly_report(good.id).status == BuildStatus.READY


def test_a_sign_of_life_changes_nothing_of_a_report_that_is_finished(loaded):
    first = ask()
    services.take_up(at=NOW)
    heartbeat.beat(first.id, step="file")
    assert queries.yearly_report(first.id).step == "file"
    services.finish(first.id, b"content", "a.xlsx", NOW, at=NOW)
    heartbeat.beat(first.id, step="facts")
    assert queries.yearly_report(first.id).step == ""


def test_the_database_keeps_no_ready_report_without_a_file_and_no_failure_without_a_reason(loaded):
    row = models.YearlyReport.objects.get(pk=ask().id)
    for status in (BuildStatus.READY, BuildStatus.FAILED):
        row.status = status.value
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_nobody_has_an_unknown_report(loaded):
    with pytest.raises(NoSuchYearlyReport):
        queries.yearly_report(models.uuid.uuid4())


# --- what it says ---------------------------------------------------------------------------------


def document(year: int = 2021, language: Any = "kk", region: str = "") -> Any:
    from django.utils import translation

    with translation.override(language):
        return yearly.compose(gathered.gather(Asked(PROGRAMME, year, language, region)))


def tables(of: Any) -> dict[str, Any]:
    return {table.name: table for _, table in of.tables()}


def test_without_any_fact_the_report_says_what_is_still_to_be_reported(loaded, edition):
    found = document()
    assert found.mark == ""
    named = tables(found)
    targets = [row for _, row in edition.rows() if target(row, 2021)]
    assert [row["code"] for row in named["missing-figures"].rows] == [row.code for row in targets]
    assert len(named["missing-regions"].rows) == 17
    paid = [one.number for one in edition.measures
            if any(2021 in row.amounts for row in one.money)]  # fmt: skip
    assert [row["number"] for row in named["missing-money"].rows] == paid
    assert len(named["measures-all"].rows) == 204
    words = [part.text for one in found.sections for part in one.parts if hasattr(part, "text")]
    assert any("қабылданған есеп әлі жоқ" in one for one in words)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_section_is_there_for_country_and_region(loaded, language):
    assert [one.name for one in document(language=language).sections] == [
        "answer-section", "targets-section", "results-section", "measures-section",
        "money-section", "regions-section", "forecast-section", "missing-section",
        "sources-section",
    ]  # fmt: skip
    assert [one.name for one in document(language=language, region="KZ-11").sections] == [
        "answer-section", "region-figures-section", "region-duties-section",
        "region-money-section", "missing-section", "sources-section",
    ]  # fmt: skip


def test_an_accepted_figure_stands_in_the_report_and_a_pending_one_does_not(loaded):
    accept_a_figure()
    subject = Subject("indicator", "T1.4", "2021")
    pending = reporting.save_report(
        PROGRAMME, subject, Reporter("body", "mes"), IndicatorContent(value=Decimal("99.9")),
        origin=Origin.REAL, by=Actor("officer", "body"), at=NOW,
    )  # fmt: skip
    reporting.submit_report(
        pending.id, by=Actor("officer", "body"), at=NOW, expect_version=pending.version
    )
    rows = {row["code"]: row for row in tables(document())["targets"].rows}
    assert rows["T1.5"]["fact"] == Decimal("72")  # printed with the target's digits
    assert rows["T1.4"]["fact"] is None


def read_while_a_figure_is_accepted() -> gathered.Gathered:
    """What is gathered when the coordinator accepts T1.5 just before money is read."""
    left = [accept_a_figure]

    def meanwhile(execute: Any, sql: str, *rest: Any) -> Any:
        if "monitoring_spending" in sql and left:
            left.pop()()
        return execute(sql, *rest)

    with connection.execute_wrapper(meanwhile):
        found = gathered.gather(Asked(PROGRAMME, 2021, "kk"))
    assert not left
    return found


def test_a_report_is_of_one_moment_whatever_is_accepted_while_it_is_read(loaded):
    found = read_while_a_figure_is_accepted()
    told = found.evaluation.row("T1.5").fact, found.figures["T1.5", ""].value
    assert told == (Decimal("71.5"), Decimal("71.5"))


def test_read_once_a_report_would_be_of_two_moments(loaded, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(gathered, "READINGS", 1)
    found = read_while_a_figure_is_accepted()
    assert ("T1.5", "") in found.figures and found.evaluation.row("T1.5").fact is None


def test_made_up_facts_are_said_on_the_cover_in_the_header_and_in_the_name(loaded):
    report = reporting.save_report(
        PROGRAMME, Subject("indicator", "T1.5", "2021"), Reporter("body", "mes"),
        IndicatorContent(value=Decimal(71)), origin=Origin.ILLUSTRATIVE,
        by=Actor("officer", "body"), at=NOW,
    )  # fmt: skip
    report = reporting.submit_report(
        report.id, by=Actor("officer", "body"), at=NOW, expect_version=report.version
    )
    reporting.accept_report(report.id, by=BY, at=NOW, expect_version=report.version)
    found = document()
    assert "Шартты деректер" in found.mark and found.tag == "ШАРТТЫ ДЕРЕКТЕР"
    name = yearly.name_of(found, Origin.ILLUSTRATIVE, "pdf")
    assert name == "bagdar-kz-2020-2025-1-report-2021-illustrative-kk.pdf"
