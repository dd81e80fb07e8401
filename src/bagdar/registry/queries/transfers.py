"""Transfers as each side may see them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from bagdar.core.periods import local_date
from bagdar.registry import models
from bagdar.registry.rules.reading import WHOLE, Cut, Part
from bagdar.registry.rules.transferring import NoSuchTransfer, Side, Transfer, TransferState


def transfer_of(row: models.Transfer) -> Transfer:
    return Transfer(
        id=row.id,
        person_id=row.person_id,
        from_id=row.from_organisation_id,
        to_id=row.to_organisation_id,
        proposed_by=Side(row.proposed_by),
        day=row.day,
        level=row.level,
        grade=row.grade,
        language=row.language,
        lapses_on=row.lapses_on,
        state=TransferState(row.state),
        group=row.group,
        decided_on=local_date(row.decided_at) if row.decided_at else None,
        answer=row.answer,
    )


def transfer(transfer_id: UUID, organisation_id: UUID) -> Transfer:
    """Raises NoSuchTransfer, for one of two other organisations as well."""
    row = models.Transfer.objects.filter(of(organisation_id), pk=transfer_id).first()
    if row is None:
        raise NoSuchTransfer()
    return transfer_of(row)


def transfers(
    organisation_id: UUID,
    on: date,
    at: datetime | None = None,
    *,
    is_open: bool | None = None,
    cut: Cut = WHOLE,
) -> Part[Transfer]:
    """Of both sides, the latest first; as they stood at an instant, or now.

    is_open  those alone that can still be answered on the day, or the others; None: all
    """
    rows = _known(organisation_id, at)
    if is_open is not None:
        rows = rows.filter(_open(on, at)) if is_open else rows.exclude(_open(on, at))
    total = rows.count()
    last = rows.filter(pk=cut.after).first() if cut.after else None
    if last is not None:
        same = Q(proposed_at=last.proposed_at, pk__gt=last.pk)
        rows = rows.filter(Q(proposed_at__lt=last.proposed_at) | same)
    found = rows.order_by("-proposed_at", "id")[cut.window]
    return cut.of([transfer_of(row) if at is None else _as_at(row, at) for row in found], total)


def states(ids: Collection[UUID], on: date) -> Mapping[UUID, str]:
    """How some transfers stand on a day, as the register says now."""
    rows = models.Transfer.objects.filter(pk__in=ids)
    return {row.id: transfer_of(row).state_on(on).value for row in rows}


@dataclass(frozen=True)
class Counts:
    """Transfers that wait for this side's answer, for the other side's, and those decided."""

    ours: int
    theirs: int
    decided: int

    @property
    def open(self) -> int:
        return self.ours + self.theirs


def counts(organisation_id: UUID, on: date, at: datetime | None = None) -> Counts:
    still = _open(on, at)
    mine = Q(from_organisation_id=organisation_id, proposed_by=Side.RECEIVING.value) | Q(
        to_organisation_id=organisation_id, proposed_by=Side.SENDING.value
    )
    found = _known(organisation_id, at).aggregate(
        ours=Count("pk", filter=still & mine),
        open=Count("pk", filter=still),
        all=Count("pk"),
    )
    return Counts(found["ours"], found["open"] - found["ours"], found["all"] - found["open"])


def _known(organisation_id: UUID, at: datetime | None) -> QuerySet[models.Transfer]:
    rows = models.Transfer.objects.filter(of(organisation_id))
    return rows if at is None else rows.filter(proposed_at__lte=at)


def _open(on: date, at: datetime | None) -> Q:
    """Neither decided, at an instant or by now, nor too late on a day."""
    undecided = Q(decided_at__isnull=True)
    return (undecided if at is None else undecided | Q(decided_at__gt=at)) & Q(lapses_on__gt=on)


def _as_at(row: models.Transfer, at: datetime) -> Transfer:
    """What was decided later had not been; a class that was named with it, neither."""
    found = transfer_of(row)
    if row.decided_at is None or row.decided_at <= at:
        return found
    return replace(found, state=TransferState.PROPOSED, group="", decided_on=None, answer="")


def open_transfer(person_id: UUID, today: date) -> Transfer | None:
    found = models.Transfer.objects.filter(
        person_id=person_id, state=TransferState.PROPOSED.value, lapses_on__gt=today
    ).first()
    return transfer_of(found) if found else None


def of(organisation_id: UUID) -> Q:
    return Q(from_organisation_id=organisation_id) | Q(to_organisation_id=organisation_id)
