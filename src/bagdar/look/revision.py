"""When does a public page become out of date? Whoever owns data that pages show says it here.

    revision.register("programme", lambda: newest_edition_id())

The value is asked for on every cached page, so it has to be cheap: one indexed query at most.
"""

from collections.abc import Callable, Hashable

_sources: dict[str, Callable[[], Hashable]] = {}


def register(name: str, revision: Callable[[], Hashable]) -> None:
    """Registering a name again replaces its function."""
    _sources[name] = revision


def current() -> tuple[tuple[str, Hashable], ...]:
    """What all owners say now; empty while nobody has registered."""
    return tuple((name, revision()) for name, revision in sorted(_sources.items()))
