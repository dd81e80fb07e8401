"""`bagdar registry trajectory · flow`: a path leaves a trace, a cohort shows no small count."""

import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

from bagdar.audit.models import Event
from bagdar.config import console
from bagdar.config.cli import bagdar
from bagdar.registry.rules.errors import PurposeNeeded
from tests.registry_read import World, fact, world

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _in_kazakh_again() -> Any:
    yield
    console.choose("kk")


@pytest.fixture
def here(db: None) -> World:
    return world()


def typed(*words: object) -> str:
    command = ["--language", "en", "registry", *map(str, words)]
    return CliRunner().invoke(bagdar, command, catch_exceptions=False).output


def test_a_path_needs_a_purpose_and_leaves_a_trace(here: World):
    with pytest.raises(PurposeNeeded):
        typed("trajectory", here["learner"])
    assert Event.objects.filter(action="registry.person_looked_at").count() == 0
    told = typed("trajectory", here["learner"], "--purpose", "lost certificate").splitlines()
    assert told == [f"2023-09-01/..  learns · {here['school']} · KZ-11 · 1 · 3–4"]
    assert Event.objects.filter(action="registry.person_looked_at").count() == 1


def test_a_path_names_what_happened_and_masks_an_employer(here: World):
    fact("Employment", here["mother"], employer_bin="100240000015", valid_from=date(2020, 1, 1),
         valid_to=date(2021, 1, 1))  # fmt: skip
    fact("Employment", here["mother"], employer_bin="100240000015", valid_from=date(2022, 1, 1))
    told = json.loads(typed("trajectory", here["mother"], "--purpose", "case", "--json"))
    assert {one["place"] for one in told["segments"]} == {"1002••••••15"}
    assert [(one["kind"], one["days"]) for one in told["turns"]] == [
        ("gap", "2021-01-01/2022-01-01")
    ]


def test_a_cohort_is_counted_without_small_numbers(here: World):
    words = ("flow", "--grade", 3, "--region", "KZ-11", "--on", "2023-10-01", "--years", 1)
    assert set(typed(*words).split()[::2]) == {"<10"}
    told = json.loads(typed(*words, "--json"))
    assert told["origin"] == "illustrative" and told["people"]["total"] == "<10"
