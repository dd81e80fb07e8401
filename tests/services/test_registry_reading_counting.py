"""Large questions are answered from a kept count, small ones at once; both say the same."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from bagdar.audit.models import Event
from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.queries import counting as queries
from bagdar.registry.queries import reading
from bagdar.registry.rules.counting import (
    CountAwaited,
    CountOverdue,
    CountRunning,
    Question,
    What,
)
from bagdar.registry.services import counting
from bagdar.registry.services.alone import alone, lock_of
from tests.register import BY
from tests.registry_read import CHILD_BORN, person, recorded, world

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = datetime.now(UTC)
COHORT = Question(What.FLOW, Origin.ILLUSTRATIVE, "", grade=3, on=date(2023, 10, 1), years=1)
AREA = Question(What.AREA, Origin.ILLUSTRATIVE, "KZ-11")
DOUBTS = Question(What.DOUBTS, Origin.ILLUSTRATIVE, "KZ-11")


@pytest.fixture
def here():
    return world()


@pytest.fixture
def large(monkeypatch):
    """Every register is a large one."""
    few = reading.rule()
    bound = few.counting.model_copy(update={"rows_at_once": 0})
    monkeypatch.setattr(counting, "rule", lambda: few.model_copy(update={"counting": bound}))


def ask(question):
    return counting.counted(question, by=BY, at=NOW)


def keep(question, at=NOW):
    answers = queries.count_together([question], at.date())
    counting.keep_answers(answers, by=BY, at=at)


def keep_counts(at=NOW, **how):
    """What was counted."""
    told = []
    counting.keep_counts(by=BY, now=lambda: at, told=told.append, **how)
    return [one for some in told for one in some.questions]


def test_a_small_question_is_answered_at_once_and_nothing_is_kept(here):
    found = ask(AREA)
    assert [one.organisation_id for one in found.value] == [here["empty_school"], here["school"]]
    assert (found.at, found.is_kept) == (NOW, False)
    assert models.Count.objects.count() == 0


@pytest.mark.usefixtures("here", "large")
def test_a_large_question_is_noted_once_and_answered_after_the_next_count():
    for _ in range(2):
        with pytest.raises(CountAwaited):
            ask(COHORT)
    assert [one.asked for one in models.Count.objects.all()] == ["illustrative||3|2023-10-01|1"]
    assert Event.objects.filter(action="registry.count_wanted").count() == 1
    assert COHORT in keep_counts()
    found = ask(COHORT)
    assert (found.at, found.is_kept) == (NOW, True)
    assert sum(found.value.values()) == 4


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("question", [COHORT, AREA, DOUBTS], ids=lambda one: one.what.value)
def test_a_kept_answer_is_the_answer_that_was_counted(question, large):
    at_once = queries.count(question, NOW.date())
    assert at_once
    keep(question)
    assert ask(question).value == at_once


@pytest.mark.usefixtures("large")
def test_a_kept_answer_stands_until_it_is_counted_again(here):
    keep(DOUBTS, NOW - timedelta(hours=1))
    before = ask(DOUBTS)
    assert before.at == NOW - timedelta(hours=1)
    pupil = recorded(person("Жаңаев", "Бала", born_on=CHILD_BORN), 30)
    counting_again = models.Enrolment.objects.filter(person_id=here["child"]).last()
    counting_again.pk, counting_again.person_id = None, pupil
    counting_again.save(force_insert=True)
    assert ask(DOUBTS).value == before.value
    keep(DOUBTS)
    found = {one.person_id for one in ask(DOUBTS).value}
    assert found - {one.person_id for one in before.value} == {pupil}


def test_a_question_reads_back_as_it_was_asked():
    for one in (COHORT, AREA, DOUBTS):
        assert Question.read(one.what.value, one.asked) == one


@pytest.mark.usefixtures("here", "large")
def test_what_is_due_is_what_waits_and_what_is_older_than_declared():
    first = keep_counts(only_due=True)
    assert set(first) == set(counting.large(NOW)) and AREA in first
    assert keep_counts(only_due=True) == []
    with pytest.raises(CountAwaited):
        ask(COHORT)
    later = NOW + timedelta(hours=1)
    assert keep_counts(later, only_due=True) == [COHORT]
    old = NOW + timedelta(hours=reading.rule().counting.hours_kept)
    assert set(keep_counts(old, only_due=True)) == set(first)
    assert keep_counts(old, only_due=True) == []


@pytest.mark.usefixtures("here", "large")
def test_who_waits_is_told_until_when_and_whoever_waits_in_vain_that_nobody_counts():
    minutes = reading.rule().counting.minutes_between
    with pytest.raises(CountAwaited) as told:
        ask(COHORT)
    assert told.value.facts == {"wanted": NOW, "again": NOW + timedelta(minutes=2 * minutes)}
    assert told.value.retry_after == 60 * minutes
    with pytest.raises(CountOverdue) as told:
        counting.counted(COHORT, by=BY, at=NOW + timedelta(minutes=2 * minutes, seconds=1))
    assert told.value.facts == {"wanted": NOW}


def test_the_timer_looks_as_often_as_pages_promise():
    timer = (Path(__file__).parents[2] / "deploy" / "bagdar-count.timer").read_text()
    assert f"OnCalendar=*:0/{reading.rule().counting.minutes_between}\n" in timer


@pytest.mark.usefixtures("here", "large")
def test_a_count_that_breaks_off_leaves_the_answers_of_before_and_can_begin_again(monkeypatch):
    keep_counts()
    before = {(one.what, one.asked): one.counted_at for one in models.Count.objects.all()}
    written, seen = queries.written, []

    def breaks(what, value):
        seen.append(what)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return written(what, value)

    with monkeypatch.context() as patched:
        patched.setattr(queries, "passes", lambda questions: [tuple(some_of(questions))])
        patched.setattr(queries, "written", breaks)
        with pytest.raises(KeyboardInterrupt):
            keep_counts(NOW + timedelta(days=1))
    after = {(one.what, one.asked): one.counted_at for one in models.Count.objects.all()}
    assert len(seen) == 2 and after == before
    assert AREA in keep_counts(NOW + timedelta(days=1))


def some_of(questions):
    return [one for one in questions if one.what is What.AREA]


def test_two_processes_do_not_count_at_once(tmp_path, monkeypatch):
    with another_counts(tmp_path, monkeypatch), pytest.raises(CountRunning):
        keep_counts()
    keep_counts()
    with another_counts(tmp_path, monkeypatch, deed="something else"):
        keep_counts()


@contextmanager
def another_counts(folder, monkeypatch, deed="registry.count"):
    """Another connection does a deed in the same database; one in memory has no other."""
    if connection.vendor == "sqlite":
        database = folder / "register.sqlite3"
        database.touch()
        monkeypatch.setitem(connection.settings_dict, "NAME", str(database))
        with alone(deed) as is_alone:
            assert is_alone
            yield
        return
    other = connection.copy()
    key = [lock_of(deed)]
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", key)
            assert cursor.fetchone()[0]
            yield
            # The server notices a closed connection a little later.
            cursor.execute("SELECT pg_advisory_unlock(%s)", key)
    finally:
        other.close()


@pytest.mark.usefixtures("here")
def test_a_count_that_cannot_be_told_of_is_not_kept(monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(counting, "record", fails)
    for deed in (lambda: keep(AREA), lambda: counting.want(AREA, by=BY, at=NOW)):
        with pytest.raises(RuntimeError):
            deed()
    assert models.Count.objects.count() == 0
