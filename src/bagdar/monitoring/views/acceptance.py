"""The coordinator's desk: what waits, one by one or many at once, and what was decided lately."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from bagdar.access.public import actor, page, permits, require
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.monitoring.presenters import acceptance as presenter
from bagdar.monitoring.queries import facts, reports
from bagdar.monitoring.queries import waiting as queries
from bagdar.monitoring.queries.asking import questions_about
from bagdar.monitoring.rules.nouns import Origin, Reporter, ReportInfo, State
from bagdar.monitoring.rules.workflow import NotNow, ReportChanged
from bagdar.monitoring.services import entries
from bagdar.monitoring.views.opening import REPORT, ROOT, now, page_context
from bagdar.programme.public import Opened, narrowing, opened

PAGE_SIZE = 50
MOST_AT_ONCE = 500
LATELY = 30
TEMPLATE, MANY = "monitoring/acceptance.html", "monitoring/acceptance_many.html"


@page(REPORT)
@require_safe
def acceptance(request: HttpRequest, programme: str) -> HttpResponse:
    require(request, "monitoring.report", "read")
    return _acceptance_page(request, opened(programme))


def _acceptance_page(
    request: HttpRequest, found: Opened, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    edition, reader, code = found.edition, found.reader, found.info.programme
    known = queries.origins(code)
    origin = _origin(request, known)
    asked = {**request.GET.dict(), "origin": origin.value}
    facets = queries.waiting_facets(code, origin)
    fields = presenter.fields(edition, facets, known, asked, reader)
    chosen = narrowing.chosen(fields)
    number = _number(request)
    queue = queries.queue(
        code, origin, start=(number - 1) * PAGE_SIZE, most=PAGE_SIZE, **_narrow(chosen)
    )
    rows = _rows(queue.reports, found)
    may = permits(request, "monitoring.report", "decide")
    done = request.GET.get("accepted", "")
    context = page_context(
        request,
        found,
        origin,
        answers=presenter.answers(queue, queries.counts(code, origin), now(), reader),
        fields=fields,
        is_narrowed=bool(set(chosen) - {"origin"}),
        shown=queue.total,
        all=queries.counts(code, origin).get(State.SUBMITTED, 0),
        rows=rows,
        may_decide=may,
        all_chosen=request.GET.get("choose") == "all",
        page=Paginator(range(queue.total), PAGE_SIZE).get_page(number),
        notice=_done(done),
        wrong=wrong,
    )
    decided = queries.decided(code, origin, LATELY)
    tables = [presenter.decided_table(decided, edition, reader, may_reopen=may)]
    return answer(request, TEMPLATE, context, object=REPORT, tables=tables, status=status)


def _done(count: str) -> str:
    known = count.isascii() and count.isdecimal() and len(count) < 7
    return t("desk.acceptance.done", count=int(count)) if known else ""


def _number(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    known = typed.isascii() and typed.isdecimal() and len(typed) < 7
    return max(1, int(typed)) if known else 1


def _origin(request: HttpRequest, known: Sequence[Origin]) -> Origin:
    """The reader's own, or the one asked for: reports of two origins never stand in one list."""
    wanted = request.GET.get("origin", "")
    if wanted in known:
        return Origin(wanted)
    return reports.origin_of(request)


def _narrow(chosen: dict[str, str]) -> dict[str, Any]:
    reporter = chosen.get("reporter")
    return {
        "reporter": Reporter.parse(reporter) if reporter else None,
        "kind": chosen.get("kind"),
        "year": int(chosen["year"]) if "year" in chosen else None,
    }


def _rows(listed: Sequence[ReportInfo], found: Opened) -> list[presenter.Waiting]:
    """Each report with its evidence, the figure before, and what may be wrong with it."""
    evidence = reports.evidence_of([one.id for one in listed])
    figures = {
        (one.subject.place, one.origin): facts.figures(
            one.programme, one.origin, row=one.subject.place
        )
        for one in listed
        if one.subject.kind == "indicator"
    }
    return [
        presenter.waiting(
            one,
            found.edition,
            found.reader,
            now=now(),
            figures=figures.get((one.subject.place, one.origin), ()),
            evidence=len(evidence.get(one.id, ())),
            questions=questions_about(
                one.programme, one.subject, one.reporter, one.content, one.origin
            ),
        )
        for one in listed
    ]


# --- many at once --------------------------------------------------------------------------------


@page(REPORT, "decide")
@require_POST
def acceptance_many(request: HttpRequest, programme: str) -> HttpResponse:
    """chosen: id:version, as the page showed them. The first answer says what would be accepted;
    with `sure` exactly that is accepted, all of it or nothing.
    """
    found = opened(programme)
    chosen = _chosen(request)
    if not chosen:
        return _acceptance_page(request, found, wrong=t("desk.acceptance.none_chosen"), status=422)
    waiting = queries.submitted_of(found.info.programme, tuple(chosen))
    listed = [one for one in waiting if reports.may_see(request, one, "decide")]
    stands = [one for one in listed if _stands(one, chosen)]
    if "sure" in request.POST:
        return _accept(request, found, chosen, listed)
    context = page_context(
        request,
        found,
        stands[0].origin if stands else reports.origin_of(request),
        rows=_rows(stands, found),
        gone=len(chosen) - len(stands),
        crumbs=[(t("desk.acceptance.title"), found.reader.link("acceptance")),
                (t("desk.many.title", count=len(stands)), "")],
    )  # fmt: skip
    return answer(request, MANY, context, object=REPORT)


def _chosen(request: HttpRequest) -> dict[UUID, int]:
    """Id → version of every box that was ticked; what is neither is left out."""
    found = {}
    for one in request.POST.getlist("chosen")[:MOST_AT_ONCE]:
        id, _, version = one.partition(":")
        try:
            if version.isascii() and version.isdecimal() and len(version) < 10:
                found[UUID(id)] = int(version)
        except ValueError:
            continue
    return found


def _stands(report: ReportInfo, chosen: dict[UUID, int]) -> bool:
    return report.state is State.SUBMITTED and report.version == chosen[report.id]


def _accept(
    request: HttpRequest, found: Opened, chosen: dict[UUID, int], listed: Sequence[ReportInfo]
) -> HttpResponse:
    """A second click finds them all accepted by the same person, and says the same again."""
    name = actor(request).name
    mine = [one for one in listed if one.state is State.ACCEPTED and one.decided_by == name]
    if listed and len(mine) == len(chosen):
        return _to_acceptance(found, len(mine))
    if len(listed) < len(chosen):
        return _acceptance_page(
            request, found, wrong=t("error.monitoring.no_such_report"), status=404
        )
    try:
        count = entries.accept_reports(
            list(chosen), by=actor(request), at=now(), expect_versions=chosen
        )
    except (ReportChanged, NotNow) as error:
        wrong = t("desk.acceptance.changed")
        return _acceptance_page(request, found, wrong=wrong, status=error.status)
    return _to_acceptance(found, count)


def _to_acceptance(found: Opened, count: int) -> HttpResponse:
    return HttpResponseRedirect(found.reader.link("acceptance", accepted=count))


urlpatterns = [
    path(f"{ROOT}/acceptance/", acceptance, name="acceptance"),
    path(f"{ROOT}/acceptance/many/", acceptance_many, name="acceptance_many"),
]
