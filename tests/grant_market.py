"""A whole market of grants made of records: of a simulated nation, or of any other campaign.

For the laboratory: the same people and places under other rules, without a campaign of their own.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from bagdar.admissions.rules.lottery import child_in
from bagdar.admissions.rules.market import Applicant, Market


def market_from(
    campaign: Any, people: Sequence[UUID], on: date, wishes: int = 3
) -> tuple[Market, list[Applicant]]:
    """Its places, and people who wish so many of them, each beginning at another one."""
    from bagdar.admissions.queries.campaigns import offerings, places_of_campaign, rules_of
    from bagdar.admissions.queries.kinds.known import kind_of
    from bagdar.admissions.rules.campaign.building import (
        Asking,
        applicant_of,
        market_of_campaign,
    )

    rules, places, kind = rules_of(campaign), places_of_campaign(campaign), kind_of(campaign.kind)
    market = market_of_campaign(rules, campaign.namespace, offerings(places))
    wished = {
        one: [places[(number + step) % len(places)] for step in range(min(wishes, len(places)))]
        for number, one in enumerate(sorted(people))
    }
    child = kind.child_facts(campaign, people, on)
    asked = [(one, place) for one, some in wished.items() for place in some]
    there = kind.place_facts(campaign, asked, on)
    secret = bytes.fromhex(campaign.secret)
    made = [
        applicant_of(
            rules,
            Asking(
                child_in(secret, campaign.namespace, str(one)),
                child.get(one, {}),
                tuple(place.code for place in some),
                {place.code: there[one, place.pk] for place in some},
            ),
        )
        for one, some in wished.items()
    ]
    return market, made
