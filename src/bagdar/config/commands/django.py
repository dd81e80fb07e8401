"""`bagdar django …`: Django's own management commands, such as makemigrations and shell."""

import click

from bagdar.config.console import Worded


@click.command(
    cls=Worded,
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django(arguments: tuple[str, ...]) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["bagdar django", *arguments])
