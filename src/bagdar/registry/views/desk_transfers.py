"""Transfers at the desk: the lists of both sides, proposing, asking, answering."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import page, require
from bagdar.core.errors import DomainError
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.registry.presenters import desk_home
from bagdar.registry.presenters import desk_transfers as presenter
from bagdar.registry.presenters.paging import cut_of, next_of
from bagdar.registry.queries import transfers as queries
from bagdar.registry.queries.promoting import rules
from bagdar.registry.queries.reading import rule
from bagdar.registry.rules.reading import Cut
from bagdar.registry.rules.transferring import Side, Transfer, TransferStep
from bagdar.registry.services import transfers
from bagdar.registry.views import desk_forms
from bagdar.registry.views.desk import ROOT
from bagdar.registry.views.desk_opening import (
    OWN,
    REFUSED,
    TRANSFER,
    Desk,
    Times,
    demand_own,
    done_at,
    how,
    keep_list_look,
    open_desk,
    own_transfer,
    page_context,
    read_class,
    read_day,
    refusal,
    told,
)
from bagdar.registry.views.desk_people import class_choices

FORM = require_http_methods(["GET", "HEAD", "POST"])
LONGEST_FIND = 100


@page(TRANSFER)
@require_safe
def desk_transfers(request: HttpRequest) -> HttpResponse:
    found = open_desk(request)
    keep_list_look(request, found, "transfers")
    on = read_day(request.GET.get("on"))
    if on is not None and on != found.today:
        return _transfers_then(request, found, on)
    still, decided = (
        queries.transfers(
            found.organisation_id, found.today, is_open=is_open, cut=_cut(request, name)
        )
        for name, is_open in (("open", True), ("after", False))
    )
    title = t("registry_desk.transfers.title")
    context = page_context(
        found, title, heading=title, day=found.today,
        answers=presenter.answers(queries.counts(found.organisation_id, found.today)),
        next_open=next_of(request.GET, still, "id", "open"),
        next=next_of(request.GET, decided, "id"),
        lapses_after=rules().transfer.lapses_after_days,
        done=told(request, "transfer_proposed", "confirmed", "refused", "withdrawn"),
    )  # fmt: skip
    words = {
        "open": t("registry_desk.transfers.open"),
        "decided": t("registry_desk.transfers.decided"),
    }
    tables = [
        desk_home.transfers_table(name, words[name], some.lines, found.organisation_id, found.today)
        for name, some in (("open", still), ("decided", decided))
    ]
    return answer(
        request, "registry/desk/transfers.html", context, object=TRANSFER, tables=tables,
        relation=OWN,
    )  # fmt: skip


def _transfers_then(request: HttpRequest, found: Desk, on: date) -> HttpResponse:
    """?on=2020-10-20: as they stood at the end of that day, beside how each stands today."""
    times = Times(on, on)
    then = queries.transfers(found.organisation_id, on, times.known_at, cut=_cut(request, "after"))
    ids = [one.id for one in then.lines]
    now = queries.states(ids, found.today)
    title = t("registry_desk.transfers.title")
    context = page_context(
        found, title, heading=title,
        answers=presenter.answers(queries.counts(found.organisation_id, on, times.known_at)),
        next=next_of(request.GET, then, "id"),
        lapses_after=rules().transfer.lapses_after_days, day=on,
    )  # fmt: skip
    table = desk_home.transfers_table(
        "open", t("registry_desk.transfers.then", on=on), then.lines, found.organisation_id, on, now
    )
    return answer(
        request, "registry/desk/transfers.html", context, object=TRANSFER, tables=[table],
        relation=OWN,
    )  # fmt: skip


def _cut(request: HttpRequest, name: str) -> Cut:
    return cut_of(request.GET, rule().counting.learners_a_page, name)


@page(TRANSFER)
@FORM
def desk_transfer(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    found = open_desk(request)
    one = own_transfer(request, found, transfer_id)
    keep_list_look(request, found, "transfers")
    side = one.side_of(found.organisation_id)
    assert side is not None
    steps = one.steps_of(side, found.today)
    form = _answer_form(request, found, one, side) if steps else None
    if request.method == "POST":
        require(request, "registry.transfer", "decide", OWN)
        return _answered(request, found, one, form)
    return _transfer_page(request, found, one, side, form)


def _answer_form(request: HttpRequest, found: Desk, one: Transfer, side: Side) -> forms.Form:
    """Who receives names the class; everybody may say why not."""
    classes = class_choices(found) if _names_class(one, side) else None
    return desk_forms.Answering(request.POST or None, classes=classes)


def _names_class(one: Transfer, side: Side) -> bool:
    return side is Side.RECEIVING and side is not one.proposed_by


def _answered(
    request: HttpRequest, found: Desk, one: Transfer, form: forms.Form | None
) -> HttpResponse:
    side = one.side_of(found.organisation_id)
    assert side is not None
    wanted = request.POST.get("do", "")
    step = next((step for step in TransferStep if step.value == wanted), None)
    if form is None or step is None or not form.is_valid():
        return _transfer_page(request, found, one, side, form, status=REFUSED)
    if step is TransferStep.CONFIRM and "klass" in form.fields and not form.cleaned_data["klass"]:
        form.add_error("klass", t("desk.form.required"))
        return _transfer_page(request, found, one, side, form, status=REFUSED)
    key = read_class(form.cleaned_data.get("klass"))
    known = how(request, "")
    try:
        done = transfers.answer_transfer(
            one.id, found.organisation_id, step, group=key.name if key else "",
            answer=form.cleaned_data["answer"], by=known["by"], at=known["at"],
        )  # fmt: skip
    except DomainError as error:
        form.add_error(None, refusal(error))
        return _transfer_page(request, found, one, side, form, status=error.status)
    return done_at("desk_transfers", done.state.value)


def _transfer_page(
    request: HttpRequest,
    found: Desk,
    one: Transfer,
    side: Side,
    form: forms.Form | None,
    status: int = 200,
) -> HttpResponse:
    title = t("registry_desk.transfer.title")
    steps = [
        (step.value, t(f"registry_desk.transfer.do.{step.value}"), presenter.BUTTONS[step.value])
        for step in one.steps_of(side, found.today)
    ]
    context = page_context(
        found,
        title,
        (t("registry_desk.transfers.title"), reverse("desk_transfers")),
        heading=title,
        lede=t(f"registry_desk.transfer.lede.{presenter.standing(one, side, found.today)}"),
        facts=presenter.facts(one, found.organisation_id, found.today),
        form=form,
        steps=steps,
    )
    return answer(
        request, "registry/desk/transfer.html", context, object=TRANSFER, relation=OWN,
        status=status,
    )  # fmt: skip


# --- proposing -------------------------------------------------------------------------------


@page(TRANSFER, "create")
@FORM
def desk_transfer_out(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """?find=… gives organisations to choose from."""
    found = open_desk(request)
    demand_own(request, found, person_id, TRANSFER, "create")
    keep_list_look(request, found, "transfers")
    find = request.GET.get("find", "")[:LONGEST_FIND].strip()
    choices = presenter.organisations(find, found) if find else []
    form = None
    if choices:
        form = desk_forms.Proposal(request.POST or None, organisations=choices, today=found.today)
    if form is not None and request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            transfers.propose_transfer(
                person_id, found.organisation_id, UUID(given["to"]), given["day"],
                **how(request, given["source"]),
            )  # fmt: skip
        except DomainError as error:
            form.add_error(None, refusal(error))
        else:
            address = reverse("desk_person", args=[person_id])
            return HttpResponseRedirect(f"{address}?done=transfer_proposed")
    title = t("registry_desk.transfer_out.title")
    context = page_context(
        found, title, (presenter.person_name(person_id, found.today),
                       reverse("desk_person", args=[person_id])),
        heading=title, lede=t("registry_desk.transfer_out.lede"), form=form, find=find,
        searched=bool(find),
    )  # fmt: skip
    status = REFUSED if form is not None and form.errors else 200
    return answer(
        request, "registry/desk/transfer_out.html", context, object=TRANSFER, relation=OWN,
        status=status,
    )  # fmt: skip


@page(TRANSFER, "create")
@FORM
def desk_ask(request: HttpRequest) -> HttpResponse:
    """The receiving side asks for a pupil by IIN and birth date."""
    found = open_desk(request)
    form = desk_forms.Asking(request.POST or None, classes=class_choices(found), today=found.today)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        key = read_class(given["klass"])
        try:
            transfers.ask_for(
                given["iin"], given["born_on"], found.organisation_id, given["since"],
                group=key.name if key else "", **how(request, given["source"]),
            )  # fmt: skip
        except DomainError as error:
            form.add_error(None, refusal(error))
        else:
            return done_at("desk_transfers", "transfer_proposed")
    title = t("registry_desk.ask.title")
    context = page_context(
        found,
        title,
        (t("registry_desk.transfers.title"), reverse("desk_transfers")),
        heading=title,
        lede=t("registry_desk.ask.lede"),
        form=form,
        submit=t("registry_desk.ask.submit"),
    )
    status = REFUSED if form.errors else 200
    return answer(
        request, "registry/desk/form.html", context, object=TRANSFER, relation=OWN, status=status
    )


urlpatterns = [
    path(f"{ROOT}/transfers/", desk_transfers, name="desk_transfers"),
    path(f"{ROOT}/transfers/ask/", desk_ask, name="desk_ask"),
    path(f"{ROOT}/transfers/<uuid:transfer_id>/", desk_transfer, name="desk_transfer"),
    path(f"{ROOT}/people/<uuid:person_id>/transfer/", desk_transfer_out, name="desk_transfer_out"),
]
