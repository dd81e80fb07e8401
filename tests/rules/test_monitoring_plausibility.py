"""Figures that look wrong are asked about, and figures that look right are left alone."""

from datetime import date
from typing import Any

import pytest

from bagdar.monitoring.rules.declared import read_monitoring
from bagdar.monitoring.rules.nouns import (
    IndicatorContent,
    MilestoneContent,
    MoneyContent,
    Reporter,
    Subject,
)
from bagdar.monitoring.rules.plausibility import Question, plan_of_the_act, questions
from tests.conftest import ROOT

REGION = Reporter("region", "KZ-11")


def asked(edition: Any, subject: str, content: Any, **more: Any) -> list[str]:
    return [one.code for one in questions(content, Subject.parse(subject), edition, **more)]


def spent(amount: Any, source: str = "РБ", **more: Any) -> MoneyContent:
    return MoneyContent(lines=({"source": source, "spent": amount, **more},))


# Measure 139: the act plans 12 548 million tenge of РБ for 2021; measure 12: 4 698 of ЖБ.
@pytest.mark.parametrize(
    ("amount", "codes"),
    [
        ("12548", []),
        ("125.48", []),
        ("100000", []),
        ("12548000", ["thousands"]),
        ("9000000", ["thousands"]),
        ("12548000000", ["tenge"]),
        ("125480", ["far_above_plan"]),
        ("12.548", ["billions"]),
        ("0", []),
    ],
)
def test_money_in_the_wrong_unit_is_asked_about(edition: Any, amount: str, codes: list[str]):
    assert asked(edition, "money:m139@2021", spent(amount)) == codes


def test_the_question_names_the_figure_the_plan_and_how_many_times(edition: Any):
    found = questions(spent("12548000"), Subject.parse("money:m139@2021"), edition)
    facts = {"value": 12548000, "plan": 12548, "times": 1000}
    assert found == (Question("thousands", facts, "lines.0.spent"),)


def test_a_region_is_held_against_the_whole_countrys_plan(edition: Any):
    subject = "money:m12@2021"
    assert asked(edition, subject, spent("235", "ЖБ"), reporter=REGION) == []
    assert asked(edition, subject, spent("235000", "ЖБ"), reporter=REGION) == ["region_over_plan"]
    assert asked(edition, subject, spent("235000000", "ЖБ"), reporter=REGION) == ["tenge"]


def test_money_that_the_act_does_not_plan_is_asked_about(edition: Any):
    assert asked(edition, "money:m139@2021", spent("5", "ЖБ")) == ["unplanned"]


def test_more_spent_than_the_corrected_plan_is_asked_about(edition: Any):
    over = spent("12548", revised="12000", plan="13000")
    assert asked(edition, "money:m139@2021", over) == ["overspent"]
    assert asked(edition, "money:m139@2021", spent("12548", plan="12548")) == []


def test_money_of_several_sources_counts_for_each(edition: Any):
    measure = next(
        one for one in edition.measures if any(row.source == "РБ+ДБ" for row in one.money)
    )
    row = measure.money[0]
    year, amount = next(iter(row.amounts.items()))
    for source in ("РБ+ДБ", "РБ", "ДБ"):
        assert plan_of_the_act(measure, source, year) == amount
    assert plan_of_the_act(measure, "ЖБ", year) is None


# T1.4: 66 % aimed at in 2021, 62 % in 2018.
@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("66", []),
        ("64.5", []),
        ("30", []),
        ("100", []),
        ("0.66", ["share", "far"]),
        ("1", ["share", "far"]),
        ("6.2", ["far"]),
        ("101", ["over_100"]),
        ("660", ["over_100", "far"]),
        ("-3", ["negative", "far"]),
        ("0", []),
    ],
)
def test_a_percentage_that_cannot_quite_be_is_asked_about(
    edition: Any, value: str, codes: list[str]
):
    assert asked(edition, "indicator:T1.4@2021", IndicatorContent(value=value)) == codes


def test_a_share_is_offered_as_the_percentage_it_may_mean(edition: Any):
    found = questions(IndicatorContent(value="0.66"), Subject.parse("indicator:T1.4@2021"), edition)
    assert str(found[0].facts["percent"]) == "66"


def test_what_was_reported_before_speaks_for_a_figure(edition: Any):
    small = IndicatorContent(value="5.9")
    assert asked(edition, "indicator:T1.4@2021", small) == ["far"]
    before = IndicatorContent(value="5.5")
    assert asked(edition, "indicator:T1.4@2021", small, previous=before) == []


def test_points_of_a_survey_are_held_against_its_target(edition: Any):
    assert asked(edition, "indicator:T1.2/math@2022", IndicatorContent(value="465")) == []
    assert asked(edition, "indicator:T1.2/math@2022", IndicatorContent(value="4650")) == ["far"]
    assert asked(edition, "indicator:T1.2/math@2022", IndicatorContent(value="46.5")) == ["far"]


def test_a_regions_count_is_a_part_and_not_the_whole(edition: Any):
    monitoring = read_monitoring(ROOT / "data", "kz-2020-2025")
    row = next(
        one for _, one in edition.rows()
        if monitoring.rollup(one.code).rule == "sum" and one.targets()
    )  # fmt: skip
    year = max(row.targets())
    target = row.targets()[year]
    subject = f"indicator:{row.code}@{year}"
    given = {"reporter": REGION, "monitoring": monitoring}
    part, whole = IndicatorContent(value=target / 20), IndicatorContent(value=target * 3)
    assert asked(edition, subject, part, **given) == []
    assert asked(edition, subject, whole, **given) == ["region_over_country"]


def test_a_milestone_done_years_before_it_was_due_is_asked_about(edition: Any):
    early = MilestoneContent(status="done", done_on=date(2019, 5, 1))
    assert asked(edition, "milestone:m12@1/2021-12", early) == ["done_long_before"]
    fine = MilestoneContent(status="done", done_on=date(2020, 12, 1))
    assert asked(edition, "milestone:m12@1/2021-12", fine) == []


def test_every_question_has_its_words(catalogue: Any):
    import re
    from pathlib import Path

    import bagdar.monitoring.rules.plausibility as module

    codes = re.findall(r'Question\(\s*"(\w+)"', Path(module.__file__).read_text())
    assert len(codes) == 13 + 1  # "tenge" is asked of bodies and of regions
    for code in codes:
        assert f"monitoring.question.{code}" in catalogue
