"""`bagdar monitoring`: what is due, reporting and accepting, figures, evaluation, money.

A subcommand's module is imported when it is called.
"""

import importlib
from typing import Any

import click

from bagdar.helped import Helped, HelpedGroup

COMMANDS: dict[str, tuple[str, str]] = {
    "template": ("bagdar.monitoring.commands.deliveries", "template"),
    "deliver": ("bagdar.monitoring.commands.deliveries", "deliver"),
    "outside": ("bagdar.monitoring.commands.outside", "outside"),
    "enter": ("bagdar.monitoring.commands.outside", "enter"),
    "import": ("bagdar.monitoring.commands.outside", "import_"),
    "duties": ("bagdar.monitoring.commands.calendar", "duties"),
    "calendar": ("bagdar.monitoring.commands.calendar", "calendar"),
    "digest": ("bagdar.monitoring.commands.calendar", "digest"),
    "hand-over": ("bagdar.monitoring.commands.hand_over", "hand_over"),
    "evaluate": ("bagdar.monitoring.commands.evaluation", "evaluate"),
    "forecast": ("bagdar.monitoring.commands.evaluation", "forecast"),
    "execution": ("bagdar.monitoring.commands.execution", "execution"),
    "reports": ("bagdar.monitoring.commands.reports", "list_reports"),
    "show": ("bagdar.monitoring.commands.reports", "show"),
    "submit": ("bagdar.monitoring.commands.reports", "submit"),
    "accept": ("bagdar.monitoring.commands.reports", "accept"),
    "return": ("bagdar.monitoring.commands.reports", "return_"),
    "reopen": ("bagdar.monitoring.commands.reports", "reopen"),
}


class Help(Helped):
    under = "monitoring_command."


class Monitoring(HelpedGroup):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command: Any = getattr(importlib.import_module(module), name)
        return command if isinstance(command, click.Command) else None


@click.group(cls=Monitoring)
def monitoring() -> None:
    """What is due, reporting, figures, evaluation, money."""
