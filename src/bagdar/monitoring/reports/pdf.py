"""The report as PDF: A4, tagged for screen readers (PDF/UA-1) and for keeping (PDF/A-2a).

typst reads a fixed template and document.json in a folder of its own; what people typed reaches it
as strings of that file only, so none of it can be taken for typst. It brings its own faces and
looks at nothing else of the machine: the same document gives the same bytes everywhere.
"""

import json
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from bagdar.core.languages import TIME_ZONE, Language
from bagdar.look.letters import printable
from bagdar.look.tables import Table
from bagdar.monitoring.reports import document as model
from bagdar.monitoring.reports.document import Document, said
from bagdar.monitoring.reports.drawing import picture_in_serif
from bagdar.monitoring.reports.setting import LETTERS, column_widths, hyphenated, points_high

TEMPLATE = Path(__file__).with_name("yearly.typ")
STANDARDS = ["a-2a", "ua-1"]
TABLE_POINTS = 8.5
PAGE_POINTS = {"portrait": 560, "landscape": 390}  # below a heading, a caption and a header
DENSE_POINTS = 7.8  # from eight columns on


def write(document: Document) -> bytes:
    """The PDF's bytes."""
    return _compiled(document, lambda folder: _compile(folder, format="pdf", **_AS_PDF))


def pages(document: Document, points_per_inch: int = 60) -> list[bytes]:
    """Its pages as PNG pictures, to look at."""
    pictures = _compiled(
        document, lambda folder: _compile(folder, format="png", ppi=points_per_inch)
    )
    return pictures if isinstance(pictures, list) else [pictures]


def elements(document: Document, selector: str) -> list[dict[str, Any]]:
    """What typst has laid out, by typst's own query: "table", "heading", "image"."""
    import typst

    def asked(folder: Path) -> list[dict[str, Any]]:
        path = str(folder / TEMPLATE.name)
        return json.loads(typst.query(path, selector, root=str(folder), ignore_system_fonts=True))

    return _compiled(document, asked)


_AS_PDF: dict[str, Any] = {"pdf_standards": STANDARDS}


def _compile(folder: Path, **options: Any) -> Any:
    import typst  # 80 MB of machine code: loaded by who builds a PDF

    path = str(folder / TEMPLATE.name)
    return typst.compile(path, root=str(folder), ignore_system_fonts=True, **options)


def _compiled(document: Document, use: Callable[[Path], Any]) -> Any:
    with tempfile.TemporaryDirectory(prefix="bagdar-report-") as name:
        folder = Path(name)
        (folder / TEMPLATE.name).write_bytes(TEMPLATE.read_bytes())
        told = json.dumps(_told(document, folder), ensure_ascii=False)
        (folder / "document.json").write_text(printable(told), encoding="utf-8")
        return use(folder)


# --- the document as the template reads it --------------------------------------------------------


def _told(document: Document, folder: Path) -> dict[str, Any]:
    language = document.language
    at = document.known_at.astimezone(TIME_ZONE)
    sections = [
        {
            "number": number,
            "title": model.plain(section.title),
            "level": section.level,
            "landscape": section.landscape,
            "breaks": section.level == 1,
            "parts": [_part(part, document, folder, section.landscape) for part in section.parts],
        }
        for number, section in document.headings()
    ]
    return {
        "language": language,
        "name": model.plain(f"{document.kicker}. {document.title}. {document.subtitle}"),
        "keywords": [document.code, str(document.year), *([document.tag] * bool(document.tag))],
        "date": [at.year, at.month, at.day, at.hour, at.minute, at.second],
        "foot": model.plain(f"{document.code} · {_day(at)}"),
        "labels": dict(document.labels),
        "facts": [[model.plain(label), model.plain(value)] for label, value in document.facts],
        "sections": sections,
        **{
            name: model.plain(getattr(document, name))
            for name in ("kicker", "title", "subtitle", "mark", "tag", "running")
        },
    }


def _day(at: datetime) -> str:
    return f"{at:%d.%m.%Y %H:%M}"


def _part(part: model.Part, document: Document, folder: Path, is_wide: bool) -> dict[str, Any]:
    language = document.language
    if isinstance(part, model.Text):
        return {"kind": "text", "tone": part.kind, "text": _soft(part.text, language)}
    if isinstance(part, model.Answers):
        return {"kind": "answers", "items": [_item(one, language) for one in part.items]}
    if isinstance(part, model.Grid):
        return _table(part.table, document, is_wide)
    if isinstance(part, model.Pictures):
        items = [_picture(chart, part, language, folder) for chart in part.charts]
        abreast = (3 if is_wide else 2) if part.width == "narrow" else (2 if is_wide else 1)
        return {"kind": "pictures", "abreast": abreast, "items": items}
    items = [
        {
            "label": model.plain(one.label),
            "text": model.plain(one.text),
            "href": model.plain(one.href),
        }
        for one in part.items
    ]
    return {"kind": "sources", "items": items}


def _soft(text: str, language: Language) -> str:
    return hyphenated(model.plain(text), language)


def _item(one: model.Item, language: Language) -> dict[str, str]:
    return {
        "label": _soft(one.label, language),
        "value": model.plain(one.written(language)),
        "unit": model.plain(one.unit),
        "note": _soft(one.note, language),
        "tone": one.tone,
    }


def _table(table: Table, document: Document, is_wide: bool) -> dict[str, Any]:
    language = document.language
    total = model.totals(table, language)
    table = model.settled(table)
    titles = model.titles(table, language)
    rows = model.cells(table, language)
    if total and not table.columns[0].total:
        total[0] = document.labels["total"]
    written = [[one.text for one in row] for row in rows] + ([total] if total else [])
    most = 11 if is_wide else 7
    abreast = LETTERS["landscape" if is_wide else "portrait"]
    widths = column_widths(written, titles, abreast)
    room = PAGE_POINTS["landscape" if is_wide else "portrait"]
    return {
        "kind": "table",
        "title": said(table.title, language),
        "titles": [_soft(one, language) for one in titles],
        "numbers": [column.is_number for column in table.columns],
        "widths": widths,
        "together": points_high(written, widths, abreast) < room,
        "size": DENSE_POINTS if len(titles) > most else TABLE_POINTS,
        "rows": [
            [{"text": _soft(one.text, language), "tone": one.tone} for one in row] for row in rows
        ],
        "total": total,
        "note": said(table.note, language),
        "empty": said(table.empty, language) or document.labels["nothing"],
    }


def _picture(chart: Any, part: model.Pictures, language: Language, folder: Path) -> dict[str, str]:
    name = f"{chart.name}.svg"
    (folder / name).write_text(printable(picture_in_serif(chart, part.width, language)), "utf-8")
    return {
        "file": name,
        "title": said(chart.title, language),
        "alt": said(chart.summary, language),
        "note": said(chart.note, language),
    }
