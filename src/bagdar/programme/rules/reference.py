"""The reference page of the programme format, written from the models that read it."""

import inspect
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from bagdar.programme.rules import act, amendments

# File → the key of its records (None: the file itself is the record) → their model.
FILES: tuple[tuple[str, tuple[tuple[str | None, type[BaseModel]], ...]], ...] = (
    ("programme.toml", ((None, act.Edition), ("act", act.ActReference), ("period", act.Period))),
    (
        "passport.toml",
        (
            (None, act.Passport),
            ("clauses", act.Clause),
            ("legal_bases", act.LegalBasis),
            ("targets", act.PassportTarget),
            ("finance", act.PassportFinance),
        ),
    ),
    ("headings.toml", (("goal", act.Goal), ("task", act.Task), ("subtask", act.Subtask))),
    ("bodies.toml", (("body", act.Body),)),
    ("abbreviations.toml", (("abbreviation", act.Abbreviation),)),
    (
        "indicators.toml",
        (
            ("indicator", act.Indicator),
            ("indicator.rows", act.IndicatorRow),
            ("indicator.rows.body, .annex", act.PrintedIndicator),
        ),
    ),
    ("targets.csv", (("indicator, table and", act.Cell),)),
    (
        "measures.toml",
        (
            ("measure", act.Measure),
            ("measure.deadline", act.Deadline),
            ("measure.deadline.stages", act.Stage),
        ),
    ),
    ("finance.csv", (("measure and", act.Money),)),
    (
        "totals.toml",
        (
            ("totals, section6.table", act.Totals),
            ("totals.rows", act.TotalRow),
            ("section6", act.Section6),
        ),
    ),
    (
        "amendments/N.toml",
        (
            (None, amendments.Amendment),
            ("target", amendments.TargetChange),
            ("money", amendments.MoneyChange),
            ("change", amendments.FieldChange),
            ("remove", amendments.Removal),
        ),
    ),
)
OPTIONAL = ("abbreviations.toml", "totals.toml", "amendments/N.toml")
# Keys of programme.toml alone; an edition's other fields come from the other files.
OWN_KEYS = (
    "programme", "number", "title", "act", "period", "baseline_year", "money_unit", "illustrative",
)  # fmt: skip


def page() -> str:
    """The page as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# The files of a programme"
    yield ""
    yield "A programme is a folder `data/programme/<code>/` of TOML and CSV in UTF-8. Source of"
    yield "this page: `src/bagdar/programme/rules/act.py` and `amendments.py`; `bagdar programme"
    yield "schema` prints the same as JSON Schema for an editor. *Wording* is a table `kk`, `ru`,"
    yield "`en`, none of them empty. An unknown key is a fault; so is a reference to nothing."
    for name, records in FILES:
        optional = " (may be left out)" if name in OPTIONAL else ""
        yield from ("", f"## {name}{optional}")
        for key, model in records:
            yield from _record(name, key, model)


def _record(name: str, key: str | None, model: type[BaseModel]) -> Iterator[str]:
    yield ""
    if key:
        yield from (f"### `{key}`", "")
    if name != "programme.toml" or key:
        yield from (f"    {line}".rstrip() for line in _doc(model))
        yield from [""] if _doc(model) else []
    yield "| key | kind | compulsory |"
    yield "|---|---|---|"
    for field, info in model.model_fields.items():
        if model is act.Edition and field not in OWN_KEYS:
            continue
        yield f"| `{field}` | {_kind(info)} | {'yes' if info.is_required() else ''} |"


def _doc(model: type[BaseModel]) -> list[str]:
    return inspect.cleandoc(model.__doc__ or "").splitlines()


KINDS = {
    "Words": "wording",
    "Number": "number",
    "Decimal": "number",
    "Year": "year",
    "Month": "month, 1–12",
    "int": "whole number",
    "str": "text",
    "bool": "true or false",
    "date": "date",
    "Any": "any value",
}


def _kind(info: FieldInfo) -> str:
    return _shown(info.annotation)


def _shown(annotation: Any) -> str:
    arguments = [item for item in getattr(annotation, "__args__", ()) if item is not type(None)]
    origin = getattr(annotation, "__origin__", None)
    if origin is tuple:
        return f"list of {_shown(arguments[0])}"
    if str(annotation).startswith("typing.Literal"):
        return ", ".join(f"`{item}`" for item in arguments)
    if str(annotation).startswith("typing.Annotated"):
        return _shown(arguments[0])
    if getattr(origin, "__name__", "") == "Mapping":
        return f"table: {_shown(arguments[0])} → {_shown(arguments[1])}"
    if arguments and origin is not dict:
        return " or ".join(dict.fromkeys(_shown(item) for item in arguments))
    name = getattr(annotation, "__name__", str(annotation))
    return KINDS.get(name, "table" if origin is dict else f"`{name}`")
