"""Takes in a file: its bytes are kept once, and what a trial would bring is told.

The file is read before anything is written, so what cannot be read leaves nothing. What becomes of
its rows is `loading`'s.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from bagdar import confined
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.declared import safe
from bagdar.core.errors import Fault, FaultyData
from bagdar.core.periods import local_date
from bagdar.core.sheets.limits import LIMITS, MEBIBYTE, Limits
from bagdar.intake import models
from bagdar.intake.queries import declared, deliveries
from bagdar.intake.queries.deliveries import DeliveryInfo
from bagdar.intake.queries.judging import judged
from bagdar.intake.queries.planning import plan
from bagdar.intake.queries.senders import Sender
from bagdar.intake.rules.forms import Form
from bagdar.intake.rules.nouns import Channel, Counts, Sheet, State, Told
from bagdar.intake.rules.reading import read
from bagdar.look.words import current_language


@dataclass(frozen=True)
class File:
    """What was handed in. name: shown safely; it is repeated on pages."""

    content: bytes
    name: str
    told: Told = Told()

    @property
    def shown(self) -> str:
        return safe(self.name, 200)


@dataclass(frozen=True)
class Handed:
    """By whom, by which way and when."""

    by: Actor
    channel: Channel
    at: datetime


@dataclass(frozen=True)
class Received:
    """A delivery whose bytes are kept. sheet: what was read of them; None: they came before."""

    delivery: DeliveryInfo
    sheet: Sheet | None = None


def receive(
    form: Form, sender: Sender, file: File, handed: Handed, *, limits: Limits = LIMITS
) -> Received:
    """Keep a file of a form, to be loaded. The same one on the same day is given as it stands.

    Raises FaultyData where it cannot be read at all, nothing written.
    """
    refuse_large(len(file.content), file.name, limits)
    key = key_of(form, sender, file, handed)
    if again := deliveries.find(key):
        return Received(again)
    sheet = sheet_of(form, file, limits)
    try:
        return Received(_receive(form, sender, file, handed, sheet, key), sheet)
    except IntegrityError:  # two sent the same bytes at once, and the other was first
        if again := deliveries.find(key):
            return Received(again)
        raise


def refuse_large(size: int, name: str, limits: Limits = LIMITS) -> None:
    """Raises FaultyData for a file over BAGDAR_UPLOAD_MIB that comes over the web."""
    limit = settings.UPLOAD_MIB
    if limits is LIMITS and size > limit * MEBIBYTE:
        facts: dict[str, object] = {"size_mib": -(-size // MEBIBYTE), "limit_mib": limit}
        raise FaultyData([Fault("upload_size", safe(name, 100), facts=facts)])


def key_of(form: Form, sender: Sender, file: File, handed: Handed) -> str:
    """What makes two deliveries the same."""
    parts = [form.name, str(sender.organisation_id or sender.region), file.told.key]
    digest = hashlib.sha256(file.content)
    digest.update("\0".join([*parts, local_date(handed.at).isoformat()]).encode())
    return digest.hexdigest()


def sheet_of(form: Form, file: File, limits: Limits) -> Sheet:
    """A file's rows, read but not yet judged. Raises FaultyData."""
    columns = declared.columns_read(form)
    return confined.read(
        read, file.shown, len(file.content), limits, columns, file.content, file.shown,
        told=file.told, limits=limits, language=current_language(),
    )  # fmt: skip


@transaction.atomic
def _receive(
    form: Form, sender: Sender, file: File, handed: Handed, sheet: Sheet, key: str
) -> DeliveryInfo:
    row = models.Delivery.objects.create(
        form=form.name,
        organisation_id=sender.organisation_id,
        region=sender.region,
        origin=sender.origin.value,
        state=State.RECEIVED.value,
        channel=handed.channel.value,
        day=local_date(handed.at),
        at=handed.at,
        by=handed.by.name,
        role=handed.by.role,
        file_name=file.shown,
        sha256=hashlib.sha256(file.content).hexdigest(),
        key=key,
        size=len(file.content),
        content=file.content,
        encoding=file.told.encoding or "",
        decimal=file.told.decimal,
        header=list(sheet.header),
        columns=list(sheet.columns),
        rows=len(sheet.rows),
    )
    facts = {"form": row.form, "sha256": row.sha256, "rows": row.rows, "channel": row.channel}
    record("intake.received", about=f"intake.delivery:{row.pk}", by=handed.by, facts=facts)
    return deliveries.info(row)


def try_out(
    form: Form, sender: Sender, file: File, handed: Handed, *, limits: Limits = LIMITS
) -> DeliveryInfo:
    """What a delivery would bring; nothing is written. Raises FaultyData."""
    refuse_large(len(file.content), file.name, limits)
    sheet = sheet_of(form, file, limits)
    return tried(form, sender, file, handed, sheet)


def tried(form: Form, sender: Sender, file: File, handed: Handed, sheet: Sheet) -> DeliveryInfo:
    """The same of rows that are read already."""
    found = plan(form, judged(sheet.rows, form), sender, on=local_date(handed.at))
    shown = DeliveryInfo(
        id=None,
        form=form.name,
        organisation_id=sender.organisation_id,
        region=sender.region,
        origin=sender.origin,
        state=State.CHECKED,
        channel=handed.channel,
        day=local_date(handed.at),
        at=handed.at,
        by=handed.by.name,
        role=handed.by.role,
        file_name=file.shown,
        sha256=hashlib.sha256(file.content).hexdigest(),
        size=len(file.content),
        encoding=file.told.encoding or "",
        header=sheet.header,
        columns=sheet.columns,
        rows_done=0,
        counts=Counts(),
        beat_at=None,
        ended_at=None,
        reason="",
    )
    return replace(shown, counts=found.counts, reported=deliveries.tried(found.rows))
