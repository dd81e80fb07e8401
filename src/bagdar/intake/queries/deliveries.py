"""Reads of deliveries: what came in, how far it is, and what came back with which reason."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from bagdar.access.public import Forbidden, note_hidden, permits, place_of
from bagdar.core.origins import Origin
from bagdar.core.plain_facts import facts_kept, facts_of
from bagdar.intake import models
from bagdar.intake.queries.senders import OBJECT, seen_by
from bagdar.intake.rules.errors import NoSuchDelivery
from bagdar.intake.rules.nouns import OPEN, Channel, Counts, Finding, Row, State, Value
from bagdar.warehouse.tables.contract import Severity

STILL = timedelta(seconds=60)  # without a sign of life whoever loaded it is gone


@dataclass(frozen=True)
class Reported:
    """A row that came back, or was taken with a warning. cells: empty for a warned one."""

    line: int
    is_refused: bool
    cells: tuple[Value, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class DeliveryInfo:
    """A delivery without its bytes.

    id      None: a trial, of which nothing was written
    again   these bytes came before: this is what they brought then
    """

    id: UUID | None
    form: str
    organisation_id: UUID | None
    region: str
    origin: Origin
    state: State
    channel: Channel
    day: date
    at: datetime
    by: str
    role: str
    file_name: str
    sha256: str
    size: int
    encoding: str
    header: tuple[str, ...]
    columns: tuple[str, ...]
    rows_done: int
    counts: Counts
    beat_at: datetime | None
    ended_at: datetime | None
    reason: str
    kept: int = 0
    again: bool = False
    reported: tuple[Reported, ...] = ()  # of a trial alone: else they are asked for

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def repeated(self) -> "DeliveryInfo":
        return replace(self, again=True)

    def is_stuck(self, now: datetime) -> bool:
        """Open, and nobody has given a sign of life for a while."""
        return self.is_open and (self.beat_at or self.at) < now - STILL


def info(row: models.Delivery, *, again: bool = False) -> DeliveryInfo:
    return DeliveryInfo(
        id=row.pk,
        form=row.form,
        organisation_id=row.organisation_id,
        region=row.region,
        origin=Origin(row.origin),
        state=State(row.state),
        channel=Channel(row.channel),
        day=row.day,
        at=row.at,
        by=row.by,
        role=row.role,
        file_name=row.file_name,
        sha256=row.sha256,
        size=row.size,
        encoding=row.encoding,
        header=tuple(row.header),
        columns=tuple(row.columns),
        rows_done=row.rows_done,
        counts=Counts(**{**row.counts, "rows": row.rows}),
        beat_at=row.beat_at,
        ended_at=row.ended_at,
        reason=row.reason,
        kept=row.kept,
        again=again,
    )


def delivery(id: UUID) -> DeliveryInfo:
    """Raises NoSuchDelivery."""
    row = models.Delivery.objects.filter(pk=id).defer("content").first()
    if row is None:
        raise NoSuchDelivery()
    return info(row)


def delivery_for(who: Any, id: UUID, operation: str = "read", object: str = OBJECT) -> DeliveryInfo:
    """A delivery of which a request or an account may do this.

    Raises NoSuchDelivery where it may not even know of it; Forbidden where it may only look.
    """
    row = models.Delivery.objects.filter(seen_by(who), pk=id).defer("content").first()
    if row is None:
        if models.Delivery.objects.filter(pk=id).exists():
            note_hidden(who, object, operation)
        raise NoSuchDelivery()
    if not models.Delivery.objects.filter(seen_by(who, operation, object), pk=id).exists():
        note_hidden(who, object, operation)
        raise Forbidden()
    return info(row)


def deliveries_for(
    who: Any, *, form: str = "", state: str = "", most: int | None = None
) -> tuple[DeliveryInfo, ...]:
    """Those that a request or an account may see, the latest first."""
    return deliveries(models.Delivery.objects.filter(seen_by(who)), form, state, most)


def every_delivery(*, form: str = "", state: str = "") -> tuple[DeliveryInfo, ...]:
    """What the operator of the machine sees: all of them, the latest first."""
    return deliveries(models.Delivery.objects.all(), form, state, None)


def deliveries(rows: Any, form: str, state: str, most: int | None) -> tuple[DeliveryInfo, ...]:
    if form:
        rows = rows.filter(form=form)
    if state:
        rows = rows.filter(state=state)
    return tuple(info(row) for row in rows.defer("content").order_by("-at", "id")[:most])


def open_deliveries() -> tuple[UUID, ...]:
    """Those whose rows are not all dealt with, the oldest first."""
    states = [one.value for one in OPEN]
    rows = models.Delivery.objects.filter(state__in=states).order_by("at", "id")
    return tuple(rows.values_list("pk", flat=True))


def find(key: str) -> DeliveryInfo | None:
    """A standing delivery of the same bytes, form, organisation and day."""
    row = models.Delivery.objects.filter(models.STANDS, key=key).defer("content").first()
    return info(row, again=True) if row else None


def may(who: Any, one: DeliveryInfo, object: str, operation: str) -> bool:
    """Whether an account may do this to a delivery that it sees, or to the like of a trial."""
    if one.id is not None:
        return models.Delivery.objects.filter(seen_by(who, operation, object), pk=one.id).exists()
    place = place_of(who)
    relations = {
        "own": one.organisation_id is not None and one.organisation_id == place.organisation_id,
        "region": bool(one.region) and one.region == place.region_code,
        "any": True,
    }
    return any(permits(who, object, operation, name) for name, is_so in relations.items() if is_so)


def may_see_rows(who: Any, one: DeliveryInfo) -> bool:
    """Whether what stands in the rows may be shown, or only what is wrong with them."""
    return may(who, one, "intake.row", "read")


# --- rows that came back --------------------------------------------------------------------------


def reported(id: UUID, *, refused: bool | None = None, most: int | None = None) -> list[Reported]:
    """By line. refused: only rows that came back, only those that went in with a warning."""
    rows = models.ReportedRow.objects.filter(delivery_id=id).order_by("line")
    if refused is not None:
        rows = rows.filter(is_refused=refused)
    return [_reported(row) for row in rows[:most]]


def _reported(row: models.ReportedRow) -> Reported:
    findings = tuple(_finding(one) for one in row.findings)
    return Reported(row.line, row.is_refused, tuple(row.cells), findings)


def kept(rows: Iterable[Row], delivery_id: UUID) -> Iterator[models.ReportedRow]:
    """Rows with findings as they are kept; of a row that goes in no cell is."""
    for one in rows:
        if one.findings:
            yield models.ReportedRow(
                delivery_id=delivery_id,
                line=one.line,
                is_refused=one.is_refused,
                cells=list(one.cells) if one.is_refused else [],
                findings=[_kept(found) for found in one.placed],
            )


def _kept(one: Finding) -> Mapping[str, Any]:
    place = {"place": one.place} if one.place else {}
    return {
        **place,
        "column": one.column,
        "key": one.key,
        "remedy": one.remedy,
        "facts": facts_kept(one.facts),
        "severity": one.severity.value,
    }


def _finding(kept: Mapping[str, Any]) -> Finding:
    return Finding(
        kept["column"], kept["key"], kept["remedy"], facts_of(kept["facts"]),
        Severity(kept["severity"]), kept.get("place", ""),
    )  # fmt: skip


def tried(rows: Sequence[Row]) -> tuple[Reported, ...]:
    """The same of a trial, of which nothing is kept."""
    return tuple(
        Reported(one.line, one.is_refused, one.cells if one.is_refused else (), one.placed)
        for one in rows
        if one.findings
    )
