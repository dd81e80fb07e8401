"""What is due and when, who is late, who has how much to do; and the same as iCalendar."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from bagdar.access.public import page
from bagdar.look.pages import answer
from bagdar.monitoring.presenters import calendar as by_month
from bagdar.monitoring.presenters import due as lists
from bagdar.monitoring.presenters import workload as loads
from bagdar.monitoring.presenters.calendar_feed import MEDIA, feed, feed_name
from bagdar.monitoring.presenters.duty_lists import feed_link, narrowed
from bagdar.monitoring.queries import duties
from bagdar.monitoring.queries.facts import basis
from bagdar.monitoring.rules.due_groups import in_month
from bagdar.monitoring.rules.dues import DutyState
from bagdar.monitoring.rules.nouns import Origin
from bagdar.programme.public import Opened, context_of, narrowing, opened

OBJECT = "monitoring.calendar"


@page(OBJECT, "read")
@require_safe
def calendar(request: HttpRequest, programme: str) -> HttpResponse:
    found = opened(programme)
    states, origin = _states(found)
    years = by_month.years_of(states)
    year = by_month.year_shown(request.GET.get("year", ""), years, duties.today())
    of_year = in_month(states, year, None)
    edition, reader = found.edition, found.reader
    fields = by_month.fields(edition, of_year, request.GET.dict(), reader)
    narrow = narrowing.chosen(fields)
    mine = narrowed(of_year, narrow)
    month = int(narrow["month"]) if "month" in narrow else None
    shown = in_month(mine, year, month)
    kept = {name: value for name, value in narrow.items() if name != "month"}
    context = _context(
        request, found, origin,
        title=reader.say("calendar.title_year", year=year),
        fields=fields,
        is_narrowed=bool(narrow),
        shown=len({one.duty.subject for one in shown}),
        all=len({one.duty.subject for one in of_year}),
        year=year,
        years=[(one, reader.link("calendar", year=one, **kept)) for one in years],
        previous=_beside(found, years, year, -1, kept),
        next=_beside(found, years, year, 1, kept),
        answers=by_month.answers(mine, year, reader),
        feed=feed_link(narrow.get("reporter", ""), reader),
        crumbs=[(reader.say("crumb.programme"), reader.link("programme")),
                (reader.say("calendar.title"), "")],
    )  # fmt: skip
    return answer(
        request,
        "monitoring/calendar.html",
        context,
        object=OBJECT,
        tables=[
            by_month.months_table(mine, narrow, year, reader),
            by_month.due_table(edition, shown, reader),
        ],
        charts=[by_month.months_chart(mine, year, reader)],
    )


@page(OBJECT, "read")
@require_safe
def due(request: HttpRequest, programme: str) -> HttpResponse:
    found = opened(programme)
    states, origin = _states(found)
    edition, reader = found.edition, found.reader
    fields = lists.fields(edition, states, request.GET.dict(), reader)
    narrow = narrowing.chosen(fields)
    mine = narrowed(states, narrow)
    soon = duties.declared(found.info.programme).calendar.due_soon_days
    context = _context(
        request, found, origin,
        fields=fields,
        is_narrowed=bool(narrow),
        shown=sum(one.status in lists.LISTED for one in mine),
        all=sum(one.status in lists.LISTED for one in states),
        place=lists.place_shown(edition, states, narrow, reader),
        answers=lists.answers(mine, soon, reader),
        crumbs=[(reader.say("crumb.programme"), reader.link("programme")),
                (reader.say("calendar.title"), reader.link("calendar")),
                (reader.say("calendar.due_title"), "")],
    )  # fmt: skip
    tables = lists.tables(edition, mine, narrow, reader)
    return answer(request, "monitoring/due.html", context, object=OBJECT, tables=tables)


@page(OBJECT, "read")
@require_safe
def workload(request: HttpRequest, programme: str) -> HttpResponse:
    found = opened(programme)
    code, number = found.info.programme, found.info.number
    origin = basis(code)
    all_loads = duties.workload(code, duties.today(), origin, number)
    edition, reader = found.edition, found.reader
    context = _context(
        request, found, origin,
        answers=loads.answers(all_loads.values(), reader),
        crumbs=[(reader.say("crumb.programme"), reader.link("programme")),
                (reader.say("calendar.title"), reader.link("calendar")),
                (reader.say("calendar.workload_title"), "")],
    )  # fmt: skip
    parts = {name: loads.of_kind(all_loads, kind)
             for name, kind in (("bodies", "body"), ("regions", "region"))}  # fmt: skip
    drawn = [loads.chart(name, edition, part, reader) for name, part in parts.items()]
    return answer(
        request,
        "monitoring/workload.html",
        context,
        object=OBJECT,
        tables=[loads.table(name, edition, part, reader) for name, part in parts.items()],
        charts=[chart for chart in drawn if chart],
    )


@page(OBJECT, "export")
@require_safe
def calendar_feed(request: HttpRequest, programme: str) -> HttpResponse:
    """All duties of an edition, a line a subject; with ?reporter=body:mes one reporter's."""
    found = opened(programme)
    reporter = request.GET.get("reporter", "")
    site = request.build_absolute_uri("/").rstrip("/")
    content = feed(found.edition, found.info, found.reader, reporter=reporter, site=site)
    name = feed_name(found.edition, reporter)
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=MEDIA, headers={"Content-Disposition": disposition})


def _states(found: Opened) -> tuple[tuple[DutyState, ...], Origin]:
    code = found.info.programme
    origin = basis(code)
    return duties.duty_states(code, duties.today(), origin, number=found.info.number), origin


def _context(request: HttpRequest, found: Opened, origin: Origin, **more: object) -> dict[str, Any]:
    days = duties.declared(found.info.programme).calendar
    return context_of(
        request,
        found,
        today=duties.today(),
        # Of a simulated origin there are no reports that could be made up.
        illustrative=found.edition.illustrative or origin == Origin.ILLUSTRATIVE,
        illustrative_reports=origin == Origin.ILLUSTRATIVE,
        illustrative_days=days.illustrative,
        **more,
    )


def _beside(
    found: Opened, years: list[int], year: int, step: int, kept: dict[str, str]
) -> tuple[int, str] | None:
    """The year before or after with its address; None beyond the ends."""
    place = years.index(year) + step if year in years else -1
    if not 0 <= place < len(years):
        return None
    return years[place], found.reader.link("calendar", year=years[place], **kept)


ROOT = "programme/<str:programme>"
urlpatterns = [
    path(f"{ROOT}/calendar/", calendar, name="calendar"),
    path(f"{ROOT}/calendar.ics", calendar_feed, name="calendar_feed"),
    path(f"{ROOT}/due/", due, name="due"),
    path(f"{ROOT}/workload/", workload, name="workload"),
]
