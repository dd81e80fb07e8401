"""What the check finds in the real act; the whole list stands in findings_kz_2020_2025.csv.

When a rule changes, write the list again with `python -m tests.rules.test_check_act` and read
the difference: every new line is a claim about an act of the Government.
"""

import csv
import sys
from collections import Counter
from pathlib import Path

import pytest

from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.check import Finding, check, summary
from bagdar.programme.rules.files import read_edition

ACT = Path(__file__).resolve().parents[2] / "data" / "programme" / "kz-2020-2025"
REVIEWED = Path(__file__).with_name("findings_kz_2020_2025.csv")
COLUMNS = ("severity", "code", "table", "row", "column", "printed", "expected")


@pytest.fixture(scope="module")
def act() -> Edition:
    return read_edition(ACT)


@pytest.fixture(scope="module")
def found(act: Edition) -> dict[str, Finding]:
    return {finding.key: finding for finding in check(act)}


def _line(finding: Finding) -> tuple[str, ...]:
    where = finding.where
    texts = (finding.printed or "", finding.expected or "")
    return finding.severity, finding.code, where.table, where.row, where.column, *texts


def _reviewed() -> list[tuple[str, ...]]:
    with REVIEWED.open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    assert tuple(header) == COLUMNS
    return [tuple(line) for line in lines]


def test_the_findings_are_those_that_were_reviewed(found: dict[str, Finding]) -> None:
    assert [_line(finding) for finding in found.values()] == _reviewed()


def test_the_findings_come_in_the_same_order_every_time(act: Edition) -> None:
    assert check(act) == check(act)


def test_every_finding_has_a_key_of_its_own(act: Edition) -> None:
    keys = Counter(finding.key for finding in check(act))
    assert [key for key, count in keys.items() if count > 1] == []


def test_how_many_findings_there_are(act: Edition) -> None:
    counts = summary(check(act))
    assert counts.total == TOTAL
    assert dict(counts.by_severity) == SEVERITIES


def test_one_point_three_trillion_of_private_investment_stands_in_no_measure(
    found: dict[str, Finding],
) -> None:
    finding = found["source_without_measures totals private total"]
    assert (finding.printed, finding.expected) == ("1284000", "0")


def test_the_preschool_order_is_joint_but_counted_as_republican_alone(
    found: dict[str, Finding],
) -> None:
    finding = found["joint_source_absent measures m25 source ЖБ"]
    assert (finding.severity, finding.printed) == ("error", "РБ, ЖБ")
    assert (finding.facts["amount"], finding.facts["years"]) == (448313, "2020–2025")


def test_the_passport_and_section_6_cut_13_6_billion_down_to_13(
    found: dict[str, Finding],
) -> None:
    for key in ("passport_against_totals passport ДБ total",
                "section6_against_totals section6 other total"):  # fmt: skip
        assert (found[key].printed, found[key].expected) == ("13", "14")
    assert sum(code.endswith("_against_totals") for code in summary(found.values()).by_code) == 2


def test_two_rows_miss_their_own_total_by_one(found: dict[str, Finding]) -> None:
    rows = [finding for finding in found.values() if finding.code == "sum_of_years_rounded"]
    assert [(one.where.row, one.printed, one.expected) for one in rows] == [
        ("m12", "49468", "49469"),
        ("m25", "448314", "448313"),
    ]


def test_all_measures_agree_with_the_totals_but_for_rounding_in_three_years(
    found: dict[str, Finding],
) -> None:
    missed = [one for one in found.values() if one.code == "measures_against_totals_rounded"]
    assert [(one.where.column, one.facts["difference"]) for one in missed] == [
        ("2020", 1),
        ("2021", 2),
        ("2024", 2),
    ]
    assert not any(one.code == "measures_against_totals" for one in found.values())


def test_two_measures_have_money_after_their_deadline(found: dict[str, Finding]) -> None:
    late = [one for one in found.values() if one.code == "money_outside_deadline"]
    assert [(one.where.row, one.facts["years"], one.printed) for one in late] == [
        ("m139", "2023–2025", "86538"),
        ("m149", "2023", "20819"),
    ]


def test_the_share_of_gdp_has_two_base_figures_and_two_meanings(
    found: dict[str, Finding],
) -> None:
    figures = found["table_figures indicators.annex I1.8.3 name figures"]
    meaning = found["table_measured indicators.annex I1.8.3 name"]
    year = found["base_year_of_figure indicators.body I1.8.3 2018"]
    assert (figures.printed, figures.expected) == ("3.8", "3.3")
    assert meaning.facts["only_body"] == ["ғылымға"]
    assert (year.printed, year.expected) == ("3.3", "2019: 3.3")


def test_the_annex_counts_7_8_pieces_of_documents(found: dict[str, Finding]) -> None:
    assert found["table_unit indicators.annex I2.3.1 unit"].expected == "%"
    assert found["target_fraction indicators.annex I2.3.1 unit"].printed == "бірлік"


def test_the_annex_leaves_akimats_and_universities_out_of_the_dormitories(
    found: dict[str, Finding],
) -> None:
    finding = found["table_executors indicators.annex I1.7.3 executors"]
    assert (finding.printed, finding.expected) == ("БҒМ", "БҒМ, ЖАО, ЖОО (келісу бойынша)")


def test_pupils_sat_the_test_of_the_first_target_before_the_programme(
    found: dict[str, Finding],
) -> None:
    assert "survey_before_period indicators.body I1.2.1 2020 TIMSS-2019" in found


def test_seventeen_measures_bind_nobody(found: dict[str, Finding]) -> None:
    bound = [one.where.row for one in found.values() if one.code == "nobody_bound"]
    assert len(bound) == 17 and {"m71", "m110", "m114", "m164"} <= set(bound)


def test_the_approval_stamp_has_no_day(found: dict[str, Finding]) -> None:
    assert "approval_date passport - approval_stamp" in found


def test_subtask_1_5_2_is_missing(found: dict[str, Finding]) -> None:
    assert found["number_gap goals 1.5.3 number"].expected == "2"


def test_body_and_annex_print_the_same_targets(found: dict[str, Finding]) -> None:
    assert not any(one.code == "table_value" for one in found.values())


def test_the_measures_are_numbered_without_a_gap(found: dict[str, Finding]) -> None:
    numbers = [one for one in found.values() if one.code in ("number_gap", "number_order")]
    assert [one.where.table for one in numbers] == ["goals"]


def write(path: Path = REVIEWED) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_line(finding) for finding in check(read_edition(ACT)))


TOTAL = 246
SEVERITIES = {"error": 10, "warning": 118, "note": 118}

if __name__ == "__main__":
    write()
    sys.exit(0)
