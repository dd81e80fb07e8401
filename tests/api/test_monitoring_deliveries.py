"""Files and batches of reports by program: once each, with every reason in the answer."""

import csv
import io
import json
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bagdar.monitoring import models

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("loaded")]

LIST = "/api/v1/programmes/kz-2020-2025/deliveries"
GOOD = "measure;year;source;spent\n2;2021;РБ;580000\n"
BATCH = {
    "money": [
        {"measure": "2", "year": 2021, "source": "РБ", "spent": 580000},
        {"measure": "2", "year": 2021, "source": "XX", "spent": 1},
    ]
}


def send_file(ready: Any, text: str, query: str = "", **headers: str) -> Any:
    client, token = ready
    file = SimpleUploadedFile("money.csv", text.encode())
    return client.post(LIST + query, {"file": file}, headers={**token, **headers})


def send_batch(ready: Any, batch: Any, query: str = "", **headers: str) -> Any:
    client, token = ready
    return client.post(
        f"{LIST}/batch{query}",
        json.dumps(batch),
        content_type="application/json",
        headers={**token, **headers},
    )


def test_a_file_is_taken_once_and_its_second_sending_says_so(writing: Any) -> None:
    body = writing("body")
    first, second = send_file(body, GOOD), send_file(body, GOOD)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["taken"] == 1
    assert second.json() == {**first.json(), "again": True}
    assert models.Step.objects.count() == 1


def test_a_batch_keeps_its_good_rows_and_says_why_the_others_came_back(writing: Any) -> None:
    answer = send_batch(writing("body"), BATCH, "?lang=en")
    assert answer.status_code == 201
    told = answer.json()
    assert (told["rows"], told["taken"], told["refused"]) == (2, 1, 1)
    [row] = told["returned"]
    assert (row["kind"], row["line"], row["cells"]["source"]) == ("money", 2, "XX")
    [remark] = row["remarks"]
    assert (remark["column"], remark["code"]) == ("source", "report_source")
    assert "XX" in remark["message"]
    assert models.Spending.objects.get().spent == 580000


def test_a_question_is_answered_by_confirming(writing: Any) -> None:
    body = writing("body")
    row = {"measure": "2", "year": 2021, "source": "РБ", "spent": 580000000}
    asked = send_batch(body, {"money": [row]}).json()
    assert (asked["taken"], asked["asked"]) == (0, 1)
    assert asked["returned"][0]["remarks"][0]["question"] is True
    assert send_batch(body, {"money": [{**row, "confirm": True}]}).json()["taken"] == 1


def test_a_dry_run_writes_nothing(writing: Any) -> None:
    answer = send_batch(writing("body"), BATCH, "?dry_run=true")
    assert (answer.status_code, answer.json()["id"]) == (200, None)
    assert answer.json()["taken"] == 1
    assert models.Delivery.objects.count() == models.Report.objects.count() == 0


def test_a_key_gives_the_same_answer_and_no_second_effect(writing: Any) -> None:
    body, key = writing("body"), {"Idempotency-Key": "money-2021"}
    first, second = send_batch(body, BATCH, **key), send_batch(body, BATCH, **key)
    assert first.content == second.content
    assert second["Idempotency-Replayed"] == "true"
    other = send_batch(body, {"money": BATCH["money"][:1]}, **key)
    assert other.status_code == 409
    assert models.Delivery.objects.count() == 1


def test_an_unreadable_file_is_a_problem_with_reason_and_remedy(writing: Any) -> None:
    client, token = writing("body")
    file = SimpleUploadedFile("x.csv", "row;year;value\nТ;2021;Ә\n".encode("kz1048"))
    answer = client.post(LIST + "?lang=en", {"file": file}, headers=token)
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["code"] == "upload_encoding"
    assert "kz-1048" in error["message"]
    assert models.Delivery.objects.count() == 0


@pytest.mark.parametrize(
    "batch",
    [
        {},
        {"money": []},
        {"money": [{"measure": "2", "year": "2021", "source": "РБ"}]},
        {"money": [{"measure": 2, "year": 2021, "source": "РБ"}]},
        {"money": [{"measure": "2", "year": 2021, "source": "РБ", "spent": 1e300}]},
        {"money": [{"measure": "2", "year": 2021, "source": "РБ", "amount": 1}]},
        {"money": [{"measure": "\ud800", "year": 2021, "source": "РБ", "spent": 1}]},
        {"budget": []},
        [],
    ],
)
def test_a_batch_that_is_none_is_refused_whole(writing: Any, batch: Any) -> None:
    answer = send_batch(writing("body"), batch)
    assert answer.status_code == 422
    assert models.Delivery.objects.count() == 0


def test_each_sees_its_own_and_the_coordinator_all(writing: Any, client_as: Any) -> None:
    id = send_file(writing("body"), GOOD).json()["id"]
    place = f"/api/v1/deliveries/{id}"
    assert client_as("body").get(place).json()["taken"] == 1
    assert client_as("region").get(place).status_code == 404
    assert client_as("region").get(LIST).json()["count"] == 0
    assert client_as("coordinator").get(LIST).json()["items"][0]["id"] == id
    assert client_as("public").get(place).status_code == 401


def test_only_a_body_or_a_region_delivers(writing: Any) -> None:
    for role in ("coordinator", "auditor"):
        assert send_file(writing(role), GOOD).status_code == 403


def test_the_template_comes_as_a_workbook_or_as_csv(client_as: Any) -> None:
    client = client_as("region")
    book = client.get(LIST + "/template?year=2021&lang=ru")
    sheets = openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames
    assert sheets[-1] == "Инструкция"
    text = client.get(LIST + "/template?year=2021&kind=indicators").content.decode()
    assert "T1.1/1-6;2021" in text
    assert client_as("coordinator").get(LIST + "/template").status_code == 403
    assert client_as("coordinator").get(LIST + "/template?reporter=body:mes").status_code == 200


def test_a_template_goes_round(writing: Any) -> None:
    client, token = writing("region")
    text = client.get(LIST + "/template?year=2021&kind=indicators").content.decode()
    header, *rows = csv.reader(text.removeprefix("\ufeff").splitlines(), delimiter=";")
    places = {name: place for place, name in enumerate(header)}
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(header)
    for row in rows:
        row[places["value"]] = row[places["target"]] or "1"
        row[places["weight"]] = "15000" if "салмағы" in row[places["unit"]] else ""
        row[places["confirm"]] = "иә"
        writer.writerow(row)
    told = send_file((client, token), out.getvalue()).json()
    assert told["refused"] == 0, told["returned"][:3]
    assert told["taken"] == len(rows) > 5
    assert models.Figure.objects.filter(region="KZ-11").count() == told["taken"]
