"""What a kindergarten does: says how many places are free and what families pay, sees offers."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone

from bagdar.access.public import actor, page, require
from bagdar.admissions import models
from bagdar.admissions.presenters import shown
from bagdar.admissions.presenters.choosing import fee_words
from bagdar.admissions.presenters.opening import PLACES, open_kindergarten
from bagdar.admissions.queries.desk import places_given
from bagdar.admissions.queries.fees import fees_on, fees_stated
from bagdar.admissions.rules.queue.errors import NoSuchQueue
from bagdar.admissions.rules.queue.standing import Slot
from bagdar.admissions.services import referring
from bagdar.admissions.services.fees import state_fee
from bagdar.admissions.views.forms import Fee, Opening
from bagdar.admissions.views.own import FORM, REFUSED, nothing, origins, sentence
from bagdar.core.errors import DomainError
from bagdar.core.periods import local_date
from bagdar.look.pages import answer
from bagdar.look.words import t


@page(PLACES)
@FORM
def queue_places(request: HttpRequest) -> HttpResponse:
    try:
        queue, id = open_kindergarten(request)
    except NoSuchQueue:
        return nothing(request, PLACES, t("queue.places"))
    today = local_date(timezone.now())
    form, fee, wrong, status = Opening(), Fee(initial={"since": today.isoformat()}), "", 200
    if request.method == "POST":
        require(request, "admissions.places", "update", "own")
        do, status = request.POST.get("do", ""), REFUSED
        form = form if do == "fee" else Opening(request.POST)
        fee = Fee(request.POST) if do == "fee" else fee
        try:
            if _done(request, queue, id, fee if do == "fee" else form):
                return HttpResponseRedirect(request.path)
        except DomainError as error:
            wrong, status = sentence(error), error.status
    context = {
        "crumbs": [(t("queue.places"), "")],
        "form": form,
        "fee": fee,
        "pays": fee_words(fees_on([id], today).get(id)),
        "wrong": wrong,
        **origins(queue),
    }
    tables = [shown.places_table(places_given(queue, id)), shown.fees_table(fees_stated(id))]
    return answer(
        request, "admissions/places.html", context, object=PLACES, relation="own", tables=tables,
        status=status,
    )  # fmt: skip


def _done(request: HttpRequest, queue: models.Queue, id: UUID, form: Opening | Fee) -> bool:
    """False: what was typed cannot be taken."""
    if not form.is_valid():
        return False
    if isinstance(form, Fee):
        given = form.cleaned_data
        state_fee(id, given["tenge"], given["since"], by=actor(request), at=timezone.now())
    else:
        _change(request, queue, id, form)
    return True


def _change(request: HttpRequest, queue: models.Queue, id: UUID, form: Opening) -> None:
    given = form.cleaned_data
    slot = Slot(str(id), given["group"], given["language"], given["need"])
    referring.change_places(
        queue.pk, slot, given["change"], "", by=actor(request), at=timezone.now()
    )


urlpatterns = [path("queue/places/", queue_places, name="queue_places")]
