"""Commands that explain themselves in the reader's language: their help stands in the catalogue.

Works without Django, which a command waits for only when it needs records.
"""

from typing import Any, cast

import click

from bagdar.core.catalogue import Catalogue
from bagdar.core.languages import Language


def _context() -> dict[str, Any]:
    return cast(dict[str, Any], click.get_current_context().find_root().obj)


def language() -> Language:
    """The one that the command line was given."""
    return cast(Language, _context()["language"])


def words() -> Catalogue:
    return cast(Catalogue, _context()["catalogue"])


def say(key: str, /, **facts: object) -> str:
    return words().say(key, language(), **facts)


class Helped(click.Command):
    """A command whose help stands in the catalogue under `under` and its name."""

    under = ""

    def get_short_help_str(self, limit: int = 45) -> str:
        return self.help_text()

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.indentation():
            formatter.write_text(self.help_text())

    def help_text(self) -> str:
        return say(f"{self.under}{(self.name or '').replace('-', '_')}")


class HelpedGroup(Helped, click.Group):
    """A group of commands; one of the house, where `under` says nothing else."""

    under = "house.help."
