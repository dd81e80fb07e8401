"""A cell gives its value or a reason that does not repeat what stands in it."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bagdar.core.errors import Fault, FaultyData
from bagdar.core.sheets import values
from bagdar.core.sheets.cells import Cell
from bagdar.core.sheets.columns import Column, columns_of, row_of, value_of
from bagdar.core.sheets.csv_out import csv_lines
from bagdar.core.sheets.headers import matched
from bagdar.core.sheets.printing import Book
from bagdar.core.sheets.values import Refused
from tests.drawn import examples
from tests.rules.sheets_tools import COLUMNS, IIN, only

BY_NAME = {one.name: one for one in COLUMNS}


def why(column: str | Column, cell: Any, mark: Any = ",") -> str:
    column = BY_NAME[column] if isinstance(column, str) else column
    with pytest.raises(Refused) as refused:
        value_of(column, cell if isinstance(cell, Cell) else Cell(cell), mark)
    return refused.value.code


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("iin", Cell("080101500007"), "080101500007"),
        ("iin", Cell("'080101500007"), "080101500007"),
        ("iin", Cell(" 080101 500007 "), "080101500007"),
        ("iin", Cell(80101500007, "n", "000000000000"), "080101500007"),
        ("iin", Cell(980101500007, "n"), "980101500007"),
        ("iin", Cell(980101500007.0, "n", "0"), "980101500007"),
        ("org_code", Cell("007"), "007"),
        ("org_code", Cell(7, "n", "000"), "007"),
        ("name", Cell("'+7 701"), "+7 701"),
        ("name", Cell(15.0, "n"), "15"),
        ("born_on", Cell("2008-01-01"), date(2008, 1, 1)),
        ("born_on", Cell("1.1.2008"), date(2008, 1, 1)),
        ("born_on", Cell(datetime(2008, 1, 1), "d"), date(2008, 1, 1)),  # noqa: DTZ001
        ("born_on", Cell(39448, "n"), date(2008, 1, 1)),
        ("level", Cell("НАЧАЛЬНЫЙ"), "1"),
        ("level", Cell("2 – lower secondary"), "2"),
        ("level", Cell(1, "n"), "1"),
        ("level", Cell("1"), "1"),
        ("hours", Cell("1 234,5"), Decimal("1234.5")),
        ("hours", Cell(0.1, "n"), Decimal("0.1")),
        ("siblings", Cell("3,0"), 3),
        ("siblings", Cell(3.0, "n"), 3),
        ("entered", Cell("2019"), 2019),
        ("needs_bus", Cell("ИӘ"), True),
        ("needs_bus", Cell("нет"), False),
        ("needs_bus", Cell(False, "b"), False),
        ("needs_bus", Cell(1.0, "n"), True),
        ("name", Cell("  "), None),
    ],
)
def test_what_people_write_is_read(column: str, cell: Cell, value: Any) -> None:
    assert value_of(BY_NAME[column], cell) == value


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("iin", Cell(80101500007, "n"), "cell_zeros"),
        ("iin", "80101500007", "cell_zeros_short"),
        ("iin", "8,0101E+10", "cell_exponent"),
        ("iin", "9.80101E+11", "cell_exponent"),
        ("iin", "0801015000071", "cell_digits"),
        ("iin", "08010150000A", "cell_digits"),
        ("iin", "٠٨٠١٠١٥٠٠٠٠٧", "cell_digits"),
        ("iin", Cell(980101500007.5, "n"), "cell_code"),
        ("iin", Cell(True, "b"), "cell_code"),
        ("iin", "", "cell_missing"),
        ("org_code", Cell(7, "n"), "cell_zeros"),
        ("org_code", Cell(datetime(2021, 1, 7), "d"), "cell_turned_into_date"),  # noqa: DTZ001
        ("org_code", "00\u202e7", "cell_control"),
        ("name", "=HYPERLINK(1)", "cell_formula"),
        ("name", Cell("1+1", "f"), "cell_formula"),
        ("name", Cell("#REF!", "e"), "cell_error"),
        ("name", "a\x07b", "cell_control"),
        ("name", "ә" * 101, "cell_long"),
        ("born_on", "31.02.2008", "cell_day"),
        ("born_on", "01.01.1908", "cell_day_far"),
        ("born_on", "01/02/2008", "cell_day"),
        ("level", "3", "cell_choice"),
        ("hours", "2.5", "cell_mark"),
        ("hours", "шамамен 2", "cell_number"),
        ("hours", "-1", "cell_least"),
        ("hours", "0,1234567", "cell_places"),
        ("hours", "1" + "0" * 12, "cell_large"),
        ("hours", Cell(0.5, "n", "0%"), "cell_percent"),
        ("siblings", "2,5", "cell_whole"),
        ("entered", "19", "cell_year"),
        ("needs_bus", "мүмкін", "cell_yes_or_no"),
    ],
)
def test_a_cell_that_cannot_be_read_says_why_in_three_languages_and_never_what_it_holds(
    column: str, cell: Any, code: str, catalogue: Any
) -> None:
    cell = cell if isinstance(cell, Cell) else Cell(cell)
    [wrong] = [one for one in faults_of(column, cell) if one.column == column]
    assert wrong.code == code
    for language in ("kk", "ru", "en"):
        for end in ("", ".remedy"):
            said = catalogue.say(f"fault.{wrong.code}{end}", language, **wrong.facts)
            assert len(str(cell.value)) < 4 or str(cell.value) not in said


def faults_of(name: str, cell: Cell) -> list[Any]:
    columns = [IIN, *[one for one in [BY_NAME[name]] if one is not IIN]]
    cells = [Cell("080101500007"), cell] if name != "iin" else [cell]
    return row_of(columns, cells)[1]


def test_the_same_cells_read_with_a_point_when_the_sender_says_so() -> None:
    assert value_of(BY_NAME["hours"], Cell("2.5"), ".") == Decimal("2.5")
    assert why("hours", "2,5", ".") == "cell_mark"


def test_confirmation_takes_a_yes_only() -> None:
    assert values.confirmation(Cell("Иә"))
    with pytest.raises(Refused):
        values.confirmation(Cell("жоқ"))


def test_a_row_tells_every_fault_and_keeps_what_could_be_read() -> None:
    columns = [BY_NAME[name] for name in ("iin", "name", "hours")]
    cells = [Cell("12"), Cell("Әлия"), Cell("көп"), Cell("артық")]
    found, faults = row_of(columns, cells)
    assert found == {"name": "Әлия"}
    assert [(one.place, one.column, one.code) for one in faults] == [
        (0, "iin", "cell_digits"), (2, "hours", "cell_number"), (None, "", "cell_surplus"),
    ]  # fmt: skip


# --- headers ----------------------------------------------------------------------------------


def header(*names: str) -> list[str]:
    sheet = only((";".join(names) + "\n1;2\n").encode())
    return [one.name if one else "" for one in columns_of(sheet, COLUMNS, "kk")]


def refused(*names: str) -> list[Fault]:
    with pytest.raises(FaultyData) as error:
        header(*names)
    return list(error.value.faults)


@pytest.mark.parametrize(
    "names",
    [("iin", "name"), ("ЖСН *", "аты-жөні"), ("ИИН", "  фио "), ("IIN", "FULL\u00a0NAME"),
     ("ЖСН", "ФИО")],
)  # fmt: skip
def test_a_column_is_found_by_its_name_or_its_title_in_any_language(names: list[str]) -> None:
    assert header(*names) == ["iin", "name"]


def test_a_column_that_is_only_told_is_known_and_not_read() -> None:
    assert header("iin", "Ескерту") == ["iin", ""]


def test_what_is_wrong_with_a_header_is_told_at_once() -> None:
    faults = refused("name", "ФИО", "hours", "siblings", "region", "regiоn", "Hours a wek", "mine")
    assert [(one.code, one.facts.get("meant")) for one in faults] == [
        ("upload_column_twice", None), ("upload_look_alike", "region"),
        ("upload_column_meant", "hours a week"), ("upload_column_unknown", None),
        ("upload_column_missing", None),
    ]  # fmt: skip
    assert faults[-1].field == "ЖСН (iin)"


def test_a_first_line_of_data_is_no_header_and_is_not_repeated() -> None:
    [fault] = refused("080101500007", "Серікқызы Әлия")
    assert (fault.code, fault.field, dict(fault.facts)) == ("upload_no_table", None, {})


def test_without_strictness_the_same_line_would_be_repeated() -> None:
    """Negative control."""
    with pytest.raises(FaultyData) as error:
        matched(["080101500007"], {}, [], "файл", 1)
    assert error.value.faults[0].field == "080101500007"


# --- a thousand cells out and back -------------------------------------------------------------

LETTERS = some.characters(exclude_categories=["C"], exclude_characters="\u2028\u2029\x85")
CELLS = some.tuples(
    some.from_regex(r"[0-9]{12}", fullmatch=True).filter(str.isascii),
    some.text(LETTERS, max_size=60).map(str.strip),
    some.dates(date(1990, 1, 1), date(2100, 12, 31)),
    some.sampled_from(["01", "37", "60"]),
    some.decimals(0, 10**12 - 1, places=6).map(lambda one: one.normalize() + 0),
    some.integers(0, 10**12 - 1),
    some.booleans(),
)
ORDER = ("iin", "name", "born_on", "region", "hours", "siblings", "needs_bus")


@settings(max_examples=examples(100, in_full=1000), deadline=None)
@given(CELLS)
def test_what_is_written_as_csv_is_read_back_the_same(row: tuple[Any, ...]) -> None:
    said = [*row[:-1], "иә" if row[-1] else "жоқ"]
    sheet = only(b"".join(csv_lines(ORDER, [said])))
    columns = columns_of(sheet, COLUMNS, "en")
    [(_, cells)] = sheet.lines
    found, faults = row_of(columns, cells)
    if row[1].startswith("'") and not faults:
        return  # an apostrophe of the text's own may be one that keeps it from running
    assert faults == []
    assert found == plain(row)


def plain(row: tuple[Any, ...]) -> dict[str, Any]:
    return {name: value for name, value in zip(ORDER, row, strict=True) if value not in ("", None)}


@settings(max_examples=examples(5, in_full=20), deadline=None)
@given(some.lists(CELLS, min_size=1, max_size=50))
def test_what_is_written_as_a_book_is_read_back_the_same(rows: list[tuple[Any, ...]]) -> None:
    rows = [(*row[:4], round(row[4], 2) + 0, *row[5:]) for row in rows]  # of fifteen digits
    book = Book()
    columns = [BY_NAME[name].printed("ru") for name in ORDER]
    lines = [
        {**dict(zip(ORDER, row, strict=True)), "needs_bus": "да" if row[-1] else "нет"}
        for row in rows
    ]
    book.table("Лист", columns, lines)
    sheet = only(book.content())
    found = columns_of(sheet, COLUMNS, "ru")
    back = [row_of(found, cells) for _, cells in sheet.lines]
    assert len(back) == len(rows)
    for (values_read, faults), row in zip(back, rows, strict=True):
        if not row[1].startswith("'"):
            assert (faults, values_read) == ([], plain(row))


@settings(max_examples=examples(50, in_full=200), deadline=None)
@given(some.lists(CELLS, min_size=1, max_size=5))
def test_what_is_sent_as_json_lines_is_read_the_same(rows: list[tuple[Any, ...]]) -> None:
    def line(row: tuple[Any, ...]) -> str:
        hours = f"{row[4]:f}"
        return json.dumps(
            {**dict(zip(ORDER, row, strict=True)), "born_on": row[2].isoformat(), "hours": 0}
        ).replace('"hours": 0', f'"hours": {hours}')

    sheet = only("\n".join(map(line, rows)).encode())
    found = columns_of(sheet, COLUMNS, "kk")
    back = [row_of(found, cells) for _, cells in sheet.lines]
    for (values_read, faults), row in zip(back, rows, strict=True):
        if not row[1].startswith(("'", "=")):
            assert (faults, values_read) == ([], plain(row))
