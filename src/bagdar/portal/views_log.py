"""The log for everybody: its page, and the files that any verifier of tlog-tiles reads."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bagdar.access.public import page
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t, words_catalogue
from bagdar.notary import public as notary
from bagdar.portal import log_page

OBJECT = "notary.log"
TEXT = "text/plain; charset=utf-8"
NOW = "no-store"  # another one may be there a minute later, and nobody may be shown an old one
FOR_EVER = "public, max-age=31536000, immutable"
A_MINUTE = "public, max-age=60"


@page(OBJECT, "read")
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    context = {"crumbs": [(t("log.title"), "")], "is_there": False}
    tables = []
    try:
        found = notary.standing()
    except notary.LogAbsent:
        pass
    else:
        context |= {"is_there": True, "facts": log_page.facts(found), "note": found.state.note}
        tables.append(log_page.witnesses(found))
    told = answer(request, "portal/log.html", context, object=OBJECT, tables=tables)
    told["Cache-Control"] = NOW
    return told


@page(OBJECT, "read")
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    return _file(_found().state.note, NOW)


@page(OBJECT, "read")
@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    return _file(_found().policy, NOW)


@page(OBJECT, "read")
@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    told = _file(notary.verifier_text(words_catalogue(), current_language()), A_MINUTE)
    told["Content-Disposition"] = 'attachment; filename="verify_receipt.py"'
    return told


@page(OBJECT, "read")
@require_safe
def tile(request: HttpRequest, path: str) -> HttpResponse:
    try:
        data, is_full = notary.tile(f"tile/{path}")
    except notary.NoSuchFile:
        raise Http404 from None
    told = HttpResponse(data, content_type="application/octet-stream")
    told["Cache-Control"] = FOR_EVER if is_full else A_MINUTE
    return told


def _found() -> notary.Standing:
    try:
        return notary.standing()
    except notary.LogAbsent:
        raise Http404 from None


def _file(text: str, keep: str) -> HttpResponse:
    told = HttpResponse(text, content_type=TEXT)
    told["Cache-Control"] = keep
    return told
