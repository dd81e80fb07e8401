"""A regional table as a small map: one square a region, hidden ones hatched."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from bagdar.core.languages import Words
from bagdar.indicators.presenters.wording import shown
from bagdar.indicators.queries.names import column_title, place_words
from bagdar.indicators.rules.adding import REGION
from bagdar.indicators.rules.building import Line
from bagdar.indicators.rules.disclosure.tables import TOTAL
from bagdar.indicators.rules.tiles import tiles
from bagdar.indicators.services.protecting import ProtectedTable
from bagdar.look.charting import Tile, tile_map
from bagdar.look.charts import Chart
from bagdar.look.tiles import Seen


def region_map(name: str, found: ProtectedTable, title: str, unit: Words | str) -> Chart | None:
    """None of a table without regions, or with none of which something may be said.

    Of a region that is broken down further its total.
    """
    if REGION not in found.answer.by:
        return None
    lines = {
        one.codes[0]: one for one in found.answer.lines if set(one.codes[1:]) <= {TOTAL}
    }  # fmt: skip
    squares = list(_tiles(found, lines))
    if not squares:
        return None
    return tile_map(
        name, title, squares, unit=unit, label_title=column_title(REGION),
        note=tiles(Path(settings.DATA_DIR)).reason,
    )  # fmt: skip


def _tiles(found: ProtectedTable, lines: dict[str, Line]) -> Iterator[Tile]:
    """Regions that the table does not have were not there yet on its borders."""
    for one in tiles(Path(settings.DATA_DIR)).tile:
        line = lines.get(one.region)
        if line is None:
            continue
        amount = shown(line.value, is_count=found.about["is_count"])
        yield Tile(
            one.name, place_words(one.region), one.column, one.row, _seen(line), amount
        )  # fmt: skip


def _seen(line: Line) -> Seen:
    if line.value is None:
        return Seen.HIDDEN if line.hidden else Seen.NOTHING
    return Seen.ESTIMATED if line.estimated else Seen.VALUE
