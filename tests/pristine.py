"""The tests' database as its migrations left it, kept to be copied.

Whoever kills processes, or lets them race, works on a copy: there in a moment, where another run of
every migration would take seconds each time. The processes of one tier copy it from each other as
well: the first of them migrates, the others borrow what it came to.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import connection

from tests.served import SHARED

LENT = "bagdar_migrated"
_waiting_for_us: list[IO[str]] = []


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


# --- between the processes of one tier ------------------------------------------------------------


def is_shared() -> bool:
    return bool(os.environ.get(SHARED))


def borrow() -> None:
    """Before the test database is made: a copy of another process's, or our turn to lend."""
    if not is_shared():
        return
    lock = (Path(os.environ[SHARED]) / f"{LENT}.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    if not _is_lent():
        _waiting_for_us.append(lock)
        return
    name = connection.creation._get_test_db_name()
    if connection.vendor == "sqlite":
        shutil.copy(_lent_file(), name)
    else:
        _by_the_server(f'CREATE DATABASE "{name}" TEMPLATE "{LENT}"')
    lock.close()


def lend() -> None:
    """After it was made: whoever waited for ours may copy it."""
    if not _waiting_for_us:
        return
    connection.close()
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        shutil.copy(name, _lent_file())
    else:
        _by_the_server(f'CREATE DATABASE "{LENT}" TEMPLATE "{name}"')
    _waiting_for_us.pop().close()


def _is_lent() -> bool:
    if connection.vendor == "sqlite":
        return _lent_file().exists()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [LENT])
        return cursor.fetchone() is not None


def _lent_file() -> Path:
    return Path(os.environ[SHARED]) / f"{LENT}.sqlite3"


def _by_the_server(statement: str) -> None:
    # Django's own way to a server without the database that it is about.
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
