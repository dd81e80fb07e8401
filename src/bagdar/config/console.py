"""What the command line says, and in which language; refusals become sentences here.

Works without Django: the words come straight from the catalogue.
"""

from typing import Any, cast

import click

from bagdar.config.environment import Environment
from bagdar.core.catalogue import Catalogue, catalogue_of
from bagdar.core.errors import DomainError, FaultyData
from bagdar.core.languages import Language
from bagdar.core.sentences import error_sentence, fault_line
from bagdar.helped import Helped

_chosen: list[Language] = []


def choose(language: str) -> None:
    """Everything from here on is said in this language, by Django as well."""
    _chosen[:] = [cast(Language, language)]


def language() -> Language:
    return _chosen[0] if _chosen else cast(Language, Environment.read().language)


def catalogue() -> Catalogue:
    return catalogue_of(Environment.read().data_dir / "words")


def say(key: str, /, **facts: object) -> str:
    """A wording of the catalogue in the language chosen."""
    return catalogue().say(key, language(), **facts)


def tell(key: str, /, **facts: object) -> None:
    click.echo(say(key, **facts))


class Refusal(click.ClickException):
    """A sentence that ends a command with exit code 2 and no traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


def refuse(key: str, /, **facts: object) -> Refusal:
    """The refusal that a key of the catalogue words: `raise refuse("house.…")`."""
    return Refusal(say(key, **facts))


def sentences(error: DomainError) -> str:
    """A domain error as a terminal prints it: every fault on its line, then the sentence."""
    faults = error.faults if isinstance(error, FaultyData) else ()
    lines = [fault_line(fault, catalogue(), language()) for fault in faults]
    return "\n".join([*lines, error_sentence(error, catalogue(), language())])


class Worded(Helped):
    """A command of the house."""

    under = "house.help."
