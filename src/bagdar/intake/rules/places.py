"""Where in the files of a roster a row of ours comes from: a cell that is told and never read.

"enrollments.csv:3 family,given=users.csv:2": the row stands in the first place, the columns named
stand in others. It goes with the row, so whoever loads the delivery later knows it too.
"""

import re
from collections.abc import Mapping

COLUMN = "oneroster"
WHOLE = ""  # the row itself, and every column that is not named
_PART = re.compile(r"(?:([a-z_,]+)=)?([A-Za-z]{1,30}\.csv:[0-9]{1,9})")


def written(places: Mapping[str, str]) -> str:
    """Places by column, that of the row under WHOLE."""
    whole = places.get(WHOLE, "")
    others: dict[str, list[str]] = {}
    for column, place in places.items():
        if column != WHOLE and place != whole:
            others.setdefault(place, []).append(column)
    named = [f"{','.join(columns)}={place}" for place, columns in others.items()]
    return " ".join([*([whole] if whole else []), *named])


def read(text: str) -> dict[str, str]:
    """Places by column; what is not written as we write it says nothing."""
    found: dict[str, str] = {}
    for part in text.split():
        if told := _PART.fullmatch(part):
            found |= dict.fromkeys((told[1] or WHOLE).split(","), told[2])
    return found


def of_column(places: Mapping[str, str], column: str) -> str:
    return places.get(column) or places.get(WHOLE, "")
