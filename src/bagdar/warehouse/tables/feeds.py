"""Which fact feeds which indicator: data/warehouse/feeds.csv, read and held against the contracts.

A line says what one table gives to one indicator. A figure that the register cannot know, such as
the average wage of the economy, is named in the clause.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from bagdar.core import declared
from bagdar.core.errors import Fault, FaultyData
from bagdar.core.languages import Words
from bagdar.warehouse.tables.registry import TABLES

SHOWN = "data/warehouse/feeds.csv"


class Feed(declared.Declared):
    """What a table gives to an indicator.

    indicator, part  code of the programme's indicator, and of its row where there are several
    columns          of the table, by blanks
    """

    indicator: str
    part: str = ""
    table: str
    columns: str
    kk: str
    ru: str
    en: str

    @property
    def row(self) -> str:
        """The code of the indicator's row, as the programme writes it."""
        return f"{self.indicator}/{self.part}" if self.part else self.indicator

    @property
    def how(self) -> Words:
        return Words(kk=self.kk, ru=self.ru, en=self.en)


def read_feeds(data_dir: Path, rows: Collection[str]) -> tuple[Feed, ...]:
    """Every feed, in the order of the file. Raises FaultyData with every fault at once.

    rows  codes of the programme's rows of indicators
    """
    path = data_dir / "warehouse" / "feeds.csv"
    reading = declared.read_csv(path, Feed, SHOWN)
    faults = list(reading.faults)
    for line, one in reading.records:
        faults += _faults(one, line, rows)
    keys = [(line, f"{one.row} {one.table}") for line, one in reading.records]
    faults += declared.duplicates(keys, SHOWN, "table")
    if faults:
        raise FaultyData(faults)
    return tuple(one for _, one in reading.records)


def _faults(one: Feed, line: int, rows: Collection[str]) -> Iterator[Fault]:
    if one.row not in rows:
        yield declared.unknown_reference(one.row, list(rows), SHOWN, line, "indicator")
    if one.table not in TABLES:
        yield declared.unknown_reference(one.table, TABLES, SHOWN, line, "table")
        return
    known: Mapping[str, object] = TABLES[one.table].by_name
    for name in one.columns.split():
        if name not in known:
            yield declared.unknown_reference(name, known, SHOWN, line, "columns")
