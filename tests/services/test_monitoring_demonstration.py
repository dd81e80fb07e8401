"""The demonstration: loaded once, all of it illustrative, never beside real facts unasked."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.monitoring import models
from bagdar.monitoring.queries import facts
from bagdar.monitoring.rules.nouns import (
    MoneyContent,
    MoneyLine,
    Origin,
    Reporter,
    State,
    Subject,
)
from bagdar.monitoring.services.demonstration import RealReportsStand, load_demonstration
from bagdar.monitoring.services.entries import Entry, accept_reports, submit_entries
from tests.demonstrated import DAY, PROGRAMME, is_kept

pytestmark = [pytest.mark.django_db, pytest.mark.database]
BY = Actor("demonstration", "operator")
FACTS = (models.Report, models.Step, models.Evidence, models.Figure, models.Spending)


def counts() -> list[int]:
    return [kind.objects.count() for kind in FACTS]


def report_in_earnest() -> None:
    content = MoneyContent(lines=(MoneyLine(source="РБ", plan=100, revised=90, spent=80),))
    entry = Entry(Subject("money", "m2", "2020"), Reporter("body", "mes"), content)
    by, at = Actor("officer", "body"), datetime(2021, 1, 20, tzinfo=UTC)
    (outcome,) = submit_entries(PROGRAMME, [entry], origin=Origin.REAL, by=by, at=at)
    accept_reports([outcome.report_id], by=Actor("office", "coordinator"), at=at)


def test_everything_that_the_demonstration_writes_is_illustrative(demonstrated):
    for kind in (models.Report, models.Figure, models.Spending):
        assert set(kind.objects.values_list("origin", flat=True)) == {"illustrative"}
    numbers = set(models.Evidence.objects.values_list("number", flat=True))
    assert numbers and all(number.startswith("illustrative-") for number in numbers)
    assert not models.Evidence.objects.exclude(sha256="").exists()
    texts = [row.content["text"] for row in models.Report.objects.all()]
    assert all("Шартты" in text for text in texts)


def test_reports_are_accepted_waiting_returned_and_missing(demonstrated):
    states = Counter(models.Report.objects.values_list("state", flat=True))
    assert states[State.ACCEPTED] > states.total() * 0.8
    assert states[State.SUBMITTED] > 0
    assert states[State.RETURNED] > 0
    returned = models.Report.objects.filter(state=State.RETURNED)
    assert all("Шартты мысал" in row.reason for row in returned)


def test_a_second_loading_writes_nothing(demonstrated):
    before, events = counts(), Event.objects.count()
    loading = load_demonstration(PROGRAMME, by=BY, day=DAY, keep=is_kept)
    assert loading.written == 0
    assert loading.made == before[0]
    assert counts() == before
    assert Event.objects.count() == events


def test_what_somebody_did_with_a_report_of_the_demonstration_stays(demonstrated):
    row = models.Report.objects.filter(state=State.SUBMITTED).order_by("pk")[0]
    accept_reports([row.pk], by=Actor("coordinator", "coordinator"), at=datetime.now(UTC))
    load_demonstration(PROGRAMME, by=BY, day=DAY, keep=is_kept)
    row.refresh_from_db()
    assert (row.state, row.version, row.decided_by) == (State.ACCEPTED, 2, "coordinator")


def test_nothing_is_loaded_beside_real_reports_unless_it_is_wanted(loaded):
    report_in_earnest()
    before = counts()
    with pytest.raises(RealReportsStand):
        load_demonstration(PROGRAMME, by=BY, day=DAY, keep=is_kept)
    assert counts() == before


def test_real_and_illustrative_facts_stand_apart_and_pages_show_the_real_ones(demonstrated):
    illustrative = facts.spendings(PROGRAMME, Origin.ILLUSTRATIVE)
    report_in_earnest()
    load_demonstration(PROGRAMME, by=BY, day=DAY, keep=is_kept, beside_real=True)
    assert facts.spendings(PROGRAMME, Origin.ILLUSTRATIVE) == illustrative
    (real,) = facts.spendings(PROGRAMME, Origin.REAL)
    assert (real.measure, real.spent) == (2, 80)
    assert facts.basis(PROGRAMME) == Origin.REAL


def test_only_what_is_due_by_the_day_is_reported(loaded):
    load_demonstration(PROGRAMME, by=BY, day=date(2021, 3, 1), keep=is_kept)
    assert models.Report.objects.count() > 0
    assert (
        models.Report.objects.filter(submitted_at__gte=datetime(2021, 3, 1, tzinfo=UTC)).count()
        == 0
    )
    assert not models.Figure.objects.filter(year__gt=2020).exists()
