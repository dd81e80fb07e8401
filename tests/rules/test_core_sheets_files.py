"""RELIABILITY I1–I4: a file of any kind gives typed cells, or says what to mend."""

import io
from typing import Any

import openpyxl
import pytest

from bagdar.core.errors import FaultyData
from bagdar.core.sentences import fault_message, fault_remedy
from bagdar.core.sheets.books import LISTS
from bagdar.core.sheets.limits import COMMAND_LINE, LIMITS, Limits
from tests.rules.sheets_tools import lines_of, only, read, types
from tests.rules.upload_corpus import Case
from tests.rules.upload_corpus_cells import EVERY

# What a file is refused for before anybody asks which columns it should have.
OF_COLUMNS = {
    "upload_no_table", "upload_nothing", "upload_column_unknown", "upload_column_twice",
    "upload_column_missing", "upload_look_alike",
}  # fmt: skip
# Refused by the bound of filled rows, which whoever reads rows counts; its lines are in bounds.
OF_ROWS = {"6,000 rows"}


def told(content: bytes, **more: Any) -> tuple[str, int | None]:
    """The first fault of a file that is read to its end; ("", None) where there is none."""
    try:
        for sheet in read(content, **more).sheets:
            for _ in sheet.lines:
                pass
    except FaultyData as error:
        return error.faults[0].code, error.faults[0].line
    return "", None


def encoding(case: Case) -> Any:
    return (case.told or {}).get("encoding")


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.name)
def test_the_corpus_is_read_or_refused_without_its_columns_known(case: Case) -> None:
    code, _ = told(case.build(), encoding=encoding(case))
    if case.whole and case.whole not in OF_COLUMNS and case.name not in OF_ROWS:
        assert code == case.whole
    else:
        assert code in ("", *OF_COLUMNS, "upload_rows", "upload_columns", "upload_quotes")


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("encoded", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_is_cut_at_its_own_mark_in_any_unicode_that_says_so(mark: str, encoded: str) -> None:
    text = f"iin{mark}name\n080101500007{mark}Әлия\n"
    assert lines_of(text.encode(encoded)) == [(2, ["080101500007", "Әлия"])]


@pytest.mark.parametrize(
    ("encoded", "name"),
    [("kz1048", "Қуаныш Өмірбек Ғалымұлы"), ("cp1251", "Олжас Иванов"), ("cp866", "Олжас Иванов")],
)
def test_an_older_encoding_is_told_and_read_only_when_its_sender_says_it(
    encoded: str, name: str, catalogue: Any
) -> None:
    content = f"iin;name\n080101500007;{name}\n".encode(encoded)
    with pytest.raises(FaultyData) as refused:
        read(content)
    [fault] = refused.value.faults
    said = {"kz1048": "kz-1048", "cp1251": "windows-1251", "cp866": "cp866"}[encoded]
    assert (fault.code, fault.line, fault.facts["guess"]) == ("upload_encoding", 2, said)
    assert said in fault_message(fault, catalogue, "kk")
    assert name not in fault_message(fault, catalogue, "kk")
    assert lines_of(content, encoding=said) == [(2, ["080101500007", name])]


def test_utf_32_is_told_and_not_read() -> None:
    assert told("iin;name\n1;2\n".encode("utf-32")) == ("upload_encoding", None)


def test_a_book_keeps_how_its_cells_are_stored() -> None:
    made = openpyxl.Workbook()
    made.active.append(["iin", "name", "hours", "needs_bus", "x"])
    made.active.append([80101500007, "Әлия", 2.5, True, "=1+1"])
    made.active.cell(2, 1).number_format = "000000000000"
    sheet = only(book_of(made))
    [(line, cells)] = sheet.lines
    assert sheet.names == ["iin", "name", "hours", "needs_bus", "x"]
    assert (line, types(cells)) == (2, ["n", "s", "n", "b", "f"])
    assert cells[0].format == "000000000000"


def book_of(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_hidden_sheets_are_named_and_left_aside_except_our_own_lists() -> None:
    made = openpyxl.Workbook()
    made.active.append(["iin"])
    for title in ("Құпия", LISTS):
        made.create_sheet(title).append(["x"])
        made[title].sheet_state = "hidden"
    file = read(book_of(made))
    assert file.hidden == ("Құпия",)
    assert [sheet.title for sheet in file.sheets] == ["Sheet"]


MANY_NAMES = "{" + ", ".join(f'"{n}": 1' for n in [*range(60_000), 59_999]) + "}"


# --- JSON Lines -------------------------------------------------------------------------------


def test_json_lines_give_every_name_as_a_column_and_typed_cells() -> None:
    content = '{"iin": "080101500007", "hours": 2.5}\n\n{"hours": 3, "bus": true, "x": null}\n'
    sheet = only(content.encode())
    assert (sheet.line, sheet.names) == (0, ["iin", "hours", "bus", "x"])
    found = list(sheet.lines)
    assert [line for line, _ in found] == [1, 3]
    assert [one.value for one in found[0][1]] == ["080101500007", 2.5]
    assert [one.value for one in found[1][1]] == [None, 3, True]
    assert types(found[1][1]) == ["s", "n", "b"]


def test_long_numbers_of_json_lose_no_digit() -> None:
    text = '{"a": 12345678901234567890, "b": 1234567890.1234567891, "c": -0.10}'
    [(_, values)] = lines_of(text.encode())
    assert [str(one) for one in values] == ["12345678901234567890", "1234567890.1234567891", "-0.1"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ('{"a": 1} {"a": 2}', "upload_json_line"), ('{"a": 1', "upload_json_line"),
        ('[{"a": 1}]', "upload_json_line"), ("[" * 100_000, "upload_json_deep"),
        ('{"a":' * 100_000, "upload_json_deep"), ("5", "upload_json_line"),
        ('{"a": [1]}', "upload_json_deep"), ('{"a": {"b": 1}}', "upload_json_deep"),
        ('{"a": 1, "a": 2}', "upload_json_twice"),
(MANY_NAMES, "upload_json_twice"), ('{"a": NaN}', "upload_json_number"),
        ('{"a": Infinity}', "upload_json_number"), ('{"a": -Infinity}', "upload_json_number"),
        ('{"a": 1e999}', "upload_json_number"), ('{"a": 1e-999}', "upload_json_number"),
        ('{"a": 1e99999999999999999999}', "upload_json_number"),
        ('{"a": ' + "9" * 41 + "}", "upload_json_number"),
        ('{"a": "\\ud800"}', "upload_json_half"), ('{"\\udfff": 1}', "upload_json_half"),
        ('{"a": "\x01"}', "upload_json_line"),
        ('{"a": "' + "x" * LIMITS.json_line + '"}', "upload_json_long"),
    ],
    ids=lambda one: one[:30],
)  # fmt: skip
def test_a_line_that_is_not_one_flat_object_is_told_with_its_number(
    raw: str, code: str, catalogue: Any
) -> None:
    with pytest.raises(FaultyData) as refused:
        read(('{"a": 0}\n' + raw + "\n").encode())
    [fault] = refused.value.faults
    assert (fault.code, fault.line) == (code, 2)
    for language in ("kk", "ru", "en"):
        assert fault_message(fault, catalogue, language)
        assert fault_remedy(fault, catalogue, language)


def test_every_bad_line_is_told_at_once_up_to_fifty() -> None:
    with pytest.raises(FaultyData) as refused:
        read(b'{"a": 1}\n' + b'{"a": NaN}\n' * 3 + b"{\n")
    assert [(one.line, one.code) for one in refused.value.faults] == [
        (2, "upload_json_number"), (3, "upload_json_number"), (4, "upload_json_number"),
        (5, "upload_json_line"),
    ]  # fmt: skip
    with pytest.raises(FaultyData) as refused:
        read(b'{"a": 1}\n' + b"{\n" * 1000)
    assert len(refused.value.faults) == 50


def test_json_has_no_more_columns_and_lines_than_any_table() -> None:
    wide = "{" + ", ".join(f'"c{number}": 1' for number in range(101)) + "}"
    assert told(wide.encode()) == ("upload_columns", 1)
    apart = "\n".join(f'{{"c{number}": 1}}' for number in range(101))
    assert told(apart.encode()) == ("upload_columns", 101)
    assert told(b'{"a": 1}\n' * 20_001) == ("upload_rows", 20_001)


# --- limits -----------------------------------------------------------------------------------


@pytest.mark.parametrize("row", [b"080101500007;1\n", b'{"iin": "080101500007", "a": 1}\n'])
def test_what_the_web_refuses_the_command_line_reads(row: bytes) -> None:
    head = b"iin;a\n" if row.startswith(b"0") else b""
    content = head + row * 30_000
    assert told(content) == ("upload_rows", 20_001)
    assert told(content, limits=COMMAND_LINE) == ("", None)
    assert sum(1 for _ in only(content, limits=COMMAND_LINE).lines) == 30_000


def test_the_command_line_has_bounds_for_a_million_rows_and_no_looser_for_an_archives_parts() -> (
    None
):
    assert COMMAND_LINE.rows >= 1_000_000
    assert COMMAND_LINE.lines > COMMAND_LINE.rows
    for name in ("entries", "ratio", "parts", "columns", "json_line"):
        assert getattr(COMMAND_LINE, name) == getattr(LIMITS, name)


def test_the_bounds_of_the_web_are_as_they_were() -> None:
    mebibyte = 1024 * 1024
    assert (
        Limits(500, 20 * mebibyte, 40 * mebibyte, 120, 300_000, 70_000, 5000, 20_000, 100) == LIMITS
    )
