"""The desk of releases: announce, choose tables, attack, approve what one has seen, publish."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import actor, page, permits, require
from bagdar.core.errors import DomainError
from bagdar.core.origins import Origin
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.presenters import release_files, release_page, release_work
from bagdar.indicators.queries import releases as queries
from bagdar.indicators.rules.releases import State, chosen, release_rule
from bagdar.indicators.services import releasing
from bagdar.indicators.views.release_forms import PlanForm, TablesForm, WithdrawForm, sentence
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t

OBJECT = "indicators.release_desk"
REFUSED = 422
REFRESH_SECONDS = 5
NEEDS = {"approve": "decide"}  # the other steps: update


@page(OBJECT)
@require_safe
def release_desk(request: HttpRequest) -> HttpResponse:
    context = {
        "crumbs": [(t("releases.desk"), "")],
        "may_plan": permits(request, OBJECT, "create"),
        "days": release_rule(Path(settings.DATA_DIR)).notice_days,
    }
    tables = [release_work.table(queries.every())]
    return answer(request, "indicators/release_desk.html", context, object=DOWN, tables=tables)


DOWN = "indicators.release"  # whose tables may be taken along


@page(OBJECT, "create")
@require_http_methods(["GET", "HEAD", "POST"])
def release_new(request: HttpRequest) -> HttpResponse:
    form, status = PlanForm(), 200
    if request.method == "POST":
        form, status = PlanForm(request.POST), REFUSED
        if form.is_valid():
            code = form.cleaned_data["code"]
            try:
                releasing.plan(code, **form.planned(), by=actor(request), now=timezone.now())
                return HttpResponseRedirect(reverse("release_work", args=[code]))
            except DomainError as error:
                form.refuse(error)
                status = error.status
    context = {"form": form, "crumbs": [(t("releases.desk"), reverse("release_desk")),
                                        (t("releases.plan"), "")]}  # fmt: skip
    return answer(request, "indicators/release_new.html", context, object=DOWN, status=status)


@page(OBJECT)
@require_http_methods(["GET", "HEAD", "POST"])
def release_steps(request: HttpRequest, code: str) -> HttpResponse:
    """One release, step by step; what is refused stays on the page, beside its step.

    Raises NoSuchRelease.
    """
    info = queries.release(code)
    if request.method != "POST":
        return _page(request, info)
    step = request.POST.get("do", "")
    if step not in STEPS:
        return _page(request, info, status=400)
    require(request, OBJECT, NEEDS.get(step, "update"))
    forms: dict[str, Any] = {}
    try:
        status = STEPS[step](request, code, forms)
    except DomainError as error:
        return _page(request, queries.release(code), forms, {step: sentence(error)}, error.status)
    if status:
        return _page(request, info, forms, status=status)
    return HttpResponseRedirect(f"{reverse('release_work', args=[code])}#{step}")


# --- steps: 0 where it is done, else the status of the page that says what is wrong ---------------

Forms = dict[str, Any]


def _prepare(request: HttpRequest, code: str, forms: Forms) -> int:
    forms["prepare"] = form = TablesForm(request.POST)
    if not form.is_valid():
        return REFUSED
    releasing.prepare(code, [chosen(one, METRICS) for one in form.lines()], by=actor(request))
    return 0


def _check(request: HttpRequest, code: str, forms: Forms) -> int:
    releasing.ask_check(code, by=actor(request), now=timezone.now())
    return 0


def _approve(request: HttpRequest, code: str, forms: Forms) -> int:
    """What the page showed, and nothing that came after it."""
    seen = request.POST.get("digest", "")[:64] or "-"
    releasing.approve(code, by=actor(request), now=timezone.now(), digest=seen)
    return 0


def _publish(request: HttpRequest, code: str, forms: Forms) -> int:
    releasing.publish(code, by=actor(request), now=timezone.now())
    return 0


def _withdraw(request: HttpRequest, code: str, forms: Forms) -> int:
    forms["withdraw"] = form = WithdrawForm(request.POST)
    if not form.is_valid():
        return REFUSED
    releasing.withdraw(code, by=actor(request), why=form.cleaned_data["why"])
    return 0


STEPS: dict[str, Callable[[HttpRequest, str, Forms], int]] = {
    "prepare": _prepare, "check": _check, "approve": _approve, "publish": _publish,
    "withdraw": _withdraw,
}  # fmt: skip


def _page(
    request: HttpRequest, info: queries.ReleaseInfo, forms: Forms | None = None,
    wrong: dict[str, str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    code, language, forms = info.code, current_language(), forms or {}
    found, approvals = queries.tables(code), queries.approvals(code)
    attack = release_work.attack(info, timezone.now())
    needed = release_rule(Path(settings.DATA_DIR)).approvals
    may_update, may_decide = permits(request, OBJECT, "update"), permits(request, OBJECT, "decide")
    may = release_work.may(info)
    context: dict[str, Any] = {
        "crumbs": [(t("releases.desk"), reverse("release_desk")), (info.names[language], "")],
        "name": info.names[language], "method": info.method[language], "code": code,
        "is_out": info.state is State.PUBLISHED,
        "facts": release_work.facts(info, approvals, needed),
        "digest": info.digest, "attack": attack, "wrong": wrong or {},
        "refresh": REFRESH_SECONDS if attack.get("is_running") and not wrong else 0,
        "may": {step: can and (may_decide if step == "approve" else may_update)
                for step, can in may.items()},
        "choose": forms.get("prepare") or TablesForm(initial={"tables": release_work.lines(found)}),
        "take_back": forms.get("withdraw") or WithdrawForm(),
        "archive": reverse("release_file", args=[code, release_files.archive_name(code)])
        if found else "",
        **of_origins(*{Origin(one.content["origin"]) for one in found}),
    }  # fmt: skip
    tables = [*release_page.tables(found), *([release_files.files(code, found)] if found else [])]
    template = "indicators/release_work.html"
    return answer(request, template, context, object=DOWN, tables=tables, status=status)


urlpatterns = [
    path("releases/desk/", release_desk, name="release_desk"),
    path("releases/desk/new/", release_new, name="release_new"),
    path("releases/desk/<slug:code>/", release_steps, name="release_work"),
]
