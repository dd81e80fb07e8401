"""Small programmes made by hand: the least that is a valid edition, and parts to add to it.

    edition(measures=[measure(1, money=[money("РБ", {2020: 5}, total=5)])])

Everything that is left out has a harmless default, so a test shows only what it is about. The
programme is illustrative: period 2020–2025, baseline 2018, two bodies, one goal, one task.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from bagdar.core.languages import Words
from bagdar.programme.rules.act import (
    Abbreviation,
    ActReference,
    Body,
    Cell,
    Deadline,
    Edition,
    Goal,
    Indicator,
    IndicatorRow,
    LegalBasis,
    Measure,
    Money,
    Passport,
    PassportFinance,
    PassportTarget,
    Period,
    PrintedIndicator,
    Section6,
    Stage,
    Subtask,
    Task,
    TotalRow,
    Totals,
)

YEARS = range(2020, 2026)
Figures = Mapping[int, int | float | str]
NOTHING: Mapping[Any, Any] = MappingProxyType({})


def same(text: str) -> Words:
    return Words.same(text)


def number(value: int | float | str | Decimal) -> Decimal:
    return Decimal(str(value))


def body(code: str, printed: str, kind: str = "ministry", **rest: Any) -> Body:
    if rest.get("spellings"):
        rest.setdefault("reason", same("a spelling"))
    name = rest.pop("name", printed)
    return Body(code=code, printed=printed, short=same(printed), name=same(name), kind=kind, **rest)


BODIES = (body("mes", "БҒМ"), body("leb", "ЖАО", "local"))


def edition(**parts: Any) -> Edition:
    """The least edition, with some parts replaced."""
    defaults: dict[str, Any] = {
        "programme": "small",
        "number": 1,
        "title": same("Шағын бағдарлама"),
        "act": act(),
        "period": Period(first_year=2020, last_year=2025, printed=same("2020–2025")),
        "baseline_year": 2018,
        "money_unit": same("млн теңге"),
        "illustrative": True,
        "passport": passport(),
        "bodies": BODIES,
        "goals": (goal("1"),),
        "tasks": (task("1.1"),),
        "indicators": (),
        "measures": (),
    }
    return Edition(**{**defaults, **parts})


def act(**changes: Any) -> ActReference:
    defaults: dict[str, Any] = {
        "title": same("Бекіту туралы"),
        "citation": same("№ 1 шешім"),
        "issuer": same("мәслихат"),
        "number": "1",
        "adopted_on": date(2019, 12, 27),
        "in_force_on": date(2019, 12, 27),
    }
    return ActReference(**{**defaults, **changes})


def passport(**changes: Any) -> Passport:
    defaults: dict[str, Any] = {
        "name": same("Шағын бағдарлама"),
        "developer": "mes",
        "developer_printed": same("министрлік"),
        "bodies": (),
    }
    return Passport(**{**defaults, **changes})


def finance(
    total: int, by_source: Figures = NOTHING, by_year: Figures = NOTHING, **changes: Any
) -> PassportFinance:
    defaults: dict[str, Any] = {
        "text": same("Қаражат көлемі"),
        "unit": same("млрд теңге"),
        "total": total,
        "by_source": {source: number(amount) for source, amount in by_source.items()},
        "by_year": {year: number(amount) for year, amount in by_year.items()},
    }
    return PassportFinance(**{**defaults, **changes})


def passport_target(indicator: str, values: Mapping[str, Any], **changes: Any) -> PassportTarget:
    defaults: dict[str, Any] = {
        "number": 1,
        "indicator": indicator,
        "text": same("Мақсат"),
        "values": {code: number(value) for code, value in values.items()},
    }
    return PassportTarget(**{**defaults, **changes})


def legal_basis(day: date) -> LegalBasis:
    return LegalBasis(title=same("Заң"), kind="law", dates=(day,))


def goal(code: str, **changes: Any) -> Goal:
    return Goal(**{"code": code, "number": int(code), "name": same(f"Мақсат {code}"), **changes})


def task(code: str, **changes: Any) -> Task:
    of_goal, last = code.split(".")
    defaults = {"code": code, "number": int(last), "goal": of_goal, "name": same(f"Міндет {code}")}
    return Task(**{**defaults, **changes})


def subtask(code: str, **changes: Any) -> Subtask:
    of_task, last = code.rsplit(".", 1)
    defaults = {"code": code, "number": int(last), "task": of_task, "name": same(f"Кіші {code}")}
    return Subtask(**{**defaults, **changes})


# --- indicators ---------------------------------------------------------------------------------


def printed(
    name: str = "Көрсеткіш",
    unit: str = "саны",
    executors: Sequence[str] = ("БҒМ",),
    label: str = "1-көрсеткіш",
    source: str | None = None,
) -> PrintedIndicator:
    return PrintedIndicator(
        label=label,
        name=same(name),
        unit=same(unit),
        executors=tuple(executors),
        source=same(source) if source else None,
    )


def cells(figures: Figures, cycles: Mapping[int, str] = NOTHING) -> tuple[Cell, ...]:
    return tuple(
        Cell(year=year, value=number(value), cycle=cycles.get(year))
        for year, value in figures.items()
    )


def row(
    code: str = "I1.1.1",
    figures: Figures | None = None,
    *,
    annex: Figures | None = None,
    in_body: PrintedIndicator | None = None,
    in_annex: PrintedIndicator | None = None,
    direction: str = "higher",
    cycles: Mapping[int, str] = NOTHING,
    annex_cycles: Mapping[int, str] | None = None,
) -> IndicatorRow:
    """A row in the body; also in the annex where figures or a wording are given for it.

    figures: 1 … 6 for 2020–2025 and 0 for 2018 where left out; annex: the body's where left out
    """
    figures = {2018: 0, **{year: year - 2019 for year in YEARS}} if figures is None else figures
    twice = annex is not None or in_annex is not None
    annex = {year: v for year, v in figures.items() if year >= 2020} if annex is None else annex
    in_body = in_body or printed()
    return IndicatorRow(
        code=code,
        direction=direction,
        body=in_body,
        annex=(in_annex or in_body.model_copy(update={"source": None})) if twice else None,
        body_cells=cells(figures, cycles),
        annex_cells=cells(annex, cycles if annex_cycles is None else annex_cycles) if twice else (),
    )


def indicator(*rows: IndicatorRow, code: str | None = None, **changes: Any) -> Indicator:
    """An indicator of its rows; its code (I1.2.3, T1.2) says where it stands."""
    rows = rows or (row(),)
    code = code or rows[0].code.split("/")[0]
    numbers = code[1:].split(".")
    defaults: dict[str, Any] = {
        "code": code,
        "kind": "target" if code.startswith("T") else "result",
        "goal": numbers[0],
        "task": None if code.startswith("T") else ".".join(numbers[:2]),
        "number": int(numbers[-1]),
        "name": rows[0].name,
        "rows": rows,
    }
    return Indicator(**{**defaults, **changes})


def path(figures: Figures, **rest: Any) -> Edition:
    """An edition of one indicator with these figures; rest goes to printed() and row()."""
    wording = {key: rest.pop(key) for key in ("name", "unit", "executors") if key in rest}
    return edition(indicators=[indicator(row(figures=figures, in_body=printed(**wording), **rest))])


# --- measures -----------------------------------------------------------------------------------


def deadline(
    *stages: tuple[Sequence[int], Sequence[int]] | Stage, text: str = "желтоқсан"
) -> Deadline:
    """Stages as (years, months), or whole ones; December of every year where none are given."""
    made = [
        stage if isinstance(stage, Stage) else Stage(years=tuple(stage[0]), months=tuple(stage[1]))
        for stage in stages or [(YEARS, [12])]
    ]
    return Deadline(printed=same(text), stages=tuple(made))


def money(
    source: str,
    amounts: Figures,
    total: int | None = None,
    codes: Sequence[str] = ("001",),
) -> Money:
    """A finance row; its total is what it adds up to where left out."""
    figures = {year: number(amount) for year, amount in amounts.items()}
    added = sum(figures.values(), Decimal(0))
    return Money(
        source=source,
        amounts=figures,
        total=added if total is None else number(total),
        budget_programmes=tuple(codes),
    )


def measure(number_: int = 1, **changes: Any) -> Measure:
    executors = tuple(changes.pop("executors", ("БҒМ", "ЖАО")))
    has_money = bool(changes.get("money"))
    name, form, note = (changes.pop(key, None) for key in ("name", "form", "note"))
    defaults: dict[str, Any] = {
        "number": number_,
        "goal": "1",
        "task": "1.1",
        "name": same(name or f"Іс-шара {number_}"),
        "form": same(form or "есеп"),
        "deadline": deadline(),
        "executors": executors,
        "executors_printed": ", ".join(executors),
        "unit": "млн. тг." if has_money else None,
        "note": same(note) if note else None if has_money else same("талап етілмейді"),
    }
    return Measure(**{**defaults, **changes})


def every_year(amount: int) -> dict[int, int]:
    return dict.fromkeys(YEARS, amount)


# --- totals and lists ---------------------------------------------------------------------------


def totals(unit: str = "млн теңге", **rows: Figures | int) -> Totals:
    """Rows by source (Latin names: rb, lb stand for РБ, ЖБ); an int is a total without years.

    A row's total is what it adds up to; for another one build TotalRow yourself.
    """
    names = {"rb": "РБ", "lb": "ЖБ"}
    made = [
        total_row(names.get(source, source), figures if isinstance(figures, Mapping) else {},
                  None if isinstance(figures, Mapping) else figures)
        for source, figures in rows.items()
    ]  # fmt: skip
    return Totals(title=same("Жиыны"), unit=same(unit), rows=tuple(made))


def total_row(source: str, figures: Figures, total: int | None = None) -> TotalRow:
    amounts = {year: number(amount) for year, amount in figures.items()}
    added = sum(amounts.values(), Decimal(0))
    return TotalRow(
        source=source,
        label=same(source),
        amounts=amounts,
        total=added if total is None else number(total),
    )


def section6(table: Totals) -> Section6:
    return Section6(title=same("6-бөлім"), intro=same("Қаражат"), table=table, closing=same("Соңы"))


def abbreviation(printed_: str, meaning: str, kind: str = "term") -> Abbreviation:
    return Abbreviation(printed=printed_, meaning=same(meaning), short=same(printed_), kind=kind)
