"""Pages and an API of a register that only the matrix tester's own tests know: pupils, and who may
do what with them. FORGETS takes single checks away.
"""

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.conf.urls.i18n import i18n_patterns
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from bagdar.access import services
from bagdar.access.public import guard, note_hidden, page, permits, place_of, require
from bagdar.config import urls
from tests.access_tools import BY
from tests.people import ORGANISATION, PERSON

OBJECT = "site.pupil"
FORGETS: set[str] = set()


@dataclass(frozen=True)
class Pupil:
    family: str
    organisation_id: UUID
    region_code: str
    person_id: UUID
    guardian_id: UUID | None = None


def _id(text: str) -> UUID:
    return uuid5(PERSON, text)


PUPILS = {
    pupil.person_id: pupil
    for pupil in (
        Pupil("Мысалова", ORGANISATION, "KZ-11", _id("ward"), guardian_id=PERSON),
        Pupil("Үлгібаев", ORGANISATION, "KZ-11", PERSON),
        Pupil("Көршиев", _id("another school"), "KZ-11", _id("neighbour")),
        Pupil("Бөтенов", _id("a school elsewhere"), "KZ-71", _id("stranger")),
    )
}


def relation_to(request: HttpRequest, pupil: Pupil) -> str:
    place = place_of(request)
    if pupil.organisation_id == place.organisation_id:
        return "own"
    if place.region_code and pupil.region_code == place.region_code:
        return "region"
    if place.person_id and place.person_id in (pupil.person_id, pupil.guardian_id):
        return "self" if pupil.person_id == place.person_id else "ward"
    return "other"


def _pupil(request: HttpRequest, id: UUID, operation: str = "read") -> Pupil:
    pupil = PUPILS[id]
    relation = relation_to(request, pupil)
    if "whose it is" in FORGETS or permits(request, OBJECT, operation, relation):
        return pupil
    if "to note" in FORGETS:
        raise Http404
    if "to write nothing" in FORGETS:
        services.change_language("test-body", "ru", by=BY)
    note_hidden(request, OBJECT, operation)
    if "to hide" in FORGETS:
        require(request, OBJECT, operation, relation)
    if "to say nothing" in FORGETS:
        raise Told(f"{pupil.family} is not yours")
    raise Http404


class Told(Http404):
    pass


def told(request: HttpRequest, error: Exception) -> HttpResponse:
    return HttpResponse(str(error), status=404)


def _listed(request: HttpRequest) -> list[Pupil]:
    return [
        pupil
        for pupil in PUPILS.values()
        if "to filter" in FORGETS or permits(request, OBJECT, "read", relation_to(request, pupil))
    ]


@page(OBJECT)
def pupils(request: HttpRequest) -> HttpResponse:
    return HttpResponse(" ".join(str(one.person_id) for one in _listed(request)))


@page(OBJECT)
def pupil(request: HttpRequest, id: UUID) -> HttpResponse:
    if "to say nothing" in FORGETS:
        try:
            return HttpResponse(_pupil(request, id).family)
        except Told as error:
            return told(request, error)
    one = _pupil(request, id)
    if request.method == "POST":
        if "the second question" not in FORGETS:
            require(request, OBJECT, "update", relation_to(request, one))
        return HttpResponse("done")
    if "to let in" in FORGETS and place_of(request).role == "ministry":
        raise Http404
    return HttpResponse(one.family)


@guard(OBJECT)
def pupil_of_api(request: HttpRequest, id: UUID) -> HttpResponse:
    return JsonResponse({"family": _pupil(request, id).family})


@guard(OBJECT, "correct")
def correction(request: HttpRequest, id: UUID) -> HttpResponse:
    return JsonResponse({"family": _pupil(request, id, "correct").family})


def opened(request: HttpRequest, id: UUID) -> HttpResponse:
    """The page without its door, as somebody may forget it."""
    return HttpResponse(PUPILS[id].family)


def doored(request: HttpRequest, id: UUID) -> HttpResponse:
    return (opened if "the door" in FORGETS else pupil)(request, id)


doored.access = pupil.access  # type: ignore[attr-defined]
urlpatterns = [
    path("api/v1/pupils/<uuid:id>", pupil_of_api),
    path("api/v1/pupils/<uuid:id>/correction", correction),
    *i18n_patterns(path("pupils/", pupils), path("pupils/<uuid:id>/", doored)),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
