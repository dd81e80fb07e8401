"""What every page knows without its view saying so: where it is, in which language, for whom."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from bagdar.core.languages import LANGUAGES, OWN_NAMES
from bagdar.look import hooks
from bagdar.look.words import current_language, t

# The wording of an entry, the page it leads to, and the pages on which it counts as open.
NAVIGATION: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("look.nav.programme", "programme", frozenset({"programme", "passport"})),
    ("look.nav.indicators", "indicators", frozenset({"indicators", "indicator"})),
    ("look.nav.measures", "measures", frozenset({"measures", "measure"})),
    ("look.nav.bodies", "bodies", frozenset({"bodies", "body"})),
    ("look.nav.finance", "finance", frozenset({"finance"})),
    ("look.nav.check", "check", frozenset({"check"})),
    ("look.nav.editions", "editions", frozenset({"editions", "compare", "amend"})),
)
SHORT_NAMES: Mapping[str, str] = {"kk": "Қаз", "ru": "Рус", "en": "Eng"}


@dataclass(frozen=True)
class Entry:
    """A link of the bar. is_here: the page that is open, or its section."""

    text: str
    href: str
    is_here: bool = False
    code: str = ""
    title: str = ""


def look(request: HttpRequest) -> dict[str, Any]:
    """The context processor; nothing here is worked out until a template asks."""
    return {
        "language": current_language(),
        "navigation": SimpleLazyObject(partial(_navigation, request)),
        "language_links": _languages(request),
        "reader": SimpleLazyObject(partial(_reader, request)),
        "links": Links(),
        "shown_query": request.GET.get("q", "")[:200],
    }


class Links:
    """{{ links.search }}: the address of a page without arguments, empty where there is none."""

    def __getitem__(self, name: str) -> str:
        return _address(name)


def _address(name: str, *arguments: str) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def programme_of(request: HttpRequest) -> str | None:
    """The programme (with its edition, as typed) that the page's address names, or the default."""
    found = re.search(r"/programme/([^/]+)/", request.path)
    return found[1] if found else hooks.default_programme()


def _navigation(request: HttpRequest) -> list[Entry]:
    programme = programme_of(request)
    if programme is None:
        return []
    match = request.resolver_match
    open_page = match.url_name if match else None
    entries = [
        Entry(t(key), _address(name, programme), open_page in pages)
        for key, name, pages in NAVIGATION
    ]
    return [entry for entry in entries if entry.href]


def _languages(request: HttpRequest) -> list[Entry]:
    """The same page, question included, in each language."""
    here = current_language()
    path = re.sub(r"^/(kk|ru|en)(?=/|$)", "", request.path) or "/"
    kept = request.GET.copy()
    for key in ("as", "table", "chart"):
        kept.pop(key, None)
    query = f"?{kept.urlencode()}" if kept else ""
    return [
        Entry(SHORT_NAMES[code], f"/{code}{path}{query}", code == here, code, OWN_NAMES[code])
        for code in LANGUAGES
    ]


def _reader(request: HttpRequest) -> Any:
    """Who is signed in, or None. Only asks the session where the request carries one."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return _Nobody()
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else _Nobody()


class _Nobody:
    is_authenticated = False

    def __bool__(self) -> bool:
        return False
