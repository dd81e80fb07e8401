"""Blocking pairs by their definition, slowly: a child and a place that would rather each other."""

from collections.abc import Sequence

from bagdar.admissions.rules.market import Applicant, Market, Seat
from bagdar.admissions.rules.rounds import choice
from tests.markets import numbers

Outcome = dict[str, Seat | None]


def blocking(market: Market, applicants: Sequence[Applicant], found: Outcome) -> list[str]:
    """Children whom a place that they wish more would take, were they to ask it: by definition."""
    places = {place.code: place for place in market.places}
    own = {one.child: one for one in applicants}
    told = numbers(market, applicants)
    held = {
        code: [
            (own[child], next(wish for wish in own[child].wishes if wish.place == code))
            for child, seat in found.items()
            if seat is not None and seat.place == code
        ]
        for code in places
    }
    pairs = []
    for one in applicants:
        seat = found[one.child]
        for wish in one.wishes:
            if seat is not None and wish.place == seat.place:
                break
            taken = choice(market, places[wish.place], [*held[wish.place], (one, wish)], told)
            if any(each is one for asking in taken.values() for each, _ in asking):
                pairs.append(f"{one.child} {wish.place}")
    return pairs
