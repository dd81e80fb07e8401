"""The allocation a second time, by its definition: in rounds, whole choices anew, plain Python.

Slow and short on purpose. It shares with the quick one only what a market is and how one wish is
compared with another; tests hold both to the same outcome.
"""

from collections.abc import Iterable, Sequence

from bagdar.admissions.rules.market import Applicant, Block, Market, Numbers, Place, Seat, Wish
from bagdar.admissions.rules.priorities import class_of, key_of, lacking, orders_of

Asking = tuple[Applicant, Wish]


def allocate_in_rounds(
    market: Market, applicants: Sequence[Applicant], numbers: Numbers
) -> dict[str, Seat | None]:
    """Who has no place asks for the next wish; each place chooses anew among all it considers."""
    places = {place.code: place for place in market.places}
    rest = {one.child: list(one.wishes) for one in applicants}
    held: dict[str, list[Asking]] = {code: [] for code in places}
    waiting = [one for one in applicants if one.wishes]
    while waiting:
        for one in waiting:
            wish = rest[one.child].pop(0)
            held[wish.place].append((one, wish))
        for code in {code for code, asking in held.items() if asking}:
            chosen = choice(market, places[code], held[code], numbers)
            held[code] = [asking for block in chosen.values() for asking in block]
        seated = {one.child for asking in held.values() for one, _ in asking}
        waiting = [one for one in applicants if one.child not in seated and rest[one.child]]
    found: dict[str, Seat | None] = {one.child: None for one in applicants}
    for code, asking in held.items():
        for block, taken in choice(market, places[code], asking, numbers).items():
            found.update({one.child: Seat(code, block) for one, _ in taken})
    return found


def choice(
    market: Market, place: Place, asking: Iterable[Asking], numbers: Numbers
) -> dict[str, list[Asking]]:
    """Whom a place takes of all who ask: each block chooses from what those before it left."""
    left, found = list(asking), {}
    for block in place.blocks:
        taken = _chosen(market, block, left, numbers)
        found[block.code] = taken
        children = {one.child for one, _ in taken}
        left = [each for each in left if each[0].child not in children]
    return found


def _chosen(
    market: Market, block: Block, asking: Sequence[Asking], numbers: Numbers
) -> list[Asking]:
    order = orders_of(market)[block.order]
    fit = [each for each in asking if lacking(block, *each) is None]
    fit.sort(key=lambda each: key_of(block, order, each[0], each[1], numbers[each[0].child]))
    taken: list[Asking] = []
    count: dict[str | None, int] = {}
    for each in fit:
        name = class_of(block, *each)
        most = block.seats if name is None or block.ceiling is None else block.ceiling.most[name]
        if len(taken) < block.seats and count.get(name, 0) < most:
            taken.append(each)
            count[name] = count.get(name, 0) + 1
    return taken
