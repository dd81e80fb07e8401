"""What a turn left over: the places of the next one."""

from collections import Counter
from collections.abc import Sequence

from bagdar.admissions.models import Campaign
from bagdar.admissions.queries.kinds import Suggested
from bagdar.admissions.rules.campaign.nouns import HOLDING


def left_over(before: Campaign) -> Sequence[Suggested]:
    """Its places with the seats that nobody holds, by code; a place that is full has none."""
    states = [one.value for one in HOLDING]
    held = Counter(before.applications.filter(state__in=states).values_list("place", flat=True))
    return [
        Suggested(
            one.organisation_id, one.code, max(0, one.seats - held[one.pk]), one.language,
            one.programme, frozenset(one.tags), one.details,
        )
        for one in before.places.order_by("code")
    ]  # fmt: skip
