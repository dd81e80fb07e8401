"""Every address asks the access table, and every line of the table is asked."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

import bagdar
from bagdar.access.rules.roles import Role
from bagdar.access.rules.table import AccessTable
from bagdar.config.api import operations
from bagdar.config.environment import ROOT

Pair = tuple[str, str]


@pytest.fixture(scope="module")
def table() -> AccessTable:
    return AccessTable.load(ROOT / "data" / "access" / "table.csv", "data/access/table.csv")


def addresses(patterns: list[Any], before: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for one in patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, here)
        else:
            assert isinstance(one, URLPattern)
            yield here, one.callback


def asked_by(view: Callable[..., Any]) -> list[Pair]:
    """What a view asks of the table: one pair, or one a method for the API; empty: nothing."""
    access = getattr(view, "access", None)
    if access is None:
        return []
    return [tuple(pair) for pair in access.values()] if isinstance(access, dict) else [access]


def open_addresses(patterns: list[Any], table: AccessTable) -> list[str]:
    """Addresses that ask nothing, or ask about what the table does not know."""
    return [
        address
        for address, view in addresses(patterns)
        if not asked_by(view) or not set(asked_by(view)) <= table.pairs
    ]


def test_every_address_asks_the_table(table: AccessTable):
    assert len(list(addresses(get_resolver().url_patterns))) > 25
    assert open_addresses(get_resolver().url_patterns, table) == []


def test_an_address_that_asks_nothing_is_noticed(table: AccessTable):
    def forgotten(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    def unknown(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    unknown.access = ("programme.secret", "read")  # type: ignore[attr-defined]
    planted = [path("forgotten/", forgotten), path("unknown/", unknown)]
    assert open_addresses(planted, table) == ["forgotten/", "unknown/"]


def test_every_operation_of_the_api_asks_the_table(table: AccessTable):
    silent = [
        operation.view_func.__name__
        for operation in operations()
        if getattr(operation.view_func, "access", None) not in table.pairs
    ]
    assert len(operations()) > 20
    assert silent == []


def test_no_line_of_the_table_is_there_for_nobody(table: AccessTable):
    asked = {pair for _, view in addresses(get_resolver().url_patterns) for pair in asked_by(view)}
    asked |= {operation.view_func.access for operation in operations()}
    pages = {object for object, _ in asked}
    # A page's tables and charts leave as files under "export" of the same object.
    asked |= {(object, "export") for object in pages} | set(asked_in_passing())
    assert table.pairs - asked == set()


def asked_in_passing() -> Iterator[Pair]:
    """permits(…, "object", "operation") inside a view, a command or a template's context."""
    for file in Path(bagdar.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
                if len(texts) >= 2 and all(isinstance(one, str) for one in texts[:2]):
                    yield texts[0], texts[1]


def test_every_role_of_the_table_has_something_to_do(table: AccessTable):
    named = {role.value for row in table.rows for role in row.roles}
    assert named == set(Role)
