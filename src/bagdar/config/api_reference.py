"""The API's page of the reference, written from its OpenAPI description."""

from collections.abc import Iterator
from typing import Any

Described = dict[str, Any]


def api_page() -> str:
    """Every operation with its questions and answers, without a database."""
    return "\n".join(_lines(_description())) + "\n"


def _description() -> Described:
    import os

    import django
    from django.apps import apps

    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bagdar.config.settings")
        django.setup()
    from bagdar.config.api import api

    return api.get_openapi_schema()  # type: ignore[no-any-return]


def _lines(described: Described) -> Iterator[str]:
    info = described["info"]
    yield from [
        "# The API",
        "",
        "Source: the operations of `src/bagdar/*/api`. The same as OpenAPI",
    ]
    yield from ["3.1: `/api/openapi.json` of every installation.", "", info["description"]]
    for tag in described["tags"]:
        yield from [f"## {tag['name'].capitalize()}", "", tag["description"], ""]
        for path, methods in described["paths"].items():
            for method, operation in methods.items():
                if tag["name"] in operation["tags"]:
                    yield from _operation(method, path, operation, described)
    yield from ["## Refusals", "", "| Status | When |", "| --- | --- |"]
    for name, answer in described["components"]["responses"].items():
        yield f"| {name.removeprefix('Problem')} | {answer['description']} |"


def _operation(method: str, path: str, operation: Described, described: Described) -> Iterator[str]:
    yield from [f"### {operation['summary']}", "", f"`{method.upper()} {path}`", ""]
    if operation["description"] != operation["summary"]:
        yield from [_plain(operation["description"]), ""]
    if names := [name for one in operation.get("security", []) for name in one]:
        yield from [f"Needs: {', '.join(names)}.", ""]
    parameters = [_resolved(one, described) for one in operation["parameters"]]
    yield from ["| Question | Where | What |", "| --- | --- | --- |"]
    yield from map(_parameter, parameters)
    for kind, body in operation.get("requestBody", {}).get("content", {}).items():
        yield from ["", f"Body: `{kind}`, {_shape(body['schema'])}."]
    yield ""
    answers = operation["responses"]
    yield from [_answer(*one) for one in answers.items() if "$ref" not in one[1]]
    refusals = [status for status, answer in answers.items() if "$ref" in answer]
    yield from [f"- refusals: {', '.join(refusals)}", ""]


def _resolved(one: Described, described: Described) -> Described:
    name = one.get("$ref", "").rpartition("/")[2]
    found: Described = described["components"]["parameters"][name] if name else one
    return found


def _parameter(one: Described) -> str:
    needed = "" if one["in"] == "path" else ", needed" if one.get("required") else ""
    said = _plain(one.get("description", ""))
    told = [said] if said else []
    if values := one["schema"].get("enum"):
        told.append("One of " + ", ".join(f"`{value}`" for value in values) + ".")
    if "default" in one["schema"] and one["schema"]["default"] not in (None, ""):
        told.append(f"Default `{_json(one['schema']['default'])}`.")
    if "example" in one:
        told.append(f"Example `{_json(one['example'])}`.")
    return f"| `{one['name']}` | {one['in']}{needed} | {' '.join(told)} |"


def _json(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _answer(status: str, answer: Described) -> str:
    shapes = [
        _shape(content["schema"]) if "schema" in content else f"`{kind}`"
        for kind, content in answer.get("content", {}).items()
    ]
    return f"- {status}: {' or '.join(shapes) or answer['description']}"


def _shape(schema: Described) -> str:
    """The name of a schema of the description, or what it is made of."""
    if "$ref" in schema:
        return f"`{schema['$ref'].rpartition('/')[2]}`"
    if schema.get("type") == "array":
        return f"a list of {_shape(schema['items'])}"
    fields = ", ".join(f"`{name}`" for name in schema.get("properties", {}))
    return fields or f"`{schema.get('type', 'anything')}`"


def _plain(text: str) -> str:
    """One line, which a table's cell needs."""
    return " ".join(text.split()).replace("|", "\\|")
