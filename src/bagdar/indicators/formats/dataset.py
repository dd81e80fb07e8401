"""What is published of a protected table, before it is any file.

Columns are dimensions, measures and attributes, as SDMX has them; each dimension has the code list
that it uses here, with names in three languages. A number that is hidden is not in a dataset at
all: the observation says that something of it is hidden.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.indicators.metrics.metric import Metric
from bagdar.indicators.rules.adding import THEN
from bagdar.indicators.rules.building import (
    NOT_TOLD,
    PLACES,
    WITHOUT_DISTRICT,
    Answer,
    Line,
)
from bagdar.indicators.rules.disclosure.tables import TOTAL

COUNTRY = "KZ"  # ISO 3166-1
ALL, UNKNOWN = "_T", "_U"  # as SDMX's code lists call a total and what is not known
PLACE = "ref_area"
DIGITS = 6  # of a value that is no count, as figures of the programme are kept


class Role(StrEnum):
    DIMENSION = "dimension"
    MEASURE = "measure"
    ATTRIBUTE = "attribute"


class Status(StrEnum):
    """SDMX CL_OBS_STATUS: a normal value, an estimate, one that cannot exist, a suppressed one."""

    NORMAL = "A"
    ESTIMATED = "E"
    NOTHING = "M"
    HIDDEN = "Q"


class Confidence(StrEnum):
    """SDMX CL_CONF_STATUS. Why a number is hidden is told to no reader: all are C."""

    FREE = "F"
    CONFIDENTIAL = "C"


@dataclass(frozen=True)
class Code:
    id: str
    name: Words


@dataclass(frozen=True)
class Column:
    """A column of a dataset.

    name   lower case, as in CSV and Parquet; SDMX has it in capitals
    codes  those that a dimension or an attribute uses, in their order here; empty for a measure
    unit   of a measure: code and words
    digits of a measure after the point; 0: a whole number
    """

    name: str
    title: Words
    role: Role
    codes: tuple[Code, ...] = ()
    unit: Code | None = None
    digits: int = 0


@dataclass(frozen=True)
class Observation:
    """A row. codes: of each dimension; values: of each measure, None where there is none.

    is_hidden    where a value is None it is hidden; else there is nothing to divide
    is_estimate  a part of it was dealt out by shares: bridged borders
    """

    codes: tuple[str, ...]
    values: tuple[Decimal | int | None, ...]
    is_hidden: bool = False
    is_estimate: bool = False

    def status(self, value: Decimal | int | None) -> Status:
        if value is not None:
            return self._shown
        return Status.HIDDEN if self.is_hidden else Status.NOTHING

    @property
    def worst(self) -> Status:
        """Of the row as a whole."""
        if self.is_hidden:
            return Status.HIDDEN
        return Status.NOTHING if None in self.values else self._shown

    @property
    def _shown(self) -> Status:
        return Status.ESTIMATED if self.is_estimate else Status.NORMAL

    @property
    def confidence(self) -> Confidence:
        return Confidence.CONFIDENTIAL if self.is_hidden else Confidence.FREE


@dataclass(frozen=True)
class Publisher:
    """contact: a mail address or a page; empty where none is given"""

    name: str
    contact: str = ""


@dataclass(frozen=True)
class Dataset:
    """A protected table with all that is said of it.

    code         of the dataset: the name of its files; says that its data are not real, where they
                 are not
    indicator    code of the metric; version: of its definition
    method       the definition as it is published
    day          to which the figures refer
    known_at     until when the records were known; when it was computed is not in a file, so that
                 the same records and definitions give the same bytes
    release      code of the release in which they are published; empty: of none
    issued       when they were published; None: not yet
    licence      address of its text
    demonstration  the sentence that says so; None where the data are real
    words        titles and names that files need, by their key in `LABELS`
    """

    code: str
    title: Words
    description: Words
    columns: tuple[Column, ...]
    observations: tuple[Observation, ...]
    indicator: str
    version: str
    method: str
    source: Words
    unit: Words
    day: date
    known_at: datetime
    licence: str
    publisher: Publisher
    origin: Origin
    words: Mapping[str, Words]
    demonstration: Words | None = None
    release: str = ""
    issued: datetime | None = None

    @property
    def is_demonstration(self) -> bool:
        return self.origin is not Origin.REAL

    def of(self, role: Role) -> tuple[Column, ...]:
        return tuple(one for one in self.columns if one.role is role)

    def __post_init__(self) -> None:
        if self.is_demonstration and self.demonstration is None:
            raise ValueError("data that are not real say so")
        width = len(self.of(Role.DIMENSION)), len(self.of(Role.MEASURE))
        if any((len(one.codes), len(one.values)) != width for one in self.observations):
            raise ValueError("an observation has a code a dimension and a value a measure")
        if len({one.codes for one in self.observations}) < len(self.observations):
            raise ValueError("two observations have the same codes")


# --- from a protected table -----------------------------------------------------------------------


# Of what a file says of itself; the wording of each is `open_data.label.<key>`.
LABELS = (
    "about", "title", "description", "indicator", "day", "unit", "method", "source", "licence",
    "publisher", "contact", "release", "issued", "known_at", "data", "code", "hidden",
    "obs_status", "conf_status", "unit_measure", "unit_mult", "decimals", "measure", "time_period",
    "status_a", "status_e", "status_m", "status_q", "conf_f", "conf_c", "demonstration",
    "catalogue", "catalogue_about",
)  # fmt: skip


class Protected(Protocol):
    """What a dataset is made of; `services.protecting.ProtectedTable` is one."""

    @property
    def metric(self) -> Metric: ...
    @property
    def on(self) -> date: ...
    @property
    def answer(self) -> Answer: ...
    @property
    def about(self) -> Mapping[str, Any]: ...
    @property
    def origin(self) -> Origin: ...


@dataclass(frozen=True)
class Told:
    """What words, the programme and the settings say of a table.

    column, code   title of a column; name of a code of a breakdown, "all" and the like among them
    unit           of the value, as the programme prints it
    """

    title: Words
    description: Words
    unit: Words
    source: Words
    version: str
    known_at: datetime
    licence: str
    publisher: Publisher
    words: Mapping[str, Words]
    column: Callable[[str], Words]
    code: Callable[[str, str], Words]
    demonstration: Words | None = None


def dataset_of(
    found: Protected, told: Told, *, release: str = "", issued: datetime | None = None
) -> Dataset:
    """Takes only what the answer shows. Raises ValueError where two codes become one."""
    answer = found.answer
    by = answer.by if set(answer.by) & set(PLACES) else ("region", *answer.by)
    rows = [_codes(line, answer.by) for line in answer.lines]
    columns = [_dimension(name, [row[at] for row in rows], told) for at, name in enumerate(by)]
    measures = _measures(found, told)
    kept = [one.name for one in measures]
    return Dataset(
        code=code_of(found.metric.code, answer.by, found.on, answer.borders, found.origin),
        title=told.title, description=told.description,
        columns=(*columns, *measures, *_attributes(told.words)),
        observations=tuple(
            _observation(line, row, by, kept)
            for line, row in zip(answer.lines, rows, strict=True)
        ),
        indicator=found.metric.code, version=told.version, method=found.metric.method,
        source=told.source, unit=told.unit, day=found.on, known_at=told.known_at,
        licence=told.licence, publisher=told.publisher, origin=found.origin, words=told.words,
        demonstration=told.demonstration, release=release, issued=issued,
    )  # fmt: skip


def code_of(metric: str, by: Sequence[str], on: date, borders: str, origin: Origin) -> str:
    """T1.1-1-6_region-sex_2022-10-01_simulated; letters, digits, dots, hyphens and underscores."""
    parts = [re.sub(r"[^A-Za-z0-9.]+", "-", metric), "-".join(by) or "country", on.isoformat()]
    parts += [borders] if borders != THEN else []
    parts += [] if origin is Origin.REAL else [origin.value]
    return "_".join(parts)


def open_code(dimension: str, code: str) -> str:
    """The code as files have it: letters, digits, @ $ - and _."""
    if code == TOTAL:
        return COUNTRY if dimension in PLACES else ALL
    if dimension in PLACES and code.endswith(WITHOUT_DISTRICT):
        inner = open_code(dimension, code.removesuffix(WITHOUT_DISTRICT))
        return f"{inner}{UNKNOWN}"
    return UNKNOWN if code == NOT_TOLD else re.sub(r"[^A-Za-z0-9_@$-]", "_", code)


def _codes(line: Line, by: Sequence[str]) -> tuple[str, ...]:
    return line.codes if set(by) & set(PLACES) else (TOTAL, *line.codes)


def _dimension(name: str, found: Sequence[str], told: Told) -> Column:
    codes: dict[str, Code] = {}
    by_id: dict[str, str] = {}
    for code in found:
        id = open_code(name, code)
        if by_id.setdefault(id, code) != code:
            raise ValueError(f"two codes of {name} would become {id}")
        codes.setdefault(code, Code(id, told.code(name, code)))
    title = told.column(name)
    return Column(PLACE if name in PLACES else name, title, Role.DIMENSION, tuple(codes.values()))


def _measures(found: Protected, told: Told) -> list[Column]:
    metric, of = found.metric, found.metric.of.value
    is_count = found.about["is_count"]
    percent = metric.scale == 100 and not is_count
    value = Code("PT" if percent else "UNIT", told.unit)
    people = Code(of.upper(), told.column(of))
    of_people = found.about["is_share"] or is_count
    number = people if of_people else Code("NUMBER", told.column("number"))
    names = {
        "value": (value, 0 if is_count else DIGITS),
        "numerator": (number, 0),
        **({} if is_count else {"denominator": (number, 0)}),
        "units": (people, 0),
    }
    return [
        Column(name, told.column(name), Role.MEASURE, unit=unit, digits=digits)
        for name, (unit, digits) in names.items()
    ]


def _attributes(words: Mapping[str, Words]) -> tuple[Column, Column]:
    statuses = tuple(Code(one.value, words[f"status_{one.value.lower()}"]) for one in Status)
    kinds = tuple(Code(one.value, words[f"conf_{one.value.lower()}"]) for one in Confidence)
    return (
        Column("obs_status", words["obs_status"], Role.ATTRIBUTE, statuses),
        Column("conf_status", words["conf_status"], Role.ATTRIBUTE, kinds),
    )


def _observation(
    line: Line, codes: Sequence[str], by: Sequence[str], measures: Sequence[str]
) -> Observation:
    told = {
        "value": line.value, "numerator": line.numerator, "denominator": line.denominator,
        "units": line.units,
    }  # fmt: skip
    return Observation(
        tuple(open_code(name, code) for name, code in zip(by, codes, strict=True)),
        tuple(told[name] for name in measures),
        line.hidden,
        line.estimated,
    )
