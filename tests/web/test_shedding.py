"""When more ask than can be answered, so many wait and the others are told when to come again."""

import json
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bagdar.config.shedding import LEAST_SECONDS, SPREAD_SECONDS, Bounded
from bagdar.core.languages import LANGUAGES
from bagdar.look.middleware import HEADERS

PATIENCE = 30


class Slow:
    """An application that answers when it is let; it remembers who was answered and by whom."""

    def __init__(self) -> None:
        self.go, self.begun = threading.Event(), threading.Event()
        self.answered: list[str] = []
        self.threads: set[int] = set()
        self.closed = 0

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        self.begun.set()
        assert self.go.wait(PATIENCE)
        self.threads.add(threading.get_ident())
        self.answered.append(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Type", "text/plain")])
        return Parts(self)


class Parts:
    def __init__(self, of: Slow) -> None:
        self._of = of

    def __iter__(self) -> Any:
        yield b"whole "
        yield b"answer"

    def close(self) -> None:
        self._of.threads.add(threading.get_ident())
        self._of.closed += 1


def ask(door: Bounded, path: str, **more: str) -> tuple[int, dict[str, str], bytes]:
    told: list[Any] = []
    body = b"".join(
        door({"PATH_INFO": path, "REQUEST_METHOD": "GET", "QUERY_STRING": "", **more},
             lambda status, headers: told.extend((status, headers)))
    )  # fmt: skip
    return int(told[0][:3]), dict(told[1]), body


def flood(waiting: int, many: int) -> tuple[Slow, list[tuple[int, dict[str, str], bytes]]]:
    """One is being answered; then so many more come before it is done."""
    slow = Slow()
    door = Bounded(slow, waiting, "kk")
    with ThreadPoolExecutor(many + 1) as people:
        first = people.submit(ask, door, "/kk/0/")
        assert slow.begun.wait(PATIENCE)
        others = [people.submit(ask, door, f"/kk/{one}/") for one in range(1, many + 1)]
        refused = many - waiting
        while sum(one.done() for one in others) < refused:  # they are told at once, before any
            assert not first.done()
            threading.Event().wait(0.01)
        slow.go.set()
        return slow, [one.result(PATIENCE) for one in (first, *others)]


def test_so_many_wait_and_are_answered_and_the_others_are_sent_away_at_once():
    slow, answers = flood(waiting=5, many=40)
    statuses = [status for status, _, _ in answers]
    assert statuses.count(200) == 6 and statuses.count(503) == 35
    assert len(slow.answered) == slow.closed == 6
    assert all(body == b"whole answer" for status, _, body in answers if status == 200)


def test_without_a_bound_nobody_is_sent_away():
    """The negative control: an unbounded queue lets everybody wait."""
    slow, answers = flood(waiting=40, many=40)
    assert {status for status, _, _ in answers} == {200} and len(slow.answered) == 41


def test_one_thread_answers_and_ends_every_request():
    slow, _ = flood(waiting=20, many=20)
    assert len(slow.threads) == 1 and threading.get_ident() not in slow.threads


def test_there_is_room_again_when_the_flood_is_over():
    slow = Slow()
    door = Bounded(slow, 1, "kk")
    slow.go.set()
    assert [ask(door, "/kk/")[0] for _ in range(20)] == [200] * 20


def refused(path: str, **more: str) -> tuple[int, dict[str, str], bytes]:
    door = Bounded(Slow(), -1, "kk")  # nobody is let in
    return ask(door, path, **more)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_is_sent_away_reads_why_and_when_to_come_again(language: str):
    status, headers, body = refused(f"/{language}/queues/")
    after = int(headers["Retry-After"])
    assert status == 503 and LEAST_SECONDS <= after <= LEAST_SECONDS + SPREAD_SECONDS
    page = body.decode()
    assert f'<html lang="{language}">' in page and str(after) in page
    assert headers.items() >= HEADERS.items() and headers["Cache-Control"] == "no-store"
    words = {"kk": "жоғалған жоқ", "ru": "ничего не потеряно", "en": "nothing is lost"}
    assert words[language] in page


def test_a_program_gets_a_problem_in_its_language():
    status, headers, body = refused("/api/v1/queues", QUERY_STRING="lang=ru")
    told = json.loads(body)
    assert (status, told["status"], told["code"]) == (503, 503, "busy")
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Retry-After"] in told["next"] and "ничего не потеряно" in told["detail"]


def test_an_address_without_a_language_is_answered_in_the_installations_own():
    assert 'lang="kk"' in refused("/robots.txt")[2].decode()
    assert refused("/kk/", REQUEST_METHOD="HEAD")[2] == b""


def test_those_who_are_sent_away_come_back_at_different_times():
    assert len({refused("/kk/")[1]["Retry-After"] for _ in range(60)}) > 3


def test_an_application_that_fails_leaves_its_place(capfd: pytest.CaptureFixture[str]):
    def broken(environ: Any, start_response: Any) -> Iterable[bytes]:
        raise RuntimeError("broken")

    door = Bounded(broken, 1, "kk")
    for _ in range(5):
        with pytest.raises(RuntimeError, match="broken"):
            ask(door, "/kk/")
