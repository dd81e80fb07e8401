"""Evidence: told by its bytes, kept under its checksum, never without its file."""

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from bagdar import kept
from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.core.file_names import safe_name
from bagdar.kept import folder, path_of
from bagdar.monitoring import models
from bagdar.monitoring.queries.files import FileLost, read_file
from bagdar.monitoring.queries.reports import NoSuchEvidence, evidence_of
from bagdar.monitoring.rules.content import FaultyContent
from bagdar.monitoring.rules.documents import (
    EmptyFile,
    FileWithMacros,
    LargeFile,
    UnknownFile,
    ending_of,
)
from bagdar.monitoring.rules.nouns import IndicatorContent, Origin, Reporter, ReportInfo, Subject
from bagdar.monitoring.rules.workflow import NotNow
from bagdar.monitoring.services.evidence import add_evidence, remove_evidence
from bagdar.monitoring.services.reporting import save_report, submit_report

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("loaded")]

AT = datetime(2023, 3, 1, tzinfo=UTC)
OFFICER = Actor("officer", "body")
PDF = b"%PDF-1.7 an order"
GIVEN = {"kind": "order", "title": "On the plan", "number": "137", "by": OFFICER, "at": AT}


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    yield tmp_path


@pytest.fixture
def report() -> ReportInfo:
    return save_report(
        "kz-2020-2025", Subject.parse("indicator:T1.4@2021"), Reporter("body", "mes"),
        IndicatorContent(value=64), origin=Origin.REAL, by=OFFICER, at=AT,
    )  # fmt: skip


def upload(content: bytes, name: str = "order.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def files() -> list[str]:
    return sorted(path.name for path in folder().rglob("*") if path.is_file())


def package(*members: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return held.getvalue()


def test_a_file_is_kept_under_its_checksum_and_comes_back(report: ReportInfo):
    made = add_evidence(report.id, **GIVEN, file=upload(PDF))
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert (made.sha256, made.size, made.media_type) == (sha256, len(PDF), "application/pdf")
    assert path_of(sha256) == folder() / sha256[:2] / sha256
    assert (read_file(sha256), files()) == (PDF, [sha256])
    assert oct(path_of(sha256).stat().st_mode & 0o777) == "0o400"
    event = Event.objects.get(action="monitoring.evidence_added")
    assert event.about == f"monitoring.report:{report.id}"
    assert event.facts["sha256"] == sha256


def test_the_same_file_behind_two_documents_lies_there_once(report: ReportInfo):
    first = add_evidence(report.id, **GIVEN, file=upload(PDF))
    second = add_evidence(report.id, **GIVEN, file=upload(PDF, "copy.pdf"))
    assert first.sha256 == second.sha256
    assert len(files()) == 1


def test_a_damaged_file_is_not_given_out_and_is_mended_by_the_same_one(report: ReportInfo):
    made = add_evidence(report.id, **GIVEN, file=upload(PDF))
    path_of(made.sha256).unlink()
    with pytest.raises(FileLost):
        read_file(made.sha256)
    path_of(made.sha256).write_bytes(b"%PDF-1.7 another")
    with pytest.raises(FileLost):
        read_file(made.sha256)
    add_evidence(report.id, **GIVEN, file=upload(PDF))
    assert read_file(made.sha256) == PDF


def test_what_is_taken_away_keeps_its_row_and_its_file(report: ReportInfo):
    made = add_evidence(report.id, **GIVEN, file=upload(PDF))
    gone = remove_evidence(made.id, by=OFFICER, at=AT)
    assert (gone.removed_at, gone.removed_by) == (AT, "officer")
    assert evidence_of([report.id]) == {}
    assert evidence_of([report.id], removed=True) == {report.id: (gone,)}
    assert read_file(made.sha256) == PDF
    assert remove_evidence(made.id, by=OFFICER, at=AT) == gone
    assert Event.objects.filter(action="monitoring.evidence_removed").count() == 1


def test_evidence_of_a_report_that_is_handed_in_stays_as_it_is(report: ReportInfo):
    made = add_evidence(report.id, **GIVEN)
    submit_report(report.id, by=OFFICER, at=AT, expect_version=1)
    with pytest.raises(NotNow):
        add_evidence(report.id, **GIVEN)
    with pytest.raises(NotNow):
        remove_evidence(made.id, by=OFFICER, at=AT)
    assert evidence_of([report.id]) == {report.id: (made,)}


def test_evidence_that_is_not_there_is_said_so():
    with pytest.raises(NoSuchEvidence):
        remove_evidence(uuid4(), by=OFFICER, at=AT)


def test_a_row_never_stands_without_its_file(report: ReportInfo, monkeypatch: Any):
    """The disk is full when the file gets its name."""

    def full(*args: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(kept.Coming, "keep", full)
    with pytest.raises(OSError):
        add_evidence(report.id, **GIVEN, file=upload(PDF))
    assert models.Evidence.objects.count() == 0
    assert files() == []


def test_a_file_is_on_the_disk_before_its_row_is_written(report: ReportInfo, monkeypatch: Any):
    done: list[str] = []
    fsync, create = os.fsync, models.Evidence.objects.create
    monkeypatch.setattr(kept.os, "fsync", lambda handle: (done.append("forced"), fsync(handle)))
    monkeypatch.setattr(
        models.Evidence.objects, "create", lambda **row: (done.append("row"), create(**row))[1]
    )
    add_evidence(report.id, **GIVEN, file=upload(PDF))
    assert done == ["forced", "forced", "forced", "row"]  # contents, its folder, the folder above


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"kind": "poem"}, "kind", "evidence_kind"),
        ({"title": " "}, "title", "report_missing"),
        ({"title": "x" * 301}, "title", "report_long"),
        ({"dated_on": date(2023, 3, 2)}, "dated_on", "evidence_future"),
        ({"url": "javascript:alert(1)"}, "url", "evidence_url"),
        ({"url": "https://"}, "url", "evidence_url"),
        ({"number": ""}, "number", "evidence_nothing"),
    ],
)
def test_particulars_that_lead_nowhere_are_refused(
    report: ReportInfo, change: dict[str, Any], field: str, code: str
):
    with pytest.raises(FaultyContent) as caught:
        add_evidence(report.id, **(GIVEN | change))
    assert [(one[0], one[1]) for one in caught.value.faults] == [(field, code)]
    assert models.Evidence.objects.count() == 0


WORD = ("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")
BOOK = ("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<x/>")
OPEN = ("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<o/>")


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (PDF, "pdf"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "png"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 20, "jpg"),
        (package(*WORD), "docx"),
        (package(*BOOK), "xlsx"),
        (package(*OPEN), "odt"),
        ("Бұйрық № 137".encode(), "txt"),
        ("Приказ № 137".encode("windows-1251"), "txt"),
        (b"\xef\xbb\xbfa;b\r\n1;2", "txt"),
    ],
)
def test_a_file_is_what_its_bytes_are(report: ReportInfo, content: bytes, ending: str):
    made = add_evidence(report.id, **GIVEN, file=upload(content, "anything.exe"))
    assert made.file_name == f"anything.{ending}"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyFile),
        (b"MZ\x90\0program", UnknownFile),
        (b"\x7fELF\x02\x01", UnknownFile),
        (b"#!/bin/sh\nrm -rf /", UnknownFile),
        (b"<!DOCTYPE html><script>alert(1)</script>", UnknownFile),
        (b"\xef\xbb\xbf  <svg onload=alert(1)>", UnknownFile),
        (b"{\\rtf1 old}", UnknownFile),
        (b"GIF89a", None),
        (b"PK\x03\x04 broken", UnknownFile),
        (package(("a.txt", b"x")), UnknownFile),
        (package(*WORD, ("word/vbaProject.bin", b"x")), FileWithMacros),
        (package(*OPEN, ("Basic/Standard/x.xml", b"x")), FileWithMacros),
        (package(("mimetype", b"0" * 50_000_000)), UnknownFile),
        (b"text\0with NUL", UnknownFile),
    ],
)
def test_whatever_else_it_is_is_refused_and_leaves_nothing(
    report: ReportInfo, content: bytes, error: Any
):
    if error is None:  # seven letters and digits are a text, whatever a viewer makes of them
        assert ending_of(io.BytesIO(content)) == "txt"
        return
    with pytest.raises(error):
        add_evidence(report.id, **GIVEN, file=upload(content))
    assert models.Evidence.objects.count() == 0
    assert files() == []


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(
    report: ReportInfo, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(settings, "EVIDENCE_MIB", 1)
    add_evidence(report.id, **GIVEN, file=upload(PDF + b" " * ((1 << 20) - len(PDF))))
    with pytest.raises(LargeFile):
        add_evidence(report.id, **GIVEN, file=upload(PDF + b" " * (1 << 20)))
    assert models.Evidence.objects.count() == 1
    assert len(files()) == 1


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("order.pdf", "order.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\docs\\Бұйрық № 137.docx", "Бұйрық № 137.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a_Set-Cookie_ x.pdf"),
        ("evil\u202efdp.exe", "evil_fdp.pdf"),
        ('q"uote;s.pdf', "q_uote_s.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        ("x" * 400 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_name_means_a_file_everywhere(given: str, name: str):
    assert safe_name(given, "pdf") == name
