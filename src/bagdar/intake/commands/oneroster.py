"""`bagdar intake oneroster`: a folder or zip of OneRoster 1.2 CSV files, as deliveries of forms."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from bagdar.core.sheets.limits import COMMAND_LINE
from bagdar.programme import terminal


def deliver(path: Path, organisation: UUID, school: str, dry_run: bool, as_json: bool) -> None:
    from bagdar.intake.commands import _operator, _print
    from bagdar.intake.queries.senders import sender
    from bagdar.intake.rules.nouns import Channel
    from bagdar.intake.services.receiving import File, Handed
    from bagdar.intake.services.rosters import receive_roster, roster_of, try_roster

    given = [File(one.read_bytes(), one.name) for one in _files(path)]
    roster, whose = roster_of(given, school, COMMAND_LINE), sender(organisation)
    handed = Handed(_operator(), Channel.CLI, datetime.now(UTC))
    if dry_run:
        found = try_roster(roster, whose, handed, limits=COMMAND_LINE)
    else:
        found = _loaded(receive_roster(roster, whose, handed, limits=COMMAND_LINE))
    for one in found:
        _print(one, as_json, with_rows=True)
    if not as_json:
        click.echo(terminal.say("intake_command.left_out", count=roster.left_out))
        for place in roster.unmapped:
            click.echo(terminal.say("intake_command.unmapped", place=place))


def _loaded(received: Any) -> Iterator[Any]:
    from bagdar.intake.services.loading import load

    for one in received:
        found = one.delivery
        yield load(found.id, sheet=one.sheet) if found.is_open else found


def _files(path: Path) -> list[Path]:
    """The files of the binding in a folder, or a zip of them."""
    from bagdar.intake.rules.oneroster import FILES

    if not path.is_dir():
        return [path]
    return [one for one in sorted(path.iterdir()) if one.name in FILES.values()]
