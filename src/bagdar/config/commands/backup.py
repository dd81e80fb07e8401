"""`bagdar backup FILE` and `bagdar restore FILE`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from bagdar.config.console import Worded, tell
from bagdar.config.environment import Environment

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(cls=Worded)
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    from bagdar.config.recovery.verbs import back_up

    manifest = back_up(Environment.read(), file.resolve(), datetime.now(UTC))
    rows = sum(table.rows for table in manifest.tables.values())
    tell("house.backed_up", file=file, tables=len(manifest.tables), rows=rows, size=manifest.size)


@click.command(cls=Worded)
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True)
def restore(file: Path, replace: bool) -> None:
    from bagdar.config.recovery.verbs import restore as put_back

    manifest = put_back(Environment.read(), file.resolve(), _known_migrations(), replace=replace)
    rows = sum(table.rows for table in manifest.tables.values())
    tell("house.restored", file=file, tables=len(manifest.tables), rows=rows)


def _known_migrations() -> list[str]:
    """Every migration that this version of the code has."""
    import django
    from django.db.migrations.loader import MigrationLoader

    django.setup()
    return [".".join(key) for key in MigrationLoader(None).disk_migrations]
