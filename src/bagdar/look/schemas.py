"""What an operation takes and gives.

Ninja's own Schema reads every field of every line of an answer through a wrapper that resolves
templates' paths, again where the line is one already: of a list of a hundred that took as long as
all the rest.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Schema(BaseModel):
    """Also made from any object that has the fields as attributes."""

    model_config = ConfigDict(from_attributes=True)


def shown(example: dict[str, Any]) -> Any:
    """The configuration of a request whose parts say something only together: one that does.

    What it does not know is refused.
    """
    return {"extra": "forbid", "json_schema_extra": {"examples": [example]}}
