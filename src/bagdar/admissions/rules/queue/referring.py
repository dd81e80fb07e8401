"""Who is offered which free place: each in the order of the line takes the dearest that is left.

All places share one order here, so this is what deferred acceptance gives as well, and everybody
can do it with a pencil. No list of wishes is better for a child than the true one.
"""

from collections.abc import Iterable, Mapping

from bagdar.admissions.rules.queue.nouns import QueueState
from bagdar.admissions.rules.queue.order import key_of
from bagdar.admissions.rules.queue.standing import Application, Head, Slot, line_of


def refer(
    head: Head, applications: Iterable[Application], places: Mapping[Slot, int]
) -> list[tuple[str, Slot]]:
    """(child, place) in the order of the queue; who gets none of the wishes goes on waiting."""
    left = dict(places)
    found = []
    waiting = [one for one in applications if one.state is QueueState.WAITING]
    for one in sorted(waiting, key=lambda one: key_of(one, head.rules)):
        line = line_of(one, head)
        if line is None:
            continue
        slots = (Slot(wish, *line) for wish in one.wishes)
        slot = next((each for each in slots if left.get(each, 0) > 0), None)
        if slot is not None:
            left[slot] -= 1
            found.append((one.child, slot))
    return found
