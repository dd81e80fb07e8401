"""Files as people and attackers send them: each built here, with what has to become of it."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import openpyxl

FIGURES = ["row", "year", "value", "weight", "document", "text", "confirm"]
MONEY = ["measure", "year", "source", "budget_programme", "plan", "revised", "spent", "confirm"]
STAGES = [
    "measure", "milestone", "status", "done_on", "text",
    "document_kind", "document_number", "document_date", "document_link", "confirm",
]  # fmt: skip
Build = Callable[[], bytes]


@dataclass(frozen=True)
class Case:
    """One file.

    whole    the code for which the file is refused whole
    line     where it is refused whole, if a line is meant
    remarks  (line, column, code) of every cell that is handed back
    rows     how many rows are read, those with remarks among them
    told     options of How
    """

    name: str
    build: Build
    whole: str = ""
    line: int | None = None
    remarks: tuple[tuple[int, str, str], ...] = ()
    rows: int = 1
    told: Mapping[str, Any] | None = None
    values: Mapping[str, Any] | None = None
    note: str = ""


def figures(*lines: str, mark: str = ";", end: str = "\n", head: list[str] | None = None) -> str:
    """A CSV of figures; each line is typed with semicolons."""
    header = mark.join(head or FIGURES[: lines[0].count(";") + 1])
    return end.join([header, *(line.replace(";", mark) for line in lines)]) + end


def text(content: str, encoding: str = "utf-8") -> Build:
    return lambda: content.encode(encoding)


def book(*rows: list[Any], head: list[str] | None = None, **more: Any) -> Build:
    return lambda: _book(rows, head or FIGURES[: len(rows[0])], **more)


def _book(
    rows: tuple[list[Any], ...],
    head: list[str],
    formats: Mapping[str, str] | None = None,
    change: Callable[[openpyxl.Workbook], None] | None = None,
    title: str = "indicators",
) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    for place, shown in (formats or {}).items():
        sheet[place].number_format = shown
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def repacked(
    content: bytes,
    change: Mapping[str, bytes] | None = None,
    replace: tuple[str, bytes, bytes] | None = None,
    drop: tuple[str, ...] = (),
) -> bytes:
    """A workbook with parts changed, added or dropped."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            if replace and name == replace[0]:
                assert replace[1] in data
                data = data.replace(replace[1], replace[2])
            if name not in (change or {}) and name not in drop:
                new.writestr(name, data)
        for name, data in (change or {}).items():
            new.writestr(name, data)
    return out.getvalue()


def moment(*parts: int) -> datetime:
    """A cell's day: a spreadsheet knows of no time zones."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


GOOD = ["T1.4", 2021, 64.5]
SHEET = "xl/worksheets/sheet1.xml"
_FIGURE = re.compile(rb'<c r="C2"[^>]*>.*?</c>')


_carrier: list[bytes] = []


def good() -> bytes:
    return _carrier[-1] if _carrier else book(GOOD)()


@contextmanager
def carried_by(content: bytes) -> Iterator[None]:
    """What is done to a good workbook is done to this one, whatever columns it has."""
    _carrier.append(content)
    try:
        yield
    finally:
        _carrier.pop()


def part(name: str, data: bytes) -> Build:
    return lambda: repacked(good(), {name: data})


def raw_cell(xml: str) -> Build:
    """A good workbook whose figure is another cell, as XML."""

    def build() -> bytes:
        with zipfile.ZipFile(io.BytesIO(good())) as archive:
            [found] = _FIGURE.findall(archive.read(SHEET))
        return repacked(good(), replace=(SHEET, found, xml.encode()))

    return build


def bomb(size: int) -> bytes:
    """A workbook whose sheet unpacks to `size` bytes of spaces."""
    return repacked(good(), replace=(SHEET, b"<sheetData>", b"<sheetData>" + b" " * size))


def shared_bomb(size: int) -> bytes:
    strings = b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
    return repacked(good(), {"xl/sharedStrings.xml": strings + b"<si><t>a</t></si>" * size})


def _links() -> bytes:
    out = io.BytesIO(good())
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo("xl/worksheets/link.xml")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def _twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        info = zipfile.ZipInfo(SHEET.replace("sheet1", "sheetX"))
        new.writestr(info, b"<x/>")
    return out.getvalue().replace(b"sheetX", b"sheet1")


def _encrypted() -> bytes:
    """The flag that says a part has a password, in every header."""
    content = bytearray(good())
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = content.find(mark)
        while start >= 0:
            content[start + at] |= 1
            start = content.find(mark, start + 4)
    return bytes(content)


def _damaged() -> bytes:
    """A byte of the sheet's packed data is another one."""
    content = bytearray(good())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        start = archive.getinfo(SHEET).header_offset
    content[start + 80] ^= 0xFF
    return bytes(content)


def _lying_size() -> bytes:
    """A part that says it is small and unpacks to 30 MiB."""
    content = bytearray(repacked(good(), {"xl/media/x.bin": b"\x00" * (30 * 1024 * 1024)}))
    start = content.find(b"PK\x01\x02")
    while start >= 0:
        length = int.from_bytes(content[start + 28 : start + 30], "little")
        if content[start + 46 : start + 46 + length] == b"xl/media/x.bin":
            content[start + 24 : start + 28] = (1000).to_bytes(4, "little")
        start = content.find(b"PK\x01\x02", start + 4)
    return bytes(content)


def _wide(count: int) -> bytes:
    return (";".join(FIGURES[:3] + [f"c{place}" for place in range(count)]) + "\n").encode()


def _hide(made: openpyxl.Workbook) -> None:
    sheet = made.create_sheet("Құпия")
    sheet.append(FIGURES[:3])
    sheet.append(["T1.4", 2022, 1])
    sheet.sheet_state = "veryHidden"


def _note(made: openpyxl.Workbook) -> None:
    made.create_sheet("Менің жазбаларым").append(["сөз"])


def _from_1904(made: openpyxl.Workbook) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    made.epoch = CALENDAR_MAC_1904


def stage(**cells: Any) -> list[Any]:
    given = {"measure": "2", "milestone": "1/2021-12", "status": "done", **cells}
    return [given.get(name) for name in STAGES]


def line_of(**cells: str) -> str:
    given = {"row": "T1.4", "year": "2021", "value": "64,5", **cells}
    return ";".join(given.get(name, "") for name in FIGURES)


def money_of(**cells: str) -> str:
    given = {"measure": "2", "year": "2021", "source": "РБ", "spent": "5", **cells}
    return ";".join(given.get(name, "") for name in MONEY)


KAZAKH = "T1.4;2021;64,5;;Өңірлік есеп: Қызылорда, Ұлытау, Ғылым, Үкімет, Әкімдік, Іс"
RUSSIAN = "T1.4;2021;64,5;;Отчёт о подготовке специалистов в колледжах области"
CONTENT_TYPES = "[Content_Types].xml"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<l>&b;</l>"
)

WHOLE_TEXT = [
    Case("zero bytes", lambda: b"", "empty_file"),
    Case("spaces alone", lambda: b"  \r\n\t\n", "empty_file"),
    Case("zero bytes, a hundred of them", lambda: b"\x00" * 100, "empty_file"),
    Case("a mark of UTF-8 and nothing", lambda: b"\xef\xbb\xbf", "upload_no_table"),
    Case("a header alone", text(figures("")), "upload_no_table"),
    Case("a header of ours alone", lambda: b"row;year;value\n", "upload_nothing"),
    Case("keys alone", text(figures("T1.4;2021;")), "upload_nothing"),
    Case("prose", text("Құрметті әріптестер, есепті жіберіп отырмыз.\n"), "upload_no_table"),
    Case("JSON", text('{"row": "T1.4"}'), "upload_no_table"),
    Case("HTML", text("<html><table><tr><td>row</td></tr></table></html>"), "upload_not_a_table"),
    Case("PDF", lambda: b"%PDF-1.4\n%\xe2\xe3", "upload_not_a_table"),
    Case("RTF", lambda: b"{\\rtf1 row}", "upload_not_a_table"),
    Case("PNG", lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "upload_not_a_table"),
    Case("JPEG", lambda: b"\xff\xd8\xff\xe0" + b"\x01" * 50, "upload_not_a_table"),
    Case("random bytes", lambda: bytes(range(1, 256)) * 8, "upload_encoding"),
    Case("windows-1251", text(figures(RUSSIAN), "cp1251"), "upload_encoding", 2),
    Case("KZ-1048", text(figures(KAZAKH), "kz1048"), "upload_encoding", 2),
    Case("CP866", text(figures(RUSSIAN), "cp866"), "upload_encoding", 2),
    Case("UTF-16 without a mark", text(figures(KAZAKH), "utf-16-le"), "upload_encoding"),
    Case("UTF-16 big end without a mark", text(figures(KAZAKH), "utf-16-be"), "upload_encoding"),
    Case("UTF-32", text(figures(KAZAKH), "utf-32"), "upload_encoding"),
    Case("UTF-8 cut in a letter", lambda: figures(KAZAKH).encode()[:-2], "upload_encoding", 2),
    Case("UTF-16 cut in half", lambda: figures(KAZAKH).encode("utf-16")[:-1], "upload_encoding"),
    Case("encoded twice through 1251",
         lambda: figures(RUSSIAN).encode().decode("cp1251", "ignore").encode(),
         "upload_twice_encoded", 2),
    Case("encoded twice through Latin",
         lambda: figures(RUSSIAN).encode().decode("latin-1").encode(), "upload_twice_encoded", 2),
    Case("KZ-1048 said to be 1251", text(figures(KAZAKH), "kz1048"), "upload_encoding_told",
         told={"encoding": "windows-1251"}),
    Case("UTF-8 said to be 1251", text(figures(KAZAKH)), "upload_encoding_told",
         told={"encoding": "windows-1251"}),
    Case("UTF-16 said to be UTF-8", text(figures(KAZAKH), "utf-16"), "upload_encoding",
         told={"encoding": "utf-8"}),
    Case("a zero byte in a cell", text(figures("T1.4;2021;64\x005")), "null_byte", 2),
    Case("a quote that never ends", text(figures('T1.4;2021;"64,5')), "upload_quotes", 2),
    Case("letters after a quote", text(figures('T1.4;2021;"64"x')), "upload_quotes", 2),
    Case("a column twice", text(figures("T1.4;2021;1;2", head=["row", "year", "value", "value"])),
         "upload_column_twice", 1),
    Case("a column in two languages", text(figures("T1.4;2021;1;2",
         head=["row", "year", "value", "Значение"])), "upload_column_twice", 1),
    Case("a column missing", text(figures("T1.4;64,5", head=["row", "value"])),
         "upload_column_missing", 1),
    Case("a column of one's own", text(figures("T1.4;2021;1;2",
         head=["row", "year", "value", "mine"])), "upload_column_unknown", 1),
    Case("a header with a look-alike", text(figures("T1.4;2021;1;2",
         head=["row", "year", "value", "dоcument"])), "upload_look_alike", 1),
    Case("10,000 columns", lambda: _wide(10_000), "upload_columns", 1),
    Case("6,000 rows", text(figures(*["T1.4;2021;1"] * 6000)), "upload_rows", 5002),
]  # fmt: skip

READ_TEXT = [
    Case("UTF-8", text(figures(KAZAKH))),
    Case("UTF-8 with a mark", text(figures(KAZAKH), "utf-8-sig")),
    Case("UTF-16 with a mark", text(figures(KAZAKH), "utf-16")),
    Case("UTF-16 big end with a mark", lambda: b"\xfe\xff" + figures(KAZAKH).encode("utf-16-be")),
    Case("windows-1251 that is said", text(figures(RUSSIAN), "cp1251"),
         told={"encoding": "windows-1251"},
         values={"document": "Отчёт о подготовке специалистов в колледжах области"}),
    Case("KZ-1048 that is said", text(figures(KAZAKH), "kz1048"), told={"encoding": "kz-1048"},
         values={"document": "Өңірлік есеп: Қызылорда, Ұлытау, Ғылым, Үкімет, Әкімдік, Іс"}),
    Case("1251 said to be KZ-1048 reads the same", text(figures(RUSSIAN), "cp1251"),
         told={"encoding": "kz-1048"}),
    Case("CP866 that is said", text(figures(RUSSIAN), "cp866"), told={"encoding": "cp866"}),
    Case("CR alone ends lines", text(figures("T1.4;2021;1", "T1.4;2022;x", end="\r")), rows=2,
         remarks=((3, "value", "upload_number"),)),
    Case("CRLF ends lines", text(figures("T1.4;2021;1", "T1.4;2022;2", end="\r\n")), rows=2),
    Case("tabs", text(figures("T1.4;2021;64,5", mark="\t"))),
    Case("commas, a point", text(figures("T1.4;2021;64.5", mark=",")), told={"decimal": "."}),
    Case("Excel's own sep= line", text("sep=;\n" + figures("T1.4;2021;64,5"))),
    Case("empty lines between", text(figures("T1.4;2021;1", "", "T1.4;2022;2")), rows=2),
    Case("lines of separators", text(figures("T1.4;2021;1", ";;", "T1.4;2022;2")), rows=2),
    Case("a header in Kazakh", text(figures("T1.4;2021;1",
         head=["Көрсеткіш коды", "Жыл", "Мәні"]))),
    Case("a header in Russian, with stars", text(figures("T1.4;2021;1",
         head=["Код показателя *", "Год *", "ЗНАЧЕНИЕ *"]))),
    Case("a line break within quotes", text(figures('T1.4;2021;1;;;"бір\nекі"', "T1.4;2022;x;;;")),
         rows=2, remarks=((4, "value", "upload_number"),)),
    Case("a separator within quotes", text(figures('T1.4;2021;1;;"НК; 2021"')),
         values={"document": "НК; 2021"}),
    Case("too many cells", text(figures("T1.4;2021;1;2;3;4;5;6;7", head=FIGURES)),
         remarks=((2, "", "upload_ragged"), (2, "confirm", "upload_switch"))),
    Case("too few cells", text(figures("T1.4;2021", head=FIGURES) + "T1.4;2021;1\n"), rows=1),
    Case("a field of a million characters",
         text(figures(f"T1.4;2021;1;;;{'ә' * 1_000_000}")), remarks=((2, "text", "upload_long"),)),
    Case("a code of a million characters",
         text(figures(f"{'T' * 1_000_000};2021;1")), remarks=((2, "row", "upload_long"),)),
    *(Case(f"as a number: {value}", text(figures(line_of(value=value))),
           remarks=((2, "value", code),))
      for value, code in (
          ("NaN", "upload_number"), ("Infinity", "upload_number"), ("-inf", "upload_number"),
          ("1e5", "upload_number"), ("64.5", "upload_mark"), ("1.234,5", "upload_number"),
          ("98,2%", "upload_percent"), ("шамамен 64", "upload_number"), ("١٢", "upload_number"),
          ("0x10", "upload_number"), ("1_000", "upload_number"), ("--5", "upload_number"),
          ("1 23", "upload_number"), ("1000000000000", "upload_large"),
          ("-1000000000000", "upload_large"), ("0,1234567", "upload_places"),
          ("9" * 39, "upload_large"), ("9" * 50, "upload_long"), ("=1+1", "upload_formula"),
          ("=HYPERLINK(1)", "upload_formula"), ("12 мың", "upload_number"))),
    *(Case(f"a good number: {value!r}", text(figures(line_of(value=value))))
      for value in ("64,5", "1 234,5", "1\u00a0234,5", "1\u202f234 567", "-3", "\u22123,25", "+7",
                    "0", "007", "0,000001", "999999999999")),
    Case("a weight below zero", text(figures(line_of(weight="-1"))),
         remarks=((2, "weight", "upload_least"),)),
    *(Case(f"as a year: {value}", text(figures(line_of(year=value))),
           remarks=((2, "year", "upload_year"),))
      for value in ("21", "2021 ж.", "1921", "2101", "2021.0", "II021")),
    Case("no year", text(figures(line_of(year=""))), remarks=((2, "year", "upload_missing"),)),
    Case("no value but a text", text(figures(line_of(value="", text="кейін"))),
         remarks=((2, "value", "upload_missing"),)),
    Case("confirmed in Kazakh", text(figures(line_of(confirm="Иә"))), values={"confirm": True}),
    Case("confirmed in Russian", text(figures(line_of(confirm="ДА"))), values={"confirm": True}),
    Case("perhaps confirmed", text(figures(line_of(confirm="мүмкін"))),
         remarks=((2, "confirm", "upload_switch"),)),
    Case("a control character", text(figures(line_of(text="бір\x07екі"))),
         remarks=((2, "text", "upload_control"),)),
    Case("a formula in a text", text(figures(line_of(text="=cmd|' /C calc'!A0"))),
         remarks=((2, "text", "upload_formula"),)),
    Case("an apostrophe that kept a formula still", text(figures(line_of(text="'+7 701"))),
         values={"text": "+7 701"}),
    Case("zeros of a code", text(figures(money_of(budget_programme="001"), head=MONEY)),
         values={"budget_programme": "001"}),
    Case("Kazakh letters outside the table of 1251", text(figures(line_of(document="Һ ө ұ 👍"))),
         values={"document": "Һ ө ұ 👍"}),
    Case("several faults of one row", text(figures("T1.4;21;x;-1")), remarks=(
         (2, "year", "upload_year"), (2, "value", "upload_number"),
         (2, "weight", "upload_least"))),
]  # fmt: skip

WHOLE_BOOK = [
    Case("a name of XLSX alone", lambda: b"PK\x03\x04 nothing", "upload_broken"),
    Case("cut in the middle", lambda: good()[:2000], "upload_broken"),
    Case("an old XLS", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
         "upload_old_format"),
    Case("under a password", _encrypted, "upload_old_format"),
    Case("damaged", _damaged, "upload_broken"),
    Case("an archive of anything", lambda: _zip({"a.txt": b"row;year"}), "upload_not_a_workbook"),
    Case("a document", lambda: _zip({CONTENT_TYPES: b"<x/>", "word/document.xml": b"<x/>"}),
         "upload_not_a_workbook"),
    Case("OpenDocument", lambda: _zip({"mimetype": b"application/vnd.oasis", "content.xml": b""}),
         "upload_not_a_workbook"),
    Case("an empty archive", lambda: _zip({}), "upload_not_a_workbook"),
    Case("a sheet of 30 MiB", lambda: bomb(30 * 1024 * 1024), "upload_bomb_size"),
    Case("a sheet of 10 MiB of spaces", lambda: bomb(10 * 1024 * 1024), "upload_bomb_ratio"),
    Case("a million shared texts", lambda: shared_bomb(1_000_000), "upload_bomb_ratio"),
    Case("a thousand parts", lambda: repacked(
        good(), {f"xl/media/{place}.txt": b"x" for place in range(1000)}), "upload_bomb_entries"),
    Case("a part that lies about its size", _lying_size, "upload_broken"),
    Case("a path upwards", part("../../evil.xml", b"<x/>"), "upload_path"),
    Case("a path from the root", part("/etc/cron.d/x", b"<x/>"), "upload_path"),
    Case("a path with a drive", part("C:/x.xml", b"<x/>"), "upload_path"),
    Case("a path with backslashes", part("..\\x.xml", b"<x/>"), "upload_path"),
    Case("a link to a file", _links, "upload_path"),
    Case("one name twice", _twice, "upload_broken"),
    Case("macros", part("xl/vbaProject.bin", b"\x00macro"), "upload_macros"),
    Case("old macro sheets", part("xl/macrosheets/sheet1.xml", b"<x/>"), "upload_macros"),
    Case("a type with macros", lambda: repacked(good(), replace=(
        CONTENT_TYPES, b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml")),
        "upload_macros"),
    Case("links to other books", part("xl/externalLinks/externalLink1.xml", b"<x/>"),
         "upload_links"),
    Case("an archive within", part("xl/media/a.zip", b"PK\x05\x06"), "upload_nested"),
    Case("an archive under another name", part("xl/media/a.png", b"PK\x03\x04zip"),
         "upload_nested"),
    Case("a document embedded", part("xl/embeddings/a.docx", b"x"), "upload_nested"),
    Case("a billion laughs", part("xl/sharedStrings.xml", LAUGHS), "upload_entities"),
    Case("an outer entity", part("docProps/app.xml",
         b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'), "upload_entities"),
    Case("entities after a mebibyte", part("docProps/app.xml",
         b"<x>" + b"".join(b"%d " % n for n in range(200_000)) + b"<!DOCTYPE y></x>"),
         "upload_entities"),
    Case("XML in UTF-16", part("docProps/app.xml", "<x/>".encode("utf-16")), "upload_broken"),
    Case("XML in UTF-7", part("docProps/app.xml", b'<?xml version="1.0" encoding="utf-7"?><x/>'),
         "upload_broken"),
    Case("XML that ends too soon", lambda: repacked(good(), {SHEET: b"<worksheet><sheetData>"}),
         "upload_broken"),
    Case("a sheet that is not there", lambda: repacked(good(), drop=(SHEET,)), "upload_no_table"),
    Case("a shared text that is not there", raw_cell('<c r="C2" t="s"><v>9999999</v></c>'),
         "upload_broken"),
    Case("a number of letters", raw_cell('<c r="C2" t="n"><v>NaN</v></c>'), "upload_broken"),
    Case("a column beyond all columns", raw_cell('<c r="ZZZZZZ2"><v>1</v></c>'), "upload_broken"),
    Case("a row at the end of the world", lambda: repacked(good(), replace=(
        SHEET, b"</sheetData>",
        b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>')),
        "upload_rows"),
    Case("a row beyond all rows", lambda: repacked(good(), replace=(
        SHEET, b"</sheetData>",
        b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData>')),
        "upload_rows"),
    Case("16,384 columns", book(GOOD, head=[*FIGURES[:3], *(f"c{n}" for n in range(16_381))]),
         "upload_columns", 1),
    Case("no sheet of ours", book(["a", "b"], head=["бір", "екі"], title="Sheet"),
         "upload_no_table"),
    Case("hidden sheets alone", lambda: _only_hidden(), "upload_no_table"),
    Case("an empty sheet", lambda: repacked(good(), {SHEET: (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<sheetData/></worksheet>")}), "upload_no_table"),
    Case("a formula as a header", book(GOOD, head=["row", "year", "=1+1"]),
         "upload_column_unknown", 1),
]  # fmt: skip

READ_BOOK = [
    Case("a plain workbook", good),
    Case("a dimension that lies small", lambda: repacked(good(), replace=(
        SHEET, b'<dimension ref="A1:C2"', b'<dimension ref="A1:A1"'))),
    Case("a dimension that lies large", lambda: repacked(good(), replace=(
        SHEET, b'<dimension ref="A1:C2"', b'<dimension ref="A1:XFD1048576"'))),
    Case("a formula", book(["T1.4", 2021, "=SUM(A1:A2)"]),
         remarks=((2, "value", "upload_formula"),)),
    Case("a formula beside a good row", book(["T1.4", 2021, "=1+1"], ["T1.4", 2022, 5]), rows=2,
         remarks=((2, "value", "upload_formula"),)),
    Case("an error of the spreadsheet", raw_cell('<c r="C2" t="e"><v>#DIV/0!</v></c>'),
         remarks=((2, "value", "upload_cell_error"),)),
    Case("a number as text, comma", book(["T1.4", 2021, "64,5"])),
    Case("a number as text, point", book(["T1.4", 2021, "64.5"]),
         remarks=((2, "value", "upload_mark"),)),
    Case("a number as text, point that is said", book(["T1.4", 2021, "64.5"]),
         told={"decimal": "."}),
    Case("a number as text, spaces", book(["T1.4", 2021, "1 234,5"])),
    Case("a year as text", book(["T1.4", "2021", 1])),
    Case("a year with a fraction", book(["T1.4", 2021.5, 1]),
         remarks=((2, "year", "upload_code"),)),
    Case("a figure turned into a date", book(["T1.4", 2021, moment(2021, 3, 2)]),
         remarks=((2, "value", "upload_turned_into_date"),)),
    Case("a code turned into a date", book(["T1.4", moment(2021, 1, 1), 1]),
         remarks=((2, "year", "upload_turned_into_date"),)),
    Case("a percentage format", book(["T1.4", 2021, 0.645], formats={"C2": "0.0%"}),
         remarks=((2, "value", "upload_percent"),)),
    Case("yes as a figure", book(["T1.4", 2021, True]), remarks=((2, "value", "upload_number"),)),
    Case("the noise of binary numbers", book(["T1.4", 2021, 0.1 + 0.2])),
    Case("a third", book(["T1.4", 2021, 1 / 3]), remarks=((2, "value", "upload_places"),)),
    Case("a number without end", book(["T1.4", 2021, 1e300]),
         remarks=((2, "value", "upload_large"),)),
    Case("zeros that a format shows", book(["2", 2021, "РБ", 1, 5], head=[
         "measure", "year", "source", "budget_programme", "spent"], title="money",
         formats={"D2": "000"}), values={"budget_programme": "001"}),
    Case("zeros that are lost", book(["2", 2021, "РБ", 1, 5], head=[
         "measure", "year", "source", "budget_programme", "spent"], title="money"),
         remarks=((2, "budget_programme", "upload_zeros"),)),
    Case("zeros of a text", book(["2", 2021, "РБ", "001", 5], head=[
         "measure", "year", "source", "budget_programme", "spent"], title="money"),
         values={"budget_programme": "001"}),
    Case("a hidden sheet is said", book(GOOD, change=_hide), note="upload.note.hidden"),
    Case("a sheet of one's own is said", book(GOOD, change=_note),
         note="upload.note.unknown_sheet"),
    Case("a sheet's name in Kazakh", book(GOOD, title="Көрсеткіштер")),
    Case("a sheet under another name", book(GOOD, title="Лист1")),
    Case("a day of the system of 1900", book(stage(done_on=moment(2021, 6, 18)), head=STAGES,
         title="milestones"), values={"done_on": "2021-06-18"}),
    Case("a day of the system of 1904", book(stage(done_on=moment(2021, 6, 18)), head=STAGES,
         title="milestones", change=_from_1904), values={"done_on": "2021-06-18"}),
    Case("a day that is only a number", book(stage(done_on=44365), head=STAGES,
         title="milestones"), values={"done_on": "2021-06-18"}),
    Case("a day with an hour", book(stage(done_on=moment(2021, 6, 18, 9)), head=STAGES,
         title="milestones"), remarks=((2, "done_on", "upload_day"),)),
    Case("a day below all days", raw_cell('<c r="C2" s="0"><v>-99999999</v></c>')),
    *(Case(f"as a day: {day}", book(stage(done_on=day), head=STAGES, title="milestones"),
           remarks=((2, "done_on", code),))
      for day, code in (("18/06/2021", "upload_day"), ("2021-02-30", "upload_day"),
                        ("18.06.21", "upload_day"), ("кеше", "upload_day"),
                        ("0021-06-18", "upload_day_far"), ("18.06.2201", "upload_day_far"))),
    Case("a day with points", book(stage(done_on="18.6.2021"), head=STAGES, title="milestones"),
         values={"done_on": "2021-06-18"}),
    Case("a status in Kazakh", book(stage(status="ішінара орындалды"), head=STAGES,
         title="Кезеңдер"), values={"status": "partly"}),
    Case("a status that nobody knows", book(stage(status="бітті"), head=STAGES,
         title="milestones"), remarks=((2, "status", "upload_choice"),)),
    Case("a document by its name", book(stage(document_kind="Бұйрық"), head=STAGES,
         title="milestones"), values={"document_kind": "order"}),
    *(Case(f"as a link: {link}", book(stage(document_link=link), head=STAGES, title="milestones"),
           remarks=((2, "document_link", "upload_link"),))
      for link in ("javascript:alert(1)", "file:///etc/passwd", "adilet.zan.kz", "https://",
                   "https://a b", "https://user:x@host/", "http://[::1")),
]  # fmt: skip

CASES = [*WHOLE_TEXT, *READ_TEXT, *WHOLE_BOOK, *READ_BOOK]


def _zip(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _only_hidden() -> bytes:
    def hide(made: openpyxl.Workbook) -> None:
        made.create_sheet("Бос")
        made["indicators"].sheet_state = "hidden"

    return book(GOOD, change=hide)()
