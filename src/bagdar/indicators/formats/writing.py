"""The files of a dataset. The same dataset gives the same bytes."""

import io
import json
from collections.abc import Callable, Mapping

import pyarrow as pa

from bagdar.core.languages import LANGUAGES, Language
from bagdar.indicators.formats.csvw import csv_metadata
from bagdar.indicators.formats.dataset import Dataset, Role
from bagdar.indicators.formats.sdmx import sdmx_json
from bagdar.indicators.formats.sheet import facts, fields, rows
from bagdar.look import exports
from bagdar.look.tables import Column, Mark, Shown, Table
from bagdar.warehouse.public import write_parquet

ARROW = {
    "string": pa.string(), "date": pa.date32(), "integer": pa.int64(),
    "decimal": pa.decimal128(24, 6),
}  # fmt: skip
# Ending → media type, as IANA or the format's own text has it.
MEDIA_TYPES = {
    "csv": "text/csv",
    "csv-metadata.json": "application/csvm+json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": exports.XLSX_TYPE,
    "sdmx.json": "application/vnd.sdmx.data+json;version=2.0.0",
}


def files(dataset: Dataset, language: Language = "kk") -> Mapping[str, bytes]:
    """Name → bytes of every format. language: of the spreadsheet, which people read."""
    return {
        f"{dataset.code}.{ending}": written(dataset, ending, language) for ending in MEDIA_TYPES
    }


def released(dataset: Dataset) -> Mapping[str, bytes]:
    """Name → bytes as they go out in a release: a spreadsheet in each language."""
    return {
        **{f"{dataset.code}.{one}": written(dataset, one) for one in MEDIA_TYPES if one != "xlsx"},
        **{f"{dataset.code}.{one}.xlsx": written(dataset, "xlsx", one) for one in LANGUAGES},
    }


def media_type(name: str) -> str:
    """Of a file by its name. Raises KeyError of an ending that there is not."""
    endings = [one for one in MEDIA_TYPES if name.endswith(f".{one}")]
    return MEDIA_TYPES[max(endings, key=len, default="")]


def written(dataset: Dataset, ending: str, language: Language = "kk") -> bytes:
    """One of the files. Raises KeyError of an ending that there is not."""
    if ending == "xlsx":
        return _xlsx(dataset, language)
    return _WRITERS[ending](dataset)


def _csv(dataset: Dataset) -> bytes:
    columns = [Column(one.name, one.name) for one in fields(dataset)]
    table = Table("data", dataset.title, columns, list(rows(dataset)))
    return exports.to_csv(Shown(table, "en", table.rows))


def _parquet(dataset: Dataset) -> bytes:
    told = fields(dataset)
    about = {key: dict(words.items()) for key, words in facts(dataset)}
    about["csvw"] = json.loads(csv_metadata(dataset))
    schema = pa.schema([pa.field(one.name, ARROW[one.datatype]) for one in told])
    table = pa.Table.from_pylist(list(rows(dataset)), schema=schema)
    found = io.BytesIO()
    write_parquet(table, found, {"bagdar": json.dumps(about, ensure_ascii=False, sort_keys=True)})
    return found.getvalue()


def _xlsx(dataset: Dataset, language: Language) -> bytes:
    """The table with names in one language and codes, and a sheet of what it is and how it came."""
    columns, hidden = [], Mark(dataset.words["hidden"])
    for one in fields(dataset):
        if one.language not in ("", language):
            continue
        measure = one.of if one.of and one.of.role is Role.MEASURE else None
        is_code = one.of is not None and not one.language and measure is None
        title = f"{one.title[language]} ({dataset.words['code'][language]})" if is_code \
            else one.title[language]  # fmt: skip
        columns.append(Column(
            one.name, title, "number" if measure else "text",
            unit=measure.unit.name[language] if measure and measure.unit else None,
            places=measure.digits and 2 if measure else None,
        ))  # fmt: skip
    measures = [one.name for one in dataset.of(Role.MEASURE)]
    shown = [
        {name: hidden if name in measures and cell is None and seen.is_hidden else cell
         for name, cell in row.items()}
        for row, seen in zip(rows(dataset), dataset.observations, strict=True)
    ]  # fmt: skip
    if dataset.demonstration is not None:
        shown = [{**row, "demonstration": dataset.demonstration[language]} for row in shown]
    table = Table("data", dataset.title, columns, shown)
    about = [(dataset.words[key][language], words[language]) for key, words in facts(dataset)]
    return exports.to_xlsx(Shown(table, language, shown), about, dataset.words["about"][language])


_WRITERS: Mapping[str, Callable[[Dataset], bytes]] = {
    "csv": _csv, "csv-metadata.json": csv_metadata, "parquet": _parquet, "sdmx.json": sdmx_json,
}  # fmt: skip
