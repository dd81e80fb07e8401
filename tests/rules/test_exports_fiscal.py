"""The Fiscal Data Package: complete, exact, and described as its profile wants."""

import csv
import io
import json
import zipfile
from decimal import Decimal
from typing import Any

import pytest

from bagdar.core.languages import Words
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.exports.fiscal import (
    MONEY,
    OWN_TYPES,
    TAXONOMY,
    UnknownMoneyUnit,
    fiscal,
    fiscal_files,
)
from bagdar.programme.rules.money import amounts

# Those of the budget taxonomy 1.0 that we use: data type, and whether the field is part of the
# primary key.
TAXONOMY_TYPES = {
    "budget-line-id": ("string", True),
    "date:fiscal-year": ("integer", True),
    "fin-source:generic:code": ("string", True),
    "activity:generic:program:code": ("string", True),
    "activity:generic:program:label": ("string", False),
    "activity:generic:subprogram:code": ("string", True),
    "activity:generic:subprogram:label": ("string", False),
    "activity:generic:project:code": ("string", True),
    "activity:generic:project:label": ("string", False),
    "value": ("number", False),
    "value-currency:code": ("string", True),
    "direction": ("string", True),
    "phase:id": ("string", True),
}


@pytest.fixture(scope="module")
def files(edition: Edition) -> dict[str, str]:
    return fiscal_files(edition)


@pytest.fixture(scope="module")
def descriptor(files: dict[str, str]) -> Any:
    return json.loads(files["datapackage.json"])


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def money(files: dict[str, str]) -> list[dict[str, str]]:
    return rows_of(files["data/money.csv"])


def test_every_amount_of_every_measure_is_one_row_in_tenge(money, edition):
    printed = [
        (one.measure, one.source, one.year, one.amount * 1_000_000) for one in amounts(edition)
    ]
    told = [
        (int(row["measure"]), row["source"], int(row["year"]), Decimal(row["amount"]))
        for row in money
    ]
    assert told == printed
    assert len(told) == 207


def test_amounts_as_printed_stand_beside_the_tenge(money):
    assert all(
        Decimal(row["amount"]) == Decimal(row["amount_printed"]) * 1_000_000 for row in money
    )
    assert "E" not in "".join(row["amount"] for row in money)


def test_printed_totals_are_there_and_cannot_be_mistaken_for_amounts(files, descriptor, edition):
    rows = rows_of(files["data/printed-totals.csv"])
    everything = [row for row in rows if row["source"] == "all" and row["year"] == ""]
    assert [row["amount_printed"] for row in everything] == ["11578425"]
    fields = descriptor["resources"][1]["schema"]["fields"]
    assert not any("columnType" in field for field in fields)


def test_each_file_has_exactly_the_columns_that_are_described(files, descriptor):
    assert [resource["path"] for resource in descriptor["resources"]] == [
        "data/money.csv",
        "data/printed-totals.csv",
    ]
    for resource in descriptor["resources"]:
        header = files[resource["path"]].split("\n", 1)[0].split(",")
        assert header == [field["name"] for field in resource["schema"]["fields"]]


def test_column_types_are_of_the_taxonomy_or_declared_beside_it(descriptor):
    own = {one["name"]: (one["dataType"], False) for one in OWN_TYPES}
    assert descriptor["columnTypes"] == [TAXONOMY, OWN_TYPES]
    schema = descriptor["resources"][0]["schema"]
    key = []
    for field in [*schema["fields"], *schema["extraFields"]]:
        if "columnType" not in field:
            continue
        name = field["columnType"].removesuffix(":ru").removesuffix(":en")
        data_type, is_key = {**TAXONOMY_TYPES, **own}[name]
        assert field["type"] == data_type, field["name"]
        if is_key and "constant" not in field:
            key.append(field["name"])
    assert key == schema["primaryKey"]


def test_the_primary_key_is_never_empty_and_never_repeated(money, descriptor):
    key = descriptor["resources"][0]["schema"]["primaryKey"]
    keys = [tuple(row[name] for name in key) for row in money]
    assert all(all(cells) for cells in keys)
    assert len(set(keys)) == len(keys)


def test_required_fields_are_never_empty(money):
    required = [field["name"] for field in MONEY if "constraints" in field]
    assert all(row[name] != "" for row in money for name in required)


def test_what_is_the_same_in_every_row_is_said_once(descriptor):
    extra = descriptor["resources"][0]["schema"]["extraFields"]
    assert {field["name"]: field["constant"] for field in extra} == {
        "currency": "KZT",
        "direction": "expenditure",
        "phase": "planned",
        "money_unit": "million tenge",
        "factor": 1_000_000,
        "illustrative": False,
    }


def test_the_profile_gets_what_it_asks_for(descriptor):
    assert descriptor["profile"] == "tabular-data-package"
    assert all(one["profile"] == "tabular-data-resource" for one in descriptor["resources"])
    assert descriptor["countryCode"] == "KZ"
    assert descriptor["granularity"] == "aggregated"
    assert descriptor["fiscalPeriod"] == {"start": "2020-01-01", "end": "2025-12-31"}
    fields = {field["name"] for field in descriptor["resources"][0]["schema"]["fields"]}
    for dimension in descriptor["model"]["dimensions"].values():
        assert dimension["primaryKey"] in dimension["attributes"]
        assert {one["source"] for one in dimension["attributes"].values()} <= fields


def test_licence_and_sources_stand_in_it_and_no_person_does(descriptor, edition):
    assert [one["name"] for one in descriptor["licenses"]] == ["Apache-2.0"]
    assert [one["title"] for one in descriptor["sources"]] == [
        text for _, text in edition.act.citation.items()
    ]
    assert descriptor["contributors"] == [{"title": "Bagdar", "role": "wrangler"}]


def test_a_unit_that_is_not_tenge_is_refused(edition):
    dollars = edition.model_copy(update={"money_unit": Words.same("million dollars")})
    with pytest.raises(UnknownMoneyUnit):
        fiscal(dollars)


def test_thousands_of_tenge_are_counted_as_thousands(edition):
    unit = Words(kk="мың теңге", ru="тыс. тенге", en="thousand tenge")
    small = fiscal_files(edition.model_copy(update={"money_unit": unit}))
    first = rows_of(small["data/money.csv"])[0]
    assert (first["amount"], first["amount_printed"]) == ("295131000", "295131")


def test_an_edition_without_totals_has_no_file_of_totals(edition):
    bare = edition.model_copy(update={"totals": None})
    assert list(fiscal_files(bare)) == ["datapackage.json", "data/money.csv"]
    assert len(json.loads(fiscal_files(bare)["datapackage.json"])["resources"]) == 1


def test_an_illustrative_edition_says_so_in_words_and_as_a_field(edition):
    made_up = fiscal_files(edition.model_copy(update={"illustrative": True}))
    told = json.loads(made_up["datapackage.json"])
    assert told["description"].startswith("Illustrative, not a real act. ")
    extra = {one["name"]: one["constant"] for one in told["resources"][0]["schema"]["extraFields"]}
    assert extra["illustrative"] is True


def test_the_zip_holds_the_files_and_is_the_same_each_time(edition, files):
    archive = zipfile.ZipFile(io.BytesIO(fiscal(edition)))
    assert {name: archive.read(name).decode() for name in archive.namelist()} == files
    again = Edition.model_validate_json(edition.model_dump_json())
    assert fiscal(edition) == fiscal(again)
