"""Open data: what can be downloaded, searched by words and described for other catalogues."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from bagdar.access.public import page
from bagdar.core.origins import Origin
from bagdar.indicators.presenters import data_page
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import t

OBJECT = "indicators.release"


@page(OBJECT)
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    found = data_page.newest()
    context = {
        "crumbs": [(t("data.title"), "")],
        "catalogue": request.build_absolute_uri(reverse("data_catalogue")),
        **of_origins(*{Origin(table.content["origin"]) for _, table in found}),
    }
    tables = [data_page.datasets(found)]
    return answer(request, "indicators/data.html", context, object=OBJECT, tables=tables)


@page(OBJECT, "export")
@require_safe
def data_catalogue(request: HttpRequest) -> HttpResponse:
    """DCAT in JSON-LD."""
    site = request.build_absolute_uri("/").rstrip("/")
    return HttpResponse(data_page.described(site), content_type=data_page.MEDIA)


urlpatterns = [
    path("data/", data, name="data"),
    path("data/catalogue.jsonld", data_catalogue, name="data_catalogue"),
]
