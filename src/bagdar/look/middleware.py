"""Headers on every answer, problems in the reader's language, and public pages kept ready."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from bagdar.core.errors import DomainError
from bagdar.look import revision
from bagdar.look.problems import API, problem_response
from bagdar.look.words import current_language

Next = Callable[[HttpRequest], HttpResponse]

# No page of ours has an inline script, an inline style or a source elsewhere, so nothing needs a
# nonce: 'self' alone is stricter, since there is no nonce to steal or to reuse from a kept page.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), payment=(), usb=()"
    ),
}
WITH_CAMERA = HEADERS["Permissions-Policy"].replace("camera=()", "camera=(self)")
WITH_PLACE = HEADERS["Permissions-Policy"].replace("geolocation=()", "geolocation=(self)")
# What a view may say otherwise: that pages of others may show a picture of open data, that the page
# of checking may ask its reader for the camera, to read the code on a diploma, and that a page on
# which a family chooses may ask where they are, to say how far it is; that stays in the browser.
OPENED = {
    "Cross-Origin-Resource-Policy": ("cross-origin",),
    "Permissions-Policy": (WITH_CAMERA, WITH_PLACE),
}
TRANSPORT = "max-age=63072000; includeSubDomains"  # two years
PERSONAL = "no-store"
PUBLIC = "private, no-cache"  # kept by the reader's own browser, asked again each time (ETag)


class SecurityHeaders:
    """The outermost layer: nothing leaves without these headers, static files and errors too."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            if name not in OPENED or response.get(name) not in OPENED[name]:
                response[name] = value
        if settings.SESSION_COOKIE_SECURE:
            response["Strict-Transport-Security"] = TRANSPORT
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = PERSONAL if is_personal(request, response) else PUBLIC
        type_ = response.get("Content-Type", "")
        if type_.startswith("text/") and "charset" not in type_:
            response["Content-Type"] = f"{type_}; charset=utf-8"
        return response


def is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether an answer may differ by reader: a session, a form's token, a refusal, a write."""
    return (
        has_secret_cookie(request)
        or bool(response.cookies)
        or bool(request.META.get("CSRF_COOKIE_NEEDS_UPDATE"))
        or request.method not in ("GET", "HEAD")
        or response.status_code >= 400
        or "Authorization" in request.headers
    )


def has_secret_cookie(request: HttpRequest) -> bool:
    """A session, or the secret of a form's token, which the page may then carry."""
    return (
        settings.SESSION_COOKIE_NAME in request.COOKIES
        or settings.CSRF_COOKIE_NAME in request.COOKIES
    )


class Problems:
    """An exception that means something to the reader becomes a page or a problem document.

    What nobody expected goes on to Django and comes back through handler500, so that the test
    client and whoever listens for failures hear of it.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, (DomainError, Http404, PermissionDenied, SuspiciousOperation)):
            return problem_response(request, error)
        return None


@dataclass(frozen=True)
class Kept:
    """A page and the same page packed: it holds no secret that its length could betray."""

    content: bytes
    packed: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str

    @property
    def size(self) -> int:
        return len(self.content) + len(self.packed)


class PublicPages:
    """Whole pages for readers who are not signed in, kept until the data have another revision.

    A request with a session never reads or fills it; an answer that sets a cookie, holds a
    form's token or says no-store is never kept. While no app has registered a revision nothing
    is. Each process keeps its own pages, bounded by size.
    """

    most_bytes = 48 * 1024 * 1024
    most_page_bytes = 2 * 1024 * 1024

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self._pages: OrderedDict[Hashable, Kept] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not may_be_kept(request):
            return self.get_response(request)
        now = revision.current()
        if not now:  # nobody says when the data change
            return self.get_response(request)
        address = (request.scheme, request.get_host(), request.get_full_path())
        key = (address, current_language(), now)
        kept = self._recall(key)
        if kept is None:
            response = self.get_response(request)
            if not self._is_worth_keeping(request, response):
                return response
            kept = self._keep(key, response)
        return _answer(request, kept)

    def _recall(self, key: Hashable) -> Kept | None:
        with self._lock:
            if key not in self._pages:
                return None
            self._pages.move_to_end(key)
            return self._pages[key]

    def _is_worth_keeping(self, request: HttpRequest, response: HttpResponse) -> bool:
        return (
            response.status_code == 200
            and request.method == "GET"
            and not response.streaming
            and not is_personal(request, response)
            and "no-store" not in response.get("Cache-Control", "")
            and "Cookie" not in response.get("Vary", "")
            and len(response.content) <= self.most_page_bytes
        )

    def _keep(self, key: Hashable, response: HttpResponse) -> Kept:
        digest = hashlib.sha256(response.content).hexdigest()[:32]
        packed = gzip.compress(response.content, compresslevel=6, mtime=0)
        kept = Kept(response.content, packed, tuple(response.items()), digest)
        with self._lock:
            before = self._pages.pop(key, None)
            self._bytes += kept.size - (before.size if before else 0)
            self._pages[key] = kept
            while self._bytes > self.most_bytes:
                _, dropped = self._pages.popitem(last=False)
                self._bytes -= dropped.size
        return kept


def may_be_kept(request: HttpRequest) -> bool:
    """Only pages, only reading, only without anything that says who reads.

    The API is left out because its limits count requests, also those that a kept answer serves.
    """
    return (
        request.method in ("GET", "HEAD")
        and not has_secret_cookie(request)
        and "Authorization" not in request.headers
        and not request.path.startswith(API)
    )


def _answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f'"{kept.etag}{"-gzip" if is_packed else ""}"'
    response: HttpResponse
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        content = kept.packed if is_packed else kept.content
        response = HttpResponse(b"" if request.method == "HEAD" else content)
        for name, value in kept.headers:
            response[name] = value
        response["Content-Length"] = str(len(content))
        if is_packed:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
