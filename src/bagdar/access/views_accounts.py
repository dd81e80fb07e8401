"""The coordinator's pages: who can sign in."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access import forms, queries, services
from bagdar.access.errors import AccountExists, FaultyAccount, LastCoordinator
from bagdar.access.permission import actor, page, require
from bagdar.access.presenters import accounts_table, place_words, state_mark
from bagdar.look.pages import answer
from bagdar.look.words import t

REFUSED = 422
NOTICES = ("disabled_done", "enabled_done")


@page("access.account")
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    form = forms.AccountFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    active = {"active": True, "disabled": False}.get(wanted.get("state", ""))
    found = queries.accounts(role=wanted.get("role", ""), active=active)
    context = {"form": form, "filtered": any(wanted.values())}
    table = accounts_table(found)
    return answer(request, "access/accounts.html", context, object="access.account", tables=[table])


@page("access.account", "create")
@require_http_methods(["GET", "HEAD", "POST"])
def account_new(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _new_page(request, forms.NewAccount(), 200)
    form = forms.NewAccount(request.POST)
    if not form.is_valid():
        return _new_page(request, form, REFUSED)
    try:
        account, password = services.create_account(**form.cleaned_data, by=actor(request))
    except FaultyAccount as error:
        for field, code in error.fields:
            form.add_error(field, t(f"access.form.{code}"))
        return _new_page(request, form, error.status)
    except AccountExists as error:
        form.add_error("username", t("error.access.account_exists", **error.facts))
        return _new_page(request, form, error.status)
    told = t("access.account_new.done", username=account.username)
    return _password_page(request, account.username, password, told)


def _new_page(request: HttpRequest, form: forms.NewAccount, status: int) -> HttpResponse:
    return answer(
        request,
        "access/account_new.html",
        {"form": form, "crumbs": _crumbs(t("access.account_new.title"))},
        object="access.account",
        status=status,
    )


@page("access.account")
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, username: str) -> HttpResponse:
    if request.method != "POST":
        return _account_page(request, username)
    require(request, "access.account", "update")
    do = request.POST.get("do", "")
    if do == "reset":
        password = services.set_password(username, by=actor(request))
        told = t("access.account.reset_done", username=username)
        return _password_page(request, username, password, told)
    if do not in ("disable", "enable"):
        return _account_page(request, username, status=400)
    try:
        verb = services.disable_account if do == "disable" else services.enable_account
        verb(username, by=actor(request))
    except LastCoordinator as error:
        wrong = t(f"error.{error.code}")
        return _account_page(request, username, wrong=wrong, status=error.status)
    return HttpResponseRedirect(f"{reverse('account', args=[username])}?done={do}d_done")


def _account_page(
    request: HttpRequest, username: str, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    info = queries.account(username)
    done = request.GET.get("done", "")
    context = {
        "account": info,
        "crumbs": _crumbs(info.username),
        "facts": _facts(info),
        "wrong": wrong,
        "notice": t(f"access.account.{done}") if done in NOTICES else "",
    }
    return answer(request, "access/account.html", context, object="access.account", status=status)


def _facts(info: queries.AccountInfo) -> list[tuple[str, object]]:
    facts: list[tuple[str, object]] = [
        (t("access.label.role"), t(f"access.role.{info.role}")),
        (t("access.label.place"), place_words(info)),
        (t("access.label.state"), state_mark(info).text),
        (t("access.label.language"), dict(forms.names_of_languages())[info.language]),
        (t("access.label.created_at"), info.created_at),
        (t("access.label.password_changed_at"), info.password_changed_at),
    ]
    return [(label, value) for label, value in facts if value]


def _password_page(request: HttpRequest, username: str, password: str, told: str) -> HttpResponse:
    """Shown once, as the answer to the POST; nothing keeps it."""
    context = {
        "username": username,
        "password": password,
        "told": told,
        "crumbs": _crumbs(username, reverse("account", args=[username])),
    }
    return answer(request, "access/one_time_password.html", context, object="access.account")


def _crumbs(here: str, href: str = "") -> list[tuple[str, str]]:
    return [(t("access.accounts.title"), reverse("accounts")), (here, href)]
