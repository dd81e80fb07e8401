"""A CSV file of catchments: its columns, and every row of it that cannot be read."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from bagdar.admissions.rules.campaign.catchments import MOST_NUMBER, Area, Side
from bagdar.core.declared import Declared, decode, rows_from_csv
from bagdar.core.errors import Fault

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=150)]
House = Annotated[int, Field(ge=1, le=MOST_NUMBER)]


class CatchmentRow(Declared):
    """school: its identifier in the register, or its BIN; until: the first day after it."""

    school: Annotated[str, StringConstraints(pattern=r"^([0-9]{12}|[0-9a-fA-F-]{32,36})$")]
    territory: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,20}$")]
    street: Text = ""
    side: Side = Side.ALL
    first: House | None = None
    last: House | None = None
    since: date
    until: date | None = None
    source: Annotated[str, StringConstraints(min_length=1, max_length=300)]

    @property
    def identifier(self) -> UUID | None:
        """None: it is named by its BIN."""
        try:
            return UUID(self.school) if len(self.school) > 12 else None
        except ValueError:
            return UUID(int=0)  # hexadecimal, and of no organisation

    @property
    def area(self) -> Area:
        return Area(self.territory, self.street, self.side, self.first, self.last)


def read_catchments(
    content: bytes, shown: str
) -> tuple[list[tuple[int, CatchmentRow]], list[Fault]]:
    """Good rows with their lines, and the faults of the others."""
    text, faults = decode(content, shown)
    if text is None:
        return [], faults
    reading = rows_from_csv(text, CatchmentRow, shown)
    return reading.records, reading.faults
