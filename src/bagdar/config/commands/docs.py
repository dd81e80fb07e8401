"""`bagdar docs` writes the generated pages of docs/reference; `--check` only compares them."""

import click

from bagdar.config import reference
from bagdar.config.console import Worded, refuse, tell
from bagdar.config.environment import ROOT


@click.command(cls=Worded)
@click.option("--check", "only_check", is_flag=True)
def docs(only_check: bool) -> None:
    folder = ROOT / "docs" / "reference"
    if not only_check:
        reference.write(folder)
    stale = reference.stale(folder)
    if stale:
        raise refuse("house.docs_stale", pages=stale)
    tell("house.docs_fresh", count=len(reference.PAGES))
