"""Looks through bytes that are to be published for numbers that must not stand there.

Not a proof, an alarm: a hidden number may stand somewhere by chance. So a hit is a number beside
all the codes of its cell in one record: a row of CSV, Parquet or of a sheet, an object of JSON, an
observation of SDMX-JSON with the codes that its key stands for, a row or a drawn element of HTML
and SVG. Titles that a reader sees instead of codes are given as `titles`.
"""

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bagdar.indicators.rules.disclosure.protect import Protected
from bagdar.indicators.rules.disclosure.tables import TOTAL, Key, Part

NUMBER = re.compile(r"-?\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?")
TAG = re.compile(r"<[^>]*>")
# What of HTML and SVG is one record; a graphic without groups is one as a whole.
RECORD = re.compile(
    r"<(tr|li|dd|path|rect|circle|option|figure|text)\b.*?(?:</\1>|/>)", re.S | re.I
)
SCRIPT = re.compile(r"<script\b[^>]*json[^>]*>(.*?)</script>", re.S | re.I)
FRACTION = 1e-9


@dataclass(frozen=True, order=True)
class Hit:
    """A hidden number that stands in a record of its cell.

    what   the part, or "share"
    where  the record as it was found, shortened
    """

    table: str
    key: Key
    what: str
    where: str


@dataclass(frozen=True)
class Record:
    """Words and numbers that stand together."""

    words: frozenset[str]
    numbers: tuple[float, ...]
    text: str


def scan(
    name: str,
    content: bytes,
    tables: Sequence[Protected],
    titles: Mapping[str, Iterable[str]] | None = None,
) -> list[Hit]:
    """Hits in a file, by the ending of its name; what is not known is read as text, line by line.

    titles  code → the words by which readers know it; the code itself counts always
    """
    known = {code: frozenset(_words(words)) for code, words in (titles or {}).items()}
    records = list(records_of(name, content))
    return sorted({hit for one in tables for hit in _hits(one, records, known)})


def _hits(
    one: Protected, records: Sequence[Record], titles: Mapping[str, frozenset[str]]
) -> Iterator[Hit]:
    for (key, what), values in secrets(one).items():
        codes = [code for code in key if code != TOTAL]
        others = _siblings(one, key)
        for record in records:
            about = all(_names(code, record, titles) for code in codes)
            finer = any(_names(code, record, titles) for code in others)
            near = (abs(n - v) < FRACTION for n in record.numbers for v in values)
            if about and not finer and any(near):
                yield Hit(one.table.code, key, what, record.text[:80])


def secrets(one: Protected) -> Mapping[tuple[Key, str], tuple[float, ...]]:
    """What must not stand beside the codes of a cell: the number; shares, whole or in percent.

    0 and 1 stand everywhere and are looked for all the same: a hidden cell says neither.
    """
    found: dict[tuple[Key, str], tuple[float, ...]] = {}
    for key, part in one.hidden:
        counts = one.table.counts(key)
        found[key, part.value] = (float(counts.of(part)),)
        if part is Part.WITH and counts.units:
            share = counts.numerator / counts.units
            digits = {round(share, n) for n in (3, 4)} | {round(share * 100, n) for n in (1, 2)}
            # All of them are said as 100; a 1 is in too many names to say anything.
            said = {100.0} if share == 1 else {share, share * 100, *digits}
            found[key, "share"] = tuple(sorted(said))
    return found


def _siblings(one: Protected, key: Key) -> frozenset[str]:
    """Codes that make a record one of a finer cell, where this one has a total."""
    at = [position for position, code in enumerate(key) if code == TOTAL]
    return frozenset(
        cell[position] for cell in one.table.cells for position in at if cell[position] != TOTAL
    )


def _names(code: str, record: Record, titles: Mapping[str, frozenset[str]]) -> bool:
    return code.casefold() in record.words or bool(titles.get(code, frozenset()) & record.words)


def _words(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield " ".join(text.split()).casefold()


# --- records of each kind of file -----------------------------------------------------------------


def records_of(name: str, content: bytes) -> Iterator[Record]:
    """What stands together in a file. Hidden sheets, comments and properties of XLSX count, as do
    the metadata of Parquet."""
    ending = name.rpartition(".")[2].lower()
    if ending in ("xlsx", "parquet"):
        yield from _of_sheets(content) if ending == "xlsx" else _of_parquet(content)
        return
    text = content.decode("utf-8-sig", errors="replace")
    if name.lower().endswith(".sdmx.json"):
        yield from _of_sdmx(json.loads(text))
    elif ending in ("json", "jsonl", "ndjson", "jsonld"):
        yield from _of_json(text)
    elif ending in ("html", "htm", "svg"):
        yield from _of_markup(text)
    else:
        yield from _of_lines(text, ";" if text.count(";") > text.count(",") else ",")


def _record(values: Iterable[Any]) -> Record:
    told = [str(one).strip() for one in values if one is not None and str(one).strip()]
    numbers = [number for one in told for number in _numbers(one)]
    return Record(frozenset(_words(told)), tuple(numbers), " | ".join(told))


def _numbers(text: str) -> Iterator[float]:
    for found in NUMBER.findall(text):
        yield float(re.sub(r"[ \u00a0\u202f]", "", found).replace(",", "."))


def _of_lines(text: str, delimiter: str) -> Iterator[Record]:
    for row in csv.reader(io.StringIO(text), delimiter=delimiter):
        yield _record(row)


def _of_json(text: str) -> Iterator[Record]:
    try:
        trees = [json.loads(text)]
    except ValueError:
        trees = [json.loads(line) for line in text.splitlines() if line.strip()]
    for tree in trees:
        yield from _of_tree(tree, ())


def _of_tree(tree: Any, above: tuple[Any, ...]) -> Iterator[Record]:
    """Every object and list with what the objects around it say by themselves."""
    if isinstance(tree, dict):
        plain = [one for one in tree.values() if not isinstance(one, dict | list)]
        plain += [key for key in tree if not isinstance(tree[key], dict | list)]
        yield _record([*above, *plain])
        for key, one in tree.items():
            yield from _of_tree(one, (*above, key, *plain))
    elif isinstance(tree, list):
        plain = [one for one in tree if not isinstance(one, dict | list)]
        if plain:
            yield _record([*above, *plain])
        for one in tree:
            yield from _of_tree(one, above)


def _of_sdmx(tree: Any) -> Iterator[Record]:
    """Every observation with codes and names, which its key gives as places in lists; what follows
    its value are places as well, where the structure has attributes for them."""
    structures = tree["data"]["structures"]
    for dataset in tree["data"]["dataSets"]:
        told = structures[dataset["structure"]]
        known = told["dimensions"]["observation"]
        attributes = len(told["attributes"]["observation"])
        for key, numbers in dataset.pop("observations").items():
            codes: list[Any] = []
            for at, dimension in zip(key.split(":"), known, strict=True):
                value = dimension["values"][int(at)]
                codes += [value["id"], *value.get("names", {}).values()]
            yield _record([*codes, numbers[0], *numbers[1 + attributes :]])
    yield from _of_tree(tree, ())


def _of_parquet(content: bytes) -> Iterator[Record]:
    import pyarrow.parquet as pq  # slow to load

    table = pq.read_table(io.BytesIO(content))
    for row in table.to_pylist():
        yield _record(row.values())
    for told in (table.schema.metadata or {}).values():
        yield from _of_json(told.decode("utf-8", errors="replace"))


def _of_markup(text: str) -> Iterator[Record]:
    for script in SCRIPT.findall(text):
        yield from _of_json(html.unescape(script))
    for found in RECORD.finditer(text):
        tags = found.group(0)
        attributes = re.findall(r'="([^"]*)"', tags)
        pieces = re.split(r"[;·|]|, ", " ; ".join([*attributes, TAG.sub(" ; ", tags)]))
        yield _record(html.unescape(piece) for piece in pieces)


def _of_sheets(content: bytes) -> Iterator[Record]:
    from openpyxl import load_workbook  # slow to load

    book = load_workbook(io.BytesIO(content), data_only=True)
    for sheet in book.worksheets:  # hidden ones too
        for row in sheet.iter_rows():
            notes = [cell.comment.text for cell in row if cell.comment is not None]
            yield _record([*(cell.value for cell in row), *notes])
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for part in parts.namelist():
            if "chart" in part or "pivotCache" in part or part.startswith("docProps/"):
                yield from _of_markup(parts.read(part).decode("utf-8", errors="replace"))
