"""The process that reads for the service: for each file a child of its own, held to its bounds.

    python -m bagdar.confined.helper < requests > answers

It has one thread and nothing open but its pipes, so a fork is quick and harmless, and it ends when
the service does. What is imported and kept once, every child finds there: the bounds of a file are
over and above that.
"""

import gc
import importlib
import os
import pickle
import resource
import signal
from typing import Any

from bagdar.confined import frames
from bagdar.confined.frames import NO_MEMORY, NO_REASON
from bagdar.core.errors import FaultyData

PAGE = resource.getpagesize()


def main() -> None:
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)  # what a library prints is no answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the service's, and that ends this
    kept: Any = None
    while True:
        try:
            modules, memory, seconds = pickle.loads(frames.receive(requests))
            fresh, work = frames.receive(requests), frames.receive(requests)
        except EOFError:
            return
        for name in modules:
            importlib.import_module(name)
        if fresh:
            kept = pickle.loads(fresh)
        gc.freeze()
        answer, status, spent = _in_a_child(work, kept, memory, seconds)
        told = (status, spent.ru_maxrss * 1024, spent.ru_utime + spent.ru_stime)
        frames.send(answers, pickle.dumps(told), answer)


def _in_a_child(
    work: bytes, kept: Any, memory: int, seconds: int
) -> tuple[bytes, int, resource.struct_rusage]:
    """What it answers, how it ended, what it took."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = NO_MEMORY  # whatever else it cannot say any more
        try:
            status = _read(work, kept, memory, seconds, writing)
        finally:
            os._exit(status)
    os.close(writing)
    answer = frames.everything(reading)
    os.close(reading)
    _, status, spent = os.wait4(child, 0)
    return answer, os.waitstatus_to_exitcode(status), spent


def _read(work: bytes, kept: Any, memory: int, seconds: int, writing: int) -> int:
    try:
        reader, args, named = pickle.loads(work)
        _bind(memory, seconds)
        try:
            found = reader(kept, *args, **named)
        except FaultyData as error:
            found = error
        frames.write(writing, pickle.dumps(found, pickle.HIGHEST_PROTOCOL))
    except MemoryError:
        return NO_MEMORY
    except BaseException:
        import traceback

        frames.write(writing, traceback.format_exc().encode())
        return NO_REASON
    return 0


def _bind(memory: int, seconds: int) -> None:
    """So much address space over what is taken, so much of the processor, and no file written."""
    with open("/proc/self/statm") as told:
        taken = int(told.read().split()[0]) * PAGE
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory,) * 2)
    if seconds:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    main()
