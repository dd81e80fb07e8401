"""The officer's own desk. The coordinator and the auditor may look at anybody's."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from bagdar.access.public import page, permits
from bagdar.look.pages import answer
from bagdar.monitoring.presenters import desk as presenter
from bagdar.monitoring.presenters.desk_words import reporter_name
from bagdar.monitoring.queries import duties, facts, reports
from bagdar.monitoring.rules.nouns import Origin, Reporter
from bagdar.monitoring.views.opening import REPORT, ROOT, page_context, sees_all
from bagdar.programme.public import first_programme, narrowing, opened


@page(REPORT)
@require_safe
def desk(request: HttpRequest, programme: str) -> HttpResponse:
    """?reporter=body:mes shows another's desk to those who may see any report."""
    found = opened(programme)
    edition, reader, code = found.edition, found.reader, found.info.programme
    whose = _whose(request, code)
    if whose is None:
        return HttpResponseRedirect(reader.link("acceptance"))
    reporter, origin = whose
    standings = duties.duty_standings(code, duties.today(), origin, reporter)
    asked = request.GET.dict()
    fields = presenter.fields(standings, asked, reader)
    chosen = narrowing.chosen(fields)
    listed = presenter.narrowed(standings, chosen)
    kept = {key: chosen[key] for key in ("year", "kind", "place") if key in chosen}
    if sees_all(request):
        kept["reporter"] = str(reporter)
    query = urlencode(kept)
    only = chosen.get("list", "")
    is_file = "as" in request.GET
    parts = presenter.sections(
        listed, edition, reader, only=only, query=query, whole=is_file or bool(only)
    )
    context = page_context(
        request,
        found,
        origin,
        reporter=reporter,
        reporter_name=reporter_name(edition, reporter, reader),
        is_own=reports.reporter_of(request) == reporter,
        answers=presenter.answers(listed, reader, query),
        fields=fields,
        is_narrowed=bool(chosen),
        shown=sum(len(table.rows) for _, table in parts) if only else len(listed),
        all=len(standings),
        sections=[section for section, _ in parts],
        none=not standings,
    )
    tables = [table for _, table in parts]
    return answer(
        request, "monitoring/desk.html", context, object=REPORT, tables=tables, relation="own"
    )


def _whose(request: HttpRequest, programme: str) -> tuple[Reporter, Origin] | None:
    """Whose desk is shown and of which origin; None where nobody's was named."""
    own = reports.reporter_of(request)
    if own:
        return own, reports.origin_of(request)
    try:
        return Reporter.parse(request.GET.get("reporter", "")[:60]), facts.basis(programme)
    except ValueError:
        return None


def landing(account: Any) -> str | None:
    """Where an account's work is: its desk, or what waits for acceptance."""
    programme = first_programme()
    if programme is None or not permits(account, "monitoring.report", "read", "own"):
        return None
    own = reports.reporter_of(account) is not None
    return reverse("desk" if own else "acceptance", args=[programme])


urlpatterns = [path(f"{ROOT}/desk/", desk, name="desk")]
