"""Why something that a process of its own did came to nothing, in words."""

from collections.abc import Mapping
from typing import Any

from bagdar.core.plain_facts import facts_of
from bagdar.look.words import known, t


def why(code: str, facts: Mapping[str, Any] | None) -> str:
    """The sentence of the error with which it ended; its code where no facts were kept of it."""
    key = f"error.{code}"
    return t(key, **facts_of(facts)) if facts is not None and known(key) else code
