"""What may be answered to an offer, and how an application stands then."""

from enum import StrEnum

from bagdar.admissions.rules.campaign.errors import ApplicationStateWrong
from bagdar.admissions.rules.campaign.nouns import Stands


class Deed(StrEnum):
    """ACCEPT: holds the place, and may yet move up to a dearer wish. SETTLE: has it for good.
    REFUSE: of what is offered. LAPSE: the days went by. LEAVE: later, or instead of waiting.
    """

    ACCEPT = "accept"
    SETTLE = "settle"
    REFUSE = "refuse"
    LAPSE = "lapse"
    LEAVE = "leave"


AFTER: dict[tuple[Stands, Deed], Stands] = {
    (Stands.OFFERED, Deed.ACCEPT): Stands.ACCEPTED,
    (Stands.OFFERED, Deed.SETTLE): Stands.SETTLED,
    (Stands.OFFERED, Deed.REFUSE): Stands.LEFT,
    (Stands.OFFERED, Deed.LAPSE): Stands.LEFT,
    (Stands.ACCEPTED, Deed.SETTLE): Stands.SETTLED,
    (Stands.ACCEPTED, Deed.LEAVE): Stands.LEFT,
    (Stands.SETTLED, Deed.LEAVE): Stands.LEFT,
    (Stands.WAITING, Deed.LEAVE): Stands.LEFT,
}
# What needs an answer by a day; later deeds have none.
TIMELY = frozenset((Deed.ACCEPT, Deed.SETTLE, Deed.REFUSE))


def answered(stands: Stands, deed: Deed, *, moves_up: bool) -> Stands:
    """moves_up: whether there is a dearer wish that may yet come; else who accepts has settled.

    Raises ApplicationStateWrong.
    """
    found = AFTER.get((stands, deed))
    if found is None:
        raise ApplicationStateWrong(stands)
    return Stands.SETTLED if found is Stands.ACCEPTED and not moves_up else found


def deeds_of(stands: Stands) -> tuple[Deed, ...]:
    """What a family may do with it, in the order in which it is shown."""
    return tuple(deed for deed in Deed if deed is not Deed.LAPSE and (stands, deed) in AFTER)
