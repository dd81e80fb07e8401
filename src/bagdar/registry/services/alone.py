"""One process at a time does a long deed; the lock goes with the process that held it."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


@contextmanager
def alone(deed: str) -> Iterator[bool]:
    """Whether nobody else does a deed in this database meanwhile, from whatever machine."""
    if connection.vendor == "postgresql":
        yield from _by_the_server(deed)
    else:
        yield from _by_a_file(deed)


def _by_the_server(deed: str) -> Iterator[bool]:
    key = lock_of(deed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def lock_of(deed: str) -> int:
    """The number of a deed's lock, the same on every machine."""
    return int.from_bytes(hashlib.sha256(deed.encode()).digest()[:8], signed=True)


def _by_a_file(deed: str) -> Iterator[bool]:
    """A file beside that of the database; a database in memory belongs to one process."""
    database = Path(str(connection.settings_dict["NAME"]))
    if not database.is_file():
        yield True
        return
    with database.with_name(f"{database.name}.{deed}").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
