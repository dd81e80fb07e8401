"""What is read back from every file of open data is the table, by readers that are not ours."""

import csv
import hashlib
import io
import json
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from csvw import CSVW
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, URIRef
from sdmx.reader.json import Reader

from bagdar.core.languages import LANGUAGES, Words
from bagdar.core.origins import Origin
from bagdar.indicators.formats import MEDIA_TYPES, Dataset, beside, catalogue, dataset_of, files
from bagdar.indicators.formats.dataset import (
    LABELS,
    Publisher,
    Role,
    Told,
    code_of,
    open_code,
)
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.metrics.metric import Measure, Metric
from bagdar.indicators.rules import building
from bagdar.indicators.rules.building import Answer, Line
from bagdar.indicators.rules.disclosure.tables import TOTAL

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own
DAY = date(2022, 10, 1)
MADE_UP = Words(kk="модельденген", ru="смоделировано", en="simulated data")
CODES = {
    "region": ("KZ-10", "KZ-11", "-"), "district": ("KZ-10:", "101000000", "-:"),
    "sex": ("f", "m", "-"), "age": ("3", "4", "-"), "type": ("school", "college"),
}  # fmt: skip
METRIC = {"region": "T1.1/1-6", "district": "T1.1/1-6", "sex": "T1.1/1-6", "age": "T1.1/1-6",
          "type": "I1.7.4"}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A protected table as `services.protecting` gives one."""

    metric: Metric
    answer: Answer
    about: Mapping[str, Any]
    origin: Origin
    on: date = DAY


def told(origin: Origin) -> Told:
    return Told(
        title=Words(kk="Қамту", ru="Охват", en="=Coverage"), description=Words.same("about it"),
        unit=Words.same("%"), source=Words.same("a drawn table"), version="1.0.0",
        known_at=datetime(2026, 11, 1, 12, tzinfo=UTC),
        licence="https://creativecommons.org/licenses/by/4.0/",
        publisher=Publisher("Statistics", "open@statistics.example"),
        words={key: Words.same(key) for key in LABELS}, column=lambda name: Words.same(name),
        code=lambda name, code: Words(kk=f"{name} ң {code}", ru=f"{name} я {code}", en=code),
        demonstration=None if origin is Origin.REAL else MADE_UP,
    )  # fmt: skip


@st.composite
def drawn(draw: st.DrawFn) -> Found:
    metric = METRICS[draw(st.sampled_from(["T1.1/1-6", "I1.7.4", "I1.7.3"]))]
    known = [one for one in building.catalogue(metric.by) if set(one) <= set(CODES)]
    by = draw(st.sampled_from(known))
    is_count = metric.measure is Measure.COUNT
    rows = [()]
    for name in by:
        rows = [(*row, code) for row in rows for code in (TOTAL, *CODES[name])]
    some = draw(st.sets(st.sampled_from(rows)))
    lines = [draw(line_of(codes, is_count)) for codes in sorted(some)]
    about = {"is_count": is_count, "is_share": metric.measure is not Measure.RATIO, "least": 10}
    origin = draw(st.sampled_from(list(Origin)))
    borders = draw(st.sampled_from(["then", "now"]))
    return Found(metric, Answer(by, borders, tuple(lines)), about, origin)


@st.composite
def line_of(draw: st.DrawFn, codes: tuple[str, ...], is_count: bool) -> Line:
    """As building makes them: shown, hidden with or without its units, or of nobody."""
    count = st.integers(0, 2**40)
    units = draw(count)
    kind = draw(st.sampled_from(["shown", "hidden", "hidden all", "nobody"]))
    if kind.startswith("hidden"):
        return Line(codes, None if kind == "hidden all" else units, None, None, None, True)
    numerator = draw(count)
    if kind == "nobody" and not is_count:
        return Line(codes, units, numerator, 0, None, False)
    value = Decimal(numerator) if is_count else \
        draw(st.decimals(0, 999_999_999, places=6))  # fmt: skip
    return Line(codes, units, numerator, None if is_count else draw(count), value, False)


def dataset(found: Found) -> Dataset:
    return dataset_of(found, told(found.origin))


Rows = dict[tuple[str, ...], tuple[tuple[Decimal | None, ...], str, str]]


def wanted(found: Found) -> Rows:
    """Codes → value, numerator, denominator and units, the status and the confidentiality."""
    rows: Rows = {}
    for one in found.answer.lines:
        names, codes = found.answer.by, one.codes
        if not {"region", "district"} & set(names):
            names, codes = ("region", *names), (TOTAL, *codes)
        key = tuple(open_code(name, code) for name, code in zip(names, codes, strict=True))
        numbers = [one.value, one.numerator, one.denominator, one.units]
        if found.about["is_count"]:
            del numbers[2]
        told = tuple(None if each is None else Decimal(each) for each in numbers)
        status = "Q" if one.hidden else "M" if None in told else "A"
        rows[key] = (told, status, "C" if one.hidden else "F")
    return rows


def of_rows(each: list[dict[str, Any]], of: Dataset) -> Rows:
    """What a reader gave, by the names of columns; "" and None are nothing."""
    dimensions = [one.name for one in of.of(Role.DIMENSION)]
    measures = [one.name for one in of.of(Role.MEASURE)]
    return {
        tuple(str(row[name]) for name in dimensions): (
            tuple(None if row[name] in ("", None) else Decimal(str(row[name]))
                  for name in measures),
            row["obs_status"], row["conf_status"],
        )
        for row in each
    }  # fmt: skip


def read_csv(content: bytes) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def read_sdmx(content: bytes) -> Any:
    """By sdmx1, which knows SDMX-JSON by the names of 1.0 and takes names in one language."""

    def plain(tree: Any) -> Any:
        if isinstance(tree, dict):
            some = {key: one for key, one in tree.items() if key not in ("names", "descriptions")}
            return {key: plain(one) for key, one in some.items()}
        return [plain(one) for one in tree] if isinstance(tree, list) else tree

    tree = plain(json.loads(content))
    earlier = {"header": tree["meta"], "structure": tree["data"]["structures"][0],
               "dataSets": tree["data"]["dataSets"]}  # fmt: skip
    return Reader().convert(io.BytesIO(json.dumps(earlier).encode()))


@given(drawn())
def test_csv_parquet_and_spreadsheet_give_the_table_back(found: Found):
    of = dataset(found)
    made = files(of, "ru")
    assert of_rows(read_csv(made[f"{of.code}.csv"]), of) == wanted(found)
    table = pq.read_table(io.BytesIO(made[f"{of.code}.parquet"]))
    assert of_rows(table.to_pylist(), of) == wanted(found)
    book = load_workbook(io.BytesIO(made[f"{of.code}.xlsx"]))
    assert {sheet.sheet_state for sheet in book} == {"visible"} and len(book.sheetnames) == 2
    head, *lines = book.worksheets[0].iter_rows(values_only=True)
    sheet = in_sheet(of, head, lines)
    for key, (numbers, status, secret) in wanted(found).items():
        assert sheet[key][1:] == (status, secret)
        for seen, number in zip(sheet[key][0], numbers, strict=True):
            if number is None:
                assert seen == ("hidden" if secret == "C" else None)
            else:  # a spreadsheet holds fifteen digits
                assert Decimal(seen) == pytest.approx(number, rel=Decimal("1e-14"))
    assert set(sheet) == set(wanted(found))


def in_sheet(of: Dataset, head: tuple[Any, ...], lines: list[tuple[Any, ...]]) -> dict[Any, Any]:
    """Columns by their order: indicator, day, codes with names, measures, statuses."""
    count, measures = len(of.of(Role.DIMENSION)), len(of.of(Role.MEASURE))
    first = 2 + 2 * count
    assert len(head) == first + measures + 2 + of.is_demonstration
    return {
        line[2:first:2]: (line[first : first + measures], *line[first + measures :][:2])
        for line in lines
    }


@given(drawn())
def test_sdmx_gives_each_number_with_its_status_to_another_reader(found: Found):
    of = dataset(found)
    if not of.observations:
        return
    content = files(of)[f"{of.code}.sdmx.json"]
    measures = [one.name.upper() for one in of.of(Role.MEASURE)]
    dimensions = [one.name.upper() for one in of.of(Role.DIMENSION)]
    read: dict[Any, Any] = {}
    for one in read_sdmx(content).data[0].obs:
        at = {name: value.value for name, value in one.key.values.items()}
        said = {name: value.value.id for name, value in one.attached_attribute.items()}
        assert at["TIME_PERIOD"] == DAY.isoformat() and said["UNIT_MULT"] == "0"
        read[tuple(at[name] for name in dimensions), at["MEASURE"]] = (
            one.value if one.value is None else Decimal(str(one.value)),
            said["OBS_STATUS"], said["CONF_STATUS"],
        )  # fmt: skip
    assert read == {
        (key, measure): (
            number,
            "A" if number is not None else "Q" if secret == "C" else "M",
            "C" if number is None and secret == "C" else "F",
        )
        for key, (numbers, _, secret) in wanted(found).items()
        for measure, number in zip(measures, numbers, strict=True)
    }
    tree = json.loads(content)
    assert tree["meta"]["test"] is (found.origin is not Origin.REAL)


@given(drawn())
def test_the_same_table_gives_the_same_bytes_and_names_itself(found: Found):
    of, again = dataset(found), dataset(found)
    made = files(of)
    assert files(again) == made and list(made) == [f"{of.code}.{one}" for one in MEDIA_TYPES]
    with zipfile.ZipFile(io.BytesIO(made[f"{of.code}.xlsx"])) as parts:
        assert {one.date_time for one in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    is_real = found.origin is Origin.REAL
    assert of.code.endswith(found.origin.value) is not is_real
    for name, content in made.items():
        assert says_so(name, content) is not is_real, name


def says_so(name: str, content: bytes) -> bool:
    """Whether a file says in itself that its data are not real, and in every row if it has any."""
    if name.endswith(".xlsx"):
        book = load_workbook(io.BytesIO(content))
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        about = any(
            MADE_UP["kk"] in line for line in book.worksheets[1].iter_rows(values_only=True)
        )
        return about and all(MADE_UP["kk"] in row for row in rows[1:])
    if name.endswith(".parquet"):
        table = pq.read_table(io.BytesIO(content))
        return b"simulated data" in table.schema.metadata[b"bagdar"] and "demonstration" in \
            table.column_names  # fmt: skip
    text = content.decode("utf-8-sig")
    if name.endswith(".csv"):
        head, *rows = csv.reader(io.StringIO(text))
        return head[-1] == "demonstration" and all(MADE_UP["ru"] in row[-1] for row in rows)
    return all(MADE_UP[language] in text for language in LANGUAGES)


SEX = tuple(
    Line((code, age), 40, None, None, None, True) if (code, age) == ("f", "3")
    else Line((code, age), 40, 30, 40, Decimal("75.000000"), False)
    for code in (TOTAL, "f", "m", "-") for age in (TOTAL, "3", "4")
)  # fmt: skip
SHOWN = Found(
    METRICS["T1.1/1-6"], Answer(("sex", "age"), "then", SEX),
    {"is_count": False, "is_share": True, "least": 10}, Origin.SIMULATED,
)  # fmt: skip


@cache
def whole() -> Dataset:
    return dataset(SHOWN)


def in_folder(folder: Path, made: Mapping[str, bytes]) -> None:
    for name, content in made.items():
        (folder / name).write_bytes(content)


def holds(metadata: Path) -> bool:
    """Whether another reader finds in the CSV what is said of it; it tells faults by warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        try:
            return CSVW(str(metadata), validate=True).is_valid
        except ValueError:  # a key twice
            return False


def test_csv_holds_what_its_metadata_says(tmp_path: Path):
    of = whole()
    in_folder(tmp_path, files(of))
    metadata = tmp_path / f"{of.code}.csv-metadata.json"
    table = CSVW(str(metadata)).tables[0]
    assert holds(metadata) and len(list(table)) == len(SEX)
    columns = {one.name: one for one in table.tableSchema.columns}
    assert columns["value"].datatype.base == "decimal"
    names = columns["sex"].common_props["qb:codeList"]["skos:hasTopConcept"]
    assert [one["skos:notation"] for one in names] == ["_T", "f", "m", "_U"]


@pytest.mark.parametrize(
    ("old", "new"), [(",_U,", ",x,"), ("75.000000", "much"), (",m,", ",f,")],
    ids=["a code of no list", "a word for a number", "a row told twice"],
)  # fmt: skip
def test_csv_that_holds_something_else_is_found(tmp_path: Path, old: str, new: str):
    of = whole()
    made = dict(files(of))
    good = made[f"{of.code}.csv"].decode()
    assert old in good
    in_folder(tmp_path, made | {f"{of.code}.csv": good.replace(old, new).encode()})
    assert not holds(tmp_path / f"{of.code}.csv-metadata.json")


def test_parquet_is_read_by_duckdb_with_days_and_decimals(tmp_path: Path):
    in_folder(tmp_path, files(whole()))
    path = tmp_path / f"{whole().code}.parquet"
    with duckdb.connect() as connection:
        found = connection.execute(f"""
            select time_period, sum(value), count(*) filter (conf_status = 'C'), count(value)
            from read_parquet('{path}') group by time_period
        """).fetchall()
    assert found == [(DAY, Decimal(75 * (len(SEX) - 1)), 1, len(SEX) - 1)]


def test_no_cell_of_csv_or_spreadsheet_runs_as_a_formula():
    made = files(whole(), "en")
    for row in csv.reader(io.StringIO(made[f"{whole().code}.csv"].decode("utf-8-sig"))):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]
    book = load_workbook(io.BytesIO(made[f"{whole().code}.xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert "'=Coverage" in [cell.value for cell in cells]


def test_the_catalogue_is_read_without_a_network_and_names_every_file():
    of = replace(whole(), release="2026-1", issued=datetime(2026, 11, 2, tzinfo=UTC))
    here = "https://open.example/data/"
    graph = Graph()
    graph.parse(data=catalogue([beside(of)]), format="json-ld", publicID=f"{here}catalogue.jsonld")
    node = URIRef(f"{here}catalogue.jsonld#{of.code}")
    assert (URIRef(f"{here}catalogue.jsonld"), DCAT.dataset, node) in graph
    assert (node, RDF.type, DCAT.Dataset) in graph
    assert {one.language for one in graph.objects(node, DCTERMS.title)} == set(LANGUAGES)
    period = graph.value(node, DCTERMS.temporal)
    assert graph.value(period, DCAT.startDate) == Literal(DAY)
    for name, content in files(of).items():
        each = graph.value(predicate=DCAT.downloadURL, object=URIRef(f"{here}{name}"))
        assert (node, DCAT.distribution, each) in graph
        assert graph.value(each, DCAT.byteSize).toPython() == len(content)
        sums = graph.value(each, URIRef("http://spdx.org/rdf/terms#checksum"))
        told = graph.value(sums, URIRef("http://spdx.org/rdf/terms#checksumValue"))
        assert str(told).lower() == hashlib.sha256(content).hexdigest()
        assert str(graph.value(each, DCAT.mediaType)).startswith("http://www.iana.org/")
    assert graph.value(node, DCTERMS.issued) and graph.value(node, DCTERMS.license)
    assert graph.value(node, DCTERMS.spatial) and graph.value(node, DCTERMS.accrualPeriodicity)


def test_an_empty_catalogue_is_a_catalogue():
    graph = Graph().parse(data=catalogue([]), format="json-ld", publicID="https://open.example/c")
    assert list(graph.subjects(RDF.type, DCAT.Catalog)) and not list(
        graph.objects(None, DCAT.dataset)
    )


def test_every_table_of_every_metric_has_a_name_of_its_own():
    names = {
        code_of(metric.code, by, DAY, borders, Origin.REAL)
        for metric in METRICS.values()
        for by in building.catalogue(metric.by)
        for borders in ("then", "now")
    }
    assert len(names) == 2 * sum(len(building.catalogue(one.by)) for one in METRICS.values())


def test_data_that_are_not_real_cannot_be_silent_about_it():
    with pytest.raises(ValueError, match="not real"):
        dataset_of(SHOWN, replace(told(Origin.SIMULATED), demonstration=None))


def test_two_codes_that_would_become_one_are_refused():
    lines = tuple(Line((code,), 40, 30, 40, Decimal(75), False) for code in ("a.b", "a/b"))
    twins = replace(SHOWN, answer=Answer(("type",), "then", lines))
    with pytest.raises(ValueError, match="would become a_b"):
        dataset(twins)
