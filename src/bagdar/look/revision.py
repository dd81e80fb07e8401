"""When does a public page become out of date? Whoever owns data that pages show says it here.

    revision.register("programme", ("SELECT MAX(id) FROM programme_edition",))
    revision.register("today", duties.today)

Statements of one value each are asked for on every kept page, all of them at once, so each has to
be cheap: the end of an index, or a table of a few rows. What needs no database is a function.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache

from django.db import connection

Source = Callable[[], Hashable] | tuple[str, ...]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Registering a name again replaces its source."""
    _sources[name] = source


def current() -> tuple[Hashable, ...]:
    """What all owners say now; empty while nobody has registered."""
    sources = [source for _, source in sorted(_sources.items())]
    statements = tuple(one for each in sources if isinstance(each, tuple) for one in each)
    told = [each() for each in sources if not isinstance(each, tuple)]
    return (*told, *asked(statements))


def asked(statements: tuple[str, ...]) -> tuple[Hashable, ...]:
    """What statements of one value each give."""
    if not statements:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_together(statements))
        return tuple(cursor.fetchone())


@lru_cache(maxsize=8)
def _together(statements: tuple[str, ...]) -> str:
    return "SELECT " + ", ".join(f"({one})" for one in statements)
