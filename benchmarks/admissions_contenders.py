"""The contenders of `admissions`: each gives the children's best stable outcome of one instance.

    python admissions_contenders.py NAME CHILDREN PLACES WISHES

prints {"digest": of child → place, "setup_s", "solve_s", ...} in seconds of the processor. A whole
process each. Only what a contender needs is imported in it; all but Bagdar need numpy alone.
"""

import hashlib
import heapq
import json
import resource
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np


def instance(children: int, places: int, wishes: int, seed: int = 1) -> tuple[Any, Any, Any]:
    """(place of [child, wish], key there: the smaller the better, seats): popularity is lognormal,
    seats are nine tenths of the children, one wish in twelve has a sibling, a lottery decides ties.
    """
    draw = np.random.default_rng(seed)
    weight = np.cumsum(draw.lognormal(0, 1, places))
    prefs = np.searchsorted(weight, draw.random((children, wishes)) * weight[-1])
    while True:
        order = np.sort(prefs, axis=1)
        again = (order[:, 1:] == order[:, :-1]).any(axis=1)
        if not again.any():
            break
        several = draw.random((int(again.sum()), wishes)) * weight[-1]
        prefs[again] = np.searchsorted(weight, several)
    merit = draw.integers(0, 100, children)[:, None] + 25 * (draw.random(prefs.shape) < 1 / 12)
    key = (124 - merit) * children + draw.permutation(children)[:, None]
    return prefs, key, np.full(places, int(0.9 * children / places))


Solve = Callable[[], Any]  # child → place, or -1


def bagdar(prefs: Any, key: Any, seats: Any, told: dict[str, Any]) -> Solve:
    from bagdar.admissions.rules.core import compiled
    from bagdar.admissions.rules.examining import CUTOFF, deciding_step, examined
    from bagdar.admissions.rules.table import open_table, seated

    begun = time.perf_counter()
    small = open_table(np.array([0]), np.array([0]), np.array([0, 1]), np.array([1]))
    seated(small, quickly=True)
    assert compiled() is not None
    told["ready_s"] = round(time.perf_counter() - begun, 3)
    children, wishes = prefs.shape
    start = np.arange(children + 1) * wishes
    ready = time.process_time()
    table = open_table(prefs.ravel(), key.ravel(), start, seats)
    told["setup_s"] = round(time.process_time() - ready, 4)

    def solve() -> Any:
        return seated(table, quickly=True)

    def finish(found: Any) -> Any:
        begun = time.process_time()
        looked = examined(table, found)
        refused = np.flatnonzero(looked.why == CUTOFF)
        cutoffs = looked.block[table.pool_block[table.pool[refused]]]
        steps = deciding_step(table.key[refused], cutoffs, [125, children])
        told["explained_s"] = round(time.process_time() - begun, 3)
        told["refused"], told["blocking"] = len(steps), len(looked.blocking)
        return np.where(found.wish >= 0, table.pool[found.wish], -1)

    told["finish"] = finish
    return solve


def plain(prefs: Any, key: Any, seats: Any, told: dict[str, Any]) -> Solve:
    """The same with heapq, in ordinary Python."""
    rows, keys, room = prefs.tolist(), key.tolist(), seats.tolist()

    def solve() -> Any:
        held: list[list[tuple[int, int]]] = [[] for _ in room]
        following = [0] * len(rows)
        got = [-1] * len(rows)
        for first in range(len(rows)):
            child = first
            while child >= 0 and following[child] < len(rows[child]):
                n = following[child]
                following[child] += 1
                place = rows[child][n]
                here = (-keys[child][n], child)
                if len(held[place]) < room[place]:
                    heapq.heappush(held[place], here)
                    got[child] = place
                    child = -1
                else:
                    gone = heapq.heappushpop(held[place], here)[1]
                    if gone != child:
                        got[child], got[gone] = place, -1
                    child = gone
        return np.array(got)

    return solve


def _lists(prefs: Any, key: Any, seats: Any) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Lists of children and of places, numbered from 0."""
    asked: dict[int, list[tuple[int, int]]] = {place: [] for place in range(len(seats))}
    for child, (row, ranks) in enumerate(zip(prefs.tolist(), key.tolist(), strict=True)):
        for place, rank in zip(row, ranks, strict=True):
            asked[place].append((rank, child))
    own = dict(enumerate(prefs.tolist()))
    return own, {place: [child for _, child in sorted(each)] for place, each in asked.items()}


def matching(prefs: Any, key: Any, seats: Any, told: dict[str, Any]) -> Solve:
    from matching.games import HospitalResident

    own, asked = _lists(prefs, key, seats)
    residents = {f"c{child}": [f"p{place}" for place in row] for child, row in own.items()}
    hospitals = {f"p{place}": [f"c{child}" for child in row] for place, row in asked.items() if row}
    room = {f"p{place}": int(count) for place, count in enumerate(seats) if asked[place]}
    begun = time.process_time()
    game = HospitalResident.create_from_dictionaries(residents, hospitals, room)
    told["setup_s"] = round(time.process_time() - begun, 3)

    def solve() -> Any:
        got = np.full(len(own), -1)
        for place, children in game.solve(optimal="resident").items():
            for child in children:
                got[int(child.name[1:])] = int(place.name[1:])
        return got

    return solve


def algmatch(prefs: Any, key: Any, seats: Any, told: dict[str, Any]) -> Solve:
    from algmatch import HospitalResidentsProblem

    own, asked = _lists(prefs, key, seats)
    data = {
        "residents": {child + 1: [place + 1 for place in row] for child, row in own.items()},
        "hospitals": {
            place + 1: {"capacity": int(seats[place]), "preferences": [child + 1 for child in row]}
            for place, row in asked.items()
        },
    }
    begun = time.process_time()
    game = HospitalResidentsProblem(dictionary=data, optimised_side="residents")
    told["setup_s"] = round(time.process_time() - begun, 3)

    def solve() -> Any:
        got = np.full(len(own), -1)
        for child, place in game.get_stable_matching()["resident_sided"].items():
            if place:
                got[int(child[1:]) - 1] = int(place[1:]) - 1
        return got

    return solve


CONTENDERS = {"bagdar": bagdar, "plain": plain, "matching": matching, "algmatch": algmatch}


def main(name: str, children: int, places: int, wishes: int) -> None:
    told: dict[str, Any] = {"setup_s": 0.0}
    solve = CONTENDERS[name](*instance(children, places, wishes), told)
    begun, wall = time.process_time(), time.perf_counter()
    got = solve()
    told["solve_s"] = round(time.process_time() - begun, 4)
    told["wall_s"] = round(time.perf_counter() - wall, 4)
    if "finish" in told:
        got = told.pop("finish")(got)
    told["digest"] = hashlib.sha256(np.asarray(got, np.int64).tobytes()).hexdigest()[:16]
    told["mebibytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(told))


if __name__ == "__main__":
    # `matching` goes as deep as it has players.
    sys.setrecursionlimit(10**6)
    threading.stack_size(512 * 1024 * 1024)
    numbers = [int(one) for one in sys.argv[2:5]]
    worker = threading.Thread(target=main, args=(sys.argv[1], *numbers))
    worker.start()
    worker.join()
