"""`bagdar warm`: looks at every public page once, so that no reader waits for a first drawing.

Runs beside the service after a start with new data, at the lowest priority; pictures are kept on
disk, so the next start has nothing to do.
"""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import click

from bagdar.config.commands.nation import compute_figures, protect_and_hand_over
from bagdar.config.console import Worded, tell
from bagdar.config.environment import Environment
from bagdar.core.languages import LANGUAGES

LINK = re.compile(r'href="(/[^"?#]+/)"')
MOST_PAGES = 3_000
Application = Callable[..., Any]


@click.command(cls=Worded)
def warm() -> None:
    os.nice(19)
    import bagdar.config.wsgi  # noqa: F401  prepares Django

    environment = Environment.read()
    if environment.demo:
        # Of the last year, computed by the setup, readers ask first; of the years before later.
        protect_and_hand_over()
        compute_figures()
    _look_at_all(environment)
    if environment.demo:
        protect_and_hand_over()


def _look_at_all(environment: Environment) -> None:
    """Every public page once, unless this was done of the same data."""
    from bagdar.config.wsgi import application

    stamp = _stamp(environment)
    if stamp is not None and stamp.exists():
        return
    count = 0
    for language in sorted(LANGUAGES, key=lambda one: one != environment.language):
        count += sum(1 for _ in crawl(application, environment.hosts[0], f"/{language}/"))
    if stamp is not None:
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.touch()
    tell("house.warmed", count=count)


@contextmanager
def beside() -> Iterator[None]:
    """`bagdar warm` as a process of its own for as long as the service runs."""
    process = subprocess.Popen([sys.executable, "-m", "bagdar.config.cli", "warm"])
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def crawl(application: Application, host: str, start: str) -> Iterator[str]:
    """The addresses that answer, breadth first from a page, within its language."""
    prefix = "/" + start.split("/")[1] + "/"
    waiting, seen = [start], {start}
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        page = _get(application, host, address)
        if page is None:
            continue
        yield address
        for found in LINK.findall(page):
            link = unescape(found)
            if link.startswith(prefix) and link not in seen:
                seen.add(link)
                waiting.append(link)


def _get(application: Application, host: str, address: str) -> str | None:
    """A page's text, or None where the answer is no page."""
    environ: dict[str, Any] = {"PATH_INFO": address, "HTTP_HOST": host}
    setup_testing_defaults(environ)
    status: list[str] = []

    def start_response(line: str, headers: Any, problem: Any = None) -> None:
        status.append(line)

    answer = application(environ, start_response)
    try:
        body = b"".join(answer)
    finally:
        answer.close()
    return body.decode("utf-8", "replace") if status[0].startswith("200") else None


def _stamp(environment: Environment) -> Path | None:
    """A file named after the data that was looked at; None where nothing is loaded."""
    from bagdar.programme import public

    digests = [one.digest for programme in public.programmes() for one in programme.editions]
    if not digests:
        return None
    name = hashlib.sha256("".join(digests).encode()).hexdigest()[:16]
    return environment.var_dir / "charts" / f"looked-at-{name}"
