"""RELIABILITY I1 on intake: files of the corpus as a form's file and as OneRoster, by page and API:
no failure, a report or one refusal of the whole, nothing echoed unescaped, nothing written.
"""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.access_tools import everything
from tests.register import organisation
from tests.rules.upload_corpus_cells import EVERY
from tests.web.test_monitoring_corpus import BLINK, ECHOES, NAME

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LANGUAGES = ("kk", "ru", "en")
WAYS = ("pupils", "staff", "oneroster")


@pytest.fixture(autouse=True)
def unhurried(settings: Any) -> None:
    settings.API_PER_ADDRESS = None
    settings.API_PER_SESSION = None


def by_page(client: Client, way: str, content: bytes, language: str) -> tuple[int, str]:
    given = {"file": SimpleUploadedFile(NAME, content), "trial": "1"}
    answer = client.post(f"/{language}/intake/{way}/new/", given)
    return answer.status_code, answer.content.decode()


def by_api(client: Client, way: str, content: bytes, language: str) -> tuple[int, str]:
    file, query = SimpleUploadedFile(NAME, content), f"?dry_run=true&lang={language}"
    if way == "oneroster":
        answer = client.post(f"/api/v1/intake/oneroster{query}", {"files": [file]})
    else:
        answer = client.post(f"/api/v1/intake/forms/{way}/files{query}", {"file": file})
    assert answer["Content-Type"].startswith("application/")
    return answer.status_code, json.dumps(answer.json())


def test_every_file_gets_a_report_or_one_refusal_and_nothing_is_written(
    accounts: Any, client_as: Any, pytestconfig: pytest.Config
) -> None:
    accounts["organisation"].organisation_id = organisation(region="KZ-11")
    accounts["organisation"].save()
    client = client_as("organisation")
    client.get("/kk/intake/")
    before, wrong = everything(but=BLINK), []
    step = 1 if pytestconfig.getoption("--thorough") else 6
    for number, case in enumerate(EVERY[::step]):
        language, way = LANGUAGES[number % 3], WAYS[number // 3 % 3]
        is_page = number % 2 == 0
        status, body = (by_page if is_page else by_api)(client, way, case.build(), language)
        if status not in (200, 413, 422):
            wrong.append(f"{case.name}: {way}: {status}")
        if is_page:
            wrong += [f"{case.name}: echoes {one!r}" for one in ECHOES if one in body]
    assert wrong == []
    assert everything(but=BLINK) == before
