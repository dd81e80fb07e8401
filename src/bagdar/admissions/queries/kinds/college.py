"""Colleges: places by programme, language and base; one common exam; target groups."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from bagdar.admissions.models import Campaign, CampaignPlace
from bagdar.admissions.queries.campaigns import rules_of
from bagdar.admissions.queries.kinds import Kind, Pair, Suggested
from bagdar.admissions.queries.kinds.claimed import conditions_at, proven_claims
from bagdar.admissions.rules.campaign.errors import NotEligible
from bagdar.admissions.rules.campaign.exams import (
    WHOLE,
    DeclaredExam,
    Mark,
    Sitting,
    base_of,
    best_sitting,
)
from bagdar.admissions.rules.campaign.granting import CollegeRules
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.market import Facts, Value
from bagdar.core.errors import Phrase
from bagdar.core.origins import Origin
from bagdar.registry.public import (
    Offered,
    homes_of,
    in_care,
    organisations_of_region,
    person_on,
    points_in,
    programmes_offered,
    schooling_of,
    seats_of_groups,
)

COLLEGE, LEVELS, FIRST = "college", ("3", "4"), 1
UNFIT = re.compile(r"[^A-Za-z0-9_.:-]")  # letters that the code of a place cannot have


def adopted(campaign: Campaign) -> CollegeRules:
    found = rules_of(campaign)
    assert isinstance(found, CollegeRules), found.kind
    return found


class College(Kind):
    code = CampaignKind.COLLEGE

    def places(self, campaign: Campaign, on: date) -> Sequence[Suggested]:
        """Seats as many as first-year groups have places, all under the first base: a clerk says
        how many of them are for the other ones, which stand there with none.
        """
        origin = Origin(campaign.origin)
        ids = [
            one.whose
            for one in organisations_of_region(campaign.territory, on, origin=origin)
            if one.details.type == COLLEGE
        ]
        offered = {
            (one.organisation_id, one.code): one for one in programmes_offered(ids, on, LEVELS)
        }
        bases = [one.code for one in adopted(campaign).base]
        found: dict[str, Suggested] = {}
        for seats in seats_of_groups(ids, on, FIRST):
            if programme := offered.get((seats.organisation_id, seats.programme)):
                for one in _at_bases(programme, seats.language, seats.places, bases):
                    found.setdefault(one.code, one)
        return [found[code] for code in sorted(found)]

    def check_eligible(self, campaign: Campaign, person_id: UUID, on: date) -> None:
        check_schooled(adopted(campaign), person_id, on)

    def child_facts(
        self, campaign: Campaign, people: Collection[UUID], on: date
    ) -> Mapping[UUID, Facts]:
        """Whoever has no result stands as one who reached nothing."""
        rules = adopted(campaign)
        sittings = sittings_of(rules.exam, people, on)
        standing = target_groups(people, on)
        return {
            one: {"exam": sat.reached if (sat := sittings.get(one)) else 0, **standing.get(one, {})}
            for one in people
        }

    def place_facts(
        self, campaign: Campaign, asked: Collection[tuple[UUID, CampaignPlace]], on: date
    ) -> Mapping[Pair, Facts]:
        rules, people = adopted(campaign), {person for person, _ in asked}
        claims, bases = proven_claims(campaign, people), bases_of(rules, people, on)
        return {
            (person, place.pk): {
                "fits": int(bases[person] == str(place.details.get("base", ""))),
                **agreement(place, claims.get(person, {})),
                **conditions_at(rules, place, claims.get(person, {})),
            }
            for person, place in asked
        }

    def explain_child(self, campaign: Campaign, person_id: UUID, on: date) -> Sequence[Phrase]:
        """What the exam gave, and after which grade places are for them."""
        rules = adopted(campaign)
        sat = sittings_of(rules.exam, [person_id], on).get(person_id)
        base = bases_of(rules, [person_id], on)[person_id]
        title = next((one.title for one in rules.base if one.code == base), None)
        exam = (
            Phrase("campaign.college.exam", {"reached": sat.reached, "whole": WHOLE, "on": sat.on})
            if sat
            else Phrase("campaign.college.no_exam")
        )
        if title is None:
            return (exam, Phrase("campaign.college.no_base"))
        return (exam, Phrase("campaign.college.base", {"base": title}))


def _at_bases(
    one: Offered, language: str, places: int, bases: Sequence[str]
) -> Iterator[Suggested]:
    programme = UNFIT.sub("_", one.code)
    for number, base in enumerate(bases):
        yield Suggested(
            one.organisation_id, f"{one.organisation_id.hex}.{programme}.{language}.{base}",
            places if number == 0 else 0, language, one.code,
            details={"base": base, "occupation": one.occupation, "level": one.level},
        )  # fmt: skip


def check_schooled(rules: CollegeRules, person_id: UUID, on: date) -> None:
    """Raises NotEligible."""
    told = person_on(person_id, on)
    if told is None or told.born_on is None:
        raise NotEligible("no_birth_date")
    if not bases_of(rules, [person_id], on)[person_id]:
        raise NotEligible("not_completed")


def bases_of(rules: CollegeRules, people: Collection[UUID], on: date) -> Mapping[UUID, str]:
    """The last base that each has; "": none."""
    return {
        one: base_of(rules.base, schooled.levels, schooled.grade) or ""
        for one, schooled in schooling_of(people, on).items()
    }


def marks_of(exam: DeclaredExam, people: Collection[UUID]) -> Mapping[UUID, Sequence[Mark]]:
    found = points_in(exam.assessment, people)
    return {
        person: [Mark(one.subject, one.score, one.most, one.on) for one in some]
        for person, some in found.items()
    }


def sittings_of(exam: DeclaredExam, people: Collection[UUID], on: date) -> Mapping[UUID, Sitting]:
    """Who has no result that counts has no entry."""
    found = {
        person: best_sitting(marks, exam, (), on)
        for person, marks in marks_of(exam, people).items()
    }
    return {person: sat for person, sat in found.items() if sat}


def target_groups(people: Collection[UUID], on: date) -> Mapping[UUID, dict[str, Value]]:
    """What the register itself knows of target groups: villages, and children without parents."""
    found: dict[UUID, dict[str, Value]] = defaultdict(dict)
    for person, home in homes_of(people, on).items():
        if home.is_rural:
            found[person]["rural"] = 1
    for person in in_care(people, on):
        found[person]["orphan"] = 1
    return found


def agreement(place: CampaignPlace, claims: Facts) -> dict[str, Value]:
    """Whether the employer of a place is the one with whom somebody has an agreement."""
    number = claims.get("employer")
    return {"agreed": 1} if number is not None and number == place.details.get("employer") else {}
