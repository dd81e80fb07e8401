"""Work that takes longer than a page may: a process that outlives whoever starts it."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


def start(*words: str) -> None:
    """`bagdar WORDS` beside the service, with its own database connection; it ends by itself."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bagdar.config.cli", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=None,
        start_new_session=True,
        cwd=settings.ROOT,
        close_fds=True,
    )
    # Somebody has to ask how it ended, or it stays in the table of processes.
    threading.Thread(target=process.wait, daemon=True).start()


@contextmanager
def every(minutes: int, *words: str) -> Iterator[None]:
    """`bagdar WORDS` at once, and again so many minutes after it has ended, as long as the block
    runs; then it is stopped.
    """
    stop, begun = threading.Event(), list[subprocess.Popen[bytes]]()

    def run() -> None:
        while not stop.is_set():
            process = subprocess.Popen(
                [sys.executable, "-m", "bagdar.config.cli", *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd=settings.ROOT,
            )
            begun[:] = [process]
            if stop.is_set():  # between the look above and the start
                process.terminate()
            process.wait()
            stop.wait(60 * minutes)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        for process in begun:
            process.terminate()
        worker.join()
