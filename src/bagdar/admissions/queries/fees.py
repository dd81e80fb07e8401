"""What families pay in kindergartens, as these state it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bagdar.admissions import models

AT_ONCE = 500


@dataclass(frozen=True)
class Fee:
    """tenge: in a month, whole; 0: free of charge. since: the day from which it is so."""

    tenge: int
    since: date


def fees_on(organisations: Collection[UUID], on: date) -> Mapping[UUID, Fee]:
    """Of whom nothing is stated for the day, there is no entry."""
    ids, found = sorted(organisations), {}
    for start in range(0, len(ids), AT_ONCE):
        rows = models.KindergartenFee.objects.filter(
            organisation__in=ids[start : start + AT_ONCE], since__lte=on
        )
        for row in rows.order_by("since", "pk"):
            found[row.organisation_id] = row  # the last that is stated for the last day counts
    return {id: Fee(row.tenge, row.since) for id, row in found.items() if row.tenge is not None}


def fees_stated(organisation_id: UUID) -> list[models.KindergartenFee]:
    """All that a kindergarten has stated, the latest first."""
    rows = models.KindergartenFee.objects.filter(organisation=organisation_id)
    return list(rows.order_by("-since", "-pk"))
