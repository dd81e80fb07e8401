"""`bagdar setup`: database, declared data, static files and demonstration accounts.

Each step looks first whether it was done already, so that the second start takes no time.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import click

from bagdar.config.commands.log import begin_log
from bagdar.config.commands.nation import (
    demonstrate_diplomas,
    demonstrate_places,
    places,
    small_nation,
)
from bagdar.config.console import Worded, tell
from bagdar.config.environment import Environment, kept_secret

BY = "setup"


@click.command(cls=Worded)
def setup() -> None:
    prepare(Environment.read())
    tell("house.prepared")


@click.command(cls=Worded)
def migrate() -> None:
    start_django()
    bring_up_to_date()


def prepare(environment: Environment) -> None:
    """Everything that must be there before the first page."""
    environment.var_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    start_django()
    bring_up_to_date()
    collect_static(environment)
    load_programmes(environment)
    make_snapshot_key(environment)
    if environment.demo:
        begin_log(environment)
        small_nation(environment)
        demonstration_accounts(environment)
        demonstrate_diplomas()
        demonstrate_places()


def start_django() -> None:
    """Before anything that touches the database."""
    import django

    django.setup()


def bring_up_to_date() -> None:
    """Applies the migrations that the database lacks."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        tell("house.migrating", count=len(plan))
        call_command("migrate", interactive=False, verbosity=0)


def collect_static(environment: Environment) -> None:
    """Static files with content hashes, collected again only after one of them changed."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    found = sorted(
        (name, storage.path(name)) for finder in get_finders() for name, storage in finder.list([])
    )
    digest = _digest(f"{name} {_signature(Path(path))}" for name, path in found)
    stamp = environment.var_dir / "static" / ".collected"
    if stamp.exists() and stamp.read_text() == digest:
        return
    tell("house.collecting", count=len(found))
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest)


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _signature(path: Path) -> str:
    state = path.stat()
    return f"{state.st_size} {state.st_mtime_ns}"


def programme_folders(data_dir: Path) -> Iterator[Path]:
    """The folders of declared programmes, in the order of their names."""
    return (path.parent for path in sorted(data_dir.glob("programme/*/programme.toml")))


def load_programmes(environment: Environment) -> None:
    """Loads every declared programme; what is loaded already stays. Raises FaultyData."""
    from bagdar.audit.rules import Actor
    from bagdar.programme import public

    for folder in programme_folders(environment.data_dir):
        shown = f"data/programme/{folder.name}"
        by = Actor(name=BY, role="operator")
        loaded = public.load_folder(folder, by=by, at=datetime.now(UTC), shown=shown)
        for edition in loaded.written:
            tell("house.loaded", edition=edition.code, title=edition.title)


def make_snapshot_key(environment: Environment) -> None:
    """Before the first snapshot. One that is lost later is missed by who takes the next."""
    if (environment.var_dir / "snapshot_key").exists():
        return
    from bagdar.config import snapshots  # slow to load

    if not snapshots.store(environment).manifests():
        snapshots.key(environment)


def demonstration_accounts(environment: Environment) -> None:
    """Accounts to look around with, made once."""
    from django.db import transaction

    from bagdar.access import public
    from bagdar.audit.rules import Actor

    with transaction.atomic():
        public.create_demonstration_accounts(
            list(public.known_bodies()),
            [code for code, region in public.known_regions().items() if region.until is None],
            demonstration_password(environment),
            places=places(),
            by=Actor(name=BY, role="operator"),
        )


def demonstration_password(environment: Environment) -> str:
    """Made once on this machine, readable by its owner alone; never the same on two machines."""
    return kept_secret(environment.var_dir / "demonstration_password", lambda: token_hex(6))
