"""How far from home somebody learns, as the territories of the register say."""

from collections.abc import Collection
from enum import StrEnum


class Home(StrEnum):
    OTHER_REGION = "other_region"
    SAME_REGION = "same_region"
    SAME_PLACE = "same_place"


def how_far(
    home: str, home_above: Collection[str], home_region: str, there: str, region: str
) -> Home | None:
    """home, there: codes of territories; home_above: of those above home. None: home unknown."""
    if not home or not home_region:
        return None
    if home_region != region:
        return Home.OTHER_REGION
    return Home.SAME_PLACE if there and there in (home, *home_above) else Home.SAME_REGION


class SwapState(StrEnum):
    """DROPPED: withdrawn by who asked, refused by who was asked, or overtaken by another swap."""

    ASKED = "asked"
    AGREED = "agreed"
    DROPPED = "dropped"
