"""The OpenAPI document: complete, the same as the pages' reach, and ready for other tools."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from bagdar.config.api import api, operations


@pytest.fixture(scope="module")
def described() -> Any:
    return api.get_openapi_schema()


def every(described: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def parameters(described: Any, operation: Any) -> list[Any]:
    shared = described["components"]["parameters"]
    return [
        shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        for one in operation["parameters"]
    ]


def test_it_is_openapi_3_1_without_the_address_of_an_installation(described):
    assert described["openapi"] == "3.1.0"
    assert "servers" not in described


def test_every_operation_has_a_name_of_its_own_a_summary_and_a_description(described):
    names = [operation["operationId"] for _, _, operation in every(described)]
    assert len(names) == len(set(names)) == len(operations())
    assert all(re.fullmatch("[a-z][A-Za-z]+", name) for name in names)
    assert all(one["summary"] and one["description"] for _, _, one in every(described))


def test_every_operation_stands_under_a_heading_of_the_reference(described):
    headings = {one["name"] for one in described["tags"]}
    lost = [path for path, _, operation in every(described) if not headings & {*operation["tags"]}]
    assert lost == [] and len(headings) > 10


def test_what_the_pages_show_is_all_there(described):
    here = "/api/v1/programmes/{programme}"
    assert {path for path, _, _ in every(described)} >= {
        "/api/v1/programmes", here, f"{here}/goals", f"{here}/indicators",
        f"{here}/indicators/{{code}}", f"{here}/targets/{{row}}", f"{here}/measures",
        f"{here}/measures/{{number}}", f"{here}/bodies", f"{here}/bodies/{{code}}",
        f"{here}/finance", f"{here}/check", f"{here}/editions", f"{here}/compare",
        f"{here}/search", f"{here}/export/{{form}}",
    }  # fmt: skip


def test_every_parameter_of_the_programme_is_explained_by_an_example_or_a_list(described):
    bare = [
        f"{path} {one['name']}"
        for path, _, operation in every(described)
        if "/programmes" in path
        for one in parameters(described, operation)
        if not one.get("description")
        or not ({"example", "examples"} & one.keys() or {"enum", "pattern"} & one["schema"].keys())
    ]
    assert bare == []


def test_every_refusal_is_a_problem_and_every_operation_knows_429_and_422(described):
    for path, method, operation in every(described):
        refusals = {code for code in operation["responses"] if code >= "400"}
        assert {"422", "429"} <= refusals, (method, path)
        assert all("$ref" in operation["responses"][code] for code in refusals), (method, path)
    for answer in described["components"]["responses"].values():
        assert list(answer["content"]) == ["application/problem+json"]


def test_whatever_changes_something_asks_for_the_token_and_what_is_not_public_for_a_session(
    described,
):
    for path, method, operation in every(described):
        schemes = {name for one in operation.get("security", []) for name in one}
        assert ("csrf" in schemes) == (method != "get"), (method, path)
    security = {one["operationId"]: one.get("security") for _, _, one in every(described)}
    assert security["createEdition"] == [{"session": [], "csrf": []}]
    assert security["listMeasures"] is None
    assert security["audit"] == [{"session": []}]


def test_every_reference_leads_somewhere(described):
    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if "$ref" in value:
                yield value["$ref"]
            for one in value.values():
                yield from references(one)
        elif isinstance(value, list):
            for one in value:
                yield from references(one)

    for reference in references(described):
        place: Any = described
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
        assert place


def test_links_lead_to_operations_that_exist(described):
    names = {operation["operationId"] for _, _, operation in every(described)}
    links = [
        link["operationId"]
        for _, _, operation in every(described)
        for answer in operation["responses"].values()
        for link in answer.get("links", {}).values()
    ]
    assert len(links) >= 6 and set(links) <= names


# Where the models of questions and answers stand; those of declared data are never described.
DESCRIBING = r"bagdar\.\w+\.(api|schemas|rules\.nouns)"


def _enumerations(kind: type[BaseModel]) -> set[type]:
    """The lists of values from which the fields of a model are."""
    found: set[type] = set()
    waiting: list[Any] = [field.annotation for field in kind.model_fields.values()]
    while waiting:
        one = waiting.pop()
        waiting += get_args(one)
        if isinstance(one, type) and issubclass(one, Enum):
            found.add(one)
    return found


def test_no_two_schemas_share_a_name():
    """Ninja would describe the one that comes first by the other's fields."""
    by_name: dict[str, set[type]] = {}
    waiting: list[type] = [BaseModel]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if re.match(DESCRIBING, kind.__module__):
                for one in (kind, *_enumerations(kind)):
                    by_name.setdefault(one.__name__, set()).add(one)
    described = set(api.get_openapi_schema()["components"]["schemas"])
    assert {
        name for name, kinds in by_name.items() if len(kinds) > 1 and name in described
    } == set()
