"""RELIABILITY I1–I4: whatever is sent as a file of reports, the answer says what to mend."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bagdar.core.errors import FaultyData
from bagdar.core.sentences import fault_message, fault_remedy
from bagdar.core.sheets.limits import LIMITS
from bagdar.monitoring.rules import uploads
from bagdar.monitoring.rules.declared import read_monitoring
from bagdar.monitoring.rules.templates import COLUMNS, KINDS, kind_of, page
from bagdar.monitoring.rules.upload_values import How
from tests.conftest import ROOT
from tests.rules.upload_corpus import Case, figures, good, text
from tests.rules.upload_corpus_cells import EVERY as CASES

MEBIBYTE = 1024 * 1024
MEMORY = 256 * MEBIBYTE
SECONDS = 5  # of the worker's own work, whatever else the machine does


@pytest.fixture(scope="session")
def documents() -> Any:
    return read_monitoring(ROOT / "data", "kz-2020-2025").documents


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def read(case: Case, catalogue: Any, documents: Any, **more: Any) -> uploads.Upload:
    how = How(**(case.told or {}))
    return uploads.read(case.build(), "есеп.file", catalogue, documents, how, **more)


def test_the_corpus_is_large_and_names_each_file_once() -> None:
    names = [case.name for case in CASES]
    assert len(names) >= 300
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_gives_rows_or_says_what_to_mend(case: Case, catalogue: Any, documents: Any) -> None:
    if case.whole:
        with pytest.raises(FaultyData) as refused:
            read(case, catalogue, documents)
        fault = refused.value.faults[0]
        assert fault.code == case.whole
        if case.line:
            assert fault.line == case.line
        for language in ("kk", "ru", "en"):
            assert fault_message(fault, catalogue, language)
            assert fault_remedy(fault, catalogue, language)
        return
    upload = read(case, catalogue, documents)
    remarks = [(row.line, column, code) for row in upload.rows for column, code, _ in row.faults]
    assert sorted(remarks) == sorted(case.remarks)
    assert len(upload.rows) == case.rows
    for row in upload.rows:
        for _, code, facts in row.faults:
            for language in ("kk", "ru", "en"):
                assert catalogue.say(f"fault.{code}", language, **facts)
                assert catalogue.say(f"fault.{code}.remedy", language, **facts)
    for name, value in (case.values or {}).items():
        assert plain(upload.rows[0].values[name]) == value
    assert [note.key for note in upload.notes] == ([case.note] if case.note else [])


def test_a_value_is_shown_short_and_printable(catalogue: Any, documents: Any) -> None:
    content = figures(f"T1.4;2021;\x1b[31m{'9' * 500}").encode()
    [row] = uploads.read(content, "a.csv", catalogue, documents).rows
    [(_, _, facts)] = row.faults
    assert str(facts["value"]).isprintable()
    assert len(str(facts["value"])) <= 60


# --- every file, in a process that may not have more than 256 MiB and 5 seconds ------------------

WORKER = """
import json, resource, signal, sys
from dataclasses import fields
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from bagdar.core.catalogue import catalogue_of
from bagdar.core.errors import FaultyData
from bagdar.core.sheets.limits import LIMITS, Limits
from bagdar.monitoring.rules import uploads
from bagdar.monitoring.rules.upload_values import How

words = catalogue_of(Path(sys.argv[1]) / "data" / "words")
files = json.loads(sys.argv[2])
limits = Limits(*[1 << 40 for _ in fields(Limits)]) if sys.argv[3] == "off" else LIMITS
how = lambda one: How(**one["told"])
# What is imported late is the reader's own size, and none of a file's.
for one in files[:2]:
    uploads.read(Path(one["file"]).read_bytes(), "first", words, (), how(one), limits=limits)
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + int(sys.argv[4]),) * 2)

class TooLong(BaseException):
    pass

def ring(*_):
    raise TooLong

signal.signal(signal.SIGVTALRM, ring)
for one in files[2:]:
    content = Path(one["file"]).read_bytes()
    signal.setitimer(signal.ITIMER_VIRTUAL, float(sys.argv[5]))
    try:
        uploads.read(content, "file", words, (), how(one), limits=limits)
        told = ""
    except FaultyData as error:
        told = error.faults[0].code
    except MemoryError:
        told = "out of memory"
    except TooLong:
        told = "too long"
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    print(told, flush=True)
"""


def in_small_memory(
    cases: Sequence[Case],
    folder: Path,
    *,
    limits: str = "on",
    memory: int = MEMORY,
    seconds: float = SECONDS,
) -> list[str]:
    """What a limited worker tells of each file; "killed" from where it was ended."""
    warm = (Case("a book", good), Case("a text", text(figures("T1.4;2021;1"))))
    files = []
    for number, case in enumerate([*warm, *cases]):
        (folder / f"{number}").write_bytes(case.build())
        files.append({"file": str(folder / f"{number}"), "told": dict(case.told or {})})
    words = [str(ROOT), json.dumps(files), limits, str(memory), str(seconds)]
    done = subprocess.run(
        [sys.executable, "-c", WORKER, *words], capture_output=True, text=True, timeout=600
    )
    told = done.stdout.split("\n")[:-1]
    return told + ["killed"] * (len(cases) - len(told))


def test_every_file_is_read_or_refused_in_small_memory_and_little_time(tmp_path: Path) -> None:
    told = in_small_memory(CASES, tmp_path)
    assert {case.name: one for case, one in zip(CASES, told, strict=True)} == {
        case.name: case.whole for case in CASES
    }


@pytest.mark.parametrize(
    ("name", "memory", "seconds", "off"),
    [
        ("a million cells in a row", 64 * MEBIBYTE, 60.0, {"out of memory", "killed"}),
        ("20,000 cells at the right edge", MEMORY, 1.0, {"too long"}),
    ],
)
def test_without_limits_a_bomb_goes_off(
    name: str, memory: int, seconds: float, off: set[str], tmp_path: Path
) -> None:
    """Negative control: the same worker and the same file, the limits off."""
    [case] = [one for one in CASES if one.name == name]
    bounds = {"memory": memory, "seconds": seconds}
    assert in_small_memory([case], tmp_path, **bounds) == ["upload_bomb_cells"]
    assert set(in_small_memory([case], tmp_path, limits="off", **bounds)) <= off


def test_rows_stop_at_their_limit(catalogue: Any, documents: Any) -> None:
    content = figures("T1.4;2021;1", "T1.4;2022;2").encode()
    with pytest.raises(FaultyData):
        uploads.read(content, "a.csv", catalogue, documents, limits=replace(LIMITS, rows=1))


# --- the contract -----------------------------------------------------------------------------


def test_every_column_is_titled_explained_and_found_by_any_title(catalogue: Any) -> None:
    for kind in KINDS:
        for language in ("kk", "ru", "en"):
            titles = [one.title(catalogue, language) for one in COLUMNS[kind]]
            assert len(set(titles)) == len(titles)
            assert kind_of(titles, catalogue) == kind
        assert kind_of([one.name for one in COLUMNS[kind]], catalogue) == kind


def test_the_reference_names_every_column(catalogue: Any) -> None:
    text = page(catalogue)
    for kind in KINDS:
        for one in COLUMNS[kind]:
            assert f"| `{one.name}` |" in text
