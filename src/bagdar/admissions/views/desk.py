"""What a clerk of the authority does: rounds, categories to prove, moves by hand to confirm."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone

from bagdar.access.public import actor, looker_facts, page, permits, require
from bagdar.admissions import models
from bagdar.admissions.presenters import shown
from bagdar.admissions.presenters.opening import (
    DESK,
    open_territory,
    own_territory,
    territory_application,
)
from bagdar.admissions.queries.children import child_on
from bagdar.admissions.queries.desk import desk_of
from bagdar.admissions.queries.moving import position_of, value
from bagdar.admissions.queries.rules_of import beginning_of, the_rules
from bagdar.admissions.rules.queue.beginning import ceremony_from
from bagdar.admissions.rules.queue.errors import NoSuchQueue
from bagdar.admissions.rules.queue.nouns import QueueState
from bagdar.admissions.services import deciding, opening, referring
from bagdar.admissions.services.looking import note_application
from bagdar.admissions.views.forms import Beginning, ByHand, Why, Year
from bagdar.admissions.views.own import FORM, REFUSED, nothing, origins, sentence
from bagdar.core.errors import DomainError
from bagdar.core.languages import format_instant
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t


@page(DESK)
@FORM
def queue_desk(request: HttpRequest) -> HttpResponse:
    try:
        queue, wrong, status = open_territory(request), "", 200
    except NoSuchQueue:
        may_open = permits(request, DESK, "decide", "own")
        return nothing(request, DESK, t("queue.desk"), reverse("queue_new") if may_open else "")
    year = Year(initial={"year": queue.year + 1})
    if request.method == "POST":
        require(request, "admissions.queue", "decide", "own")
        do, status = request.POST.get("do", ""), REFUSED
        year = Year(request.POST) if do == "year" else year
        try:
            if _done_with_queue(request, queue, do, year):
                return HttpResponseRedirect(request.path)
        except DomainError as error:
            wrong, status = sentence(error), error.status
    found = desk_of(queue, local_date(timezone.now()))
    context = {
        "crumbs": [(t("queue.desk"), "")],
        "waiting": found.waiting,
        "offered": found.offered,
        "due": found.due,
        "mode": t(f"queue.mode.{queue.rules['mode']}"),
        "year": queue.year,
        "form": year,
        "is_outdated": found.is_outdated,
        "wrong": wrong,
        **origins(queue),
    }
    tables = [
        shown.cases_table("claims", t("queue.claims"), found.claims),
        shown.cases_table("hands", t("queue.hands"), found.hands),
        shown.cases_table("cases", t("queue.cases"), found.cases),
    ]
    return answer(
        request, "admissions/desk.html", context, object=DESK, relation="own", tables=tables,
        status=status,
    )  # fmt: skip


def _done_with_queue(request: HttpRequest, queue: models.Queue, do: str, year: Year) -> bool:
    """False: what was typed cannot be taken."""
    deeds = {"round": referring.run_round, "lapse": referring.lapse_due,
             "rules": opening.adopt_rules}  # fmt: skip
    more: dict[str, Any] = {"by": actor(request), "at": timezone.now()}
    if do == "year" and year.is_valid():
        opening.begin_year(queue.pk, year.cleaned_data["year"], **more)
    elif do in deeds:
        deeds[do](queue.pk, **more)
    else:
        return False
    return True


@page(DESK)
@FORM
def queue_new(request: HttpRequest) -> HttpResponse:
    """A queue of the own territory; nothing is opened before whoever asks has seen of what."""
    require(request, "admissions.queue", "decide", "own")
    territory, this_year = own_territory(request), local_date(timezone.now()).year
    form, wrong, status, told = Beginning(initial={"year": this_year}), "", 200, {}
    if request.method == "POST":
        form, status = Beginning(request.POST, request.FILES), REFUSED
        try:
            if form.is_valid():
                year, origin = form.cleaned_data["year"], Origin(form.cleaned_data["origin"])
                if request.POST.get("do") == "open":
                    record = form.record()
                    seed = None if record is None else ceremony_from(record)
                    opening.open_queue(
                        territory, origin, year, seed, by=actor(request), at=timezone.now()
                    )
                    return HttpResponseRedirect(reverse("queue_desk"))
                told, status = beginning_of(territory, origin, year), 200
        except DomainError as error:
            wrong, status = sentence(error), error.status
    context = {
        "crumbs": [(t("queue.desk"), reverse("queue_desk")), (t("queue.new"), "")],
        "form": form,
        "wrong": wrong,
        "told": told,
    }
    return answer(
        request, "admissions/queue_new.html", context, object=DESK, relation="own", status=status
    )


@page(DESK)
@FORM
def queue_case(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Raises NoSuchApplication: it is another authority's."""
    row, wrong, status = territory_application(request, application_id), "", 200
    why, by_hand = Why(), ByHand()
    if request.method == "POST":
        require(request, "admissions.queue", "decide", "own")
        do, status = request.POST.get("do", ""), REFUSED
        why = Why(request.POST) if do in ("prove", "disprove", "end") else why
        by_hand = ByHand(request.POST) if do == "hand" else by_hand
        try:
            if _done(request, row, do, why, by_hand):
                return HttpResponseRedirect(request.path)
        except DomainError as error:
            wrong, status = sentence(error), error.status
        row = territory_application(request, application_id)
    note_application(row.pk, by=actor(request), looker=looker_facts(request))
    found, one, language = position_of(row), value(row), current_language()
    context = {
        "crumbs": [(t("queue.desk"), reverse("queue_desk")), (t("queue.application"), "")],
        "facts": [(t("queue.child"), child_on(row.person_id, local_date(timezone.now())).name),
                  *shown.application_facts(row)],
        "row": row,
        "position": found,
        "because": shown.because(found) if found else [],
        "claimed": shown.categories().get(row.claimed, row.claimed),
        "hand": {"since": format_instant(one.hand.since, language), "reason": one.hand.reason,
                 "is_mine": one.hand.by == actor(request).name} if one.hand else None,
        "why": why,
        "by_hand": by_hand,
        "wrong": wrong,
        "is_waiting": row.state == QueueState.WAITING.value,
        "terms": the_rules().terms,
        **origins(row.queue),
    }  # fmt: skip
    return answer(
        request, "admissions/case.html", context, object=DESK, relation="own", status=status,
        tables=[shown.wishes_table(row, one.wishes, found)],
    )  # fmt: skip


def _done(
    request: HttpRequest, row: models.QueueApplication, do: str, why: Why, by_hand: ByHand
) -> bool:
    """False: what was typed cannot be taken."""
    more: dict[str, Any] = {"by": actor(request), "at": timezone.now()}
    reason = why.cleaned_data["reason"] if why.is_bound and why.is_valid() else ""
    if do == "prove" and reason:
        deciding.prove(row.pk, row.claimed, reason, **more)
    elif do == "disprove" and reason:
        deciding.disprove(row.pk, row.claimed, reason, **more)
    elif do == "end" and reason:
        deciding.end_category(row.pk, reason, **more)
    elif do == "hand" and by_hand.is_valid():
        deciding.ask_hand(row.pk, by_hand.instant(), by_hand.cleaned_data["reason"], **more)
    elif do == "confirm":
        deciding.confirm_hand(row.pk, **more)
    elif do == "drop":
        deciding.drop_hand(row.pk, **more)
    else:
        return False
    return True


urlpatterns = [
    path("queue/desk/", queue_desk, name="queue_desk"),
    path("queue/desk/new/", queue_new, name="queue_new"),
    path("queue/desk/<uuid:application_id>/", queue_case, name="queue_case"),
]
