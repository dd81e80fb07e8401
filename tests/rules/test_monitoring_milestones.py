"""From the act's deadlines to dated duties, measure by measure and for the whole act."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bagdar.access.public import regions_on
from bagdar.monitoring.rules.declared import read_monitoring
from bagdar.monitoring.rules.milestones import co_executors, duties, opening
from bagdar.monitoring.rules.nouns import Reporter, Subject
from bagdar.programme.rules.act import Deadline, Stage

DATA = Path(__file__).resolve().parents[2] / "data"
NEW_IN_2022 = {"KZ-10", "KZ-33", "KZ-62"}
SHYMKENT = "KZ-79"


@pytest.fixture(scope="module")
def monitoring():
    return read_monitoring(DATA, "kz-2020-2025")


@pytest.fixture(scope="module")
def listed(edition, monitoring):
    return duties(edition, monitoring, regions_on)


def of(listed, place, kind="milestone", role="owner"):
    return [
        one
        for one in listed
        if (one.subject.place, one.subject.kind, one.role) == (place, kind, role)
    ]


def dated(found):
    return [(one.subject.mark, str(one.opens_on), str(one.due_on)) for one in found]


# Measure, what the act prints, and the first two milestones: mark, first day, last day.
SPECIFICATION = [
    (1, "2020 жылғы маусым", [("1/2020-06", "2020-06-01", "2020-06-30")]),
    (
        2,
        "2020-2025 жылдардың қаңтары",
        [("1/2020-01", "2020-01-01", "2020-01-31"), ("1/2021-01", "2021-01-01", "2021-01-31")],
    ),
    (3, "2020 жылдың 1-жартыжылдығы", [("1/2020-06", "2020-01-01", "2020-06-30")]),
    (4, "2021 жылғы желтоқсан", [("1/2021-12", "2021-12-01", "2021-12-31")]),
    (
        10,
        "2020-2025 жылдардың ІІІ-IV тоқсаны",
        [("1/2020-12", "2020-07-01", "2020-12-31"), ("1/2021-12", "2021-07-01", "2021-12-31")],
    ),
    (62, "2020 жылғы ІІ тоқсан", [("1/2020-06", "2020-04-01", "2020-06-30")]),
    (
        85,
        "2020-2025 жылдардың қаңтар-желтоқсаны",
        [("1/2020-12", "2020-01-01", "2020-12-31"), ("1/2021-12", "2021-01-01", "2021-12-31")],
    ),
    (
        71,
        "2020-2021 жылдардың желтоқсаны",
        [("1/2020-12", "2020-01-01", "2020-12-31"), ("1/2021-12", "2021-01-01", "2021-12-31")],
    ),
    (
        137,
        None,
        [("1/2020-06", "2020-01-01", "2020-06-30"), ("1/2020-12", "2020-07-01", "2020-12-31")],
    ),
    (
        140,
        "2020-2025 жылдардың қыркүйек-маусымы",
        [("1/2020-06", "2020-01-01", "2020-06-30"), ("1/2021-06", "2020-09-01", "2021-06-30")],
    ),
    (
        179,
        None,
        [("1/2020-12", "2020-10-01", "2020-12-31"), ("2/2023-03", "2023-01-01", "2023-03-31")],
    ),
]


@pytest.mark.parametrize(("number", "printed", "wanted"), SPECIFICATION)
def test_a_printed_deadline_becomes_dated_milestones(edition, listed, number, printed, wanted):
    if printed:
        assert edition.measure_by_number[number].deadline.printed.kk == printed
    assert dated(of(listed, f"m{number}"))[:2] == wanted


def test_each_stage_of_a_deadline_has_its_own_executors_words_and_form(listed):
    first, second = of(listed, "m26")[:2]
    assert (first.subject.mark, first.what.kk, first.evidence.kk) == (
        "1/2020-03",
        "әдістемелік ұсынымдар әзірлеу",
        "әдістемелік ұсынымдар",
    )
    assert (second.subject.mark, second.what.kk, second.evidence.kk) == (
        "2/2021-01",
        "енгізу",
        "БҒМ-ға есеп",
    )
    regions = [one.subject.mark for one in of(listed, "m26", role="region")]
    assert "1/2020-03" not in regions  # the ministry alone develops, the akimats introduce
    assert regions.count("2/2021-01") == 17


@pytest.mark.parametrize("number", [26, 46, 130])
def test_where_both_columns_are_printed_in_two_lines_each_line_belongs_to_its_stage(
    edition, listed, number
):
    """«БҒМ ЖАО» without a comma beside two stages: the ministry writes, the akimats apply."""
    assert edition.measure_by_number[number].executors_printed == "БҒМ ЖАО"
    first, *later = of(listed, f"m{number}")
    regions = Counter(one.subject.mark for one in of(listed, f"m{number}", role="region"))
    assert first.subject.mark not in regions
    assert {one.subject.mark: regions[one.subject.mark] for one in later} == {
        one.subject.mark: 17 if one.due_on < date(2022, 6, 8) else 20 for one in later
    }
    assert first.evidence.kk != later[0].evidence.kk


def test_a_february_ends_on_its_last_day(edition, monitoring, listed):
    ends = {one.due_on for one in listed if one.due_on.month == 2 and one.evidence}
    assert ends
    assert all(end.day == (29 if end.year in (2020, 2024) else 28) for end in ends)


def test_a_survey_is_due_only_in_the_years_of_its_cycles(listed):
    assert dated(of(listed, "T1.2/math", "indicator")) == [
        ("2022", "2023-01-01", "2023-02-15"),
        ("2025", "2026-01-01", "2026-02-15"),
    ]
    assert of(listed, "T1.2/math", "indicator", "region") == []
    assert [one.subject.mark for one in of(listed, "I1.2.1/PIRLS-reading", "indicator")] == ["2022"]


def test_the_baseline_is_nobodys_duty(edition, listed):
    assert 2018 in edition.row("T1.1/3-6").targets()
    years = {one.subject.year for one in of(listed, "T1.1/3-6", "indicator")}
    assert years == set(range(2020, 2026))


def test_a_regional_row_is_owed_by_the_ministry_and_by_every_region(listed):
    assert {one.reporter for one in of(listed, "T1.1/3-6", "indicator")} == {
        Reporter("body", "mes")
    }
    regions = Counter(one.subject.mark for one in of(listed, "T1.1/3-6", "indicator", "region"))
    assert regions == {"2020": 17, "2021": 17, "2022": 20, "2023": 20, "2024": 20, "2025": 20}


def test_regions_are_those_of_the_due_day(listed):
    parts = of(listed, "m2", role="region")
    codes = {
        year: {one.reporter.code for one in parts if one.due_on.year == year}
        for year in (2021, 2022, 2023)
    }
    assert (len(codes[2021]), len(codes[2022]), len(codes[2023])) == (17, 17, 20)
    assert codes[2023] - codes[2022] == NEW_IN_2022
    assert all(SHYMKENT in found for found in codes.values())


def test_no_region_owes_anything_for_a_day_on_which_it_did_not_exist(listed):
    young = [one for one in listed if one.reporter.code in NEW_IN_2022]
    assert min(one.due_on for one in young) >= date(2022, 6, 8)


def test_money_is_owed_by_regions_only_where_the_local_budget_pays(listed):
    assert of(listed, "m2", "money", "region") == []  # republican money, akimats among executors
    parts = Counter(one.subject.mark for one in of(listed, "m25", "money", "region"))
    assert parts == {"2020": 17, "2021": 17, "2022": 20, "2023": 20, "2024": 20, "2025": 20}
    assert dated(of(listed, "m25", "money"))[0] == ("2020", "2021-01-01", "2021-02-01")


def test_the_first_ministry_named_answers_wherever_it_stands(edition, listed):
    assert edition.row("I1.8.3").printed.executors == ("Қаржымині", "БҒМ")
    assert {one.reporter.code for one in of(listed, "I1.8.3", "indicator")} == {"mof"}


def test_where_no_ministry_is_named_the_developer_answers(edition, listed):
    assert edition.measure_by_number[71].executors == ("ЖОО (келісу бойынша)",)
    assert {one.reporter.code for one in of(listed, "m71")} == {edition.passport.developer}


def test_a_co_executor_has_no_duty_of_its_own_but_is_known(edition, listed):
    subject = Subject("milestone", "m2", "1/2020-01")
    assert co_executors(edition, subject) == ("mof", "mlspp")
    assert {str(one.reporter) for one in listed if one.reporter.code in ("moh", "mia")} == set()


def test_every_stage_year_and_month_gives_exactly_one_owner_and_none_stands_outside(
    edition, listed
):
    printed = Counter(
        (f"m{measure.number}", f"{number}/{year}-{month:02}")
        for measure in edition.measures
        for number, stage in enumerate(measure.deadline.stages, start=1)
        for year in stage.years
        for month in stage.months
    )
    owners = Counter(
        (one.subject.place, one.subject.mark)
        for one in listed
        if one.subject.kind == "milestone" and one.role == "owner"
    )
    parts = {
        (one.subject.place, one.subject.mark)
        for one in listed
        if one.subject.kind == "milestone" and one.role == "region"
    }
    assert owners == printed and set(printed.values()) == {1}
    assert len(printed) == 800
    assert parts <= set(printed)


def test_no_two_duties_are_the_same_and_all_stand_by_due_day(listed):
    assert len({one.key for one in listed}) == len(listed) == 14_098
    assert [one.due_on for one in listed] == sorted(one.due_on for one in listed)


def test_a_duty_opens_within_the_programme_and_before_it_is_due(edition, listed):
    assert all(one.opens_on <= one.due_on for one in listed)
    assert min(one.opens_on for one in listed) == date(edition.period.first_year, 1, 1)


def test_a_subject_written_down_is_read_again(listed):
    assert all(Subject.parse(str(one.subject)) == one.subject for one in listed)


def test_an_amended_deadline_moves_its_duties_and_no_others(edition, monitoring, listed):
    moved = Deadline(
        printed=edition.measure_by_number[1].deadline.printed,
        stages=(Stage(years=(2021,), months=(9,), since=7),),
    )
    measures = tuple(
        one.model_copy(update={"deadline": moved}) if one.number == 1 else one
        for one in edition.measures
    )
    amended = edition.model_copy(update={"number": 2, "measures": measures})
    again = duties(amended, monitoring, regions_on)
    assert dated(of(again, "m1")) == [("1/2021-09", "2021-07-01", "2021-09-30")]
    assert len(of(again, "m1", role="region")) == 17
    others = {one.key for one in listed if one.subject.place != "m1"}
    assert {one.key for one in again if one.subject.place != "m1"} == others


def test_a_programme_without_local_bodies_asks_no_region():
    from tests.rules import editions as made

    twice = made.deadline((range(2020, 2022), [3, 9]))
    small = made.edition(measures=[made.measure(1, executors=["БҒМ"], deadline=twice)])
    found = duties(small, read_monitoring(DATA, "small"), regions_on)
    assert {one.role for one in found} == {"owner"}
    assert dated(of(found, "m1")) == [
        ("1/2020-03", "2020-01-01", "2020-03-31"),
        ("1/2020-09", "2020-04-01", "2020-09-30"),
        ("1/2021-03", "2021-01-01", "2021-03-31"),
        ("1/2021-09", "2021-04-01", "2021-09-30"),
    ]


def test_a_printed_span_holds_for_the_first_month_of_a_stage_only():
    stage = Stage(years=(2021,), months=(6, 12), since=4)
    assert opening(stage, 2021, 6, 2020) == date(2021, 4, 1)
    assert opening(stage, 2021, 12, 2020) == date(2021, 7, 1)
