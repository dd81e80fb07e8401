"""The demonstration's campaign of first grades: open, with catchments and applications, made up."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from bagdar.admissions import models
from bagdar.admissions.public import demonstrate_campaign
from bagdar.audit.models import Event
from bagdar.core.origins import Origin
from bagdar.core.periods import Period
from bagdar.registry.public import enrol
from tests.register import given, learning, organisation, person, territory
from tests.school_campaigns import AUTUMN, CLERK, NOW, REGION, class_of, lives

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SIMULATED: dict[str, Any] = {"origin": Origin.SIMULATED}


def child_of(garden: UUID, code: str) -> None:
    """A simulated child of six who lives in a territory and goes to a kindergarten."""
    who = person(1, born_on=date(2020, 3, 1), **SIMULATED)
    said = learning(garden, level="02", grade=None, group="А")
    enrol(lives(who, code), said, Period(date(2025, 9, 1)), **given(6))


def test_a_region_of_simulated_schools_gives_first_grades_once_with_wishes_and_catchments():
    territory("711", **SIMULATED)
    garden = organisation(1, type="kindergarten", territory="711", **SIMULATED)
    schools = [organisation(1, name_kk=f"Үлгі {n}", territory="711", **SIMULATED) for n in (1, 2)]
    for school in schools:
        class_of(school, "1 А", 1, 25)
    for _ in range(3):
        child_of(garden, "711")
    made = demonstrate_campaign(garden, by=CLERK, at=NOW)
    assert made is not None
    assert (made.state, made.origin, made.territory, made.year) == (
        "open", "simulated", REGION, 2026,
    )  # fmt: skip
    assert {row.organisation_id for row in models.Catchment.objects.all()} == set(schools)
    assert made.applications.count() == 3
    facts = models.CampaignWish.objects.filter(rank=1).values_list("facts", flat=True)
    assert list(facts) == [{"catchment": 1}] * 3
    assert demonstrate_campaign(garden, by=CLERK, at=NOW) is None
    assert Event.objects.filter(action="admissions.campaign_demonstrated").count() == 1


def test_nothing_is_demonstrated_with_what_is_not_simulated_or_has_no_first_grade():
    assert demonstrate_campaign(organisation(1), by=CLERK, at=NOW) is None
    garden = organisation(1, type="kindergarten", **SIMULATED)
    assert demonstrate_campaign(garden, by=CLERK, at=AUTUMN) is None
    assert not models.CampaignApplication.objects.exists()
