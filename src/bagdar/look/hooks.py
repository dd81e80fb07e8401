"""What the design system asks of the apps above it, since it may not import them.

An app hands its function over once, in AppConfig.ready(); before that the default answers.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

_permission: Callable[[HttpRequest, str, str], bool] | None = None
_programme: Callable[[], str | None] | None = None


def ask_permission_of(function: Callable[..., Any]) -> None:
    """The function that says whether a request may do an operation on an object."""
    global _permission
    _permission = function


def ask_programme_of(function: Callable[[], str | None]) -> None:
    """The function that names the programme which a page without one in its address leads to."""
    global _programme
    _programme = function


def permits(request: HttpRequest, object: str, operation: str) -> bool:
    """Whether this reader may; everything is open while no app has said otherwise."""
    return True if _permission is None else bool(_permission(request, object, operation))


def default_programme() -> str | None:
    return None if _programme is None else _programme()
