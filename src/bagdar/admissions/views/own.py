"""What a parent does: applies, sees the place in the queue and what moved it, answers an offer."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import actor, known_regions, page, require
from bagdar.admissions import models
from bagdar.admissions.presenters import shown
from bagdar.admissions.presenters.choosing import choosing, kindergarten_cards
from bagdar.admissions.presenters.opening import (
    OWN,
    WARD,
    own_application,
    own_child,
    own_children,
)
from bagdar.admissions.queries.children import child_on
from bagdar.admissions.queries.choices import choices_of, sight_of, start_of
from bagdar.admissions.queries.family import (
    applications_of,
    asked_by,
    group_in,
    last_entry,
)
from bagdar.admissions.queries.moving import moved_since, position_of, value
from bagdar.admissions.queries.reading import queue_of, queues
from bagdar.admissions.queries.rules_of import the_rules
from bagdar.admissions.rules.queue.choosing import Sight
from bagdar.admissions.rules.queue.errors import NoSuchChild, NoSuchQueue
from bagdar.admissions.rules.queue.nouns import STANDING, QueueState
from bagdar.admissions.services import applying, referring
from bagdar.admissions.services.applying import Applied
from bagdar.admissions.views.forms import Applying, Claiming, OtherFamily, ranked
from bagdar.core.errors import DomainError
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.core.sentences import error_sentence
from bagdar.look.middleware import WITH_PLACE
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t, words_catalogue

ROOT = "queue/mine"
FORM = require_http_methods(["GET", "HEAD", "POST"])
REFUSED = 422
DAYS = 30  # for which it is said what moved a child


def sentence(error: DomainError) -> str:
    return error_sentence(error, words_catalogue(), current_language())


def origins(row: models.Queue) -> dict[str, object]:
    """Made-up children, or rules that rest on no act: the page says so."""
    shown_as = [Origin.ILLUSTRATIVE] if the_rules().illustrative else []
    return of_origins(Origin(row.origin), *shown_as)


def nothing(request: HttpRequest, object: str, title: str, new: str = "") -> HttpResponse:
    """No queue was opened where the reader works. new: where they may open one."""
    context = {"crumbs": [(title, "")], "title": title, "new": new}
    return answer(request, "admissions/none.html", context, object=object, relation="own")


@page(OWN)
@require_safe
def own_queue(request: HttpRequest) -> HttpResponse:
    today, rows, may = local_date(timezone.now()), [], []
    regions = _regions()
    for id in own_children(request):
        try:
            child = child_on(id, today)
        except NoSuchChild:
            continue
        mine = applications_of(id)
        rows += [(row, child.name) for row in mine]
        if not any(row.state in STANDING for row in mine):
            may += [
                (child.name, regions.get(queue.territory, queue.territory),
                 reverse("queue_apply", args=[id, queue.pk]))
                for queue in queues()
                if group_in(child, queue) is not None
            ]  # fmt: skip
    context = {
        "crumbs": [(t("queue.own"), "")],
        "may": may,
        **(origins(rows[0][0].queue) if rows else {}),
    }
    return answer(
        request, "admissions/mine.html", context, object=OWN, relation=WARD,
        tables=[shown.own_table(rows)],
    )  # fmt: skip


def _regions() -> Mapping[str, str]:
    language = current_language()
    return {code: one.name[language] for code, one in known_regions().items()}


@page(OWN, "create")
@FORM
def queue_apply(request: HttpRequest, person_id: UUID, queue_id: UUID) -> HttpResponse:
    """Raises NoSuchChild: it is a stranger's; NoSuchQueue."""
    own_child(request, person_id, "create")
    today, queue = local_date(timezone.now()), queue_of(queue_id)
    child = child_on(person_id, today)
    group = group_in(child, queue)
    if group is None:
        raise NoSuchQueue()
    form, wrong, status = Applying(), "", 200
    if request.POST.get("do") == "search":
        form = Applying(initial=request.POST.dict())
    elif request.method == "POST":
        form, status = Applying(request.POST), REFUSED
        wishes = ranked(request.POST)
        if form.is_valid() and wishes:
            given = form.cleaned_data
            said = Applied(given["language"], given["need"], wishes, given["category"])
            try:
                made = applying.apply_for(
                    queue.pk, person_id, said, by=actor(request), at=timezone.now()
                )
                return HttpResponseRedirect(reverse("own_application", args=[made.pk]))
            except DomainError as error:
                wrong, status = sentence(error), error.status
        elif not wishes:
            wrong = t("queue.wishes.wrong")
    context = {
        "crumbs": [(t("queue.own"), reverse("own_queue")), (t("queue.apply"), "")],
        "child": child.name,
        "group": shown.groups().get(group, group),
        "form": form,
        "wrong": wrong,
        "choosing": _choosing(queue, group, person_id, request.POST),
        **origins(queue),
    }
    told = answer(
        request, "admissions/apply.html", context, object=OWN, relation=WARD, status=status
    )
    return with_place(told, context)


def _choosing(
    queue: models.Queue, group: str, child: UUID, typed: Mapping[str, str],
    ranks: Sequence[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """Kindergartens with free places in the age group, from where it is how far, what is paid."""
    today = local_date(timezone.now())
    start = start_of(
        queue.territory, today, Origin(queue.origin), asked=typed.get("from"), home_of=child
    )
    cards = kindergarten_cards(choices_of(queue, group, today, start.at), typed, ranks)
    return choosing(
        cards, start, sight_of(typed.get("sight", ""), start), typed.get("find", "").strip(),
        sights=Sight, title=t("queue.wishes"), hint=t("queue.wishes.hint"),
    )  # fmt: skip


@page(OWN)
@FORM
def own_application_page(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Raises NoSuchApplication: it is a stranger's."""
    row, wrong, status = own_application(request, application_id), "", 200
    claiming, other = Claiming(), OtherFamily()
    do = request.POST.get("do", "")
    if request.method == "POST" and do != "search":
        require(request, "admissions.application", "update", WARD)
        status = REFUSED
        claiming = Claiming(request.POST) if do == "claim" else claiming
        other = OtherFamily(request.POST) if do in ("exchange", "agree") else other
        try:
            if _done(request, row, do, claiming, other):
                return HttpResponseRedirect(request.path)
            wrong = t("queue.wishes.wrong") if do == "wishes" else ""
        except DomainError as error:
            wrong, status = sentence(error), error.status
    return _application_page(request, row.pk, claiming, other, wrong, status)


def _done(
    request: HttpRequest, row: models.QueueApplication, do: str, claiming: Claiming,
    other: OtherFamily,
) -> bool:  # fmt: skip
    """False: what was typed cannot be taken."""
    more: dict[str, Any] = {"by": actor(request), "at": timezone.now()}
    plain = {
        "accept": referring.accept, "refuse": referring.refuse, "withdraw": applying.withdraw
    }  # fmt: skip
    if do in plain:
        plain[do](row.pk, **more)
    elif do == "wishes" and (wishes := ranked(request.POST)):
        applying.change_wishes(row.pk, wishes, **more)
    elif do == "claim" and claiming.is_valid():
        applying.claim(row.pk, claiming.cleaned_data["category"], **more)
    elif do == "exchange" and other.is_valid():
        applying.ask_exchange(row.pk, other.cleaned_data["other"], **more)
    elif do == "agree" and other.is_valid():
        applying.agree_exchange(row.pk, other.cleaned_data["other"], **more)
    else:
        return False
    return True


def _application_page(
    request: HttpRequest, id: UUID, claiming: Claiming, other: OtherFamily, wrong: str,
    status: int,
) -> HttpResponse:  # fmt: skip
    row = own_application(request, id)
    today, found, one = local_date(timezone.now()), position_of(row), value(row)
    group = found.line.group if found else ""
    last = last_entry(row)
    is_waiting = row.state == QueueState.WAITING.value
    context = {
        "crumbs": [(t("queue.own"), reverse("own_queue")), (t("queue.application"), "")],
        "child": child_on(row.person_id, today).name,
        "row": row,
        "position": found,
        "because": shown.because(found) if found else [],
        "moved": shown.moved(moved_since(row, today - timedelta(days=DAYS))) if found else [],
        "facts": shown.application_facts(row),
        "receipt": shown.receipt_of(last) if last else "",
        "claiming": claiming,
        "other": other,
        "asked": asked_by(row) or "",
        "wrong": wrong,
        "is_offered": row.state == QueueState.OFFERED.value,
        "is_waiting": is_waiting,
        "is_placed": row.state == QueueState.PLACED.value,
        "may_withdraw": row.state in STANDING,
        "choosing": _choosing(row.queue, group, row.person_id, request.POST, one.wishes)
        if is_waiting
        else None,
        **origins(row.queue),
    }
    told = answer(
        request,
        "admissions/application.html",
        context,
        object=OWN,
        relation=WARD,
        status=status,
        tables=[shown.wishes_table(row, one.wishes, found)],
    )
    return with_place(told, context)


def with_place(told: HttpResponse, context: Mapping[str, Any]) -> HttpResponse:
    """A page with a map may ask its reader where they are; the answer stays in the browser."""
    if context.get("choosing"):
        told["Permissions-Policy"] = WITH_PLACE
    return told


urlpatterns = [
    path(f"{ROOT}/", own_queue, name="own_queue"),
    path(f"{ROOT}/new/<uuid:person_id>/<uuid:queue_id>/", queue_apply, name="queue_apply"),
    path(f"{ROOT}/<uuid:application_id>/", own_application_page, name="own_application"),
]
