"""OneRoster: a zip or its files, tried or delivered; each form's part has a delivery of its own."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bagdar.access.public import actor, page
from bagdar.core.declared import safe
from bagdar.core.errors import FaultyData
from bagdar.core.origins import Origin
from bagdar.intake import loader
from bagdar.intake.presenters import deliveries as presenter
from bagdar.intake.presenters.findings import Wording
from bagdar.intake.presenters.reader import Reader, reader
from bagdar.intake.queries import declared, deliveries, senders
from bagdar.intake.queries.deliveries import DeliveryInfo
from bagdar.intake.queries.senders import OBJECT, Sender
from bagdar.intake.rules.nouns import Channel
from bagdar.intake.services.receiving import File, Handed, refuse_large
from bagdar.intake.services.rosters import Roster, receive_roster, roster_of, try_roster
from bagdar.intake.views.opening import ROOT, asked_organisation, crumbs, fault_shown
from bagdar.look.origins import origin_words
from bagdar.look.pages import answer

FIRST = "groups"  # the form by which it is asked for whom an account may deliver
MOST_SHOWN = 50  # rows of a trial's part
MOST_FILES = 50


@page(OBJECT, "create")
@require_http_methods(["GET", "HEAD", "POST"])
def oneroster(request: HttpRequest) -> HttpResponse:
    organisation = asked_organisation(request)
    sender = senders.sender_for(request, organisation, declared.form(FIRST), "create")
    if request.method != "POST":
        return _shown(request, sender)
    if not request.FILES.getlist("file"):
        missing = reader().say("intake.upload.no_file")
        return _shown(request, sender, missing=missing, status=422)
    handed = Handed(actor(request), Channel.PAGE, timezone.now())
    try:
        roster = roster_of(list(_given(request)), _school(request))
        is_trial = "trial" in request.POST
        found = _found(roster, sender, handed, is_trial=is_trial)
    except FaultyData as error:
        faults = [fault_shown(one, reader()) for one in error.faults]
        return _shown(request, sender, faults=faults, status=error.status)
    return _shown(request, sender, **_told(request, roster, found), is_trial=is_trial)


def _given(request: HttpRequest) -> Iterator[File]:
    files = request.FILES.getlist("file")[:MOST_FILES]
    refuse_large(sum(one.size or 0 for one in files), "OneRoster")
    for one in files:
        yield File(one.read(), safe(one.name or "file", 100))


def _school(request: HttpRequest) -> str:
    return request.POST.get("school", "").strip()[:100]


def _found(roster: Roster, sender: Sender, handed: Handed, *, is_trial: bool) -> list[DeliveryInfo]:
    if is_trial:
        return list(try_roster(roster, sender, handed))
    return [loader.go_on(one) for one in receive_roster(roster, sender, handed)]


def _told(request: HttpRequest, roster: Roster, found: list[DeliveryInfo]) -> dict[str, Any]:
    words = reader()
    return {
        "parts": [_part(request, one, words) for one in found],
        "is_told": True,
        "unmapped": roster.unmapped,
        "left_out": roster.left_out,
    }


def _part(request: HttpRequest, one: DeliveryInfo, words: Reader) -> dict[str, Any]:
    wording = Wording(one, words, with_values=deliveries.may_see_rows(request, one))
    returned = [row for row in one.reported if row.is_refused][:MOST_SHOWN]
    return {
        "name": words.say(f"intake.form.{one.form}"),
        "delivery": one,
        "state": presenter.state(one, words),
        "answers": presenter.answers(one, words),
        "changes": presenter.changes(one, words),
        "returned": wording.rows(returned, refused=True),
        "more": one.counts.refused - len(returned) if one.id is None else 0,
        "link": reverse("intake_delivery", args=[one.id]) if one.id else "",
    }


def _shown(request: HttpRequest, sender: Sender, *, status: int = 200, **more: Any) -> HttpResponse:
    words = reader()
    title = words.say("intake.oneroster.title")
    context = {
        "title": title,
        "crumbs": crumbs(words, (title, "")),
        "sender": sender,
        "sender_name": words.text(sender.name),
        "school": _school(request),
        "limit_mib": settings.UPLOAD_MIB,
        "illustrative": sender.origin is not Origin.REAL,
        "origin_words": origin_words(sender.origin),
        **more,
    }
    return answer(request, "intake/oneroster.html", context, object=OBJECT, status=status)


urlpatterns = [path(f"{ROOT}/oneroster/new/", oneroster, name="intake_oneroster")]
