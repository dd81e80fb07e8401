"""What we hand out is filled in and read back; what goes back is mended and sent again; and
nothing of either runs in a spreadsheet (RELIABILITY I7).
"""

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from bagdar.core.errors import FaultyData
from bagdar.core.sheets import csv_out, returned
from bagdar.core.sheets.books import LISTS
from bagdar.core.sheets.cells import Sheet
from bagdar.core.sheets.columns import columns_of, row_of
from bagdar.core.sheets.printing import Book
from bagdar.core.sheets.returned import MOST_NOTES, Remark, Returned
from tests.rules.sheets_tools import COLUMNS, NAMES, only, read

LEARNER = {
    "iin": "080101500007", "name": "Серікқызы Әлия", "org_code": "007", "born_on": "2008-01-01",
    "level": "2 – негізгі орта, толық емес", "region": "37", "hours": 30.5, "siblings": 3,
    "entered": 2015, "needs_bus": "иә",
}  # fmt: skip
ATTACKS = (
    "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", " =1", "\u200b=1",
    "\u202f=1", "＝1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")',
)  # fmt: skip
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")


def template(language: Any = "kk", **more: Any) -> bytes:
    book = Book()
    book.table("Learners", [one.printed(language) for one in COLUMNS], frozen=1, **more)
    book.pages("Нұсқаулық", [("Үлгі", "Әр жолға бір білім алушы")])
    return book.content()


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def filled(content: bytes, *rows: dict[str, Any]) -> bytes:
    """As a person fills it in: values typed into the cells that stand there."""
    book = opened(content)
    sheet = book.worksheets[0]
    for line, row in enumerate(rows, start=2):
        for place, name in enumerate(NAMES, start=1):
            if name in row:
                sheet.cell(line, place).value = row[name]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(sheet: Sheet) -> list[tuple[dict[str, Any], list[Any]]]:
    columns = columns_of(sheet, COLUMNS, "kk")
    return [row_of(columns, cells) for _, cells in sheet.lines]


# --- a template -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_template_filled_in_is_read_back_as_it_was_meant(language: str) -> None:
    file = read(filled(template(language), LEARNER, {**LEARNER, "iin": "900101300008"}))
    assert file.hidden == ()
    learners = next(iter(file.sheets))
    [(first, no_faults), (second, _)] = rows_of(learners)
    assert no_faults == []
    assert first == {
        "iin": "080101500007", "name": "Серікқызы Әлия", "org_code": "007",
        "born_on": date(2008, 1, 1), "level": "2", "region": "37", "hours": Decimal("30.5"),
        "siblings": 3, "entered": 2015, "needs_bus": True,
    }  # fmt: skip
    assert second["iin"] == "900101300008"


def test_a_number_that_names_a_person_stands_in_a_cell_of_text() -> None:
    sheet = opened(template()).worksheets[0]
    assert {sheet.cell(line, 1).number_format for line in range(2, 202)} == {"@"}


def test_zeros_that_a_spreadsheet_lost_are_told_and_never_put_back() -> None:
    [(found, faults)] = rows_of(only_first(filled(template(), {**LEARNER, "iin": 80101500007})))
    assert "iin" not in found
    assert [(one.column, one.code) for one in faults] == [("iin", "cell_zeros")]


def only_first(content: bytes) -> Sheet:
    return next(iter(read(content).sheets))


def test_a_title_has_its_note_and_a_choice_its_list() -> None:
    book = opened(template())
    sheet = book.worksheets[0]
    assert sheet["A1"].value == "ЖСН *"
    assert sheet["A1"].comment.text == "12 цифр\n080101500007"
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert lists["E2:E201"] == f"{LISTS}!$A$1:$A$2"  # a name with a comma would be cut in two
    assert lists["F2:F201"] == f"{LISTS}!$B$1:$B$60"
    assert lists["J2:J201"] == '"иә,жоқ"'
    assert book[LISTS].sheet_state == "hidden"
    assert [book[LISTS].cell(line, 1).value for line in (1, 2)] == [
        "1 – бастауыш", "2 – негізгі орта, толық емес",
    ]  # fmt: skip


def test_every_label_of_a_list_is_read_as_its_code() -> None:
    rows = [{**LEARNER, "region": f"{n:02} – Region {n}"} for n in range(1, 61)]
    read_back = [found["region"] for found, _ in rows_of(only_first(filled(template(), *rows)))]
    assert read_back == [f"{number:02}" for number in range(1, 61)]


def test_rows_that_a_template_brings_along_are_streamed_or_not_the_same() -> None:
    def written(streamed: bool) -> list[Any]:
        book = Book(streamed=streamed)
        book.table("t", [one.printed("en") for one in COLUMNS], [LEARNER] * 50, spare=3)
        return [[cell.value for cell in row] for row in opened(book.content()).worksheets[0].rows]

    assert written(True) == written(False)
    assert len(written(True)) == 54


# --- rows that go back ------------------------------------------------------------------------

HEADER = ("ЖСН", "Аты-жөні", "Апталық сағат")
BACK = [
    Returned(("80101500007", "Серікқызы Әлия", "көп"),
             [Remark(0, "12 цифр керек", "қайта теріңіз"), Remark(2, "бұл – сан емес")]),
    Returned(("080101500007", "Ахметов Олжас", 30.5), [Remark(None, "жол екі рет тұр")]),
]  # fmt: skip


@pytest.mark.parametrize("streamed", [True, False])
def test_rows_go_back_as_delivered_with_the_faulty_cells_marked(streamed: bool) -> None:
    content = returned.to_xlsx("Қайтарылды", HEADER, BACK, "Себептері", streamed=streamed)
    sheet = opened(content).worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.rows] == [
        [*HEADER, "Себептері"],
        ["80101500007", "Серікқызы Әлия", "көп",
         "ЖСН – 12 цифр керек – қайта теріңіз\nАпталық сағат – бұл – сан емес"],
        ["080101500007", "Ахметов Олжас", 30.5, "жол екі рет тұр"],
    ]  # fmt: skip
    assert sheet["A2"].comment.text == "12 цифр керек\nқайта теріңіз"
    assert {sheet[one].fill.fgColor.rgb for one in ("A2", "C2")} == {"FFFBE3E1"}
    assert sheet["B2"].comment is None
    assert sheet["B2"].fill.fill_type is None
    assert sheet["A3"].number_format == "@"


def test_returned_rows_are_mended_and_sent_again_as_they_are() -> None:
    content = returned.to_xlsx("Қайтарылды", HEADER, BACK, "Ескерту")
    book = opened(content)
    book.worksheets[0]["A2"], book.worksheets[0]["C2"] = "900101300008", 12
    out = io.BytesIO()
    book.save(out)
    assert [faults for _, faults in rows_of(only(out.getvalue()))] == [[], []]


def test_as_many_rows_as_the_web_takes_come_back_within_the_bounds_of_the_web() -> None:
    content = returned.to_xlsx("x", HEADER, [BACK[0]] * 5000, "Ескерту", streamed=True)
    sheet = only(content)
    assert sum(1 for _ in sheet.lines) == 5000
    notes = [one for row in opened(content).worksheets[0].rows for one in row if one.comment]
    assert len(notes) == MOST_NOTES


def test_with_a_note_for_every_cell_the_file_could_not_be_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Negative control: the bound of notes is what keeps a returned file from being a bomb."""
    monkeypatch.setattr(returned, "MOST_NOTES", 10_000)
    content = returned.to_xlsx("x", HEADER, [BACK[0]] * 5000, "Ескерту")
    with pytest.raises(FaultyData):
        only(content)


def test_a_long_number_goes_back_with_all_its_digits() -> None:
    rows = [Returned((12345678901234567890, -3, 0.1), [])]
    sheet = opened(returned.to_xlsx("x", HEADER, rows, "Ескерту")).worksheets[0]
    assert [cell.value for cell in sheet[2]][:3] == ["12345678901234567890", -3, 0.1]


# --- nothing runs -----------------------------------------------------------------------------


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_note_title_or_reason_runs(attack: str) -> None:
    rows = [Returned((attack, attack, attack), [Remark(0, attack, attack), Remark(None, attack)])]
    content = returned.to_xlsx("x", (attack, "b", "c"), rows, attack)
    for row in opened(content).worksheets[0].rows:
        for cell in row:
            assert_still(str(cell.value))
            assert cell.data_type == "s"
            if cell.comment:
                assert_still(cell.comment.text)
    text = b"".join(returned.to_csv((attack, "b", "c"), rows, attack)).decode("utf-8-sig")
    for cells in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        for one in cells:
            assert_still(one)


def assert_still(text: str) -> None:
    assert not text.lstrip(" \u00a0\u202f").startswith(RUNS)


def test_a_plain_writer_lets_them_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control."""
    monkeypatch.setattr(csv_out, "harmless", str)
    assert b";=1+1" in b"".join(csv_out.csv_lines(("a", "b"), [("x", "=1+1")]))


def test_negative_numbers_stay_numbers() -> None:
    written = b"".join(csv_out.csv_lines(("a", "b", "c"), [(-3, Decimal("-2.50"), -0.5)]))
    assert written.decode("utf-8-sig").splitlines()[1] == "-3;-2,50;-0,5"


def test_a_template_given_attacks_shows_them_as_text() -> None:
    book = Book()
    columns = [one.printed("kk") for one in COLUMNS[:2]]
    book.table("t", columns, [{"iin": one, "name": one} for one in ATTACKS])
    book.pages("i", [(one, one) for one in ATTACKS])
    for sheet in opened(book.content()).worksheets:
        for row in sheet.rows:
            for cell in row:
                assert cell.data_type in ("s", "n")
                assert_still(str(cell.value or ""))


@given(some.lists(some.text(max_size=20), min_size=1, max_size=5))
def test_any_rows_of_text_are_cut_into_as_many_cells_again(cells: Sequence[str]) -> None:
    header = [f"c{place}" for place in range(len(cells))]
    text = b"".join(csv_out.csv_lines(header, [cells])).decode("utf-8-sig")
    [_, row] = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    assert len(row) == len(cells)
    for one in row:
        assert_still(one)
