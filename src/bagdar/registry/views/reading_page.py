"""What every page about a person says of itself."""

from typing import Any

from bagdar.core.origins import Origin
from bagdar.look.origins import origin_words
from bagdar.registry.services.opening import Opened


def person_context(opened: Opened, **more: Any) -> dict[str, Any]:
    """Whose page it is, and that made-up records are made up."""
    return {
        "person_id": opened.person_id,
        "illustrative": opened.origin is not Origin.REAL,
        "origin_words": origin_words(opened.origin),
        **more,
    }
