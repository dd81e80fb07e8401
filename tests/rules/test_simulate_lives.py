"""Trajectories are lives: who goes up a grade, comes back, moves, and what was known of it when."""

from datetime import date

import polars as pl
import pytest

from bagdar.simulate.truth import truth_of
from tests.rules.nation import SMALL, current, nation, on, table

SCHOOL_LEVELS = ["1", "2", "3"]


@pytest.fixture(scope="module")
def truth() -> dict[str, pl.DataFrame]:
    return truth_of(nation(SMALL))


@pytest.fixture(scope="module")
def pupils() -> pl.DataFrame:
    """Stays at schools that began on a 1 September, with the year."""
    grades = pl.col("level").is_in(SCHOOL_LEVELS) & pl.col("grade").is_not_null()
    rows = current("enrolment").filter(grades & pl.col("programme").is_null())
    september = (pl.col("valid_from").dt.month() == 9) & (pl.col("valid_from").dt.day() == 1)
    return rows.filter(september).with_columns(year=pl.col("valid_from").dt.year())


def pairs(pupils: pl.DataFrame) -> pl.DataFrame:
    """A pupil's year and the year after it."""
    after = pupils.select(
        "person_id", (pl.col("year") - 1).alias("year"), "grade", "group", "organisation_id"
    )
    return pupils.join(after, on=["person_id", "year"], suffix="_next")


def test_nearly_everybody_goes_up_one_grade_and_nobody_skips_or_falls_back(pupils: pl.DataFrame):
    steps = pairs(pupils).select(pl.col("grade_next") - pl.col("grade"))["grade_next"]
    assert set(steps.unique()) == {0, 1}
    assert steps.mean() > 0.99


def test_a_class_keeps_its_letter_while_it_goes_up(pupils: pl.DataFrame):
    stay = pairs(pupils).filter(
        (pl.col("organisation_id") == pl.col("organisation_id_next"))
        & (pl.col("grade_next") == pl.col("grade") + 1) & (pl.col("grade") != 9)
    )  # fmt: skip
    letter = pl.col("group").str.split(" ").list.last()
    kept = stay.filter(letter == pl.col("group_next").str.split(" ").list.last())
    assert stay.height > 5_000
    assert kept.height / stay.height > 0.995  # a few have moved away and back


def test_a_group_stands_in_its_table_in_every_year_in_which_somebody_is_in_it():
    stays = current("enrolment").filter(pl.col("group").is_not_null()).filter(
        (pl.col("valid_from").dt.month() == 9) & (pl.col("valid_from").dt.day() == 1)
    )  # fmt: skip
    groups = current("group").rename({"name": "group"})
    alone = stays.join(groups, on=["organisation_id", "group", "valid_from"], how="anti")
    assert (stays.height > 40_000, alone.height) == (True, 0)


def test_after_grade_nine_some_go_to_college_and_some_to_grade_ten(pupils: pl.DataFrame):
    ninth = pupils.filter((pl.col("grade") == 9) & (pl.col("year") < 2025)).select(
        "person_id", "year"
    )
    next_year = current("enrolment").with_columns(year=pl.col("valid_from").dt.year() - 1)
    ways = ninth.join(next_year, on=["person_id", "year"], how="left")
    to_college = ways.filter(pl.col("programme").is_not_null())["person_id"].n_unique()
    to_ten = ways.filter(pl.col("grade") == 10)["person_id"].n_unique()
    assert to_college / ninth.height == pytest.approx(0.46, abs=0.06)
    assert to_ten / ninth.height == pytest.approx(0.50, abs=0.06)


def test_siblings_share_home_and_family_name():
    pairs_of = on(current("guardianship"), 2024).filter(pl.col("kind") == "parent")
    names = current("person").select("person_id", "family", "sex")
    homes = on(current("residence"), 2024).select("person_id", "territory")
    kids = pairs_of.join(names, on="person_id").join(homes, on="person_id")
    families = kids.group_by("guardian_id", "sex").agg(
        pl.col("family").n_unique(), pl.len(), pl.col("territory").n_unique()
    )
    several = families.filter(pl.col("len") > 1)
    assert several.height > 500
    assert several["family"].max() == 1
    assert (several["territory"] == 1).mean() > 0.999


def test_what_was_planned_in_september_is_superseded_when_somebody_leaves():
    ended = current("enrolment").filter(pl.col("leaving_reason") == "dropped_out")
    before = table("enrolment").filter(pl.col("superseded_at").is_not_null())
    told = ended.join(before, on=["person_id", "organisation_id", "valid_from"], suffix="_before")
    assert told.height >= ended.height > 50
    assert (
        told.filter(pl.col("superseded_at_before") == pl.col("recorded_at")).height >= ended.height
    )


def test_what_was_known_on_a_day_differs_from_what_is_known_now():
    """Last October's list as it was known then, and as it is known today."""
    rows = table("enrolment")
    then = pl.datetime(2020, 10, 1, time_zone="UTC")
    known = rows.filter(
        (pl.col("recorded_at") <= then)
        & (pl.col("superseded_at").is_null() | (pl.col("superseded_at") > then))
    )
    key = ["person_id", "organisation_id", "language"]
    as_known, as_it_is = (on(one, 2020).select(key) for one in (known, current("enrolment")))
    late = as_it_is.join(as_known, on=key, how="anti").height
    gone = as_known.join(as_it_is, on=key, how="anti").height
    assert 0 < gone < late < as_it_is.height * 0.2


def test_nothing_is_told_of_what_comes_after_the_last_day():
    last = date(2025, 12, 31)
    for name in ("enrolment", "post", "employment", "residence", "organisation"):
        assert table(name).filter(pl.col("valid_from") > last).height == 0
        assert table(name)["recorded_at"].dt.date().max() <= last


# --- truth ------------------------------------------------------------------------------------


def test_every_drop_out_of_the_truth_left_on_that_day_for_the_reason_that_it_says(truth):
    out = truth["dropouts"]
    stays = current("enrolment").select(
        "person_id", "organisation_id", pl.col("valid_to").alias("left_on"), "leaving_reason"
    )
    found = out.join(stays, on=["person_id", "organisation_id", "left_on"], how="left")
    assert out.height > 100
    assert found.filter(pl.col("leaving_reason").ne_missing(pl.col("recorded_reason"))).height == 0
    hidden = out.filter(pl.col("recorded_reason") == "transferred").height
    assert 0 < hidden < out.height * 0.3


def test_whoever_is_said_to_come_back_does_and_nobody_else(truth):
    starts = current("enrolment").select("person_id", pl.col("valid_from").alias("returned_on"))
    back = truth["dropouts"].filter(pl.col("returned_on").is_not_null())
    assert back.height > 20
    assert back.join(starts, on=["person_id", "returned_on"], how="anti").height == 0


def test_a_double_bears_nearly_the_same_name_and_takes_over_on_the_day(truth):
    doubles = truth["duplicates"]
    people = current("person").select("person_id", "given", "born_on", "iin", "sex")
    both = doubles.join(people, on="person_id").join(
        people.rename({"person_id": "double_id"}), on="double_id", suffix="_double"
    )
    assert both.height == doubles.height > 5
    assert both["iin_double"].null_count() == both.height
    assert both.filter(pl.col("sex") != pl.col("sex_double")).height == 0
    stays = current("enrolment").select(
        pl.col("person_id").alias("double_id"), pl.col("valid_from").alias("since")
    )
    assert both.join(stays, on=["double_id", "since"], how="anti").height == 0


def test_an_error_of_the_truth_stands_in_its_table_as_it_is_written(truth):
    errors = truth["errors"]
    assert set(errors["table"].unique()) >= {"person", "enrolment"}
    for name, column in errors.select("table", "column").unique().rows():
        wrong = errors.filter((pl.col("table") == name) & (pl.col("column") == column))
        assert wrong.filter(pl.col("written") == pl.col("true")).height == 0
        rows = current(name).select(
            "person_id", "valid_from", pl.col(column).cast(pl.String).alias("written")
        )
        missing = wrong.join(rows, on=["person_id", "valid_from", "written"], how="anti")
        assert (name, missing.height) == (name, 0)


def test_ghosts_are_enrolled_and_nothing_else_is_known_of_them(truth):
    ghosts = truth["frauds"]
    assert set(ghosts["reason"].str.contains("never there")) == {True}
    ids = ghosts["person_id"].unique().implode()
    assert current("enrolment").filter(pl.col("person_id").is_in(ids)).height == ghosts.height
    for name in ("residence", "guardianship", "activity", "graduation"):
        assert current(name).filter(pl.col("person_id").is_in(ids)).height == 0


def test_children_who_wait_are_in_no_kindergarten(truth):
    waiting = truth["waiting"].filter(pl.col("year") == 2020)
    there = on(current("enrolment"), 2020, 9, 1).select("person_id")
    assert waiting.height > 20
    assert waiting.join(there, on="person_id", how="semi").height == 0
