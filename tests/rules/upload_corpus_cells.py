"""More files as people and attackers send them: single cells, other encodings, and bombs that no
ratio gives away.
"""

import random
import secrets
from collections.abc import Iterator

import openpyxl
from openpyxl.comments import Comment

from tests.rules.upload_corpus import (
    CASES,
    CONTENT_TYPES,
    GOOD,
    KAZAKH,
    MONEY,
    RUSSIAN,
    SHEET,
    STAGES,
    Build,
    Case,
    bomb,
    book,
    figures,
    good,
    line_of,
    money_of,
    raw_cell,
    repacked,
    stage,
    text,
)

MEBIBYTE = 1024 * 1024
ROWS_END = b"</sheetData>"


def typed(column: str, code: str, *values: str) -> Iterator[Case]:
    """Figures in which one cell is typed wrongly."""
    for value in values:
        yield Case(
            f"{column} typed as {value!r}",
            text(figures(line_of(**{column: value}))),
            remarks=((2, column, code),),
        )


def taken(column: str, *values: str) -> Iterator[Case]:
    for value in values:
        yield Case(
            f"{column} taken as {value!r}",
            text(figures(line_of(**{column: value}))),
            values={column: value.strip()},
        )


def dated(code: str, *days: str) -> Iterator[Case]:
    for day in days:
        yield Case(
            f"a day typed as {day!r}",
            text(figures(";".join(str(one or "") for one in stage(done_on=day)), head=STAGES)),
            remarks=((2, "done_on", code),),
        )


def linked(*links: str) -> Iterator[Case]:
    for link in links:
        yield Case(
            f"a link typed as {link!r}",
            book(stage(document_link=link), head=STAGES, title="milestones"),
            remarks=((2, "document_link", "upload_link"),),
        )


def binaries(*starts: tuple[str, bytes, str]) -> Iterator[Case]:
    for name, start, code in starts:
        yield Case(f"a file of {name}", lambda start=start: start, code)


def cells(code: str, *xmls: str) -> Iterator[Case]:
    for xml in xmls:
        remarks = ((2, "value", code),) if code else ()
        yield Case(f"a cell {xml}", raw_cell(xml), remarks=remarks)


def whole_cells(code: str, *xmls: str) -> Iterator[Case]:
    for xml in xmls:
        yield Case(f"a file with a cell {xml}", raw_cell(xml), code)


TYPED = [
    *typed(
        "value", "upload_number",
        "1,2,3", "1'000", "½", "5²", "１２", "1,5E3", "1e-7", "∞", "+-1", "5-", "(5)", "5 млн",
        "$5", "5₸", "true", "#REF!", "#N/A", "NULL", "-", "—", "жоқ", "5\u200b", "\u200e5",
        "1.000.000", "1,000,000", "12/5", "1:5", "0b1", "1e400", "2021-06-18", "5 5", "5,", ",5",
        "<script>alert(1)</script>", "{{7*7}}", "' OR 1=1 --", "\u06f5", "5 000 0",
    ),
    *typed("value", "upload_percent", "0,645%", "64,5 %", "%"),
    *typed("value", "upload_places", "0,0000001", "64,1234567890"),
    *typed("value", "upload_large", "999999999999999", "-9999999999999,5"),
    *typed(
        "year", "upload_year",
        "20 21", "2021,0", "2021-2022", "２０２１", "MMXXI", "-2021", "02021", "1e3", "2021г.",
        "жыл", "<b>2021</b>", "99999",
    ),
    *typed("weight", "upload_number", "көп", "1e9", "<i>5</i>"),
    *typed("weight", "upload_least", "-0,000001"),
    *typed("confirm", "upload_switch", "жоқ", "no", "нет", "0", "false", "✓", "<u>иә</u>"),
    *typed("text", "upload_control", "бір\x08екі", "\x1b[2J", "а\x0bб"),
    *typed("text", "upload_long", "ә" * 4001),
    *typed("text", "upload_formula", "=1", "=HYPERLINK(\"http://x\")", "=IMPORTXML(1)"),
    *typed("document", "upload_long", "ә" * 301),
    *typed("row", "upload_control", "T1\u202e4", "T\x7f1"),
    *typed("row", "upload_long", "T" * 61),
    *taken("text", "ә" * 4000, "</td><script>alert(1)</script>", "{% include 'x' %}",
           "${jndi:ldap://x}", "\u202eкері", "👩‍👩‍👧‍👦", "a\u0301", "x\u2028y",
           "..\\..\\etc\\passwd", "%s%n%x", "'"),
    *taken("document", "1-НК & 2-НК", "<img src=x onerror=alert(1)>"),
    *taken("confirm"),
    *dated("upload_day", "2021-13-01", "2021-6-1", "31.02.2021", "18 маусым 2021", "06/18/2021",
           "2021-06-18T00:00", "20210618", "1.1.1", "２０21-01-01", "<s>1</s>"),
    *dated("upload_day_far", "0001-01-01", "9999-12-31", "1.1.1989"),
    *linked("data:text/html,x", "JaVaScRiPt:alert(1)", "//adilet.zan.kz", "ftp://x/y", "https:///x",
            "https://x\u202ey/", "mailto:a@b", "https://[", "\\\\server\\share"),
]  # fmt: skip

SENT = [
    Case("KOI8-R", text(figures(RUSSIAN), "koi8-r"), "upload_encoding", 2),
    Case("ISO 8859-5", text(figures(RUSSIAN), "iso8859-5"), "upload_encoding", 2),
    Case("Mac Cyrillic", text(figures(RUSSIAN), "mac-cyrillic"), "upload_encoding", 2),
    Case("UTF-8 longer than it may be", lambda: b"row;year;value\nT1.4;2021;\xc0\xb1\n",
         "upload_encoding", 2),
    Case("half a pair in UTF-8", lambda: b"row;year;value\nT1.4;2021;\xed\xa0\x80\n",
         "upload_encoding", 2),
    Case("half a pair in UTF-16", lambda: b"\xff\xfe" + "row;year;value\n".encode("utf-16-le")
         + b"\x00\xd8;\x00", "upload_encoding"),
    Case("KZ-1048 said to be CP866", text(figures(KAZAKH), "kz1048"), "upload_encoding_told",
         told={"encoding": "cp866"}),
    Case("1251 said to be CP866", text(figures(RUSSIAN), "cp1251"), "upload_encoding_told",
         told={"encoding": "cp866"}),
    Case("CP866 said to be 1251", text(figures(RUSSIAN), "cp866"), "upload_encoding_told",
         told={"encoding": "windows-1251"}),
    Case("1251 said to be UTF-8", text(figures(RUSSIAN), "cp1251"), "upload_encoding", 2,
         told={"encoding": "utf-8"}),
    Case("KZ-1048 in the header", lambda: "Көрсеткіш коды;Жыл;Мәні\nT1.4;2021;1\n".encode("kz1048"),
         "upload_encoding", 1),
    Case("vertical bars", text(figures("T1.4;2021;1", mark="|")), "upload_no_table"),
    Case("a title above the header", text("Есеп;;\n" + figures("T1.4;2021;1")), "upload_no_table"),
    Case("no header", text("T1.4;2021;64,5\n"), "upload_no_table"),
    Case("two columns of one's own", text(figures("T1.4;2021;1;2;3",
         head=["row", "year", "value", "a", "b"])), "upload_column_unknown", 1),
    Case("a column three times", text(figures("T1.4;2021;1;2;3",
         head=["row", "year", "value", "value", "value"])), "upload_column_twice", 1),
    Case("a script as a column", text(figures("T1.4;2021;1;2",
         head=["row", "year", "value", "<script>alert(1)</script>"])), "upload_column_unknown", 1),
    Case("a header in capitals", text(figures("T1.4;2021;1", head=["ROW", "Year", " VALUE "]))),
    Case("a header in quotes", text('"row";"year";"value"\n"T1.4";"2021";"64,5"\n')),
    Case("marks after the last column", text("row;year;value;;;\nT1.4;2021;64,5;;;\n")),
    Case("spaces after the last column", text("row;year;value\nT1.4;2021;64,5; ; ;\n")),
    Case("doubled quotes in a text", text(figures('T1.4;2021;1;;"НК ""1"" есебі"')),
         values={"document": 'НК "1" есебі'}),
    Case("a quote within a number", text(figures('T1.4;2021;64"5')),
         remarks=((2, "value", "upload_number"),)),
    Case("sep= and a mark of tabs", text("sep=\t\n" + figures("T1.4;2021;64,5", mark="\t"))),
    Case("sep= and a quote", text('sep="\nrow"year"value\nT1.4"2021"1\n')),
    Case("money without money", text(figures(money_of(spent="", plan="", revised="", confirm="иә"),
         head=MONEY))),
    Case("money below zero", text(figures(money_of(spent="-5"), head=MONEY))),
    *binaries(
        ("gzip", b"\x1f\x8b\x08\x00" + b"\xfa" * 60, "upload_encoding"),
        ("7z", b"7z\xbc\xaf\x27\x1c" + b"\x02" * 60, "upload_encoding"),
        ("a program", b"MZ\x90\x00\x03" + b"\x90" * 60, "upload_encoding"),
        ("a program of Linux", b"\x7fELF\x02\x01\x01" + b"\xc3" * 60, "upload_encoding"),
        ("SQLite", b"SQLite format 3\x00" + b"\x10" * 80, "null_byte"),
        ("a film", b"\x00\x00\x00\x20ftypisom" + b"\xf0" * 60, "upload_encoding"),
        ("an end of an archive", b"PK\x05\x06" + b"\x00" * 18, "upload_not_a_workbook"),
        ("two letters", b"PK", "upload_broken"),
        ("zeros and a letter", b"\x00" * 1000 + b"a", "upload_encoding"),
        ("a mark of UTF-16 alone", b"\xff\xfe", "upload_no_table"),
        ("a mark of UTF-32 alone", b"\xff\xfe\x00\x00", "upload_encoding"),
        ("a picture in XML", b"<svg onload='alert(1)'/>", "upload_no_table"),
        ("a page in capitals", b"<HTML><BODY>row;year;value</BODY></HTML>", "upload_no_table"),
        ("a mark and a page", b"\xef\xbb\xbf<html>", "upload_no_table"),
        ("a letter", "Құрметті!".encode(), "upload_no_table"),
        ("JSON that is no number", b'[{"row": "T1.4", "value": NaN}]', "upload_json_number"),
        ("ends of lines alone", b"\r\n" * 1000, "empty_file"),
        ("separators alone", b";;;;\n;;;;\n", "upload_no_table"),
        ("quotes alone", b'""""""', "upload_no_table"),
    ),
]  # fmt: skip


def sheets(count: int) -> Build:
    def more(made: openpyxl.Workbook) -> None:
        for place in range(count):
            made.create_sheet(f"бет {place}")

    return book(GOOD, change=more)


def _commented(made: openpyxl.Workbook) -> None:
    made["indicators"]["C2"].comment = Comment("=cmd|' /C calc'!A0", "=x")


def _merged(made: openpyxl.Workbook) -> None:
    made["indicators"].merge_cells("A2:C2")


BOOKS = [
    *cells("", '<c r="C2"><v>64.5</v></c>', '<c r="C2" t="n"><v>-0</v></c>',
           '<c r="C2" t="inlineStr"><is><r><t>64</t></r><r><t>,5</t></r></is></c>',
           '<c r="C2" t="str"><v>64,5</v></c>', '<c r="C2" t="n"><v>6.45E1</v></c>',
           '<c><v>64.5</v></c>'),
    *cells("upload_formula", '<c r="C2" t="str"><f>1+1</f><v>2</v></c>',
           '<c r="C2"><f t="shared" ref="C2" si="0">A1</f><v>2</v></c>',
           '<c r="C2"><f t="array" ref="C2">A1</f><v>2</v></c>', '<c r="C2"><f>1/0</f></c>'),
    *cells("upload_cell_error", '<c r="C2" t="e"><v>#REF!</v></c>',
           '<c r="C2" t="e"><v>#N/A</v></c>'),
    *cells("upload_number", '<c r="C2" t="b"><v>1</v></c>',
           '<c r="C2" t="inlineStr"><is><t>&lt;b&gt;5&lt;/b&gt;</t></is></c>'),
    *cells("upload_turned_into_date", '<c r="C2" t="d"><v>2021-06-18</v></c>'),
    *whole_cells("upload_broken", '<c r="1A"><v>1</v></c>',
                 '<c r="C2" s="99999"><v>1</v></c>', '<c r="C2" s="x"><v>1</v></c>',
                 '<c r="C2" t="s"><v>x</v></c>', '<c r="C2" t="n"><v>1,5</v></c>',
                 '<c r="C2" t="d"><v>кеше</v></c>'),
    Case("a comment that is a formula", book(GOOD, change=_commented)),
    Case("cells that are one", book(GOOD, change=_merged), "upload_nothing"),
    Case("a name of 31 letters that runs", book(GOOD, title="=1+1" + "ә" * 27)),
    Case("a sum in tenge shown as money", book(["T1.4", 2021, 64.5], formats={"C2": "#,##0.00₸"})),
    Case("a share shown in %", book(["T1.4", 2021, 0.645], formats={"C2": "0.00%;[Red]-0.00%"}),
         remarks=((2, "value", "upload_percent"),)),
    Case("a time as a figure", book(["T1.4", 2021, 0.5], formats={"C2": "hh:mm"}),
         remarks=((2, "value", "upload_turned_into_date"),)),
    Case("a book in bytes of its own", lambda: repacked(
        good(), {"xl/workbook.bin": b"\x83\x01"}, drop=("xl/workbook.xml",)),
        "upload_not_a_workbook"),
    Case("a book without its list of sheets", lambda: repacked(
        good(), {"xl/workbook.xml": b"<workbook/>"}), "upload_no_table"),
    Case("a book without its links", lambda: repacked(good(), drop=("xl/_rels/workbook.xml.rels",)),
         "upload_broken"),
    Case("a type of nothing", lambda: repacked(good(), {CONTENT_TYPES: b"<Types/>"}),
         "upload_broken"),
    Case("sixty sheets of one's own", sheets(60), note="upload.note.unknown_sheet"),
    Case("entities under another name", lambda: repacked(good(), {
        "xl/media/image1.png": b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">]><l>&a;</l>'}),
        "upload_entities"),
    Case("XML in UTF-16 under another name", lambda: repacked(good(), {
        "xl/media/image1.png": "<x/>".encode("utf-16")}), "upload_broken"),
    Case("a picture", lambda: repacked(good(), {"xl/media/image1.png": b"\x89PNG\r\n\x1a\n<!"})),
]  # fmt: skip


# --- bombs: small to send, and each of them dear to read ------------------------------------------


def padded(name: str, before: bytes, more: bytes) -> Build:
    """A good workbook with more in one part, and noise beside it that hides the ratio."""

    def build() -> bytes:
        noise = b"<!--" + secrets.token_hex(200_000).encode() + b"-->"
        return repacked(good(), replace=(name, before, more + before + noise))

    return build


def far_cells(count: int) -> bytes:
    """Rows of one cell each, at the right edge of the sheet."""
    return b"".join(
        b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (row, row) for row in range(3, count)
    )


def lines(*parts: str | bytes) -> Build:
    return lambda: b"".join(one if isinstance(one, bytes) else one.encode() for one in parts)


def shared_texts(count: int) -> bytes:
    """A book that has a list of texts which a reader loads whole."""
    declared = b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxml'
    declared += b'formats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    noise = b"<!--" + secrets.token_hex(200_000).encode() + b"-->"
    texts = b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>" + noise
    listed = repacked(good(), replace=(CONTENT_TYPES, b"</Types>", declared))
    return repacked(listed, {"xl/sharedStrings.xml": texts + b"<si><t>a</t></si>" * count
                             + b"</sst>"})  # fmt: skip


HEAD = b"row;year;value\n"
BOMBS = [
    Case("a million cells in a row", padded(SHEET, ROWS_END, b"<row>" + b"<c/>" * 1_000_000
         + b"</row>"), "upload_bomb_cells"),
    Case("300,000 figures", padded(SHEET, ROWS_END, (b"<row>" + b"<c><v>1</v></c>" * 100
         + b"</row>") * 3000), "upload_bomb_cells"),
    Case("20,000 cells at the right edge", padded(SHEET, ROWS_END, far_cells(20_000)),
         "upload_bomb_cells"),
    Case("200,000 styles", padded("xl/styles.xml", b"</cellXfs>", b"<xf/>" * 200_000),
         "upload_bomb_cells"),
    Case("200,000 types", padded(CONTENT_TYPES, b"</Types>", b'<Default Extension="a"/>' * 200_000),
         "upload_bomb_cells"),
    Case("290,000 rows of nothing", padded(SHEET, ROWS_END, b"<row/>" * 290_000), "upload_rows"),
    Case("a sheet of 60 MiB", lambda: bomb(60 * MEBIBYTE), "upload_bomb_size"),
    Case("200,000 shared texts", lambda: shared_texts(200_000), "upload_bomb_cells"),
    Case("300,000 rows", text(figures(*["T1.4;2021;1"] * 300_000)), "upload_rows", 5002),
    Case("ten mebibytes of a letter", lambda: b"\xd0\xa2" * (5 * MEBIBYTE), "upload_no_table"),
    Case("five million columns", lines(b"row;year;value", b";c" * 5_000_000), "upload_columns", 1),
    Case("ten million separators", lines(HEAD, b";" * 10_000_000), "upload_columns", 2),
    Case("a row of a million Kazakh letters",
         lines(HEAD, ("ж;" * 9000 + '"\n";').encode() * 190), "upload_columns", 3),
    Case("ten million empty lines", lines(HEAD, b"\n" * 10_000_000), "upload_rows", 20_001),
    Case("three million lines of separators", lines(HEAD, b";;\n" * 3_000_000), "upload_rows",
         20_001),
    Case("two million lines of a letter", lines(HEAD, "ә\n".encode() * 2_000_000), "upload_rows",
         20_001),
    Case("ten million quotes", lines(HEAD, b'"' * 10_000_000), "upload_nothing"),
    Case("ten mebibytes in windows-1251", lambda: (RUSSIAN + "\n").encode("cp1251") * 140_000,
         "upload_no_table", told={"encoding": "windows-1251"}),
]  # fmt: skip


# --- what no limit of a file's own gives away: only who reads in bounds is spared -----------------


def long_texts(letters: int) -> Build:
    """Two texts of so many letters, one of them shared. A sign beyond the plane in each thousand
    makes every letter four bytes wide.
    """

    def build() -> bytes:
        noise = f"{random.Random(1).getrandbits(letters):0{letters}b}"
        wide = " " + "".join(noise[at : at + 1000] + "👍" for at in range(0, letters, 1000))
        content = wide.encode()
        cell = b'<row><c t="inlineStr"><is><t>' + content + b"</t></is></c></row>" + ROWS_END
        both = repacked(good(), replace=(SHEET, ROWS_END, cell))
        shared = b"<si><t>" + content + b"</t></si></sst>"
        return repacked(both, replace=("xl/sharedStrings.xml", b"</sst>", shared))

    return build


def formatted(length: int) -> Build:
    """A format of numbers that is opened so many times, and each time looked through to its end."""
    styles = (
        b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>'
        b'<numFmt numFmtId="164" formatCode="' + b"[" * length + b'"/></numFmts><cellXfs>'
        b'<xf numFmtId="164" xfId="0"/></cellXfs></styleSheet>'
    )
    return lambda: repacked(good(), {"xl/styles.xml": styles})


SLOW = Case("a format of 300,000 brackets", formatted(300_000), "upload_seconds")
GREEDY = Case("two texts of ten million letters", long_texts(10_000_000))

EVERY = [*CASES, *TYPED, *SENT, *BOOKS, *BOMBS]
