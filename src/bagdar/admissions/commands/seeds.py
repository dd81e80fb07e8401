"""`bagdar admissions seed`: witnesses, promises, reveals and the beacon of a campaign's draw."""

import json
import os
import secrets
from pathlib import Path
from typing import IO
from uuid import UUID

import click

from bagdar.admissions.commands.asked import Group, Help, actor, django, now
from bagdar.programme import terminal

CAMPAIGN = click.argument("campaign", type=click.UUID)


@click.group(cls=Group)
def seed() -> None:
    """The seed that nobody picks."""


@seed.command("witnessed", cls=Help)
@CAMPAIGN
def witnessed(campaign: UUID) -> None:
    django()
    from bagdar.admissions.services.campaigns import drawing

    terminal.print_json({"witnesses": drawing.witnessed(campaign, by=actor(), at=now())})


@seed.command("promise", cls=Help)
@CAMPAIGN
@click.argument("party")
@click.option("--new", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--digest", default="", metavar="HEX")
def promise(campaign: UUID, party: str, new: Path | None, digest: str) -> None:
    """--new: a file that is made here, with a secret that nobody else can read."""
    django()
    from bagdar.admissions.queries.campaigns import campaign_of
    from bagdar.admissions.queries.ceremonies import ceremony_in
    from bagdar.admissions.rules.seeding import SECRET, promise_of
    from bagdar.admissions.services.campaigns import drawing

    if (new is None) == (not digest):
        raise click.UsageError("--new | --digest")
    if new is not None and (ceremony := ceremony_in(campaign_of(campaign))):
        secret = secrets.token_bytes(SECRET)
        told = {"campaign": str(campaign), "party": party, "secret": secret.hex()}
        _keep_secret(new, json.dumps(told))
        digest = promise_of(ceremony.plan, party, secret)
    drawing.promise(campaign, party, digest, by=actor(), at=now())
    terminal.print_json({"party": party, "promise": digest})


def _keep_secret(path: Path, text: str) -> None:
    """Never over a file that is there: it may be the secret of another promise."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.BadParameter(str(path), param_hint="--new") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(file.fileno())


@seed.command("reveal", cls=Help)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def reveal(file: Path) -> None:
    """FILE: as `seed promise --new` made it."""
    django()
    from bagdar.admissions.services.campaigns import drawing

    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        id, party, secret = UUID(told["campaign"]), str(told["party"]), str(told["secret"])
    except (ValueError, KeyError, TypeError):
        raise click.BadParameter(str(file), param_hint="FILE") from None
    drawing.reveal(id, party, secret, by=actor(), at=now())
    terminal.print_json({"party": party, "revealed": True})


@seed.command("hear", cls=Help)
@CAMPAIGN
@click.argument("answer", type=click.File(encoding="utf-8"))
def hear(campaign: UUID, answer: IO[str]) -> None:
    """ANSWER: a file with the beacon's answer for the round of the plan, or its signature alone;
    - reads it from another program.
    """
    django()
    from bagdar.admissions.services.campaigns import drawing

    row = drawing.hear(campaign, answer.read(), by=actor(), at=now())
    terminal.print_json({"beacon": row.ceremony["beacon"]})
