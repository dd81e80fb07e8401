"""What every page about a person says of itself."""

from typing import Any

from bagdar.look.origins import of_origins
from bagdar.registry.services.opening import Opened


def person_context(opened: Opened, **more: Any) -> dict[str, Any]:
    """Whose page it is, and that made-up records are made up."""
    return {
        "person_id": opened.person_id,
        **of_origins(opened.origin),
        **more,
    }
