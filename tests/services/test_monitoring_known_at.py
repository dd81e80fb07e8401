"""What was known at an instant is found again, whatever was corrected afterwards."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bagdar.audit.rules import Actor
from bagdar.monitoring.public import basis, execution, figures, spendings, standing
from bagdar.monitoring.rules.nouns import (
    IndicatorContent,
    MilestoneContent,
    MoneyContent,
    Origin,
    Reporter,
    ReportInfo,
    Subject,
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
FIGURE = Subject.parse("indicator:T1.4@2021")
MONEY = Subject.parse("money:m139@2021")
MILESTONE = Subject.parse("milestone:m5@1/2020-06")
REAL, MADE_UP = Origin.REAL, Origin.ILLUSTRATIVE


class Story:
    """Steps a minute apart, and what `watch` said before them and after each."""

    def __init__(self, watch: Callable[[], Any]) -> None:
        self.now, self.watch = datetime(2023, 3, 1, tzinfo=UTC), watch
        self.seen: list[tuple[datetime, Any]] = [(self.now, watch())]

    def step(self, verb: Callable[..., ReportInfo], *given: Any, **more: Any) -> ReportInfo:
        self.now += timedelta(minutes=1)
        found = verb(*given, at=self.now, **more)
        self.seen.append((self.now, self.watch()))
        return found

    def file(self, content: Any, subject: Subject, by: Reporter = MES, origin: Origin = REAL,
             version: int = 0) -> ReportInfo:  # fmt: skip
        saved = self.step(
            save_report, PROGRAMME, subject, by, content,
            origin=origin, by=OFFICER, expect_version=version,
        )  # fmt: skip
        return self.step(
            submit_report, saved.id, by=OFFICER, expect_version=saved.version, confirmed=True
        )

    def accept(self, now: ReportInfo) -> ReportInfo:
        return self.step(accept_report, now.id, by=COORDINATOR, expect_version=now.version)

    def reopen(self, now: ReportInfo) -> ReportInfo:
        return self.step(reopen_report, now.id, "A slip", by=COORDINATOR,
                         expect_version=now.version)  # fmt: skip

    def give_back(self, now: ReportInfo) -> ReportInfo:
        return self.step(return_report, now.id, "Which order?", by=COORDINATOR,
                         expect_version=now.version)  # fmt: skip


def told(known_at: datetime | None = None) -> Any:
    """Everything that the programme's figures rest on."""
    found = standing(PROGRAMME, year=2021, known_at=known_at)
    spent = execution(PROGRAMME, known_at=known_at)
    return (
        basis(PROGRAMME, known_at),
        figures(PROGRAMME, REAL, known_at=known_at),
        spendings(PROGRAMME, REAL, known_at=known_at),
        (found.rows, found.measures, found.effectiveness, found.forecasts, found.facts_years),
        (spent.origin, spent.lines, spent.way),
    )


def money(*spent: tuple[str, int]) -> MoneyContent:
    return MoneyContent(
        lines=tuple(
            {"source": "РБ", "budget_programme": code, "plan": 12, "spent": amount}
            for code, amount in spent
        )
    )


@pytest.mark.thorough
def test_every_instant_of_a_long_story_is_found_again():
    story = Story(told)
    story.accept(story.file(IndicatorContent(value=50), FIGURE, origin=MADE_UP))
    figure = story.accept(story.file(IndicatorContent(value=60), FIGURE))
    story.accept(story.file(IndicatorContent(value=55, weight=900), FIGURE, REGION))
    spent = story.accept(story.file(money(("099", 10), ("098", 5)), MONEY))
    done = story.accept(story.file(MilestoneContent(status="not_done", text="Late"), MILESTONE))

    opened = story.reopen(figure)
    back = story.give_back(story.file(IndicatorContent(value=70), FIGURE, version=opened.version))
    story.accept(story.file(IndicatorContent(value=66), FIGURE, version=back.version))
    opened = story.reopen(spent)
    story.accept(story.file(money(("099", 12)), MONEY, version=opened.version))
    opened = story.reopen(done)
    report = MilestoneContent(status="done", done_on="2020-06-01")
    story.accept(story.file(report, MILESTONE, version=opened.version))

    assert len(story.seen) == 31
    for instant, then in story.seen:
        assert told(instant) == then, instant
    # The negative control: what was told did change, so one answer for all would not do.
    changes = [
        then for (_, before), (_, then) in zip(story.seen, story.seen[1:], strict=False)
        if before != then
    ]  # fmt: skip
    assert len(changes) == 8
    assert story.seen[0][1][0] == REAL and story.seen[3][1][0] == MADE_UP


def test_just_before_a_correction_its_forerunner_stands_and_at_its_instant_it_does():
    story = Story(lambda: None)
    first = story.accept(story.file(IndicatorContent(value=60), FIGURE))
    opened = story.reopen(first)
    story.accept(story.file(IndicatorContent(value=66), FIGURE, version=opened.version))
    accepted_at, just_before = story.now, story.now - timedelta(microseconds=1)
    values = [
        [one.value for one in figures(PROGRAMME, REAL, known_at=at)]
        for at in (first.decided_at - timedelta(microseconds=1), first.decided_at, just_before,
                   accepted_at, accepted_at + timedelta(days=900))
    ]  # fmt: skip
    assert values == [[], [60], [60], [66], [66]]
    facts = [standing(PROGRAMME, year=2021, known_at=at).row("T1.4").fact
             for at in (just_before, accepted_at)]  # fmt: skip
    assert facts == [60, 66]


def test_money_and_milestones_of_an_instant_are_those_accepted_by_then():
    story = Story(lambda: None)
    spent = story.accept(story.file(money(("099", 10), ("098", 5)), MONEY))
    done = story.accept(story.file(MilestoneContent(status="not_done", text="Late"), MILESTONE))
    before = story.now
    opened = story.reopen(spent)
    story.accept(story.file(money(("099", 12)), MONEY, version=opened.version))
    opened = story.reopen(done)
    report = MilestoneContent(status="done", done_on="2020-06-01")
    story.accept(story.file(report, MILESTONE, version=opened.version))
    known = (before, None)
    assert [execution(PROGRAMME, known_at=at).total.spent for at in known] == [15, 12]
    measures = [standing(PROGRAMME, year=2021, known_at=at).measures for at in known]
    assert [next(one.status for one in found if one.measure == 5) for found in measures] == [
        "not_done", "done",
    ]  # fmt: skip


def test_pages_of_an_instant_show_the_origin_that_they_showed_then():
    story = Story(lambda: None)
    story.accept(story.file(IndicatorContent(value=50), FIGURE, origin=MADE_UP))
    before = story.now
    story.accept(story.file(IndicatorContent(value=60), FIGURE))
    known = (before - timedelta(hours=1), before, None)
    assert [basis(PROGRAMME, at) for at in known] == [REAL, MADE_UP, REAL]
