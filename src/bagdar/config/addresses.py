"""Addresses as a tree, so that a request is compared with those alone that begin as it does.

Django compares a path with one pattern after another. Of several hundred addresses most share their
first words with many others, and a request of the API waited for a sixth of its time for the list
to be gone through.
"""

from collections.abc import Iterable, Sequence

from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern

Address = URLPattern | URLResolver
FEWEST = 3  # addresses that are worth a branch of their own


def tree(patterns: Iterable[Address]) -> list[Address]:
    """The same addresses in branches by their first word; each path still finds the same view.

    Addresses that begin with a word (`register/`) cannot be taken for those that begin with
    another, so they may stand anywhere among them. One that begins with a blank (`<str:code>/`)
    may be taken for any, so nothing is moved past it.
    """
    found: list[Address] = []
    branches: dict[str, list[URLPattern]] = {}
    for one in _level(patterns):
        word = _first_word(one)
        if word and isinstance(one, URLPattern):
            branches.setdefault(word, []).append(one)
            continue
        found += _grown(branches)
        found.append(one)
        branches = {}
    return found + _grown(branches)


def _level(patterns: Iterable[Address]) -> Iterable[Address]:
    """What other lists bring in at the same place, as if it had been written here."""
    for one in patterns:
        is_plain = isinstance(one, URLResolver) and _route(one) == "" and not one.default_kwargs
        if is_plain and one.app_name is None and one.namespace is None:
            yield from _level(one.url_patterns)
        else:
            yield one


def _first_word(one: Address) -> str:
    """With its slash; empty where the address begins with a blank or ends before a slash."""
    word, slash, _ = (_route(one) or "").partition("/")
    return word + slash if slash and "<" not in word else ""


def _route(one: Address) -> str | None:
    return str(one.pattern) if isinstance(one.pattern, RoutePattern) else None


def _grown(branches: dict[str, list[URLPattern]]) -> list[Address]:
    found: list[Address] = []
    for word, patterns in branches.items():
        if len(patterns) < FEWEST:
            found += patterns
        else:
            found.append(path(word, include(tree(_without(word, patterns)))))
    return found


def _without(word: str, patterns: Sequence[URLPattern]) -> list[Address]:
    return [
        path((_route(one) or "").removeprefix(word), one.callback, one.default_args, one.name)
        for one in patterns
    ]
