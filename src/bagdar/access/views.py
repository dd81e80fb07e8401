"""Signing in and out, and one's own account."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from bagdar.access import forms, limits, queries, services
from bagdar.access.errors import (
    NoSuchSession,
    TooManyRequests,
    WeakPassword,
    WrongCredentials,
    WrongOldPassword,
)
from bagdar.access.permission import actor, note_anothers_session, page, permits, require
from bagdar.access.presenters import own_place_words, places_words
from bagdar.look import hooks
from bagdar.look.pages import answer
from bagdar.look.words import t

REFUSED = 422
NOTICES = ("language_done", "password_done", "session_ended", "sessions_ended")


@page("access.session", "create")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _try_to_sign_in(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(_after_sign_in(request, request.user))
    return _sign_in_page(request, forms.SignIn(), 200)


def _try_to_sign_in(request: HttpRequest) -> HttpResponse:
    form = forms.SignIn(request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form, REFUSED)
    given = form.cleaned_data
    try:
        limits.take_sign_in(request, given["username"])
        agent = request.headers.get("User-Agent", "")
        account = services.sign_in(
            request.session, given["username"], given["password"], agent=agent
        )
    except TooManyRequests as error:
        form.add_error(None, t("access.sign_in.too_many", seconds=error.facts["seconds"]))
        return _sign_in_page(request, form, error.status)
    except WrongCredentials:
        form.add_error(None, t("error.access.wrong_credentials"))
        return _sign_in_page(request, form, REFUSED)
    rotate_token(request)
    return HttpResponseRedirect(_after_sign_in(request, account))


def _sign_in_page(request: HttpRequest, form: forms.SignIn, status: int) -> HttpResponse:
    shown = queries.demonstration_accounts() if settings.DEMO else []
    places = places_words(one for one in shown if not one.person_id)
    demonstration = [{"account": one, "place": places.get(one.username, "")} for one in shown]
    context = {"form": form, "next": _next(request), "demonstration": demonstration}
    return answer(request, "access/sign_in.html", context, object="access.session", status=status)


def _next(request: HttpRequest) -> str:
    """Where the reader wanted to go, when that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else ""


def _after_sign_in(request: HttpRequest, account: Any) -> str:
    if account.has_one_time_password:
        return reverse("own_account")
    if wanted := _next(request):
        return wanted
    with translation.override(account.language):
        return hooks.landing(account) or reverse("home")


@page("access.session", "delete")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    services.sign_out(request.session, by=actor(request))
    rotate_token(request)
    return HttpResponseRedirect(reverse("home"))


@page("access.own")
@require_http_methods(["GET", "HEAD", "POST"])
def own_account(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _own_page(request)
    require(request, "access.own", "update", "own")
    verbs = {
        "language": _change_language,
        "password": _change_password,
        "end": _end_session,
        "end_others": _end_others,
    }
    verb = verbs.get(request.POST.get("do", ""))
    return verb(request) if verb else _own_page(request, status=400)


def _change_language(request: HttpRequest) -> HttpResponse:
    form = forms.OwnLanguage(request.POST)
    if not form.is_valid():
        return _own_page(request, language_form=form, status=REFUSED)
    language = form.cleaned_data["language"]
    services.change_language(request.user.username, language, by=actor(request))
    with translation.override(language):
        return _done("language_done")


def _change_password(request: HttpRequest) -> HttpResponse:
    form = forms.OwnPassword(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            limits.take_password(request, request.user.username)
            services.change_own_password(
                request.user.username,
                old=given["old"],
                new=given["new"],
                keep=request.session,
                by=actor(request),
            )
            return _done("password_done")
        except TooManyRequests as error:
            form.add_error(None, t("access.sign_in.too_many", seconds=error.facts["seconds"]))
            return _own_page(request, password_form=form, status=error.status)
        except WrongOldPassword:
            form.add_error("old", t("error.access.wrong_old_password"))
        except WeakPassword as error:
            for reason in error.reasons:
                form.add_error("new", t(f"access.password.{reason}"))
    return _own_page(request, password_form=form, status=REFUSED)


def _end_session(request: HttpRequest) -> HttpResponse:
    handle = request.POST.get("handle", "")[:40]
    try:
        services.end_session(request.user.username, handle, by=actor(request))
    except NoSuchSession:  # ended meanwhile, which is what was wanted
        note_anothers_session(request, handle)
    return _done("session_ended")


def _end_others(request: HttpRequest) -> HttpResponse:
    services.end_other_sessions(request.user.username, request.session.handle, by=actor(request))
    return _done("sessions_ended")


def _done(notice: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('own_account')}?done={notice}")


def _own_page(
    request: HttpRequest,
    *,
    language_form: forms.OwnLanguage | None = None,
    password_form: forms.OwnPassword | None = None,
    status: int = 200,
) -> HttpResponse:
    account = queries.account(request.user.username)
    done = request.GET.get("done", "")
    context = {
        "account": account,
        "place": own_place_words(account),
        "duties": _duties(request),
        "language_form": language_form or forms.OwnLanguage(initial={"language": account.language}),
        "password_form": password_form or forms.OwnPassword(),
        "sessions": queries.sessions_of(account.username, request.session.handle),
        "notice": t(f"access.own.{done}") if done in NOTICES else "",
    }
    return answer(request, "access/own_account.html", context, object="access.own", status=status)


def _duties(request: HttpRequest) -> list[tuple[str, str]]:
    """Pages that only some roles have, as (text, address)."""
    pages = [
        ("access.account", t("access.accounts.title"), "accounts"),
        ("audit.event", t("audit.title"), "audit_trail"),
    ]
    return [
        (text, reverse(name)) for object, text, name in pages if permits(request, object, "read")
    ]
