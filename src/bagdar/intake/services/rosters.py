"""Takes in a set of OneRoster files: what each of our forms gets of it is a delivery of its own."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from bagdar import confined
from bagdar.core.sheets.limits import LIMITS, Limits
from bagdar.intake.queries import declared
from bagdar.intake.queries.deliveries import DeliveryInfo
from bagdar.intake.queries.senders import Sender
from bagdar.intake.rules import oneroster
from bagdar.intake.rules.forms import Form
from bagdar.intake.rules.nouns import Told
from bagdar.intake.services.receiving import (
    File,
    Handed,
    Received,
    receive,
    refuse_large,
    try_out,
)

AS_IN_CODE = Told(decimal=".")  # OneRoster's numbers


@dataclass(frozen=True)
class Part:
    """What one form gets of a roster."""

    form: Form
    file: File


@dataclass(frozen=True)
class Roster:
    """Parts in the order in which they are delivered; what else was told: see rules.oneroster."""

    parts: tuple[Part, ...]
    unmapped: tuple[str, ...]
    left_out: int


def roster_of(given: Collection[File], school: str, limits: Limits = LIMITS) -> Roster:
    """A zip, or its files one by one, read. Raises FaultyData; nothing is written.

    school  its sourcedId; empty where the files speak of one alone
    """
    size = sum(len(one.content) for one in given)
    refuse_large(size, "OneRoster", limits)
    mapped = oneroster.mapping(settings.DATA_DIR)
    files = [(one.name, one.content) for one in given]
    read = confined.read(
        oneroster.read_given, "OneRoster", size, limits, mapped, files, school, limits
    )
    parts = tuple(
        Part(
            form := declared.form(name),
            File(oneroster.lines_of(form, rows, mapped), f"oneroster-{name}.jsonl", AS_IN_CODE),
        )
        for name, rows in read.rows.items()
        if rows
    )
    return Roster(parts, read.unmapped, read.left_out)


@transaction.atomic
def receive_roster(
    roster: Roster, sender: Sender, handed: Handed, *, limits: Limits = LIMITS
) -> tuple[Received, ...]:
    """Keep every part, to be loaded, or none. Parts that came before are given as they stand."""
    return tuple(receive(one.form, sender, one.file, handed, limits=limits) for one in roster.parts)


def try_roster(
    roster: Roster, sender: Sender, handed: Handed, *, limits: Limits = LIMITS
) -> Iterator[DeliveryInfo]:
    """What each part would bring; nothing is written."""
    for one in roster.parts:
        yield try_out(one.form, sender, one.file, handed, limits=limits)
