"""What one process of a tier has made and the others take: the folder is tests/tier.py's.

Without one everybody makes for themselves.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.served import SHARED


@cache
def folder() -> Path:
    told = os.environ.get(SHARED)
    if told:
        return Path(told)
    made = tempfile.mkdtemp(prefix="bagdar-shared-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


def once(name: str, make: Callable[[Path], None]) -> Path:
    """Where it stands, a file or a folder: whole, made by whoever asked first."""
    kept = folder() / name
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            making = folder() / f"{name}.making"
            shutil.rmtree(making, ignore_errors=True)
            make(making)
            making.rename(kept)
    return kept
