"""`bagdar intake oneroster`: a folder or zip of OneRoster 1.2 CSV files, as deliveries of forms."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import click

from bagdar.core.errors import Fault, FaultyData
from bagdar.core.sheets.limits import COMMAND_LINE
from bagdar.intake.rules.oneroster import FILES
from bagdar.programme import terminal

MOST_ENTRIES = 50


def deliver(path: Path, organisation: UUID, school: str, dry_run: bool, as_json: bool) -> None:
    from django.conf import settings

    from bagdar.intake.commands import _operator, _print
    from bagdar.intake.queries import declared
    from bagdar.intake.queries.senders import sender
    from bagdar.intake.rules import oneroster
    from bagdar.intake.rules.nouns import Channel
    from bagdar.intake.services.loading import load
    from bagdar.intake.services.receiving import File, Handed, receive, try_out

    roster = oneroster.read(
        _files(path), oneroster.mapping(settings.DATA_DIR), school, COMMAND_LINE
    )
    whose = sender(organisation)
    for name, rows in roster.rows.items():
        if not rows:
            continue
        lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in oneroster.as_lines(rows))
        form, given = declared.form(name), File(lines.encode(), f"oneroster-{name}.jsonl")
        handed = Handed(_operator(), Channel.CLI, datetime.now(UTC))
        if dry_run:
            one = try_out(form, whose, given, handed, limits=COMMAND_LINE)
        else:
            received = receive(form, whose, given, handed, limits=COMMAND_LINE)
            one = received.delivery
            if one.id is not None and one.is_open:
                one = load(one.id, sheet=received.sheet)
        _print(one, as_json, with_rows=True)
    if not as_json:
        click.echo(terminal.say("intake_command.left_out", count=roster.left_out))
        for place in roster.unmapped:
            click.echo(terminal.say("intake_command.unmapped", place=place))


def _files(path: Path) -> dict[str, bytes]:
    """The files of the binding by name. Raises FaultyData for an archive beyond bounds."""
    wanted = set(FILES.values())
    if path.is_dir():
        return {one.name: one.read_bytes() for one in path.iterdir() if one.name in wanted}
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _bound(entries, path.name)
            return {
                Path(one.filename).name: archive.read(one)
                for one in entries
                if Path(one.filename).name in wanted
            }
    except zipfile.BadZipFile:
        raise FaultyData([Fault("upload_broken", path.name)]) from None


def _bound(entries: list[zipfile.ZipInfo], shown: str) -> None:
    total = sum(one.file_size for one in entries)
    if len(entries) > MOST_ENTRIES:
        facts: dict[str, object] = {"count": len(entries), "limit": MOST_ENTRIES}
        raise FaultyData([Fault("upload_bomb_entries", shown, facts=facts)])
    if total > COMMAND_LINE.total_bytes:
        mib = 1024 * 1024
        facts = {"size_mib": -(-total // mib), "limit_mib": COMMAND_LINE.total_bytes // mib}
        raise FaultyData([Fault("upload_bomb_size", shown, facts=facts)])
