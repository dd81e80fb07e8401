"""Colleges and grants: what is declared, what an exam and a certificate give, merit with need."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bagdar.admissions.rules.allocating import allocate
from bagdar.admissions.rules.campaign.building import (
    Asking,
    Offering,
    applicant_of,
    deciding,
    market_of_campaign,
)
from bagdar.admissions.rules.campaign.certificates import (
    Certificate,
    best_certificate,
    equivalent,
    faults_of,
)
from bagdar.admissions.rules.campaign.declared import campaign_rules, model_of
from bagdar.admissions.rules.campaign.exams import (
    WHOLE,
    DeclaredBase,
    DeclaredExam,
    Mark,
    Sitting,
    base_of,
    best_sitting,
)
from bagdar.admissions.rules.campaign.formula import (
    DeclaredFormula,
    DeclaredNeed,
    Known,
    explained,
    scored,
)
from bagdar.admissions.rules.campaign.granting import GrantRules
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.declaring import check_applications, check_market
from bagdar.core.errors import FaultyData
from bagdar.core.languages import Words

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 7, 1)
TITLE = Words(kk="үлгі", ru="пример", en="example")
EXAM = DeclaredExam(assessment="ent", months=15, source="illustrative")
FORMULA = DeclaredFormula(merit=80, need=20, by="need", source="illustrative")
NEEDS = (
    DeclaredNeed(code="lowest", points=10_000, source="illustrative"),
    DeclaredNeed(code="low", points=5_000, source="illustrative"),
)


def mark(score: float, most: int = 100, subject: str = "all", on: date = DAY) -> Mark:
    return Mark(subject, Decimal(str(score)), Decimal(most), on)


def band(least: int, most: int, gives: int, exam: str = "sat", since: date = DAY) -> Certificate:
    return Certificate(
        exam=exam, least=least, most=most, gives=gives, since=since, origin="illustrative",
        source="illustrative",
    )  # fmt: skip


BANDS = (band(1000, 1199, 6000), band(1200, 1600, 9000))


# --- the exam ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marks", "profile", "reached"),
    [
        ([mark(87.5, 140)], (), 6250),
        ([mark(1, 3)], (), 3333),  # rounded down: nobody gets a hundredth they have not reached
        ([mark(10, 20, "a"), mark(15, 20, "b")], (), 6250),
        ([mark(10, 20, "a"), mark(15, 20, "b")], ("b",), 7500),
        ([mark(10, 20, "a")], ("b",), None),  # a subject that the place asks for is missing
        ([], (), None),
        ([mark(5, 0)], (), None),
        ([mark(60, on=DAY - timedelta(days=400)), mark(50)], (), 6000),  # the best sitting counts
        ([mark(60, on=DAY - timedelta(days=600)), mark(50)], (), 5000),  # and none that is too old
        ([mark(60, on=DAY + timedelta(days=1))], (), None),
    ],
)
def test_points_of_one_sitting_are_hundredths_of_a_percent(
    marks: list[Mark], profile: tuple[str, ...], reached: int | None
):
    found = best_sitting(marks, EXAM, profile, DAY)
    assert (found.reached if found else None) == reached


def test_points_of_two_sittings_are_never_put_together():
    marks = [mark(20, 20, "a"), mark(20, 20, "b", DAY - timedelta(days=30))]
    exam = EXAM.model_copy(update={"subjects": ("a", "b")})
    assert best_sitting(marks, exam, (), DAY) is None


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 900)), max_size=6))
def test_a_further_sitting_never_takes_anything_away(taken: list[tuple[int, int]]):
    marks = [mark(score, on=DAY - timedelta(days=ago)) for score, ago in taken]
    found = [best_sitting(marks[:n], EXAM, (), DAY) for n in range(len(marks) + 1)]
    # Two sittings of one day are one with both parts: such lists say nothing here.
    if len({one.on for one in marks}) == len(marks):
        values = [one.reached if one else -1 for one in found]
        assert values == sorted(values)


BASES = (
    DeclaredBase(code="9", levels=("2",), grades=(9,), title=TITLE, source="illustrative"),
    DeclaredBase(code="11", levels=("3",), grades=(11, 12), title=TITLE, source="illustrative"),
)


@pytest.mark.parametrize(
    ("levels", "grade", "base"),
    [
        ({"1"}, 8, None),
        ({"1"}, 9, "9"),
        ({"2"}, None, "9"),
        ({"2"}, 11, "11"),
        ({"2", "3"}, None, "11"),
        (set(), None, None),
    ],
)
def test_the_last_base_that_somebody_has_counts(levels: set[str], grade: int | None, base: Any):
    assert base_of(BASES, levels, grade) == base


# --- certificates --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "gives"),
    [(999, 0), (1000, 6000), (1199, 6000), (1200, 9000), (1600, 9000), (1601, 0)],
)
def test_a_band_has_both_its_bounds(score: int, gives: int):
    assert equivalent(BANDS, "sat", score, DAY) == gives


def test_a_later_table_replaces_the_whole_earlier_one_from_its_day_on():
    later = DAY + timedelta(days=10)
    bands = (*BANDS, band(1300, 1600, 10_000, since=later))
    assert equivalent(bands, "sat", 1200, later - timedelta(days=1)) == 9000
    assert equivalent(bands, "sat", 1200, later) == 0
    assert equivalent(BANDS, "sat", 1200, DAY - timedelta(days=1)) == 0
    assert best_certificate(bands, {"sat": 1300, "gre": 300}, later) == ("sat", 10_000)


@pytest.mark.parametrize(
    ("bands", "problems"),
    [
        (BANDS, []),
        ((band(1000, 1199, 1), band(1199, 1600, 2)), ["overlap"]),
        ((band(1000, 1199, 1), band(1201, 1600, 2)), ["gap"]),
        ((band(1000, 1199, 2), band(1200, 1600, 2)), ["falls"]),
        ((band(1600, 1000, 1),), ["turned"]),
        ((band(1000, 1199, 3), band(1100, 1600, 2)), ["overlap", "falls"]),
        ((band(1000, 1199, 1), band(1, 2, 9, exam="act")), []),  # another test has its own table
    ],
)
def test_gaps_overlaps_and_scores_that_give_less_are_all_told(bands: Any, problems: list[str]):
    found = faults_of(enumerate(bands, start=2))
    assert [str(one.facts["problem"].key).rsplit(".", 1)[1] for one in found] == problems
    assert all(one.line and one.file.endswith("certificates.csv") for one in found)


# --- the formula ---------------------------------------------------------------------------------


def score_of(reached: int | None, sat: int | None = None, need: str = "", **more: Any) -> Any:
    sitting = None if reached is None else Sitting(reached, DAY)
    known = Known(sitting, {} if sat is None else {"sat": sat}, need, **more)
    return scored(known, FORMULA, NEEDS, BANDS, 5_000, DAY)


@pytest.mark.parametrize(
    ("given_", "score", "by", "passes"),
    [
        ((7000, None, ""), 560_000, "exam", True),
        ((7000, None, "low"), 660_000, "exam", True),
        ((7000, None, "lowest"), 760_000, "exam", True),
        ((7000, 1200, ""), 720_000, "sat", True),  # the certificate gives 9000
        ((7000, 1000, ""), 560_000, "exam", True),  # it gives 6000, and the exam counts
        ((6000, 1000, ""), 480_000, "exam", True),  # as much as the exam: the exam is told
        ((None, 1200, ""), 720_000, "sat", True),
        ((4999, None, "lowest"), 599_920, "exam", False),  # need does not replace the least result
        ((None, None, "lowest"), 200_000, "", False),
        ((None, None, "unknown"), 0, "", False),
    ],
)
def test_merit_and_need_together(given_: Any, score: int, by: str, passes: bool):
    found = score_of(*given_)
    assert (found.score, found.merit.by, found.passes) == (score, by, passes)


def test_a_winner_passes_without_an_exam_and_gains_no_point_by_it():
    found = score_of(None, direct=True)
    assert (found.score, found.passes) == (0, True)


@given(
    st.integers(0, WHOLE), st.integers(0, 100), st.sampled_from(["", "low", "lowest"]),
    st.integers(900, 1700),
)  # fmt: skip
def test_more_merit_more_need_or_a_certificate_never_give_less(
    reached: int, more: int, need: str, sat: int
):
    base = score_of(reached, None, need)
    better = score_of(min(WHOLE, reached + more), None, need)
    assert better.score >= base.score and better.passes >= base.passes
    assert score_of(reached, sat, need).score >= base.score
    assert score_of(reached, None, "lowest").score >= base.score >= score_of(reached).score
    assert 0 <= base.score <= 100 * WHOLE


@given(st.integers(0, WHOLE), st.sampled_from(["", "low", "lowest"]), st.booleans())
def test_the_lines_of_an_explanation_add_up_to_the_score(reached: int, need: str, direct: bool):
    found = score_of(reached, None, need, direct=direct)
    merit, needed, total, bound = explained(found)
    assert merit.facts["reached"] * merit.facts["weight"] == merit.facts["gives"]
    assert needed.facts["points"] * needed.facts["weight"] == needed.facts["gives"]
    assert merit.facts["gives"] + needed.facts["gives"] == total.facts["score"] == found.score
    assert bound.key.endswith("met" if found.passes else "missed")


def test_every_line_is_said_in_three_languages(catalogue: Any):
    for case in (score_of(7000, None, "low"), score_of(None, 1200), score_of(None)):
        for line in explained(case):
            for language in ("kk", "ru", "en"):
                assert "{" not in catalogue.say(line.key, language, **line.facts)


def test_weights_that_are_no_whole_are_refused():
    with pytest.raises(ValueError, match="hundred"):
        DeclaredFormula(merit=80, need=30, by="need", source="illustrative")


# --- what is declared ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [CampaignKind.SCHOOL, CampaignKind.COLLEGE, CampaignKind.GRANT])
def test_what_ships_is_marked_and_comes_back_from_a_campaign_as_it_was_adopted(kind: CampaignKind):
    rules = campaign_rules(ROOT / "data", kind)
    assert rules.illustrative
    assert model_of(kind).model_validate_json(rules.model_dump_json()) == rules


def test_a_grant_campaign_adopts_the_certificates_of_its_day():
    rules = campaign_rules(ROOT / "data", CampaignKind.GRANT)
    assert isinstance(rules, GrantRules)
    assert {one.exam for one in rules.certificate} == {"sat", "act", "gmat", "gre"}
    assert all(one.origin == "illustrative" for one in rules.certificate)


def folder_with(tmp_path: Path, old: str, new: str, file: str = "grant.toml") -> Path:
    folder = tmp_path / "admissions"
    folder.mkdir()
    for name in ("grant.toml", "certificates.csv"):
        text = (ROOT / "data" / "admissions" / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(old, new, 1) if name == file else text)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "file"),
    [
        ("merit = 80", "merit = 81", "grant.toml"),
        ('code = "lowest"\npoints', 'code = "unknown"\npoints', "grant.toml"),
        ('direct = ["olympiad"]', 'direct = ["nobody"]', "grant.toml"),
        ('claim = "paper"', 'claim = "nothing"', "grant.toml"),
        ("month = 10\nday = 1\n", "", "grant.toml"),
        ('when = "later"', 'when = "closing"', "grant.toml"),
        ("1200,1399", "1201,1399", "certificates.csv"),
        ("\nsat,1000", "\nielts,1000", "certificates.csv"),
    ],
)
def test_what_does_not_hold_together_is_refused(tmp_path: Path, old: str, new: str, file: str):
    folder = folder_with(tmp_path, old, new, file)
    text = (folder / "admissions" / file).read_text()
    assert text != (ROOT / "data" / "admissions" / file).read_text()
    with pytest.raises(FaultyData):
        campaign_rules(folder, CampaignKind.GRANT)


def test_the_same_folder_unchanged_is_taken(tmp_path: Path):
    """The control of the test above."""
    assert campaign_rules(folder_with(tmp_path, "", ""), CampaignKind.GRANT)


# --- the market that is made of it ---------------------------------------------------------------


def outcome_of(kind: CampaignKind, place: Offering, asked: list[Asking]) -> dict[str, str]:
    """child → the block that took them."""
    rules = campaign_rules(ROOT / "data", kind)
    market = market_of_campaign(rules, "made.up", [place])
    check_market(market)
    applicants = [applicant_of(rules, one) for one in asked]
    check_applications(market, applicants)
    found = allocate(market, applicants, bytes(32))
    return {child: seat.block for child, seat in found.items() if seat}


def pupil(child: str, exam: int, *, at: Any = None, **facts: int) -> Asking:
    told = {"fits": 1, **(at or {})}
    return Asking(child, {"exam": exam, **facts}, ("a",), {"a": told})


def test_target_groups_take_no_open_seat_from_anybody():
    """Nine open seats of ten, and a reserve after them: the best go first whoever they are."""
    asked = [pupil(f"m{n}", 9000 - n) for n in range(8)]
    asked += [pupil("rural-best", 9999, rural=1), pupil("rural-low", 10, rural=1)]
    asked += [pupil("plain-low", 5000)]
    found = outcome_of(CampaignKind.COLLEGE, Offering("a", 10), asked)
    assert found["rural-best"] == "open"  # who has it by merit uses up no reserved seat
    assert found["rural-low"] == "rural"
    assert "plain-low" not in found and len(found) == 10


def test_a_place_with_a_medical_check_takes_nobody_who_has_not_proven_it():
    place = Offering("a", 5, frozenset({"medical"}))
    asked = [pupil("fit", 1, at={"medical_fit": 1}), pupil("best", 9999, at={"medical_fit": 0})]
    assert outcome_of(CampaignKind.COLLEGE, place, asked) == {"fit": "open"}
    # The control: without the tag nothing is asked.
    assert set(outcome_of(CampaignKind.COLLEGE, Offering("a", 5), asked)) == {"fit", "best"}


def test_after_grade_nine_nobody_gets_a_place_for_after_grade_eleven():
    asked = [pupil("other", 9999, at={"fits": 0}), pupil("one", 1)]
    assert set(outcome_of(CampaignKind.COLLEGE, Offering("a", 5), asked)) == {"one"}


def test_an_employer_has_first_whom_it_has_an_agreement_with():
    place = Offering("a", 10, frozenset({"employer"}))
    asked = [pupil(f"m{n}", 9000 - n) for n in range(10)]
    asked += [pupil("agreed", 1, at={"agreed": 1})]
    assert outcome_of(CampaignKind.COLLEGE, place, asked)["agreed"] == "employer"
    assert "agreed" not in outcome_of(CampaignKind.COLLEGE, Offering("a", 10), asked)


def student(child: str, score: int, passes: int = 1, **facts: int) -> Asking:
    return Asking(child, facts, ("a",), {"a": {"score": score, "passes": passes}})


def test_a_winner_is_admitted_directly_and_nobody_below_the_bound_takes_a_seat_that_is_left():
    asked = [student(f"m{n}", 500_000 - n) for n in range(40)]
    asked += [student("winner", 0, olympiad=1), student("below", 499_999, passes=0)]
    found = outcome_of(CampaignKind.GRANT, Offering("a", 20), asked)
    assert found["winner"] == "direct" and len(found) == 20
    roomy = outcome_of(CampaignKind.GRANT, Offering("a", 100), asked)
    assert len(roomy) == 41 and "below" not in roomy


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=30))
def test_whoever_has_no_grant_comes_after_everybody_of_the_open_competition(made: Any):
    asked = [student(f"s{n}", score, rural=int(rural)) for n, (score, rural) in enumerate(made)]
    found = outcome_of(CampaignKind.GRANT, Offering("a", 10), asked)
    scores = {one.child: one.at_place["a"]["score"] for one in asked}
    out = [scores[child] for child in scores if child not in found]
    taken = [scores[child] for child, block in found.items() if block == "open"]
    assert not out or not taken or max(out) <= min(taken)
    assert len(found) == min(10, len(asked))


def test_need_and_certificates_are_not_published():
    rules = campaign_rules(ROOT / "data", CampaignKind.GRANT)
    one = Asking("x", {"need": "lowest", "sat": 1300, "employer": 7, "rural": 1}, ("a",))
    assert applicant_of(rules, one).facts == {"rural": 1}
    assert {"need", "sat", "employer", "paper"} & deciding(rules) == set()


def test_shares_of_places_are_a_whole_whatever_its_tags():
    rules = campaign_rules(ROOT / "data", CampaignKind.GRANT)
    for tags in (set(), {"local"}, {"employer"}, {"local", "employer"}):
        market = market_of_campaign(rules, "n", [Offering("a", 97, frozenset(tags))])
        assert market.places[0].seats == 97
    assert sum((one.part or Fraction(0)) for one in rules.block) <= 1
