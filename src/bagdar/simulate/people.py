"""Children in families, and everybody else who comes into the register: keys, births, names' roots.

A child of a cohort with a serial is often the younger sibling of the child with the same serial
three cohorts before; who is nobody's younger sibling is the root of a family. Home, language,
tradition and family name hang on the root, so siblings share them.
"""

from dataclasses import dataclass, field

import numpy as np

from bagdar.simulate.arrays import Array, Integers
from bagdar.simulate.days import NONE, in_year
from bagdar.simulate.declared import DeclaredNation
from bagdar.simulate.draws import Draws
from bagdar.simulate.organisations import Organisations
from bagdar.simulate.settings import Settings

CHILD, GUARDIAN, STAFF, FOREIGN, GHOST, DOUBLE = (one << 56 for one in range(2, 8))
YEARS_BETWEEN_SIBLINGS = 3
SIBLINGS = 0.55
SECOND_GUARDIAN = 0.6
KAZAKH, RUSSIAN, OTHER, FOREIGN_NAMES = range(4)  # places in data/simulate/names.toml


@dataclass
class Block:
    """People who came in together; arrays of one length.

    key        what every draw about them hangs on
    root       the family whose name they bear
    name_key   what the given name hangs on; another's key for a double
    tradition  place in the declared traditions
    since      the day from which the register tells of them
    """

    key: Integers
    root: Integers
    is_male: Array
    born: Array
    died: Array
    tradition: Array
    since: Array
    region: Array
    name_key: Integers | None = None
    first_place: int = 0

    @property
    def names_of(self) -> Integers:
        return self.key if self.name_key is None else self.name_key


@dataclass
class People:
    """Everybody, block after block; a person is a place in all of them."""

    blocks: list[Block] = field(default_factory=list)
    count: int = 0

    def add(self, block: Block) -> Array:
        """The places that its people have from now on."""
        block.first_place = self.count
        self.blocks.append(block)
        self.count += len(block.key)
        return np.arange(block.first_place, self.count, dtype=np.int32)

    def whole(self, name: str) -> Array:
        return np.concatenate([getattr(one, name) for one in self.blocks])


@dataclass
class Children:
    """Everybody who is born in the country, by cohort; their places among people are 0 and on.

    home     the school of the neighbourhood where they live, now
    starts   the year in which they enter grade 1
    language of the family: a place in the code list of languages of study
    """

    key: Integers
    root: Integers
    cohort: Array
    born: Array
    is_male: Array
    tradition: Array
    language: Array
    home: Array
    starts: Array
    died: Array
    left: Array  # the country

    def __len__(self) -> int:
        return len(self.key)


def make_children(
    nation: DeclaredNation, schools: Organisations, draws: Draws, of: Settings
) -> Children:
    cohorts = [one for one in nation.births if one.year <= of.last_year]
    counts = {one.year: max(1, round(one.thousand * 1000 * of.scale)) for one in cohorts}
    cohort = np.repeat(np.array(list(counts), np.int16), list(counts.values()))
    serial = np.concatenate([np.arange(count, dtype=np.uint64) for count in counts.values()])
    key = np.uint64(CHILD) + (cohort.astype(np.uint64) << np.uint64(32)) + serial
    root = _roots(key, counts, draws)
    born = in_year(draws, "born", cohort, key)
    shares = [one.share for one in nation.names.tradition]
    tradition = draws.among(shares, "tradition", root).astype(np.int8)
    early = draws.happens(nation.figure("school.early_start"), "early start", key)
    before_september = (born - in_year_start(cohort)) < 243
    return Children(
        key=key,
        root=root,
        cohort=cohort,
        born=born,
        is_male=draws.happens(0.513, "sex", key),
        tradition=tradition,
        language=_language(tradition, root, draws),
        home=_homes(schools, root, draws),
        starts=(cohort + np.where(early & before_september, 6, 7)).astype(np.int16),
        died=np.full(len(key), NONE, np.int32),
        left=np.full(len(key), NONE, np.int32),
    )


def in_year_start(year: Array) -> Array:
    """The first day of a year."""
    return (
        (year.astype(np.int64) - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(int)
    )


def _roots(key: Integers, counts: dict[int, int], draws: Draws) -> Integers:
    root = key.copy()
    younger = draws.happens(SIBLINGS, "sibling", key)
    starts = dict(zip(counts, np.cumsum([0, *counts.values()]), strict=False))
    for year, count in counts.items():
        elder = year - YEARS_BETWEEN_SIBLINGS
        if elder in counts:
            shared = min(count, counts[elder])
            here = slice(starts[year], starts[year] + shared)
            there = slice(starts[elder], starts[elder] + shared)
            root[here] = np.where(younger[here], root[there], root[here])
    return root


def _language(tradition: Array, root: Integers, draws: Draws) -> Array:
    """kk 0, ru 1, ug 2, uz 3: Kazakh families choose Russian now and then, and the other way."""
    drawn = draws.unit("family language", root)
    chosen = np.select(
        [tradition == KAZAKH, tradition == RUSSIAN],
        [np.where(drawn < 0.86, 0, 1), np.where(drawn < 0.05, 0, 1)],
        np.where(drawn < 0.4, 0, np.where(drawn < 0.75, 1, np.where(drawn < 0.85, 2, 3))),
    )
    return chosen.astype(np.int8)


def _homes(schools: Organisations, root: Integers, draws: Draws) -> Array:
    ends = np.cumsum(schools.size[: schools.schools])
    drawn = draws.unit("home", root)
    return np.searchsorted(ends / ends[-1], drawn, side="right").astype(np.int32)


def block_of_children(children: Children, region: Array) -> Block:
    return Block(
        key=children.key,
        root=children.root,
        is_male=children.is_male,
        born=children.born,
        died=children.died,
        tradition=children.tradition,
        since=children.born,
        region=region,
    )


# --- guardians --------------------------------------------------------------------------------


def guardians(
    children: Children, draws: Draws, region: Array, needed: Array
) -> tuple[Block, Array, Array]:
    """(block, mother, father): parents of families, and whom each child has by place in the block.

    needed  children whose guardians the register knows; the others have -1, and so has a child
            whose father is not told
    """
    roots, first, inverse = np.unique(children.root[needed], return_index=True, return_inverse=True)
    has_father = draws.happens(SECOND_GUARDIAN, "father told", roots)
    eldest = np.full(len(roots), 9999, np.int32)
    np.minimum.at(eldest, inverse, children.cohort[needed].astype(np.int32))
    tradition = children.tradition[needed][first]
    home = region[needed][first]
    mothers, fathers = (_parents(roots, eldest, tradition, home, draws, male) for male in (0, 1))
    kept = _only(fathers, has_father)
    father_place = np.where(has_father, np.cumsum(has_father) - 1 + len(roots), -1)
    mother = np.full(len(children), -1, np.int32)
    father = np.full(len(children), -1, np.int32)
    mother[needed] = inverse
    father[needed] = father_place[inverse]
    return _joined(mothers, kept), mother, father


def _parents(
    roots: Integers, eldest: Array, tradition: Array, region: Array, draws: Draws, male: int
) -> Block:
    key = (
        np.uint64(GUARDIAN) + ((roots & np.uint64((1 << 52) - 1)) << np.uint64(1)) + np.uint64(male)
    )
    age = 20 + draws.whole(15, "age of parent", key) + 2 * male
    born = in_year(draws, "born", eldest - age, key)
    return Block(
        key=key,
        root=roots,
        is_male=np.full(len(key), bool(male)),
        born=born,
        died=np.full(len(key), NONE, np.int32),
        tradition=tradition,
        since=born,
        region=region,
    )


ARRAYS = ("key", "root", "is_male", "born", "died", "tradition", "since", "region")


def _only(block: Block, chosen: Array) -> Block:
    return Block(**{name: getattr(block, name)[chosen] for name in ARRAYS})


def _joined(*blocks: Block) -> Block:
    return Block(
        **{name: np.concatenate([getattr(one, name) for one in blocks]) for name in ARRAYS}
    )
