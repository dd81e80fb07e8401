"""The tree of addresses finds what the list would have found."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.urls.exceptions import Resolver404
from django.urls.resolvers import RegexPattern

from bagdar.config import urls
from bagdar.config.addresses import Address, tree
from bagdar.config.api import api

# A value of each kind of blank, and one that may also be read as a word of another address.
SAMPLES = {"int": "7", "uuid": "2b1e5f0e-0000-4000-8000-000000000000", "path": "a/b"}
BLANK = re.compile(r"<(?:(\w+):)?(\w+)>")


def one(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse()


def two(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse()


def listed(patterns: Sequence[Address], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from listed(pattern.url_patterns, here)
        else:
            yield here, pattern


def found(patterns: Sequence[Address], address: str) -> Any:
    """What answers: the view, its name, what the address says; None: nobody."""
    try:
        match = URLResolver(RegexPattern(r"^"), list(patterns)).resolve(address)
    except Resolver404:
        return None
    return match.func, match.url_name, match.args, match.kwargs, match.route


def paths(patterns: Sequence[Address], words: Sequence[str]) -> Iterator[str]:
    """Each address with its blanks filled in: with a value of the kind, and with each word."""
    for route, _ in listed(patterns):
        for word in ("", *words):
            yield BLANK.sub(lambda blank, w=word: w or SAMPLES.get(blank[1] or "", "kz"), route)


def list_of_the_api() -> list[Address]:
    """The operations in the order in which the apps give them."""
    return [
        pattern for bound in api._get_bound_routers() for pattern in bound.urls_paths(bound.prefix)
    ]


def test_every_page_is_found_where_it_stood():
    words = ("desk", "new", "one")
    asked = list(paths(urls.PAGES, words))
    assert len(asked) > 400
    grown = tree(urls.PAGES)
    assert [one for one in asked if found(grown, one) != found(urls.PAGES, one)] == []
    assert all(found(grown, one) is None for one in ("desk/none/", "register/", "x"))


def test_every_operation_is_found_where_it_stood():
    flat, (grown, _, _) = list_of_the_api(), api.urls
    asked = list(paths(flat, ("desk", "search", "figures")))
    assert len(asked) > 400

    def named(patterns: Sequence[Address], address: str) -> Any:
        told = found(patterns, address)
        return told and told[1:]  # the doors stand before the views in one of them

    assert [one for one in asked if named(grown, one) != named(flat, one)] == []


def test_a_request_is_compared_with_few():
    """The promise for whose sake the tree stands: no level is a list of everything."""
    widest = [len(tree(urls.PAGES)), len(api.urls[0])]
    assert len(list(listed(urls.PAGES))) > 150 and len(list_of_the_api()) > 150
    assert max(widest) < 60, widest


MIXED = [
    path("a/x/", one, name="first"),
    path("<str:any>/y/", one, name="blank"),
    path("a/y/", two, name="hidden"),
    path("a/z/", two, name="last"),
    path("a/w/", two, name="more"),
]


def test_nothing_is_moved_past_an_address_that_begins_with_a_blank():
    for address in ("a/x/", "a/y/", "a/z/", "b/y/", "a/w/"):
        told = found(MIXED, address)
        assert told is not None and found(tree(MIXED), address) == told
    assert found(tree(MIXED), "a/y/")[1] == "blank"


def test_moving_past_a_blank_would_be_noticed():
    moved = sorted(MIXED, key=lambda pattern: "<" in str(pattern.pattern))
    assert found(moved, "a/y/")[1] == "hidden"


def test_what_other_lists_bring_in_keeps_its_place_and_its_facts():
    inner = [path("a/x/", two, {"kind": "inner"}, name="inner"), path("a/v/", one, name="v")]
    patterns = [path("", include(inner)), *MIXED]
    assert found(tree(patterns), "a/x/")[1] == "inner"
    assert found(tree(patterns), "a/x/")[3] == {"kind": "inner"}
    with pytest.raises(Resolver404):
        URLResolver(RegexPattern(r"^"), tree(patterns)).resolve("a/")
