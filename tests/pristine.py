"""The tests' database as its migrations left it, kept to be copied.

Whoever kills processes, or lets them race, works on a copy: there in a moment, where another run of
every migration would take seconds each time.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


def kept() -> str:
    """Where the copy is: a file of SQLite, or the name of a database of PostgreSQL."""
    return f"{connection.settings_dict['NAME']}_empty"


@contextmanager
def keeping() -> Iterator[None]:
    """Copies the database that the connection leads to, which nobody else may use meanwhile."""
    connection.close()
    if connection.vendor == "sqlite":
        shutil.copy(connection.settings_dict["NAME"], kept())
        yield  # it goes with its folder
        return
    name = connection.settings_dict["NAME"]
    _by_the_server(f'DROP DATABASE IF EXISTS "{kept()}"')
    _by_the_server(f'CREATE DATABASE "{kept()}" TEMPLATE "{name}"')
    yield
    _by_the_server(f'DROP DATABASE "{kept()}" WITH (FORCE)')


def _by_the_server(statement: str) -> None:
    # Django's own way to a server without the database that it is about.
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
