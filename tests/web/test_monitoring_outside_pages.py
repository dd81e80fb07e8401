"""Figures from outside on pages and in the API: entered by the coordinator, read by everybody."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bagdar.monitoring import models
from tests.services.test_monitoring_outside import PISA, csv

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("loaded")]
ROOT = "/en/programme/kz-2020-2025"
API = "/api/v1/programmes/kz-2020-2025/outside-figures"
GIVEN = {
    "row": "T1.2/math", "year": "2022", "value": "425", "document": "PISA 2022 Results",
    "page": "37", "published_on": "2023-12-05", "reason": "",
}  # fmt: skip


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def entered(client: Client, **more: str) -> Any:
    return client.post(f"{ROOT}/outside/new/", {**GIVEN, **more})


def test_a_coordinator_enters_a_figure_and_everybody_finds_where_it_was_published(
    client: Client, client_as: Callable[[str], Client]
):
    coordinator = client_as("coordinator")
    assert 'value="425"' not in text(coordinator, f"{ROOT}/outside/new/?row=T1.2/math&year=2022")
    assert entered(coordinator).status_code == 302
    one = models.Figure.objects.get()
    link = f"{ROOT}/figures/{one.pk}/"
    assert link in text(client, f"{ROOT}/outside/")
    assert link in text(client, f"{ROOT}/indicators/T1.2/")
    for language, publisher in (
        ("kk", "Экономикалық ынтымақтастық және даму ұйымы"),
        ("ru", "Организация экономического сотрудничества и развития"),
        ("en", "Organisation for Economic Co-operation and Development"),
    ):
        page = text(client, link.replace("/en/", f"/{language}/"))
        assert publisher in page and "PISA 2022 Results" in page and "37" in page
        assert one.recorded_by not in page  # accounts are named to those who read reports


def test_a_correction_asks_for_its_reason_and_the_earlier_value_keeps_its_page(
    client: Client, client_as: Callable[[str], Client]
):
    coordinator = client_as("coordinator")
    entered(coordinator)
    first = models.Figure.objects.get()
    refused = entered(coordinator, value="427")
    assert refused.status_code == 422 and "Say why it is replaced" in refused.content.decode()
    assert entered(coordinator, value="427", reason="The second edition").status_code == 302
    page = text(client, f"{ROOT}/figures/{first.pk}/")
    assert "This value was corrected later" in page and "427" in page


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"row": "I1.5.1"}, "Choose"),  # what records give is not offered
        ({"value": "4250"}, "Check the decimal mark"),
        ({"published_on": ""}, "published_on"),
        ({"year": "2021"}, "asks nobody for such a figure"),
        ({"document": ""}, "document"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_written(
    client_as: Callable[[str], Client], more: dict[str, str], told: str
):
    answer = entered(client_as("coordinator"), **more)
    assert answer.status_code == 422 and told in answer.content.decode()
    assert not models.Report.objects.exists()


def test_a_file_leads_to_what_came_of_each_row(client_as: Callable[[str], Client]):
    coordinator = client_as("coordinator")
    rows = csv({**PISA, "confirm": "yes"}, {**PISA, "row": "I1.5.1", "confirm": "yes"})
    file = SimpleUploadedFile("outside.csv", rows)
    sent = coordinator.post(f"{ROOT}/outside/file/", {"file": file})
    assert sent.status_code == 302
    assert "is computed from records" in text(coordinator, sent.headers["Location"])
    assert models.Figure.objects.get().accepted_at is not None
    bad = SimpleUploadedFile("outside.xlsx", b"no workbook")
    assert coordinator.post(f"{ROOT}/outside/file/", {"file": bad}).status_code == 422
    assert coordinator.post(f"{ROOT}/outside/file/").status_code == 422


def test_a_figure_that_was_not_accepted_has_no_page(client_as: Callable[[str], Client]):
    entered(client_as("coordinator"))
    models.Figure.objects.update(accepted_at=None)
    assert client_as("coordinator").get(f"{ROOT}/figures/1/").status_code == 404


def test_a_program_enters_corrects_and_reads_figures(
    client: Client, client_as: Callable[[str], Client]
):
    coordinator = client_as("coordinator")

    def send(value: float, row: str = "T1.2/math", **more: Any) -> Any:
        figure = {"row": row, "year": 2022, "value": value, "document": "PISA 2022 Results",
                  "published_on": "2023-12-05"}  # fmt: skip
        body = json.dumps({"figures": [figure], "confirmed": True, **more})
        return coordinator.post(API, body, content_type="application/json")

    assert send(425).json()["taken"] == 1
    assert send(425).status_code == 200
    assert send(427).status_code == 422
    assert send(427, reason="The second edition").json()["corrected"] == 1
    assert send(80, row="I1.5.1").json()["code"] == "monitoring.from_records"
    assert send(0.1234567).json()["errors"]
    told = client.get(API, {"row": "T1.2/math", "superseded": "true"}).json()
    assert [one["value"] for one in told["items"]] == [427, 425]
    assert told["items"][0]["publisher"].endswith("(ЭЫДҰ)")
    assert told["items"][1]["superseded_at"] == told["items"][0]["accepted_at"]
    file = io.BytesIO(csv({**PISA, "row": "T1.2/science", "confirm": "yes"}))
    file.name = "more.csv"
    assert coordinator.post(f"{API}/file", {"file": file}).json()["taken"] == 1
