"""Files of figures: written whole or not at all, by one process at a time where that matters."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    return Path(settings.VAR_DIR) / "figures"


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """One process at a time; the others wait for what it writes."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.with_suffix(".lock").open("w") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield


def write(place: Path, text: bytes) -> None:
    """Whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    coming = place.with_suffix(f".{os.getpid()}")
    with coming.open("wb") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    coming.replace(place)
