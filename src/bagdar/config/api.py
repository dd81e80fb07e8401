"""The API below /api/v1/: the apps' operations, and what all of them share.

Each operation asks the access table itself (`guard`). Here stands what is the same everywhere:
every refusal is RFC 9457 problem+json in the caller's language, a question that no operation
knows is refused rather than ignored, and callers who are not signed in are counted.
"""

import json
import secrets
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache, wraps
from importlib.metadata import version
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation, PathView
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from bagdar.access.api import router as access
from bagdar.access.public import limit, page
from bagdar.admissions.api import router as admissions
from bagdar.config import openapi
from bagdar.config.addresses import Address, tree
from bagdar.core.declared import safe
from bagdar.core.errors import DomainError
from bagdar.core.languages import LANGUAGES
from bagdar.credentials.api import router as credentials
from bagdar.indicators.api import router as indicators
from bagdar.intake.api import router as intake
from bagdar.look.problems import (
    PROBLEM_TYPE,
    ProblemError,
    problem,
    problem_json,
    problem_response,
)
from bagdar.look.words import t
from bagdar.monitoring.api import router as monitoring
from bagdar.portal.api import router as portal
from bagdar.programme.api import router as programme
from bagdar.recognition.api import router as recognition
from bagdar.registry.api import router as register

PREFIX = "api/v1/"
MULTIPART = "multipart/form-data"
View = Callable[..., HttpResponse]


class ExactJSON(BaseRenderer):
    """JSON in which a Decimal is a number with its own digits, however many there are."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        # Python's encoder writes numbers through binary floating point only. The mark is drawn
        # anew for each answer, so no text that a caller sends can pretend to be a number.
        mark = secrets.token_hex(8)

        def plain(value: Any) -> str:
            if isinstance(value, Decimal):
                return f"{mark}{value:f}"
            if isinstance(value, (date, datetime)):
                return value.isoformat()
            if isinstance(value, UUID):
                return str(value)
            raise TypeError(f"{type(value).__name__} has no place in an answer")

        first, *numbers = json.dumps(data, ensure_ascii=False, default=plain).split(f'"{mark}')
        return first + "".join(one.replace('"', "", 1) for one in numbers)


class OneMeaningJSON(Parser):
    """JSON that every reader takes for the same: UTF-8, and no name twice in one object.

    Of two values Python would take the last, and say nothing of the first.
    """

    def parse_body(self, request: HttpRequest) -> Any:
        text = request.body.decode("utf-8")
        return json.loads(text, object_pairs_hook=_each_name_once, parse_constant=_no_number)


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


class API(NinjaAPI):
    """ninja's API with our description and our doors."""

    def get_openapi_schema(self, **_: Any) -> Any:
        """Written once a process: nothing in it depends on who asks."""
        return _described()

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """sign_in → signIn: the names that callers' tools make functions of."""
        first, *rest = operation.view_func.__name__.split("_")
        return first + "".join(word.capitalize() for word in rest)

    @property
    def urls(self) -> tuple[list[Address], str, str]:
        """The operations alone, each behind its door; ninja's own pages stay outside."""
        _, app_name, namespace = super().urls
        routers = self._get_bound_routers()
        patterns = [one for bound in routers for one in bound.urls_paths(bound.prefix)]
        views = [
            view
            for bound in routers
            for view in bound.path_operations.values()
            for _ in view.operations  # ninja makes a pattern of each
        ]
        for pattern, view in zip(patterns, views, strict=True):
            pattern.callback = _door(pattern.callback, view)
        return tree(patterns), app_name, namespace


api = API(
    title="Bagdar",
    version=version("bagdar"),
    description=openapi.ABOUT,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    parser=OneMeaningJSON(),
    renderer=ExactJSON(),
)
api.add_router("", programme)
api.add_router("", monitoring)
api.add_router("", indicators)
api.add_router("", credentials)
api.add_router("", recognition)
api.add_router("", admissions)
api.add_router("", intake)
api.add_router("", register)
api.add_router("", access)
api.add_router("", portal)


@cache
def _described() -> Any:
    return openapi.completed(NinjaAPI.get_openapi_schema(api, path_prefix=PREFIX), operations())


# --- refusals ---------------------------------------------------------------------------------


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    return problem_response(request, error)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_response(request, error)


@api.exception_handler(HttpError)
def refused_by_status(request: HttpRequest, error: HttpError) -> HttpResponse:
    is_body = isinstance(error.__cause__, (ValueError, RecursionError))  # what the parser met
    detail = t("api.body") if error.status_code == 400 and is_body else None
    return problem_response(request, problem(error.status_code, detail=detail))


@api.exception_handler(ValidationError)
def misunderstood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Every parameter that cannot be read, named, with what it should be."""
    return _unreadable([_fault(one) for one in error.errors])


def _unreadable(faults: list[ProblemError]) -> HttpResponse:
    return problem_json(problem(422, detail=t("api.parameters"), errors=faults))


def _fault(error: dict[str, Any]) -> ProblemError:
    code = FAULTS.get(error["type"], "value")
    facts = {name: str(value) for name, value in error.get("ctx", {}).items()}
    bound = next((facts[name] for name in BOUNDS if name in facts), "")
    return ProblemError(
        code=f"parameter_{code}",
        message=t(f"api.parameter.{code}", bound=bound, known=facts.get("expected", "")),
        field=".".join(str(step) for step in error["loc"]),
    )


# pydantic's kinds of errors → ours; any other is told as "value".
FAULTS = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "int_parsing": "whole",
    "int_type": "whole",
    "date_parsing": "day",
    "date_from_datetime_parsing": "day",
    "bool_parsing": "switch",
    "literal_error": "known",
    "enum": "known",
    "greater_than_equal": "least",
    "less_than_equal": "most",
    "string_too_short": "empty",
    "string_too_long": "long",
    "float_type": "number",
    "float_parsing": "number",
    "decimal_type": "number",
    "decimal_parsing": "number",
    "finite_number": "number",
    "decimal_whole_digits": "large",
    "decimal_max_digits": "digits",
    "decimal_max_places": "places",
}
# Where pydantic says how much there may be.
BOUNDS = ("ge", "le", "max_length", "whole_digits", "max_digits", "decimal_places")


@csrf_exempt  # nothing is done here that a forged request could want
@page("portal.reference")
def api_not_found(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever below /api/ is no operation."""
    return problem_response(request, problem(404))


# --- doors ------------------------------------------------------------------------------------


def operations() -> list[Operation]:
    """Every operation of every app."""
    return [
        operation
        for bound in api._get_bound_routers()
        for view in bound.path_operations.values()
        for operation in view.operations
    ]


def _door(view: View, operations_of: PathView) -> View:
    """What happens before an operation hears of a request, and after it has answered.

    access  method → (object, operation) of the access table, for whoever lists all addresses
    """
    known = {name: one for one in operations_of.operations for name in one.methods}

    @csrf_exempt  # each operation that may change something asks for the token itself
    @wraps(view)
    def asking(request: HttpRequest, **places: Any) -> HttpResponse:
        language = request.GET.get("lang")
        if language in LANGUAGES:
            translation.activate(language)
        if settings.API_PER_ADDRESS and not request.user.is_authenticated:
            limit(request, "api", settings.API_PER_ADDRESS)
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        answer = _misasked(request, known.get(request.method or "")) or view(request, **places)
        return _without_body(answer) if is_head else _as_problem(request, answer)

    asking.access = {  # type: ignore[attr-defined]
        method: operation.view_func.access  # type: ignore[attr-defined]
        for method, operation in known.items()
    }
    return asking


def _misasked(request: HttpRequest, operation: Operation | None) -> HttpResponse | None:
    """A question or a form of body that the operation does not know; None where all is well."""
    if operation is None:
        return None
    names = questions(operation)
    faults = [_unknown(name, names) for name in request.GET if name not in names]
    language = request.GET.get("lang")
    if language is not None and language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        message = t("api.parameter.known", bound="", known=known)
        faults.append(ProblemError(code="parameter_known", message=message, field="query.lang"))
    if faults:
        return _unreadable(faults)
    wanted = body_type(operation)
    if wanted and request.content_type != wanted:
        detail = t("api.media_type", wanted=wanted)
        return problem_json(problem(415, detail=detail))
    return None


def _unknown(name: str, names: frozenset[str]) -> ProblemError:
    message = t("api.parameter.unknown", bound="", known=", ".join(sorted(names)))
    return ProblemError(code="parameter_unknown", message=message, field=f"query.{safe(name)}")


@lru_cache(maxsize=256)
def questions(operation: Operation) -> frozenset[str]:
    """The names that may stand after the question mark."""
    described = _written().operation_parameters(operation)
    return frozenset({"lang", *(one["name"] for one in described if one["in"] == "query")})


@cache
def _written() -> openapi.OpenAPISchema:
    """Once a process: it describes every operation before it can be asked about one."""
    return openapi.OpenAPISchema(api, PREFIX)


def body_type(operation: Operation) -> str | None:
    """The media type of an operation's body; None where it takes none."""
    sources = {model.__ninja_param_source__ for model in operation.models}
    if "file" in sources or "form" in sources:
        return MULTIPART
    return "application/json" if "body" in sources else None


def _without_body(answer: HttpResponse) -> HttpResponse:
    """The headers of an answer, as HEAD asks for them."""
    length = len(answer.content)
    answer.content = b""
    answer["Content-Length"] = str(length)
    return answer


def _as_problem(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """ninja refuses a method as plain text; here it is a problem like every other refusal."""
    if answer.status_code < 400 or answer["Content-Type"].startswith(PROBLEM_TYPE):
        return answer
    told = problem_response(request, problem(answer.status_code))
    if answer.has_header("Allow"):
        told["Allow"] = answer["Allow"]
    return told
