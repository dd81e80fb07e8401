"""`bagdar`: everything that an operator or an editor types.

A command's module is imported when it is called, so that `bagdar programme check` does not wait
for a web service.
"""

import importlib
import os
import sys
from typing import Any

import click

from bagdar.config import console
from bagdar.config.environment import Environment, WrongSetting
from bagdar.core.catalogue import BrokenCatalogue
from bagdar.core.errors import DomainError
from bagdar.core.languages import LANGUAGES

HOUSE = "bagdar.config.commands"
COMMANDS = {
    "run": (f"{HOUSE}.serving", "run"),
    "setup": (f"{HOUSE}.setup", "setup"),
    "serve": (f"{HOUSE}.serving", "serve"),
    "warm": (f"{HOUSE}.warm", "warm"),
    "migrate": (f"{HOUSE}.setup", "migrate"),
    "programme": ("bagdar.programme.commands", "programme"),
    "monitoring": ("bagdar.monitoring.commands", "monitoring"),
    "registry": ("bagdar.registry.commands", "registry"),
    "intake": ("bagdar.intake.commands", "intake"),
    "snapshot": (f"{HOUSE}.snapshot", "snapshot"),
    "indicators": ("bagdar.indicators.commands", "indicators"),
    "release": ("bagdar.indicators.commands.releases", "release"),
    "trace": ("bagdar.indicators.commands", "trace"),
    "diplomas": ("bagdar.credentials.commands", "diplomas"),
    "admissions": ("bagdar.admissions.commands", "admissions"),
    "recognition": ("bagdar.recognition.commands", "recognition"),
    "notary": ("bagdar.notary.commands.log", "notary"),
    "witness": ("bagdar.notary.commands.witness", "witness"),
    "simulate": ("bagdar.simulate.commands", "simulate"),
    "demo": ("bagdar.monitoring.commands.demo", "demo"),
    "report": ("bagdar.monitoring.commands.report", "report"),
    "accounts": ("bagdar.access.commands", "accounts"),
    "backup": (f"{HOUSE}.backup", "backup"),
    "restore": (f"{HOUSE}.backup", "restore"),
    "archive": (f"{HOUSE}.archive", "archive"),
    "check-data": (f"{HOUSE}.data", "check_data"),
    "docs": (f"{HOUSE}.docs", "docs"),
    "django": (f"{HOUSE}.django", "django"),
}


class Bagdar(click.Group):
    """The commands of the house and of the apps, each imported when it is asked for."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.indentation():
            formatter.write_text(console.say("house.what"))

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command: Any = getattr(importlib.import_module(module), name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list with its words alone: no app is imported to print it."""
        rows = [(name, console.say(f"house.help.{name.replace('-', '_')}")) for name in COMMANDS]
        with formatter.section(console.say("house.commands")):
            formatter.write_dl(rows)


def _choose_language(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value:
        console.choose(value)


@click.group(cls=Bagdar, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    callback=_choose_language,
    is_eager=True,
    expose_value=False,
    help="kk · ru · en (BAGDAR_LANGUAGE)",
)
@click.pass_context
def bagdar(ctx: click.Context) -> None:
    """The context's object carries language, words and folder for the apps' groups."""
    ctx.obj = {
        "language": console.language(),
        "catalogue": console.catalogue(),
        "data_dir": Environment.read().data_dir,
        "load_nation": _load_nation,
    }


def _load_nation(*given: Any) -> int:
    """How the simulator, which knows no service, has its tables taken into the register."""
    import django

    from bagdar.config.commands.nation import load

    django.setup()
    return load(*given)


def main() -> None:
    """The entry point: whatever is refused is printed as sentences, with exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bagdar.config.settings")
    try:
        bagdar(prog_name="bagdar")
    except DomainError as error:
        _end(console.sentences(error))
    except (WrongSetting, BrokenCatalogue) as error:
        _end(str(error))
    except Exception as error:
        if not (told := _database_trouble(error)):
            raise
        _end(told)


def _database_trouble(error: Exception) -> str:
    """What to do about a database that is not prepared or does not answer; "" for the rest.

    Asked by name: the command line does not import Django for a command that needs none.
    """
    name = type(error).__name__
    if not type(error).__module__.startswith(("django.db", "psycopg")):
        return ""
    if name == "ProgrammingError" or "no such table" in str(error):
        return console.say("house.not_prepared")
    return console.say("house.database_silent") if name == "OperationalError" else ""


def _end(text: str) -> None:
    click.echo(text, err=True)
    sys.exit(2)


if __name__ == "__main__":
    main()
