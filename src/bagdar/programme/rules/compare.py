"""What one edition says and another does not, in words.

compare(old, new) walks both editions by their codes; nothing is matched by position, so a record
that moves within its list is not a difference.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel

from bagdar.core.catalogue import Catalogue
from bagdar.core.languages import LANGUAGES, Language, Words, format_number, show
from bagdar.programme.rules.act import Edition, IndicatorRow

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class Difference:
    """One change between two editions.

    subject  programme, goal, task, subtask, indicator, row, target, measure, money, body,
             abbreviation, passport, totals
    code     of the record: m139 for a measure, T1.1/3-6 for a row
    field    what changed of it: a year and table for targets, source and year for money,
             a dotted field elsewhere; empty where the whole record came or went
    old, new plain values: Words, Decimal, str, date, tuples of them, or None
    unit     of old and new where they are figures
    """

    kind: Kind
    subject: str
    code: str
    field: str = ""
    old: Any = None
    new: Any = None
    unit: Words | None = None
    name: Words | None = None


def compare(old: Edition, new: Edition) -> tuple[Difference, ...]:
    """All differences, in the new edition's order; none where the editions say the same."""
    return tuple(_differences(old, new))


def _differences(old: Edition, new: Edition) -> Iterator[Difference]:
    yield from _fields("programme", new.programme, _flat(_head(old)), _flat(_head(new)), new.title)
    yield from _fields("passport", "", _flat(old.passport), _flat(new.passport), None)
    for subject, olds, news in (
        ("goal", old.goal_by_code, new.goal_by_code),
        ("task", old.task_by_code, new.task_by_code),
        ("subtask", old.subtask_by_code, new.subtask_by_code),
        ("body", old.body_by_code, new.body_by_code),
    ):
        yield from _records(subject, olds, news)
    yield from _abbreviations(old, new)
    yield from _indicators(old, new)
    yield from _measures(old, new)
    yield from _fields("totals", "", _flat(old.totals), _flat(new.totals), None)
    yield from _fields("section6", "", _flat(old.section6), _flat(new.section6), None)


def _head(edition: Edition) -> dict[str, Any]:
    return {"title": edition.title, "period": edition.period, "money_unit": edition.money_unit}


def _records(
    subject: str, olds: Mapping[str, Any], news: Mapping[str, Any], skip: tuple[str, ...] = ()
) -> Iterator[Difference]:
    for code in [*news, *(code for code in olds if code not in news)]:
        before, after = olds.get(code), news.get(code)
        name = (after or before).name  # type: ignore[union-attr]
        if before is None:
            yield Difference("added", subject, code, new=name, name=name)
        elif after is None:
            yield Difference("removed", subject, code, old=name, name=name)
        else:
            yield from _fields(subject, code, _flat(before, skip), _flat(after, skip), name)


def _abbreviations(old: Edition, new: Edition) -> Iterator[Difference]:
    olds = {entry.printed: entry for entry in old.abbreviations}
    news = {entry.printed: entry for entry in new.abbreviations}
    for code in [*news, *(code for code in olds if code not in news)]:
        before, after = olds.get(code), news.get(code)
        if before == after:
            continue
        kind: Kind = "added" if before is None else "removed" if after is None else "changed"
        meanings = (entry.meaning if entry else None for entry in (before, after))
        yield Difference(kind, "abbreviation", code, "meaning", *meanings)


def _indicators(old: Edition, new: Edition) -> Iterator[Difference]:
    olds, news = old.indicator_by_code, new.indicator_by_code
    yield from _records("indicator", olds, news, skip=("rows",))
    old_rows = {row.code: row for _, row in old.rows()}
    new_rows = {row.code: row for _, row in new.rows()}
    both = {code: row for code, row in new_rows.items() if code in old_rows}
    cells = ("body_cells", "annex_cells")
    yield from _records("row", old_rows, new_rows, skip=cells)
    for code, row in both.items():
        yield from _targets(old_rows[code], row)


def _targets(old: IndicatorRow, new: IndicatorRow) -> Iterator[Difference]:
    for table in new.tables:
        before, after = old.targets(table), new.targets(table)
        for year in sorted({*before, *after}):
            was, now = before.get(year), after.get(year)
            if was != now:
                unit = new.printed.unit
                field = f"{table} {year}"
                yield Difference(
                    _kind(was, now), "target", new.code, field, was, now, unit, new.name
                )


def _measures(old: Edition, new: Edition) -> Iterator[Difference]:
    olds = {measure.code: measure for measure in old.measures}
    news = {measure.code: measure for measure in new.measures}
    yield from _records("measure", olds, news, skip=("money",))
    for code, measure in news.items():
        if code not in olds:
            continue
        before, after = _money(olds[code].money), _money(measure.money)
        for key in dict.fromkeys([*after, *before]):
            was, now = before.get(key), after.get(key)
            if was != now:
                kind = _kind(was, now)
                unit = new.money_unit if isinstance(was or now, Decimal) else None
                yield Difference(kind, "money", code, key, was, now, unit, measure.name)


def _money(rows: tuple[Any, ...]) -> dict[str, Any]:
    """ "РБ 2023" → amount, "РБ total" → printed total, "РБ codes" → budget programme codes."""
    flat: dict[str, Any] = {}
    for row in rows:
        flat |= {f"{row.source} {year}": amount for year, amount in sorted(row.amounts.items())}
        if row.total is not None:
            flat[f"{row.source} total"] = row.total
        if row.budget_programmes:
            flat[f"{row.source} codes"] = row.budget_programmes
    return flat


def _fields(
    subject: str, code: str, old: Mapping[str, Any], new: Mapping[str, Any], name: Words | None
) -> Iterator[Difference]:
    for field in dict.fromkeys([*new, *old]):
        was, now = old.get(field), new.get(field)
        if was != now:
            yield Difference(_kind(was, now), subject, code, field, was, now, name=name)


def _kind(was: object, now: object) -> Kind:
    return "added" if was is None else "removed" if now is None else "changed"


def _flat(value: Any, skip: tuple[str, ...] = (), prefix: str = "") -> dict[str, Any]:
    """A record's leaves by dotted field; Words and tuples of plain values are leaves."""
    if isinstance(value, Words) or not isinstance(value, (BaseModel, dict, tuple)):
        return {} if value is None else {prefix: value}
    if isinstance(value, tuple) and not any(isinstance(item, BaseModel) for item in value):
        return {prefix: value} if value else {}
    flat: dict[str, Any] = {}
    for key, item in _items(value):
        if key not in skip:
            flat |= _flat(item, (), f"{prefix}.{key}" if prefix else key)
    return flat


def _items(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, BaseModel):
        return ((key, getattr(value, key)) for key in type(value).model_fields)
    if isinstance(value, tuple):
        return ((str(index + 1), item) for index, item in enumerate(value))
    return ((str(key), item) for key, item in value.items())


# --- in words ---------------------------------------------------------------------------------


def sentence(difference: Difference, catalogue: Catalogue) -> Words:
    """One difference as a sentence in all three languages."""
    return Words(**{language: _sentence(difference, catalogue, language) for language in LANGUAGES})


def _sentence(difference: Difference, catalogue: Catalogue, language: Language) -> str:
    subject = catalogue.say(f"difference.subject.{difference.subject}", language)
    facts: dict[str, object] = {
        "subject": subject,
        "code": difference.code,
        "field": field_words(difference, catalogue, language),
        "old": value_words(difference.old, difference.unit, language),
        "new": value_words(difference.new, difference.unit, language),
    }
    shape = "field" if difference.field else "record"
    text = catalogue.say(f"difference.{shape}.{difference.kind}", language, **facts)
    return " ".join(text.split())


def field_words(difference: Difference, catalogue: Catalogue, language: Language) -> str:
    """The field as readers call it; one that has no wording is shown as the files spell it."""
    if difference.subject == "target":
        table, year = difference.field.split()
        return catalogue.say(f"difference.table.{table}", language, year=year)
    if difference.subject == "money":
        source, what = difference.field.rsplit(" ", 1)
        key = what if what in ("total", "codes") else "year"
        return catalogue.say(f"difference.money.{key}", language, source=source, year=what)
    key = f"difference.of.{difference.field}"
    return catalogue.say(key, language) if key in catalogue else difference.field


def value_words(value: Any, unit: Words | None, language: Language) -> str:
    """An old or new value as it stands in a sentence; wordings in «quotation marks»."""
    if isinstance(value, (Words, str)):
        return f"«{show(value, language)}»"
    if isinstance(value, Decimal):
        text = format_number(value, language)
        return f"{text} {unit[language]}" if unit else text
    if isinstance(value, date):
        return show(value, language)
    return show(value, language)
