"""University grants: seats of groups of programmes, for the whole country."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bagdar.admissions.models import Campaign, CampaignPlace, Voucher
from bagdar.admissions.queries.campaigns import rules_of
from bagdar.admissions.queries.kinds import Kind, Pair, Suggested
from bagdar.admissions.queries.kinds.claimed import conditions_at, proven_claims
from bagdar.admissions.queries.kinds.college import (
    agreement,
    check_schooled,
    marks_of,
    target_groups,
)
from bagdar.admissions.rules.campaign.errors import NotEligible
from bagdar.admissions.rules.campaign.exams import Mark, best_sitting
from bagdar.admissions.rules.campaign.formula import Known, Scored, explained, scored
from bagdar.admissions.rules.campaign.granting import GrantRules
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.campaign.vouchers import LEVEL, UNIVERSITY, group_of
from bagdar.admissions.rules.market import Facts, Value
from bagdar.core.errors import Phrase
from bagdar.core.origins import Origin
from bagdar.registry.public import Home, homes_of, organisations_of_type, programmes_offered


@dataclass(frozen=True)
class _Asked:
    """What is known of those who ask, for every place that they wish."""

    rules: GrantRules
    marks: Mapping[UUID, Sequence[Mark]]
    claims: Mapping[UUID, Facts]
    homes: Mapping[UUID, Home]
    on: date


class Grant(Kind):
    code = CampaignKind.GRANT

    def places(self, campaign: Campaign, on: date) -> Sequence[Suggested]:
        """A group for each field in which a university teaches; how many grants, nobody knows
        before they are declared: none. A place of the country, of no organisation.
        """
        ids = organisations_of_type(UNIVERSITY, on, Origin(campaign.origin))
        groups = {group_of(one.field) for one in programmes_offered(ids, on, [LEVEL])}
        return [Suggested(None, one, 0, programme=one) for one in sorted(groups) if one]

    def check_eligible(self, campaign: Campaign, person_id: UUID, on: date) -> None:
        check_schooled(adopted(campaign), person_id, on)
        if Voucher.objects.filter(person_id=person_id, ended_on=None).exists():
            raise NotEligible("has_grant")

    def child_facts(
        self, campaign: Campaign, people: Collection[UUID], on: date
    ) -> Mapping[UUID, Facts]:
        return target_groups(people, on)

    def place_facts(
        self, campaign: Campaign, asked: Collection[tuple[UUID, CampaignPlace]], on: date
    ) -> Mapping[Pair, Facts]:
        known = _asked(campaign, {person for person, _ in asked}, on)
        return {(person, place.pk): _facts_at(known, person, place) for person, place in asked}

    def explain_child(self, campaign: Campaign, person_id: UUID, on: date) -> Sequence[Phrase]:
        """How the score came about where no further subjects are asked for."""
        known = _asked(campaign, {person_id}, on)
        return explained(_scored(known, person_id, ()))

    def explain_at(
        self, campaign: Campaign, person_id: UUID, place: CampaignPlace, on: date
    ) -> Sequence[Phrase]:
        """How the score came about by the subjects that the group asks for."""
        profile = profile_of(place)
        if not profile:
            return ()
        return explained(_scored(_asked(campaign, {person_id}, on), person_id, profile))


def adopted(campaign: Campaign) -> GrantRules:
    found = rules_of(campaign)
    assert isinstance(found, GrantRules), found.kind
    return found


def profile_of(place: CampaignPlace) -> tuple[str, ...]:
    """Subjects that a group asks for besides those that everybody takes."""
    said = str(place.details.get("subjects", ""))
    return tuple(one for one in (part.strip() for part in said.split(",")) if one)


def _asked(campaign: Campaign, people: Collection[UUID], on: date) -> _Asked:
    rules = adopted(campaign)
    return _Asked(
        rules, marks_of(rules.exam, people), proven_claims(campaign, people),
        homes_of(people, on), on,
    )  # fmt: skip


def _facts_at(known: _Asked, person: UUID, place: CampaignPlace) -> Facts:
    claims, home = known.claims.get(person, {}), known.homes.get(person)
    found = _scored(known, person, profile_of(place))
    region = place.details.get("region")
    resident: dict[str, Value] = {"resident": 1} if home and region == home.region else {}
    return {
        "score": found.score,
        "passes": int(found.passes),
        **resident,
        **agreement(place, claims),
        **conditions_at(known.rules, place, claims),
    }


def _scored(known: _Asked, person: UUID, profile: Collection[str]) -> Scored:
    rules, claims = known.rules, known.claims.get(person, {})
    tests = {one.exam for one in rules.certificate}
    told = Known(
        sitting=best_sitting(known.marks.get(person, ()), rules.exam, profile, known.on),
        certificates={code: int(value) for code, value in claims.items() if code in tests},
        need=str(claims.get(rules.formula.by, "")),
        direct=any(claims.get(code) == 1 for code in rules.bound.direct),
    )
    return scored(told, rules.formula, rules.need, rules.certificate, rules.bound.least, known.on)
