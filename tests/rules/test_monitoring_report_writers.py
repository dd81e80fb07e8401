"""One report in four formats: the same figures, the same words, and nothing that acts."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import docx as word
import openpyxl
import pytest
from django.utils import translation

from bagdar.look import charting
from bagdar.look.charting import Series
from bagdar.look.letters import has_letter, printable
from bagdar.look.tables import Column, Mark, Table
from bagdar.monitoring.reports import document as model
from bagdar.monitoring.reports import docx, html, pdf, xlsx
from bagdar.monitoring.reports.document import Document, Grid, Item, Section, Source, Text
from bagdar.monitoring.reports.setting import SOFT_HYPHEN, column_widths, hyphenated, syllables

NASTY = (
    "=1+1",
    "#panic() and $x^2$",
    "*bold* _it_ [link] `raw` // no",
    '<script>alert("1")</script> & &amp;',
    "+7 701",
    "@SUM(A1)",
    '\\#emph[x] "quoted" {{ 7*7 }} {% t "x" %}',
    "ӘІҢҒҮҰҚӨҺ әіңғүұқөһ",
)
LABELS = {name: f"[{name}]" for name in model.LABELS}


def a_table(name: str = "money") -> Table:
    columns = [
        Column("name", "Атауы", wide=True),
        Column("plan", "Жоспар", "number", unit="млн теңге", places=1, total=True),
        Column("share", "Орындалуы", "number", unit="%", places=1),
        Column("exact", "Мәні", "number"),
        Column("on", "Күні", "date"),
        Column("status", "Күйі"),
    ]
    rows = [
        {
            "name": text,
            "plan": Decimal("1234567.25") + place,
            "share": Decimal(1000 + place) / 7,
            "exact": Decimal("-0.5") * place,
            "on": date(2021, 12, place + 1),
            "status": Mark("жетті", "good"),
        }
        for place, text in enumerate(NASTY)
    ]
    rows.append({"name": "бос"})
    return Table(name, "Қаржы: [жоспар] / нақты?", columns, rows, note="#note $1$")


def a_document(language: str = "kk", **more: Any) -> Document:
    path = {2020: Decimal("52.3"), 2021: Decimal("57.5"), 2025: Decimal("70.1")}
    with translation.override(language):
        chart = charting.path_chart(
            "path", "Қамту", [Series("Жоспар", path)], unit="%", baseline_year=2020
        )
    answer = (
        Item("Тиімділік", Decimal("93.4"), "%", "50-ден 46", "good", 1),
        Item("Кешіккені", 7, "", "#panic()"),
        Item("Белгісіз", None),
    )
    sections = (
        Section(
            "answer", "Жауап", (model.Answers("key", "Негізгі көрсеткіштер", answer), Text("*x*"))
        ),
        Section("wide", "Кең кесте =1", (Grid(a_table()),), landscape=True),
        Section("pictures", "Суреттер", (model.Pictures((chart,)),)),
        Section(
            "below",
            "Төменгі",
            (
                Grid(Table("hollow", "Бос кесте", [Column("a", "A")], [], empty="Ештеңе жоқ")),
                model.Sources(
                    (Source("Акт", "Қаулы", "https://adilet.zan.kz/"), Source("", "javascript:x"))
                ),
                *(Text(text) for text in NASTY),
            ),
            level=2,
        ),
    )
    parts: dict[str, Any] = {
        "language": language,
        "kicker": "Жылдық есеп",
        "title": "Білім беруді дамыту",
        "subtitle": "2021 жыл",
        "facts": (("Редакция", "kz@1"),),
        "mark": "Деректер нақты емес.",
        "tag": "МЫСАЛ",
        "running": "Бағдарлама · 2021 & 2022",
        "code": "kz-2020-2025@1",
        "year": 2021,
        "region": "",
        "known_at": datetime(2022, 3, 1, 9, 30, tzinfo=UTC),
        "sections": sections,
        "labels": LABELS,
    }
    return Document(**{**parts, **more})


# --- reading each format back ---------------------------------------------------------------------


class Reading(HTMLParser):
    """Tables of a page as lists of rows, its other text, and what is marked up."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.tags: list[str] = []
        self.text = ""
        self._row: list[str] | None = None
        self._name = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        if tag == "table":
            self._name = dict(attrs)["id"]
            self.tables[self._name] = []
        elif tag == "tr":
            self._row = []
            self.tables[self._name].append(self._row)
        elif tag in ("td", "th") and self._row is not None:
            self._row.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr":
            self._row = None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._row:
            self._row[-1] += data


def html_rows(document: Document, name: str) -> list[list[str]]:
    return read_html(document).tables[name]


def read_html(document: Document) -> Reading:
    reading = Reading()
    reading.feed(html.write(document).decode())
    return reading


def pdf_rows(document: Document, place: int) -> list[list[str]]:
    """The table as typst has set it, soft hyphens taken out."""
    found = pdf.elements(document, "table")[place]
    count = len(found["columns"])
    cells: list[str] = []
    for child in found["children"]:
        for one in child["children"] if child["func"] == "header" else [child]:
            cells.append(spelled(one.get("body")).replace(SOFT_HYPHEN, ""))
    return [cells[start : start + count] for start in range(0, len(cells), count)]


def spelled(content: Any) -> str:
    """The letters of typst's content."""
    if isinstance(content, list):
        return "".join(map(spelled, content))
    if not isinstance(content, dict):
        return ""
    if content.get("func") == "space":
        return " "
    if isinstance(content.get("text"), str):
        return content["text"]
    return "".join(spelled(content.get(key)) for key in ("body", "children", "child"))


def word_rows(content: bytes, place: int) -> list[list[str]]:
    table = word.Document(io.BytesIO(content)).tables[place]
    return [[cell.text for cell in row.cells] for row in table.rows]


def sheet_rows(content: bytes, title: str) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = next(one for one in book if one.title.endswith(title) or title in one.title)
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    first = next(place for place, row in enumerate(rows) if row[1] is not None)
    return rows[first:]


def numbers(text: str) -> list[Decimal]:
    """The numbers of a printed cell."""
    plain = text.replace("\u202f", "").replace("\u2212", "-").replace(",", ".")
    return [Decimal(one) for one in re.findall(r"-?\d+(?:\.\d+)?", plain)]


# --- the same in all four -------------------------------------------------------------------------


def test_the_four_formats_say_the_same_figures():
    document = a_document()
    page = html_rows(document, "money")
    assert pdf_rows(document, 0) == page
    assert word_rows(docx.write(document), 2) == page
    sheet = sheet_rows(xlsx.write(document), "Қаржы")
    for printed, row in zip(page[1:], sheet[1:], strict=False):
        for place in (1, 2, 3):
            written = [Decimal(str(row[place]))] if row[place] is not None else []
            assert numbers(printed[place]) == written


def test_a_sum_is_of_the_exact_figures_and_the_same_everywhere():
    document = a_document()
    page = html_rows(document, "money")
    exact = sum(row["plan"] for row in a_table().rows if "plan" in row)
    assert exact == Decimal("9876566.00")
    assert page[-1][:2] == ["[total]", "9\u202f876\u202f566,0"]
    assert sheet_rows(xlsx.write(document), "Қаржы")[len(page) - 1][1] == 9876566


@pytest.mark.parametrize("text", NASTY)
def test_what_somebody_typed_comes_out_as_typed(text: str):
    document = a_document()
    assert text in [row[0] for row in html_rows(document, "money")]
    assert text in [row[0] for row in pdf_rows(document, 0)]
    written = docx.write(document)
    assert text in [row[0] for row in word_rows(written, 2)]
    assert text in [one.text for one in word.Document(io.BytesIO(written)).paragraphs]
    assert text in [row[0] for row in sheet_rows(xlsx.write(document), "Қаржы")]


def test_a_formula_is_text_in_the_workbook():
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(a_document())))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    typed = [cell for cell in cells if cell.value in ("=1+1", "@SUM(A1)", "+7 701")]
    assert typed and all(cell.quotePrefix for cell in typed)


def test_the_page_runs_nothing_and_fetches_nothing():
    reading = read_html(a_document())
    assert {"script", "link", "img", "iframe", "object"} & set(reading.tags) == set()
    content = html.write(a_document()).decode()
    assert re.findall(r"(?:src|href)=\"(?!#|https://adilet)", content) == []
    assert "url(" not in re.sub(r"url\(#", "", content.split("</style>")[0])


def test_numbers_are_numbers_and_days_are_days_in_the_workbook():
    rows = sheet_rows(xlsx.write(a_document()), "Қаржы")
    assert rows[1][1:4] == [1234567.2, 142.9, 0]
    assert rows[1][4] == datetime(2021, 12, 1)  # noqa: DTZ001
    assert rows[len(NASTY) + 1][1:] == [None] * 5  # nothing reported is an empty cell, not 0


def test_illustrative_is_said_on_every_page_and_every_sheet():
    document = a_document()
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(document)))
    assert all("МЫСАЛ" in (sheet.oddHeader.left.text or "") for sheet in book)
    assert all(
        any(one in str(cell.value) for row in sheet.iter_rows() for cell in row
            for one in ("МЫСАЛ", "нақты емес"))
        for sheet in book
    )  # fmt: skip
    text = word.Document(io.BytesIO(docx.write(document)))
    assert all("МЫСАЛ" in section.header.paragraphs[0].text for section in text.sections)
    assert "Деректер нақты емес." in [one.text for one in text.paragraphs]
    assert "Деректер нақты емес." in read_html(document).text
    assert "МЫСАЛ" in read_html(document).text


def test_a_report_of_real_figures_is_not_called_an_example():
    document = a_document(mark="", tag="")
    assert "МЫСАЛ" not in html.write(document).decode()
    assert b"\xd0\x9c\xd0\xab\xd0\xa1\xd0\x90\xd0\x9b" not in xlsx.write(document)


def test_contents_name_every_section_in_every_format():
    document = a_document()
    wanted = ["1 Жауап", "2 Кең кесте =1", "3 Суреттер", "3.1 Төменгі"]
    text = word.Document(io.BytesIO(docx.write(document)))
    assert [one.text for one in text.paragraphs if one.style.name.startswith("toc")] == wanted
    assert [one.text for one in text.paragraphs if one.style.name.startswith("Heading")] == wanted
    for line in wanted:
        assert line in read_html(document).text
    set_ = [spelled(one["body"]).replace("  ", " ") for one in pdf.elements(document, "heading")]
    assert [one for one in set_ if one in wanted] == wanted


def test_the_text_says_its_language_its_fields_and_which_rows_are_headers():
    content = docx.write(a_document())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("word/document.xml").decode()
        styles = archive.read("word/styles.xml").decode()
        foot = "".join(
            archive.read(name).decode() for name in archive.namelist() if "footer" in name
        )
    assert 'w:instrText xml:space="preserve"> TOC ' in body
    assert "w:tblHeader" in body
    assert 'w:val="kk-KZ"' in styles
    assert " PAGE " in foot and " NUMPAGES " in foot


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_same_document_gives_the_same_bytes(language: str):
    document = a_document(language)
    for writer in (html, pdf, docx, xlsx):
        assert writer.write(document) == writer.write(document), writer.__name__


def test_the_pdf_is_tagged_and_fit_for_keeping():
    content = pdf.write(a_document())
    assert content.startswith(b"%PDF-1.7")
    assert b"pdfuaid:part" in content and b"pdfaid:part" in content
    assert b"/StructTreeRoot" in content or b"/MarkInfo" in content


def test_kazakh_letters_stay_letters_in_the_pdf():
    """No letter of the alphabet is replaced by its number, as one without a shape would be."""
    letters = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ₸№«»–"
    assert printable(letters + letters.lower()) == letters + letters.lower()
    assert all(has_letter(one) for one in "ӘәҒғҚқҢңӨөҰұҮүҺһІі")


def test_a_letter_without_a_shape_is_named_and_the_report_is_built():
    document = a_document(subtitle="Есеп 😀 中")
    assert printable("😀 中 а") == "[U+1F600] [U+4E2D] а"
    assert pdf.write(document).startswith(b"%PDF")


def test_letters_that_nobody_sees_are_left_out():
    nasty = "а\x00б\x1b[31m\u202eв\ufeffг\ud800"
    document = a_document(subtitle=nasty)
    assert model.plain(nasty) == "аб[31mвг"
    for writer in (html, pdf, docx, xlsx):
        assert writer.write(document)


def test_a_very_long_comment_breaks_over_pages():
    table = a_table()
    rows = [{**table.rows[0], "name": "ұзақ сөйлем " * 700}]
    document = a_document()
    section = Section("long", "Ұзақ", (Grid(replace(table, rows=rows, name="long")),))
    assert len(pdf.pages(replace(document, sections=(section,)), 30)) >= 4


def test_kazakh_words_break_between_syllables():
    assert syllables("ұйымдастырушылық") == ["ұйым", "дас", "тыру", "шылық"]
    assert "".join(syllables("интернационализация")) == "интернационализация"
    assert hyphenated("оқу жылы", "kk") == "оқу жылы"
    assert hyphenated("организация", "ru") == "организация"


def test_a_column_is_as_wide_as_its_longest_figure():
    widths = column_widths([["а", "1\u202f234\u202f567,8"], ["б", "2"]], ["А", "Б"], 104)
    assert sum(widths) == pytest.approx(1)
    assert widths[1] > widths[0]


def test_two_parts_of_one_name_are_refused():
    twice = Section("twice", "Екі", (Grid(a_table()), Grid(a_table())))
    with pytest.raises(ValueError, match="money"):
        model.names_once([twice])
