"""When more ask than can be answered: so many wait, and the others are told when to come again.

Each process answers one request at a time, in one thread with one connection to the database. A
queue without a bound would answer everybody too late; so a bounded one stands before that thread,
and whoever finds it full gets 503 with Retry-After at once. Nothing of theirs was begun.
"""

import json
import logging
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import parse_qs

from django.utils import translation
from django.utils.html import escape

from bagdar.core.languages import LANGUAGES
from bagdar.look.middleware import HEADERS, PERSONAL
from bagdar.look.problems import API, PROBLEM_TYPE, problem
from bagdar.look.words import t

Environ = Mapping[str, Any]
Start = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[Any, Any], Iterable[bytes]]

LEAST_SECONDS, SPREAD_SECONDS = 5, 10  # those who are sent away do not all come back at once
LOGGED_SECONDS = 10.0
log = logging.getLogger("bagdar.problems")


@dataclass(frozen=True)
class Answer:
    """What the application said, read to its end."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


class Bounded:
    """A WSGI application that answers one request after another and lets so many wait.

    waiting: how many may wait while one is answered
    """

    def __init__(self, application: Application, waiting: int, language: str) -> None:
        self._application, self._most, self._language = application, waiting + 1, language
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="answers")
        self._inside, self._lock = 0, Lock()
        self._refused, self._told_at = 0, 0.0

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        if not self._enter():
            answer = self._refusal(environ)
        else:
            try:
                answer = self._thread.submit(self._answer, environ).result()
            finally:
                with self._lock:
                    self._inside -= 1
        start_response(answer.status, answer.headers)
        return [answer.body]

    def _enter(self) -> bool:
        with self._lock:
            if self._inside >= self._most:
                return False
            self._inside += 1
            return True

    def _answer(self, environ: Environ) -> Answer:
        """In the one thread: it reads the answer whole, since closing it ends the request."""
        told: list[Any] = []
        parts = self._application(
            environ, lambda status, headers, *_: told.extend((status, headers))
        )
        try:
            body = b"".join(parts)
        finally:
            if close := getattr(parts, "close", None):
                close()
        return Answer(told[0], told[1], body)

    def _refusal(self, environ: Environ) -> Answer:
        self._note()
        seconds = LEAST_SECONDS + secrets.randbelow(SPREAD_SECONDS + 1)
        is_api = environ.get("PATH_INFO", "").startswith(API)
        with translation.override(language_of(environ, self._language)):
            body = _problem(seconds) if is_api else _page(seconds)
        headers = {
            **HEADERS,
            "Cache-Control": PERSONAL,
            "Content-Type": PROBLEM_TYPE if is_api else "text/html; charset=utf-8",
            "Content-Length": str(len(body)),
            "Retry-After": str(seconds),
        }
        is_head = environ.get("REQUEST_METHOD") == "HEAD"
        return Answer("503 Service Unavailable", list(headers.items()), b"" if is_head else body)

    def _note(self) -> None:
        """How many were sent away, at most every ten seconds: a flood need not fill the log."""
        with self._lock:
            self._refused += 1
            now, count = time.monotonic(), self._refused
            if now - self._told_at < LOGGED_SECONDS:
                return
            self._told_at, self._refused = now, 0
        log.warning("too many at once: %d sent away", count)


def language_of(environ: Environ, default: str) -> str:
    """Of the address; ?lang= of the API's."""
    asked = parse_qs(environ.get("QUERY_STRING", "")).get("lang", [""])[0]
    first = environ.get("PATH_INFO", "").lstrip("/").partition("/")[0]
    return next((one for one in (asked, first) if one in LANGUAGES), default)


def _problem(seconds: int) -> bytes:
    told = problem(503, code="busy", detail=t("look.busy.detail"))
    told.title, told.next = t("look.busy.title"), t("look.busy.next", seconds=seconds)
    return json.dumps(told.model_dump(exclude_none=True), ensure_ascii=False).encode()


def _page(seconds: int) -> bytes:
    """Without a style: whoever is sent away should not have to ask for one."""
    title, detail = escape(t("look.busy.title")), escape(t("look.busy.detail"))
    again, language = escape(t("look.busy.next", seconds=seconds)), translation.get_language()
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{title}</title></head>'
        f"<body><main><h1>{title}</h1><p>{detail}</p><p>{again}</p></main></body></html>\n"
    ).encode()
