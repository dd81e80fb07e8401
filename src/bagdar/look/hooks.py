"""What the design system asks of the apps above it, since it may not import them.

An app hands its function over once, in AppConfig.ready(); before that the default answers.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Any

from django.http import HttpRequest

_permission: Callable[[HttpRequest, str, str, str], bool] | None = None
_standing: Callable[[HttpRequest], Hashable] | None = None
_refusal: Callable[[HttpRequest, str, str], None] | None = None
_programme: Callable[[], str | None] | None = None
Landing = Callable[[Any], str | None]
_landings: dict[str, Landing] = {}
_styles: list[str] = []
Places = Callable[[Collection[str]], Mapping[str, str]]
_places: dict[str, Places] = {}


def ask_permission_of(function: Callable[..., Any]) -> None:
    """The function that says whether a request may do an operation on an object."""
    global _permission
    _permission = function


def ask_standing_of(function: Callable[[HttpRequest], Hashable]) -> None:
    """The function that says on what of a reader every permission hangs, short of a relation:
    readers of one standing may open the same pages.
    """
    global _standing
    _standing = function


def tell_refusals_to(function: Callable[[HttpRequest, str, str], None]) -> None:
    """The function that keeps that a request was refused an operation on an object."""
    global _refusal
    _refusal = function


def ask_programme_of(function: Callable[[], str | None]) -> None:
    """The function that names the programme which a page without one in its address leads to."""
    global _programme
    _programme = function


def ask_landing_of(function: Landing, *, roles: Iterable[str]) -> None:
    """The function that says where an account of these roles comes to after signing in.

    It gives None for the first page; a role that nobody asked for comes there as well.
    """
    _landings.update(dict.fromkeys(roles, function))


def add_style(path: str) -> None:
    """A stylesheet that every page loads after the house's own, since parts of the app above may
    stand on any page. path: as {% static %} takes it.
    """
    if path not in _styles:
        _styles.append(path)


def styles() -> tuple[str, ...]:
    return tuple(_styles)


def tell_places_of(kind: str, function: Places) -> None:
    """The function that says where things of a kind stand: identifiers → addresses of pages.

    kind  as the audit trail names them: "monitoring.report" of "monitoring.report:1b4e…"
    """
    _places[kind] = function


def places(names: Iterable[str]) -> dict[str, str]:
    """Name ("monitoring.report:1b4e…") → address of its page; a name without a page is left out.

    Each kind is asked once.
    """
    by_kind: dict[str, set[str]] = {}
    for name in names:
        kind, colon, identifier = name.partition(":")
        if colon and kind in _places:
            by_kind.setdefault(kind, set()).add(identifier)
    return {
        f"{kind}:{identifier}": address
        for kind, identifiers in by_kind.items()
        for identifier, address in _places[kind](identifiers).items()
    }


def permits(request: HttpRequest, object: str, operation: str, relation: str = "any") -> bool:
    """Whether this reader may; everything is open while no app has said otherwise."""
    return True if _permission is None else bool(_permission(request, object, operation, relation))


def standing(request: HttpRequest) -> Hashable:
    """None while no app has said."""
    return None if _standing is None else _standing(request)


def note_refusal(request: HttpRequest, object: str, operation: str) -> None:
    if _refusal is not None:
        _refusal(request, object, operation)


def default_programme() -> str | None:
    return None if _programme is None else _programme()


def landing(account: Any) -> str | None:
    function = _landings.get(account.role)
    return function(account) if function else None
