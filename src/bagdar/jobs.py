"""Work that takes longer than a page may: a process that outlives whoever starts it."""

import subprocess
import sys
import threading

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
