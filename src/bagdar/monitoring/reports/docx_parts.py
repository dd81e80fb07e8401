"""Word's own XML where python-docx has no words for it: rows at once, fields, links, bookmarks."""

from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

TONES = {
    "plain": "16202A", "sky": "00718F", "gold": "855600", "good": "1B6E40", "bad": "B3261E",
}  # fmt: skip
INK_2, WASH, LINE = "4A5A68", "F1F5F6", "C9D1D5"


class Rows:
    """A table's rows, written as XML at once: python-docx counts all cells for each one."""

    def __init__(self, text: Any, widths: list[float]) -> None:
        self.widths = widths
        self.table = text.add_table(rows=0, cols=len(widths))
        self.table.alignment = WD_TABLE_ALIGNMENT.LEFT
        self.table.autofit = False
        for column, width in zip(self.table._tbl.tblGrid.gridCol_lst, widths, strict=True):
            column.w = Cm(width)
        set_borders(self.table)

    def add(
        self,
        cells: list[tuple[str, str, bool]],
        bold: bool = False,
        wash: bool = False,
        is_header: bool = False,
    ) -> None:
        row = OxmlElement("w:tr")
        properties = OxmlElement("w:trPr")
        if max(len(text) for text, _, _ in cells) < 900:  # a longer one may fill a page
            properties.append(OxmlElement("w:cantSplit"))
        if is_header:
            properties.append(OxmlElement("w:tblHeader"))
        row.append(properties)
        for (text, tone, is_number), width in zip(cells, self.widths, strict=True):
            row.append(cell(text, tone, is_number, width, bold, wash))
        self.table._tbl.append(row)


def cell(text: str, tone: str, is_number: bool, width: float, bold: bool, wash: bool) -> Any:
    cell = OxmlElement("w:tc")
    properties = OxmlElement("w:tcPr")
    child(properties, "w:tcW", w=str(round(width * 567)), type="dxa")
    if wash:
        child(properties, "w:shd", val="clear", color="auto", fill=WASH)
    cell.append(properties)
    paragraph = OxmlElement("w:p")
    look = OxmlElement("w:pPr")
    child(look, "w:spacing", before="20", after="20")
    if is_number:
        child(look, "w:jc", val="right")
    paragraph.append(look)
    run = OxmlElement("w:r")
    letters = OxmlElement("w:rPr")
    if bold or tone != "plain":
        child(letters, "w:b")
    if tone != "plain":
        child(letters, "w:color", val=TONES[tone])
    child(letters, "w:sz", val="16")
    run.append(letters)
    for place, line in enumerate(text.split("\n")):
        if place:
            child(run, "w:br")
        shown = OxmlElement("w:t")
        shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        shown.text = line
        run.append(shown)
    paragraph.append(run)
    cell.append(paragraph)
    return cell


def child(parent: Any, name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    parent.append(element)
    return element


def set_borders(table: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side, size, colour in (
        ("top", "8", TONES["plain"]), ("bottom", "8", TONES["plain"]), ("insideH", "4", LINE),
    ):  # fmt: skip
        child(borders, f"w:{side}", val="single", sz=size, space="0", color=colour)
    properties = table._tbl.tblPr
    before = properties.find(qn("w:tblLayout"))
    if before is not None:
        before.addprevious(borders)
    else:
        properties.append(borders)


def paint(properties: Any, fill: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", fill)):
        shade.set(qn(name), value)
    properties.append(shade)


def without_border(paragraph: Any) -> None:
    """The template's own title is underlined by a rule of its own colour."""
    style = paragraph.style.element.find(qn("w:pPr"))
    border = style.find(qn("w:pBdr")) if style is not None else None
    if border is not None:
        style.remove(border)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT


# --- fields and links ----------------------------------------------------------------------------


def anchor(name: str) -> str:
    """A bookmark's name: letters, digits and _, at most 40."""
    return ("_" + "".join(one if one.isalnum() else "_" for one in name))[:40]


def mark(paragraph: Any, kind: str) -> None:
    run = paragraph.add_run()
    character = OxmlElement("w:fldChar")
    character.set(qn("w:fldCharType"), kind)
    run._r.append(character)


def begin_field(paragraph: Any, code: str) -> None:
    mark(paragraph, "begin")
    instruction = OxmlElement("w:instrText")
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    instruction.text = f" {code} "
    paragraph.add_run()._r.append(instruction)
    mark(paragraph, "separate")


def end_field(paragraph: Any) -> None:
    mark(paragraph, "end")


def field(paragraph: Any, code: str, shown: str) -> None:
    begin_field(paragraph, code)
    paragraph.add_run(shown)
    end_field(paragraph)


def link_within(paragraph: Any, name: str, text: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), anchor(name))
    link.set(qn("w:history"), "1")
    run = OxmlElement("w:r")
    shown = OxmlElement("w:t")
    shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    shown.text = text
    run.append(shown)
    link.append(run)
    paragraph._p.append(link)


def link_outside(text: Any, paragraph: Any, href: str) -> None:
    relation = text.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run = OxmlElement("w:r")
    letters = OxmlElement("w:rPr")
    child(letters, "w:color", val=TONES["sky"])
    run.append(letters)
    child(run, "w:t").text = href
    link.append(run)
    paragraph._p.append(link)
