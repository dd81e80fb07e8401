"""RELIABILITY I2 for the API: a body that is no JSON of ours is refused in the caller's language,
with its place, and nothing of it is written.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as of_django

from bagdar.look.words import words_catalogue
from bagdar.monitoring import models
from tests.access_tools import everything

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("loaded")]

HERE = "/api/v1/programmes/kz-2020-2025"
LANGUAGES = ("kk", "ru", "en")
BLINK = ["access.Session", "access.Allowance", "audit.Event"]
REPORT = '{{"subject": {}, "version": {}, "content": {{"kind": "indicator", "value": {}{}}}}}'
SUBJECT = '"indicator:T1.4@2021"'
DEEP = 100_000


def said(value: str = "64", *, subject: str = SUBJECT, version: str = "0", more: str = "") -> str:
    return REPORT.format(subject, version, value, more)


@pytest.fixture(autouse=True)
def nothing_is_written(loaded: Any, client_as: Any) -> Iterator[None]:
    client_as("public")  # the accounts are made
    before = everything(but=BLINK)
    yield
    assert everything(but=BLINK) == before


def put(client: Any, body: bytes, language: str = "en", **headers: str) -> Any:
    return client.put(
        f"{HERE}/reports?lang={language}", body, content_type="application/json", headers=headers
    )


BROKEN = {
    "NaN": said("NaN"),
    "Infinity": said("-Infinity"),
    "a name twice": said(more=', "value": 65'),
    "a name twice outside": said()[:-1] + f', "subject": {SUBJECT}' + "}",
    "objects without end": '{"a":' * DEEP + "1" + "}" * DEEP,
    "lists without end": "[" * DEEP,
    "a number of 6,000 digits": said("9" * 6000),
    "a byte of zero": said() + "\x00",
    "cut off": said()[:-1],
    "a mark of UTF-8": "\ufeff" + said(),
    "quotes of another kind": said().replace('"', "'"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("key", ["", "once"])
def test_what_is_no_json_of_one_meaning_is_refused(client_as: Any, name: str, key: str) -> None:
    client = client_as("body")
    headers = {"Idempotency-Key": key} if key else {}
    for language in LANGUAGES:
        answer = put(client, BROKEN[name].encode(), language, **headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
        assert answer.json()["detail"] == words_catalogue().say("api.body", language)
        assert answer["Content-Language"] == language


@pytest.mark.parametrize("encoding", ["cp1251", "kz1048", "utf-16", "utf-32"])
def test_a_body_in_another_encoding_is_never_guessed(client_as: Any, encoding: str) -> None:
    text = said(more=', "text": "Отчёт"')
    answer = put(client_as("body"), text.encode(encoding))
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        (said("1e12"), "content.indicator.value", "parameter_large"),
        (said("-1000000000000"), "content.indicator.value", "parameter_large"),
        (said('"' + "9" * 4000 + '"'), "content.indicator.value", "parameter_digits"),
        (said('"0.1234567"'), "content.indicator.value", "parameter_places"),
        (said('"64,5"'), "content.indicator.value", "parameter_number"),
        (said('"NaN"'), "content.indicator.value", "parameter_number"),
        (said("1e999"), "content.indicator.value", "parameter_number"),
        (said("true"), "content.indicator.value", "parameter_number"),
        (said("null"), "content.indicator.value", "parameter_number"),
        (said("[64]"), "content.indicator.value", "parameter_number"),
        (said(more=', "text": "\\ud800"'), "content.indicator.text", "parameter_value"),
        (said(more=', "text": "a\\u0000"'), "content.indicator.text", "parameter_value"),
        (said(subject='"\\ud800"'), "subject", "parameter_value"),
        (said(subject='"indicator:T1.4@\uff12\uff10\uff12\uff11"'), "subject", "parameter_value"),
        (said(version="9" * 400), "version", "parameter_most"),
        (said(version="-1"), "version", "parameter_least"),
        (said(more=', "mine": 1'), "content.indicator.mine", "parameter_unknown"),
        ("[]", "", "parameter_value"),
        ("1", "", "parameter_value"),
    ],
)
def test_a_value_that_cannot_be_one_is_named(
    client_as: Any, body: str, field: str, code: str
) -> None:
    client = client_as("body")
    for language in LANGUAGES:
        answer = put(client, body.encode(), language)
        assert answer.status_code == 422
        told = {error["field"]: error for error in answer.json()["errors"]}
        error = told["body.given" + (f".{field}" if field else "")]
        assert error["code"] == code
        assert "{" not in error["message"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"indicators": [{"row": "T1.4", "year": 2021, "value": 1e13}]}', "indicators.0.value"),
        (b'{"indicators": [{"row": "T1.4", "year": 2101, "value": 1}]}', "indicators.0.year"),
        (b'{"money": [' + b"{}," * 1_900_000 + b"{}]}", "money"),
    ],
)
def test_a_batch_with_what_cannot_be_is_refused_whole(
    client_as: Any, body: bytes, field: str
) -> None:
    client = client_as("body")
    answer = client.post(f"{HERE}/deliveries/batch", body, content_type="application/json")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [f"body.batch.{field}"]
    assert len(answer.content) < 2000


def test_a_batch_with_a_name_twice_is_refused_whole(client_as: Any) -> None:
    row = b'{"row": "T1.4", "year": 2021, "value": 64, "value": 65}'
    answer = client_as("body").post(
        f"{HERE}/deliveries/batch", b'{"indicators": [' + row + b"]}",
        content_type="application/json",
    )  # fmt: skip
    assert answer.status_code == 400


@pytest.mark.parametrize("key", ["", "once"])
def test_a_body_over_the_limit_is_called_too_large(client_as: Any, key: str) -> None:
    client = client_as("body")
    body = said().encode() + b" " * of_django.DATA_UPLOAD_MAX_MEMORY_SIZE
    headers = {"Idempotency-Key": key} if key else {}
    for language in LANGUAGES:
        answer = put(client, body, language, **headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        detail = words_catalogue().say("look.problem.too_large.detail", language)
        assert answer.json()["detail"] == detail


def test_without_the_parser_the_second_of_two_values_would_be_taken(
    client_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: Python's own reader says nothing of the first."""
    from django.db import transaction
    from ninja.parser import Parser

    from bagdar.config.api import OneMeaningJSON

    monkeypatch.setattr(OneMeaningJSON, "parse_body", Parser.parse_body)
    with transaction.atomic():
        assert put(client_as("body"), BROKEN["a name twice"].encode()).status_code == 200
        assert models.Report.objects.get().content["value"] == "65"
        transaction.set_rollback(True)
