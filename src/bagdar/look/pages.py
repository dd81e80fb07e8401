"""Answers a request with a page, or with one of the page's tables or charts as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from bagdar.core.languages import Language, show
from bagdar.look import charts as pictures
from bagdar.look import exports, grid, hooks
from bagdar.look.additions import Addition
from bagdar.look.charts import Chart
from bagdar.look.grid import BodyCell, HeadCell
from bagdar.look.sparks import spark
from bagdar.look.tables import Column, Mark, Shown, Spark, Table, arrange, cell_text
from bagdar.look.words import current_language, t

LEAST_TO_FIND = 10  # rows from which a filter field is worth its place
ROWS = 500  # of a table at once: more than a phone likes is no page to read
LONGEST_FIND = 200  # characters


def answer(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    object: str,
    tables: Sequence[Table] = (),
    charts: Sequence[Chart] = (),
    additions: Sequence[Addition] = (),
    relation: str = "any",
    status: int = 200,
) -> HttpResponse:
    """The page; or with ?table=NAME&as=csv|xlsx and ?chart=NAME&as=svg|png that part as a file.

    context    may hold `edition` (code, title, act.citation, illustrative), `source` and
               `illustrative`, `simulated`: the downloads say the same about themselves as the
               page does
    additions  parts of apps above, printed by `{% include "look/additions.html" %}`; where one
               of them is illustrative the page's band says so, but not the files of the others
    relation   how the object stands to the reader, as the view has made sure: "own" and the like
    Raises Http404 for a part that the page does not have, PermissionDenied where the reader may
    look at the object but not take it along.
    """
    told = Told.by(context, current_language())
    own = Part(object, tables, charts, told, relation)
    parts = [own, *(Part.added(one, object, told) for one in additions)]
    if "as" in request.GET and (request.GET.get("table") or request.GET.get("chart")):
        return _file(request, parts)
    shown = {
        **own.shown(request),
        "additions": [
            {"template": one.template, "add": one.context, **part.shown(request)}
            for one, part in zip(additions, parts[1:], strict=True)
        ],
        "has_illustrative_parts": bool(context.get("has_illustrative_parts"))
        or any(one.illustrative and not one.simulated for one in additions),
        "has_simulated_parts": bool(context.get("has_simulated_parts"))
        or any(one.simulated for one in additions),
    }
    return render(request, template, {**context, **shown}, status=status)


@dataclass(frozen=True)
class Part:
    """What one app gives to a page: its tables and charts, and whose permission they need."""

    object: str
    tables: Sequence[Table]
    charts: Sequence[Chart]
    told: "Told"
    relation: str = "any"

    @classmethod
    def added(cls, one: Addition, object: str, told: "Told") -> "Part":
        simulated = one.simulated if one.illustrative else told.simulated
        illustrative = told.illustrative or one.illustrative
        told = replace(told, illustrative=illustrative, simulated=simulated)
        return cls(one.object or object, one.tables, one.charts, told)

    def shown(self, request: HttpRequest) -> dict[str, Any]:
        """As templates see them: tables.NAME and charts.NAME."""
        query, may = request.GET, hooks.permits(request, self.object, "export", self.relation)
        mark = self.told.tag
        return {
            "tables": {one.name: PageTable(one, query, may, mark) for one in self.tables},
            "charts": {one.name: PageChart(one, query, may, mark) for one in self.charts},
        }


# --- what a page and its downloads say about themselves ------------------------------------------


@dataclass(frozen=True)
class Told:
    """Source, edition and whether the figures are made up, or came of a simulation."""

    source: str
    edition: str
    illustrative: bool
    simulated: bool = False

    @classmethod
    def by(cls, context: Mapping[str, Any], language: Language) -> "Told":
        edition = context.get("edition")
        act = getattr(edition, "act", None)
        source = context.get("source") or getattr(act, "citation", None)
        illustrative = context.get("illustrative", getattr(edition, "illustrative", False))
        code = getattr(edition, "code", "")
        told = show(source, language) if source else ""
        return cls(told, str(code), bool(illustrative), bool(context.get("simulated")))

    @property
    def made_up(self) -> str:
        """The word of it in keys and names of files; empty where nothing is made up."""
        if not self.illustrative:
            return ""
        return "simulated" if self.simulated else "illustrative"

    @property
    def tag(self) -> str:
        return t(f"look.{self.made_up}.tag") if self.made_up else ""

    @property
    def mark(self) -> str:
        return t(f"look.{self.made_up}.mark") if self.made_up else ""

    def facts(self, title: str) -> list[tuple[str, str]]:
        lines = [(t("look.about.table"), title)]
        if self.source:
            lines.append((t("look.about.source"), self.source))
        if self.edition:
            lines.append((t("look.about.edition"), self.edition))
        if self.mark:
            lines.append((t("look.about.data"), self.mark))
        return [*lines, (t("look.about.made_by"), t("look.about.bagdar"))]

    def sentence(self) -> str:
        return " · ".join(part for part in (self.mark, self.source, self.edition) if part)


def _file(request: HttpRequest, parts: Sequence[Part]) -> HttpResponse:
    """The part that is asked for, of whichever app it is."""
    kind, language = request.GET["as"], current_language()
    for part in parts:
        for table in [*part.tables, *(chart.table for chart in part.charts)]:
            if request.GET.get("table") == table.name and kind in ("csv", "xlsx"):
                _may_take(request, part)
                return _table_file(_arranged(table, request.GET, language), kind, part.told)
        for chart in part.charts:
            if request.GET.get("chart") == chart.name and kind in ("svg", "png"):
                _may_take(request, part)
                return _chart_file(chart, kind, language, part.told)
    _may_take(request, parts[0])
    raise Http404


def _may_take(request: HttpRequest, part: Part) -> None:
    if not hooks.permits(request, part.object, "export", part.relation):
        hooks.note_refusal(request, part.object, "export")
        raise PermissionDenied


def _table_file(shown: Shown, kind: str, told: Told) -> HttpResponse:
    mark = (t("look.about.data"), told.mark) if told.mark else None
    if kind == "csv":
        content, type_ = exports.to_csv(shown, mark), exports.CSV_TYPE
    else:
        facts = told.facts(show(shown.table.title, shown.language))
        content, type_ = exports.to_xlsx(shown, facts, t("look.about.title")), exports.XLSX_TYPE
    return _attachment(content, type_, shown.table.name, shown.language, told, kind)


def _chart_file(chart: Chart, kind: str, language: Language, told: Told) -> HttpResponse:
    draw = pictures.svg_file if kind == "svg" else pictures.png_file
    type_ = "image/svg+xml; charset=utf-8" if kind == "svg" else "image/png"
    content = draw(chart, language, told.sentence())
    return _attachment(content, type_, chart.name, language, told, kind)


def _attachment(
    content: bytes, type_: str, name: str, language: Language, told: Told, ending: str
) -> HttpResponse:
    file = exports.file_name("bagdar", told.edition, name, told.made_up, language, ending=ending)
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return HttpResponse(content, content_type=type_, headers=headers)


# --- tables and charts as templates see them -----------------------------------------------------


def _arranged(table: Table, query: QueryDict, language: Language) -> Shown:
    prefix = f"{table.name}."
    orders = [one.removeprefix(prefix) for one in query.getlist("sort") if one.startswith(prefix)]
    find = query.get(f"find.{table.name}", "")[:LONGEST_FIND]
    return arrange(table, language, orders[-1] if orders else None, find)


class PageTable:
    """A table with its addresses, as look/table.html prints it."""

    def __init__(self, table: Table, query: QueryDict, may_export: bool, tag: str = "") -> None:
        self.table = table
        self.name = table.name
        self.may_export = may_export
        self.tag = tag  # that the figures are made up; empty: they are not
        self.language = current_language()
        self._query = query
        self.shown = _arranged(table, query, self.language)

    @property
    def title(self) -> str:
        return show(self.table.title, self.language)

    @property
    def note(self) -> str:
        return show(self.table.note, self.language) if self.table.note else ""

    @property
    def empty(self) -> str:
        return show(self.table.empty, self.language) if self.table.empty else t("look.table.empty")

    @property
    def find(self) -> str:
        return self.shown.find

    @property
    def found(self) -> int:
        return len(self.shown.rows)

    @property
    def of(self) -> int:
        return len(self.table.rows)

    @property
    def can_find(self) -> bool:
        offered = self.table.find
        return len(self.table.rows) >= LEAST_TO_FIND if offered is None else offered

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What else stands in the address and has to survive a filter."""
        return [
            (key, value)
            for key, values in self._query.lists()
            for value in values
            if key not in (f"find.{self.name}", self._leaf, "as", "table", "chart")
        ]

    @property
    def head(self) -> SafeString:
        return grid.head(map(self._head_cell, self.table.columns), sortable=False)

    @property
    def sortable_head(self) -> SafeString:
        return grid.head(map(self._head_cell, self.table.columns), sortable=True)

    def _head_cell(self, column: Column) -> HeadCell:
        sort = self.shown.sort or ""
        is_here = sort.removeprefix("-") == column.key
        direction = ("descending" if sort[0] == "-" else "ascending") if is_here else ""
        # Numbers are asked for to see the largest; words to find one by its letter.
        first = "-" if column.is_number else ""
        turned = ("" if sort[0] == "-" else "-") if is_here else first
        unit = show(column.unit, self.language) if column.unit else ""
        return HeadCell(
            show(column.title, self.language),
            unit,
            self._sorted_by(turned + column.key),
            direction,
            column.kind,
            column.wide,
        )

    def _sorted_by(self, order: str) -> str:
        return f"{self._other_orders}sort={quote_plus(f'{self.name}.{order}')}"

    @cached_property
    def _other_orders(self) -> str:
        """The address up to this table's order, which comes last: the same for every column."""
        query = _without(self._query, (self._leaf, "as", "table", "chart"))
        others = [one for one in query.getlist("sort") if not one.startswith(f"{self.name}.")]
        query.setlist("sort", others)
        kept = query.urlencode()
        return f"?{kept}&" if kept else "?"

    @property
    def body(self) -> SafeString:
        return grid.body(
            [self._body_cell(column, row) for column in self.table.columns]
            for row in self.shown.rows[self.first - 1 : self.last]
        )

    # Long tables come in leaves; what is sorted, found, added up and taken along is all of it.

    @property
    def _leaf(self) -> str:
        return f"rows.{self.name}"

    @cached_property
    def first(self) -> int:
        """The first row of the leaf that is shown, from 1; what cannot be read is the first."""
        asked = self._query.get(self._leaf, "")
        row = int(asked) if asked.isdecimal() and len(asked) < 9 else 1
        leaf = (min(max(row, 1), max(self.found, 1)) - 1) // ROWS
        return leaf * ROWS + 1

    @property
    def last(self) -> int:
        return min(self.first + ROWS - 1, self.found)

    @property
    def leaves(self) -> dict[str, str]:
        """What stands below a leaf, with the addresses of those before and after; empty: one."""
        if self.found <= ROWS:
            return {}
        told = t("look.table.rows", first=self.first, last=self.last, of=self.found)
        after = self.first + ROWS
        return {
            "told": told,
            "before": self._at(self.first - ROWS) if self.first > 1 else "",
            "after": self._at(after) if after <= self.found else "",
        }

    def _at(self, row: int) -> str:
        query = _without(self._query, (self._leaf, "as", "table", "chart"))
        query[self._leaf] = str(row)
        return f"?{query.urlencode()}"

    def _body_cell(self, column: Column, row: Mapping[str, Any]) -> BodyCell:
        value = row.get(column.key)
        tone = value.tone if isinstance(value, Mark) else ""
        href = str(row.get(column.link) or "") if column.link else ""
        text = cell_text(value, column, self.language)
        is_hollow = value is None or value == ""
        line = spark(value.points, value.words) if isinstance(value, Spark) else ""
        return BodyCell(text, href, column.kind, tone, column.wide, is_hollow, line)

    @property
    def footer(self) -> list[tuple[str, str]]:
        """One cell a column, (text, kind); empty where nothing is added up."""
        if not self.shown.totals or not self.shown.rows:
            return []
        cells = []
        for place, column in enumerate(self.table.columns):
            total = self.shown.totals.get(column.key)
            text = cell_text(total, column, self.language) if total is not None else ""
            cells.append((text or (t("common.total") if place == 0 else ""), column.kind))
        return cells

    @property
    def csv(self) -> str:
        return self._download("csv")

    @property
    def xlsx(self) -> str:
        return self._download("xlsx")

    def _download(self, kind: str) -> str:
        query = _without(self._query, ("as", "table", "chart"))
        query["table"], query["as"] = self.name, kind
        return f"?{query.urlencode()}"


class PageChart:
    """A chart with its pictures and addresses, as look/chart.html prints it."""

    def __init__(self, chart: Chart, query: QueryDict, may_export: bool, tag: str = "") -> None:
        self.chart = chart
        self.name = chart.name
        self.may_export = may_export
        self.tag = tag  # that the figures are made up; empty: they are not
        self.language = current_language()
        self._query = query
        self.table = PageTable(chart.table, query, may_export=False)

    @property
    def title(self) -> str:
        return show(self.chart.title, self.language)

    @property
    def summary(self) -> str:
        return show(self.chart.summary, self.language)

    @property
    def note(self) -> str:
        return show(self.chart.note, self.language) if self.chart.note else ""

    @property
    def wide(self) -> SafeString:
        # Safe: built by vl-convert from escaped labels, parsed again and refused if active.
        return mark_safe(pictures.svg_for_page(self.chart, "wide", self.language))

    @property
    def full(self) -> SafeString:
        if not self.chart.full:
            return mark_safe("")
        return mark_safe(pictures.svg_for_page(self.chart, "full", self.language))

    @property
    def narrow(self) -> SafeString:
        return mark_safe(pictures.svg_for_page(self.chart, "narrow", self.language))

    @property
    def svg(self) -> str:
        return self._download("chart", self.name, "svg")

    @property
    def png(self) -> str:
        return self._download("chart", self.name, "png")

    @property
    def csv(self) -> str:
        return self._download("table", self.table.name, "csv")

    @property
    def xlsx(self) -> str:
        return self._download("table", self.table.name, "xlsx")

    def _download(self, part: str, name: str, kind: str) -> str:
        query = _without(self._query, ("as", "table", "chart"))
        query[part], query["as"] = name, kind
        return f"?{query.urlencode()}"


def _without(query: QueryDict, keys: Sequence[str]) -> QueryDict:
    copy = query.copy()
    for key in keys:
        copy.pop(key, None)
    return copy
