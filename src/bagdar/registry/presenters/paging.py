"""Long lists a page at a time: which part an address asks for, and the address of the next one."""

from uuid import UUID

from django.http import QueryDict

from bagdar.registry.rules.reading import WHOLE, Cut, Part

OF_ALL = ("as", "sort")  # a file and an order are of the whole list, and so is what is found


def asks_for_all(query: QueryDict) -> bool:
    return any(name in query for name in OF_ALL) or any(one.startswith("find.") for one in query)


def cut_of(query: QueryDict, size: int, name: str = "after") -> Cut:
    """The lines after ?after=ID, at most so many; a key that cannot be read is taken as none."""
    if asks_for_all(query):
        return WHOLE
    try:
        return Cut(UUID(query.get(name, "")), size)
    except ValueError:
        return Cut(None, size)


def next_of(query: QueryDict, part: Part[object], id: str, name: str = "after") -> str:
    """The address of the lines after a part; empty after the last. id: what a line is found by."""
    return more_link(query, str(getattr(part.lines[-1], id)), name) if part.more else ""


def more_link(query: QueryDict, key: str, name: str = "after") -> str:
    more = query.copy()
    more[name] = key
    return f"?{more.urlencode()}"
