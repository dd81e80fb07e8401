"""Yearly reports: ask for one, see how far it is, take it along."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import actor, page, permits, require
from bagdar.core.errors import DomainError
from bagdar.core.languages import LANGUAGES, Language
from bagdar.core.sentences import error_sentence
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t, words_catalogue
from bagdar.monitoring.presenters import yearly as presenter
from bagdar.monitoring.queries import yearly as queries
from bagdar.monitoring.queries.duties import today
from bagdar.monitoring.queries.facts import basis
from bagdar.monitoring.reports import jobs
from bagdar.monitoring.reports.gathered import Asked, NoSuchRegion, NoSuchYear
from bagdar.monitoring.reports.yearly import FORMATS, Format
from bagdar.monitoring.rules.building import NoSuchYearlyReport
from bagdar.monitoring.views.opening import made_up
from bagdar.programme.public import Opened, context_of, opened

OBJECT = "monitoring.yearly_report"
TEMPLATE = "monitoring/yearly.html"
FIELDS = ("year", "region", "language", "format")
REFRESH_SECONDS = 3


@page(OBJECT)
@require_http_methods(["GET", "HEAD", "POST"])
def yearly_reports(request: HttpRequest, programme: str) -> HttpResponse:
    found = opened(programme)
    if request.method != "POST":
        return _page(request, found)
    require(request, OBJECT, "create")
    typed = {name: request.POST.get(name, "")[:20] for name in FIELDS}
    wrong = _wrong(typed)
    if not wrong:
        asked = Asked(
            found.info.programme,
            int(typed["year"]),
            cast(Language, typed["language"]),
            typed["region"],
            found.info.number,
        )
        try:
            jobs.ask(asked, cast(Format, typed["format"]), by=actor(request))
        except (NoSuchYear, NoSuchRegion) as error:
            wrong = {"region" if isinstance(error, NoSuchRegion) else "year": _sentence(error)}
    if wrong:
        return _page(request, found, typed, wrong, status=422)
    return HttpResponseRedirect(f"{request.path}#jobs")


def _wrong(typed: dict[str, str]) -> dict[str, str]:
    """What a form of this page would not send, next to its field."""
    wrong = {}
    if not (typed["year"].isascii() and typed["year"].isdecimal() and len(typed["year"]) == 4):
        wrong["year"] = t("yearly.form.wrong")
    if typed["language"] not in LANGUAGES:
        wrong["language"] = t("yearly.form.wrong")
    if typed["format"] not in FORMATS:
        wrong["format"] = t("yearly.form.wrong")
    return wrong


def _sentence(error: DomainError) -> str:
    return error_sentence(error, words_catalogue(), current_language())


def _page(
    request: HttpRequest,
    found: Opened,
    typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    reader, edition, now = found.reader, found.edition, timezone.now()
    reports = queries.yearly_reports(found.info.programme)
    waiting = presenter.jobs(reports, now, reader)
    moving = any(one.report.is_open and not one.restart for one in waiting)
    origin = basis(found.info.programme)
    last = min(max(today().year - 1, edition.period.first_year), edition.period.last_year)
    context = context_of(
        request,
        found,
        choices=presenter.choices(edition, typed or {}, wrong or {}, last, reader),
        jobs=waiting,
        refresh=REFRESH_SECONDS if moving and not wrong else 0,
        may_ask=permits(request, OBJECT, "create"),
        **made_up(edition, origin),
        crumbs=[(reader.say("crumb.programme"), reader.link("programme")),
                (reader.say("yearly.title"), "")],
    )  # fmt: skip
    may_take = permits(request, OBJECT, "export")
    tables = [presenter.table(reports, now, reader, may_take=may_take)]
    return answer(request, TEMPLATE, context, object=OBJECT, tables=tables, status=status)


@page(OBJECT, "export")
@require_safe
def yearly_report_file(request: HttpRequest, programme: str, report_id: UUID) -> HttpResponse:
    """The file as an attachment: a page of HTML does not run on this site."""
    found = opened(programme)
    report = queries.yearly_report(report_id)
    if report.programme != found.info.programme:
        raise NoSuchYearlyReport()
    return presenter.file_answer(report)


ROOT = "programme/<str:programme>/reports/yearly"
urlpatterns = [
    path(f"{ROOT}/", yearly_reports, name="yearly_reports"),
    path(f"{ROOT}/<uuid:report_id>/", yearly_report_file, name="yearly_report_file"),
]
