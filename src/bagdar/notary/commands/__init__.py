"""`bagdar notary` keeps the log and follows others'; `bagdar witness` is a process of its own."""

import json
import os
import threading
from typing import Any, cast

import click

from bagdar.core.catalogue import Catalogue
from bagdar.core.languages import Language

FORK = 3  # the exit code of an alarm; 1: something does not hold, 2: refused


def _context() -> dict[str, Any]:
    return cast(dict[str, Any], click.get_current_context().find_root().obj)


def say(key: str, /, **facts: object) -> str:
    """A wording in the language that the command line was given."""
    told = _context()
    return cast(Catalogue, told["catalogue"]).say(key, cast(Language, told["language"]), **facts)


def catalogue() -> tuple[Catalogue, Language]:
    told = _context()
    return cast(Catalogue, told["catalogue"]), cast(Language, told["language"])


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


class Worded(click.Command):
    """A command whose help stands in the catalogue under `under` and its name.

    As programme.terminal has it, which stands above.
    """

    under = "notary_command."

    def get_short_help_str(self, limit: int = 45) -> str:
        return self._help()

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.indentation():
            formatter.write_text(self._help())

    def _help(self) -> str:
        return say(f"{self.under}{self.name}".replace("-", "_"))


def end_with_whoever_started_us() -> None:
    """For a process beside another: when that one is gone, however it went, this one goes."""

    def wait() -> None:
        while os.read(0, 1024):  # past Python's own buffer, whose lock an exit would wait for
            pass
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
