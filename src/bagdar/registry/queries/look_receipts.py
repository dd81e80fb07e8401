"""Receipts of who looked at a record: one for each person and day, when the day is over.

The list of the day is committed to as the family reads it, so nobody can shorten it or add to it
afterwards unseen. It is read from the trail again whenever the receipt is asked for; where the two
differ, the trail was changed.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from bagdar.audit.public import Look, looks_of_day
from bagdar.notary import public as notary
from bagdar.registry.queries.looks import LOOKED

KIND = "registry.looks"
PERSON = "registry.person:"


def days_of(day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """(about, content) for everybody at whom somebody looked on a day."""
    looks = looks_of_day(day, LOOKED)
    for name, group in groupby(looks, key=lambda row: row[0]):
        person_id = UUID(name.removeprefix(PERSON))
        yield about(person_id, day), _content(person_id, day, [look for _, look in group])


def about(person_id: UUID, day: date) -> str:
    return f"{KIND}:{person_id}@{day}"


def committed_days(person_id: UUID, days: Iterable[date]) -> set[date]:
    """Those of some days whose list has been committed to."""
    names = {about(person_id, day): day for day in days}
    return {names[one] for one in notary.handles(KIND, list(names))}


def receipt(person_id: UUID, day: date) -> notary.Receipt:
    """The receipt of a day; it opens to the list of its looks.

    Raises NoSuchReceipt (nobody looked on that day), ReceiptWaits (the day is not over, or not in
    the log yet), ContentDiffers (the trail no longer says what was committed to), LogAbsent
    """
    looks = [look for _, look in looks_of_day(day, LOOKED, f"{PERSON}{person_id}")]
    name = about(person_id, day)
    handle = notary.handles(KIND, [name]).get(name)
    if handle is None:
        raise notary.ReceiptWaits() if looks else notary.NoSuchReceipt()
    return notary.receipt(handle, _content(person_id, day, looks))


def _content(person_id: UUID, day: date, looks: list[Look]) -> dict[str, Any]:
    """What everybody may check who is given the receipt: never a name or a number of a person."""
    return {
        "person": str(person_id),
        "day": str(day),
        "looks": [
            {
                "at": one.at.isoformat(timespec="microseconds"),
                "purpose": one.purpose,
                "role": one.role,
                "organisation": one.organisation,
                "region": one.region,
                "body": one.body,
            }
            for one in looks
        ],
    }
