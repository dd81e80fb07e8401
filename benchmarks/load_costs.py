"""What a request of each kind costs Python, one after another, in the process that answers.

    python -m benchmarks.load_costs < {"kinds": {kind: [[method, path, headers, body], …]}}

Django is called as the one thread that answers calls it; handing a request over to that thread is
not in it. Milliseconds of the processor of
this process alone, so the database is not in them. A machine that others use stretches them all the
same; it does not change `calls` of functions and `statements` for the database.
LOAD_PROFILE=kind prints where the time goes instead.
"""

import cProfile
import io
import json
import os
import pstats
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

FIRST, COUNTED = 16, 10  # of each kind: not measured, since a page is drawn first; counted


def main() -> None:
    from bagdar.config.wsgi import django as application

    kinds = json.load(sys.stdin)["kinds"]
    if only := os.environ.get("LOAD_PROFILE"):
        profile(application, kinds[only])
        return
    json.dump({name: cost(application, asked) for name, asked in kinds.items()}, sys.stdout)


def cost(application: Any, asked: Sequence[Any]) -> dict[str, Any]:
    for one in asked[:FIRST]:
        call(application, one)
    taken, walls, refused = [], [], []
    for one in asked[FIRST + COUNTED :]:
        ready = environ(one)
        wall, before = time.perf_counter(), time.process_time()
        status = answered(application, ready)
        taken.append(1000 * (time.process_time() - before))
        walls.append(1000 * (time.perf_counter() - wall))
        refused += [status] if status >= 300 else []
    calls, statements = counted(application, asked[FIRST : FIRST + COUNTED])
    return {
        "asked": len(taken) + COUNTED,
        "calls": calls,
        "statements": statements,
        "refused": refused[:3],
        "processor_ms": round(statistics.mean(taken), 2),
        "wall_ms": round(statistics.median(walls), 2),
    }


def counted(application: Any, asked: Sequence[Any]) -> tuple[int, float]:
    """Calls of Python's functions and statements for the database, of one request."""
    from django.db import connection

    statements = 0

    def count(execute: Any, sql: str, *more: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(sql, *more)

    watched = cProfile.Profile()
    with connection.execute_wrapper(count):
        for one in asked:
            watched.runcall(call, application, one)
    calls = sum(one.callcount for one in watched.getstats())
    return round(calls / len(asked)), round(statements / len(asked), 1)


def call(application: Any, one: Any) -> int:
    return answered(application, environ(one))


def answered(application: Any, ready: dict[str, Any]) -> int:
    """The status of an answer that was read whole."""
    told: list[str] = []
    answer = application(ready, lambda status, headers: told.append(status))
    for _ in answer:
        pass
    answer.close()
    return int(told[0][:3])


def environ(one: Any) -> dict[str, Any]:
    method, path, headers, body = one
    parts, content = urlsplit(path), body.encode()
    named: Mapping[str, str] = {
        f"HTTP_{name.upper().replace('-', '_')}": value
        for name, value in headers.items()
        if name != "Content-Type"
    }
    return {
        **named,
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path, "utf-8").encode().decode("latin-1"),
        "QUERY_STRING": parts.query,
        "CONTENT_TYPE": headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(content)),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(content),
        "wsgi.errors": sys.stderr,
    }


def profile(application: Any, asked: Sequence[Any]) -> None:
    for one in asked[:FIRST]:
        call(application, one)
    watched = cProfile.Profile()
    watched.enable()
    for one in asked[FIRST:]:
        call(application, one)
    watched.disable()
    shown = pstats.Stats(watched)
    shown.sort_stats("cumulative").print_stats(70)
    shown.sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    main()
