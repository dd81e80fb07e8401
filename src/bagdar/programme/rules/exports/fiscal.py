"""The action plan's money as a Fiscal Data Package: datapackage.json with two CSV files.

After the Fiscal Data Package 1.0 (a Tabular Data Package whose fields carry a `columnType` of
the budget taxonomy, constants in `extraFields`); the `model` of version 0.3 stands beside it,
because the published JSON Schema of the profile still asks for it.

An amount is in tenge, `amount_printed` as the act prints it, in `money_unit`. The printed totals
carry no column type: they repeat what the measures say and must not be added to it.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from bagdar.core.errors import DomainError
from bagdar.core.languages import Words
from bagdar.core.sheets.harmless import harmless
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.exports.own_format import csv_text
from bagdar.programme.rules.exports.zipped import zipped

CURRENCY = "KZT"
TAXONOMY = "https://specs.frictionlessdata.io/taxonomies/fiscal/budgets.json"
# How many tenge one unit of a table is; a unit is known by its English wording.
TENGE: Mapping[str, int] = {
    "tenge": 1,
    "thousand tenge": 10**3,
    "million tenge": 10**6,
    "billion tenge": 10**9,
}
Field = dict[str, Any]


class UnknownMoneyUnit(DomainError):
    code = "programme.unknown_money_unit"
    status = 422


def fiscal(edition: Edition) -> bytes:
    """The package as a ZIP; the same edition gives the same bytes. Raises UnknownMoneyUnit."""
    return zipped({name: text.encode() for name, text in fiscal_files(edition).items()})


def fiscal_files(edition: Edition) -> dict[str, str]:
    """File name → text; the descriptor first."""
    descriptor = json.dumps(_descriptor(edition), ensure_ascii=False, indent=2)
    files = {
        "datapackage.json": descriptor + "\n",
        "data/money.csv": csv_text([field["name"] for field in MONEY], _money(edition)),
    }
    if edition.totals:
        header = [field["name"] for field in TOTALS]
        files["data/printed-totals.csv"] = csv_text(header, _totals(edition))
    return files


def factor_of(unit: Words) -> int:
    """Tenge in one unit. Raises UnknownMoneyUnit."""
    if unit.en not in TENGE:
        raise UnknownMoneyUnit(unit=unit, known=list(TENGE))
    return TENGE[unit.en]


# --- fields -----------------------------------------------------------------------------------

_REQUIRED: dict[str, Any] = {"constraints": {"required": True}}


def _field(name: str, type_: str, title: str, column_type: str = "", **more: Any) -> Field:
    mapped = {"columnType": column_type} if column_type else {}
    return {"name": name, "type": type_, "title": title, **mapped, **more}


MONEY: tuple[Field, ...] = (
    _field("line", "string", "Measure, row of its money, year", "budget-line-id", **_REQUIRED),
    _field("year", "integer", "Year", "date:fiscal-year", **_REQUIRED),
    _field("source", "string", "Source as printed", "fin-source:generic:code", **_REQUIRED),
    _field("goal", "string", "Goal", "activity:generic:program:code", **_REQUIRED),
    _field("goal_kk", "string", "Goal, in Kazakh", "activity:generic:program:label"),
    _field("task", "string", "Task", "activity:generic:subprogram:code", **_REQUIRED),
    _field("task_kk", "string", "Task, in Kazakh", "activity:generic:subprogram:label"),
    _field("measure", "string", "Number of the measure", "activity:generic:project:code",
           **_REQUIRED),
    _field("measure_kk", "string", "Measure, in Kazakh", "activity:generic:project:label"),
    _field("measure_ru", "string", "Measure, in Russian", "activity:generic:project:label:ru"),
    _field("measure_en", "string", "Measure, in English", "activity:generic:project:label:en"),
    _field("lead", "string", "First-named executor", "executor:lead:code"),
    _field("lead_kk", "string", "First-named executor, in Kazakh", "executor:lead:label"),
    _field("budget_programmes", "string", "Budget programme codes, separated by spaces",
           "budget-programme:codes"),
    _field("amount", "number", "Amount in tenge", "value", **_REQUIRED),
    _field("amount_printed", "number", "Amount as printed, in the unit `money_unit`", **_REQUIRED),
)  # fmt: skip

TOTALS: tuple[Field, ...] = (
    _field("source", "string", "Source", **_REQUIRED),
    _field("label_kk", "string", "As printed"),
    _field("label_ru", "string", "In Russian"),
    _field("label_en", "string", "In English"),
    _field("year", "integer", "Year; empty: all years together"),
    _field("amount", "number", "Amount in tenge"),
    _field("amount_printed", "number", "Amount as printed, in the unit of the table"),
)

# The taxonomy's codes are keys and may not be empty. These may: nobody explains some executors,
# and some rows print no budget programme, or several at once that the act does not divide.
OWN_TYPES = [
    {"name": "executor:lead:code", "dataType": "string"},
    {"name": "executor:lead:label", "dataType": "string", "labelOf": "executor:lead:code"},
    {"name": "budget-programme:codes", "dataType": "string"},
]
KEY = ("line", "year", "source", "goal", "task", "measure")


def _money(edition: Edition) -> Iterator[list[str]]:
    factor = factor_of(edition.money_unit)
    for measure in edition.measures:
        goal, task = edition.goal_by_code[measure.goal], edition.task_by_code[measure.task]
        lead = edition.body_of(measure.executors[0]) if measure.executors else None
        for place, row in enumerate(measure.money, start=1):
            for year, amount in sorted(row.amounts.items()):
                texts = [
                    f"{measure.number}.{place}-{year}", str(year), row.source,
                    goal.code, goal.name.kk, task.code, task.name.kk,
                    str(measure.number), *(text for _, text in measure.name.items()),
                    lead.code if lead else "", lead.name.kk if lead else "",
                    " ".join(row.budget_programmes),
                ]  # fmt: skip
                yield [*map(harmless, texts), *_figures(amount, factor)]


def _totals(edition: Edition) -> Iterator[list[str]]:
    assert edition.totals is not None, "asked for only where the edition prints totals"
    factor = factor_of(edition.totals.unit)
    for row in edition.totals.rows:
        texts = [row.source, *(text for _, text in row.label.items())]
        for year, amount in sorted(row.amounts.items()):
            yield [*map(harmless, texts), str(year), *_figures(amount, factor)]
        if row.total is not None:
            yield [*map(harmless, texts), "", *_figures(row.total, factor)]


def _figures(amount: Decimal, factor: int) -> list[str]:
    return [_plain(amount * factor), _plain(amount)]


def _plain(number: Decimal) -> str:
    """Digits without an exponent or a needless zero: 25242.500000 is 25242.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- the descriptor ---------------------------------------------------------------------------


def _descriptor(edition: Edition) -> dict[str, Any]:
    period = edition.period
    mark = "Illustrative, not a real act. " if edition.illustrative else ""
    return {
        "profile": "tabular-data-package",
        "name": f"{edition.programme.lower()}.{edition.number}",
        "title": f"{edition.title.kk} · {edition.title.ru} · {edition.title.en}",
        "description": (
            f"{mark}Money of the measures of {edition.code}: {edition.act.citation.en}. "
            f"Planned expenditure by source, goal, task, measure and year. Amounts are in tenge; "
            f"the act prints them in {edition.money_unit.en}. A row that names several sources "
            f"or several budget programmes is not divided among them."
        ),
        "version": str(edition.number),
        "licenses": [
            {
                "name": "Apache-2.0",
                "title": "Apache License 2.0",
                "path": "https://www.apache.org/licenses/LICENSE-2.0",
            }
        ],
        "sources": [{"title": text} for _, text in edition.act.citation.items()],
        "contributors": [{"title": "Bagdar", "role": "wrangler"}],
        "countryCode": "KZ",
        "granularity": "aggregated",
        "fiscalPeriod": {"start": f"{period.first_year}-01-01", "end": f"{period.last_year}-12-31"},
        "columnTypes": [TAXONOMY, OWN_TYPES],
        "model": _model(),
        "resources": _resources(edition),
    }


def _resources(edition: Edition) -> list[dict[str, Any]]:
    constants = [
        _field("currency", "string", "Currency", "value-currency:code", constant=CURRENCY),
        _field("direction", "string", "Direction", "direction", constant="expenditure"),
        _field("phase", "string", "Phase", "phase:id", constant="planned"),
        _field("money_unit", "string", "Unit of amount_printed", constant=edition.money_unit.en),
        _field("factor", "integer", "Tenge in one unit of amount_printed",
               constant=factor_of(edition.money_unit)),
        _field("illustrative", "boolean", "Whether the act is not a real one",
               constant=edition.illustrative),
    ]  # fmt: skip
    schema = {"fields": list(MONEY), "primaryKey": list(KEY), "extraFields": constants}
    resources = [_resource("money", "Money of the measures", schema)]
    if edition.totals:
        title = f"Totals as the act prints them, in {edition.totals.unit.en}; not to be added up"
        resources.append(_resource("printed-totals", title, {"fields": list(TOTALS)}))
    return resources


def _resource(name: str, title: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": title,
        "path": f"data/{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "doubleQuote": True, "lineTerminator": "\n"},
        "schema": {**schema, "missingValues": [""]},
    }


def _model() -> dict[str, Any]:
    """What version 0.3 calls the mapping: one measure, and the dimensions that it stands in."""
    return {
        "measures": {
            "amount": {
                "source": "amount", "resource": "money", "currency": CURRENCY, "factor": 1,
                "direction": "expenditure",
            }
        },
        "dimensions": {
            "year": _dimension("datetime", "year"),
            "source": _dimension("classification", "source"),
            "goal": _dimension("activity", "goal", "goal_kk"),
            "task": _dimension("activity", "task", "task_kk"),
            "measure": _dimension("activity", "measure", "measure_kk"),
            "lead": _dimension("entity", "lead", "lead_kk"),
            "budget_programmes": _dimension("classification", "budget_programmes"),
        },
    }  # fmt: skip


def _dimension(kind: str, code: str, label: str | None = None) -> dict[str, Any]:
    attributes: dict[str, Any] = {code: {"source": code, "resource": "money"}}
    if label:
        attributes[label] = {"source": label, "resource": "money", "labelfor": code}
    return {"dimensionType": kind, "primaryKey": code, "attributes": attributes}
