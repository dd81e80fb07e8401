"""data/indicators/disclosure.toml is read, and what is wrong in it is said."""

from pathlib import Path

import pytest

from bagdar.core.errors import FaultyData
from bagdar.indicators.metrics.metric import Unit
from bagdar.indicators.rules.disclosure.declared_rules import disclosure_rule
from bagdar.indicators.rules.disclosure.rules import Rules

DATA = Path(__file__).resolve().parents[2] / "data"


def test_every_unit_of_a_metric_has_a_least_count_and_the_file_says_whose_numbers_they_are():
    rule = disclosure_rule(DATA)
    assert set(rule.rules().least) == {unit.value for unit in Unit}
    assert rule.rules() == Rules() and rule.illustrative and not rule.is_sensitive("T1.1/3-6")


def test_an_unknown_key_is_refused(tmp_path):
    told = (DATA / "indicators" / "disclosure.toml").read_text(encoding="utf-8")
    (tmp_path / "indicators").mkdir()
    wrong = tmp_path / "indicators" / "disclosure.toml"
    wrong.write_text(told.replace("width", "wide"), encoding="utf-8")
    with pytest.raises(FaultyData):
        disclosure_rule(tmp_path)
