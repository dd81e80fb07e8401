"""Reports by file on the pages: the template, the file, the rows that come back."""

import io
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bagdar.monitoring import models
from bagdar.monitoring.services import intake

pytestmark = [pytest.mark.django_db, pytest.mark.database]

BASE = "/kk/programme/kz-2020-2025/deliveries/"
HEAD = "measure;year;source;budget_programme;plan;revised;spent;confirm\n"


def sent(client: Any, text: str | bytes, name: str = "ақша.csv", **fields: str) -> Any:
    content = text.encode() if isinstance(text, str) else text
    return client.post(BASE + "new/", {"file": SimpleUploadedFile(name, content), **fields})


def body_of(answer: Any) -> str:
    return answer.content.decode()


def test_a_template_comes_in_the_readers_language_with_what_is_open(
    loaded: Any, client_as: Any
) -> None:
    client = client_as("body")
    answer = client.get(BASE + "template/?year=2021&language=ru")
    assert answer.status_code == 200
    assert (
        'filename="bagdar-kz-2020-2025-template-mes-2021-ru.xlsx"' in answer["Content-Disposition"]
    )
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Этапы", "Показатели", "Деньги", "Инструкция"]
    money = [[cell.value for cell in row] for row in book["Деньги"].iter_rows(max_row=2)]
    assert money[0][:2] == ["Мероприятие *", "Год *"]
    assert money[1][1] == 2021


def test_a_template_as_csv_holds_one_kind_under_the_columns_names(
    loaded: Any, client_as: Any
) -> None:
    text = body_of(client_as("region").get(BASE + "template/?year=2021&kind=indicators"))
    header, first = text.removeprefix("\ufeff").splitlines()[:2]
    keys, said = "row;year;name;unit;target;state", "value;weight;document;page;published_on"
    assert header == f"{keys};{said};text;confirm"
    assert first.split(";")[:2] == ["T1.1/1-6", "2021"]


def test_a_coordinator_gets_the_template_of_whom_is_named(loaded: Any, client_as: Any) -> None:
    client = client_as("coordinator")
    assert client.get(BASE + "template/").status_code == 403
    answer = client.get(BASE + "template/?reporter=region:KZ-11&year=2021")
    assert answer.status_code == 200
    assert "template-KZ-11-2021" in answer["Content-Disposition"]


def test_good_rows_come_in_and_bad_ones_are_shown_with_reason_and_remedy(
    loaded: Any, client_as: Any
) -> None:
    client = client_as("body")
    answer = sent(client, HEAD + "2;2021;РБ;;580899;580899;580000;\n2;2022;XX;;1;1;1;\n")
    assert answer.status_code == 302
    shown = body_of(client.get(answer["Location"]))
    assert "Қайтарылған жолдар" in shown
    assert "Ақша, 3-жол" in shown
    assert models.Report.objects.count() == 1
    assert models.Spending.objects.get().spent == 580000


def test_the_same_file_leads_to_its_first_delivery(loaded: Any, client_as: Any) -> None:
    client = client_as("body")
    first = sent(client, HEAD + "2;2021;РБ;;580899;580899;580000;\n")
    again = sent(client, HEAD + "2;2021;РБ;;580899;580899;580000;\n", "басқа.csv")
    assert again["Location"] == first["Location"] + "?again=1"
    assert models.Delivery.objects.count() == 1
    assert "ештеңе өзгермеді" in body_of(client.get(again["Location"]))


def test_a_trial_shows_everything_and_writes_nothing(loaded: Any, client_as: Any) -> None:
    answer = sent(client_as("body"), HEAD + "2;2021;РБ;;;;580000;\n2;2022;XX;;1;1;1;\n", trial="1")
    assert answer.status_code == 200
    assert "Бұл – сынақ" in body_of(answer)
    assert models.Delivery.objects.count() == models.Report.objects.count() == 0


def test_the_form_says_what_is_wrong_beside_the_field(loaded: Any, client_as: Any) -> None:
    answer = client_as("body").post(BASE + "new/", {})
    assert answer.status_code == 422
    assert "Файлды таңдаңыз." in body_of(answer)


def test_an_encoding_is_asked_for_and_never_guessed_in_silence(loaded: Any, client_as: Any) -> None:
    client = client_as("region")
    text = "row;year;value;weight;document\nT1.1/1-6;2021;81;15000;Өңірлік есеп, Ақмола\n"
    refused = sent(client, text.encode("kz1048"))
    assert refused.status_code == 422
    assert "kz-1048" in body_of(refused)
    assert 'name="encoding"' in body_of(refused)
    wrong = sent(client, text.encode("kz1048"), encoding="windows-1251")
    assert wrong.status_code == 422
    assert models.Delivery.objects.count() == 0
    taken = sent(client, text.encode("kz1048"), encoding="kz-1048")
    assert taken.status_code == 302
    assert models.Figure.objects.get().document == "Өңірлік есеп, Ақмола"


def test_a_file_over_the_limit_is_refused_before_it_is_read(
    loaded: Any, client_as: Any, settings: Any, monkeypatch: Any
) -> None:
    settings.UPLOAD_MIB = 1
    monkeypatch.setattr(intake, "deliver", None)  # nobody gets as far as calling it
    answer = sent(client_as("body"), b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 422
    assert "шегі 1 МиБ" in body_of(answer)


def test_what_a_file_holds_is_shown_escaped(loaded: Any, client_as: Any) -> None:
    client = client_as("body")
    evil = '"<script>alert(1)</script>"'
    answer = sent(client, HEAD + f"{evil};2021;РБ;;;;1;\n", '<b>"x"</b>.csv')
    shown = body_of(client.get(answer["Location"]))
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_returned_rows_are_mended_in_their_file_and_sent_again(loaded: Any, client_as: Any) -> None:
    client = client_as("body")
    rows = "2;2021;РБ;;580899;580899;580000;\n10;2021;РБ;001;1239;1239;=1+1;\n"
    first = sent(client, HEAD + rows + "10;2022;РБ;001;1299;1299;1299000;\n")
    file = client.get(first["Location"] + "returned.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    sheet = book["Ақша"]
    header = [cell.value for cell in sheet[1]]
    places = {name: place for place, name in enumerate(header, start=1)}
    reasons = sheet.cell(2, places["Қайтару себебі"]).value
    assert "формула" in reasons
    assert sheet.cell(2, places["Жұмсалғаны, млн теңге"]).value == "'=1+1"
    assert sheet.cell(2, places["Бюджеттік бағдарлама"]).value == "001"
    sheet.cell(2, places["Жұмсалғаны, млн теңге"], 1200)
    sheet.cell(3, places["Растау"], "иә")
    out = io.BytesIO()
    book.save(out)
    second = sent(client, out.getvalue(), "түзетілген.xlsx")
    assert second["Location"] != first["Location"]
    last = models.Delivery.objects.order_by("-at").first()
    assert (last.rows, last.taken, last.refused) == (2, 2, 0)
    assert {one.spent for one in models.Spending.objects.all()} == {580000, 1200, 1299000}


def test_nobody_learns_of_anothers_delivery(loaded: Any, client_as: Any) -> None:
    delivered = sent(client_as("body"), HEAD + "2;2021;РБ;;580899;580899;580000;\n")["Location"]
    other = client_as("region")
    assert other.get(delivered).status_code == 404
    assert other.get(delivered + "returned.xlsx").status_code == 404
    assert "ақша.csv" not in body_of(other.get(BASE))
    assert "ақша.csv" in body_of(client_as("coordinator").get(BASE))
    assert client_as("auditor").get(delivered).status_code == 200
    assert client_as("public").get(delivered).status_code == 302


def test_only_a_body_or_a_region_delivers(loaded: Any, client_as: Any) -> None:
    for role in ("coordinator", "auditor"):
        assert client_as(role).get(BASE + "new/").status_code == 403
    assert client_as("public").get(BASE + "new/").status_code == 302


def test_the_list_and_the_reasons_leave_as_files_that_nothing_runs(
    loaded: Any, client_as: Any
) -> None:
    client = client_as("body")
    address = sent(client, HEAD + "=cmd|' /C calc'!A0;2021;РБ;;;;1;\n", "=x.csv")["Location"]
    text = body_of(client.get(address + "?table=returned&as=csv"))
    assert "'=cmd|" in text
    assert "'=x.csv" in body_of(client.get(BASE + "?table=deliveries&as=csv"))


def test_what_demonstration_accounts_deliver_is_marked(
    loaded: Any, client_as: Any, accounts: Any
) -> None:
    accounts["body"].is_demonstration = True
    accounts["body"].save()
    client = client_as("body")
    address = sent(client, HEAD + "2;2021;РБ;;580899;580899;580000;\n")["Location"]
    assert "Шартты деректер" in body_of(client.get(address))
    assert models.Report.objects.get().origin == "illustrative"


def test_deliveries_stand_in_the_audit_trail(loaded: Any, client_as: Any) -> None:
    from bagdar.audit.models import Event

    sent(client_as("body"), HEAD + "2;2021;РБ;;580899;580899;580000;\n")
    event = Event.objects.get(action="monitoring.file_delivered")
    assert (event.actor, event.facts["taken"]) == ("test-body", 1)
    assert event.at <= datetime.now(UTC)
