"""Where the desk stood before: its old addresses lead to those of today."""

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.urls import path
from django.views.decorators.http import require_safe

from bagdar.access.public import page

OLD, NEW = "/registry/desk/", "/register/desk/"


@page("portal.home")
@require_safe
def desk_moved(request: HttpRequest, rest: str = "") -> HttpResponsePermanentRedirect:
    """The same address under its new name, of a page and of the API alike; says nothing else."""
    return HttpResponsePermanentRedirect(request.get_full_path().replace(OLD, NEW, 1))


urlpatterns = [
    path("registry/desk/", desk_moved, name="desk_moved"),
    path("registry/desk/<path:rest>", desk_moved, name="desk_moved"),
]
