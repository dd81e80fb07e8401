"""Files behind a request: told by their bytes, kept under their checksum, never without them."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from bagdar import kept
from bagdar.recognition import models
from bagdar.recognition.keeping import MOST, read
from bagdar.recognition.rules.errors import FileLarge, FileLost, FileUnfit, TooManyFiles
from bagdar.recognition.services.requests import Upload, add_evidence
from tests.diplomas_issued import now
from tests.recognising import LEARNER, PDF, campus, request

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    yield tmp_path


@pytest.fixture
def row() -> Any:
    return request(campus())


def put(row: Any, content: bytes = PDF, name: str = "order.pdf") -> models.Evidence:
    return add_evidence(row.pk, Upload(name, content), by=LEARNER, at=now())


def files() -> list[Path]:
    return [one for one in kept.folder().rglob("*") if one.is_file()]


def test_a_file_of_two_requests_lies_there_once_and_is_mended_by_the_same_one(row: Any):
    made = put(row)
    assert put(row, name="copy.pdf").sha256 == made.sha256 and len(files()) == 1
    for damage in (b"", b"%PDF-1.7 another"):
        kept.path_of(made.sha256).unlink(missing_ok=True)
        if damage:
            kept.path_of(made.sha256).write_bytes(damage)
        with pytest.raises(FileLost):
            read(made.sha256)
    put(row)
    assert read(made.sha256) == PDF


def test_a_row_never_stands_without_its_file(row: Any, monkeypatch: pytest.MonkeyPatch):
    """The disk is full when the file gets its name."""

    def full(*args: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(kept.Coming, "keep", full)
    with pytest.raises(OSError):
        put(row)
    assert row.evidence.count() == 0 and files() == []


def test_a_file_is_on_the_disk_before_its_row_is_written(row: Any, monkeypatch: Any):
    done: list[str] = []
    fsync, create = os.fsync, models.Evidence.objects.create
    monkeypatch.setattr(kept.os, "fsync", lambda handle: (done.append("forced"), fsync(handle)))
    monkeypatch.setattr(
        models.Evidence.objects, "create", lambda **told: (done.append("row"), create(**told))[1]
    )
    put(row)
    assert done == ["forced", "forced", "forced", "row"]  # contents, its folder, the folder above


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", FileUnfit),
        (b"MZ\x90\0program", FileUnfit),
        (b"<svg onload=alert(1)>", FileUnfit),
        (b"plain words", FileUnfit),
        (PDF + b" " * MOST, FileLarge),
    ],
)
def test_whatever_is_no_document_or_picture_is_refused_and_leaves_nothing(
    row: Any, content: bytes, error: Any
):
    with pytest.raises(error):
        put(row, content)
    row.refresh_from_db()
    assert row.evidence.count() == 0 and files() == [] and row.proof == "told"


def test_a_request_holds_a_few_files_and_no_more(row: Any):
    for n in range(8):
        put(row, PDF + bytes([n]))
    with pytest.raises(TooManyFiles):
        put(row)
    assert row.evidence.count() == 8
