"""The executors of a programme, and one of them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bagdar.access.public import page
from bagdar.look.pages import answer
from bagdar.programme.presenters import bodies as presented
from bagdar.programme.presenters import pictures
from bagdar.programme.views_opening import NoSuchBody, added, context_of, opened

OBJECT = "programme.body"


@page(OBJECT, "read")
@require_safe
def bodies(request: HttpRequest, programme: str) -> HttpResponse:
    found = opened(programme)
    edition, reader = found.edition, found.reader
    named = presented.everyone(edition)
    context = context_of(
        request,
        found,
        answers=presented.list_answer(edition, named, reader),
        count=len(edition.passport.bodies),
        crumbs=[(reader.say("crumb.programme"), reader.link("programme")),
                (reader.say("bodies.title"), "")],
    )  # fmt: skip
    tables = [presented.table(edition, named, reader)]
    return answer(request, "programme/bodies.html", context, object=OBJECT, tables=tables)


@page(OBJECT, "read")
@require_safe
def body(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    found = opened(programme)
    edition, reader = found.edition, found.reader
    if code not in edition.body_by_code:
        raise NoSuchBody(programme=programme, code=code[:60])
    shown = edition.body_by_code[code]
    named = presented.named(edition, shown)
    context = context_of(
        request,
        found,
        body=shown,
        answers=presented.answer(named, reader),
        spellings=presented.spellings(shown, reader),
        crumbs=[(reader.say("crumb.programme"), reader.link("programme")),
                (reader.say("crumb.bodies"), reader.link("bodies")),
                (shown.short, "")],
    )  # fmt: skip
    calendar = pictures.body_calendar(edition, named, reader)
    return answer(
        request,
        "programme/body.html",
        context,
        object=OBJECT,
        tables=[
            presented.indicator_table(edition, named, reader),
            presented.measure_table(edition, named, reader),
            presented.calendar(edition, named, reader),
        ],
        charts=[calendar] if calendar else [],
        additions=added("body", request, found, body=shown),
    )
