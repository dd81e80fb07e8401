"""RELIABILITY I7: what leaves as a file cannot run where it arrives."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from bagdar.core.languages import Words
from bagdar.core.sheets.harmless import harmless
from bagdar.look import exports
from bagdar.look.exports import file_name, to_csv, to_xlsx
from bagdar.look.tables import Column, Mark, Table, arrange

ATTACKS = [
    "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", "\x01=1", " =1", "\u200b=1",
    "\u202f=1", "＝1+1", "＋1", "－1", "＠x",
    "=HYPERLINK(\"http://x\",\"y\")", "=cmd|' /C calc'!A0", "\ufeff=1",
]  # fmt: skip
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
ABOUT = [("Дереккөзі", "№ 988 қаулы"), ("Редакция", "kz-2020-2025@1")]


def shown(*values: object, kind: str = "text", title: str = "Атауы", **more):
    column = Column("x", title, kind, **more)
    return arrange(Table("rows", "Кесте", [column], [{"x": value} for value in values]), "kk")


def cells_of_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def book_of(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


def first_sheet(content: bytes) -> list[list[object]]:
    return [[cell.value for cell in row] for row in book_of(content).worksheets[0].iter_rows()]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_text_that_a_spreadsheet_would_run_arrives_as_text(attack):
    in_csv = cells_of_csv(to_csv(shown(attack)))[1][0]
    sheet = book_of(to_xlsx(shown(attack), [("x", attack)], attack)).worksheets[0]
    in_xlsx = sheet.cell(2, 1)
    for text in (in_csv, in_xlsx.value):
        assert text.startswith("'")
    assert in_xlsx.data_type == "s"


@pytest.mark.parametrize("attack", ATTACKS)
def test_titles_notes_and_the_about_sheet_cannot_run_either(attack):
    value = arrange(
        Table("rows", attack, [Column("x", attack, unit=attack)], [{"x": "a"}], note=attack), "kk"
    )
    book = book_of(to_xlsx(value, [(attack, attack)], attack))
    for sheet in book.worksheets:
        assert not sheet.title.startswith(RUNS)
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n")
                assert cell.value is None or not str(cell.value).lstrip().startswith(RUNS)
    assert cells_of_csv(to_csv(value))[0][0].startswith("'")


@given(some.text(max_size=40))
def test_no_text_at_all_begins_as_a_formula(text):
    assert not harmless(text).lstrip(" \u00a0\u202f").startswith(RUNS)


def test_the_guard_is_what_holds(monkeypatch):
    """Negative control: with plain csv.writer behaviour the promise is broken."""
    monkeypatch.setattr(exports, "harmless", lambda text: text)
    assert cells_of_csv(to_csv(shown("=1+1")))[1][0] == "=1+1"


def test_numbers_stay_numbers_negative_ones_too():
    values = [Decimal("-12.50"), -3, Decimal("0.1"), 1234567, None]
    rows = cells_of_csv(to_csv(shown(*values, kind="number")))
    assert [row[0] if row else "" for row in rows] == [
        "Атауы", "-12.50", "-3", "0.1", "1234567", "",
    ]  # fmt: skip
    rows = first_sheet(to_xlsx(shown(*values, kind="number"), ABOUT, "Дереккөз"))
    assert rows == [["Атауы"], [-12.5], [-3], [0.1], [1234567]]


def test_days_and_instants_keep_their_kind():
    values = [date(2019, 12, 27), datetime(2019, 12, 27, 4, 5, tzinfo=UTC)]
    rows = first_sheet(to_xlsx(shown(*values, kind="date"), ABOUT, "Дереккөз"))
    assert rows[1:] == [[datetime(2019, 12, 27)], [datetime(2019, 12, 27, 10, 5)]]  # noqa: DTZ001
    assert cells_of_csv(to_csv(shown(*values)))[1:] == [
        ["2019-12-27"], ["2019-12-27T04:05:00+00:00"],
    ]  # fmt: skip


def test_kazakh_words_and_line_breaks_come_back_as_they_left():
    text = "Әкімдік «ЖАО», ғылым;\nекінші жол, ң ө ұ ү һ і"
    words = Words(kk=text, ru="р", en="e")
    for value in (text, words, Mark(words, "good")):
        assert cells_of_csv(to_csv(shown(value)))[1] == [text]
        assert first_sheet(to_xlsx(shown(value), ABOUT, "Дереккөз"))[1] == [text]


def test_excel_sees_that_it_is_utf_8():
    assert to_csv(shown("ә")).startswith(b"\xef\xbb\xbf")


def test_a_workbook_says_where_it_comes_from_and_freezes_its_header():
    book = book_of(to_xlsx(shown("а", unit="млн теңге"), ABOUT, "Дереккөз туралы"))
    sheet, about = book.worksheets
    assert sheet.freeze_panes == "A2"
    assert sheet.cell(1, 1).value == "Атауы, млн теңге"
    assert sheet.cell(1, 1).font.bold
    assert about.title == "Дереккөз туралы"
    assert [[cell.value for cell in row] for row in about.iter_rows()] == [
        list(one) for one in ABOUT
    ]


def test_the_same_table_gives_the_same_bytes():
    assert to_xlsx(shown("а", 1), ABOUT, "x") == to_xlsx(shown("а", 1), ABOUT, "x")


def test_made_up_data_say_so_in_every_row():
    rows = cells_of_csv(to_csv(shown("а", "б"), ("Деректер", "шартты")))
    assert rows == [["Атауы", "Деректер"], ["а", "шартты"], ["б", "шартты"]]


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("bagdar", "kz-2020-2025@1", "rows"), "bagdar-kz-2020-2025-1-rows.csv"),
        (("=cmd", "+x"), "cmd-x.csv"),
        (("../../etc/passwd",), "etc-passwd.csv"),
        (("а\r\nSet-Cookie: x",), "Set-Cookie-x.csv"),
        (("Қазақша",), "bagdar.csv"),
        (("@-+",), "bagdar.csv"),
        (("x" * 300,), "x" * 80 + ".csv"),
    ],
)
def test_a_file_name_holds_nothing_that_runs_or_leads_away(parts, name):
    assert file_name(*parts, ending="csv") == name
