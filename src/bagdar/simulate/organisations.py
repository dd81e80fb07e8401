"""Kindergartens, schools, colleges and universities: where they stand, how large they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bagdar.simulate.arrays import Array, Floats
from bagdar.simulate.days import NONE, day
from bagdar.simulate.declared import DeclaredNation
from bagdar.simulate.draws import Draws
from bagdar.simulate.places import DISTRICTS, Places
from bagdar.simulate.settings import Settings
from bagdar.simulate.store import place_of, places_of

SCHOOL, COLLEGE, UNIVERSITY, KINDERGARTEN = (
    place_of("organisation_types", one)
    for one in ("school", "college", "university", "kindergarten")
)  # fmt: skip
LANGUAGES = ("kk", "ru", "kk ru", "kk ug", "kk uz", "kk ru en")
SMALL, HUB = 1, 2
SPREAD = 0.6180339887498949  # the golden ratio spreads serials evenly over a line
SCHOOLS_OF_A_CITY = 24
CLOSES = 0.03  # of small schools, in all the years
KEY_OF_ORGANISATION = 1 << 56


@dataclass
class Organisations:
    """One row each, schools first; arrays of one length.

    key         what every draw about it hangs on
    place       of its settlement in Places; region: today's region
    languages   place in LANGUAGES; role: 0, SMALL or HUB
    size        pupils, children or students for which it was made
    opened, closed  days; closed NONE while it stands
    near        of a kindergarten: the school of its neighbourhood
    successor   of a school that closes: the one that takes its pupils over; itself of the others
    """

    key: Array
    type: Array
    region: Array
    place: Array
    is_urban: Array
    is_private: Array
    languages: Array
    role: Array
    has_boarding: Array
    size: Floats
    opened: Array
    closed: Array
    near: Array
    successor: Array

    def __len__(self) -> int:
        return len(self.key)

    def of_type(self, kind: int) -> Array:
        return np.flatnonzero(self.type == kind)

    def standing(self, org: Array, on: int) -> Array:
        """Each organisation, or who took it over by a day."""
        gone = (self.closed[org] != NONE) & (self.closed[org] <= on)
        return np.where(gone, self.successor[org], org).astype(np.int32)

    @cached_property
    def schools(self) -> int:
        """How many schools there are: they have the first places."""
        return int((self.type == SCHOOL).sum())


def _serials(count: float) -> Array:
    return np.arange(max(1, round(count)), dtype=np.int64)


def _keys(kind: int, serials: Array) -> Array:
    return (KEY_OF_ORGANISATION + (kind << 40) + serials).astype(np.uint64)


def _spread(serials: Array, weights: Floats, shift: float) -> Array:
    """The place of one of several for each serial, each as often as its weight says."""
    ends = np.cumsum(weights) / weights.sum()
    return np.searchsorted(ends, (serials * SPREAD + shift) % 1, side="right").astype(np.int32)


def make_organisations(
    nation: DeclaredNation, places: Places, draws: Draws, of: Settings
) -> Organisations:
    schools = _schools(nation, places, draws, of)
    others = [
        _higher(COLLEGE, "colleges", schools, nation, draws, of),
        _higher(UNIVERSITY, "universities", schools, nation, draws, of),
        _kindergartens(schools, nation, draws, of),
    ]
    parts = [schools, *others]
    names = Organisations.__dataclass_fields__
    orgs = Organisations(
        **{name: np.concatenate([getattr(one, name) for one in parts]) for name in names}
    )
    orgs.successor = np.arange(len(orgs), dtype=np.int32)
    _close_some(orgs, draws, of)
    return orgs


def _close_some(orgs: Organisations, draws: Draws, of: Settings) -> None:
    """Some small schools close on a 1 September after the first year, one at the least, and a
    larger school of the region takes them over.
    """
    small = np.flatnonzero(orgs.role == SMALL)
    u = draws.unit("closes", orgs.key[small])
    closing = small[(u < CLOSES) | (u == u.min())]
    span = of.last_year - of.first_year
    for org in closing if span and len(small) > 1 else ():
        larger = np.flatnonzero((orgs.type == SCHOOL) & (orgs.role != SMALL))
        near = larger[orgs.region[larger] == orgs.region[org]]
        options = near if len(near) else larger
        late = int(draws.whole(span, "closes in", orgs.key[org])[0])
        orgs.closed[org] = day(of.first_year + 1 + late, 9, 1)
        orgs.successor[org] = options[
            int(draws.whole(len(options), "taken over", orgs.key[org])[0])
        ]


# --- schools ----------------------------------------------------------------------------------


def _schools(nation: DeclaredNation, places: Places, draws: Draws, of: Settings) -> Organisations:
    """First the small schools of villages, then larger ones of villages, then those of cities."""
    counts = _counts_of_schools(nation, of.scale)
    kinds = np.repeat(np.arange(3), counts)  # small, rural, urban
    serials = np.concatenate([_kind_serials(kind, count) for kind, count in enumerate(counts)])
    key = _keys(SCHOOL, serials)
    urban = np.array([one.urban_share for one in nation.regions])
    weights = nation.region_weights
    region = np.where(
        kinds == 2,
        _spread(serials, weights * urban, 0.31),
        _spread(serials, weights * (1 - urban), 0.57),
    ).astype(np.int32)
    size = _sizes(kinds, key, nation, draws)
    hubs = _hubs(kinds, key, nation, draws)
    boards = nation.figure("organisations.hub_schools_boarding") / nation.figure(
        "organisations.hub_schools"
    )
    count = len(key)
    return Organisations(
        key=key,
        type=np.full(count, SCHOOL, np.int8),
        region=region,
        place=_homes(kinds, serials, region, counts, places, draws, key),
        is_urban=kinds == 2,
        is_private=(kinds == 2)
        & draws.happens((1 - nation.figure("schools.state")) * 7400 / _full(nation)[2], "ow", key),
        languages=_languages(kinds, key, draws),
        role=np.where(kinds == 0, SMALL, np.where(hubs, HUB, 0)).astype(np.int8),
        has_boarding=hubs & draws.happens(boards, "hub/boarding", key),
        size=size,
        opened=np.full(count, of.first_day, np.int32),
        closed=np.full(count, NONE, np.int32),
        near=np.arange(count, dtype=np.int32),
        successor=np.arange(count, dtype=np.int32),
    )


def _hubs(kinds: Array, key: Array, nation: DeclaredNation, draws: Draws) -> Array:
    """Some of the larger schools of villages; one of them in a small nation."""
    u = np.where(kinds == 1, draws.unit("hub", key), 1.0)
    share = nation.figure("organisations.hub_schools") / _full(nation)[1]
    return (u < share) | (u == u.min())


def _full(nation: DeclaredNation) -> tuple[float, float, float]:
    """Small, larger rural and urban schools of the whole country."""
    small, schools = (nation.figure(f"organisations.{one}") for one in ("small_schools", "schools"))
    return small, (schools - small) * 0.54, (schools - small) * 0.46


def _counts_of_schools(nation: DeclaredNation, scale: float) -> list[int]:
    return [max(1, round(one * scale)) for one in _full(nation)]


def _kind_serials(kind: int, count: int) -> Array:
    return kind * 1_000_000 + np.arange(count, dtype=np.int64)


def _sizes(kinds: Array, key: Array, nation: DeclaredNation, draws: Draws) -> Floats:
    means = np.array([nation.figure(f"school.{one}_size") for one in ("small", "rural", "urban")])
    spread = np.array([0.45, 0.5, 0.4])[kinds]
    drawn = means[kinds] * np.exp(spread * draws.normal("school/size", key) - spread**2 / 2)
    least, most = np.array([12, 130, 180])[kinds], np.array([150, 1600, 3000])[kinds]
    return np.clip(drawn, least, most)


def _homes(
    kinds: Array, serials: Array, region: Array, counts: Sequence[int], places: Places,
    draws: Draws, key: Array,
) -> Array:  # fmt: skip
    """A village of its own for each rural school; cities of some two dozen schools each."""
    district = draws.whole(DISTRICTS, "district", key) + 1
    city = draws.unit("city", key)
    urban = np.bincount(region[kinds == 2], minlength=int(region.max()) + 1)
    found = []
    for place in range(len(key)):
        home = int(region[place])
        if kinds[place] == 2:
            cities = 1 + urban[home] // SCHOOLS_OF_A_CITY
            found.append(places.city(home, 1 + int(city[place] ** 2 * cities)))
        else:
            number = int(serials[place] % 1_000_000 + (kinds[place] == 1) * 50_000 + 1)
            found.append(places.village(home, int(district[place]), number))
    return np.array(found, np.int32)


def _languages(kinds: Array, key: Array, draws: Draws) -> Array:
    """Villages teach in one language mostly, cities in two."""
    rural = draws.among([0.78, 0.09, 0.10, 0.01, 0.02, 0.0], "school/languages", key)
    urban = draws.among([0.27, 0.10, 0.58, 0.01, 0.01, 0.03], "school/languages", key)
    return np.where(kinds == 2, urban, rural).astype(np.int8)


# --- the others -------------------------------------------------------------------------------


def _at(schools: Organisations, where: Array, **given: Array) -> Organisations:
    """Organisations that stand where some schools do."""
    count = len(where)
    return Organisations(
        region=schools.region[where],
        place=schools.place[where],
        is_urban=schools.is_urban[where],
        near=where.astype(np.int32),
        successor=where.astype(np.int32),
        role=np.zeros(count, np.int8),
        has_boarding=np.zeros(count, bool),
        closed=np.full(count, NONE, np.int32),
        **given,  # type: ignore[arg-type]
    )


def _higher(
    kind: int, name: str, schools: Organisations, nation: DeclaredNation, draws: Draws, of: Settings
) -> Organisations:
    serials = _serials(nation.figure(f"organisations.{name}") * of.scale)
    key = _keys(kind, serials)
    large = kind == UNIVERSITY
    weights = schools.size * np.where(schools.is_urban, 1.0, 0.0 if large else 0.12)
    where = _spread(serials, weights, 0.11)
    mean = 1.0
    return _at(
        schools,
        where,
        key=key,
        type=np.full(len(key), kind, np.int8),
        is_private=~draws.happens(nation.figure(f"{name}.state"), "ownership", key),
        languages=draws.among([0.12, 0.04, 0.74, 0, 0, 0.10], "languages", key).astype(np.int8),
        size=mean * np.exp(0.6 * draws.normal("size", key) - 0.18),
        opened=np.full(len(key), of.first_day, np.int32),
    )


def _kindergartens(
    schools: Organisations, nation: DeclaredNation, draws: Draws, of: Settings
) -> Organisations:
    """Those of 2018, and those that open in the years after it, most of them private."""
    figure = nation.figures["organisations.kindergartens"]
    ends = [max(1, round(figure.at(year) * of.scale)) for year in of.years]
    serials = np.arange(max(ends), dtype=np.int64)
    key = _keys(KINDERGARTEN, serials)
    opening = np.searchsorted(ends, serials, side="right")  # years after the first
    opened = np.array(
        [of.first_day if not late else day(of.first_year + int(late), 8, 15) for late in opening]
    )
    private = nation.figure("organisations.private_kindergartens") / nation.figure(
        "organisations.kindergartens"
    )
    where = _spread(serials, schools.size * np.where(schools.role == SMALL, 0.45, 1.0), 0.77)
    languages = schools.languages[where]
    return _at(
        schools,
        where,
        key=key,
        type=np.full(len(key), KINDERGARTEN, np.int8),
        is_private=draws.happens(np.where(opening > 0, 0.85, private), "ownership", key),
        languages=np.where(languages < 3, languages, 0).astype(np.int8),
        size=np.clip(np.exp(0.5 * draws.normal("size", key) - 0.125), 0.3, 3),
        opened=opened.astype(np.int32),
    )


OWNERSHIP = places_of("ownership", "state", "private")
