"""How a person stands to whoever asks: guardians until the eighteenth birthday, then oneself."""

from datetime import date
from uuid import UUID

import pytest

from bagdar.registry.rules.relations import Whereabouts, is_adult, relations

from bagdar.access.rules.roles import Place  # isort: skip

CHILD, MOTHER, STRANGER, SCHOOL, OTHER = (UUID(int=number) for number in range(1, 6))
BORN = date(2008, 2, 29)
DAY = date(2020, 10, 1)
PUPIL = Whereabouts(CHILD, BORN, frozenset({MOTHER}), frozenset({SCHOOL}), frozenset({"KZ-11"}))


def test_a_guardian_reads_until_the_eighteenth_birthday_and_not_on_it():
    mother = Place("person", person_id=MOTHER)
    # who was born on 29 February completes a year on 1 March where there is none
    assert relations(mother, PUPIL, date(2026, 2, 28)) == {"any", "ward"}
    assert relations(mother, PUPIL, date(2026, 3, 1)) == {"any"}


def test_the_learner_reads_from_the_eighteenth_birthday_on():
    learner = Place("person", person_id=CHILD)
    assert relations(learner, PUPIL, date(2026, 2, 28)) == {"any"}
    assert relations(learner, PUPIL, date(2026, 3, 1)) == {"any", "self"}


def test_whoever_is_no_guardian_on_the_day_has_no_relation():
    assert relations(Place("person", person_id=STRANGER), PUPIL, DAY) == {"any"}
    without = Whereabouts(CHILD, BORN)
    assert relations(Place("person", person_id=MOTHER), without, DAY) == {"any"}


def test_of_unknown_age_the_recorded_guardianship_decides():
    unknown = Whereabouts(CHILD, None, frozenset({MOTHER}))
    assert relations(Place("person", person_id=MOTHER), unknown, DAY) == {"any", "ward"}
    assert relations(Place("person", person_id=CHILD), unknown, DAY) == {"any", "self"}


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        (Place("organisation", organisation_id=SCHOOL), {"any", "own"}),
        (Place("organisation", organisation_id=OTHER), {"any"}),
        (Place("region", region_code="KZ-11"), {"any", "region"}),
        (Place("region", region_code="KZ-75"), {"any"}),
        (Place("ministry"), {"any"}),
        (Place("public"), {"any"}),
    ],
)
def test_organisations_and_regions_have_those_who_are_there(reader: Place, expected: set[str]):
    assert relations(reader, PUPIL, DAY) == expected


def test_who_is_not_born_yet_is_no_adult():
    assert is_adult(BORN, date(2000, 1, 1)) is False
    assert is_adult(None, DAY) is None
