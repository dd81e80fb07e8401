"""The API's description in OpenAPI 3.1: what the operations say, and what all of them share."""

from collections.abc import Iterable
from typing import Any

from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation

from bagdar.access.public import table
from bagdar.access.rules.roles import Role
from bagdar.core.languages import LANGUAGES
from bagdar.look.problems import PROBLEM_TYPE, Problem

__all__ = ["ABOUT", "OpenAPISchema", "completed"]

ABOUT = """\
Everything that Bagdar's pages show, for programs.

**Languages.** A wording of the act is an object of three languages. Sentences of the service
(problems, StratML) come in the language of `?lang=`, else of the `Accept-Language` header.

**Figures.** A figure is a JSON number with exactly the digits that the act prints; read it as a
decimal where the last digit matters. Money of the act is in the unit that `unit` or `money_unit`
names (million tenge). `null` means that the act prints nothing there.

**Editions.** A programme's code means its newest edition; `kz-2020-2025@1`, `?edition=1` and
`?known_on=2021-01-01` mean another.

**Refusals** are `application/problem+json` (RFC 9457): `detail` says what happened, `errors` names
each parameter, or each file, line and field. A question that an operation does not know is
refused with 422, so that a typo is never an answer to another question.

**Signing in** is for those who write: `GET /api/v1/session` gives a CSRF token and its cookie,
`POST /api/v1/session` with the token in `X-CSRFToken` signs in, and every request that changes
something carries the session's cookie and a token. Callers who are not signed in may ask 60 times
a minute from one address, unless the operator has set another limit; beyond it the answer is 429
with `Retry-After`.
"""
TAGS = [
    {"name": "editions", "description": "Programmes, their editions, comparison, files."},
    {"name": "contents", "description": "What an edition holds."},
    {"name": "readings", "description": "Sums, findings and search results."},
    {"name": "duties", "description": "Who has to report what, and by which day."},
    {"name": "reports", "description": "Reports of bodies and regions, decisions, evidence."},
    {"name": "standing", "description": "Indicators against plan, evaluation, forecast."},
    {"name": "execution", "description": "Money of measures, planned and spent."},
    {"name": "figures from outside", "description": "Published by others, entered here."},
    {"name": "yearly reports", "description": "The yearly report as a file."},
    {"name": "figures", "description": "Figures that records give, broken down, with their trace."},
    {"name": "releases", "description": "Statistical releases, their files, open data."},
    {"name": "log", "description": "The log of receipts: checkpoint, receipts, checking."},
    {"name": "diplomas", "description": "Diplomas: issuing, holding, checking."},
    {"name": "recognition", "description": "Programmes with their outcomes; what counts in them."},
    {"name": "laboratory of rules", "description": "Rules tried on a made-up country."},
    {"name": "campaigns", "description": "Places given together: applying, the draw, decisions."},
    {"name": "kindergarten queue", "description": "Applying, one's place, places, the clerk."},
    {"name": "grants", "description": "Own grants as vouchers; the universities that are asked."},
    {"name": "schools", "description": "Which school is ours; catchments of schools."},
    {"name": "dormitories", "description": "Beds that are held, and exchanges of them."},
    {"name": "intake", "description": "What is delivered to the register, and what came of it."},
    {"name": "register", "description": "People, organisations and cohorts of the register."},
    {"name": "desk", "description": "The register at an organisation's desk."},
    {"name": "access", "description": "Signing in, accounts, the audit trail."},
]
STATUSES = {
    400: "The request cannot be read.",
    401: "Signing in is needed.",
    403: "The role may not do this, or the CSRF token is missing.",
    404: "There is no such record.",
    409: "Something has changed in between.",
    413: "The body is too large.",
    415: "The body is of another media type.",
    422: "A parameter or the file has faults; each is named.",
    429: "Too many requests from this address; Retry-After says how many seconds to wait.",
    503: "The look could not be written down, so nothing is shown.",
}
SCHEMES = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "bagdar_session",
        "description": "The cookie that signing in sets.",
    },
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRFToken",
        "description": "The token of GET /api/v1/session; needed whenever something is changed.",
    },
}
LANGUAGE = {
    "name": "lang",
    "in": "query",
    "required": False,
    "description": "The language of sentences; else Accept-Language decides.",
    "schema": {"type": "string", "enum": list(LANGUAGES)},
    "example": "kk",
}

# From an answer to the question that it makes possible; the programme's own stand at its lists.
LINKS: dict[str, dict[str, Any]] = {
    "sessions": {
        "end": {"operationId": "endSession", "parameters": {"id": "$response.body#/0/id"}}
    },
    "accounts": {
        "change": {
            "operationId": "changeAccount",
            "parameters": {"username": "$response.body#/0/username"},
        }
    },
}


def completed(schema: dict[str, Any], operations: Iterable[Operation]) -> dict[str, Any]:
    """ninja's description with refusals, security, the language and the tags put in."""
    known = {_name(operation): operation for operation in operations}
    for path in schema["paths"].values():
        for method, described in path.items():
            _complete(described, method, known[described["operationId"]])
    components = schema["components"]
    problem = Problem.model_json_schema(ref_template=REF_TEMPLATE, mode="serialization")
    components["schemas"] |= problem.pop("$defs") | {"Problem": problem}
    components["schemas"] = dict(sorted(components["schemas"].items()))
    components["responses"] = {_response(status): _problem(status) for status in STATUSES}
    components["parameters"] = {"lang": LANGUAGE}
    components["securitySchemes"] = SCHEMES
    plain = {key: schema[key] for key in ("openapi", "info", "paths", "components")}
    return plain | {"tags": TAGS}


def _name(operation: Operation) -> str:
    return operation.operation_id or operation.api.get_openapi_operation_id(operation)


def _complete(described: dict[str, Any], method: str, operation: Operation) -> None:
    described["parameters"] = [_with_example(one) for one in described["parameters"]] + [
        {"$ref": "#/components/parameters/lang"}
    ]
    described.setdefault("description", described["summary"])
    example = described.pop("example", None)
    links = described.pop("links", None) or LINKS.get(described["operationId"])
    responses = {str(code): answer for code, answer in described["responses"].items()}
    if links:
        responses["200"]["links"] = links
    for status in _refusals(described, method, operation):
        responses[str(status)] = {"$ref": f"#/components/responses/{_response(status)}"}
    described["responses"] = dict(sorted(responses.items()))
    if example is not None:
        for body in described["requestBody"]["content"].values():
            body["example"] = example
    security = _security(method, operation)
    if security:
        described["security"] = security


def _with_example(parameter: dict[str, Any]) -> dict[str, Any]:
    """OpenAPI wants one example of a parameter or named ones; JSON Schema gives a list."""
    examples = parameter.pop("examples", None)
    return parameter | {"example": examples[0]} if examples else parameter


def _refusals(described: dict[str, Any], method: str, operation: Operation) -> set[int]:
    """The statuses that an operation may refuse with: its own, and those of its kind."""
    own = set(described.pop("x-problems", ()))
    told = {int(code) for code in described["responses"] if str(code) >= "400"}
    shared = {422, 429}
    if method != "get":
        shared |= {400, 403}
    if "requestBody" in described:
        shared |= {415}
    if not _is_public(operation):
        shared |= {401, 403}
    return own | told | shared


def _security(method: str, operation: Operation) -> list[dict[str, list[str]]]:
    names = [] if _is_public(operation) else ["session"]
    names += ["csrf"] if method != "get" else []
    return [{name: [] for name in names}] if names else []


def _is_public(operation: Operation) -> bool:
    return table().permits_some(Role.PUBLIC, *operation.view_func.access)  # type: ignore[attr-defined]


def _response(status: int) -> str:
    return f"Problem{status}"


def _problem(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": STATUSES[status],
        "content": {PROBLEM_TYPE: {"schema": {"$ref": REF_TEMPLATE.format(model="Problem")}}},
    }
    if status == 429:
        seconds = {"type": "integer", "minimum": 1}
        answer["headers"] = {
            "Retry-After": {"description": "Seconds to wait.", "required": True, "schema": seconds}
        }
    return answer
