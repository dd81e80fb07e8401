"""However places are divided or joined, and by whatever shares, no total moves."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bagdar.core.errors import FaultyData
from bagdar.core.origins import Origin
from bagdar.indicators.rules import divisions
from bagdar.indicators.rules.adding import Sums, whole
from bagdar.indicators.rules.bridging import dealt, dealt_sums, put_to_regions
from bagdar.indicators.rules.divisions import Changes, Line, shares_of
from bagdar.indicators.rules.errors import NotBridged
from bagdar.indicators.rules.places import TerritoryFact

REGIONS = ("KZ-10", "KZ-11", "KZ-35", "KZ-62", "KZ-63")
BORDERS, ON, DAY = date(2022, 6, 8), date(2021, 10, 1), date(2024, 10, 1)


@st.composite
def some_shares(draw: st.DrawFn) -> dict[str, Fraction]:
    counts = draw(st.dictionaries(st.sampled_from(REGIONS), st.integers(1, 10**6), min_size=1))
    return {region: Fraction(one, sum(counts.values())) for region, one in counts.items()}


def of_a_share() -> st.SearchStrategy[Sums]:
    pair = st.tuples(st.integers(0, 10**6), st.integers(0, 10**6))
    return pair.map(lambda one: Sums(min(one), max(one), max(one)))


CELLS = st.dictionaries(
    st.tuples(st.sampled_from((*REGIONS, "D", "E")), st.sampled_from(("female", "male"))),
    of_a_share(),
)


@given(st.integers(0, 10**9), some_shares())
def test_parts_are_whole_and_add_up_and_each_is_the_nearest_below_or_above(count, shares):
    parts = dealt(count, shares)
    assert sum(parts.values()) == count
    assert all(abs(parts[region] - count * share) < 1 for region, share in shares.items())


@given(of_a_share(), some_shares())
def test_a_part_of_a_share_is_a_share(sums, shares):
    parts = dealt_sums(sums, shares, is_share=True)
    assert whole(parts.values()) == sums
    assert all(0 <= one.numerator <= one.denominator for one in parts.values())


@given(CELLS, some_shares(), some_shares(), st.booleans())
def test_no_division_and_no_union_moves_a_total(cells, first, second, is_share):
    found = put_to_regions(cells, {"D": first, "E": second}, is_share=is_share)
    for sex in ("female", "male"):
        before = whole(one for key, one in cells.items() if key[1] == sex)
        parts = [one for key, one in found.items() if key[1] == sex]
        assert whole(one.sums for one in parts if one.sums) == before
    touched = {(region, sex) for (place, sex) in cells
               for region in {"D": first, "E": second}.get(place, {})}  # fmt: skip
    assert {key for key, one in found.items() if one.estimated} == touched
    assert not {place for place, _ in found} & {"D", "E"}


@given(CELLS, some_shares())
def test_a_region_with_a_hidden_part_is_hidden_and_no_other_is(cells, shares):
    told = {**cells, ("D", "female"): None}
    found = put_to_regions(told, {"D": shares}, is_share=True)
    hidden = {key for key, one in found.items() if one.sums is None}
    assert hidden == {(region, "female") for region in shares}


def test_shares_that_did_not_add_up_would_move_the_total():
    """The negative control: of the property, and of what the declared file refuses."""
    with pytest.raises(AssertionError):
        half = {"KZ-10": Fraction(1, 2), "KZ-63": Fraction(1, 3)}
        assert sum(dealt(600, half).values()) == 600


# --- which places were divided, and how -----------------------------------------------------------


def fact(code: str, region: str, since: date = date(2018, 1, 1), until: date | None = None,
         parent: str = "", kind: str = "settlement") -> TerritoryFact:  # fmt: skip
    return TerritoryFact(code, parent or None, kind, region, None, since, until)


FACTS = [
    fact("D", "KZ-63", kind="district"),
    fact("V1", "KZ-63", parent="D"),
    fact("V2", "KZ-63", until=BORDERS, parent="D"),
    fact("V2", "KZ-10", BORDERS, parent="D2"),
    fact("D2", "KZ-10", BORDERS, kind="district"),
    fact("W", "KZ-63", until=BORDERS, kind="district"),
    fact("W", "KZ-10", BORDERS, kind="district"),
]


def changes(*lines: Line, origin: Origin = Origin.REAL, **counts: int) -> Changes:
    return Changes(
        FACTS, ON, DAY, lines, origin, 10,
        lambda eve, since: {("D", one): number for one, number in counts.items()},
    )  # fmt: skip


def line(place: str, part: str, share: str, since: date = BORDERS,
         origin: Origin = Origin.REAL) -> Line:  # fmt: skip
    return Line(since=since, place=place, part=part, share=Decimal(share), origin=origin,
                source="an act")  # fmt: skip


def test_a_district_that_moved_whole_needs_no_share_and_a_divided_one_is_counted():
    (one,) = changes(V1=30, V2=10).of({"D", "W"})
    assert (one.place, one.since, one.counted) == ("D", BORDERS, True)
    assert one.shares == {"KZ-10": Fraction(1, 4), "KZ-63": Fraction(3, 4)}


def test_facts_that_name_no_more_than_the_region_are_divided_with_it():
    found = Changes(
        FACTS, ON, DAY, (), Origin.REAL, 10,
        lambda eve, since: {("KZ-63", "KZ-63"): 60, ("KZ-63", "KZ-10"): 40},
    ).of({"KZ-63"})  # fmt: skip
    assert [one.shares for one in found] == [{"KZ-10": Fraction(2, 5), "KZ-63": Fraction(3, 5)}]


def test_parts_that_were_divided_again_are_followed_to_today():
    later = date(2023, 1, 1)
    (one,) = changes(
        line("D", "X", "0.4"), line("D", "KZ-63", "0.6"),
        line("X", "KZ-10", "0.5", later), line("X", "KZ-62", "0.5", later),
    ).of({"D"})  # fmt: skip
    assert one.shares == {"KZ-63": Fraction(3, 5), "KZ-10": Fraction(1, 5), "KZ-62": Fraction(1, 5)}
    assert one.since == later and one.sources == ("an act",)


def test_a_division_after_the_snapshot_or_before_the_day_says_nothing():
    gone = changes(line("W", "KZ-10", "0.5", ON), line("W", "KZ-63", "0.5", ON))
    assert gone.of({"W"}) == ()
    ahead = date(2025, 1, 1)
    assert changes(line("W", "KZ-10", "0.5", ahead), line("W", "KZ-63", "0.5", ahead)).of({"W"}) \
        == ()  # fmt: skip


def test_beside_real_facts_only_real_shares_count():
    made_up = [line("D", one, "0.5", origin=Origin.ILLUSTRATIVE) for one in ("KZ-10", "KZ-63")]
    with pytest.raises(NotBridged):
        changes(*made_up).of({"D"})
    (one,) = changes(*made_up, origin=Origin.SIMULATED).of({"D"})
    assert one.origin is Origin.ILLUSTRATIVE


def test_where_nobody_learns_nothing_is_guessed():
    with pytest.raises(NotBridged):
        changes().of({"D"})


@given(st.dictionaries(st.sampled_from(REGIONS), st.integers(0, 500)), st.integers(1, 20))
def test_no_share_tells_of_fewer_learners_than_may_be_shown(counts, least):
    shares = shares_of(counts, least)
    total = sum(counts.values())
    assert not shares or sum(shares.values()) == 1
    assert all(share * total >= min(least, total) for share in shares.values())


@pytest.mark.parametrize(
    "shares", [("0.5", "0.4"), ("0.5", ""), ("0.5", "0.6"), ("-1", "2")], ids=str
)
def test_shares_that_are_not_the_whole_are_refused(tmp_path: Path, shares: tuple[str, str]):
    (tmp_path / divisions.FOLDER).mkdir()
    rows = [f"2022-06-08,D,{part},{share},real,an act"
            for part, share in zip(("KZ-10", "KZ-63"), shares, strict=True)]  # fmt: skip
    place = tmp_path / divisions.FOLDER / divisions.FILE
    place.write_text("since,place,part,share,origin,source\n" + "\n".join(rows) + "\n")
    with pytest.raises(FaultyData):
        divisions.divisions(tmp_path)
