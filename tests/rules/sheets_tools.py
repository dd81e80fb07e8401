"""A table of learners, invented for the tests of core.sheets, and what its cells may be."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bagdar.core.languages import Words
from bagdar.core.sheets.cells import Cell, File, Sheet
from bagdar.core.sheets.columns import Choice, Column
from bagdar.core.sheets.files import read_file


def words(kk: str, ru: str, en: str) -> Words:
    return Words(kk=kk, ru=ru, en=en)


LEVELS = (
    Choice("1", words("бастауыш", "начальный", "primary")),
    Choice("2", words("негізгі орта, толық емес", "основной средний, неполный", "lower secondary")),
)
REGIONS = tuple(Choice(f"{number:02}", Words.same(f"Region {number}")) for number in range(1, 61))
IIN = Column(
    "iin", words("ЖСН", "ИИН", "IIN"), "numeral", digits=12, required=True,
    about=words("12 цифр", "12 цифр", "12 digits"), example="080101500007",
)  # fmt: skip
COLUMNS: Sequence[Column] = (
    IIN,
    Column("name", words("Аты-жөні", "ФИО", "Full name"), longest=100, width=40),
    Column("org_code", words("Ұйым коды", "Код организации", "Organisation code"), "code",
           digits=3),
    Column("born_on", words("Туған күні", "Дата рождения", "Date of birth"), "day"),
    Column("level", words("Деңгей", "Уровень", "Level"), "choice", choices=LEVELS),
    Column("region", words("Өңір", "Регион", "Region"), "choice", choices=REGIONS),
    Column("hours", words("Апталық сағат", "Часов в неделю", "Hours a week"), "number",
           least=Decimal(0)),
    Column("siblings", words("Бала саны", "Число детей", "Number of children"), "whole",
           least=Decimal(0)),
    Column("entered", words("Түскен жылы", "Год поступления", "Year of entry"), "year"),
    Column("needs_bus", words("Тасымал керек", "Нужен подвоз", "Needs a bus"), "yes_or_no"),
    Column("told", words("Ескерту", "Примечание", "Note"), "told"),
)  # fmt: skip
NAMES = [one.name for one in COLUMNS]


def read(content: bytes, **more: Any) -> File:
    return read_file(content, "файл", **more)


def only(content: bytes, **more: Any) -> Sheet:
    [sheet] = read(content, **more).sheets
    return sheet


def lines_of(content: bytes, **more: Any) -> list[tuple[int, list[Any]]]:
    return [(line, [one.value for one in cells]) for line, cells in only(content, **more).lines]


def types(cells: Sequence[Cell]) -> list[str]:
    return [one.type for one in cells]
