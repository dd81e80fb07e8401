"""Checking a diploma: the public page, and a diploma that somebody shares."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import limit, page, require
from bagdar.credentials.presenters import checking
from bagdar.credentials.presenters.files import file_answer
from bagdar.credentials.queries import diplomas
from bagdar.credentials.queries.verifying import Outcome, checked
from bagdar.credentials.services.counting import count_check, count_opening
from bagdar.look.middleware import WITH_CAMERA
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import t

OBJECT, SHARED = "credentials.verification", "credentials.shared"
MOST_KIB = 512
PER_MINUTE = 60  # checks of one address


@page(OBJECT)
@require_http_methods(["GET", "HEAD", "POST"])
def verify_diploma(request: HttpRequest) -> HttpResponse:
    """A file or a pasted text; nothing of it is kept, and who asked is not either."""
    context: dict[str, Any] = {
        "crumbs": [(t("diplomas.verify"), "")],
        "limit": MOST_KIB,
        "words": json.dumps(checking.script_words(MOST_KIB), ensure_ascii=False),
    }
    if request.method != "POST":
        return _answer(request, context)
    require(request, OBJECT, "verify")
    limit(request, "diplomas", PER_MINUTE)
    address = request.POST.get("text", "").strip()
    if not request.FILES and checking.is_link(address):
        path, wrong = checking.followed(address, request.get_host())
        if path:
            return HttpResponseRedirect(path)
        return _answer(request, {**context, "wrong_text": wrong}, status=422)
    data, wrong = _given(request)
    if wrong:
        return _answer(request, {**context, "wrong": wrong}, status=422)
    found = checked(data, timezone.now())
    if found.verified is not None:
        count_check(found.verified.document["id"])
    return _answer(request, {**context, **_outcome(found)}, found)


def _given(request: HttpRequest) -> tuple[bytes, str]:
    """The bytes, and what is wrong where there are none that can be checked."""
    file, text = request.FILES.get("file"), request.POST.get("text", "").strip()
    size = file.size or 0 if file else len(text)
    if not size:
        return b"", t("diplomas.verify.nothing")
    if size > MOST_KIB * 1024:
        return b"", t("diplomas.verify.large", limit=MOST_KIB)
    return (file.read() if file else text.encode("utf-8", "replace")), ""


def _outcome(found: Outcome) -> dict[str, Any]:
    verified = found.verified
    return {
        "sentence": checking.sentence(found),
        "holds": verified is not None,
        "steps": checking.steps(found),
        "facts": checking.facts(verified) if verified else [],
        "lists": checking.lists_of(verified) if verified else [],
        **(of_origins(checking.origin_of(verified)) if verified else {}),
    }


def _answer(
    request: HttpRequest, context: dict[str, Any], found: Outcome | None = None,
    template: str = "verify", object: str = OBJECT, status: int = 200,
) -> HttpResponse:  # fmt: skip
    table = checking.marks(found.verified) if found and found.verified else None
    told = answer(
        request, f"credentials/{template}.html", {"marks": "", **context}, object=object,
        tables=[table] if table else [], status=status,
    )  # fmt: skip
    told["Cache-Control"] = "no-store"
    if template == "verify":
        told["Permissions-Policy"] = WITH_CAMERA  # the reader is asked before it is used
    return told


@page(SHARED)
@require_safe
def shared_diploma(request: HttpRequest, token: str) -> HttpResponse:
    """Checked anew each time it is opened. Raises NoSuchShare."""
    link = diplomas.shared(token, timezone.now())
    found = checked(diplomas.file_of(link.diploma), timezone.now())
    count_opening(link)
    if found.verified is not None:
        count_check(found.verified.document["id"])
    context = {
        "crumbs": [(t("diplomas.shared"), "")],
        "token": token,
        "ends_at": link.ends_at,
        **_outcome(found),
    }
    return _answer(request, context, found, "shared", SHARED)


@page(SHARED)
@require_safe
def shared_file(request: HttpRequest, token: str) -> HttpResponse:
    """Raises NoSuchShare."""
    return file_answer(diplomas.shared(token, timezone.now()).diploma)


urlpatterns = [
    path("verify/", verify_diploma, name="verify_diploma"),
    path("diplomas/shared/<slug:token>/", shared_diploma, name="shared_diploma"),
    path("diplomas/shared/<slug:token>/file/", shared_file, name="shared_diploma_file"),
]
