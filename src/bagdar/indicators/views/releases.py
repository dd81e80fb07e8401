"""Releases for everybody: what is coming, what is out, and each with its tables and method."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from bagdar.access.public import page
from bagdar.core.languages import format_instant
from bagdar.core.origins import Origin
from bagdar.indicators.presenters import release_files, release_page
from bagdar.indicators.queries import releases as queries
from bagdar.indicators.rules.releases import State
from bagdar.indicators.views.figures import edition_of_metrics
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t

OBJECT = "indicators.release"


@page(OBJECT, "read")
@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """The calendar first, then what is out."""
    tables = [
        release_page.coming(queries.coming()),
        release_page.published(queries.published()),
    ]
    context = {"crumbs": [(t("releases.title"), "")]}
    return answer(request, "indicators/releases.html", context, object=OBJECT, tables=tables)


@page(OBJECT, "read")
@require_safe
def release(request: HttpRequest, code: str) -> HttpResponse:
    """Tables of what is published; of anything else what was announced. Raises NoSuchRelease."""
    info, language = queries.release(code), current_language()
    is_out = info.state is State.PUBLISHED
    found = queries.tables(code) if is_out else ()
    origins = {Origin(one.content["origin"]) for one in found}
    roles = ", ".join(t(f"access.role.{one}") for one in info.roles)
    context: dict[str, Any] = {
        "crumbs": [(t("releases.title"), reverse("releases")), (info.names[language], "")],
        "name": info.names[language],
        "method": info.method[language],
        "due": t("releases.due", due=format_instant(info.due_at, language)),
        "is_out": is_out,
        "is_withdrawn": info.state is State.WITHDRAWN,
        "approved": t("releases.approved", roles=roles) if is_out else "",
        "replaced_by": info.replaced_by,
        "reason": t("releases.why", reason=info.reason[language]) if info.replaces else "",
        "digest": info.digest if is_out else "",
        **of_origins(*origins),
    }
    tables = release_page.tables(found)
    if is_out:
        site = request.build_absolute_uri("/").rstrip("/")
        tables.append(release_files.files(code, found))
        name = release_files.archive_name(code)
        context["archive"] = reverse("release_file", args=[code, name])
        context["receipt"] = release_files.receipt(info)
        context["embeds"] = release_files.embeds(code, found, edition_of_metrics(), site)
    if is_out and info.replaces:
        tables.append(release_page.revisions(queries.revisions(code)))
    told = answer(request, "indicators/release.html", context, object=OBJECT, tables=tables)
    if context.get("receipt", {}).get("is_coming"):
        told["Cache-Control"] = "no-store"  # the log grows without a word to the kept pages
    return told


@page(OBJECT, "export")
@require_safe
def release_file(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """A file as it was approved, all of them, or the receipt.

    Raises NoSuchRelease, NoSuchReleaseFile, NoReleaseReceipt, ReceiptWaits, LogAbsent.
    """
    info = release_page.opened(request, code)
    content, media = release_files.of_name(info, name)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media, headers=headers)


@page(OBJECT, "export")
@require_safe
def release_chart(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The chart of a table, for pages of others. Raises NoSuchRelease; Http404 where none is."""
    info = release_page.opened(request, code)
    found = release_files.chart(code, number, edition_of_metrics())
    if found is None:
        raise Http404
    content = release_files.drawn(info, found)
    headers = {"Cross-Origin-Resource-Policy": "cross-origin"}
    return HttpResponse(content, content_type=release_files.SVG, headers=headers)


@page(OBJECT, "export")
@require_safe
def release_feed(request: HttpRequest) -> HttpResponse:
    """What is announced, for calendar programs."""
    site = request.build_absolute_uri("/").rstrip("/")
    content = release_page.feed(queries.coming(), site)
    headers = {"Content-Disposition": 'attachment; filename="releases.ics"'}
    return HttpResponse(content, content_type=release_page.MEDIA, headers=headers)


urlpatterns = [
    path("releases/", releases, name="releases"),
    path("releases/calendar.ics", release_feed, name="release_feed"),
    path("releases/<slug:code>/", release, name="release"),
    path("releases/<slug:code>/files/<str:name>", release_file, name="release_file"),
    path("releases/<slug:code>/charts/<int:number>.svg", release_chart, name="release_chart"),
]
