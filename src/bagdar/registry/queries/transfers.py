"""Transfers as each side may see them."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from bagdar.core.periods import local_date
from bagdar.registry import models
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


def transfers(organisation_id: UUID, at: datetime | None = None) -> tuple[Transfer, ...]:
    """Of both sides, the latest first; as they stood at an instant, or now."""
    rows = models.Transfer.objects.filter(of(organisation_id)).order_by("-proposed_at", "id")
    if at is None:
        return tuple(map(transfer_of, rows[:MOST]))
    return tuple(_as_at(row, at) for row in rows.filter(proposed_at__lte=at)[:MOST])


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


MOST = 500
