"""The tables that may be asked of a metric, and what of each is published.

The catalogue of a metric is fixed: the country, regions, districts, each other dimension, each of
them by region, and each two of them for the country. All are protected together, on the borders of
then and of now, so that no two answers give a third number away; an answer is only ever read from
what that gave.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from bagdar.indicators.rules.adding import (
    BASES,
    DISTRICT,
    NOW,
    REGION,
    THEN,
    UNKNOWN,
    Cube,
    Sums,
    value_of,
    whole,
)
from bagdar.indicators.rules.disclosure.protect import Protected, Why
from bagdar.indicators.rules.disclosure.tables import (
    TOTAL,
    Counts,
    Dimension,
    Key,
    LeftOut,
    Part,
    Population,
    Row,
    Table,
)
from bagdar.indicators.rules.errors import NoSuchTable

By = tuple[str, ...]
Borders = Mapping[str, Mapping[str, str]]  # then, now, bridged → district → region
BETWEEN = "between"  # not a basis: the parts of the regions of then that lie together now
APART = ""  # in place of a region: the district was divided and is in none
NOT_TOLD = "-"  # of what nobody recorded; a code of its own, since "" is no place
WITHOUT_DISTRICT = ":"  # behind a region's code: in the region, no district recorded
PLACES = (REGION, DISTRICT)
NO_REGIONS = LeftOut(TOTAL, DISTRICT)  # no place below the country is given


@dataclass(frozen=True)
class Counted:
    """What a metric counts, as protection has to know it.

    is_share  the numerator is how many of the units have the attribute
    is_count  the value is the numerator itself; else its part of the denominator
    """

    code: str
    unit: str
    scale: int
    is_share: bool
    is_count: bool
    is_sensitive: bool = False


@dataclass(frozen=True)
class Line:
    """A row of an answer.

    codes  of each breakdown; TOTAL for its total
    units, numerator, denominator, value   None where hidden, or where nothing is there to divide
    hidden   whether something of it is not shown
    estimated  whether a part of it was dealt out by shares: bridged borders
    """

    codes: tuple[str, ...]
    units: int | None
    numerator: int | None
    denominator: int | None
    value: Decimal | None
    hidden: bool
    estimated: bool = False


@dataclass(frozen=True)
class Kept:
    """What protection of a whole catalogue came to. hidden, left_out: by the code of a table."""

    borders: Borders
    hidden: Mapping[str, Mapping[tuple[Key, Part], Why]]
    left_out: Mapping[str, frozenset[LeftOut]]
    given_up: tuple[tuple[str, LeftOut], ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """A protected table. given_up: breakdowns that are not published of it, and under which place.

    refused   nothing of it can be published
    log       how many numbers are shown and how many are hidden
    """

    by: By
    borders: str
    lines: tuple[Line, ...]
    given_up: tuple[LeftOut, ...] = ()
    refused: bool = False
    log: Mapping[str, int] = field(default_factory=dict)


def catalogue(dimensions: Sequence[str]) -> tuple[By, ...]:
    """What may be asked of a cube with these dimensions; each in its one order."""
    others = [one for one in dimensions if one != DISTRICT]
    places: tuple[By, ...] = ((REGION,), (DISTRICT,)) if DISTRICT in dimensions else ()
    return (
        (),
        *places,
        *((one,) for one in others),
        *((REGION, one) for one in others if places),
        *combinations(others, 2),
    )


def in_order(asked: Sequence[str], dimensions: Sequence[str]) -> By:
    """The table of the catalogue that is meant. Raises NoSuchTable, which says what there is."""
    known = catalogue(dimensions)
    wanted = [one for one in known if sorted(one) == sorted(asked)]
    if not wanted:
        there = " · ".join(",".join(one) for one in known if one)
        raise NoSuchTable(by=",".join(asked), known=there)
    return wanted[0]


def tables_of(cube: Cube, counted: Counted, borders: Borders) -> dict[str, Table]:
    """The tables that are protected together, by code; every one of the catalogue is in them."""
    people = _population(cube, counted)
    others = [one for one in cube.dimensions if one != DISTRICT]
    wide: list[tuple[str, By]] = [(THEN, pair) for pair in combinations(others, 2)]
    borders = between(borders)
    if DISTRICT in cube.dimensions:
        for name in (*_different(borders), *({BETWEEN} & borders.keys())):
            wide += [(name, (DISTRICT,)), *((name, (REGION, one)) for one in others)]
    else:
        wide += [(THEN, (one,)) for one in others] or [(THEN, ())]
    found = {}
    for name, by in wide:
        code = code_of(name, by)
        found[code] = _table(code, people, by, counted, borders.get(name, {}))
    return found


def between(borders: Borders) -> Borders:
    """With the regions of then as those of now divide them, where these are regions of neither.

    Whoever subtracts the one from the other is left with them, so they are protected like what is
    published, though nobody is told them.
    """
    then, now = borders.get(THEN, {}), borders.get(NOW, {})
    parts = {
        one: region if now.get(one, region) == region else f"{region}>{now[one]}"
        for one, region in then.items()
    }
    known = [_groups(then), _groups({one: now.get(one, region) for one, region in then.items()})]
    return borders if _groups(parts) in known else {**borders, BETWEEN: parts}


def _groups(regions: Mapping[str, str]) -> set[frozenset[str]]:
    """Which districts lie together, whatever the region is called."""
    found: dict[str, set[str]] = {}
    for district, region in regions.items():
        found.setdefault(region, set()).add(district)
    return {frozenset(one) for one in found.values()}


def code_of(borders: str, by: By) -> str:
    return f"{borders}:{','.join(by)}"


def read(asked: By, borders: str, cube: Cube, counted: Counted, kept: Kept) -> Answer:
    """The answer, out of what was protected. asked: as `in_order` gives it."""
    code, by = _stands_in(asked, borders, cube, kept.borders)
    if code in kept.refused:
        return Answer(asked, borders, (), refused=True)
    safe = protected(asked, borders, cube, counted, kept)
    table = safe.table
    wanted = list(_wanted(asked, by, table))
    sums = sums_of(cube)
    lines = [line_of(key, codes, safe, sums, counted) for codes, key in wanted]
    given = tuple(
        one
        for at, one in kept.given_up
        if at == code and (one.column in asked or (REGION in asked and one == NO_REGIONS))
    )
    numbers = len(wanted) * len(table.parts)
    hidden = sum((key, part) in safe.hidden for _, key in wanted for part in table.parts)
    return Answer(
        asked, borders, tuple(lines), given, log={"shown": numbers - hidden, "hidden": hidden}
    )


def sums_of(cube: Cube) -> Mapping[Row, Sums]:
    """The cells by their rows in the population that is protected."""
    return {_row(key, cube): one for key, one in cube.cells.items()}


def protected(asked: By, borders: str, cube: Cube, counted: Counted, kept: Kept) -> Protected:
    """The protected table out of which the answer is read. It must not be one that was refused."""
    code, _ = _stands_in(asked, borders, cube, kept.borders)
    table = tables_of(cube, counted, kept.borders)[code]
    return Protected(_with(table, kept.left_out.get(code, frozenset())), kept.hidden[code])


def all_protected(cube: Cube, counted: Counted, kept: Kept) -> dict[str, Protected]:
    """Every table that was protected, by code."""
    tables = tables_of(cube, counted, kept.borders)
    return {
        code: Protected(_with(tables[code], kept.left_out.get(code, frozenset())), hidden)
        for code, hidden in kept.hidden.items()
    }


def counts(cube: Cube, counted: Counted, kept: Kept) -> tuple[int, int]:
    """How many numbers of all tables are shown, and how many are hidden."""
    shown = hidden = 0
    for code, table in tables_of(cube, counted, kept.borders).items():
        if code in kept.hidden:
            safe = _with(table, kept.left_out.get(code, frozenset()))
            hidden += len(kept.hidden[code])
            shown += len(safe.cells) * len(safe.parts) - len(kept.hidden[code])
    return shown, hidden


# --- how a table of the catalogue stands among those that were protected --------------------------


def _different(borders: Borders) -> tuple[str, ...]:
    found: list[str] = []
    for name in BASES:
        if name in borders and borders[name] not in [borders[one] for one in found]:
            found.append(name)
    return tuple(found)


def _stands_in(asked: By, borders: str, cube: Cube, known: Borders) -> tuple[str, By]:
    """The protected table that holds the answer, and its dimensions by their names in `asked`."""
    others = [one for one in cube.dimensions if one != DISTRICT]
    if DISTRICT not in cube.dimensions:
        by: By = asked if asked or not others else (others[0],)
        return code_of(THEN, by), by
    name = next(one for one in _different(known) if known[one] == known[borders])
    if len(asked) == 2 and REGION not in asked:
        return code_of(THEN, asked), asked
    if asked in ((), (REGION,), (DISTRICT,)):
        return code_of(name, (DISTRICT,)), (DISTRICT,)
    by = asked if REGION in asked else (REGION, *asked)
    return code_of(name if REGION in asked else THEN, by), by


def _wanted(asked: By, by: By, table: Table) -> Iterator[tuple[tuple[str, ...], Key]]:
    """Cells of the protected table that the answer has, with their codes in the answer."""
    for key in table.cells:
        place = key[0] if by and by[0] in PLACES else TOTAL
        inner = bool(table.by) and place in table.by[0].inner
        if place != TOTAL and (asked[:1] not in ((REGION,), (DISTRICT,))):
            continue
        if place != TOTAL and asked[:1] == (REGION,) and not inner:
            continue
        yield tuple(key[by.index(one)] if one in by else place for one in asked), key


def _table(
    code: str, people: Population, by: By, counted: Counted, regions: Mapping[str, str]
) -> Table:
    left_out: frozenset[LeftOut] = frozenset()
    dimensions = []
    for one in by:
        if one in PLACES:
            districts = {row[people.columns.index(DISTRICT)] for row in people.counts}
            above = {
                each: _region(each, regions) for each in districts if not _apart(each, regions)
            }
            dimensions.append(Dimension(DISTRICT, above))
            if one == REGION:
                left_out = frozenset(LeftOut(each, DISTRICT) for each in above.values())
        else:
            dimensions.append(Dimension(one))
    place = DISTRICT if by and by[0] in PLACES else ""
    return Table(
        code, people, tuple(dimensions), counted.unit, place,
        is_share=counted.is_share, is_sensitive=counted.is_sensitive, left_out=left_out,
    )  # fmt: skip


def _with(table: Table, left_out: frozenset[LeftOut]) -> Table:
    return Table(
        table.code, table.population, table.by, table.unit, table.place,
        is_share=table.is_share, is_sensitive=table.is_sensitive,
        left_out=table.left_out | left_out,
    )  # fmt: skip


def _population(cube: Cube, counted: Counted) -> Population:
    """Places that are no more than a region are districts of their own in it."""
    counts: dict[Row, Counts] = {}
    for key, sums in cube.cells.items():
        numerator = sums.numerator if counted.is_share else 0
        counts[_row(key, cube)] = Counts(_units(sums, counted), numerator)
    return Population(counted.code, counted.code, cube.dimensions, counts)


def _row(key: Row, cube: Cube) -> Row:
    return tuple(row_code(name, code) for name, code in zip(cube.dimensions, key, strict=True))


def row_code(name: str, code: str) -> str:
    """A code of a dimension as the population has it."""
    if name == DISTRICT and _is_region(code):
        return f"{code or NOT_TOLD}{WITHOUT_DISTRICT}"
    return code or NOT_TOLD


def _is_region(code: str) -> bool:
    return code == UNKNOWN or code.startswith("KZ-")


def _region(district: str, regions: Mapping[str, str]) -> str:
    """Never the district itself: a place that is added into itself would not be added at all."""
    code = district.removesuffix(WITHOUT_DISTRICT)
    return regions.get(code) or (NOT_TOLD if code == district else code)


def _apart(district: str, regions: Mapping[str, str]) -> bool:
    return regions.get(district.removesuffix(WITHOUT_DISTRICT)) == APART


def _units(sums: Sums, counted: Counted) -> int:
    """Of a share those that can have the attribute."""
    return sums.units if counted.is_count or not counted.is_share else sums.denominator


def line_of(
    key: Key, codes: tuple[str, ...], safe: Protected, known: Mapping[Row, Sums], counted: Counted
) -> Line:
    units = safe.shown(key)
    if counted.is_share:
        pair = safe.share(key)
        sums = Sums(pair[0], pair[1], pair[1]) if pair else None
    else:
        own = (known[row] for row in safe.table.cells[key])
        sums = whole(own) if units is not None else None
    if sums is None:
        return Line(codes, units, None, None, None, True)
    value = value_of(sums, counted.scale, is_count=counted.is_count)
    below = None if counted.is_count else sums.denominator
    return Line(codes, units, sums.numerator, below, value, False)
