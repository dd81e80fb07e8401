"""`bagdar registry count`: what pages show of large regions and cohorts is counted again."""

import os
import time
from datetime import UTC, datetime
from typing import Any

import click

from bagdar.audit.rules import Actor
from bagdar.programme import terminal
from bagdar.registry.rules.counting import CountRunning
from bagdar.registry.services.counting import Pass, keep_counts


def count_and_tell(by: Actor, *, only_due: bool, as_json: bool) -> None:
    """Raises CountRunning where another process counts, unless only what is due is asked for."""
    if only_due:
        os.nice(19)
    bar, begun = Bar(is_silent=as_json), time.monotonic()
    try:
        number = keep_counts(by=by, now=lambda: datetime.now(UTC), told=bar.told, only_due=only_due)
    except CountRunning:
        if not only_due:
            raise
        number = 0
    finally:
        bar.end()
    if as_json:
        seconds = round(time.monotonic() - begun, 1)
        terminal.print_json({"counted": number, "passes": bar.passes, "seconds": seconds})
    elif number or not only_due:
        click.echo(terminal.say("registry_command.counted", count=number))


class Bar:
    """A bar over the passes, with what is being counted; nothing where nobody watches."""

    def __init__(self, *, is_silent: bool) -> None:
        self._is_silent = is_silent
        self._bar: Any = None
        self.passes = 0

    def told(self, one: Pass) -> None:
        self.passes = one.passes
        if self._is_silent:
            return
        if self._bar is None:
            self._bar = click.progressbar(length=one.passes, width=40)
            self._bar.__enter__()
        what = one.questions[0].what.value
        self._bar.label = terminal.say(
            f"registry_command.counting.{what}", count=len(one.questions)
        )
        self._bar.update(one.number - self._bar.pos)
        self._bar.render_progress()

    def end(self) -> None:
        if self._bar is not None:
            self._bar.update(self._bar.length - self._bar.pos)
            self._bar.render_finish()
