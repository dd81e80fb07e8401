"""What callers give: codes, numbers and days, and the edition that they mean by them."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from ninja import Path, Query
from pydantic import Field, WithJsonSchema

from bagdar.core.asked import Day, Whole
from bagdar.core.errors import DomainError
from bagdar.look.schemas import Schema
from bagdar.programme import queries
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.editions import (
    EditionInfo,
    NoEditionKnownOn,
    known_edition,
    split_code,
)

LARGEST = 1_000_000
MOST = 500  # records an answer
CODE = r"^[A-Za-z0-9][A-Za-z0-9._,+-]*$"
Item = TypeVar("Item")


class NoSuchRecord(DomainError):
    code = "api.no_such_record"
    status = 404


class TwoEditions(DomainError):
    """The address and the question name different editions."""

    code = "api.two_editions"
    status = 422


# --- kinds of values --------------------------------------------------------------------------


def _whole(least: int, most: int, example: int) -> Any:
    schema = {"type": "integer", "minimum": least, "maximum": most, "examples": [example]}
    return WithJsonSchema(schema)


Number = Annotated[Whole, Field(ge=1, le=LARGEST)]
MaybeNumber = Annotated[Number | None, _whole(1, LARGEST, 1)]
Year = Annotated[Whole, Field(ge=1990, le=2100)]
MaybeYear = Annotated[Year | None, _whole(1990, 2100, 2025)]
MaybeDay = Annotated[
    Day | None,
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2021-01-01"]}),
]
Limit = Annotated[Whole, Field(ge=1, le=MOST)]
Offset = Annotated[Whole, Field(ge=0, le=LARGEST)]


def maybe_text(pattern: str, example: str) -> Any:
    """Text that may be left out, without null among what the description allows."""
    schema = {"type": "string", "pattern": pattern, "maxLength": 60, "examples": [example]}
    text = Annotated[str, Field(pattern=pattern, max_length=60)]
    return Annotated[text | None, WithJsonSchema(schema)]


Digest = Annotated[
    Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None,
    WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{64}$"}),
]

# --- places -----------------------------------------------------------------------------------

ProgrammeAt = Annotated[
    str,
    Path(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}(@[0-9]{1,6})?$",
        description="Code of a programme, with or without an edition: kz-2020-2025@1.",
        examples=["kz-2020-2025"],
    ),
]
ProgrammeCode = Annotated[
    str,
    Path(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$",
        description="Code of a programme.",
        examples=["kz-2020-2025"],
    ),
]


def code_at(description: str, example: str, pattern: str = CODE) -> Any:
    """A code in the address."""
    place = Path(pattern=pattern, max_length=60, description=description, examples=[example])
    return Annotated[str, place]


class Which(Schema):
    """Which edition: the newest, one by number, or the newest that was known on a day."""

    edition: MaybeNumber = Field(None, description="Number of the edition; newest if left out.")
    known_on: MaybeDay = Field(
        None, description="The newest edition adopted by the end of this day."
    )


class Pages(Schema):
    """Which part of a long list."""

    limit: Limit = Field(100, description="How many records at most.", examples=[50])
    offset: Offset = Field(0, description="How many records to pass over.", examples=[0])

    def of(self, items: Sequence[Item]) -> Sequence[Item]:
        return items[self.offset : self.offset + self.limit]


WhichAsked = Annotated[Which, Query()]
PagesAsked = Annotated[Pages, Query()]


def meant(programme: str, which: Which) -> EditionInfo:
    """The edition that a caller means.

    Raises NoSuchProgramme, NoSuchEdition, NoEditionKnownOn, TwoEditions.
    """
    code, number = split_code(programme)
    named = [one for one in (number, which.edition) if one is not None]
    if len(set(named)) > 1 or (named and which.known_on):
        raise TwoEditions(programme=programme)
    if which.known_on is None:
        return queries.edition_info(code, named[0] if named else None)
    found = queries.editions(code)
    known = known_edition(found, which.known_on)
    if known is None:
        raise NoEditionKnownOn(programme=code, day=which.known_on, first=found[0].adopted_on)
    return known


def contents(programme: str, which: Which) -> Edition:
    """The contents of the edition that a caller means. Raises what `meant` raises."""
    return queries.document(meant(programme, which).digest)


def answers(*statuses: int, **more: Any) -> dict[str, Any]:
    """What an operation's description adds: the refusals it knows, beside those that all share."""
    return {"x-problems": list(statuses), **more}
