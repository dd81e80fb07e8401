"""Every page and an address of it on the real programme, for tests that look at them all.

A page that is added has to be added here: a test compares this with the root URLs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

PROGRAMME = {"programme": "kz-2020-2025"}
EDITION = {"programme": "kz-2020-2025@1"}


@dataclass(frozen=True)
class Visit:
    """One look at a page. role: who is signed in; query: without its question mark."""

    kwargs: Mapping[str, object] = field(default_factory=dict)
    query: str = ""
    role: str = "public"


PAGES: Mapping[str, Sequence[Visit]] = {
    "home": [Visit()],
    "search": [Visit(), Visit(query="q=karzhi"), Visit(query="q=zzzzzz")],
    "reference": [Visit()],
    "programme": [Visit(PROGRAMME), Visit(EDITION)],
    "passport": [Visit(PROGRAMME)],
    "indicators": [Visit(PROGRAMME)],
    "indicator": [
        Visit({**PROGRAMME, "code": "T1.1"}),
        Visit({**PROGRAMME, "code": "T1.2"}),
        Visit({**PROGRAMME, "code": "I1.4.2"}),
    ],
    "measures": [Visit(PROGRAMME), Visit(PROGRAMME, query="find.measures=стипендия")],
    "measure": [Visit({**PROGRAMME, "number": 2}), Visit({**PROGRAMME, "number": 25})],
    "bodies": [Visit(PROGRAMME)],
    "body": [Visit({**PROGRAMME, "code": "mes"})],
    "finance": [Visit(PROGRAMME)],
    "check": [Visit(PROGRAMME)],
    "editions": [Visit(PROGRAMME), Visit(PROGRAMME, role="coordinator")],
    "compare": [Visit(PROGRAMME, query="from=1&to=1")],
    "amend": [Visit(PROGRAMME, role="coordinator")],
    "sign_in": [Visit()],
    "own_account": [Visit(role="body")],
    "accounts": [Visit(role="coordinator")],
    "account_new": [Visit(role="coordinator")],
    "account": [Visit({"username": "test-body"}, role="coordinator")],
    "audit_trail": [Visit(role="auditor")],
}
# Addresses that are not pages: a form's target, files for machines.
NOT_PAGES = {"sign_out", "robots", "favicon", "openapi", "api_not_found"}


def address(name: str, visit: Visit, language: str = "kk") -> str:
    with translation.override(language):
        path = reverse(name, kwargs=dict(visit.kwargs))
    return f"{path}?{visit.query}" if visit.query else path


def visits(role: str | None = None) -> list[tuple[str, Visit]]:
    """Every (name, visit), or those of one role."""
    return [
        (name, visit)
        for name, looks in PAGES.items()
        for visit in looks
        if role is None or visit.role == role
    ]


def named_addresses() -> set[str]:
    """The name of every address below a language, and of every other one outside the API."""
    found: set[str] = set()
    waiting: list[URLPattern | URLResolver] = list(get_resolver().url_patterns)
    while waiting:
        pattern = waiting.pop()
        if isinstance(pattern, URLResolver):
            if not str(pattern.pattern).startswith("api/"):
                waiting.extend(pattern.url_patterns)
        else:
            found.add(pattern.name or str(pattern.pattern))
    return found
