"""Deliveries in words: what a file brought, and each row that came back with what to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from bagdar.access.public import known_bodies, known_regions
from bagdar.core.declared import safe
from bagdar.core.errors import DomainError
from bagdar.indicators.rules.sources import Outside
from bagdar.look import exports
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import known, words_catalogue
from bagdar.monitoring.presenters import template_files
from bagdar.monitoring.presenters.template_files import Heads
from bagdar.monitoring.queries import duties
from bagdar.monitoring.queries.deliveries import DeliveryInfo
from bagdar.monitoring.rules.declared import Document, Monitoring
from bagdar.monitoring.rules.intake import Remark, Returned
from bagdar.monitoring.rules.nouns import Origin, Reporter
from bagdar.monitoring.rules.templates import KINDS, Kind, column, sheet_title
from bagdar.programme.public import Reader
from bagdar.programme.rules.act import Edition

MOST_SHOWN = 300  # remarks on a page; files hold all of them


def answers(one: DeliveryInfo, reader: Reader) -> list[Answer]:
    """How many rows came in, were known already, and went back."""
    told = [
        Answer(reader.say("deliveries.rows"), reader.number(one.rows)),
        Answer(reader.say("deliveries.taken"), reader.number(one.taken)),
        Answer(reader.say("deliveries.unchanged"), reader.number(one.unchanged)),
    ]
    asked = one.asked
    note = reader.say("deliveries.of_them_asked", count=asked) if asked else ""
    label = reader.say("deliveries.refused")
    return [*told, Answer(label, reader.number(one.refused), note=note)]


def particulars(one: DeliveryInfo, reader: Reader) -> list[tuple[str, object]]:
    """Who, when, which file: (label, value)."""
    say = reader.say
    lines: list[tuple[str, object]] = [
        (say("deliveries.reporter"), reporter_name(one.reporter, reader)),
        (say("deliveries.by"), one.by),
        (say("deliveries.at"), one.at),
        (say("deliveries.file"), one.file_name),
        (say("deliveries.size"), say("deliveries.bytes", count=one.size)),
        (say("deliveries.sha256"), one.sha256),
    ]
    if one.origin is not Origin.REAL:
        lines.append((say("deliveries.origin"), say(f"deliveries.origin.{one.origin}")))
    return lines


def reporter_name(reporter: Reporter, reader: Reader) -> str:
    """A body's or a region's name; a code that nobody explains stays as it is."""
    if reporter.kind == "region":
        region = known_regions().get(reporter.code)
        return region.name[reader.language] if region else reporter.code
    name = known_bodies().get(reporter.code)
    return name[reader.language] if name else reporter.code


# --- why a row came back ----------------------------------------------------------------------


def reason(remark: Remark, reader: Reader) -> str:
    """What is wrong, or what is asked."""
    if remark.is_question:
        return reader.say(f"monitoring.question.{remark.code}", **remark.facts)
    return reader.say(f"fault.{remark.code}", **remark.facts)


def remedy(remark: Remark, reader: Reader) -> str:
    if remark.is_question:
        return reader.say("deliveries.question.remedy")
    key = f"fault.{remark.code}.remedy"
    return reader.say(key, **_in_words(remark, reader)) if known(key) else ""


def _in_words(remark: Remark, reader: Reader) -> dict[str, object]:
    """Facts of a remedy; the choices of a list as the reader's language has them."""
    facts = dict(remark.facts)
    choices = facts.get("known")
    if remark.code == "upload_choice" and isinstance(choices, (list, tuple)):
        worded = [f"upload.choice.{code}" for code in choices]
        facts["known"] = [
            reader.say(key) if known(key) else code
            for key, code in zip(worded, choices, strict=True)
        ]
    return facts


def field(returned: Returned, remark: Remark, reader: Reader) -> str:
    """The title of the column that a remark is about; empty where it is the whole row."""
    found = column(returned.row.kind, remark.column)
    return found.title(words_catalogue(), reader.language) if found else remark.column


def value(returned: Returned, remark: Remark, reader: Reader) -> str:
    """The cell as it may be shown: one line, printable, short."""
    cell = returned.row.cells.get(remark.column)
    return "" if cell is None else safe(cell)


def returned_table(one: DeliveryInfo, reader: Reader) -> Table:
    """A row for each remark, for a file; the page groups them by row."""
    rows = [
        {
            "place": _place(row, reader),
            "field": field(row, remark, reader),
            "value": value(row, remark, reader),
            "reason": Mark(reason(remark, reader), "gold" if remark.is_question else "bad"),
            "remedy": remedy(remark, reader),
        }
        for row in one.returned
        for remark in row.remarks
    ]
    say = reader.say
    return Table(
        name="returned",
        title=say("deliveries.returned"),
        columns=(
            Column("place", say("deliveries.column.place")),
            Column("field", say("deliveries.column.field")),
            Column("value", say("deliveries.column.value")),
            Column("reason", say("deliveries.column.reason"), wide=True),
            Column("remedy", say("deliveries.column.remedy"), wide=True),
        ),
        rows=rows,
    )


@dataclass(frozen=True)
class RemarkShown:
    """A remark as a page prints it. asks: a question that `yes` answers."""

    field: str
    value: str
    reason: str
    remedy: str
    asks: bool


@dataclass(frozen=True)
class RowShown:
    place: str
    remarks: Sequence[RemarkShown]


def rows_shown(one: DeliveryInfo, reader: Reader) -> list[RowShown]:
    """The rows that came back, up to a number of remarks that a page can hold."""
    shown, left = [], MOST_SHOWN
    for row in one.returned:
        told = [
            RemarkShown(
                field=field(row, remark, reader),
                value=value(row, remark, reader),
                reason=reason(remark, reader),
                remedy=remedy(remark, reader),
                asks=remark.is_question,
            )
            for remark in row.remarks
        ]
        if len(told) > left:
            break
        left -= len(told)
        shown.append(RowShown(_place(row, reader), told))
    return shown


def _place(row: Returned, reader: Reader) -> str:
    sheet = sheet_title(row.row.kind, words_catalogue(), reader.language)
    return reader.say("deliveries.place", sheet=sheet, line=row.row.line)


# --- the list ---------------------------------------------------------------------------------


def table(found: Sequence[DeliveryInfo], reader: Reader, *, of_all: bool) -> Table:
    """Deliveries, the latest first. of_all: several reporters' among them."""
    say = reader.say
    rows = [
        {
            "at": one.at,
            "href": reader.link("delivery", one.id),
            "reporter": reporter_name(one.reporter, reader),
            "file": one.file_name,
            "by": one.by,
            "rows": one.rows,
            "taken": one.taken,
            "unchanged": one.unchanged,
            "refused": one.refused,
            "origin": _origin(one.origin, reader),
        }
        for one in found
    ]
    columns = [
        Column("at", say("deliveries.at"), link="href"),
        Column("reporter", say("deliveries.reporter"), wide=True),
        Column("file", say("deliveries.file"), link="href"),
        Column("by", say("deliveries.by")),
        Column("rows", say("deliveries.rows"), "number"),
        Column("taken", say("deliveries.taken"), "number"),
        Column("unchanged", say("deliveries.unchanged"), "number"),
        Column("refused", say("deliveries.refused"), "number"),
        Column("origin", say("deliveries.origin")),
    ]
    if not of_all:
        columns = [one for one in columns if one.key != "reporter"]
    if all(one.origin is Origin.REAL for one in found):
        columns = [one for one in columns if one.key != "origin"]
    title, empty = say("deliveries.title"), say("deliveries.none")
    return Table("deliveries", title, tuple(columns), rows, empty=empty)


def _origin(origin: Origin, reader: Reader) -> str | Mark:
    text = reader.say(f"deliveries.origin.{origin}")
    return text if origin is Origin.REAL else Mark(text, "gold")


# --- the file of rows that came back ----------------------------------------------------------


def returned_file(one: DeliveryInfo, reader: Reader, documents: Sequence[Document]) -> "File":
    """An XLSX with the rows that came back, each with its reasons: to be mended and sent again."""
    lines = [(label, _plain(text)) for label, text in particulars(one, reader)]
    rows = template_files.handed_back(_rows_back(one.returned, reader))
    heads = Heads(reader.say("deliveries.returned"), lines)
    content = template_files.to_xlsx(rows, reader, documents, heads, with_reasons=True)
    parts = ("bagdar", one.programme, "returned", _mark(one.origin), str(one.id)[:8])
    return File(content, exports.XLSX_TYPE, exports.file_name(*parts, ending="xlsx"))


def _rows_back(
    returned: Iterable[Returned], reader: Reader
) -> Iterable[tuple[Kind, dict[str, Any], str]]:
    for one in returned:
        told = [
            " – ".join(
                part
                for part in (
                    field(one, remark, reader),
                    reason(remark, reader),
                    remedy(remark, reader),
                )
                if part
            )
            for remark in one.remarks
        ]
        yield one.row.kind, dict(one.row.cells), "\n".join(told)


def _plain(value: object) -> str:
    return f"{value:%d.%m.%Y %H:%M}" if hasattr(value, "strftime") else str(value)


# --- files ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class File:
    """A file to be saved."""

    content: bytes
    media_type: str
    name: str

    def answer(self) -> HttpResponse:
        headers = {"Content-Disposition": f'attachment; filename="{self.name}"'}
        return HttpResponse(self.content, content_type=self.media_type, headers=headers)


def template(
    edition: Edition,
    reporter: Reporter,
    origin: Origin,
    reader: Reader,
    *,
    year: int | None,
    kind: str = "",
    source: str = "",
) -> File:
    """A reporter's template of a year, by default the latest that has something open.

    kind    a kind of rows, as CSV; else all of them, as XLSX
    source  code of a source outside: its rows alone, without a year of every year that is open
    """
    code = edition.programme
    standings = duties.duty_standings(code, duties.today(), origin, reporter)
    open_years = template_files.years(standings)
    monitoring = duties.declared(code)
    outside = _outside(monitoring, source)
    if outside:
        places = {("indicator", row) for row in outside.rows}
        standings = tuple(
            one for one in standings
            if (one.duty.subject.kind, one.duty.subject.place) in places
        )  # fmt: skip
    latest = open_years[0] if open_years else edition.period.last_year
    chosen = year if outside else year or latest
    rows = template_files.template_rows(standings, chosen, edition, monitoring, reader)
    of = [str(chosen or ""), outside.code.replace(".", "-") if outside else "", _mark(origin)]
    parts = ["bagdar", code, "template", reporter.code, *of]
    for one in KINDS:
        if one == kind:
            content = template_files.to_csv(one, rows[one])
            return File(content, exports.CSV_TYPE, exports.file_name(*parts, one, ending="csv"))
    lines = [
        (reader.say("deliveries.reporter"), reporter_name(reporter, reader)),
        *([(reader.say("upload.column.year"), str(chosen))] if chosen else []),
        *([(reader.say("upload.source"), reader.text(outside.name))] if outside else []),
    ]
    heads = Heads(reader.text(edition.title), lines)
    content = template_files.to_xlsx(rows, reader, monitoring.documents, heads)
    name = exports.file_name(*parts, reader.language, ending="xlsx")
    return File(content, exports.XLSX_TYPE, name)


def _outside(monitoring: Monitoring, source: str) -> Outside | None:
    """Raises NoSuchSource of a code that is not declared."""
    if not source:
        return None
    there = {one.code: one for one in monitoring.sources.outside} if monitoring.sources else {}
    if source not in there:
        raise NoSuchSource(source=safe(source), known=", ".join(there) or "—")
    return there[source]


class NoSuchSource(DomainError):
    """No source outside has this code."""

    code = "monitoring.no_such_source"
    status = 404


def _mark(origin: Origin) -> str:
    return "" if origin is Origin.REAL else origin.value
