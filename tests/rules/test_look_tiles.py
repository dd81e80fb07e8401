"""A map of squares shows each figure once, hatches what is hidden, and never draws a hidden one."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from bagdar.access.public import known_regions
from bagdar.core.errors import FaultyData
from bagdar.core.languages import LANGUAGES
from bagdar.indicators.rules.tiles import tiles
from bagdar.look import charts
from bagdar.look import tiles as drawing
from bagdar.look.charting import Tile, tile_map
from bagdar.look.tiles import STEPS, Seen, steps_of
from tests.rules.nation import DATA

AMOUNTS = st.lists(st.decimals(0, 100, places=1), max_size=20)


def square(number: int, seen: Seen, amount: Decimal | None = None) -> Tile:
    return Tile(f"o{number}", f"Region {number}", number, 0, seen, amount)


def drawn(*squares: Tile, width: charts.Width = "narrow") -> str:
    with translation.override("en"):
        chart = tile_map("map", "Map", squares, unit="%", label_title="Region")
        return charts.svg_for_page(chart, width, "en")


def test_every_region_of_today_has_a_square_of_its_own():
    found = tiles(DATA)
    assert {one.region for one in found.tile} == set(known_regions())
    assert len({(one.column, one.row) for one in found.tile}) == len(found.tile)
    for language in LANGUAGES:
        assert len({one.name[language] for one in found.tile}) == len(found.tile)


@given(AMOUNTS)
def test_each_figure_stands_in_exactly_one_range_and_the_ranges_rise(amounts):
    ranges = steps_of(amounts)
    assert len(ranges) <= len(STEPS)
    assert all(sum(low <= one <= high for low, high in ranges) == 1 for one in amounts)
    assert all(high < low for (_, high), (low, _) in zip(ranges, ranges[1:], strict=False))


@pytest.mark.parametrize("width", ["narrow", "wide"])
def test_a_hidden_region_is_hatched_and_said_and_its_figure_is_nowhere(width):
    shown = square(0, Seen.VALUE, Decimal("71.5"))
    with_hidden = drawn(shown, square(1, Seen.HIDDEN), width=width)
    without = drawn(shown, square(1, Seen.NOTHING), width=width)
    assert "hidden: few people" in with_hidden and "hidden: few people" not in without
    assert with_hidden.count("<line") > without.count("<line")
    assert "71.5" in with_hidden


def test_an_estimate_is_written_as_one():
    page = drawn(square(0, Seen.ESTIMATED, Decimal("71.5")), square(1, Seen.VALUE, Decimal(3)))
    assert "≈71.5" in page and page.count("≈") == 2  # in its square and in the legend


def test_letters_on_the_strongest_step_are_of_the_grounds_colour():
    many = [square(at, Seen.VALUE, Decimal(at)) for at in range(8)]
    page = drawn(*many)
    assert 'fill="var(--panel)"' in page and 'fill="var(--ink)"' in page


def test_a_name_that_does_not_fit_its_square_is_refused(tmp_path: Path):
    (tmp_path / "territories").mkdir()
    text = (DATA / "territories" / "tiles.toml").read_text().replace('"Абай"', '"Абай облысы"')
    (tmp_path / "territories" / "tiles.toml").write_text(text)
    with pytest.raises(FaultyData):
        tiles(tmp_path)


def test_hatching_stays_inside_its_square():
    box = (10.0, 20.0, 55.0, 60.0)
    for left, top, right, bottom in drawing._hatch(box):
        assert min(left, right) >= 10 and max(left, right) <= 55
        assert min(top, bottom) >= 20 and max(top, bottom) <= 60
