"""Reads of deliveries: what came in, and what went back with which reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bagdar.access.public import note_hidden, permits
from bagdar.core.errors import DomainError, Phrase
from bagdar.core.plain_facts import facts_kept, facts_of
from bagdar.monitoring import models
from bagdar.monitoring.queries.reports import origin_of, reporter_of
from bagdar.monitoring.rules.intake import Remark, Returned
from bagdar.monitoring.rules.nouns import Origin, Reporter
from bagdar.monitoring.rules.uploads import Row


class NoSuchDelivery(DomainError):
    """No such delivery, or none that this account may know of: the answer is the same."""

    code = "monitoring.no_such_delivery"
    status = 404


@dataclass(frozen=True)
class DeliveryInfo:
    """What a file brought.

    id        None: a trial, of which nothing was written
    refused   rows that went back; asked: those of them that only wait for `yes`
    returned  the rows that went back; empty where many are listed
    again     these bytes came before: this is what they brought then
    """

    id: UUID | None
    programme: str
    reporter: Reporter
    origin: Origin
    file_name: str
    sha256: str
    size: int
    rows: int
    taken: int
    unchanged: int
    refused: int
    returned: tuple[Returned, ...]
    notes: tuple[Phrase, ...]
    at: datetime
    by: str
    again: bool = False

    @property
    def asked(self) -> int:
        return sum(all(one.is_question for one in row.remarks) for row in self.returned)

    def repeated(self) -> "DeliveryInfo":
        return replace(self, again=True)


def delivery(id: UUID) -> DeliveryInfo:
    """One delivery with the rows that went back. Raises NoSuchDelivery."""
    row = models.Delivery.objects.filter(pk=id).first()
    if row is None:
        raise NoSuchDelivery()
    return info(row)


def delivery_for(who: Any, id: UUID, operation: str = "read") -> DeliveryInfo:
    """A delivery that a request or an account may see. Raises NoSuchDelivery for another's too."""
    found = delivery(id)
    if permits(who, "monitoring.delivery", operation):
        return found
    own = reporter_of(who) == found.reporter and origin_of(who) == found.origin
    if own and permits(who, "monitoring.delivery", operation, "own"):
        return found
    note_hidden(who, "monitoring.delivery", operation)
    raise NoSuchDelivery()


def deliveries(
    programme: str, *, reporter: Reporter | None = None, origin: Origin | None = None
) -> tuple[DeliveryInfo, ...]:
    """Deliveries, the latest first, without the rows that went back."""
    rows = models.Delivery.objects.filter(programme=programme).defer("faults")
    if reporter is not None:
        rows = rows.filter(reporter=str(reporter))
    if origin is not None:
        rows = rows.filter(origin=origin.value)
    return tuple(_info(row, (), ()) for row in rows.order_by("-at", "id"))


def deliveries_for(who: Any, programme: str) -> tuple[DeliveryInfo, ...]:
    """Those that a request or an account may see: its own, or all."""
    if permits(who, "monitoring.delivery", "read"):
        return deliveries(programme)
    reporter = reporter_of(who)
    return deliveries(programme, reporter=reporter, origin=origin_of(who)) if reporter else ()


def find_delivery(
    programme: str, reporter: Reporter, origin: Origin, sha256: str
) -> DeliveryInfo | None:
    row = models.Delivery.objects.filter(
        programme=programme, reporter=str(reporter), origin=origin.value, sha256=sha256
    ).first()
    return info(row) if row else None


def info(row: models.Delivery) -> DeliveryInfo:
    returned = [_returned(one) for one in row.faults if "line" in one]
    notes = [Phrase(one["note"], facts_of(one["facts"])) for one in row.faults if "note" in one]
    return _info(row, tuple(returned), tuple(notes))


def _info(
    row: models.Delivery, returned: tuple[Returned, ...], notes: tuple[Phrase, ...]
) -> DeliveryInfo:
    return DeliveryInfo(
        id=row.pk,
        programme=row.programme,
        reporter=Reporter.parse(row.reporter),
        origin=Origin(row.origin),
        file_name=row.file_name,
        sha256=row.sha256,
        size=row.size,
        rows=row.rows,
        taken=row.taken,
        unchanged=row.unchanged,
        refused=row.refused,
        returned=returned,
        notes=notes,
        at=row.at,
        by=row.by,
    )


# --- how rows that went back are kept ---------------------------------------------------------


def kept(returned: Sequence[Returned], notes: Sequence[Phrase]) -> list[Mapping[str, Any]]:
    """As Delivery.faults holds them: plain JSON."""
    rows = [
        {
            "kind": one.row.kind,
            "sheet": one.row.sheet,
            "line": one.row.line,
            "cells": dict(one.row.cells),
            "remarks": [
                {
                    "column": remark.column,
                    "code": remark.code,
                    "facts": facts_kept(remark.facts),
                    "question": remark.is_question,
                }
                for remark in one.remarks
            ],
        }
        for one in returned
    ]
    told = [{"note": one.key, "facts": facts_kept(one.facts)} for one in notes]
    return [*rows, *told]


def _returned(kept: Mapping[str, Any]) -> Returned:
    row = Row(kept["kind"], kept["sheet"], kept["line"], kept["cells"], {})
    remarks = tuple(
        Remark(one["column"], one["code"], facts_of(one["facts"]), one["question"])
        for one in kept["remarks"]
    )
    return Returned(row, remarks)
