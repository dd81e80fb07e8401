"""What families of the laboratory wish: drawn, each draw hanging on (seed, child, place, purpose).

A family looks at the nearest places of its language and ranks them by how far they are, less what
it would walk for its own taste, for what everybody likes and for a sister or brother there. It is a
model of wishes and nothing that anybody was asked; every study says so.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from bagdar.admissions.rules.market import Applicant, Facts, Value, Wish
from bagdar.admissions.rules.study.declared import Choosing, Wishing

EARTH_METRES = 6_371_000
AT_ONCE = 2_000  # children whose distances are held in memory together
Floats = NDArray[np.float64]
Draws = NDArray[np.uint64]


@dataclass(frozen=True)
class School:
    """A place of the laboratory. at: latitude and longitude, degrees."""

    code: str
    organisation: str
    language: str
    market: str
    seats: int
    at: tuple[float, float]


@dataclass(frozen=True)
class Pupil:
    """A child of the laboratory. groups: by which who gains and who loses is told."""

    child: str
    language: str
    market: str
    at: tuple[float, float]
    siblings_at: frozenset[str]
    groups: Facts


def pupils_wishes(
    pupils: Sequence[Pupil], schools: Sequence[School], how: Wishing, seed: int
) -> list[Applicant]:
    """Each child among the schools of its market and language, in the order given.

    The nearest school is a child's catchment: `catchment` 1; `metres` is the distance, `sibling` 1
    where a sister or brother is. A child for whom there is no school wishes nothing.
    """
    by: dict[tuple[str, str], list[School]] = {}
    for school in sorted(schools, key=lambda one: one.code):
        by.setdefault((school.market, school.language), []).append(school)
    where: dict[tuple[str, str], list[int]] = {}
    for number, pupil in enumerate(pupils):
        where.setdefault((pupil.market, pupil.language), []).append(number)
    found: dict[int, Applicant] = {}
    for key, numbers in where.items():
        some = by.get(key, [])
        for start in range(0, len(numbers), AT_ONCE):
            part = numbers[start : start + AT_ONCE]
            told = _part([pupils[one] for one in part], some, how, seed)
            found.update(zip(part, told, strict=True))
    return [found[number] for number in range(len(pupils))]


def _part(
    pupils: Sequence[Pupil], schools: Sequence[School], how: Wishing, seed: int
) -> Iterator[Applicant]:
    if not schools:
        yield from (Applicant(one.child, one.groups, ()) for one in pupils)
        return
    metres = distances([one.at for one in pupils], [one.at for one in schools])
    many = min(how.near, len(schools))
    near = np.argsort(metres, axis=1, kind="stable")[:, :many]
    far = np.take_along_axis(metres, near, axis=1)
    children, places = _names(one.child for one in pupils), _names(one.code for one in schools)
    taste = uniform(seed, "taste", children[:, None], places[near])
    appeal = uniform(seed, "appeal", places[near])
    cost = far - how.metres_of_taste * taste - how.metres_of_appeal * appeal
    for row, pupil in enumerate(pupils):
        asked = [schools[one] for one in near[row]]
        theirs = np.array([one.organisation in pupil.siblings_at for one in asked])
        ranked = np.argsort(cost[row] - how.metres_of_sibling * theirs, kind="stable")
        wishes = [
            Wish(asked[one].code, _facts(far[row][one], one == 0, theirs[one]))
            for one in ranked[: how.wishes]
        ]
        yield Applicant(pupil.child, pupil.groups, tuple(wishes))


def _facts(metres: float, is_nearest: bool, has_sibling: bool) -> dict[str, Value]:
    found: dict[str, Value] = {"metres": round(float(metres))}
    if is_nearest:
        found["catchment"] = 1
    if has_sibling:
        found["sibling"] = 1
    return found


def distances(ours: Sequence[tuple[float, float]], theirs: Sequence[tuple[float, float]]) -> Floats:
    """Metres on a sphere between every two: one row for each of ours."""
    here, there = np.radians(np.array(ours)), np.radians(np.array(theirs))
    north = (here[:, None, 0] - there[None, :, 0]) / 2
    east = (here[:, None, 1] - there[None, :, 1]) / 2
    bend = np.cos(here[:, None, 0]) * np.cos(there[None, :, 0])
    half = np.sqrt(np.sin(north) ** 2 + bend * np.sin(east) ** 2)
    found: Floats = 2 * EARTH_METRES * np.arcsin(half)
    return found


# --- grants --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """Who seeks a grant. reached: in the exam, of 10 000; facts: that decide or tell groups."""

    child: str
    reached: int
    is_rural: bool
    facts: Facts


def ranked_groups(
    candidates: Sequence[Candidate], groups: Sequence[str], how: Choosing, seed: int
) -> list[tuple[str, ...]]:
    """Of each candidate the groups of programmes that it likes best, the dearest first."""
    codes = sorted(groups)
    names, places = _names(one.child for one in candidates), _names(iter(codes))
    liking = how.appeal * uniform(seed, "appeal", places)[None, :]
    found = []
    for start in range(0, len(candidates), AT_ONCE):
        taste = uniform(seed, "taste", names[start : start + AT_ONCE, None], places[None, :])
        ranked = np.argsort(-(liking + how.taste * taste), axis=1, kind="stable")
        found += [tuple(codes[one] for one in row[: how.wishes]) for row in ranked]
    return found


def standing_of(candidate: Candidate, how: Choosing, seed: int) -> str:
    """The class of the family's standing, drawn; "": of none."""
    at = Fraction(float(uniform(seed, "standing", _names(iter([candidate.child])))[0]))
    for one in how.standing:
        at -= Fraction(one.rural if candidate.is_rural else one.urban)
        if at < 0:
            return one.code
    return ""


# --- draws ---------------------------------------------------------------------------------------


def _names(texts: Iterator[str]) -> Draws:
    """64 bits of each name: whatever order they come in, the draws are the same."""
    found = [hashlib.blake2b(one.encode(), digest_size=8).digest() for one in texts]
    return np.frombuffer(b"".join(found), dtype="<u8").astype(np.uint64)


def uniform(seed: int, purpose: str, *of: Draws) -> Floats:
    """From 0 below 1, by splitmix64 over the seed, the purpose and the names."""
    told = hashlib.blake2b(f"{seed}\n{purpose}".encode(), digest_size=8).digest()
    state = np.full(np.broadcast_shapes(*(one.shape for one in of)), int.from_bytes(told, "little"),
                    dtype=np.uint64)  # fmt: skip
    with np.errstate(over="ignore"):
        for one in of:
            state = _mixed(state ^ one)
    return (state >> np.uint64(11)) / float(1 << 53)


def _mixed(state: Draws) -> Draws:
    state = state + np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


def home(seed: int, child: str, near: tuple[float, float], metres: int) -> tuple[float, float]:
    """Where a child lives: drawn within so many metres of a point of its settlement."""
    name = _names(iter([child]))
    north, east = (2 * float(uniform(seed, one, name)[0]) - 1 for one in ("north", "east"))
    degree = 111_000.0
    width = max(0.1, float(np.cos(np.radians(near[0]))))
    return near[0] + north * metres / degree, near[1] + east * metres / (degree * width)
