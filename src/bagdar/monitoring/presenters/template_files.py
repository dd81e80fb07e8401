"""The files that we hand out: a reporter's template of a year, and the rows that came back.

Both have the same columns, so that what came back is mended and sent again as it is.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from bagdar.core.catalogue import Catalogue
from bagdar.look.exports import harmless
from bagdar.look.words import words_catalogue
from bagdar.monitoring.presenters.desk_words import about, target
from bagdar.monitoring.rules.declared import Document, Monitoring
from bagdar.monitoring.rules.dues import DutyStanding
from bagdar.monitoring.rules.nouns import (
    IndicatorContent,
    MilestoneContent,
    MoneyContent,
    MoneyLine,
    Reporter,
    Subject,
)
from bagdar.monitoring.rules.plausibility import plan_of_the_act
from bagdar.monitoring.rules.templates import KINDS, LARGEST, Column, Kind, printed, sheet_title
from bagdar.programme.public import Reader
from bagdar.programme.rules.act import Edition, sources_of

Line = Mapping[str, Any]
Rows = Mapping[Kind, Sequence[Line]]
OPEN = ("open", "due_soon", "overdue", "submitted", "returned")
LOCAL_BUDGET = "ЖБ"
SPARE = 200  # rows below the last one that have the columns' formats and lists too
WIDTHS = {"name": 60, "expected": 40, "text": 50, "reasons": 60, "document_link": 30}
_KIND_OF = {"milestone": "milestones", "indicator": "indicators", "money": "money"}


@dataclass(frozen=True)
class Heads:
    """What the instructions say first: (label, value), such as the programme and the reporter."""

    title: str
    lines: Sequence[tuple[str, str]]


# --- what a template holds --------------------------------------------------------------------


def years(standings: Iterable[DutyStanding]) -> list[int]:
    """The years in which something is open or not yet accepted, the latest first."""
    found = {one.duty.subject.year for one in standings if one.status in OPEN}
    return sorted(found, reverse=True)


def template_rows(
    standings: Iterable[DutyStanding],
    year: int,
    edition: Edition,
    monitoring: Monitoring,
    reader: Reader,
) -> Rows:
    """A row for each duty of a year that is open or not yet accepted, with what stands now."""
    rows: dict[Kind, list[Line]] = {kind: [] for kind in KINDS}
    for one in standings:
        subject = one.duty.subject
        if subject.year != year or one.status not in OPEN:
            continue
        kind: Kind = _KIND_OF[subject.kind]  # type: ignore[assignment]
        given = {"milestones": _milestone, "indicators": _indicator, "money": _money}[kind](
            one, edition, monitoring, reader
        )
        state = reader.say(f"calendar.status.{one.status}")
        name = about(edition, subject, reader).name
        rows[kind] += [{"name": name, "state": state, **line} for line in given]
    return rows


def _milestone(
    one: DutyStanding, edition: Edition, monitoring: Monitoring, reader: Reader
) -> list[Line]:
    duty, content = one.duty, one.report.content if one.report else None
    line = {
        "measure": str(duty.subject.measure),
        "milestone": duty.subject.mark,
        "expected": reader.text(duty.evidence) if duty.evidence else "",
        "due_on": duty.due_on,
    }
    if duty.what:
        line["expected"] = f"{reader.text(duty.what)}: {line['expected']}"
    if isinstance(content, MilestoneContent):
        line |= {
            "status": reader.say(f"upload.choice.{content.status}"),
            "done_on": content.done_on,
            "text": content.text,
        }
    return [line]


def _indicator(
    one: DutyStanding, edition: Edition, monitoring: Monitoring, reader: Reader
) -> list[Line]:
    subject, content = one.duty.subject, one.report.content if one.report else None
    row = edition.row(subject.place)
    line = {
        "row": subject.place,
        "year": subject.year,
        "unit": _unit(subject, one.duty.reporter, row.printed.unit[reader.language], monitoring,
                      reader),
        "target": target(row, subject.year),
    }  # fmt: skip
    if isinstance(content, IndicatorContent):
        names = ("value", "weight", "document", "text")
        line |= {name: getattr(content, name) for name in names}
    return [line]


def _unit(
    subject: Subject, reporter: Reporter, unit: str, monitoring: Monitoring, reader: Reader
) -> str:
    """The unit, and for a region what the weight counts."""
    weight = monitoring.rollup(subject.place).weight
    if reporter.kind != "region" or weight is None:
        return unit
    return reader.say("upload.unit_weighed", unit=unit, weight=weight)


def _money(
    one: DutyStanding, edition: Edition, monitoring: Monitoring, reader: Reader
) -> list[Line]:
    """The lines that stand, then a row for each source of the act that none of them names."""
    subject, content = one.duty.subject, one.report.content if one.report else None
    measure = edition.measure_by_number[subject.measure or 0]
    keys = {"measure": str(measure.number), "year": subject.year}
    said: tuple[MoneyLine, ...] = content.lines if isinstance(content, MoneyContent) else ()
    lines: list[Line] = [
        {
            **keys,
            "planned": plan_of_the_act(measure, line.source, subject.year),
            **line.model_dump(exclude_none=True),
        }
        for line in said
    ]
    regional = one.duty.reporter.kind == "region"
    for money in measure.money:
        if subject.year not in money.amounts:
            continue
        source = LOCAL_BUDGET if regional else money.source
        if regional and LOCAL_BUDGET not in sources_of(money.source):
            continue
        if source in {line.source for line in said}:
            continue
        codes = money.budget_programmes
        lines.append(
            {
                **keys,
                "planned": money.amounts[subject.year],
                "source": source,
                "budget_programme": codes[0] if len(codes) == 1 and not regional else "",
            }
        )
    return lines


# --- as files ---------------------------------------------------------------------------------


def to_csv(kind: Kind, rows: Sequence[Line], *, with_reasons: bool = False) -> bytes:
    """One kind of rows under the columns' names, separated by semicolons, with a mark of UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    columns = printed(kind, with_reasons=with_reasons)
    writer.writerow([one.name for one in columns])
    for row in rows:
        writer.writerow([_csv_cell(row.get(one.name), one) for one in columns])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _csv_cell(value: Any, column: Column) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Decimal, float)):
        return f"{Decimal(str(value)):f}".replace(".", ",")
    if column.type in ("number", "year"):
        return str(value)
    return harmless(str(value))


def to_xlsx(
    rows: Rows,
    reader: Reader,
    documents: Sequence[Document],
    heads: Heads,
    *,
    with_reasons: bool = False,
) -> bytes:
    """A sheet for each kind that has rows, and one that says how to fill them in."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": datetime(2000, 1, 1), "author": "Bagdar"})  # noqa: DTZ001
        writer = _Writer(book, reader, documents)
        kinds = [kind for kind in KINDS if rows.get(kind)] or list(KINDS)
        for kind in kinds:
            writer.sheet(kind, rows.get(kind, ()), with_reasons)
        writer.instructions(kinds, heads)
    return out.getvalue()


class _Writer:
    """Writes the sheets of one book."""

    def __init__(
        self, book: xlsxwriter.Workbook, reader: Reader, documents: Sequence[Document]
    ) -> None:
        self.book, self.reader, self.documents = book, reader, documents
        self.words: Catalogue = words_catalogue()
        edge = {"border": 1, "border_color": "#B8C4CC", "valign": "top", "text_wrap": True}
        self.head = book.add_format({**edge, "bold": True, "bg_color": "#DCEFF5"})
        self.head_told = book.add_format({**edge, "bold": True, "bg_color": "#ECECEC"})
        self.told = book.add_format({**edge, "font_color": "#555555", "bg_color": "#F6F6F6"})
        self.told_day = book.add_format(
            {**edge, "font_color": "#555555", "bg_color": "#F6F6F6", "num_format": "yyyy-mm-dd"}
        )
        self.wrong = book.add_format({**edge, "font_color": "#9B1C1C"})
        self.formats = {
            "text": book.add_format({**edge, "num_format": "@"}),
            "number": book.add_format({**edge, "num_format": "0.######"}),
            "year": book.add_format({**edge, "num_format": "0"}),
            "day": book.add_format({**edge, "num_format": "yyyy-mm-dd"}),
        }
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def style(self, column: Column) -> Any:
        if column.name == "reasons":
            return self.wrong
        if not column.is_read:
            return self.told
        return self.formats.get(column.type, self.formats["text"])

    def sheet(self, kind: Kind, rows: Sequence[Line], with_reasons: bool) -> None:
        sheet = self.book.add_worksheet(sheet_title(kind, self.words, self.reader.language))
        columns = printed(kind, with_reasons=with_reasons)
        keys = sum(1 for one in columns if one.key) if kind != "money" else 2
        sheet.freeze_panes(1, keys)
        for place, column in enumerate(columns):
            title = column.title(self.words, self.reader.language)
            style = self.head if column.is_read else self.head_told
            sheet.write_string(0, place, f"{title} *" if column.required else title, style)
            sheet.set_column(place, place, _width(column, title))
            for line in range(1, len(rows) + 1 + SPARE):
                value = rows[line - 1].get(column.name) if line <= len(rows) else None
                self.cell(sheet, line, place, value, column)
            self.rule(sheet, place, column, len(rows) + SPARE)

    def cell(self, sheet: Any, line: int, place: int, value: Any, column: Column) -> None:
        style = self.style(column)
        if value is None or value == "":
            sheet.write_blank(line, place, None, style)
        elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            sheet.write_number(line, place, value, style)
        elif isinstance(value, date):
            day_style = self.formats["day"] if column.is_read else self.told_day
            sheet.write_datetime(line, place, value, day_style)
        else:
            sheet.write_string(line, place, harmless(str(value))[:32_767], style)

    def rule(self, sheet: Any, place: int, column: Column, last: int) -> None:
        """What a spreadsheet program lets in; the reading of the file checks it all the same."""
        told = self._rule(column)
        if told:
            sheet.data_validation(1, place, last, place, {**told, "ignore_blank": True})

    def _rule(self, column: Column) -> Mapping[str, Any] | None:
        language = self.reader.language
        if column.name == "document_kind":
            sheet = sheet_title("instructions", self.words, language)
            return {"validate": "list", "source": f"='{sheet}'!$D$2:$D${len(self.documents) + 1}"}
        if column.choices:
            labels = [column.choice(self.words, code, language) for code in column.choices]
            return {"validate": "list", "source": labels}
        if column.type == "number":
            least = float(column.least if column.least is not None else -LARGEST)
            return {
                "validate": "decimal",
                "criteria": "between",
                "minimum": least,
                "maximum": float(LARGEST),
            }
        if column.type == "day":
            bounds = {"minimum": date(1990, 1, 1), "maximum": date(2100, 12, 31)}
            return {"validate": "date", "criteria": "between", **bounds}
        return None

    def instructions(self, kinds: Sequence[Kind], heads: Heads) -> None:
        language, say = self.reader.language, self.reader.say
        sheet = self.book.add_worksheet(sheet_title("instructions", self.words, language))
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 90)
        sheet.set_column(3, 3, 34)
        lines: list[tuple[str, str]] = [(heads.title, ""), *heads.lines, ("", "")]
        lines += [("", say(f"upload.how.{step}")) for step in STEPS]
        for kind in kinds:
            lines += [("", ""), (sheet_title(kind, self.words, language), "")]
            lines += [
                (one.title(self.words, language), one.about(self.words, language))
                for one in printed(kind)
            ]
        for place, (label, value) in enumerate(lines):
            sheet.write_string(place, 0, harmless(label), self.bold)
            sheet.write_string(place, 1, harmless(value), self.wrap)
        title = self.words.say("upload.column.document_kind", language)
        sheet.write_string(0, 3, title, self.bold)
        for place, one in enumerate(self.documents, start=1):
            sheet.write_string(place, 3, one.name[language], self.wrap)


STEPS = ("fill", "leave", "numbers", "formulas", "send")


def _width(column: Column, title: str) -> int:
    if column.name in WIDTHS:
        return WIDTHS[column.name]
    return max(11, min(24, len(title) + 3))


# --- rows that came back ----------------------------------------------------------------------


def handed_back(
    returned: Iterable[tuple[Kind, Mapping[str, Any], str]],
) -> Rows:
    """Rows as they stood in the file, each with its reasons. returned: (kind, cells, reasons)."""
    rows: dict[Kind, list[Line]] = {}
    for kind, cells, reasons in returned:
        rows.setdefault(kind, []).append({**cells, "reasons": reasons})
    return rows
