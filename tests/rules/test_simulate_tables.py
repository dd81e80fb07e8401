"""The synthetic nation's tables hold what the contracts say, and nothing that cannot be."""

import csv

import polars as pl
import pytest

from bagdar.core.national_ids import verdicts
from bagdar.simulate.codes import CODES
from bagdar.simulate.truth import truth_of
from bagdar.warehouse.public import schema
from bagdar.warehouse.tables.contract import Kind
from bagdar.warehouse.tables.registry import TABLES
from tests.rules.nation import (
    AROUND_2022,
    DATA,
    SMALL,
    codes,
    current,
    faults,
    nation,
    shared,
    table,
)

REGISTRY = DATA / "registry"


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_not_empty_and_breaks_no_rule_of_its_contract(name: str):
    assert table(name).height > 0
    assert table(name).schema == schema(TABLES[name])
    assert {code: count for code, count in faults(name).items() if code != "iin_agrees"} == {}


def test_digits_of_an_iin_disagree_only_where_a_birth_day_is_written_wrongly():
    """By far the most agree; a warning is what finds the errors that were planted."""
    wrong = truth_of(nation(SMALL))["errors"].filter(pl.col("column") == "born_on").height
    assert faults("person").get("iin_agrees", 0) == pytest.approx(wrong, abs=2)  # some have no IIN
    assert wrong > 2


@pytest.mark.parametrize("name", TABLES)
def test_every_row_says_that_it_is_simulated(name: str):
    assert table(name)["origin"].unique().to_list() == ["simulated"]
    assert table(name)["source"].unique().to_list() == ["simulated nation, seed 7"]


@pytest.mark.parametrize("name", TABLES)
def test_no_two_current_rows_of_a_timeline_share_a_day(name: str):
    keys = list(TABLES[name].timeline)
    assert shared(current(name), keys).select(*keys, "valid_from", "valid_to").rows() == []


@pytest.mark.parametrize("name", TABLES)
def test_a_row_is_superseded_after_it_was_recorded_and_recorded_once_it_began(name: str):
    rows = table(name)
    assert rows.filter(pl.col("superseded_at") <= pl.col("recorded_at")).height == 0
    assert rows.filter(pl.col("recorded_at").dt.date() < pl.col("valid_from")).height == 0


@pytest.mark.parametrize("name", TABLES)
def test_whatever_a_row_names_is_there(name: str):
    known = {
        "person": table("person")["person_id"].unique(),
        "organisation": table("organisation")["organisation_id"].unique(),
        "territory": table("territory")["code"].unique(),
    }
    for column in TABLES[name].columns:
        if column.kind is Kind.REFERENCE:
            named = table(name)[column.name].drop_nulls()
            assert named.filter(~named.is_in(known[column.to].implode())).to_list() == []


def test_nobody_is_in_two_full_time_places_on_a_day():
    full = current("enrolment").filter(pl.col("form") == "full_time")
    assert full.height > 10_000
    assert shared(full, ["person_id"]).rows() == []


def test_an_organisation_is_there_on_every_day_on_which_somebody_learns_in_it():
    spans = (
        current("organisation")
        .group_by("organisation_id")
        .agg(
            pl.col("valid_from").min().alias("opens"),
            pl.col("valid_to").fill_null(pl.date(9999, 1, 1)).max().alias("closes"),
        )
    )
    stays = current("enrolment").join(spans, on="organisation_id")
    ends = pl.col("valid_to").fill_null(pl.date(2025, 12, 31))
    outside = (pl.col("valid_from") < pl.col("opens")) | (ends > pl.col("closes"))
    assert stays.filter(outside).height == 0


def test_levels_are_those_that_the_type_of_the_organisation_may_offer():
    with (REGISTRY / "organisation_types.csv").open(encoding="utf-8", newline="") as file:
        levels = {row["code"]: set(row["levels"].split()) for row in csv.DictReader(file)}
    types = current("organisation").unique("organisation_id").select("organisation_id", "type")
    pairs = current("enrolment").join(types, on="organisation_id").select("type", "level").unique()
    assert {kind for kind, _ in pairs.rows()} == {"kindergarten", "school", "college", "university"}
    assert [pair for pair in pairs.rows() if pair[1] not in levels[pair[0]]] == []


def test_a_region_of_2022_stands_on_no_day_before_it_began():
    began = pl.date(2022, 6, 8)
    new = pl.col("region").is_in(["KZ-10", "KZ-33", "KZ-62"])
    for name in ("territory", "organisation"):
        rows = current(name, AROUND_2022)
        assert rows.filter(new & (pl.col("valid_from") < began)).height == 0
        assert rows.filter(new).height > 0


def test_numbers_have_right_check_digits_and_belong_to_one_each():
    for name, column, whose in (
        ("person", "iin", "person_id"),
        ("organisation", "bin", "organisation_id"),
    ):
        pairs = table(name).select(column, whose).drop_nulls().unique()
        assert set(verdicts(pairs[column].to_list())) == {"valid"}
        assert pairs[column].n_unique() == pairs[whose].n_unique() == pairs.height


def test_every_code_that_the_nation_uses_stands_in_its_list():
    missing = {name: sorted(set(several) - codes()[name]) for name, several in CODES.items()}
    assert {name: several for name, several in missing.items() if several} == {}
    asked = {name for one in TABLES.values() for name in one.code_lists()}
    assert asked - set(CODES) == set()


def test_codes_of_territories_cannot_be_taken_for_those_of_the_classifier():
    assert table("territory")["code"].str.starts_with("SIM-KZ").all()
