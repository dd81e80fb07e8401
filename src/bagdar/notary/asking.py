"""How the log asks a witness: one HTTP request, and whatever goes wrong is silence."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SECONDS = 10
MAX_ANSWER = 64 * 1024


class Silent(Exception):
    """A witness did not answer, or not in a way that can be read."""


@dataclass(frozen=True)
class Answer:
    status: int
    text: str


Ask = Callable[[str, str], Answer]  # submission prefix, body → what the witness said


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects)


def ask(address: str, body: str) -> Answer:
    """POST add-checkpoint. Raises Silent."""
    request = urllib.request.Request(
        f"{address}/add-checkpoint", data=body.encode("utf-8"), method="POST"
    )
    request.add_header("Content-Type", "text/plain; charset=utf-8")
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            return Answer(answer.status, _text(_whole(answer)))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, _text(error.read(MAX_ANSWER)))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Silent(str(error)) from error


def _whole(answer: Any) -> bytes:
    """The body; bounded `read` is silent about one that ends early, as of a killed witness."""
    data: bytes = answer.read(MAX_ANSWER)
    if answer.length:
        raise Silent("half an answer")
    return data


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
