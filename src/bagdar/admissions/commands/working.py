"""`bagdar admissions work`: a long step of a campaign that a page or a program asked for."""

import click

from bagdar.admissions.commands.asked import Help, django, now
from bagdar.programme import terminal


@click.command("work", cls=Help)
@click.argument("work", type=int)
def work(work: int) -> None:
    """It is done as whoever asked for it would have done it."""
    django()
    from bagdar.admissions.services.campaigns import working

    done = working.do(work, now=now)
    terminal.print_json({"campaign": str(done.campaign_id), "step": done.step, "state": done.state})
