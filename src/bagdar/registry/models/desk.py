"""What is under way at the desks: transfers. No facts: a transfer is open until it is decided."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from bagdar.registry.models.base import ORIGINS, Organisation, Person, code, count, of, text
from bagdar.registry.rules.transferring import Side, TransferState


class Transfer(models.Model):
    """That a pupil is to go from one organisation to another on a day.

    group, language  in the organisation that receives; the group is empty until that side names it
    lapses_on        the first day on which it can no longer be answered
    answer           why it was refused or withdrawn
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    origin = models.CharField(max_length=20, choices=ORIGINS)
    person = of(Person)
    from_organisation = of(Organisation)
    to_organisation = of(Organisation)
    proposed_by = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Side])
    day = models.DateField()
    level = code(needed=True)
    grade = count()
    group = text(60)
    language = code()
    source = text(200, needed=True)
    proposed_at = models.DateTimeField()
    lapses_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in TransferState]
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = text(200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state=TransferState.PROPOSED.value),
                name="registry_one_open_transfer",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, state=TransferState.PROPOSED.value)
                | Q(decided_at__isnull=False) & ~Q(state=TransferState.PROPOSED.value),
                name="registry_transfer_decided_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["from_organisation", "state"], name="reg_transfer_from"),
            models.Index(fields=["to_organisation", "state"], name="reg_transfer_to"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"
