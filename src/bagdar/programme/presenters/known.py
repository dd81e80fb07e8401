"""A question about the past: which edition, and which target, was known on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bagdar.core.languages import Words
from bagdar.look.words import t
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.editions import EditionInfo, known_edition


@dataclass(frozen=True)
class Question:
    """What was typed, and what is wrong with it, by field.

    day   None where nothing was asked or the day cannot be read; the same for row and year
    """

    typed: Mapping[str, str]
    day: date | None = None
    row: str | None = None
    year: int | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_asked(self) -> bool:
        return self.day is not None and not self.errors


def question(typed: Mapping[str, str], rows: Sequence[str], years: Sequence[int]) -> Question:
    """Reads the form. typed: day (ISO 8601), row, year as they stand in the address."""
    texts = {name: typed.get(name, "").strip()[:60] for name in ("day", "row", "year")}
    errors = {}
    day = _day(texts["day"])
    if texts["day"] and day is None:
        errors["day"] = t("known.day.wrong")
    if texts["row"] and texts["row"] not in rows:
        errors["row"] = t("known.row.wrong")
    year = next((one for one in years if str(one) == texts["year"]), None)
    if texts["year"] and year is None:
        errors["year"] = t("known.row.wrong")
    return Question(texts, day, texts["row"] or None, year, errors)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Figure:
    """A target as one table of an edition prints it; value is None where it prints none."""

    table: str
    value: Decimal | None
    unit: Words


def edition_of(editions: Sequence[EditionInfo], day: date) -> EditionInfo | None:
    """The edition known on a day; None before the first was adopted."""
    return known_edition(editions, day)


def figures(edition: Edition, code: str, year: int) -> list[Figure] | None:
    """The target in each table that has the row; None where the edition has no such row."""
    try:
        row = edition.row(code)
    except KeyError:
        return None
    return [
        Figure(t(f"known.table.{table}"), row.targets(table).get(year), row.printed.unit)
        for table in row.tables
    ]
