"""The editions of a programme, two of them compared, and one as known on a day."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from bagdar.access.public import page, permits
from bagdar.look.components import Answer
from bagdar.look.pages import answer
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import t
from bagdar.programme import queries
from bagdar.programme.presenters import differences, known
from bagdar.programme.rules.compare import Difference, compare
from bagdar.programme.rules.editions import EditionInfo, NoSuchEdition, split_code
from bagdar.programme.views_opening import context_of, opened

Crumbs = list[tuple[str, str]]


@page("programme.edition")
@require_safe
def editions(request: HttpRequest, programme: str) -> HttpResponse:
    found = opened(programme)
    listed = queries.editions(found.info.programme)
    context = context_of(
        request,
        found,
        crumbs=crumbs(programme, t("editions.title")),
        may_add=permits(request, "programme.edition", "create"),
        loaded=_loaded(request.GET.get("loaded", ""), listed),
        **_known(request, found.info.programme, listed),
    )
    tables = [_table(listed)]
    return answer(
        request, "programme/editions.html", context, object="programme.edition", tables=tables
    )


def crumbs(programme: str, here: str, *, below_editions: bool = False) -> Crumbs:
    way = [(t("crumb.programme"), reverse("programme", args=[programme]))]
    if below_editions:
        way.append((t("editions.title"), reverse("editions", args=[programme])))
    return [*way, (here, "")]


def _loaded(number: str, listed: Sequence[EditionInfo]) -> EditionInfo | None:
    """The edition that was just loaded, as the address says."""
    return next((one for one in listed if str(one.number) == number), None)


def _table(listed: Sequence[EditionInfo]) -> Table:
    rows = [
        {
            "number": one.number,
            "href": reverse("programme", args=[one.code]),
            "act": one.citation,
            "adopted_on": one.adopted_on,
            "in_force_on": one.in_force_on,
            "loaded_at": one.loaded_at,
            "loaded_by": one.loaded_by,
            "origin": Mark(t("editions.illustrative"), "gold")
            if one.illustrative
            else t("editions.real"),
            "digest": one.digest[:16],
        }
        for one in reversed(listed)
    ]
    return Table(
        name="editions",
        title=t("editions.table"),
        columns=(
            Column("number", t("editions.column.number"), "code", link="href"),
            Column("act", t("editions.column.act"), link="href", wide=True),
            Column("adopted_on", t("editions.column.adopted_on"), "date"),
            Column("in_force_on", t("editions.column.in_force_on"), "date"),
            Column("loaded_at", t("editions.column.loaded_at")),
            Column("loaded_by", t("editions.column.loaded_by")),
            Column("origin", t("editions.column.origin")),
            Column("digest", t("editions.column.digest"), "code"),
        ),
        rows=rows,
        note=t("editions.note", code=listed[-1].code),
    )


# --- as known on a day --------------------------------------------------------------------------


def _known(request: HttpRequest, code: str, listed: Sequence[EditionInfo]) -> dict[str, Any]:
    newest = queries.edition(code)
    rows = [(row.code, row.name) for _, row in newest.rows()]
    years = sorted({newest.baseline_year, *newest.period.years})
    asked = known.question(request.GET, [code for code, _ in rows], years)
    context: dict[str, Any] = {"asked": asked, "rows": rows, "years": years}
    if not asked.is_asked or asked.day is None:
        return context
    info = known.edition_of(listed, asked.day)
    context |= {"known": info, "first": listed[0]}
    if info and asked.row and asked.year:
        figures = known.figures(queries.edition(code, info.number), asked.row, asked.year)
        context |= {"figures": figures, "row_href": _row_address(info, asked.row)}
    return context


def _row_address(info: EditionInfo, row: str) -> str:
    return reverse("indicator", args=[info.code, row.split("/")[0]])


# --- two editions -------------------------------------------------------------------------------


@page("programme.edition")
@require_safe
def compare_two(request: HttpRequest, programme: str) -> HttpResponse:
    code, _ = split_code(programme)
    listed = queries.editions(code)
    newest = listed[-1]
    new = _chosen(request.GET.get("to", ""), listed, newest)
    old = _chosen(request.GET.get("from", ""), listed, _before(new, listed))
    edition = queries.edition(code, new.number)
    found = compare(queries.edition(code, old.number), edition)
    context = {
        "edition": edition,
        "illustrative": old.illustrative or new.illustrative,
        "crumbs": crumbs(programme, t("editions.compare"), below_editions=True),
        "programme": programme,
        "editions": listed,
        "old": old,
        "new": new,
        "is_alone": len(listed) == 1,
        "answers": answers(found),
        "groups": differences.groups(found, old.code, new.code),
        "may_add": permits(request, "programme.edition", "create"),
    }
    tables = [differences.table(found, old.code, new.code)]
    return answer(
        request, "programme/compare.html", context, object="programme.edition", tables=tables
    )


def _chosen(number: str, listed: Sequence[EditionInfo], default: EditionInfo) -> EditionInfo:
    """The edition of a number typed in the address. Raises NoSuchEdition."""
    if not number:
        return default
    for one in listed:
        if str(one.number) == number:
            return one
    known_numbers = [str(one.number) for one in listed]
    raise NoSuchEdition(programme=default.programme, number=number[:20], known=known_numbers)


def _before(info: EditionInfo, listed: Sequence[EditionInfo]) -> EditionInfo:
    """The edition before; the first one has itself."""
    return listed[max(listed.index(info) - 1, 0)]


def answers(found: Sequence[Difference]) -> list[Answer]:
    """How many differences there are, in all and of the three kinds that people ask for."""
    counts = [differences.group_of(one) for one in found]
    cells = [Answer(t("compare.count"), str(len(found)))]
    for name in ("targets", "money", "measures"):
        cells.append(Answer(t(f"compare.group.{name}"), str(counts.count(name))))
    return cells
