"""The coordinator enters figures from outside: they stand at once, corrections supersede, and what
records give is refused."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.monitoring import models
from bagdar.monitoring.queries import outside as queries
from bagdar.monitoring.queries.asking import Asked
from bagdar.monitoring.queries.facts import figures
from bagdar.monitoring.rules.content import FaultyContent
from bagdar.monitoring.rules.nouns import IndicatorContent, Origin, Reporter, Subject
from bagdar.monitoring.rules.outside import FromRecords, NotAskedFor
from bagdar.monitoring.rules.workflow import ReasonNeeded
from bagdar.monitoring.services import outside
from bagdar.monitoring.services.entries import Entry, submit_entries
from bagdar.monitoring.services.outside import Published, deliver_outside, enter_outside
from tests.services.test_monitoring_outside import PISA, csv

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("loaded")]
PROGRAMME, ROW = "kz-2020-2025", "T1.2/math"
BY = Actor("aigul", "coordinator")
AT = datetime(2024, 3, 1, tzinfo=UTC)
LATER = AT + timedelta(days=30)
EDITION = {"document": "PISA 2022 Results, Volume I", "published_on": date(2023, 12, 5)}


def published(value: Any, row: str = ROW, **more: Any) -> Published:
    return Published(row, 2022, IndicatorContent(value=value, **{**EDITION, **more}))


def enter(*one: Published, at: datetime = AT, **more: Any) -> Any:
    more = {"confirmed": True, **more}
    return enter_outside(PROGRAMME, one, origin=Origin.REAL, by=BY, at=at, **more)


def standing(**more: Any) -> list[tuple[str, int, Decimal]]:
    found = queries.outside_figures(PROGRAMME, Origin.REAL, **more)
    return [(one.row, one.year, one.value) for one in found]


def nothing_written() -> bool:
    written = (models.Report, models.Figure, models.Step, models.Delivery)
    return not any(one.objects.exists() for one in written)


def test_a_figure_stands_at_once_with_its_edition_and_the_trail_says_who_entered_it():
    done = enter(published(465, page="37"))
    assert (done.taken, done.corrected, done.unchanged) == (1, 0, 0)
    [one] = queries.outside_figures(PROGRAMME, Origin.REAL)
    assert (one.value, one.document, one.page) == (465, EDITION["document"], "37")
    assert (one.published_on, one.recorded_role) == (date(2023, 12, 5), "coordinator")
    assert (one.reporter, one.accepted_at) == (Reporter("body", "mes"), AT)
    event = Event.objects.get(action="monitoring.outside_entered")
    assert (event.actor, event.facts["sources"]) == ("aigul", "oecd.pisa")
    assert figures(PROGRAMME, Origin.REAL, row=ROW)[0].value == 465


def test_a_correction_needs_a_reason_supersedes_and_both_times_are_kept():
    enter(published(465))
    with pytest.raises(ReasonNeeded):
        enter(published(425), at=LATER)
    assert standing() == [(ROW, 2022, 465)]
    done = enter(published(425), at=LATER, reason="A slip of the pen")
    assert (done.taken, done.corrected) == (1, 1)
    assert standing() == [(ROW, 2022, 425)]
    assert standing(known_at=AT) == [(ROW, 2022, 465)]
    newest, older = queries.outside_figures(PROGRAMME, Origin.REAL, superseded=True)
    assert (newest.superseded_at, older.superseded_at) == (None, LATER)
    assert queries.revisions_of(PROGRAMME, newest) == (newest, older)


def test_the_same_figure_again_changes_nothing():
    enter(published(465))
    before = models.Step.objects.count(), Event.objects.count()
    assert enter(published(465), at=LATER).unchanged == 1
    assert (models.Step.objects.count(), Event.objects.count()) == before


def test_what_the_body_has_handed_in_and_nobody_accepted_gives_way():
    subject = Subject("indicator", ROW, "2022")
    said = Entry(subject, Reporter("body", "mes"), IndicatorContent(value=430))
    submit_entries(PROGRAMME, [said], origin=Origin.REAL, by=Actor("x", "body"), at=AT)
    done = enter(published(425), at=LATER)
    assert (done.taken, done.corrected) == (1, 0) and standing() == [(ROW, 2022, 425)]
    assert models.Report.objects.count() == 1


def test_figures_of_rows_that_others_answer_for_are_theirs():
    enter(published(4, "I1.8.3"))
    assert models.Report.objects.get().reporter == "body:mof"


@pytest.mark.parametrize(
    ("row", "refusal"), [("I1.5.1", FromRecords), ("T1.9", NotAskedFor), ("m12", NotAskedFor)]
)
def test_what_records_give_and_what_nobody_asks_for_is_refused(row: str, refusal: type):
    with pytest.raises(refusal):
        enter(published(465), published(80, row))
    assert nothing_written()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"document": ""}, "document"),
        ({"published_on": None}, "published_on"),
        ({"published_on": date(2024, 3, 2)}, "published_on"),
        ({"value": 4650}, "value"),
    ],
)
def test_a_figure_without_its_edition_or_day_or_beyond_its_unit_is_refused(
    given: dict[str, Any], field: str
):
    with pytest.raises(FaultyContent) as told:
        enter(published(**{"value": 465, **given}))
    assert f"figures.0.{field}" in [name for name, _, _ in told.value.faults]
    assert nothing_written()


def test_a_figure_that_looks_wrong_is_asked_about_before_it_stands():
    before = Decimal("0.2")
    enter(Published("T2.1", 2021, IndicatorContent(value=before, **EDITION)))
    with pytest.raises(Asked):
        enter(published(20, "T2.1"), confirmed=False)
    assert standing() == [("T2.1", 2021, before)]
    enter(published(20, "T2.1"))
    assert ("T2.1", 2022, 20) in standing()


# --- by file ----------------------------------------------------------------------------------


def deliver(content: bytes, at: datetime = AT, **more: Any) -> Any:
    return deliver_outside(
        PROGRAMME, content, "outside.csv", origin=Origin.REAL, by=BY, at=at, **more
    )


def codes(one: Any) -> list[str]:
    return [remark.code for back in one.returned for remark in back.remarks]


def row(**more: Any) -> dict[str, Any]:
    return {**PISA, "confirm": "yes", **more}


def test_a_file_brings_many_of_several_bodies_and_each_bad_row_comes_back_with_its_reason():
    one = deliver(csv(
        row(), row(row="I1.8.3", value=4), row(row="I1.5.1", value=80), row(row="T1.3", value=7),
        row(row="T9.9"), row(row="T1.2/science", document=None), row(row="T1.2/reading", year=1999),
    ))  # fmt: skip
    assert (one.rows, one.taken, one.refused) == (7, 2, 5)
    assert codes(one) == [
        "outside_from_records", "report_out_of_bounds", "upload_unknown_code", "report_missing",
        "upload_year_outside",
    ]  # fmt: skip
    assert sorted(standing()) == [("I1.8.3", 2022, 4), (ROW, 2022, 465)]
    assert Event.objects.filter(action="monitoring.outside_entered").count() == 1


def test_the_same_file_again_changes_nothing_and_another_corrects_with_a_reason():
    first = csv(row())
    assert deliver(first).taken == 1
    assert deliver(first, at=LATER).again
    second = csv(row(value=470))
    assert codes(deliver(second, at=LATER, dry_run=True)) == ["outside_correction"]
    assert deliver(second, at=LATER, dry_run=True, reason="x").taken == 1
    assert standing() == [(ROW, 2022, 465)]
    assert deliver(second, at=LATER, reason="The second edition").taken == 1
    assert standing() == [(ROW, 2022, 470)]


def test_half_a_file_is_never_entered(monkeypatch: pytest.MonkeyPatch):
    def cut_off(*given: Any, **more: Any) -> Any:
        raise KeyboardInterrupt

    accept: Callable[..., Any] = outside.accept_reports
    monkeypatch.setattr(outside, "accept_reports", cut_off)
    with pytest.raises(KeyboardInterrupt):
        deliver(csv(row()))
    assert nothing_written()
    monkeypatch.setattr(outside, "accept_reports", accept)
    assert deliver(csv(row())).taken == 1
