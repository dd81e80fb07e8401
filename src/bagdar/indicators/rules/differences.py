"""What is left when regions of one table are subtracted from regions of another.

A snapshot that was taken before a region was divided and one taken after it have different borders
of now. Each release is safe beside itself; a region of the one less a region of the other leaves
the districts that lie in both regions, of which no table tells. So the attack asks of these too:
wherever such a part has a number that must not be shown, it must not be worked out either.

Nobody is told a part, so the others of its numbers are no equations of the attack.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from bagdar.indicators.rules.adding import DISTRICT
from bagdar.indicators.rules.disclosure.protect import Protected, Why
from bagdar.indicators.rules.disclosure.rules import Rules, sensitive
from bagdar.indicators.rules.disclosure.tables import (
    EVERYWHERE,
    TOTAL,
    Dimension,
    Key,
    LeftOut,
    Part,
    Row,
    Table,
)

Regions = Mapping[str, str]  # district → region
Columns = tuple[str, ...]
BESIDE = " − "  # between the names of the two tables
APART = "?"  # in place of a region: the district was divided and is in none


def left_between(
    release: Sequence[Protected], published: Sequence[Protected], rules: Rules
) -> list[Protected]:
    """A table for each part of which something must not be shown, with that and nothing else.

    Of parts between the release and what is out or the release itself; all tables of one family.
    """
    every = [*release, *published]
    known = {rows for one in every for rows in one.table.cells.values()}
    found: dict[tuple[str, tuple[Row, ...]], Protected] = {}
    for table in _parted(release, published):
        asked: dict[Key, list[Part]] = {}
        for key, part in sensitive(table, rules):
            asked.setdefault(key, []).append(part)
        for key, parts in asked.items():
            rows = table.cells[key]
            if rows not in known:
                one = _alone(table, key, rows, tuple(parts))
                found.setdefault((table.population.attribute, rows), one)
    return [found[at] for at in sorted(found)]


def _alone(table: Table, key: Key, rows: Sequence[Row], parts: tuple[Part, ...]) -> Protected:
    people = replace(
        table.population, counts={row: table.population.counts[row] for row in rows}
    )  # fmt: skip
    code = f"{table.code}: {', '.join(key)}"
    alone = Table(code, people, (), table.unit, is_share=table.is_share, only=parts)
    return Protected(alone, {((), part): Why.SMALL for part in parts})


def _parted(release: Sequence[Protected], published: Sequence[Protected]) -> Iterator[Table]:
    """Tables of parts: of each two tables, and of all together where there are more than two."""
    ours, theirs = _with_regions(release), _with_regions(published)
    pairs = [*combinations(ours, 2), *((one, other) for one in ours for other in theirs)]
    for one, other in pairs:
        yield from _parts_of((one, other))
    maps = {tuple(sorted(_regions(one).items())): one for one in (*ours, *theirs)}
    if len(maps) > 2 and ours:
        yield from _parts_of((ours[0], *(one for one in maps.values() if one is not ours[0])))


def _parts_of(tables: Sequence[Table]) -> Iterator[Table]:
    """The parts by what all of the tables break down, as each counted its people."""
    maps = [_regions(one) for one in tables]
    if all(one == maps[0] for one in maps):
        return
    common = [one for one in _columns(tables[0]) if all(one in _columns(each) for each in tables)]
    for table in tables:
        at = table.population.columns.index(DISTRICT)
        districts = {row[at] for row in table.population.counts}
        parts = {
            one: ">".join(dict.fromkeys(regions.get(one, APART) for regions in maps))
            for one in districts
        }
        by = (Dimension(DISTRICT, parts), *(Dimension(one) for one in common))
        left_out = frozenset(LeftOut(one, DISTRICT) for one in parts.values())
        code = BESIDE.join(dict.fromkeys(one.code for one in tables))
        yield replace(table, code=code, by=by, place=DISTRICT, left_out=left_out)


def _with_regions(given: Sequence[Protected]) -> list[Table]:
    """Tables that tell of regions."""
    return [one.table for one in given if _tells_of_regions(one.table)]


def _tells_of_regions(table: Table) -> bool:
    columns = [one.column for one in table.by]
    if DISTRICT not in columns or DISTRICT not in table.population.columns:
        return False
    at = columns.index(DISTRICT)
    return any(key[at] != TOTAL for key in table.cells)


def _regions(table: Table) -> Regions:
    return next(one.parents for one in table.by if one.column == DISTRICT)


def _columns(table: Table) -> Columns:
    """By what else the table is broken down."""
    gone = {one.column for one in table.left_out if one.under == EVERYWHERE}
    return tuple(one.column for one in table.by if one.column not in {DISTRICT, *gone})
