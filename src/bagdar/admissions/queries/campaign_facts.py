"""What the register says of somebody who applies, at once for the child and for each wish."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bagdar.admissions import models
from bagdar.admissions.queries.campaigns import offerings, rules_of
from bagdar.admissions.queries.kinds.known import kind_of
from bagdar.admissions.rules.campaign.building import compulsory
from bagdar.admissions.rules.campaign.errors import FactMissing, WishesWrong
from bagdar.admissions.rules.campaign.nouns import FactFrom, FactOf
from bagdar.admissions.rules.market import Facts


@dataclass(frozen=True)
class Known:
    """Facts that a campaign declares; at: by place, what holds there alone."""

    child: Facts
    at: dict[UUID, Facts]


def known_facts(
    row: models.Campaign, person_id: UUID, places: Sequence[models.CampaignPlace], on: date
) -> Known:
    """As the register has it now; claims stand beside it."""
    kind = kind_of(row.kind)
    told = kind.child_facts(row, [person_id], on).get(person_id, {})
    there = kind.place_facts(row, [(person_id, place) for place in places], on)
    declared = {
        where: {one.code for one in rules_of(row).fact if one.of is where} for where in FactOf
    }
    return Known(
        _some(told, declared[FactOf.CHILD]),
        {
            place.pk: _some(there.get((person_id, place.pk), {}), declared[FactOf.PLACE])
            for place in places
        },
    )


def _some(facts: Facts, names: set[str]) -> Facts:
    return {name: value for name, value in sorted(facts.items()) if name in names}


def wished_places(row: models.Campaign, wishes: Sequence[UUID]) -> list[models.CampaignPlace]:
    """In the order of the wishes. Raises WishesWrong."""
    known = {one.pk: one for one in row.places.filter(pk__in=wishes, seats__gt=0)}
    if not wishes or len(set(wishes)) != len(wishes) or len(known) != len(wishes):
        raise WishesWrong()
    return [known[one] for one in wishes]


def check_compulsory(
    row: models.Campaign, places: Sequence[models.CampaignPlace], known: Known
) -> None:
    """Numbers of the register without which nobody can be ordered. Raises FactMissing.

    One that a family claims is claimed after applying.
    """
    rules = rules_of(row)
    claims = {one.code for one in rules.fact if one.origin is FactFrom.CLAIM}
    for place, offering in zip(places, offerings(places), strict=True):
        needed = set(compulsory(rules, offering)) - claims
        if not needed <= {*known.child, *known.at[place.pk]}:
            raise FactMissing()
