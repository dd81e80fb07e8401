"""A cohort counted by one statement comes to what one gets by asking about each of its people."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bagdar.core.origins import Origin
from bagdar.core.periods import Period
from bagdar.registry.queries.cohorts import cohort_flow
from bagdar.registry.queries.trajectories import path_of
from bagdar.registry.rules.flows import Fate
from bagdar.registry.rules.trajectory import TurnKind
from tests.register import given, learning, organisation, person
from tests.registry_read import fact

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ON = date(2020, 10, 1)


def year(first: int, last: int | None = None) -> Period[date]:
    return Period(date(first, 9, 1), date((last or first) + 1, 6, 1))


@pytest.fixture
def country(db: None) -> dict[str, Any]:
    return {
        "school": organisation(),
        "far": organisation(region="KZ-75", name_kk="Алыс мектеп"),
        "college": organisation(type="college", name_kk="Колледж"),
        "university": organisation(type="university", name_kk="Университет"),
    }


def pupil(at: dict[str, Any], *later: tuple[str, int, str, int | None]) -> Any:
    """Grade 5 in 2020 at the school; then (place, year, level, grade) each."""
    from bagdar.registry.public import enrol

    one = person()
    enrol(one, learning(at["school"]), year(2020), **given(2))
    for minute, (place, first, level, grade) in enumerate(later, start=3):
        said = learning(at[place], level=level, grade=grade)
        enrol(one, said, year(first), **given(minute))
    return one


def left(one: Any, at: dict[str, Any], reason: str) -> None:
    from bagdar.registry.public import leave

    leave(one, learning(at["school"]).place, date(2021, 6, 1), reason, **given(90))


def followed(region: str = "KZ-11", years: int = 3) -> dict[Fate, int]:
    found = cohort_flow(grade=5, region=region, on=ON, years=years, origin=Origin.ILLUSTRATIVE)
    return {fate: count for fate, count in found.items() if count}


def test_every_fate_is_found_where_it_is(country: dict[str, Any]):
    steady = [("school", first, "2", grade) for first, grade in ((2021, 6), (2022, 7), (2023, 8))]
    pupil(country, *steady)
    pupil(country, ("school", 2021, "2", 5), ("school", 2022, "2", 6), ("school", 2023, "2", 7))
    pupil(country, *(("far", *one[1:]) for one in steady))
    pupil(country, ("school", 2023, "2", 8))
    pupil(country, *steady[:2], ("college", 2023, "4", 1))
    pupil(country, *steady[:2], ("university", 2023, "6", 1))
    for reason in ("dropped_out", "moved_abroad"):
        left(pupil(country), country, reason)
    working = pupil(country)
    fact("Employment", working, employer_bin="100240000015", valid_from=date(2023, 1, 1))
    done = pupil(country)
    left(done, country, "graduated")
    fact("Graduation", done, organisation_id=country["school"], level="2",
         valid_from=date(2021, 6, 1), valid_to=date(2021, 6, 2))  # fmt: skip
    assert followed() == dict.fromkeys(Fate, 1)


def test_a_cohort_is_of_its_grade_region_day_and_origin(country: dict[str, Any]):
    pupil(country)
    assert sum(followed().values()) == 1
    assert sum(followed("").values()) == 1
    assert followed("KZ-75") == {}
    real = cohort_flow(grade=5, region="", on=ON, years=1, origin=Origin.REAL)
    assert sum(real.values()) == 0
    sixth = cohort_flow(grade=6, region="", on=ON, years=1, origin=Origin.ILLUSTRATIVE)
    assert sum(sixth.values()) == 0


def test_one_statement_counts_however_many_they_are(country: dict[str, Any]):
    for _ in range(5):
        pupil(country, ("school", 2021, "2", 6))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert followed(years=1) == {Fate.MOVED_ON: 5}
    assert len(asked) == 1


def test_a_region_that_was_formed_anew_moves_nobody(country: dict[str, Any]):
    """A school of KZ-19 that lies in KZ-33 since 2022 counts by the region of its own day."""
    from bagdar.registry.public import correct_organisation, enrol, record_organisation
    from tests.register import school

    old = record_organisation(
        school(region="KZ-19"), Period(date(2000, 1, 1), date(2022, 6, 8)),
        origin=Origin.ILLUSTRATIVE, **given(1),
    ).id  # fmt: skip
    correct_organisation(old, school(region="KZ-33"), Period(date(2022, 6, 8)), **given(2))
    one = person()
    for at, grade in enumerate(range(5, 9)):
        enrol(one, learning(old, grade=grade), year(2020 + at), **given(3 + at))
    assert path_of(one).named(TurnKind.REGION) == ()
    assert Counter(followed("KZ-19")) == Counter({Fate.MOVED_ON: 1})
