"""Migrations forth and back on a database of its own, with rows in it, on the engine under test.

The tests' own database is of no use for that: its guards let nobody empty it afterwards.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.many_processes import database_of_its_own, environment

BEGIN = """
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

def migrate(app, name):
    '''All models as they stood there.'''
    MigrationExecutor(connection).migrate([(app, name)])
    return MigrationExecutor(connection).loader.project_state([(app, name)]).apps

def newest():
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

def refusal(do, *given, **more):
    '''The name of what it raises; "": it was done.'''
    from django.db import transaction
    try:
        with transaction.atomic():
            do(*given, **more)
    except Exception as refused:
        return type(refused).__name__
    return ""
"""


@contextmanager
def a_database(folder: Path) -> Iterator["Migrating"]:
    with database_of_its_own() as url:
        yield Migrating(url, folder)


class Migrating:
    """A database on which programs run one after another, each a process of its own."""

    def __init__(self, url: str, folder: Path) -> None:
        self.environment = environment(url, str(folder))

    def runs(self, program: str) -> list[str]:
        """The lines that it prints; it begins with the names of BEGIN."""
        done = subprocess.run(
            [sys.executable, "-c", BEGIN + program], env=self.environment, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.split("\n")[:-1]
