"""A hidden number that stands in bytes that are to be published is found, in every kind of file."""

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from bagdar.indicators.rules.disclosure.protect import Protected, Why
from bagdar.indicators.rules.disclosure.scan import scan
from bagdar.indicators.rules.disclosure.tables import Part
from tests.rules.disclosure_drawn import table

ASKED = table(
    {("KZ-10", "f"): (7, 3), ("KZ-10", "m"): (53, 41), ("KZ-11", "f"): (61, 44)},
    ("place", "sex"), is_share=True,
)  # fmt: skip
HIDDEN = {(("KZ-10", "f"), part): Why.SMALL for part in Part}
TABLES = [Protected(ASKED, HIDDEN)]
TITLES = {"KZ-10": ["Абай облысы", "Abai"], "f": ["girls"]}


def found(name: str, content: bytes) -> set[str]:
    hits = scan(name, content, TABLES, TITLES)
    assert all(hit.key == ("KZ-10", "f") for hit in hits)
    return {hit.what for hit in hits}


def workbook(**hide) -> bytes:
    book = Workbook()
    book.active.append(["KZ-10", "m", 53])
    other = book.create_sheet("raw")
    other.append(["KZ-10", "f", None])
    if hide.get("comment"):
        other["C1"].comment = Comment("7", "x")
    else:
        other["C1"] = 7
    other.sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def parquet(n: int | None, **said: str) -> bytes:
    columns = {"place": ["KZ-10"], "sex": ["f"], "n": pa.array([n], pa.int64())}
    content = io.BytesIO()
    pq.write_table(pa.table(columns).replace_schema_metadata(said), content)
    return content.getvalue()


def sdmx(*observation: int | None) -> bytes:
    """KZ-10, f: the second place of the first list and the first of the second."""
    lists = [["KZ-11", "KZ-10"], ["f", "m"]]
    structure = {
        "dimensions": {"observation": [
            {"id": f"D{at}", "values": [{"id": one, "name": one} for one in codes]}
            for at, codes in enumerate(lists)
        ]},
        "attributes": {"observation": [{"id": "OBS_STATUS"}]},
    }  # fmt: skip
    dataset = {"structure": 0, "observations": {"1:0": observation}}
    return json.dumps({"data": {"structures": [structure], "dataSets": [dataset]}}).encode()


LEAKS = [
    ("t.csv", b"place,sex,n\nKZ-10,f,7\n", {"all"}),
    ("t.csv", "place;sex;n\nАбай облысы;girls;42,86\n".encode(), {"share"}),
    ("t.json", json.dumps([{"place": "KZ-10", "rows": [{"sex": "f", "n": 3}]}]).encode(), {"with"}),
    ("t.jsonl", b'{"place": "KZ-10", "sex": "f", "n": 7}\n', {"all"}),
    ("t.xlsx", workbook(), {"all"}),
    ("t.xlsx", workbook(comment=True), {"all"}),
    ("t.parquet", parquet(7), {"all"}),
    ("t.parquet", parquet(None, rows='[["KZ-10", "f", 3]]'), {"with"}),
    ("t.sdmx.json", sdmx(7, 0), {"all"}),
    ("t.sdmx.json", sdmx(None, 0, 3), {"with"}),
    ("c.jsonld", b'{"@graph": [{"place": "KZ-10", "sex": "f", "n": 4}]}', {"without"}),
    ("p.html", b"<table><tr><th>Abai</th><td>girls</td><td>7</td></tr></table>", {"all"}),
    ("p.html", b'<script type="application/json">[{"place":"KZ-10","sex":"f","n":4}]</script>',
     {"without"}),
    ("c.svg", b'<svg><path aria-label="place: x; KZ-10; f; 7"></path></svg>', {"all"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "what"), LEAKS)
def test_a_leak_is_found(name, content, what):
    assert what <= found(name, content)


def test_what_may_be_shown_is_no_leak():
    assert found("t.csv", b"place,sex,n\nKZ-10,m,53\nKZ-11,f,61\nKZ-10,f,\nKZ-10,f,-\n") == set()
    assert found("p.html", b"<tr><td>KZ-11</td><td>f</td><td>7</td></tr>") == set()
    assert found("t.parquet", parquet(None)) == set()
    assert found("t.sdmx.json", sdmx(None, 7)) == set()
