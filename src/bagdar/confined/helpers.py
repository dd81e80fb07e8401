"""The helpers of this process: started when there is something to read, kept for the next file."""

import atexit
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bagdar.confined import frames
from bagdar.confined.frames import NO_MEMORY, NO_REASON

# What readers load late would count as a file's own.
LOADED_LATE = ("openpyxl",)
# A reader needs no threads of a numeric library, and a process with threads is not to be forked.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class Ended(Enum):
    ANSWERED = "answered"
    MEMORY = "memory"
    SECONDS = "seconds"
    CRASHED = "crashed"
    FAILED = "failed"


@dataclass(frozen=True)
class Work:
    """A call: reader(kept, *args, **named)."""

    reader: Callable[..., Any]
    kept: object
    args: Sequence[Any]
    named: Mapping[str, Any]


@dataclass(frozen=True)
class Done:
    """How it ended; the answer, the FaultyData that was raised, or the text of a fault of ours.

    memory   the most that the process had in memory, its own size among it, in bytes
    seconds  of the processor
    """

    ended: Ended
    answer: Any
    memory: int
    seconds: float


def run(work: Work, memory: int, seconds: int) -> Done:
    """Do the work within bounds; zero: without. Raises RuntimeError for a fault of ours."""
    helper = _taken()
    try:
        done = _done(helper, work, memory, seconds)
    except (EOFError, BrokenPipeError):  # somebody ended the helper while it waited for work
        helper = _Helper()
        done = _done(helper, work, memory, seconds)
    _give_back(helper)
    if done.ended is Ended.FAILED:
        raise RuntimeError(done.answer)
    return done


def _done(helper: "_Helper", work: Work, memory: int, seconds: int) -> Done:
    """Whoever is interrupted ends the helper: its answer would be taken for another file's."""
    try:
        return helper.do(work, memory, seconds)
    except BaseException:
        helper.end()
        raise


class _Helper:
    def __init__(self) -> None:
        self._kept: object = self  # nobody's
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bagdar.confined.helper"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **ONE_THREAD},
            bufsize=0,
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._requests = self._process.stdin.fileno()
        self._answers = self._process.stdout.fileno()

    def do(self, work: Work, memory: int, seconds: int) -> Done:
        fresh = b"" if work.kept is self._kept else pickle.dumps(work.kept)
        bounds = ((work.reader.__module__, *LOADED_LATE), memory, seconds)
        call = (work.reader, work.args, work.named)
        frames.send(self._requests, pickle.dumps(bounds), fresh, pickle.dumps(call))
        self._kept = work.kept
        status, most, spent = pickle.loads(frames.receive(self._answers))
        answer = frames.receive(self._answers)
        if status == NO_REASON:
            return Done(Ended.FAILED, answer.decode(errors="replace"), most, spent)
        ended = _ended(status)
        found = pickle.loads(answer) if ended is Ended.ANSWERED else None
        return Done(ended, found, most, spent)

    def end(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.wait()


def _ended(status: int) -> Ended:
    if status == 0:
        return Ended.ANSWERED
    if status == -signal.SIGXCPU:
        return Ended.SECONDS
    # SIGKILL is how a system that is short of memory takes some.
    return Ended.MEMORY if status in (NO_MEMORY, -signal.SIGKILL) else Ended.CRASHED


_lock = threading.Lock()
_idle: list[tuple[int, _Helper]] = []  # with the process whose they are: a fork inherits the list


def _taken() -> _Helper:
    with _lock:
        while _idle:
            owner, helper = _idle.pop()
            if owner == os.getpid():
                return helper
    return _Helper()


def _give_back(helper: _Helper) -> None:
    with _lock:
        _idle.append((os.getpid(), helper))


@atexit.register
def _end_all() -> None:
    with _lock:
        mine = [helper for owner, helper in _idle if owner == os.getpid()]
        _idle.clear()
    for helper in mine:
        helper.end()
