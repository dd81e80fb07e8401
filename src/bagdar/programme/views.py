"""The programme as a tree, and the act outside its tables."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bagdar.access.public import page
from bagdar.look.pages import answer
from bagdar.programme.presenters import passport as passport_page
from bagdar.programme.presenters import pictures, tree
from bagdar.programme.views_opening import added, context_of, opened

OBJECT = "programme.programme"


@page(OBJECT, "read")
@require_safe
def programme(request: HttpRequest, programme: str) -> HttpResponse:
    found = opened(programme)
    context = context_of(
        request,
        found,
        answers=tree.answer(found.edition, found.reader),
        goals=tree.goals(found.edition, found.reader),
    )
    money = pictures.task_money(found.edition, found.reader)
    return answer(
        request,
        "programme/programme.html",
        context,
        object=OBJECT,
        tables=[tree.table(found.edition, found.reader)],
        charts=[money] if money else [],
        additions=added("programme", request, found),
    )


@page(OBJECT, "read")
@require_safe
def passport(request: HttpRequest, programme: str) -> HttpResponse:
    found = opened(programme)
    edition, reader = found.edition, found.reader
    section6 = passport_page.section6_table(edition, reader)
    context = context_of(
        request,
        found,
        answers=passport_page.answer(edition, reader),
        parts=passport_page.parts(edition, reader),
        crumbs=[(reader.say("crumb.programme"), reader.link("programme")),
                (reader.say("passport.title"), "")],
    )  # fmt: skip
    tables = [
        passport_page.body_table(edition, reader),
        *([section6] if section6 else []),
        passport_page.abbreviation_table(edition, reader),
    ]
    return answer(request, "programme/passport.html", context, object=OBJECT, tables=tables)
