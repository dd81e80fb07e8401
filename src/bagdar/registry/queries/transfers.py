"""Transfers as each side may see them."""

from datetime import date
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


def transfers(organisation_id: UUID) -> tuple[Transfer, ...]:
    """Of both sides, the latest first."""
    rows = models.Transfer.objects.filter(of(organisation_id)).order_by("-proposed_at", "id")
    return tuple(map(transfer_of, rows[:MOST]))


def open_transfer(person_id: UUID, today: date) -> Transfer | None:
    found = models.Transfer.objects.filter(
        person_id=person_id, state=TransferState.PROPOSED.value, lapses_on__gt=today
    ).first()
    return transfer_of(found) if found else None


def of(organisation_id: UUID) -> Q:
    return Q(from_organisation_id=organisation_id) | Q(to_organisation_id=organisation_id)


MOST = 500
