"""Regions have dated borders and names; bodies come from the passports of the programmes."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bagdar.access.bodies import known_bodies
from bagdar.access.regions import known_regions, region_days, regions_of, regions_on
from bagdar.core.errors import FaultyData
from bagdar.core.periods import Period, gaps

NEW = {"KZ-10", "KZ-33", "KZ-62"}
BORDER = date(2022, 6, 8)


def test_there_were_seventeen_regions_and_there_are_twenty():
    before, after = regions_on(BORDER - timedelta(days=1)), regions_on(BORDER)
    assert (len(before), len(after)) == (17, 20)
    assert set(after) - set(before) == NEW
    assert set(before) < set(after)
    assert set(known_regions()) == set(after)


def test_the_capital_has_the_name_of_its_day():
    turns = (date(2019, 3, 22), date(2019, 3, 23), date(2022, 9, 16), date(2022, 9, 17))
    names = [regions_on(day)["KZ-71"].name.en for day in turns]
    assert names == ["Astana City", "Nur-Sultan City", "Nur-Sultan City", "Astana City"]
    assert known_regions()["KZ-71"].name.kk == "Астана қаласы"


def test_a_region_is_there_on_each_of_its_days_whatever_it_was_called():
    ever = Period(date.min)
    found = {code: gaps(days, within=ever) for code, days in region_days().items()}
    assert {code for code, missing in found.items() if missing} == NEW
    assert {missing for code, missing in found.items() if code in NEW} == {
        (Period(date.min, BORDER),)
    }


def test_three_cities_stand_beside_the_oblasts():
    cities = {code for code, region in known_regions().items() if region.kind == "city"}
    assert cities == {"KZ-71", "KZ-75", "KZ-79"}


def test_the_iso_number_is_the_beginning_of_kato():
    assert {code: f"KZ-{region.kato}" for code, region in known_regions().items()} == {
        code: code for code in known_regions()
    }


def test_no_name_of_a_region_ends_a_day_early_or_starts_a_day_late():
    _, first, second = (region for region in regions_of_data() if region.code == "KZ-71")
    assert first.until is not None
    assert second.since == first.until + timedelta(days=1)


def regions_of_data() -> list:
    return list(regions_of(Path(__file__).resolve().parents[2] / "data"))


def test_a_broken_file_is_refused_with_all_its_faults(tmp_path: Path):
    (tmp_path / "territories").mkdir()
    (tmp_path / "territories" / "regions.csv").write_text(
        "code,kato,kind,kk,ru,en,since,until,source\n"
        "KZ-71,71,city,а,б,c,,,x\n"
        "KZ-71,71,city,а,б,c,,,x\n"
        "KZ-75,76,city,а,б,c,,,x\n"
        "KZ-79,79,village,а,б,c,,,x\n",
        encoding="utf-8",
    )
    with pytest.raises(FaultyData) as refused:
        regions_of(tmp_path)
    found = {(fault.code, fault.line, fault.field) for fault in refused.value.faults}
    assert found == {("duplicate", 3, "code"), ("value", 4, "kato"), ("value", 5, "kind")}


def test_the_bodies_of_the_passport_can_have_accounts():
    bodies = known_bodies()
    assert len(bodies) == 16
    assert list(bodies)[0] == "mes"
    assert "leb" in bodies
    assert "employers" not in bodies
