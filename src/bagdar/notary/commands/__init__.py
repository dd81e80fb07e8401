"""`bagdar notary` keeps the log and follows others'; `bagdar witness` is a process of its own."""

import json
import os
import threading
from typing import Any

import click

from bagdar.core.catalogue import Catalogue
from bagdar.core.languages import Language
from bagdar.helped import Helped, language, words

FORK = 3  # the exit code of an alarm; 1: something does not hold, 2: refused


def catalogue() -> tuple[Catalogue, Language]:
    return words(), language()


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


class Worded(Helped):
    under = "notary_command."


def end_with_whoever_started_us() -> None:
    """For a process beside another: when that one is gone, however it went, this one goes."""

    def wait() -> None:
        while os.read(0, 1024):  # past Python's own buffer, whose lock an exit would wait for
            pass
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
