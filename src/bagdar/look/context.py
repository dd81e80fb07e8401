"""What every page knows without its view saying so: where it is, in which language, for whom."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from bagdar.core.languages import LANGUAGES, OWN_NAMES
from bagdar.look import hooks, navigation
from bagdar.look.navigation import Entry, address
from bagdar.look.words import current_language

SHORT_NAMES: Mapping[str, str] = {"kk": "Қаз", "ru": "Рус", "en": "Eng"}


def look(request: HttpRequest) -> dict[str, Any]:
    """The context processor; nothing here is worked out until a template asks."""
    return {
        "language": current_language(),
        "navigation": SimpleLazyObject(partial(navigation.bar, request)),
        "styles": hooks.styles(),
        "language_links": _languages(request),
        "reader": SimpleLazyObject(partial(_reader, request)),
        "links": Links(),
        "shown_query": request.GET.get("q", "")[:200],
    }


class Links:
    """{{ links.search }}: the address of a page without arguments, empty where there is none."""

    def __getitem__(self, name: str) -> str:
        return address(name)


def _languages(request: HttpRequest) -> list[Entry]:
    """The same page, question included, in each language."""
    here = current_language()
    path = re.sub(r"^/(kk|ru|en)(?=/|$)", "", request.path) or "/"
    query = ""
    if request.GET:
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
