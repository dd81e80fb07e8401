"""First grades: places of schools, who is old enough, whose brother or sister is there."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from bagdar.admissions.models import Campaign, CampaignPlace
from bagdar.admissions.queries.kinds import Pair, Suggested
from bagdar.admissions.rules.campaign.errors import NotEligible
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.market import Facts
from bagdar.core.origins import Origin
from bagdar.core.periods import age_on
from bagdar.registry.public import (
    groups_on,
    organisations_of_region,
    person_on,
    said_on,
    siblings_on,
)
from bagdar.registry.rules.kinds import ENROLMENT

SCHOOL, FIRST = "school", 1
AGES = range(5, 9)  # who turns six or seven around the first of September, with a year to spare


class School:
    code = CampaignKind.SCHOOL

    def places(self, campaign: Campaign, on: date) -> Sequence[Suggested]:
        """For each language of this year's first classes, as many seats as they have places."""
        found = []
        for one in organisations_of_region(campaign.territory, on, origin=Origin(campaign.origin)):
            if one.details.type == SCHOOL:
                found += _of_school(one.whose, on)
        return sorted(found, key=lambda one: one.code)

    def check_eligible(self, campaign: Campaign, person_id: UUID, on: date) -> None:
        told = person_on(person_id, on)
        if told is None or told.born_on is None:
            raise NotEligible("no_birth_date")
        if age_on(told.born_on, date(campaign.year, 9, 1)) not in AGES:
            raise NotEligible("age")

    def child_facts(
        self, campaign: Campaign, people: Collection[UUID], on: date
    ) -> Mapping[UUID, Facts]:
        return {}

    def place_facts(
        self, campaign: Campaign, asked: Collection[tuple[UUID, CampaignPlace]], on: date
    ) -> Mapping[Pair, Facts]:
        schools = _schools_of_siblings({person for person, _ in asked}, on)
        return {
            (person, place.pk): {"sibling": 1}
            for person, place in asked
            if place.organisation_id in schools.get(person, ())
        }


def _of_school(id: UUID, on: date) -> list[Suggested]:
    seats: dict[str, int] = defaultdict(int)
    for one in groups_on(id, on):
        if one.details.grade == FIRST and one.details.places:
            seats[one.details.language] += one.details.places
    return [Suggested(id, f"{id}.{language}", many, language) for language, many in seats.items()]


def _schools_of_siblings(people: Collection[UUID], on: date) -> Mapping[UUID, set[UUID]]:
    siblings = siblings_on(people, on)
    everybody = {one for some in siblings.values() for one in some}
    learn = said_on(ENROLMENT, everybody, on)
    return {
        person: {said.organisation_id for one in some for said in learn.get(one, ())}
        for person, some in siblings.items()
    }
