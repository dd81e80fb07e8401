"""A dataset as the rows and columns that CSV, XLSX and Parquet share."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bagdar.core.languages import LANGUAGES, Words
from bagdar.indicators.formats.dataset import Column, Dataset, Role

Cell = str | int | Decimal | date | None


@dataclass(frozen=True)
class Field:
    """A column of a file.

    of        the dataset's column; None: what is the same in every row
    language  of a name that stands beside its code
    datatype  of XML Schema, as CSVW names them
    """

    name: str
    title: Words
    datatype: str
    of: Column | None = None
    language: str = ""


def fields(dataset: Dataset) -> tuple[Field, ...]:
    """Indicator, day, each dimension with its names, measures, statuses, and what is made up."""
    words = dataset.words
    found = [
        Field("indicator", words["indicator"], "string"),
        Field("time_period", words["time_period"], "date"),
    ]
    for one in dataset.of(Role.DIMENSION):
        found.append(Field(one.name, one.title, "string", one))
        found += [
            Field(f"{one.name}_name_{language}", one.title, "string", one, language)
            for language in LANGUAGES
        ]
    for one in dataset.of(Role.MEASURE):
        found.append(Field(one.name, one.title, "decimal" if one.digits else "integer", one))
    found += [Field(one.name, one.title, "string", one) for one in dataset.of(Role.ATTRIBUTE)]
    if dataset.is_demonstration:
        found.append(Field("demonstration", words["demonstration"], "string"))
    return tuple(found)


def rows(dataset: Dataset) -> Iterator[dict[str, Cell]]:
    """One an observation, by the names of `fields`."""
    dimensions, measures = dataset.of(Role.DIMENSION), dataset.of(Role.MEASURE)
    names = {one.name: {code.id: code.name for code in one.codes} for one in dimensions}
    for seen in dataset.observations:
        row: dict[str, Cell] = {"indicator": dataset.indicator, "time_period": dataset.day}
        for one, code in zip(dimensions, seen.codes, strict=True):
            row[one.name] = code
            for language in LANGUAGES:
                row[f"{one.name}_name_{language}"] = names[one.name][code][language]
        row.update({one.name: value for one, value in zip(measures, seen.values, strict=True)})
        row["obs_status"] = seen.worst.value
        row["conf_status"] = seen.confidence.value
        if dataset.demonstration is not None:
            row["demonstration"] = said(dataset.demonstration)
        yield row


def said(words: Words) -> str:
    """A sentence in all three languages, where a file has room for one only."""
    return " / ".join(text for _, text in words.items())


def facts(dataset: Dataset) -> list[tuple[str, Words]]:
    """What every file says of itself: key of the label, words. Empty ones are left out."""
    told: list[tuple[str, Words | str]] = [
        ("title", dataset.title),
        ("data", dataset.demonstration or ""),
        ("description", dataset.description),
        ("indicator", f"{dataset.indicator} ({dataset.version})"),
        ("day", dataset.day.isoformat()),
        ("unit", dataset.unit),
        ("method", dataset.method),
        ("source", dataset.source),
        ("licence", dataset.licence),
        ("publisher", dataset.publisher.name),
        ("contact", dataset.publisher.contact),
        ("release", dataset.release),
        ("issued", dataset.issued.isoformat() if dataset.issued else ""),
        ("known_at", dataset.known_at.isoformat()),
        ("code", dataset.code),
    ]
    return [(key, one if isinstance(one, Words) else Words.same(one)) for key, one in told if one]
