"""The allocation: checked input and a seed in, everybody's seat out, whatever order it comes in."""

from collections.abc import Sequence
from operator import attrgetter

from bagdar.admissions.rules.declaring import check_applications, check_market
from bagdar.admissions.rules.lottery import numbers_of
from bagdar.admissions.rules.market import Applicant, Market, Seat
from bagdar.admissions.rules.table import Seated, seated, table_of

VERSION = "bagdar-allocation/v1"  # what the rules do; another outcome of the same input is another


def allocate(
    market: Market, applicants: Sequence[Applicant], seed: bytes, *, quickly: bool | None = None
) -> dict[str, Seat | None]:
    """Applicant-proposing deferred acceptance; children in the order of their names.

    quickly: see table.seated. Raises MarketFaulty, MarketManipulable, ApplicationsFaulty.
    """
    check_market(market)
    check_applications(market, applicants)
    ordered = sorted(applicants, key=attrgetter("child"))
    numbers = numbers_of(seed, market.namespace, [one.child for one in ordered])
    return read_seats(market, ordered, seated(table_of(market, ordered, numbers), quickly=quickly))


def read_seats(
    market: Market, applicants: Sequence[Applicant], found: Seated
) -> dict[str, Seat | None]:
    """applicants: in the order of the table."""
    blocks = {place.code: [block.code for block in place.blocks] for place in market.places}
    seats: dict[str, Seat | None] = {}
    at = 0
    for one, wish, step in zip(applicants, found.wish.tolist(), found.step.tolist(), strict=True):
        if wish < 0:
            seats[one.child] = None
        else:
            place = one.wishes[wish - at].place
            seats[one.child] = Seat(place, blocks[place][step])
        at += len(one.wishes)
    return seats
