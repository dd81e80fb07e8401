"""Figures of an older day on the regions of today, where districts were divided in between.

Whole numbers of a divided district are dealt out to regions by its shares, the largest remainder
first, so that no total moves. What is dealt out is only what protection lets be shown: a region of
which a part is hidden is hidden (docs/algorithms/borders.md).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from bagdar.indicators.rules import building
from bagdar.indicators.rules.adding import (
    BRIDGED,
    DISTRICT,
    NOW,
    REGION,
    Cube,
    Sums,
    value_of,
)
from bagdar.indicators.rules.building import APART, Answer, By, Counted, Kept
from bagdar.indicators.rules.building import Line as Row
from bagdar.indicators.rules.disclosure.protect import Protected
from bagdar.indicators.rules.disclosure.tables import TOTAL
from bagdar.indicators.rules.divisions import Shares

Codes = tuple[str, ...]


@dataclass(frozen=True)
class Dealt:
    """The sums of a cell; None: hidden. estimated: a part of them was dealt out by shares."""

    sums: Sums | None
    estimated: bool


def borders_with(
    borders: building.Borders, divided: Collection[str]
) -> dict[str, Mapping[str, str]]:
    """The three bases: on the third, divided districts stand apart from every region."""
    return {**borders, BRIDGED: {**borders[NOW], **dict.fromkeys(divided, APART)}}


def dealt(count: int, shares: Shares) -> dict[str, int]:
    """A whole number in whole parts, the largest remainder first; they add up to it."""
    exact = {region: count * share for region, share in shares.items()}
    parts = {region: int(one) for region, one in exact.items()}
    left = count - sum(parts.values())
    by_remainder = sorted(exact, key=lambda region: (parts[region] - exact[region], region))
    for region in by_remainder[:left]:
        parts[region] += 1
    return parts


def dealt_sums(sums: Sums, shares: Shares, *, is_share: bool) -> dict[str, Sums]:
    """is_share: the numerator is a part of the denominator, and stays one in each part."""
    if is_share:
        with_ = dealt(sums.numerator, shares)
        without = dealt(sums.denominator - sums.numerator, shares)
        both = {region: with_[region] + without[region] for region in shares}
        return {region: Sums(with_[region], both[region], both[region]) for region in shares}
    numerator, denominator = dealt(sums.numerator, shares), dealt(sums.denominator, shares)
    units = dealt(sums.units, shares)
    return {
        region: Sums(numerator[region], denominator[region], units[region]) for region in shares
    }


def put_to_regions(
    cells: Mapping[Codes, Sums | None], shares: Mapping[str, Shares], *, is_share: bool
) -> dict[Codes, Dealt]:
    """Cells of regions and of divided districts as cells of regions.

    cells   (place, …) → sums; None: hidden
    shares  divided district → its regions; every other place is a region already
    """
    whole: defaultdict[Codes, Sums] = defaultdict(Sums)
    hidden: set[Codes] = set()
    estimated: set[Codes] = set()
    for (place, *rest), sums in cells.items():
        parts = shares.get(place)
        keys = [(region, *rest) for region in parts or (place,)]
        if parts:
            estimated.update(keys)
        if sums is None:
            hidden.update(keys)
        elif parts is None:
            whole[keys[0]] += sums
        else:
            for region, part in dealt_sums(sums, parts, is_share=is_share).items():
                whole[region, *rest] += part
    return {
        key: Dealt(None if key in hidden else whole[key], key in estimated)
        for key in sorted({*whole, *hidden})
    }


def read(
    asked: By, cube: Cube, counted: Counted, kept: Kept, shares: Mapping[str, Shares]
) -> Answer:
    """The answer on bridged borders, out of what was protected. asked: as `in_order` gives it."""
    exact = building.read(asked, BRIDGED, cube, counted, kept)
    if exact.refused or not shares or not set(asked[:1]) & {REGION, DISTRICT}:
        return exact
    safe = building.protected(asked, BRIDGED, cube, counted, kept)
    apart = {_row_code(place): one for place, one in shares.items()}
    inner = [one for one in exact.lines if one.codes[0] in safe.table.by[0].inner]
    parts = _parts(inner, safe, apart, cube, counted)
    found = put_to_regions(
        {codes: _sums(line, counted) for codes, line in parts.items()},
        apart, is_share=counted.is_share,
    )  # fmt: skip
    # A region whose breakdown was given up has none, whatever was dealt out to it.
    told = [
        _row(codes, one, parts.get(codes), counted)
        for codes, one in found.items()
        if not safe.table.omits(codes)
    ]
    rest = [one for one in exact.lines if one.codes[0] == TOTAL]
    if asked[0] == DISTRICT:
        regions = {one.codes for one in inner}
        rest += [one for one in exact.lines if one.codes not in regions]
    ordered = sorted([*told, *rest], key=lambda one: one.codes)
    return replace(exact, lines=tuple(ordered), log=_log(ordered, counted))


def _parts(
    inner: Iterable[Row], safe: Protected, apart: Collection[str], cube: Cube, counted: Counted
) -> dict[Codes, Row]:
    """What stays of each region, and the divided districts beside them."""
    known = building.sums_of(cube)
    lines = {
        key: building.line_of(key, key, safe, known, counted)
        for key in safe.table.cells
        if key[0] in apart
    }
    return {one.codes: one for one in inner if one.codes[0] != TOTAL} | lines


@dataclass(frozen=True)
class Piece:
    """What a region on bridged borders is made of.

    place   the divided district; empty: what stays of the region, and is exact
    whole   of the district or of what stays; part: what of it goes to the region; None: hidden
    """

    region: str
    place: str
    share: Fraction
    whole: Sums | None
    part: Sums | None


def made_of(
    cube: Cube, counted: Counted, kept: Kept, shares: Mapping[str, Shares]
) -> tuple[Piece, ...]:
    """The pieces of each region that is an estimate, out of what may be shown."""
    exact = building.read((REGION,), BRIDGED, cube, counted, kept)
    if exact.refused or not shares:
        return ()
    safe = building.protected((REGION,), BRIDGED, cube, counted, kept)
    apart = {_row_code(place): place for place in shares}
    found = []
    for (code,), line in _parts(exact.lines, safe, apart, cube, counted).items():
        whole = _sums(line, counted)
        if code not in apart:
            found.append(Piece(code, "", Fraction(1), whole, whole))
            continue
        of = shares[apart[code]]
        parts = dealt_sums(whole, of, is_share=counted.is_share) if whole else {}
        found += [Piece(region, apart[code], share, whole, parts.get(region))
                  for region, share in of.items()]  # fmt: skip
    estimated = {one.region for one in found if one.place}
    ordered = sorted(found, key=lambda one: (one.region, one.place))
    return tuple(one for one in ordered if one.region in estimated)


def _row_code(place: str) -> str:
    """As rows of a population have it."""
    return building.row_code(DISTRICT, place)


def _sums(line: Row, counted: Counted) -> Sums | None:
    if line.hidden or line.numerator is None or line.units is None:
        return None
    of = line.denominator if line.denominator is not None else 0
    return Sums(line.numerator, line.units if counted.is_share else of, line.units)


def _row(codes: Codes, one: Dealt, exact: Row | None, counted: Counted) -> Row:
    if not one.estimated and exact is not None:
        return exact
    if one.sums is None:
        return Row(codes, None, None, None, None, True, one.estimated)
    value = value_of(one.sums, counted.scale, is_count=counted.is_count)
    below = None if counted.is_count else one.sums.denominator
    return Row(codes, one.sums.units, one.sums.numerator, below, value, False, one.estimated)


def _log(lines: Iterable[Row], counted: Counted) -> dict[str, int]:
    """How many numbers are shown and how many are not."""
    each = 3 if counted.is_share else 1
    hidden = [one.hidden for one in lines]
    return {"shown": each * hidden.count(False), "hidden": each * hidden.count(True)}
