"""What a graduate does: look at own diplomas, download them, share them for some days."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import actor, page, require
from bagdar.core.origins import Origin
from bagdar.credentials import models
from bagdar.credentials.presenters import own as shown
from bagdar.credentials.presenters.files import (
    address_in,
    chosen,
    file_answer,
    part_answer,
    pdf_answer,
)
from bagdar.credentials.presenters.opening import own_diploma as open_own
from bagdar.credentials.presenters.opening import own_people
from bagdar.credentials.queries import diplomas as queries
from bagdar.credentials.rules.sharing import DAYS
from bagdar.credentials.services.sharing import end_share, print_link, share
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import t

OWN, ROOT = "credentials.own", "diplomas/mine"
MADE = "diploma_link"  # of the session: the address of a link just made, shown once


@page(OWN)
@require_safe
def own_diplomas(request: HttpRequest) -> HttpResponse:
    rows = [row for person, _ in own_people(request) for row in queries.of_person(person)]
    found = [queries.shown(row) for row in rows]
    context = {
        "crumbs": [(t("diplomas.mine"), "")],
        **of_origins(*(Origin(one.origin) for one in found)),
    }
    return answer(
        request, "credentials/mine.html", context, object=OWN, tables=[shown.table(found)],
        relation="self",
    )  # fmt: skip


@page(OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def own_diploma(request: HttpRequest, diploma_id: UUID) -> HttpResponse:
    """Raises NoSuchDiploma: it is another's."""
    row, relation = open_own(request, diploma_id)
    if request.method == "POST":
        return _share(request, row, relation)
    now, found = timezone.now(), queries.shown(row)
    context = {
        "crumbs": [(t("diplomas.mine"), reverse("own_diplomas")), (t("diplomas.diploma"), "")],
        "title": found.title,
        "facts": shown.facts(found),
        "id": row.pk,
        "links": shown.links(queries.links_of(row, now), now),
        "may_share": found.may_be_shared,
        "code": shown.code(address_in(row)) if queries.printed_link(row) else "",
        "has_part": bool(row.sd_jwt),
        "parts": shown.choices(queries.parts(row)),
        "days": [(one, t("diplomas.share.days", count=one)) for one in DAYS],
        "address": request.session.pop(MADE, ""),
        **of_origins(Origin(found.origin)),
    }
    return answer(request, "credentials/own.html", context, object=OWN, relation=relation)


def _share(request: HttpRequest, row: models.Diploma, relation: str) -> HttpResponse:
    now, by = timezone.now(), actor(request)
    if request.POST.get("do") == "end":
        require(request, OWN, "delete", relation)
        end_share(row, _uuid(request.POST.get("link")), by=by, at=now)
    elif request.POST.get("do") == "print":
        require(request, OWN, "create", relation)
        print_link(row.pk, by=by, at=now)
    else:
        require(request, OWN, "create", relation)
        days = request.POST.get("days", "")
        asked = int(days) if days.isascii() and days.isdigit() and len(days) < 4 else DAYS[1]
        _, token = share(row.pk, asked, by=by, at=now)
        address = reverse("shared_diploma", args=[token])
        request.session[MADE] = request.build_absolute_uri(address)
    return HttpResponseRedirect(request.path)


def _uuid(text: Any) -> UUID:
    """An id that nothing has, where it is none."""
    try:
        return UUID(str(text))
    except ValueError:
        return UUID(int=0)


@page(OWN, "export")
@require_safe
def own_diploma_file(request: HttpRequest, diploma_id: UUID) -> HttpResponse:
    """Raises NoSuchDiploma."""
    row, _ = open_own(request, diploma_id, "export")
    return file_answer(row)


@page(OWN, "export")
@require_safe
def own_diploma_pdf(request: HttpRequest, diploma_id: UUID) -> HttpResponse:
    """Raises NoSuchDiploma."""
    row, _ = open_own(request, diploma_id, "export")
    return pdf_answer(row)


@page(OWN, "export")
@require_safe
def own_diploma_part(request: HttpRequest, diploma_id: UUID) -> HttpResponse:
    """?show=marks&show=credits; without any the degree alone. Raises NoSuchDiploma, NoSuchPart."""
    row, _ = open_own(request, diploma_id, "export")
    return part_answer(row, chosen(request.GET.getlist("show")))


urlpatterns = [
    path(f"{ROOT}/", own_diplomas, name="own_diplomas"),
    path(f"{ROOT}/<uuid:diploma_id>/", own_diploma, name="own_diploma"),
    path(f"{ROOT}/<uuid:diploma_id>/file/", own_diploma_file, name="own_diploma_file"),
    path(f"{ROOT}/<uuid:diploma_id>/pdf/", own_diploma_pdf, name="own_diploma_pdf"),
    path(f"{ROOT}/<uuid:diploma_id>/part/", own_diploma_part, name="own_diploma_part"),
]
