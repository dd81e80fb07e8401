"""Paper diplomas on pages and in the API: one typed, a file with its preview, confirmed by another;
the holder and a stranger read what it comes from.
"""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bagdar.audit.models import Event
from bagdar.credentials import models
from bagdar.credentials.queries.diplomas import file_of
from bagdar.credentials.rules.paper_given import given_of
from bagdar.credentials.services import batches
from tests.diplomas_issued import DEAN, draw, graduate, issued, now, university
from tests.papers_entered import ARCHIVE, IIN, issued_papers, paper
from tests.register import person
from tests.rules.test_credentials_papers import ROW, csv
from tests.web.test_credentials_pages import account, at, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FORM = {**ROW, "issued_on": "1998-06-30", "with_distinction": "on"}
API = "/api/v1/diplomas/desk"


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


@pytest.fixture
def desk() -> tuple[Any, Client, Client]:
    """The issuer, and two people of it."""
    one = university()
    names = ("registrar-9", "dean-9")
    first, second = (
        account(name, role="organisation", organisation_id=one.organisation_id) for name in names
    )
    return one, first, second


def sent(client: Client, *rows: dict[str, str]) -> Any:
    file = SimpleUploadedFile("papers.csv", csv(*rows))
    return client.post(at("diploma_papers_file"), {"file": file})


def test_one_types_a_paper_another_confirms_it_and_the_page_says_who_and_with_what(desk):
    one, registrar, dean = desk
    answer = registrar.post(at("diploma_paper_new"), FORM)
    batch = models.Batch.objects.get()
    assert answer.status_code == 302 and answer.url == at("diploma_batch", batch.pk)
    page = text_of(registrar.get(answer.url))
    assert "басқа қызметкер мақұлдайды" in page and ARCHIVE in page and "ЖБ 0012345" in page
    assert registrar.post(answer.url, {"do": "approve", "checked": "x"}).status_code == 409
    refused = dean.post(answer.url, {"do": "approve", "checked": ""})
    assert refused.status_code == 422 and "Немен салыстырғаныңызды жазыңыз" in text_of(refused)
    assert (
        dean.post(answer.url, {"do": "approve", "checked": "1998 жылғы кітап"}).status_code == 302
    )
    batches.issue(batch.pk, by=DEAN, now=now, draw=draw())
    shown = text_of(dean.get(at("diploma_issued", batch.diplomas.get().pk)))
    assert "registrar-9; салыстырған құжаты: graduation book 12" in shown
    assert "dean-9; салыстырған құжаты: 1998 жылғы кітап" in shown
    assert 'value="replace"' not in shown and 'value="revoke"' in shown


def test_what_is_wrong_with_a_typed_paper_stands_at_its_field_and_nothing_is_written(desk):
    _, registrar, _ = desk
    answer = registrar.post(at("diploma_paper_new"), {**FORM, "iin": "123", "checked": ""})
    assert answer.status_code == 422 and "Осыны толтырыңыз" in text_of(answer)
    answer = registrar.post(at("diploma_paper_new"), {**FORM, "iin": "123"})
    assert answer.status_code == 422 and "ЖСН дұрыс емес" in text_of(answer)
    assert not models.Paper.objects.exists()


def test_a_file_is_shown_row_by_row_and_what_is_good_of_it_is_proposed(desk):
    _, registrar, _ = desk
    rows = [ROW, {**ROW, "born_on": "the spring"}, {**ROW, "number": "9", "iin": "123456789012"},
            {**ROW, "number": "7", "family": "Басқаева"}]  # fmt: skip
    page = text_of(sent(registrar, *rows))
    assert "Туған күні: " in page and "ЖСН дұрыс емес" in page
    assert not models.Batch.objects.exists()
    handed = re.search(r'name="papers" value="([^"]*)"', page)
    assert handed is not None
    told = handed[1].replace("&quot;", '"')
    assert [one["number"] for one in json.loads(told)] == ["0012345", "7"]
    answer = registrar.post(at("diploma_papers_file"), {"papers": told})
    assert answer.status_code == 302
    assert models.Batch.objects.get().size == 2
    assert Event.objects.filter(action="credentials.list_looked_at", facts__list="papers").exists()
    again = registrar.post(at("diploma_papers_file"), {"papers": told})
    assert again.status_code == 422 and "енгізілген" in text_of(again)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [({}, "Файлды таңдаңыз"), ({"papers": "[{}]"}, "Файлды таңдаңыз"),
     ({"file": b"a;b\n1;2\n"}, "papers.csv"), ({"file": b"\x00\x01"}, "papers.csv")],
)  # fmt: skip
def test_what_is_no_file_of_papers_is_refused_with_a_reason(desk, given, sentence):
    _, registrar, _ = desk
    if "file" in given:
        given = {"file": SimpleUploadedFile("papers.csv", given["file"])}
    answer = registrar.post(at("diploma_papers_file"), given)
    assert answer.status_code == 422 and sentence in text_of(answer)
    assert not models.Batch.objects.exists()


def test_the_template_has_the_columns_under_which_a_file_is_read(desk):
    _, registrar, _ = desk
    for language in ("kk", "ru", "en"):
        header = registrar.get(at("diploma_papers_template", language=language)).content
        row = csv(ROW).split(b"\n", 1)[1]
        file = SimpleUploadedFile("papers.csv", header + row)
        page = registrar.post(at("diploma_papers_file", language=language), {"file": file})
        assert page.status_code == 200 and 'name="papers"' in text_of(page)


def test_the_holder_finds_it_with_its_mark_and_one_of_the_register_without(desk, client: Client):
    one, *_ = desk
    who = person(1, iin=IIN, born_on=date(1975, 3, 2))
    [made] = issued_papers(one, paper(iin=IIN))
    issued(one, [graduate(one, who=who)])
    own = account("holder-9", role="person", person_id=who)
    listed = text_of(own.get(at("own_diplomas")))
    assert listed.count("қағаз құжат, кейін енгізілген") == 1 and "тізілім" in listed
    shown = text_of(own.get(at("own_diploma", made.pk)))
    says = "Кейін қағаз құжаттан енгізілген: 1998 жылғы 30 маусым күні берген"
    assert says in shown
    answer = client.post(
        at("verify_diploma"), {"file": SimpleUploadedFile("d.json", file_of(made))}
    )
    assert "Диплом шынайы және күшінде" in text_of(answer) and says in text_of(answer)
    for language, told in (("ru", "Внесено позже с бумажного документа"), ("en", "Entered later")):
        file = SimpleUploadedFile("d.json", file_of(made))
        page = client.post(at("verify_diploma", language=language), {"file": file})
        assert told in text_of(page)
    [listed] = [each for each in own.get("/api/v1/diplomas/mine").json()["items"] if each["paper"]]
    assert listed["paper"]["issued"] == "1998-06-30" and listed["id"] == str(made.pk)


def test_a_program_enters_papers_and_another_refuses_one_and_approves_the_rest(desk):
    _, registrar, dean = desk
    good, bad = (given_of(paper(number=number)).model_dump(mode="json") for number in ("1", "2"))
    bad["family"] = "Басқаева"
    told = registrar.post(f"{API}/papers/preview", {"papers": [good, good]}, "application/json")
    assert [one["problems"] for one in told.json()["items"]] == [[], ["paper_twice"]]
    made = registrar.post(f"{API}/papers", {"papers": [good, bad]}, "application/json")
    assert made.status_code == 201 and made.json()["is_of_papers"]
    batch = f"{API}/batches/{made.json()['id']}"
    items = dean.get(f"{batch}/papers").json()["items"]
    assert [one["number"] for one in items] == ["1", "2"]
    refusal = f"{batch}/papers/{items[1]['id']}/refusal"
    told = dean.post(refusal, {"reason": "not in the book"}, "application/json").json()
    assert (told["state"], told["doubt"]) == ("refused", "not in the book")
    decided = {"decision": "approve"}
    told = dean.post(f"{batch}/decision", decided, "application/json")
    assert (told.status_code, told.json()["code"]) == (422, "credentials.check_needed")
    decided["checked"] = ARCHIVE
    told = dean.post(f"{batch}/decision", decided, "application/json")
    assert (told.status_code, told.json()["state"]) == (200, "approved")
    again = registrar.post(f"{API}/papers", {"papers": [good]}, "application/json")
    assert again.json()["code"] == "credentials.papers_refused"


def test_a_program_that_checks_one_is_told_from_which_paper_it_comes(desk, client: Client):
    one, *_ = desk
    [made], [plain] = issued_papers(one, paper()), issued(one, [graduate(one)])
    given = {"diplomas": [file_of(each).decode() for each in (made, plain)]}
    first, second = client.post("/api/v1/diplomas/verify", given, "application/json").json()[
        "items"
    ]
    assert first["holds"] and first["paper"]["institution"] == "Үлгі мемлекеттік институты"
    assert second["holds"] and second["paper"] is None
