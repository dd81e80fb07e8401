"""Who may say who somebody is: the organisation that has the person full-time today."""

from datetime import date
from uuid import UUID

import pytest

from bagdar.core.periods import Period
from bagdar.registry.rules.differing import differing, is_held_elsewhere

HERE, THERE = UUID(int=1), UUID(int=2)
RECORDED = {"family": "Үлгі", "given": "Мысал", "sex": "female", "born_on": date(2013, 4, 2)}


@pytest.mark.parametrize(
    ("where", "on", "is_held"),
    [
        (THERE, date(2024, 9, 1), True),
        (THERE, date(2025, 5, 31), True),
        (THERE, date(2025, 6, 1), False),
        (THERE, date(2024, 8, 31), False),
        (HERE, date(2024, 9, 1), False),
    ],
)
def test_another_organisation_has_the_person_on_the_days_of_its_stay(
    where: UUID, on: date, is_held: bool
):
    stays = [(where, Period(date(2024, 9, 1), date(2025, 6, 1)))]
    assert is_held_elsewhere(stays, HERE, on) is is_held


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ({}, ()),
        ({"family": "", "citizenship": None}, ()),
        ({"family": " ҮЛГІ "}, ()),
        ({"family": "Үлгі", "given": "Мысалы"}, ("given",)),
        ({"sex": "male", "born_on": date(2013, 4, 3)}, ("sex", "born_on")),
        ({"citizenship": "KZ"}, ("citizenship",)),
        ({"level": "2"}, ()),
    ],
)
def test_what_is_said_otherwise_is_named_and_what_is_empty_says_nothing(
    said: dict[str, object], names: tuple[str, ...]
):
    assert differing(RECORDED, said) == names
