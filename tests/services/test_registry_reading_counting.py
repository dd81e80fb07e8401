"""Large questions are answered from a kept count, small ones at once; both say the same."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bagdar.audit.models import Event
from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.queries import counting as queries
from bagdar.registry.queries import reading
from bagdar.registry.rules.counting import CountAwaited, Question, What
from bagdar.registry.services import counting
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


def keep_counts():
    told = []
    counting.keep_counts(by=BY, now=lambda: NOW, told=told.append)
    return told


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
    counting.keep_count(question, by=BY, at=NOW)
    assert ask(question).value == at_once


@pytest.mark.usefixtures("large")
def test_a_kept_answer_stands_until_it_is_counted_again(here):
    counting.keep_count(DOUBTS, by=BY, at=NOW - timedelta(hours=1))
    before = ask(DOUBTS)
    assert before.at == NOW - timedelta(hours=1)
    pupil = recorded(person("Жаңаев", "Бала", born_on=CHILD_BORN), 30)
    counting_again = models.Enrolment.objects.filter(person_id=here["child"]).last()
    counting_again.pk, counting_again.person_id = None, pupil
    counting_again.save(force_insert=True)
    assert ask(DOUBTS).value == before.value
    counting.keep_count(DOUBTS, by=BY, at=NOW)
    found = {one.person_id for one in ask(DOUBTS).value}
    assert found - {one.person_id for one in before.value} == {pupil}


def test_a_question_reads_back_as_it_was_asked():
    for one in (COHORT, AREA, DOUBTS):
        assert Question.read(one.what.value, one.asked) == one


@pytest.mark.usefixtures("here")
def test_a_count_that_cannot_be_told_of_is_not_kept(monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(counting, "record", fails)
    for deed in (counting.keep_count, counting.want):
        with pytest.raises(RuntimeError):
            deed(AREA, by=BY, at=NOW)
    assert models.Count.objects.count() == 0
