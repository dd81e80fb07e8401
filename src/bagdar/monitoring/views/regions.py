"""The regions side by side, and one of them."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from bagdar.access.public import known_regions, page, regions_on
from bagdar.core.errors import DomainError
from bagdar.look.pages import answer
from bagdar.monitoring.presenters import regions as shown
from bagdar.monitoring.presenters.duty_lists import feed_link
from bagdar.monitoring.presenters.workload import nearest_table
from bagdar.monitoring.queries import duties, facts
from bagdar.monitoring.queries.evaluation import standing
from bagdar.monitoring.rules.dues import Workload
from bagdar.monitoring.rules.nouns import Reporter
from bagdar.monitoring.rules.standing import Evaluation
from bagdar.monitoring.views.opening import made_up
from bagdar.programme.public import Opened, context_of, opened

OBJECT = "monitoring.standing"


class NoSuchRegion(DomainError):
    code = "monitoring.no_such_region"
    status = 404


@dataclass(frozen=True)
class Standing:
    """What both pages read: the programme, its figures, who has how much to report, the day."""

    opening: Opened
    found: Evaluation
    loads: dict[str, Workload]
    day: date

    @classmethod
    def read(cls, programme: str) -> "Standing":
        opening = opened(programme)
        info, day = opening.info, duties.today()
        found = standing(info.programme, edition_number=info.number)
        loads = duties.workload(info.programme, day, found.origin, info.number)
        return cls(opening, found, loads, day)


@page(OBJECT, "read")
@require_safe
def regions(request: HttpRequest, programme: str) -> HttpResponse:
    now = Standing.read(programme)
    edition, reader = now.opening.edition, now.opening.reader
    listed = regions_on(now.day)
    loads = [load for code in listed if (load := now.loads.get(f"region:{code}"))]
    context = context_of(
        request,
        now.opening,
        answers=shown.answers(loads, reader),
        borders=shown.borders(listed, now.day, reader),
        is_owed=bool(loads),
        **made_up(now.opening.edition, now.found.origin),
        crumbs=[(reader.say("crumb.programme"), reader.link("programme")),
                (reader.say("regions.title"), "")],
    )  # fmt: skip
    drawn = shown.chart(listed, now.loads, reader)
    return answer(
        request,
        "monitoring/regions.html",
        context,
        object=OBJECT,
        tables=[shown.table(edition, now.found, listed, now.loads, reader)],
        charts=[drawn] if drawn else [],
    )


@page(OBJECT, "read")
@require_safe
def region(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    now = Standing.read(programme)
    if code not in known_regions():
        raise NoSuchRegion(code=code[:20])
    own, info = known_regions()[code], now.opening.info
    edition, reader, found = now.opening.edition, now.opening.reader, now.found
    reporter = Reporter("region", code)
    load = now.loads.get(str(reporter)) or Workload(str(reporter))
    states = duties.duty_states(info.programme, now.day, found.origin, reporter, info.number)
    money = [one for one in facts.spendings(info.programme, found.origin) if one.region == code]
    cells = shown.cells(edition, found, code)
    year = _year(request, found, _years(cells))
    context = context_of(
        request,
        now.opening,
        region=own,
        since=own.since if shown.is_new(own) else None,
        year=year,
        years=[(one, reader.link("region", code, year=one)) for one in _years(cells)],
        answers=shown.own_answers(load, shown.counted(cells, year), year, money, reader),
        own_links=[(reader.say("region.to_due"), reader.link("due", reporter=reporter)),
               (reader.say("region.to_calendar"), reader.link("calendar", reporter=reporter)),
               ("iCalendar", feed_link(str(reporter), reader))],
        **made_up(now.opening.edition, now.found.origin),
        crumbs=[(reader.say("crumb.programme"), reader.link("programme")),
                (reader.say("regions.title"), reader.link("regions")),
                (own.name[reader.language], "")],
    )  # fmt: skip
    return answer(
        request,
        "monitoring/region.html",
        context,
        object=OBJECT,
        tables=[
            shown.figures_table(cells, year, reader),
            shown.years_table(cells, reader),
            nearest_table(edition, states, reader),
            shown.duties_table(states, reader),
            shown.money_table(edition, money, reader),
        ],
    )


def _years(cells: list[shown.Cell]) -> list[int]:
    return sorted({one.year for one in cells})


def _year(request: HttpRequest, found: Evaluation, years: list[int]) -> int:
    """The year asked for; what is no year with figures asks for the last that is known."""
    asked = {str(year): year for year in years}
    return asked.get(request.GET.get("year", ""), found.year)


urlpatterns = [
    path("programme/<str:programme>/regions/", regions, name="regions"),
    path("programme/<str:programme>/regions/<str:code>/", region, name="region"),
]
