"""A finding as people and programs get it: sentences, JSON, acknowledgement, order, small acts."""

import string
from datetime import date
from pathlib import Path

import pytest

from bagdar.core.catalogue import Catalogue
from bagdar.core.errors import FaultyData
from bagdar.core.languages import LANGUAGES, Words
from bagdar.programme.rules.check import (
    RULES,
    Acknowledgement,
    acknowledge,
    as_json,
    check,
    messages,
    read_acknowledgements,
    remedy,
    summary,
    title,
)
from tests.rules import editions
from tests.rules.check_cases import plan, sums, tables, targets
from tests.rules.editions import indicator, measure, money, path

WORDS = Path(__file__).resolve().parents[2] / "data" / "words"
KEY = "sum_of_years measures m1 total"
FILE = """[[acknowledged]]
key = "{key}"
by = "coordinator"
on = 2026-01-15
reason = {{ kk = "Белгілі", ru = "Известно", en = "Known" }}
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(WORDS)


@pytest.fixture
def findings():
    wrong = money("РБ", dict.fromkeys(range(2020, 2026), 10), total=90)
    return check(editions.edition(measures=[measure(money=[wrong])]))


def test_a_finding_has_exactly_the_promised_keys(findings, catalogue):
    (finding,) = findings
    told = as_json(finding, catalogue)
    assert list(told) == ["code", "severity", "where", "printed", "expected", "message"]
    assert told["where"] == {"table": "measures", "row": "m1", "column": "total"}
    assert (told["code"], told["severity"]) == ("sum_of_years", "error")
    assert (told["printed"], told["expected"]) == ("90", "60")
    assert set(told["message"]) == set(LANGUAGES)
    assert told["message"]["en"].startswith("The years add up to 60 млн теңге, the total prints 90")


def test_every_rule_has_a_title_a_remedy_and_a_sentence_in_three_languages(catalogue):
    for rule in RULES:
        assert f"finding.{rule.code}" in catalogue
        assert title(rule.code, catalogue).kk and remedy(rule.code, catalogue).kk


def test_the_catalogue_holds_no_sentence_of_a_rule_that_is_gone(catalogue):
    codes = {key.split(".")[1] for key in catalogue if key.startswith("finding.")}
    assert codes == {rule.code for rule in RULES}


def test_every_finding_of_every_pair_can_be_said(catalogue):
    for one in (*sums.CASES, *targets.CASES, *tables.CASES, *plan.CASES):
        for finding in check(one.outside):
            said = messages(finding, catalogue)
            for language in LANGUAGES:
                assert not list(_blanks(said[language])), finding.key


def _blanks(text):
    return (name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_a_key_names_code_table_row_and_column(findings):
    assert findings[0].key == KEY


def test_findings_stand_in_the_order_of_the_act():
    rows = [measure(n, money=[money("РБ", {2020: 0})]) for n in (1, 2, 10)]
    found = [finding.where.row for finding in check(editions.edition(measures=rows))]
    assert list(dict.fromkeys(found)) == ["m1", "m2", "m10"]


def test_a_summary_counts_every_severity_and_the_codes_that_occur(findings):
    counted = summary(findings)
    assert (counted.total, counted.by_code) == (1, {"sum_of_years": 1})
    assert counted.by_severity == {"error": 1, "warning": 0, "note": 0}


# --- small acts ---------------------------------------------------------------------------------


def test_a_programme_with_nothing_in_it_has_no_findings_but_that_it_is_empty():
    assert check(editions.edition(goals=(), tasks=())) == ()


def test_a_small_programme_without_annex_totals_and_finance_can_be_without_findings():
    small = editions.edition(indicators=[indicator()], measures=[measure(name="Мектеп салу")])
    assert check(small) == ()


def test_a_programme_that_prints_only_an_annex_is_read_from_it():
    turned = path({2020: 5, 2021: 4, 2025: 6}).indicators[0]
    row = turned.rows[0]
    annex = row.model_copy(
        update={"body": None, "body_cells": (), "annex": row.body, "annex_cells": row.body_cells}
    )
    found = check(editions.edition(indicators=[turned.model_copy(update={"rows": (annex,)})]))
    assert {finding.where.table for finding in found} == {"indicators.annex"}
    assert "target_reversal" in {finding.code for finding in found}


PARTS = {
    "totals": None,
    "section6": None,
    "abbreviations": (),
    "subtasks": (),
    "measures": (),
    "indicators": (),
}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_an_act_does_not_have_gives_no_findings(edition, part):
    """The real act without one of its parts: nothing new is found in the part that is gone."""
    without = edition.model_copy(update={part: PARTS[part]})
    tables = {finding.where.table for finding in check(without)}
    gone = {"indicators": {"indicators.body", "indicators.annex"}, "subtasks": set()}
    assert not tables & gone.get(part, {part})


def test_an_act_without_an_annex_has_no_findings_about_one(edition):
    indicators = [
        one.model_copy(
            update={
                "rows": tuple(
                    row.model_copy(update={"annex": None, "annex_cells": ()}) for row in one.rows
                )
            }
        )
        for one in edition.indicators
    ]
    found = check(edition.model_copy(update={"indicators": tuple(indicators)}))
    assert not [one for one in found if one.where.table == "indicators.annex"]
    assert not [one for one in found if one.code.startswith("table_")]


# --- acknowledgements ---------------------------------------------------------------------------


def test_nobody_has_acknowledged_anything_where_there_is_no_file(tmp_path, findings):
    assert read_acknowledgements(tmp_path / "acknowledged.toml", findings) == ((findings[0], None),)


def test_an_acknowledgement_stands_beside_its_finding(tmp_path, findings):
    file = tmp_path / "acknowledged.toml"
    file.write_text(FILE.format(key=KEY), encoding="utf-8")
    ((finding, known),) = read_acknowledgements(file, findings)
    assert (finding.key, known.by, known.reason.ru) == (KEY, "coordinator", "Известно")


def test_an_acknowledgement_fails_when_its_finding_is_gone(tmp_path, findings, catalogue):
    file = tmp_path / "acknowledged.toml"
    file.write_text(FILE.format(key=KEY) + FILE.format(key="gone measures m9 total"), "utf-8")
    with pytest.raises(FaultyData) as refused:
        read_acknowledgements(file, findings, "data/acknowledged.toml")
    (fault,) = refused.value.faults
    assert (fault.code, fault.file, fault.line) == (
        "stale_acknowledgement", "data/acknowledged.toml", 7,
    )  # fmt: skip
    assert fault.facts == {"value": "gone measures m9 total"}
    assert "gone measures m9 total" in catalogue.say(f"fault.{fault.code}", "kk", **fault.facts)


def test_without_the_check_for_stale_ones_a_gone_finding_would_pass(tmp_path, monkeypatch):
    """The negative control of the test above."""
    module = "bagdar.programme.rules.check.acknowledgements.acknowledge"
    monkeypatch.setattr(module, lambda found, known: (acknowledge(found, known)[0], ()))
    file = tmp_path / "acknowledged.toml"
    file.write_text(FILE.format(key="gone measures m9 total"), encoding="utf-8")
    assert read_acknowledgements(file, ()) == ()


def test_stale_acknowledgements_are_told_apart(findings):
    reason = Words.same("Known")
    known = [
        Acknowledgement(key=key, reason=reason, by="a", on=date(2026, 1, 1))
        for key in (KEY, "gone measures m9 total")
    ]
    pairs, stale = acknowledge(findings, known)
    assert pairs == ((findings[0], known[0]),) and stale == (known[1],)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("[[acknowledged]\n", "toml", 1),
        (FILE.format(key=KEY).replace("by =", "whom ="), "missing_key", 1),
        (FILE.format(key=KEY) * 2, "duplicate", 7),
        (FILE.format(key=KEY).replace('kk = "Белгілі"', 'kk = " "'), "value", 5),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path, findings, text, code, line):
    file = tmp_path / "acknowledged.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FaultyData) as refused:
        read_acknowledgements(file, findings)
    assert (code, line) in [(fault.code, fault.line) for fault in refused.value.faults]
