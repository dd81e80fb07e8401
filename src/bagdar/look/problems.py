"""What a reader sees when something is refused or fails: a page, or RFC 9457 under /api/.

The sentence says what happened and where, the next one what to do. No trace, query or value of
ours is ever shown; an unexpected error gets a number that also stands in the log.
"""

import logging
import secrets
import sys
import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from bagdar.core.errors import DomainError, Fault, FaultyData
from bagdar.look.schemas import Schema
from bagdar.look.words import current_language, known, t

log = logging.getLogger("bagdar.problems")

PROBLEM_TYPE = "application/problem+json"
API = "/api/"
_GENERAL: Mapping[int, str] = {
    400: "bad_request",
    401: "unauthorised",
    403: "forbidden",
    404: "not_found",
    405: "not_allowed",
    409: "conflict",
    413: "too_large",
    415: "media_type",
    422: "faulty",
    429: "too_many",
    503: "unavailable",
}


class ProblemError(Schema):
    """One fault: of a declared file (file, line, field) or of a request's field."""

    code: str
    message: str
    remedy: str | None = None
    file: str | None = None
    line: int | None = None
    field: str | None = None


class Problem(Schema):
    """RFC 9457 problem details. type: urn:bagdar:problem:<code>."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    next: str = ""
    errors: list[ProblemError] = []
    error_id: str | None = None

    @property
    def faults(self) -> list[ProblemError]:
        return self.errors


def problem(
    status: int,
    *,
    code: str | None = None,
    detail: str | None = None,
    errors: Sequence[ProblemError] = (),
    error_id: str | None = None,
) -> Problem:
    """A problem in the reader's language.

    code    of a DomainError; None: the general code of the status, such as not_found
    detail  None: the catalogue's sentence for the status
    """
    general = _GENERAL.get(status, "failed" if status >= 500 else "bad_request")
    return Problem(
        type=f"urn:bagdar:problem:{code or general}",
        title=t(f"look.problem.{general}.title"),
        status=status,
        detail=detail or t(f"look.problem.{general}.detail"),
        code=code or general,
        next=t(f"look.problem.{general}.next"),
        errors=list(errors),
        error_id=error_id,
    )


def problem_of(error: Exception) -> Problem:
    """The problem that an exception amounts to; anything unknown is logged and numbered."""
    if isinstance(error, FaultyData):
        return problem(
            error.status,
            code=error.code,
            detail=_sentence(error),
            errors=[fault_error(fault) for fault in error.faults],
        )
    if isinstance(error, DomainError):
        return problem(error.status, code=error.code, detail=_sentence(error))
    if isinstance(error, Http404):
        return problem(404)
    if isinstance(error, PermissionDenied):
        return problem(403)
    if isinstance(error, RequestDataTooBig):
        return problem(413)
    if isinstance(error, SuspiciousOperation):
        return problem(400)
    return problem(500, error_id=log_unexpected(error))


def _sentence(error: DomainError) -> str | None:
    key = f"error.{error.code}"
    return t(key, **error.facts) if known(key) else None


def fault_error(fault: Fault) -> ProblemError:
    """A fault of declared data in the reader's language, with its remedy."""
    return ProblemError(
        code=fault.code,
        message=t(f"fault.{fault.code}", **fault.facts),
        remedy=t(f"fault.{fault.code}.remedy", **fault.facts),
        file=fault.file,
        line=fault.line,
        field=fault.field,
    )


def log_unexpected(error: BaseException) -> str:
    """Log where an error came from, on one line and without its message: it may hold a name."""
    error_id = secrets.token_hex(6)
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    log.error("error %s: %s at %s", error_id, type(error).__name__, places)
    return error_id


# --- answers --------------------------------------------------------------------------------------


def problem_response(request: HttpRequest, error: Exception | Problem) -> HttpResponse:
    """An exception or a Problem as the answer that this reader can use."""
    told = error if isinstance(error, Problem) else problem_of(error)
    response = problem_json(told) if request.path.startswith(API) else _page(request, told)
    if isinstance(error, DomainError) and error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def problem_json(told: Problem) -> HttpResponse:
    body: dict[str, Any] = told.model_dump(exclude_none=True)
    return JsonResponse(
        body,
        status=told.status,
        content_type=PROBLEM_TYPE,
        headers={"Content-Language": current_language()},
        json_dumps_params={"ensure_ascii": False},
    )


def _page(request: HttpRequest, told: Problem) -> HttpResponse:
    try:
        return render(request, "look/problem.html", {"problem": told}, status=told.status)
    except Exception as error:  # the page itself needs what has failed, such as the database
        log_unexpected(error)
        text = f"{told.status} {HTTPStatus(told.status).phrase}\n\n{told.title}\n{told.detail}\n"
        return HttpResponse(text, status=told.status, content_type="text/plain; charset=utf-8")


# --- what the root URLs name as handler400 … handler500, and CSRF_FAILURE_VIEW -------------------


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    too_big = isinstance(exception, RequestDataTooBig)
    return problem_response(request, problem(413 if too_big else 400))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_response(request, problem(403))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_response(request, problem(404))


def failed(request: HttpRequest) -> HttpResponse:
    error = sys.exc_info()[1]
    return problem_response(
        request, problem(500, error_id=log_unexpected(error) if error else None)
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: usually a page that stood open too long."""
    return problem_response(request, problem(403, detail=t("look.problem.stale_form")))
