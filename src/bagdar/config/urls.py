"""Every address: pages under /kk/, /ru/ and /en/, the API under /api/, and three small files.

An address without a language, `/` among them, is answered with a redirect to the reader's own:
the one chosen before, else the browser's, else the installation's.
"""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.templatetags.static import static
from django.urls import include, path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from bagdar.access.public import page
from bagdar.config.addresses import tree
from bagdar.config.api import api, api_not_found

ROBOTS = "User-agent: *\nDisallow: /api/\nDisallow: /*?\n"


@page("portal.home")
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Pages may be indexed; the API and the endless sortings of a table need not be."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@page("portal.home")
@require_safe
def favicon(request: HttpRequest) -> HttpResponseBase:
    return RedirectView.as_view(url=static("look/mark.svg"))(request)


@page("portal.reference")
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The API described in OpenAPI 3.1, without the address of this installation."""
    return JsonResponse(api.get_openapi_schema(), json_dumps_params={"ensure_ascii": False})


PAGES = [
    path("", include("bagdar.portal.urls")),
    path("", include("bagdar.programme.urls")),
    path("", include("bagdar.monitoring.urls")),
    path("", include("bagdar.indicators.urls")),
    path("", include("bagdar.credentials.urls")),
    path("", include("bagdar.recognition.urls")),
    path("", include("bagdar.admissions.urls")),
    path("", include("bagdar.intake.urls")),
    path("", include("bagdar.registry.urls")),
    path("", include("bagdar.access.urls")),
]
urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    path("log/", include("bagdar.portal.urls_log")),
    path("", include("bagdar.credentials.urls_published")),
    path("api/openapi.json", openapi, name="openapi"),
    path("api/v1/", include("bagdar.registry.urls_moved")),
    path("api/v1/", api.urls),
    path("api/<path:rest>", api_not_found, name="api_not_found"),
    *i18n_patterns(*tree(PAGES), prefix_default_language=True),
]

handler400 = "bagdar.look.problems.bad_request"
handler403 = "bagdar.look.problems.forbidden"
handler404 = "bagdar.look.problems.not_found"
handler500 = "bagdar.look.problems.failed"
