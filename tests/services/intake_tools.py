"""An illustrative school that delivers, for tests of intake."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bagdar.audit.rules import Actor
from bagdar.core.sheets.limits import COMMAND_LINE
from bagdar.intake.queries.deliveries import DeliveryInfo
from bagdar.intake.queries.senders import Sender, sender
from bagdar.intake.rules.forms import FORMS
from bagdar.intake.rules.nouns import Channel, Told
from bagdar.intake.services.loading import load
from bagdar.intake.services.receiving import File, Handed, Received, receive, try_out
from tests import register

BY = Actor("secretary", "organisation")
AT = datetime(2024, 10, 1, 4, tzinfo=UTC)


def school() -> UUID:
    return register.organisation()


def handed(day: int = 0) -> Handed:
    return Handed(BY, Channel.PAGE, AT + timedelta(days=day))


def file(content: bytes, name: str = "5-сынып.csv", **told: Any) -> File:
    return File(content, name, Told(**told))


def received(
    content: bytes, school: UUID, form: str = "pupils", day: int = 0, **told: Any
) -> Received:
    return receive(
        FORMS[form], _sender(school), file(content, **told), handed(day), limits=COMMAND_LINE
    )


def delivered(content: bytes, school: UUID, form: str = "pupils", **more: Any) -> DeliveryInfo:
    one = received(content, school, form, **more)
    if one.sheet is None:
        return one.delivery
    assert one.delivery.id is not None
    return load(one.delivery.id, sheet=one.sheet)


def tried(content: bytes, school: UUID, form: str = "pupils", **told: Any) -> DeliveryInfo:
    return try_out(
        FORMS[form], _sender(school), file(content, **told), handed(), limits=COMMAND_LINE
    )


def _sender(school: UUID) -> Sender:
    return sender(school)


def counted() -> dict[str, int]:
    """How many rows every table of ours has."""
    from django.apps import apps

    ours = [one for one in apps.get_models() if one.__module__.startswith("bagdar.")]
    return {one._meta.label: one._default_manager.count() for one in ours}


def told(one: DeliveryInfo, *, refused: bool = True) -> list[tuple[int, str, str]]:
    """(line, column, key) of every finding."""
    from bagdar.intake.queries.deliveries import reported

    found = one.reported if one.id is None else reported(one.id)
    return [
        (row.line, finding.column, finding.key)
        for row in found
        for finding in row.findings
        if finding.refuses is refused
    ]
