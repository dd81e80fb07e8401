"""RELIABILITY I1 over HTTP: files of the corpus as a reader sends them, through page and API: no
failure, the reason in the reader's language, nothing echoed, nothing written.
"""

import json
from collections.abc import Iterator
from html import escape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bagdar.core.catalogue import Catalogue
from bagdar.core.errors import FaultyData
from bagdar.core.sentences import fault_message
from bagdar.monitoring.rules import uploads
from bagdar.monitoring.rules.declared import read_monitoring
from bagdar.monitoring.rules.upload_values import How
from tests.access_tools import everything
from tests.conftest import ROOT
from tests.rules.upload_corpus import Case
from tests.rules.upload_corpus_cells import EVERY

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.once]

PLACE = "programme/kz-2020-2025/deliveries"
NAME = "<img src=x onerror=alert(1)>.csv"
LANGUAGES = ("kk", "ru", "en")
BLINK = ["access.Session", "access.Allowance"]
ECHOES = (
    "<script>alert",
    "<img src=x",
    "<svg onload",
    "<b>2021",
    "<i>5",
    "<u>",
    "<s>1</s>",
    "\x1b[",
)


@pytest.fixture(autouse=True)
def unhurried(settings: Any) -> None:
    settings.API_PER_ADDRESS = None


def tries(thorough: bool) -> Iterator[tuple[Case, str, bool]]:
    """Every fourth file, its language and its way in turn; thorough: each file in every one.

    All of them are read every day in tests/rules/test_monitoring_uploads.py.
    """
    for number, case in enumerate(EVERY if thorough else EVERY[::4]):
        if thorough:
            yield from ((case, one, way) for one in LANGUAGES for way in (True, False))
        else:
            yield case, LANGUAGES[number % 3], number % 2 == 0


def by_page(client: Client, case: Case, language: str) -> tuple[int, str]:
    file = SimpleUploadedFile(NAME, case.build())
    given = {"file": file, "trial": "1", **(case.told or {})}
    answer = client.post(f"/{language}/{PLACE}/new/", given)
    return answer.status_code, answer.content.decode()


def by_api(client: Client, case: Case, language: str) -> tuple[int, str]:
    file = SimpleUploadedFile(NAME, case.build())
    given = {"file": file, **(case.told or {})}
    answer = client.post(f"/api/v1/{PLACE.replace('programme', 'programmes')}"
                         f"?dry_run=true&lang={language}", given)  # fmt: skip
    assert answer["Content-Type"].startswith("application/")
    return answer.status_code, json.dumps(answer.json(), ensure_ascii=False)


def messages(case: Case, catalogue: Catalogue, documents: Any, language: str) -> list[str]:
    """What a reader has to be told of a file, every cell of it."""
    try:
        how = How(**(case.told or {}))
        upload = uploads.read(catalogue, case.build(), "a.csv", documents, how)
    except FaultyData as error:
        return [fault_message(fault, catalogue, language) for fault in error.faults]
    return [
        catalogue.say(f"fault.{code}", language, **facts)
        for row in upload.rows
        for _, code, facts in row.faults
    ]


def test_every_file_is_answered_in_the_readers_language_and_nothing_is_written(
    loaded: Any, client_as: Any, catalogue: Catalogue, pytestconfig: pytest.Config
) -> None:
    client = client_as("body")
    documents = read_monitoring(ROOT / "data", "kz-2020-2025").documents
    client.get(f"/kk/{PLACE}/new/")
    before, wrong = everything(but=BLINK), []
    for case, language, is_page in tries(pytestconfig.getoption("--thorough")):
        status, body = (by_page if is_page else by_api)(client, case, language)
        if status != (422 if case.whole else 200):
            wrong.append(f"{case.name}: {status}")
        for message in messages(case, catalogue, documents, language):
            shown = escape(message) if is_page else json.dumps(message, ensure_ascii=False)[1:-1]
            if shown not in body:
                wrong.append(f"{case.name}: not told in {language}: {message}")
        if is_page:
            wrong += [f"{case.name}: echoes {one!r}" for one in ECHOES if one in body]
    assert wrong == []
    assert everything(but=BLINK) == before


def test_without_escaping_a_file_would_be_echoed(
    loaded: Any, client_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the page is made as if every text were safe."""
    from django.template import base

    monkeypatch.setattr(base, "conditional_escape", str)
    monkeypatch.setattr(base, "render_value_in_context", lambda value, context: str(value))
    [case] = [one for one in EVERY if one.name == "a script as a column"]
    _, body = by_page(client_as("body"), case, "en")
    assert "<script>alert" in body
