"""`bagdar admissions catchments`: load and end catchments of schools."""

from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import click

from bagdar.admissions.commands.asked import Group
from bagdar.helped import Helped
from bagdar.programme import terminal


class Help(Helped):
    under = "admissions_command.catchments_"


@click.group(cls=Group)
def catchments() -> None:
    """Which addresses belong to which school."""


@catchments.command("load", cls=Help)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--origin", default="real")
def load(file: Path, origin: str) -> None:
    """Raises FaultyData: every faulty row is printed, and nothing is taken."""
    from bagdar.admissions.commands.asked import acting
    from bagdar.core.origins import Origin

    if origin not in list(Origin):
        raise click.BadParameter(", ".join(Origin), param_hint="--origin")
    more = acting()
    from bagdar.admissions.services.campaigns.catchments import load_catchments

    count = load_catchments(file.read_bytes(), file.name, origin=Origin(origin), **more)
    terminal.print_json({"catchments": count})


@catchments.command("end", cls=Help)
@click.argument("catchment", type=click.UUID)
@click.argument("until", type=click.DateTime(["%Y-%m-%d"]))
def end(catchment: UUID, until: datetime) -> None:
    from bagdar.admissions.commands.asked import acting

    more = acting()
    from bagdar.admissions.services.campaigns.catchments import end_catchment

    day: date = until.date()
    row = end_catchment(catchment, day, **more)
    terminal.print_json({"catchment": str(row.pk), "until": day.isoformat()})
