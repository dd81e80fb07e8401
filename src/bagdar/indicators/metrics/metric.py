"""What a metric is, and the one query that every metric becomes.

A definition says which units there are (children, educators, schools…), one row each, with what
each gives to the numerator and to the denominator and by what it can be broken down. The query adds
these up by every dimension at once: the cube, a few thousand rows, from which each table that
anybody asks for is added up without reading a fact again.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import ibis.expr.types as ir

Tables = Mapping[str, ir.Table]
ADDED = ("numerator", "denominator", "units")


class Measure(StrEnum):
    """How a value comes from the two sums.

    SHARE  numerator / denominator, each unit gives 0 or 1 to either
    RATIO  numerator / denominator of any whole numbers (equipped rooms of rooms, tenge of months)
    COUNT  the numerator
    """

    SHARE = "share"
    RATIO = "ratio"
    COUNT = "count"


class Unit(StrEnum):
    """Whom or what a metric counts: decides the least size of a cell that is published."""

    LEARNER = "learner"
    EDUCATOR = "educator"
    ORGANISATION = "organisation"
    PROGRAMME = "programme"


@dataclass(frozen=True)
class Asked:
    """For when, and what is known from elsewhere.

    on       the statistical day; the year is its calendar year
    outside  figures that no record gives, in whole units, as data/indicators/outside.csv has them
             for the year
    """

    on: date
    outside: Mapping[str, int] = field(default_factory=dict)

    @property
    def year(self) -> int:
        return self.on.year


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A figure of the programme that records give.

    row      code of the indicator's row in the programme
    version  semantic: the first number changes when old and new values cannot be compared
    scale    what the value is multiplied by to stand in the programme's unit (100 for percent)
    of       what a unit of the count is
    by       dimensions: columns that `units` gives beside numerator and denominator
    reads    the tables of the snapshot that it needs; "place" is made of territories for the day:
             territory, district, region, settlement (rules.places)
    units    (tables, asked) → one row a unit: the dimensions, numerator and denominator as int64;
             its docstring is the methodology that is published
    outside  codes of the figures that no record gives and the metric needs
    reading  where the act can be read in two ways: which one this is; the other is a metric apart
    """

    row: str
    version: str
    measure: Measure
    of: Unit
    scale: int = 100
    by: tuple[str, ...]
    reads: tuple[str, ...]
    units: Callable[[Tables, Asked], ir.Table]
    reading: str = ""
    outside: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """T1.1/3-6, and T1.1/3-6:other for another reading of the same row"""
        return f"{self.row}:{self.reading}" if self.reading else self.row

    @property
    def method(self) -> str:
        return inspect.cleandoc(self.units.__doc__ or "")


def cube(metric: Metric, tables: Tables, asked: Asked) -> ir.Table:
    """One row for each combination of the metric's dimensions that occurs: the sums and the units.

    Sums are of whole numbers, so that the order in which an engine adds changes nothing.
    """
    units = metric.units({name: tables[name] for name in metric.reads}, asked)
    return units.group_by(list(metric.by)).agg(
        numerator=units["numerator"].sum().cast("int64"),
        denominator=units["denominator"].sum().cast("int64"),
        units=units.count().cast("int64"),
    )
