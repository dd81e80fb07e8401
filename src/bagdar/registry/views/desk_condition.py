"""The condition of an organisation: one form, with what it was on an earlier day beside it."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import page, permits
from bagdar.core.errors import DomainError
from bagdar.core.periods import Period
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.registry.presenters import desk_condition as presenter
from bagdar.registry.queries.standing import condition_on
from bagdar.registry.rules.details import ConditionDetails
from bagdar.registry.rules.kinds import CONDITION as KIND
from bagdar.registry.services.facts import correct_fact
from bagdar.registry.views.contract_fields import as_typed
from bagdar.registry.views.desk import ROOT
from bagdar.registry.views.desk_condition_form import ConditionForm
from bagdar.registry.views.desk_opening import (
    CONDITION,
    OWN,
    REFUSED,
    done_at,
    how,
    open_desk,
    page_context,
    read_day,
    refusal,
    times_of,
    told,
)


@page(CONDITION)
@require_safe
def desk_condition(request: HttpRequest) -> HttpResponse:
    """?on=…&known=… and ?then=2025-10-15: the column beside it."""
    found = open_desk(request)
    times = times_of(request.GET, found.today)
    then = read_day(request.GET.get("then")) or _a_year_before(times.on)
    now = condition_on(found.organisation_id, times.on, times.known_at)
    before = condition_on(found.organisation_id, then, times.known_at)
    title = t("registry_desk.condition.title")
    context = page_context(
        found, title, heading=title, answers=presenter.answers(now), times=times, then=then,
        kept=[("then", then.isoformat())], may_change=permits(request, CONDITION, "update", OWN),
        done=told(request, "condition_recorded"),
    )  # fmt: skip
    table = presenter.table(now, before, times.on, then)
    return answer(
        request, "registry/desk/condition.html", context, object=CONDITION, tables=[table],
        relation=OWN,
    )  # fmt: skip


def _a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28))


@page(CONDITION, "update")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_condition_edit(request: HttpRequest) -> HttpResponse:
    """What is true from a day on. A cell that is left empty says nothing."""
    found = open_desk(request)
    standing = condition_on(found.organisation_id, found.today)
    initial: dict[str, Any] = KIND.written(standing) if standing else {}
    form = ConditionForm(
        request.POST or None,
        initial={**as_typed(KIND.columns, initial), "since": found.today},
    )
    if request.method == "POST" and form.is_valid():
        said: ConditionDetails = KIND.read(form.cleaned_data)
        days = Period(form.cleaned_data["since"])
        source = form.cleaned_data["source"]
        try:
            correct_fact(KIND, found.organisation_id, said, days, **how(request, source))
        except DomainError as error:
            form.add_error(None, refusal(error))
        else:
            return done_at("desk_condition", "condition_recorded")
    title = t("registry_desk.condition_edit.title")
    context = page_context(
        found, title, (t("registry_desk.condition.title"), reverse("desk_condition")),
        heading=title, lede=t("registry_desk.condition_edit.lede"), form=form,
        submit=t("registry_desk.condition_edit.submit"), back=reverse("desk_condition"),
    )  # fmt: skip
    status = REFUSED if form.errors else 200
    return answer(
        request, "registry/desk/form.html", context, object=CONDITION, relation=OWN, status=status
    )


urlpatterns = [
    path(f"{ROOT}/condition/", desk_condition, name="desk_condition"),
    path(f"{ROOT}/condition/edit/", desk_condition_edit, name="desk_condition_edit"),
]
