"""Every table, column, rule and finding of the register is said in three languages, and no more."""

import tomllib
from pathlib import Path

from bagdar.core.catalogue import Catalogue
from bagdar.core.errors import Phrase
from bagdar.warehouse.tables import words
from bagdar.warehouse.tables.contract import Kind, Rule, Table
from bagdar.warehouse.tables.registry import AGES_OF_ENROLMENT, TABLES

ROOT = Path(__file__).resolve().parents[2]
LISTED = {Kind.CODE: "code", Kind.CODES: "code", Kind.COUNTRY: "country"}
NUMBERS = {Kind.IIN: "iin_check_digit", Kind.BIN: "bin_check_digit"}


def findings_of(table: Table) -> set[tuple[str, str]]:
    """(column, code) of everything that a check of a table can find."""
    found: set[tuple[str, str]] = {(one.column, one.code) for one in table.rules}
    for column in table.columns:
        found.add((column.name, LISTED.get(column.kind, "kind")))
        given = {
            "needed": column.needed,
            "range": column.least is not None or column.most is not None,
            "long": bool(column.longest),
            "reference": column.kind is Kind.REFERENCE,
            NUMBERS.get(column.kind, ""): column.kind in NUMBERS,
        }
        found |= {(column.name, code) for code, is_given in given.items() if is_given}
    return found


def said() -> list[Phrase]:
    phrases: list[Phrase] = []
    for table in TABLES.values():
        phrases.append(words.name_of(table))
        phrases += [words.heading(one) for one in table.columns]
        phrases += [words.help_of(one) for one in table.columns]
        for column, code in sorted(findings_of(table)):
            phrases += [words.fault(table, column, code), words.remedy(table, column, code)]
    return phrases + [phrase for rule in AGES_OF_ENROLMENT for phrase in of_rule(rule)]


def of_rule(rule: Rule) -> list[Phrase]:
    return [Phrase(f"rule.{rule.code}"), Phrase(f"remedy.{rule.code}")]


def test_everything_is_said_in_three_languages(catalogue: Catalogue):
    phrases = said()
    assert len(phrases) > 800
    assert sorted({one.key for one in phrases if one.key not in catalogue}) == []
    for one in phrases:
        assert catalogue.blanks(one.key) == set(one.facts), one.key
        for language in ("kk", "ru", "en"):
            assert catalogue.say(one.key, language, **one.facts).strip()


# What a form of delivery may ask and no table of the register: bounds open on one side.
OF_FORMS = {"rule.range_least", "remedy.range_least", "rule.range_most", "remedy.range_most"}


def test_nothing_is_said_that_no_contract_asks():
    tree = tomllib.loads((ROOT / "data" / "words" / "tables.toml").read_text(encoding="utf-8"))
    kept = {f"{prefix}.{name}" for prefix, names in tree.items() for name in names}
    assert sorted(kept - {one.key for one in said()} - OF_FORMS) == []


def test_bounds_are_said_as_they_are_declared(catalogue: Catalogue):
    told = words.fault(TABLES["post"], "workload", "range")
    assert catalogue.say(told.key, "ru", **told.facts) == "Число должно быть от 0,05 до 2"
    told = words.fault(TABLES["enrolment"], "group", "long")
    assert catalogue.say(told.key, "kk", **told.facts) == "Мәтін тым ұзын: ең көбі 60 таңба"
