"""What every page of intake begins with: the reader, the form, for whom."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from bagdar.access.public import permits, place_of
from bagdar.core.errors import Fault
from bagdar.core.sentences import fault_message, fault_remedy
from bagdar.intake.presenters.reader import Reader
from bagdar.intake.queries.senders import OBJECT
from bagdar.intake.rules.errors import NotYours
from bagdar.look.words import words_catalogue

FORM, ROW, REGISTER = "intake.form", "intake.row", "intake.register"
ROOT = "intake"


def crumbs(reader: Reader, *below: tuple[str, str]) -> list[tuple[str, str]]:
    way = [(reader.say("intake.forms"), reverse("intake_forms"))]
    return [*way, *below]


def asked_organisation(request: HttpRequest) -> UUID | None:
    """The organisation that an address or a form names; None: none. Raises NotYours."""
    text = request.POST.get("organisation") or request.GET.get("organisation") or ""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise NotYours() from None


def may_deliver(request: HttpRequest) -> bool:
    return any(permits(request, OBJECT, "create", one) for one in ("own", "region", "country"))


def own_organisation(request: HttpRequest) -> UUID | None:
    return place_of(request).organisation_id


def fault_shown(fault: Fault, words: Reader) -> dict[str, Any]:
    catalogue = words_catalogue()
    return {
        "file": fault.file,
        "line": fault.line,
        "field": fault.field or "",
        "message": fault_message(fault, catalogue, words.language),
        "remedy": fault_remedy(fault, catalogue, words.language),
    }
