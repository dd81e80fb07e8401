"""Beds in dormitories: what is free, who learns there full-time, who needs one most.

The register knows how many beds an organisation has, and who was given one; it knows no rooms. A
place for women or men alone is declared by the organisation: `sex` in the details of the place.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bagdar.access.public import regions_on
from bagdar.admissions.models import Campaign, CampaignPlace
from bagdar.admissions.queries.campaigns import rules_of
from bagdar.admissions.queries.kinds import COUNTRY, Kind, Pair, Suggested
from bagdar.admissions.rules.campaign.declared import DormitoryRules
from bagdar.admissions.rules.campaign.dormitory import how_far
from bagdar.admissions.rules.campaign.errors import NotEligible
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.market import Facts, Value
from bagdar.core.origins import Origin
from bagdar.registry.public import (
    beds_held,
    organisations_of_region,
    said_on,
    territories_on,
)
from bagdar.registry.rules.details import ResidenceDetails, TerritoryDetails
from bagdar.registry.rules.kinds import (
    CARE,
    CONDITION,
    DORMITORY,
    ENROLMENT,
    ORGANISATION,
    PERSON,
    RESIDENCE,
    SUPPORT,
)
from bagdar.registry.rules.nouns import EnrolmentDetails, Form, OrganisationDetails, PersonDetails

TYPES = frozenset({"college", "university"})
YEAR_BEGINS = (9, 1)
NEEDED, GIVEN, FIRST = "needed", "given", 1


def day_of_beds(campaign: Campaign, on: date) -> date:
    """On which day a bed has to be free: when the year begins, or today where it has begun."""
    return max(on, date(campaign.year, *YEAR_BEGINS))


class Dormitory(Kind):
    code = CampaignKind.DORMITORY

    def places(self, campaign: Campaign, on: date) -> Sequence[Suggested]:
        """One of each college and university: its beds without those that are held."""
        houses = _houses(campaign, on)
        held = beds_held(houses, day_of_beds(campaign, on))
        free = {
            id: (some[0].dormitory_beds or 0) - held.get(id, 0)
            for id, some in said_on(CONDITION, houses, on).items()
        }
        return [Suggested(id, str(id), free[id]) for id in sorted(free, key=str) if free[id] > 0]

    def check_eligible(self, campaign: Campaign, person_id: UUID, on: date) -> None:
        rules = rules_of(campaign)
        assert isinstance(rules, DormitoryRules)
        learning = said_on(ENROLMENT, [person_id], on).get(person_id, ())
        houses = set(campaign.places.values_list("organisation_id", flat=True))
        if not any(one.organisation_id in houses and _is_full_time(one) for one in learning):
            raise NotEligible("not_full_time_there")
        held = said_on(DORMITORY, [person_id], day_of_beds(campaign, on)).get(person_id, ())
        if any(one.state == GIVEN for one in held):
            raise NotEligible("has_a_bed")
        said = said_on(DORMITORY, [person_id], on).get(person_id, ())
        if rules.beds.need_is_recorded and not any(one.state == NEEDED for one in said):
            raise NotEligible("no_need_recorded")

    def child_facts(
        self, campaign: Campaign, people: Collection[UUID], on: date
    ) -> Mapping[UUID, Facts]:
        found: dict[UUID, dict[str, Value]] = {}
        for name, kind in (("orphan", CARE), ("special_need", SUPPORT)):
            for person in said_on(kind, people, on):
                found.setdefault(person, {})[name] = 1
        return found

    def place_facts(
        self, campaign: Campaign, asked: Collection[tuple[UUID, CampaignPlace]], on: date
    ) -> Mapping[Pair, Facts]:
        """In as many statements for all as for one."""
        told = _told(asked, on)
        return {(person, place.pk): told.facts(person, place) for person, place in asked}


@dataclass(frozen=True)
class Told:
    """What the register says of those who ask, and of where they would live."""

    people: Mapping[UUID, tuple[PersonDetails, ...]]
    learning: Mapping[UUID, tuple[EnrolmentDetails, ...]]
    homes: Mapping[UUID, tuple[ResidenceDetails, ...]]
    territories: Mapping[str, tuple[TerritoryDetails, ...]]
    houses: Mapping[UUID, tuple[OrganisationDetails, ...]]

    def facts(self, person: UUID, place: CampaignPlace) -> Facts:
        """Bounds of the declared block ask for the first two: no is said too."""
        here = [
            one
            for one in self.learning.get(person, ())
            if one.organisation_id == place.organisation_id and _is_full_time(one)
        ]
        found: dict[str, Value] = {
            "enrolled": int(bool(here)),
            "room_fits": int(self._fits(person, place)),
        }
        if any(one.grade == FIRST for one in here):
            found["first_course"] = 1
        if (home := self._home(person, place.organisation_id)) is not None:
            found["home"] = home
        return found

    def _fits(self, person: UUID, place: CampaignPlace) -> bool:
        wanted = place.details.get("sex")
        return not wanted or any(one.sex == wanted for one in self.people.get(person, ()))

    def _home(self, person: UUID, house: UUID) -> str | None:
        lives, there = self.homes.get(person, ()), self.houses.get(house, ())
        above = self.territories.get(lives[0].territory, ()) if lives else ()
        if not above or not there:
            return None
        codes = [one.code for one in above]
        region = next((one.region for one in above if one.region), "")
        found = how_far(codes[0], codes[1:], region, there[0].territory, there[0].region)
        return found.value if found else None


def _told(asked: Collection[tuple[UUID, CampaignPlace]], on: date) -> Told:
    people = {person for person, _ in asked}
    homes = said_on(RESIDENCE, people, on)
    return Told(
        people=said_on(PERSON, people, on),
        learning=said_on(ENROLMENT, people, on),
        homes=homes,
        territories=territories_on({some[0].territory for some in homes.values()}, on),
        houses=said_on(ORGANISATION, {place.organisation_id for _, place in asked}, on),
    )


def _is_full_time(one: EnrolmentDetails) -> bool:
    return one.form is Form.FULL_TIME


def _houses(campaign: Campaign, on: date) -> list[UUID]:
    is_whole = campaign.territory == COUNTRY
    regions = sorted(regions_on(on)) if is_whole else [campaign.territory]
    return [
        one.whose
        for region in regions
        for one in organisations_of_region(region, on, origin=Origin(campaign.origin))
        if one.details.type in TYPES
    ]
