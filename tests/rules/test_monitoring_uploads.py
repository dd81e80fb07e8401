"""RELIABILITY I1–I4: whatever is sent as a file of reports, the answer says what to mend."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from bagdar.confined.helpers import Done, Ended, Work, run
from bagdar.core.errors import FaultyData
from bagdar.core.sentences import fault_message, fault_remedy
from bagdar.core.sheets.limits import LIMITS, Limits
from bagdar.monitoring.rules import uploads
from bagdar.monitoring.rules.declared import read_monitoring
from bagdar.monitoring.rules.templates import COLUMNS, KINDS, kind_of, page
from bagdar.monitoring.rules.upload_values import How
from tests.conftest import ROOT
from tests.rules.upload_corpus import Case, figures
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
    return uploads.read(catalogue, case.build(), "есеп.file", documents, how, **more)


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
    [row] = uploads.read(catalogue, content, "a.csv", documents).rows
    [(_, _, facts)] = row.faults
    assert str(facts["value"]).isprintable()
    assert len(str(facts["value"])) <= 60


# --- every file, in the process that the service has for it ---------------------------------------


def in_bounds(case: Case, words: Any, limits: Limits, memory: int, seconds: int) -> Done:
    how = How(**(case.told or {}))
    args = (case.build(), "file", (), how)
    return run(Work(uploads.read, words, args, {"limits": limits}), memory, seconds)


def told_of(done: Done) -> str:
    if done.ended is not Ended.ANSWERED:
        return done.ended.value
    return done.answer.faults[0].code if isinstance(done.answer, FaultyData) else ""


def test_every_file_is_read_or_refused_in_small_memory_and_little_time(catalogue: Any) -> None:
    told = {
        case.name: told_of(in_bounds(case, catalogue, LIMITS, MEMORY, SECONDS)) for case in CASES
    }
    assert told == {case.name: case.whole for case in CASES}


OFF = Limits(*[1 << 40 for _ in fields(Limits)])


@pytest.mark.parametrize(
    ("name", "memory", "seconds", "off"),
    [
        ("a million cells in a row", 64 * MEBIBYTE, 60, Ended.MEMORY),
        ("20,000 cells at the right edge", MEMORY, 1, Ended.SECONDS),
    ],
)
def test_without_limits_a_bomb_goes_off(
    name: str, memory: int, seconds: int, off: Ended, catalogue: Any
) -> None:
    """Negative control: the same process and the same file, the limits of the file off."""
    [case] = [one for one in CASES if one.name == name]
    assert told_of(in_bounds(case, catalogue, LIMITS, memory, seconds)) == "upload_bomb_cells"
    assert in_bounds(case, catalogue, OFF, memory, seconds).ended is off


def test_rows_stop_at_their_limit(catalogue: Any, documents: Any) -> None:
    content = figures("T1.4;2021;1", "T1.4;2022;2").encode()
    with pytest.raises(FaultyData):
        uploads.read(catalogue, content, "a.csv", documents, limits=replace(LIMITS, rows=1))


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
