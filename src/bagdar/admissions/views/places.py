"""What a kindergarten does: says how many places are free, and sees to whom they were offered."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone

from bagdar.access.public import actor, page, require
from bagdar.admissions import models
from bagdar.admissions.presenters import shown
from bagdar.admissions.presenters.opening import PLACES, open_kindergarten
from bagdar.admissions.queries.desk import places_given
from bagdar.admissions.rules.queue.errors import NoSuchQueue
from bagdar.admissions.rules.queue.standing import Slot
from bagdar.admissions.services import referring
from bagdar.admissions.views.forms import Opening
from bagdar.admissions.views.own import FORM, REFUSED, nothing, origins, sentence
from bagdar.core.errors import DomainError
from bagdar.look.pages import answer
from bagdar.look.words import t


@page(PLACES)
@FORM
def queue_places(request: HttpRequest) -> HttpResponse:
    try:
        queue, id = open_kindergarten(request)
    except NoSuchQueue:
        return nothing(request, PLACES, t("queue.places"))
    form, wrong, status = Opening(), "", 200
    if request.method == "POST":
        require(request, "admissions.places", "update", "own")
        form, status = Opening(request.POST), REFUSED
        if form.is_valid():
            try:
                _change(request, queue, id, form)
                return HttpResponseRedirect(request.path)
            except DomainError as error:
                wrong, status = sentence(error), error.status
    context = {
        "crumbs": [(t("queue.places"), "")],
        "form": form,
        "wrong": wrong,
        **origins(queue),
    }
    tables = [shown.places_table(places_given(queue, id))]
    return answer(
        request, "admissions/places.html", context, object=PLACES, relation="own", tables=tables,
        status=status,
    )  # fmt: skip


def _change(request: HttpRequest, queue: models.Queue, id: UUID, form: Opening) -> None:
    given = form.cleaned_data
    slot = Slot(str(id), given["group"], given["language"], given["need"])
    referring.change_places(
        queue.pk, slot, given["change"], "", by=actor(request), at=timezone.now()
    )


urlpatterns = [path("queue/places/", queue_places, name="queue_places")]
