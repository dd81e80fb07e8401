"""Long lists by program: a page after the line that a caller has already."""

from typing import Annotated
from uuid import UUID

from ninja import Query
from pydantic import Field, WithJsonSchema

from bagdar.programme.public import Pages
from bagdar.registry.rules.reading import Cut

MaybeId = Annotated[
    UUID | None,
    WithJsonSchema(
        {
            "type": "string",
            "format": "uuid",
            "examples": ["0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d02"],
        }
    ),
]


class KeyedPages(Pages):
    """Which part of a long list: after a line, and then so many to pass over."""

    after: MaybeId = Field(
        None,
        description="Id of the last line that you have (the person, the transfer, the "
        "organisation): the lines after it; from the start where it is not in the list any more.",
    )

    @property
    def cut(self) -> Cut:
        return Cut(self.after, self.limit, self.offset)


KeyedAsked = Annotated[KeyedPages, Query()]
