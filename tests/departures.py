"""Who leaves and who accepts for good, drawn from a number."""

import random

from bagdar.admissions.rules.market import Outcome
from bagdar.admissions.rules.moving_up import Change, Kept, Left


def drawn_changes(draw: random.Random, outcome: Outcome, share: float = 0.4) -> list[Change]:
    """Some leave, with a place or without; some of those who have one accept it for good."""
    found: list[Change] = []
    for child, seat in outcome.items():
        if draw.random() < share:
            is_kept = seat is not None and draw.random() < 0.5
            found.append(Kept(child, seat.place) if seat and is_kept else Left(child))
    return found
