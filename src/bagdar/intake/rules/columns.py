"""A form's columns as a file has them: titles in three languages, what a cell may hold."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from bagdar.core.catalogue import Catalogue
from bagdar.core.languages import LANGUAGES, Words
from bagdar.core.sheets.columns import Choice, Column, Type
from bagdar.core.sheets.values import LARGEST
from bagdar.intake.rules.forms import Form
from bagdar.warehouse.tables.contract import Column as Declared
from bagdar.warehouse.tables.contract import Kind

LONGEST_TEXT = 300
YEARS = (1900, 2100)
_TYPES: Mapping[Kind, Type] = {
    Kind.TEXT: "text",
    Kind.CODE: "choice",
    Kind.CODES: "text",
    Kind.WHOLE: "whole",
    Kind.DECIMAL: "number",
    Kind.SHARE: "number",
    Kind.AMOUNT: "whole",
    Kind.YES_NO: "yes_or_no",
    Kind.DAY: "day",
    Kind.IIN: "numeral",
    Kind.BIN: "numeral",
    Kind.COUNTRY: "code",
    Kind.REFERENCE: "code",
}
DIGITS = 12


class Line(Protocol):
    """One code of a code list."""

    @property
    def name(self) -> Words: ...


class Lists(Protocol):
    """The code lists, by name."""

    def __getitem__(self, name: str) -> Mapping[str, Line]: ...


def columns_of(form: Form, words: Catalogue, lists: Lists) -> tuple[Column, ...]:
    """Every column of a form, in its order."""
    return tuple(_column(one, words, lists) for one in form.columns)


def _column(one: Declared, words: Catalogue, lists: Lists) -> Column:
    is_number = one.kind in (Kind.IIN, Kind.BIN)
    return Column(
        name=one.name,
        title=said(words, f"column.{one.name}"),
        type=_TYPES[one.kind],
        about=said(words, f"column_help.{one.name}"),
        required=one.needed,
        longest=one.longest or LONGEST_TEXT,
        digits=DIGITS if is_number else 0,
        least=one.least,
        # a bound that may itself be reached: `largest` is the first number that is too large
        largest=LARGEST if one.most is None else one.most + Decimal("0.000001"),
        years=YEARS,
        choices=_choices(one, lists),
        example=one.example,
    )


def said(words: Catalogue, key: str) -> Words:
    return Words(**{language: words.say(key, language) for language in LANGUAGES})


def _choices(one: Declared, lists: Lists) -> tuple[Choice, ...]:
    if one.kind is not Kind.CODE:
        return ()
    return tuple(Choice(code, line.name) for code, line in lists[one.codes].items())


def needed(form: Form) -> Sequence[str]:
    return [one.name for one in form.columns if one.needed]
