"""Deliveries: the list, one of them with what came of its rows, and what can be done to it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bagdar.access.public import actor, page, permits
from bagdar.core.errors import DomainError
from bagdar.core.origins import Origin
from bagdar.core.sentences import error_sentence
from bagdar.intake import loader
from bagdar.intake.presenters import deliveries as presenter
from bagdar.intake.presenters.findings import Wording
from bagdar.intake.presenters.reader import Reader, reader
from bagdar.intake.presenters.templates import TYPES, XLSX
from bagdar.intake.queries import deliveries as queries
from bagdar.intake.queries import senders
from bagdar.intake.queries.deliveries import DeliveryInfo
from bagdar.intake.queries.senders import OBJECT
from bagdar.intake.rules.errors import NotLoaded, NotOpen, ReasonNeeded
from bagdar.intake.rules.nouns import State
from bagdar.intake.services import ending
from bagdar.intake.views.opening import ROOT, ROW, crumbs, may_deliver
from bagdar.look import exports
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import words_catalogue

MOST_SHOWN = 200  # rows on a page; files hold all of them
REFRESH_SECONDS = 2


@page(OBJECT)
@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    words = reader()
    found = queries.deliveries_for(request)
    names = senders.names({one.organisation_id for one in found if one.organisation_id})
    links = {one.id: reverse("intake_delivery", args=[one.id]) for one in found if one.id}
    context = {
        "crumbs": crumbs(words, (words.say("intake.deliveries"), "")),
        "may_deliver": may_deliver(request),
        **of_origins(*(one.origin for one in found)),
    }
    return answer(
        request,
        "intake/deliveries.html",
        context,
        object=OBJECT,
        tables=[presenter.table(found, names, links, words)],
        relation=_relation(request),
    )


def _relation(request: HttpRequest) -> str:
    return next(
        (one for one in ("any", "region", "own") if permits(request, OBJECT, "read", one)), "any"
    )


@page(OBJECT)
@require_safe
def delivery(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    one = queries.delivery_for(request, delivery_id)
    if one.is_stuck(timezone.now()) and one.id and queries.may(request, one, OBJECT, "create"):
        loader.start(one.id)  # whoever loaded it is gone; whoever looks at it has it go on
    return shown(request, one, again="again" in request.GET)


def shown(
    request: HttpRequest, one: DeliveryInfo, *, again: bool = False, wrong: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """A delivery, or a trial of one."""
    words = reader()
    with_values = queries.may_see_rows(request, one)
    wording = Wording(one, words, with_values=with_values)
    context = {
        **_reported(one, wording),
        **_about(request, one, words),
        "again": again,
        "wrong": wrong,
        "may_take_rows": with_values and queries.may(request, one, ROW, "export"),
    }
    found = one.reported if one.id is None else queries.reported(one.id)
    # Long wordings on a phone: the page lists them, a file has them as a table.
    tables = [wording.table(found)] if "as" in request.GET else []
    relation = _relation(request)
    return answer(
        request, "intake/delivery.html", context, object=OBJECT, tables=tables,
        relation=relation, status=status,
    )  # fmt: skip


def _reported(one: DeliveryInfo, wording: Wording) -> dict[str, Any]:
    if one.id is None:
        returned = [row for row in one.reported if row.is_refused][:MOST_SHOWN]
        warned = [row for row in one.reported if not row.is_refused][:MOST_SHOWN]
    else:
        returned = queries.reported(one.id, refused=True, most=MOST_SHOWN)
        warned = queries.reported(one.id, refused=False, most=MOST_SHOWN)
    return {
        "returned": wording.rows(returned, refused=True),
        "warned": wording.rows(warned, refused=False),
        "more_returned": one.counts.refused - len(returned),
        "more_warned": one.counts.warned - len(warned),
    }


def _about(request: HttpRequest, one: DeliveryInfo, words: Reader) -> dict[str, Any]:
    ids = {one.organisation_id} if one.organisation_id else set()
    title = words.say("intake.trial" if one.id is None else "intake.delivery")
    may_change = one.id is not None and queries.may(request, one, OBJECT, "update")
    deliver_more = reverse("intake_upload", args=[one.form])
    if one.organisation_id:
        deliver_more += f"?organisation={one.organisation_id}"
    return {
        "title": title,
        "delivery": one,
        "form_name": words.say(f"intake.form.{one.form}"),
        "is_trial": one.id is None,
        "state": presenter.state(one, words),
        "refresh": REFRESH_SECONDS if one.is_open and one.id else 0,
        "progress": presenter.progress(one, words),
        "answers": presenter.answers(one, words),
        "changes": presenter.changes(one, words),
        "particulars": presenter.particulars(one, senders.names(ids), words),
        "may_withdraw": may_change and one.state is State.LOADED,
        "may_cancel": may_change and one.is_open,
        "may_deliver": queries.may(request, one, OBJECT, "create"),
        "deliver_more": deliver_more,
        "crumbs": crumbs(
            words,
            (words.say("intake.deliveries"), reverse("intake_deliveries")),
            (title, ""),
        ),
        **of_origins(one.origin),
    }


@page(ROW, "export")
@require_safe
def returned_file(request: HttpRequest, delivery_id: UUID, ending: str) -> HttpResponse:
    """The rows that came back, to be mended and handed in again."""
    one = queries.delivery_for(request, delivery_id, "export", ROW)
    wording = Wording(one, reader(), with_values=True)
    rows = queries.reported(delivery_id, refused=True)
    content = wording.xlsx(rows) if ending == XLSX else wording.csv(rows)
    mark = "" if one.origin is Origin.REAL else one.origin.value
    name = exports.file_name(
        "bagdar", one.form, "returned", str(one.day), mark, reader().language, ending=ending
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=TYPES[ending], headers=headers)


@page(OBJECT, "update")
@require_POST
def withdraw(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    one = queries.delivery_for(request, delivery_id, "update")
    reason = request.POST.get("reason", "")
    try:
        ending.withdraw(delivery_id, reason, by=actor(request), at=timezone.now())
    except (ReasonNeeded, NotLoaded) as error:
        return shown(request, one, wrong=_sentence(error), status=error.status)
    return HttpResponseRedirect(reverse("intake_delivery", args=[delivery_id]))


@page(OBJECT, "update")
@require_POST
def cancel(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    one = queries.delivery_for(request, delivery_id, "update")
    try:
        ending.cancel(delivery_id, by=actor(request), at=timezone.now())
    except NotOpen as error:
        return shown(request, one, wrong=_sentence(error), status=error.status)
    return HttpResponseRedirect(reverse("intake_delivery", args=[delivery_id]))


def _sentence(error: DomainError) -> str:
    return error_sentence(error, words_catalogue(), reader().language)


urlpatterns = [
    path(f"{ROOT}/deliveries/", deliveries, name="intake_deliveries"),
    path(f"{ROOT}/deliveries/<uuid:delivery_id>/", delivery, name="intake_delivery"),
    path(f"{ROOT}/deliveries/<uuid:delivery_id>/withdraw/", withdraw, name="intake_withdraw"),
    path(f"{ROOT}/deliveries/<uuid:delivery_id>/cancel/", cancel, name="intake_cancel"),
    path(
        f"{ROOT}/deliveries/<uuid:delivery_id>/returned.xlsx",
        returned_file,
        {"ending": "xlsx"},
        name="intake_returned_xlsx",
    ),
    path(
        f"{ROOT}/deliveries/<uuid:delivery_id>/returned.csv",
        returned_file,
        {"ending": "csv"},
        name="intake_returned_csv",
    ),
]
