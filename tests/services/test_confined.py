"""RELIABILITY I1: what a file costs to read is bounded by the process that reads it."""

import os
import signal
import time
from dataclasses import replace
from typing import Any

import pytest

from bagdar import confined
from bagdar.confined import helpers
from bagdar.confined.helpers import Ended, Work, run
from bagdar.core.errors import FaultyData, fault, refuse
from bagdar.core.sentences import fault_message, fault_remedy
from bagdar.core.sheets.files import read_file
from bagdar.core.sheets.limits import COMMAND_LINE, LIMITS, MEBIBYTE
from tests.rules.upload_corpus import good
from tests.rules.upload_corpus_cells import GREEDY, SLOW

SMALL = 32  # MiB: less than the greedy file takes


# --- what is done in the process -----------------------------------------------------------------


def counted(kept: Any, content: bytes) -> tuple[Any, list[int], int]:
    """Lines of each sheet, and in which process they were counted."""
    sheets = read_file(content, "book.xlsx", LIMITS).sheets
    return kept, [len(list(one.lines)) for one in sheets], os.getpid()


def refused(kept: Any) -> None:
    refuse(fault("upload_broken", "book.xlsx", 7, limit=3))


def at_fault(kept: Any) -> None:
    raise LookupError("of ours")


def killed(kept: Any, number: int) -> None:
    os.kill(os.getpid(), number)


def writing(kept: Any, path: str) -> None:
    with open(path, "w") as file:
        file.write("x")


def of_file(content: bytes, **bounds: Any) -> Any:
    limits = replace(LIMITS, **bounds)
    return confined.read(counted, "book.xlsx", len(content), limits, "kept", content)


# --- and what becomes of it ----------------------------------------------------------------------


def test_a_file_is_read_in_another_process_and_an_operators_own_in_this_one() -> None:
    kept, lines, where = of_file(good())
    assert (kept, lines) == ("kept", [1]) and where != os.getpid()
    assert confined.read(counted, "x", 1, COMMAND_LINE, 0, good())[2] == os.getpid()


def test_what_is_refused_there_is_refused_here() -> None:
    with pytest.raises(FaultyData) as found:
        confined.read(refused, "book.xlsx", 1, LIMITS, None)
    [one] = found.value.faults
    assert (one.code, one.line, one.facts) == ("upload_broken", 7, {"limit": 3})


def test_a_fault_of_ours_is_told_as_one() -> None:
    with pytest.raises(RuntimeError, match="LookupError: of ours"):
        confined.read(at_fault, "book.xlsx", 1, LIMITS, None)


def test_a_greedy_file_ends_the_process_and_says_why(catalogue: Any) -> None:
    content = GREEDY.build()
    with pytest.raises(FaultyData) as found:
        of_file(content, memory_mib=SMALL)
    [one] = found.value.faults
    assert (one.code, one.facts) == ("upload_memory", {"limit_mib": SMALL})
    for language in ("kk", "ru", "en"):
        assert str(SMALL) in fault_message(one, catalogue, language)
        assert fault_remedy(one, catalogue, language)
    assert of_file(good())[1] == [1]  # and the next one is read


def test_without_its_bound_the_same_file_takes_more_than_that() -> None:
    """Negative control: the process unlimited, and what it took is measured."""
    little = run(Work(counted, None, (good(),), {}), 0, 0)
    much = run(Work(counted, None, (GREEDY.build(),), {}), 0, 0)
    assert (little.ended, much.ended) == (Ended.ANSWERED, Ended.ANSWERED)
    assert much.memory - little.memory > SMALL * MEBIBYTE


def test_a_slow_file_ends_the_process_and_says_why() -> None:
    with pytest.raises(FaultyData) as found:
        of_file(SLOW.build(), seconds=1)
    [one] = found.value.faults
    assert (one.code, one.facts) == (SLOW.whole, {"limit": 1})


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGKILL, "upload_memory"), (signal.SIGSEGV, "upload_broken")],
)
def test_whatever_ends_the_process_its_sender_is_answered(number: int, code: str) -> None:
    with pytest.raises(FaultyData) as found:
        confined.read(killed, "book.xlsx", 1, LIMITS, None, number)
    assert [one.code for one in found.value.faults] == [code]


def test_no_file_is_written_there(tmp_path: Any) -> None:
    with pytest.raises(RuntimeError, match="File too large"):
        confined.read(writing, "book.xlsx", 1, LIMITS, None, str(tmp_path / "x"))
    assert (tmp_path / "x").read_bytes() == b""


def test_a_helper_that_is_gone_is_replaced() -> None:
    of_file(good())
    [(_, helper)] = helpers._idle[-1:]
    helper._process.kill()
    helper._process.wait()
    assert of_file(good())[1] == [1]


def test_a_helper_ends_with_whoever_started_it() -> None:
    reading, writing_end = os.pipe()
    child = os.fork()
    if child == 0:
        helper = helpers._Helper()
        os.write(writing_end, str(helper._process.pid).encode())
        os._exit(0)
    os.waitpid(child, 0)
    pid = int(os.read(reading, 20))
    os.close(reading)
    os.close(writing_end)
    for _ in range(600):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        with open(f"/proc/{pid}/stat") as told:
            if told.read().rpartition(")")[2].split()[0] == "Z":
                return  # it has ended, and nobody in this container asks how
        time.sleep(0.1)
    raise AssertionError("it is still there")
