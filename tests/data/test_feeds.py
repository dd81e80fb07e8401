"""Which fact feeds which indicator: complete, and held against the act and the contracts."""

import shutil
from pathlib import Path

import pytest

from bagdar.core.errors import FaultyData
from bagdar.warehouse.tables.feeds import read_feeds

DATA = Path(__file__).resolve().parents[2] / "data"
# What the register is to feed of tasks 1.1 to 1.8.
FED = {
    "T1": (1, 4, 5),
    "I1.1": (1, 2, 3, 4),
    "I1.2": (2,),
    "I1.3": (2, 3, 4),
    "I1.4": (3,),
    "I1.5": (1, 2, 3, 5, 6),
    "I1.6": (1, 2, 3, 5),
    "I1.7": (1, 2, 3, 4, 5, 6),
    "I1.8": (1, 2),
}
CODES = {f"{task}.{number}" for task, numbers in FED.items() for number in numbers}


def test_every_row_of_these_indicators_is_fed(edition):
    rows = [row.code for indicator, row in edition.rows() if indicator.code in CODES]
    feeds = read_feeds(DATA, [row.code for _, row in edition.rows()])
    assert set(rows) - {one.row for one in feeds} == set()
    assert CODES - {one.indicator for one in feeds} == set()
    assert len(rows) == 36


@pytest.mark.parametrize(
    ("old", "new", "fields"),
    [
        ("T1.1,1-6,person,", "T1.1,1-7,person,", ["indicator"]),
        ("T1.1,1-6,person,born_on", "T1.1,1-6,persons,born_on", ["table"]),
        ("T1.1,1-6,person,born_on", "T1.1,1-6,person,born", ["columns"]),
        ("T1.1,1-6,residence,territory", "T1.1,1-6,person,born_on", ["table"]),
    ],
)
def test_a_feed_from_nowhere_or_to_nothing_is_refused(
    edition, tmp_path: Path, old: str, new: str, fields: list[str]
):
    folder = Path(shutil.copytree(DATA / "warehouse", tmp_path / "warehouse"))
    text = (folder / "feeds.csv").read_text(encoding="utf-8")
    assert old in text
    (folder / "feeds.csv").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FaultyData) as refused:
        read_feeds(tmp_path, [row.code for _, row in edition.rows()])
    assert [one.field for one in refused.value.faults] == fields
