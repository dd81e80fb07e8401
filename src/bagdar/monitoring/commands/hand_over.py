"""`bagdar monitoring hand-over`: figures that records give become facts of monitoring."""

import getpass
from dataclasses import asdict
from datetime import UTC, datetime

import click

from bagdar.audit.rules import Actor
from bagdar.monitoring.commands import Help
from bagdar.monitoring.commands.evaluation import JSON
from bagdar.programme import terminal


@click.command("hand-over", cls=Help)
@click.option("--real", is_flag=True)
@JSON
def hand_over(real: bool, as_json: bool) -> None:
    """real: of real records, which everybody then reads; else those of a simulated nation."""
    import django

    django.setup()
    from bagdar.monitoring.services.handing_over import hand_over as hand_over_all

    by = Actor(f"cli:{getpass.getuser()}", "operator")
    done = hand_over_all(real=real, by=by, at=datetime.now(UTC))
    if as_json:
        terminal.print_json(asdict(done))
    elif done.origin is None:
        click.echo(terminal.say("hand_over.nothing"))
    else:
        facts = {"written": done.written, "ended": done.ended, "unchanged": done.unchanged}
        click.echo(terminal.say("hand_over.done", **facts))
