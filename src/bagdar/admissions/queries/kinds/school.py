"""First grades, and free places of other grades during the year.

Before the school year begins a campaign gives first grades; one that opens within it gives what is
free in every grade, to children of that grade. Both by catchment, then siblings.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from bagdar.admissions.models import Campaign, CampaignPlace
from bagdar.admissions.queries.campaigns import rules_of
from bagdar.admissions.queries.catchments import homes_on, schools_of
from bagdar.admissions.queries.kinds import Kind, Pair, Suggested
from bagdar.admissions.rules.campaign.declared import SchoolRules
from bagdar.admissions.rules.campaign.errors import NotEligible
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.market import Facts, Value
from bagdar.core.origins import Origin
from bagdar.core.periods import age_on, local_date
from bagdar.registry.public import (
    learners_counted,
    organisations_of_region,
    person_on,
    said_on,
    siblings_on,
)
from bagdar.registry.rules.details import GroupDetails
from bagdar.registry.rules.kinds import ENROLMENT, GROUP
from bagdar.registry.rules.promoting import ClassKey

SCHOOL, FIRST = "school", 1
YEAR_BEGINS = (9, 1)
TRANSFER = "transfer"  # the tag of a place that is given within the year
AGES = range(5, 9)  # who turns six or seven around the first of September, with a year to spare


class Line(NamedTuple):
    """Classes that are wished as one. shift: 0: the register does not say."""

    grade: int
    language: str
    shift: int

    @property
    def code(self) -> str:
        """What stands behind the school in the code of the place; a first grade is not named."""
        parts = (f"g{self.grade}" if self.grade != FIRST else "", self.language,
                 str(self.shift or ""))  # fmt: skip
        return ".".join(part for part in parts if part)

    @property
    def details(self) -> Mapping[str, Value]:
        return {"grade": self.grade, **({"shift": self.shift} if self.shift else {})}


def is_within_year(campaign: Campaign) -> bool:
    """Whether it gives places to children who learn already."""
    return local_date(campaign.opens_at) >= date(campaign.year, *YEAR_BEGINS)


class School(Kind):
    code = CampaignKind.SCHOOL

    def places(self, campaign: Campaign, on: date) -> Sequence[Suggested]:
        """By grade, language and shift; a class has no more seats than its ceiling."""
        rules, origin = rules_of(campaign), Origin(campaign.origin)
        assert isinstance(rules, SchoolRules)
        found = organisations_of_region(campaign.territory, on, origin=origin)
        schools = [one.whose for one in found if one.details.type == SCHOOL]
        groups, within = said_on(GROUP, schools, on), is_within_year(campaign)
        learners = learners_counted(schools, on) if within else {}
        tags = frozenset({TRANSFER} if within else ())
        return sorted(
            (
                Suggested(id, f"{id}.{line.code}", seats, line.language, tags=tags,
                          details=line.details)
                for id in schools
                for line, seats in _seats(
                    groups.get(id, ()), rules.capacity.class_size, within, learners.get(id, {})
                ).items()
            ),
            key=lambda one: one.code,
        )  # fmt: skip

    def check_eligible(self, campaign: Campaign, person_id: UUID, on: date) -> None:
        if is_within_year(campaign):
            if person_id not in _grades([person_id], on):
                raise NotEligible("not_at_school")
            return
        told = person_on(person_id, on)
        if told is None or told.born_on is None:
            raise NotEligible("no_birth_date")
        if age_on(told.born_on, date(campaign.year, *YEAR_BEGINS)) not in AGES:
            raise NotEligible("age")

    def child_facts(
        self, campaign: Campaign, people: Collection[UUID], on: date
    ) -> Mapping[UUID, Facts]:
        return {}

    def place_facts(
        self, campaign: Campaign, asked: Collection[tuple[UUID, CampaignPlace]], on: date
    ) -> Mapping[Pair, Facts]:
        """In as many statements for a whole region as for one child."""
        people, within = {person for person, _ in asked}, is_within_year(campaign)
        own = schools_of(homes_on(campaign, people, on), on, Origin(campaign.origin))
        siblings = _schools_of_siblings(people, on)
        grades = _grades(people, on) if within else {}
        found = {}
        for person, place in asked:
            near = {"catchment": own, "sibling": siblings}
            facts: dict[str, Value] = {
                name: 1
                for name, schools in near.items()
                if place.organisation_id in schools.get(person, ())
            }
            if within:  # a bound of the declared block asks for it: no is said too
                facts["grade"] = int(place.details.get("grade") in grades.get(person, ()))
            if facts:
                found[person, place.pk] = facts
        return found


def _seats(
    groups: Sequence[GroupDetails], most: int, within: bool, learners: Mapping[ClassKey, int]
) -> Mapping[Line, int]:
    """A class of which the register knows no places gives none: the school declares it."""
    found: dict[Line, int] = defaultdict(int)
    for line, one in _classes(groups, within):
        taken = learners.get(ClassKey(one.level, one.grade, one.name), 0)
        found[line] += max(min(one.places or 0, most) - taken, 0)
    return {line: seats for line, seats in found.items() if seats}


def _classes(groups: Sequence[GroupDetails], within: bool) -> Iterator[tuple[Line, GroupDetails]]:
    for one in groups:
        if one.grade is not None and one.grade >= FIRST and (within or one.grade == FIRST):
            yield Line(one.grade, one.language, one.shift or 0), one


def _grades(people: Collection[UUID], on: date) -> Mapping[UUID, frozenset[int]]:
    told = said_on(ENROLMENT, people, on)
    found = {
        person: frozenset(one.grade for one in some if one.grade is not None)
        for person, some in told.items()
    }
    return {person: grades for person, grades in found.items() if grades}


def _schools_of_siblings(people: Collection[UUID], on: date) -> Mapping[UUID, frozenset[UUID]]:
    siblings = siblings_on(people, on)
    learning = said_on(ENROLMENT, frozenset().union(*siblings.values()), on)
    return {
        person: frozenset(
            one.organisation_id for sibling in some for one in learning.get(sibling, ())
        )
        for person, some in siblings.items()
    }
