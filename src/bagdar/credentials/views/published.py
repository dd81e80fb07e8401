"""What verifiers fetch. Nothing of it may be kept: a revocation has to be in the next answer."""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bagdar.access.public import page
from bagdar.credentials.queries import publishing
from bagdar.credentials.rules.errors import NoSuchIssuer, NoSuchList
from bagdar.credentials.standalone import NAME, verifier_text
from bagdar.look.words import current_language, words_catalogue

OBJECT = "credentials.published"
DID, CREDENTIAL, JSON = "application/did+json", "application/vc", "application/json"


@page(OBJECT)
@require_safe
def operator(request: HttpRequest) -> HttpResponse:
    return _file(_json(publishing.operator_did(settings.ISSUER_ADDRESS)), DID)


@page(OBJECT)
@require_safe
def issuer(request: HttpRequest, code: str) -> HttpResponse:
    try:
        return _file(_json(publishing.did_of(code)), DID)
    except NoSuchIssuer:
        raise Http404 from None


@page(OBJECT)
@require_safe
def issuers(request: HttpRequest) -> HttpResponse:
    return _file(publishing.trusted(), JSON)


@page(OBJECT)
@require_safe
def status(request: HttpRequest, code: str, number: int, purpose: str) -> HttpResponse:
    try:
        return _file(publishing.status_list(code, number, purpose, timezone.now()), CREDENTIAL)
    except (NoSuchIssuer, NoSuchList):
        raise Http404 from None


@page(OBJECT)
@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    text = verifier_text(words_catalogue(), current_language())
    told = _file(text.encode("utf-8"), "text/plain; charset=utf-8")
    told["Content-Disposition"] = f'attachment; filename="{NAME}"'
    return told


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def _file(data: bytes, media_type: str) -> HttpResponse:
    told = HttpResponse(data, content_type=media_type)
    told["Cache-Control"] = "no-store"
    told["Access-Control-Allow-Origin"] = "*"  # verifiers inside others' pages; nothing is secret
    return told
