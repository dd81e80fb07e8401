"""The page of yearly reports: who may ask, what is said of a mistake, and what is handed out."""

import pytest
from django.test import Client

from bagdar import jobs as processes
from bagdar.monitoring import models
from bagdar.monitoring.reports import jobs
from tests.quick_reports import quick_build

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PAGE = "/kk/programme/kz-2020-2025/reports/yearly/"
ASKED = {"year": "2021", "region": "", "language": "kk", "format": "xlsx"}


@pytest.fixture(autouse=True)
def no_builder(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    started: list[int] = []
    monkeypatch.setattr(jobs, "build", quick_build)
    monkeypatch.setattr(processes, "SECONDS", 3600)
    monkeypatch.setattr(jobs, "start_builder", lambda: started.append(1))
    return started


def text(answer) -> str:
    return answer.content.decode()


def test_everybody_reads_the_list_and_nobody_unknown_may_ask(loaded, client_as, no_builder):
    public = client_as("public")
    page = public.get(PAGE)
    assert page.status_code == 200 and "Дайын есеп әлі жоқ." in text(page)
    assert 'id="ask"' not in text(page)
    assert public.post(PAGE, ASKED).status_code == 403
    assert models.YearlyReport.objects.count() == 0 and no_builder == []


@pytest.mark.parametrize("role", ["body", "region", "coordinator", "auditor"])
def test_those_of_the_table_may_ask(loaded, client_as, no_builder, role):
    client = client_as(role)
    assert 'id="ask"' in text(client.get(PAGE))
    answer = client.post(PAGE, ASKED)
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}#jobs")
    assert models.YearlyReport.objects.count() == 1 and no_builder == [1]


def test_the_page_renews_itself_while_something_is_built_and_stops_after(loaded, client_as):
    client = client_as("coordinator")
    client.post(PAGE, ASKED)
    assert '<meta http-equiv="refresh" content="3">' in text(client.get(PAGE))
    jobs.build_waiting()
    page = text(client.get(PAGE))
    assert 'http-equiv="refresh"' not in page
    report = models.YearlyReport.objects.get()
    assert report.sha256 in page and f"{PAGE}{report.pk}/" in page


def test_a_built_file_is_an_attachment_for_everybody(loaded, client_as):
    client_as("body").post(PAGE, {**ASKED, "format": "html", "language": "ru"})
    jobs.build_waiting()
    report = models.YearlyReport.objects.get()
    answer = client_as("public").get(f"{PAGE}{report.pk}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["Content-Disposition"] == (
        'attachment; filename="bagdar-kz-2020-2025-1-report-2021-ru.html"'
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "language='ru'" in text(answer)


def test_a_report_that_is_not_ready_or_not_there_has_no_file(loaded, client_as):
    client = client_as("coordinator")
    client.post(PAGE, ASKED)
    report = models.YearlyReport.objects.get()
    assert client.get(f"{PAGE}{report.pk}/").status_code == 409
    assert client.get(f"{PAGE}{models.uuid.uuid4()}/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("year", "2030"), ("year", "x"), ("year", ""), ("year", "٢٠٢١"), ("year", "2021 "),
        ("region", "KZ-10"), ("region", "' OR 1"), ("language", "de"), ("format", "exe"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_next_to_its_field_and_what_was_chosen_stays(
    loaded, client_as, field, value
):
    answer = client_as("coordinator").post(PAGE, {**ASKED, "format": "docx", field: value})
    page = text(answer)
    assert answer.status_code == 422
    assert f'id="yearly-{field}-error"' in page
    if field != "format":
        assert '<option value="docx" selected>' in page
    assert models.YearlyReport.objects.count() == 0


def test_a_report_that_failed_says_why_and_can_be_started_again(loaded, client_as, monkeypatch):
    client = client_as("coordinator")
    client.post(PAGE, ASKED)
    with monkeypatch.context() as broken:
        broken.setattr(jobs, "build", lambda *_: 1 / 0)
        jobs.build_waiting()
    page = text(client.get(PAGE))
    assert "ZeroDivisionError" in page and "Қайта бастау" in page
    assert "Қайта бастау" not in text(client_as("public").get(PAGE))
    client.post(PAGE, ASKED)
    jobs.build_waiting()
    assert models.YearlyReport.objects.get().status == "ready"


def test_a_form_from_elsewhere_is_refused(loaded, accounts):
    client = Client(enforce_csrf_checks=True)
    client.force_login(accounts["coordinator"])
    assert client.post(PAGE, ASKED).status_code == 403
    assert models.YearlyReport.objects.count() == 0
