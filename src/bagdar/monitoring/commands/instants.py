"""`--known-at`: by what was accepted up to an instant, on Almaty's clock."""

from datetime import datetime

import click

from bagdar.core.languages import TIME_ZONE

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]
KNOWN_AT = click.option("--known-at", type=click.DateTime(FORMATS), metavar="2026-02-15T18:00")


def instant(asked: datetime | None) -> datetime | None:
    """A day alone is its first minute."""
    return asked.replace(tzinfo=TIME_ZONE) if asked else None
