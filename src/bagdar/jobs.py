"""Work that takes longer than a page may: a process that outlives whoever starts it."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from django.conf import settings
from django.db import DatabaseError, connection

from bagdar.core.beats import SECONDS


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


class Heart:
    """Gives signs of life in a thread of its own while the block runs: a long step is not taken
    for death.
    """

    def __init__(self, beat: Callable[[], None]) -> None:
        self._beat = beat
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Heart":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(SECONDS):
            try:
                self._beat()
            except DatabaseError:
                continue  # busy: the next beat comes soon
        connection.close()
