"""A secretary delivers, reads what came back and mends it; others see what they may."""

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bagdar.intake import models
from bagdar.intake.rules.forms import FORMS
from bagdar.registry import models as register
from tests.access_matrix import Ask, Matrix, Thing
from tests.pupils import COLUMNS, pupils, tidy, to_csv
from tests.register import organisation
from tests.services.intake_tools import counted, delivered

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NEW, PAGE = "/kk/intake/pupils/new/", "/kk/intake/deliveries/"


@pytest.fixture
def secretary(school: UUID, client_as: Callable[[str], Client]) -> Client:
    return client_as("organisation")


def sent(client: Client, content: bytes, name: str = "5-сынып.csv", **more: str) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(NEW, {"file": file, "decimal": ",", **more})


def faulty(count: int = 4) -> list[dict[str, Any]]:
    rows = tidy(pupils(count))
    rows[1]["born_on"] = "2013-02-31"
    return rows


def test_a_file_is_delivered_and_its_page_tells_what_came_of_it(secretary: Client):
    answer = sent(secretary, to_csv(faulty()))
    one = models.Delivery.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"{PAGE}{one.pk}/"
    page = secretary.get(answer["Location"]).content.decode()
    for text in ("енгізілді", "3-жол", "2013-02-31", "Қайтарылған жолдарды жүктеу (XLSX)"):
        assert text in page
    assert "hx-get" not in page.split('id="state"')[1].split(">")[0]


def test_the_annotated_file_is_mended_and_delivered_as_it_is(secretary: Client):
    sent(secretary, to_csv(faulty()))
    one = models.Delivery.objects.get()
    answer = secretary.get(f"{PAGE}{one.pk}/returned.xlsx")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet[1]]
    assert names == [*COLUMNS, "Себептері"] and sheet.max_row == 2
    sheet.cell(2, names.index("born_on") + 1, "2013-02-28")
    mended = io.BytesIO()
    book.save(mended)
    sent(secretary, mended.getvalue(), "mended.xlsx")
    again = models.Delivery.objects.exclude(pk=one.pk).get()
    assert (again.counts["taken"], again.counts["refused"]) == (1, 0)
    assert register.Enrolment.objects.filter(register.CURRENT).count() == 4


def test_the_same_file_a_second_time_shows_the_first_delivery(secretary: Client):
    sent(secretary, to_csv(faulty()))
    answer = sent(secretary, to_csv(faulty()))
    assert answer["Location"].endswith("?again=1")
    assert models.Delivery.objects.count() == 1
    assert "екінші рет ештеңе өзгермейді" in secretary.get(answer["Location"]).content.decode()


def test_a_trial_shows_what_would_change_and_writes_nothing(secretary: Client):
    before = counted()
    page = sent(secretary, to_csv(faulty()), trial="1").content.decode()
    assert "ештеңе жазылған жоқ" in page and "Тізілімде не өзгерер еді" in page
    after = counted()
    assert {name for name in after if after[name] != before[name]} <= {"access.Session"}


def test_an_encoding_is_asked_for_and_then_believed(secretary: Client):
    content = to_csv([{**pupils(1)[0].cells, "family": "Қыдырғали"}], encoding="kz1048")
    refused = sent(secretary, content)
    assert refused.status_code == 422 and 'name="encoding"' in refused.content.decode()
    assert sent(secretary, content, encoding="kz-1048").status_code == 302


def test_a_larger_delivery_is_loaded_beside_the_service_and_its_page_asks_again(
    secretary: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
):
    from bagdar import jobs
    from bagdar.intake import loader

    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(jobs, "start", lambda *words: started.append(words))
    monkeypatch.setattr(loader, "AT_ONCE", 3)
    with django_capture_on_commit_callbacks(execute=True):
        answer = sent(secretary, to_csv(tidy(pupils(4))))
        assert started == []  # not before the delivery is there for everybody
    one = models.Delivery.objects.get()
    assert started == [("intake", "resume", str(one.pk))] and one.state == "received"
    page = secretary.get(answer["Location"]).content.decode()
    assert (
        'hx-trigger="load delay:2s"' in page and '<meta http-equiv="refresh" content="2">' in page
    )
    assert loader.resume() == 1
    assert 'hx-trigger="load' not in secretary.get(answer["Location"]).content.decode()


def test_one_record_is_held_to_the_same_rules(secretary: Client):
    cells = pupils(1)[0].cells
    wrong = secretary.post("/kk/intake/pupils/record/", {**cells, "born_on": "2013-02-31"})
    assert wrong.status_code == 422 and models.Delivery.objects.count() == 0
    assert 'value="2013-02-31"' in wrong.content.decode()
    answer = secretary.post("/kk/intake/pupils/record/", cells)
    assert answer.status_code == 302
    assert models.Delivery.objects.get().counts["new_people"] == 1


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_a_template_whose_columns_are_read_again(form: str, client: Client):
    for language in ("kk", "ru", "en"):
        answer = client.get(f"/kk/intake/{form}/template.xlsx?language={language}")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert len(list(book.worksheets[0][1])) == len(FORMS[form].columns)
    text = client.get(f"/kk/intake/{form}/template.csv").content.decode("utf-8-sig")
    assert len(text.splitlines()[0].split(";")) == len(FORMS[form].columns)


def test_what_the_register_holds_is_a_file_that_changes_nothing_when_delivered(
    secretary: Client, school: UUID
):
    delivered(to_csv(tidy(pupils(4))), school)
    answer = secretary.get(f"/kk/intake/pupils/today.xlsx?organisation={school}")
    assert answer.status_code == 200
    sent(secretary, answer.content, "today.xlsx")
    one = models.Delivery.objects.exclude(file_name="5-сынып.csv").get()
    assert (one.counts["rows"], one.counts["unchanged"]) == (4, 4)


def test_a_delivery_is_withdrawn_whole_with_a_reason(secretary: Client):
    sent(secretary, to_csv(tidy(pupils(3))))
    one = models.Delivery.objects.get()
    refused = secretary.post(f"{PAGE}{one.pk}/withdraw/", {"reason": " "})
    assert refused.status_code == 422
    assert register.Enrolment.objects.filter(register.CURRENT).count() == 3
    answer = secretary.post(f"{PAGE}{one.pk}/withdraw/", {"reason": "бөтен сынып"})
    assert answer.status_code == 302
    assert register.Enrolment.objects.filter(register.CURRENT).count() == 0
    assert register.PersonKey.objects.count() == 0
    page = secretary.get(f"{PAGE}{one.pk}/").content.decode()
    assert "қайтарылып алынды" in page and "бөтен сынып" in page
    assert sent(secretary, to_csv(tidy(pupils(3))))["Location"] != f"{PAGE}{one.pk}/"
    assert register.Enrolment.objects.filter(register.CURRENT).count() == 3


# --- who may --------------------------------------------------------------------------------------


def test_an_auditor_sees_reasons_and_no_values(school: UUID, client_as: Callable[[str], Client]):
    one = delivered(to_csv(faulty()), school)
    auditor, secretary = client_as("auditor"), client_as("organisation")
    page = auditor.get(f"{PAGE}{one.id}/").content.decode()
    assert "3-жол" in page and "2013-02-31" not in page
    assert "2013-02-31" in secretary.get(f"{PAGE}{one.id}/").content.decode()


def test_a_number_is_shown_masked(secretary: Client, school: UUID):
    pupil = pupils(1)[0]
    wrong = pupil.iin[:-1] + str((int(pupil.iin[-1]) + 1) % 10)
    one = delivered(to_csv([{**pupil.cells, "iin": wrong}]), school)
    page = secretary.get(f"{PAGE}{one.id}/").content.decode()
    assert wrong not in page and wrong[:4] in page


def test_every_cell_of_the_access_table_is_held(
    school: UUID, accounts: dict[str, Any], client_as: Callable[[str], Client]
):
    ours = delivered(to_csv(faulty()), school)
    elsewhere = organisation(minute=9, region="KZ-75")
    theirs = delivered(to_csv([{**faulty()[3], "level": "x"}]), elsewhere)
    stands = {"organisation": "own", "region": "region"}
    things = [
        Thing("ours", {"delivery": ours.id, "school": school}, stands),
        Thing("theirs", {"delivery": theirs.id, "school": elsewhere}),
    ]
    record = {**pupils(9)[8].cells, "organisation": "{school}"}
    read = ("intake.delivery", "read")
    asks = [
        Ask("intake.form", "read", "/kk/intake/"),
        Ask("intake.form", "export", "/kk/intake/pupils/template.csv"),
        Ask("intake.form", "export", "/kk/intake/pupils/template.xlsx"),
        Ask("intake.delivery", "read", PAGE, lists="delivery"),
        Ask("intake.delivery", "read", PAGE + "{delivery}/"),
        Ask("intake.delivery", "export", PAGE + "{delivery}/?table=findings&as=csv", door=read),
        Ask("intake.delivery", "create", NEW + "?organisation={school}"),
        Ask("intake.delivery", "create", "/kk/intake/pupils/record/?organisation={school}"),
        Ask("intake.delivery", "create", "/kk/intake/pupils/record/", "post", record),
        Ask("intake.delivery", "update", PAGE + "{delivery}/cancel/", "post", works=(409,),
            door=read),
        Ask("intake.delivery", "update", PAGE + "{delivery}/withdraw/", "post", {"reason": ""},
            works=(422,), door=read),
        Ask("intake.row", "export", PAGE + "{delivery}/returned.xlsx", door=read),
        Ask("intake.row", "export", PAGE + "{delivery}/returned.csv", door=read),
        Ask("intake.register", "read", "/kk/intake/pupils/today.csv?organisation={school}"),
        Ask("intake.register", "read", "/kk/intake/pupils/today.xlsx?organisation={school}"),
    ]  # fmt: skip
    assert Matrix(asks, things).wrong(client_as) == []


def test_an_unknown_organisation_and_a_form_are_404(secretary: Client):
    assert secretary.get("/kk/intake/pupils/new/?organisation=nobody").status_code == 404
    assert secretary.get("/kk/intake/nothing/new/").status_code == 404
