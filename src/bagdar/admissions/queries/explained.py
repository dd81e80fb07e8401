"""Of one child: what the last decision gave, and what stood before each dearer wish."""

from typing import Any

from bagdar.admissions import models
from bagdar.admissions.rules.campaign.errors import NoSuchApplicationHere


def explained(row: models.Campaign, child: str) -> dict[str, Any]:
    """child: as the market names it. Raises NoSuchApplicationHere."""
    found = row.applications.filter(child=child).select_related("place").first()
    if found is None:
        raise NoSuchApplicationHere()
    return {
        "child": child, "state": found.state, "place": found.place and found.place.code,
        "block": found.block, "until": found.until and found.until.isoformat(),
        "facts": found.facts, "refused": found.why,
    }  # fmt: skip
