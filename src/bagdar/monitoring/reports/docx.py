"""The report as a Word text: real headings, a table of contents that is filled, marked headers."""

import io
import zipfile
from datetime import UTC
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from bagdar.core.languages import Language
from bagdar.look.tables import Table
from bagdar.monitoring.reports import document as model
from bagdar.monitoring.reports import docx_parts as parts
from bagdar.monitoring.reports.document import Document, plain, said
from bagdar.monitoring.reports.docx_parts import INK_2, TONES, WASH
from bagdar.monitoring.reports.drawing import picture_as_png
from bagdar.monitoring.reports.setting import LETTERS, column_widths

TAGS: dict[Language, str] = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}
FACE = "Times New Roman"  # in every office, with every Kazakh letter
PORTRAIT_CM, LANDSCAPE_CM = 17.0, 25.7


def write(document: Document) -> bytes:
    """The text's bytes: the same for the same document."""
    writer = _Writer(document)
    writer.write()
    out = io.BytesIO()
    writer.text.save(out)
    return _without_clock(out.getvalue())


def _without_clock(content: bytes) -> bytes:
    """The same archive with one date for all its members, since python-docx notes the hour."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return out.getvalue()


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.language = document.language
        self.text: Any = docx.Document()
        self.is_wide = False
        self.bookmarks = 0

    def write(self) -> None:
        self._describe()
        self._set_styles()
        self._cover()
        self._contents()
        for number, section in self.document.headings():
            self._section(number, section)

    # --- the text as a whole ---------------------------------------------------------------------

    def _describe(self) -> None:
        document, facts = self.document, self.text.core_properties
        facts.title = plain(f"{document.kicker}. {document.title}. {document.subtitle}")[:255]
        facts.subject = plain(document.running)[:255]
        facts.author = facts.last_modified_by = "Bagdar"
        facts.keywords = ", ".join(filter(None, (document.code, str(document.year), document.tag)))
        facts.language = TAGS[self.language]
        facts.comments = plain(document.mark)[:255]
        at = document.known_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        facts.created = facts.modified = at

    def _set_styles(self) -> None:
        section = self.text.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin, section.bottom_margin = Cm(2.3), Cm(2)
        section.different_first_page_header_footer = True
        styles = self.text.styles
        for name, points, colour in (
            ("Normal", 10.5, TONES["plain"]), ("Title", 25, TONES["plain"]),
            ("Subtitle", 14, TONES["plain"]), ("Heading 1", 16, TONES["plain"]),
            ("Heading 2", 12.5, TONES["plain"]), ("Caption", 10, TONES["plain"]),
            ("Header", 8, INK_2), ("Footer", 8, INK_2),
        ):  # fmt: skip
            self._set_face(styles[name], points, colour)
        for name in ("Heading 1", "Heading 2", "Caption"):
            styles[name].font.bold = True
            styles[name].paragraph_format.keep_with_next = True
        styles["Normal"].paragraph_format.space_after = Pt(6)
        for level in (1, 2):
            style = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
            style.paragraph_format.left_indent = Cm(0.8 * (level - 1))
            style.paragraph_format.space_after = Pt(3)
        self._headers(section)

    def _set_face(self, style: Any, points: float, colour: str) -> None:
        style.font.size, style.font.name = Pt(points), FACE
        style.font.color.rgb = RGBColor.from_string(colour)
        style.font.italic = False
        properties = style.element.get_or_add_rPr()
        faces = properties.get_or_add_rFonts()
        for attribute in [name for name in faces.attrib if name.endswith("Theme")]:
            del faces.attrib[attribute]
        for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            faces.set(qn(name), FACE)
        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
        language = OxmlElement("w:lang")
        for name in ("w:val", "w:eastAsia", "w:bidi"):
            language.set(qn(name), TAGS[self.language])
        properties.append(language)

    def _headers(self, section: Any) -> None:
        width = LANDSCAPE_CM if self.is_wide else PORTRAIT_CM
        head = section.header.paragraphs[0]
        head.text = ""
        self._tabs(head, width)
        head.add_run(plain(self.document.running))
        if self.document.tag:
            run = head.add_run(f"\t{plain(self.document.tag)}")
            run.bold = True
            run.font.color.rgb = RGBColor.from_string(TONES["gold"])
        foot = section.footer.paragraphs[0]
        foot.text = ""
        self._tabs(foot, width)
        foot.add_run(f"{plain(self.document.code)}\t{self.document.labels['page']} ")
        parts.field(foot, "PAGE", "1")
        foot.add_run(f" {self.document.labels['of']} ")
        parts.field(foot, "NUMPAGES", "1")

    def _tabs(self, paragraph: Any, width: float) -> None:
        stops = paragraph.paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(Cm(width), WD_TAB_ALIGNMENT.RIGHT)

    # --- cover and contents ----------------------------------------------------------------------

    def _cover(self) -> None:
        document = self.document
        kicker = self.text.add_paragraph()
        kicker.paragraph_format.space_before = Pt(90)
        self._run(kicker, document.kicker, bold=True, colour=TONES["sky"], points=12)
        title = self.text.add_paragraph(plain(document.title), style="Title")
        parts.without_border(title)
        self.text.add_paragraph(plain(document.subtitle), style="Subtitle")
        if document.mark:
            self._framed(document.mark, bold=True)
        table = self.text.add_table(rows=0, cols=2)
        for label, value in document.facts:
            row = table.add_row().cells
            for cell, text, colour in ((row[0], label, INK_2), (row[1], value, TONES["plain"])):
                self._run(cell.paragraphs[0], text, colour=colour)
            row[0].width, row[1].width = Cm(4.6), Cm(12.4)
        self.text.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _contents(self) -> None:
        """A field that Word can renew, filled already with every heading and a link to it."""
        title = self.text.add_paragraph(style="Normal")
        self._run(title, self.document.labels["contents"], bold=True, points=16)
        headings = list(self.document.headings())
        for place, (number, section) in enumerate(headings):
            line = self.text.add_paragraph(style=f"toc {section.level}")
            if place == 0:
                parts.begin_field(line, 'TOC \\o "1-2" \\h \\z \\u')
            parts.link_within(line, section.name, plain(f"{number} {section.title}"))
            if place == len(headings) - 1:
                parts.end_field(line)

    def _section(self, number: str, section: model.Section) -> None:
        if section.landscape != self.is_wide:
            self._turn(section.landscape)
            breaks = False
        else:
            breaks = section.level == 1
        heading = self.text.add_heading(plain(f"{number} {section.title}"), level=section.level)
        heading.paragraph_format.page_break_before = breaks
        self._bookmark(heading, section.name)
        for part in section.parts:
            self._part(part)

    def _turn(self, is_wide: bool) -> None:
        self.is_wide = is_wide
        section = self.text.add_section()
        section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (
            (Cm(29.7), Cm(21)) if is_wide else (Cm(21), Cm(29.7))
        )
        section.different_first_page_header_footer = False
        for part in (section.header, section.footer):
            part.is_linked_to_previous = False
        self._headers(section)

    def _bookmark(self, paragraph: Any, name: str) -> None:
        self.bookmarks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), str(self.bookmarks))
        start.set(qn("w:name"), parts.anchor(name))
        paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
        paragraph._p.append(end)

    # --- parts -----------------------------------------------------------------------------------

    def _part(self, part: model.Part) -> None:
        if isinstance(part, model.Text):
            self._paragraph(part)
        elif isinstance(part, model.Answers):
            self._answers(part)
        elif isinstance(part, model.Grid):
            self._table(part.table)
        elif isinstance(part, model.Pictures):
            self._pictures(part)
        else:
            for one in part.items:
                self._source(one)

    def _paragraph(self, part: model.Text) -> None:
        if part.kind == "warning":
            self._framed(part.text)
            return
        points, colour = {
            "lead": (11.5, TONES["plain"]), "note": (8.5, INK_2), "plain": (10.5, TONES["plain"]),
        }[part.kind]  # fmt: skip
        self._run(self.text.add_paragraph(), part.text, colour=colour, points=points)

    def _framed(self, text: str, bold: bool = False) -> None:
        paragraph = self.text.add_paragraph()
        self._run(paragraph, text, bold=bold, colour=TONES["gold"])
        parts.paint(paragraph._p.get_or_add_pPr(), "FFF9E6")

    def _answers(self, part: model.Answers) -> None:
        columns = min(3, len(part.items))
        table = self.text.add_table(rows=-(-len(part.items) // columns), cols=columns)
        for place, one in enumerate(part.items):
            cell = table.cell(place // columns, place % columns)
            parts.paint(cell._tc.get_or_add_tcPr(), WASH)
            lines = cell.paragraphs[0], cell.add_paragraph(), cell.add_paragraph()
            self._run(lines[0], one.label, colour=INK_2, points=8.5)
            written = one.written(self.language)
            self._run(lines[1], written, bold=True, colour=TONES[one.tone], points=16)
            self._run(lines[1], f" {one.unit}" if one.unit else "", colour=INK_2, points=9)
            self._run(lines[2], one.note, colour=INK_2, points=8.5)
            for line in lines:
                line.paragraph_format.space_after = Pt(1)
                line.paragraph_format.keep_with_next = True
        self.text.add_paragraph()

    def _table(self, table: Table) -> None:
        sums = model.totals(table, self.language)
        table = model.settled(table)
        self.text.add_paragraph(said(table.title, self.language), style="Caption")
        if not table.rows:
            empty = said(table.empty, self.language) or self.document.labels["nothing"]
            self._run(self.text.add_paragraph(), empty, colour=INK_2)
        else:
            self._rows(table, sums)
        if table.note:
            self._run(
                self.text.add_paragraph(), said(table.note, self.language), colour=INK_2, points=8.5
            )

    def _rows(self, table: Table, sums: list[str] | None) -> None:
        titles = model.titles(table, self.language)
        rows = [
            [(one.text, one.tone, one.is_number) for one in row]
            for row in model.cells(table, self.language)
        ]
        numbers = [column.is_number for column in table.columns]
        if sums is not None and not table.columns[0].total:
            sums[0] = self.document.labels["total"]
        written = [[text for text, _, _ in row] for row in rows] + ([sums] if sums else [])
        abreast = LETTERS["landscape" if self.is_wide else "portrait"]
        widths = column_widths(written, titles, abreast)
        full = LANDSCAPE_CM if self.is_wide else PORTRAIT_CM
        grid = parts.Rows(self.text, [full * share for share in widths])
        grid.add([(one, "plain", number) for one, number in zip(titles, numbers, strict=True)],
                 bold=True, wash=True, is_header=True)  # fmt: skip
        for row in rows:
            grid.add(row)
        if sums:
            grid.add([(one, "plain", number) for one, number in zip(sums, numbers, strict=True)],
                     bold=True, wash=True)  # fmt: skip
        self.text.add_paragraph().paragraph_format.space_after = Pt(2)

    def _pictures(self, part: model.Pictures) -> None:
        for chart in part.charts:
            self.text.add_paragraph(said(chart.title, self.language), style="Caption")
            content = picture_as_png(chart, part.width, self.language)
            paragraph = self.text.add_paragraph()
            shape = paragraph.add_run().add_picture(
                io.BytesIO(content), width=Cm(15 if part.width == "wide" else 9.5)
            )
            shape._inline.docPr.set("descr", said(chart.summary, self.language))
            if chart.note:
                note = said(chart.note, self.language)
                self._run(self.text.add_paragraph(), note, colour=INK_2, points=8.5)

    def _source(self, one: model.Source) -> None:
        paragraph = self.text.add_paragraph(style="List Bullet")
        if one.label:
            self._run(paragraph, f"{one.label}: ", bold=True)
        self._run(paragraph, one.text)
        if one.href.startswith(("https://", "http://")):
            paragraph.add_run().add_break()
            parts.link_outside(self.text, paragraph, plain(one.href))
        elif one.href:
            self._run(paragraph, f" {one.href}")

    def _run(
        self,
        paragraph: Any,
        text: str,
        *,
        bold: bool = False,
        colour: str = "",
        points: float | None = None,
    ) -> None:
        run = paragraph.add_run(plain(text))
        run.bold = bold or None
        if colour and colour != TONES["plain"]:
            run.font.color.rgb = RGBColor.from_string(colour)
        if points:
            run.font.size = Pt(points)
