"""Asks the access table before a page or an operation of the API answers."""

from collections.abc import Callable
from functools import lru_cache, partial, wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from ninja.utils import check_csrf, contribute_operation_callback

from bagdar.access import errors, queries
from bagdar.access.rules.roles import NAMED, Place, Role
from bagdar.access.rules.table import ANY, AccessTable
from bagdar.audit.public import record
from bagdar.audit.rules import Actor

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
OWN_OBJECTS = ("access.own", "access.session")  # what a one-time password still opens
View = Callable[..., Any]


@lru_cache(maxsize=4)
def table_of(folder: Path) -> AccessTable:
    """The access table of a data folder, read once a process."""
    return AccessTable.load(folder / "access" / "table.csv", "data/access/table.csv")


def table() -> AccessTable:
    return table_of(settings.DATA_DIR)


def role_of(who: Any) -> str:
    """The role of a request, of an account, or of nobody."""
    user = getattr(who, "user", who)
    return user.role if getattr(user, "is_authenticated", False) else Role.PUBLIC.value


def actor(request: HttpRequest) -> Actor:
    """Who does what a request asks for; an empty name while nobody is signed in."""
    if request.user.is_authenticated:
        return Actor(request.user.username, request.user.role)
    return Actor("", Role.PUBLIC.value)


def place_of(who: Any) -> Place:
    """The role of a request or an account, and whom it speaks for; of nobody: the public's."""
    user = getattr(who, "user", who)
    if not getattr(user, "is_authenticated", False):
        return Place(Role.PUBLIC.value)
    return Place(user.role, **{field: getattr(user, field) for field in NAMED.values()})


def looker_facts(who: Any) -> dict[str, str]:
    """What the family may read of whoever looked at a record: everything but the name.

    Goes into the facts of the look's event; audit.public.looks_at gives it back.
    """
    place = place_of(who)
    organisation = str(place.organisation_id or "")
    return {
        "role": place.role,
        "body": place.body_code,
        "region": place.region_code,
        "organisation": organisation,
    }


def permits(who: Any, object: str, operation: str, relation: str = ANY) -> bool:
    """Whether a request or an account may do this; False too while its password is one-time."""
    if _must_change_password(who, object, operation):
        return False
    return table().permits(role_of(who), object, operation, relation)


def offers(request: HttpRequest, object: str, operation: str, relation: str = ANY) -> bool:
    """What the design system asks before it offers a page or a download: undeclared means no."""
    declared = (object, operation) in table().pairs
    return declared and permits(request, object, operation, relation)


def standing(who: Any) -> tuple[str, bool, Path]:
    """On what of somebody `permits` and `offers` hang, and on which table."""
    user = getattr(who, "user", who)
    return role_of(user), getattr(user, "has_one_time_password", False), settings.DATA_DIR


def page(object: str, operation: str = "read") -> Callable[[View], View]:
    """Lets a page answer those that the table names.

    Whoever is not signed in is sent to the sign-in page and back; whoever is gets a 403.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if table().permits_some(role_of(request), object, operation):
                if _must_change_password(request, object, operation):
                    return HttpResponseRedirect(reverse("own_account"))
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            _note_denial(request, object, operation)
            raise errors.Forbidden()

        asking.access = (object, operation)  # type: ignore[attr-defined]
        return asking

    return decorate


def require(request: HttpRequest, object: str, operation: str, relation: str = ANY) -> None:
    """The same question inside a view, for its second operation. Raises Forbidden."""
    if not permits(request, object, operation, relation):
        _note_denial(request, object, operation)
        raise errors.Forbidden()


def note_refusal(request: HttpRequest, object: str, operation: str) -> None:
    """That a part of a page was refused to somebody signed in, by whoever refuses it."""
    if request.user.is_authenticated:
        _note_denial(request, object, operation)


def note_hidden(who: Any, object: str, operation: str) -> None:
    """That a request asked for what is another's: it is told that nothing is there, and noted.

    who  a request; of an account alone, as a command has it, nothing is noted
    """
    if hasattr(who, "path"):
        note = partial(_note_denial, who, object, operation)
        note()
        who.notes = [*getattr(who, "notes", ()), note]  # for whoever undoes this, see once.py


def note_anothers_session(request: HttpRequest, handle: str) -> None:
    """That somebody named a session that is not theirs; nothing, where nobody's is so named."""
    if queries.is_session(handle):
        note_hidden(request, "access.session", "delete")


class Session:
    """The door of an operation: asked before the request is read, so that nobody learns from a
    refusal what a valid request would look like. Named as OpenAPI's security scheme.
    """

    def __init__(self, object: str, operation: str) -> None:
        self.access = (object, operation)

    def __getattr__(self, name: str) -> Any:
        """What ninja looks for: a scheme, unless everybody may."""
        if name == "openapi_security_schema" and not table().permits_some("", *self.access):
            return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
        raise AttributeError(name)

    def __call__(self, request: HttpRequest) -> bool:
        """Whether the request may go on. Raises the refusal otherwise."""
        if request.method not in SAFE_METHODS and check_csrf(request):
            raise errors.CsrfRefused()
        if not table().permits_some(role_of(request), *self.access):
            if not request.user.is_authenticated:
                raise errors.SignInNeeded()
            _note_denial(request, *self.access)
            raise errors.Forbidden()
        if _must_change_password(request, *self.access):
            raise errors.PasswordChangeNeeded()
        request.door = self  # type: ignore[attr-defined]
        return True


def guard(object: str, operation: str = "read") -> Callable[[View], View]:
    """Lets an operation of the API answer those that the table names: else 401 or 403.

    A request that may change something must carry the CSRF token, since browsers send the
    session cookie by themselves.
    """
    door = Session(object, operation)

    def decorate(view: View) -> View:
        @wraps(view)
        def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if getattr(request, "door", None) is not door:  # called by something else than ninja
                door(request)
            return view(request, *args, **kwargs)

        asking.access = (object, operation)  # type: ignore[attr-defined]
        contribute_operation_callback(asking, partial(_close, door))
        return asking

    return decorate


def _close(door: Session, operation: Any) -> None:
    """Let ninja ask the door first."""
    operation.auth_param = door
    operation.auth_callbacks = [door]


def _must_change_password(who: Any, object: str, operation: str) -> bool:
    """Whether a one-time password stands between somebody and what is not everybody's."""
    user = getattr(who, "user", who)
    if not getattr(user, "has_one_time_password", False) or object in OWN_OBJECTS:
        return False
    return not table().permits(Role.PUBLIC, object, operation)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    place = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return HttpResponseRedirect(f"{reverse('sign_in')}?{place}" if place else reverse("sign_in"))


@transaction.atomic
def _note_denial(request: HttpRequest, object: str, operation: str) -> None:
    record(
        "access.denied",
        about=object,
        by=actor(request),
        facts={"operation": operation, "path": request.path[:200]},
    )
