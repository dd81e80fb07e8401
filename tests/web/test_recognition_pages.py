"""Recognition on pages: a learner asks and appeals, a registrar decides, everybody reads rules."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bagdar.audit.models import Event
from bagdar.credentials.models import Curriculum
from bagdar.recognition import models
from bagdar.recognition.api.keys import EXAMPLE
from tests import people
from tests.recognising import PDF, Campus, campus, decide, declare, request
from tests.register import person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TABLE = (
    "module;credits;nqf;subject;title_kk;title_ru;title_en;outcome_kk;outcome_ru;outcome_en\n"
    "DB;5;6;;Деректер;Данные;Data;Жобалайды;Проектирует;Designs\n"
)
VERSION = {
    "level": "6", "code": "6B099", "title_kk": "Бакалавр", "title_ru": "Бакалавр",
    "title_en": "Bachelor", "nqf": "6", "unit": "ects", "credits": "240", "since": "2031-09-01",
    "source": "кеңес, 1", "modules": TABLE,
}  # fmt: skip
ASKED = {
    "kind": "open_course", "title": "Деректер қоры", "provider": "Ашық курстар", "code": "DB-1",
    "achieved_on": "2020-05-01", "credits": "5", "unit": "ects", "nqf_level": "6",
    "claims": ["DB"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


def account(name: str, **more: Any) -> Client:
    client = Client()
    client.force_login(people.account(name, **more))
    return client


def at(name: str, *args: Any, language: str = "kk") -> str:
    with translation.override(language):
        return reverse(name, args=args)


def text_of(answer: Any) -> str:
    return answer.content.decode()


@pytest.fixture
def place() -> tuple[Campus, Client, Client, Client]:
    one = campus()
    at_desk = {"role": "organisation", "organisation_id": one.organisation_id}
    return (
        one,
        account("learner-1", role="person", person_id=one.person_id),
        account("registrar-1", **at_desk),
        account("dean-1", **at_desk),
    )


def test_a_learner_asks_somebody_decides_and_somebody_else_decides_the_appeal(place):
    one, learner, registrar, dean = place
    assert "Тануды сұрау" in text_of(learner.get(at("own_recognitions")))
    new = at("recognition_new", one.person_id, one.curriculum.pk)
    assert "DB (үлгі)" in text_of(learner.get(new))
    empty = learner.post(new, {"kind": "course", "unit": "ects"})
    assert empty.status_code == 422 and text_of(empty).count("Толтырыңыз") >= 4
    file = SimpleUploadedFile("куәлік.pdf", PDF)
    assert learner.post(new, {**ASKED, "file": file}).status_code == 302
    [row] = models.Request.objects.all()
    mine, theirs = at("own_recognition", row.pk), at("recognition_request", row.pk)
    assert "шешім күтуде" in text_of(learner.get(mine))
    assert "Деректер қоры" in text_of(registrar.get(at("recognition_desk")))
    shown = text_of(registrar.get(theirs))
    assert "Мысалова Әсел" in shown and "куәлік.pdf" in shown
    assert Event.objects.filter(action="recognition.request_looked_at").count() == 1
    grant = f"grant-{row.claims.get().module_id}"
    assert registrar.post(theirs, {grant: "3", "reason": ""}).status_code == 422
    assert registrar.post(theirs, {grant: "үш", "reason": "x"}).status_code == 422
    assert registrar.post(theirs, {grant: "9", "reason": "x"}).status_code == 422
    assert registrar.post(theirs, {grant: "3", "reason": "ішінара сай"}).status_code == 302
    told = text_of(learner.get(mine))
    assert "ішінара танылды" in told and "ішінара сай" in told and "3 ECTS кредиті" in told
    assert learner.post(mine, {"do": "appeal", "reason": ""}).status_code == 422
    assert learner.post(mine, {"do": "appeal", "reason": "бәрі сай"}).status_code == 302
    assert "бұрын шешпеген басқа қызметкер" in text_of(registrar.get(theirs))
    assert registrar.post(theirs, {grant: "5", "reason": "x"}).status_code == 409
    assert dean.post(theirs, {grant: "5", "reason": "толық сай"}).status_code == 302
    told = text_of(learner.get(mine))
    assert "толық танылды" in told and "ауыстырылған" in told
    told = text_of(learner.get(at("own_transcript")))
    assert "танылған" in told and "Деректер қоры (Ашық курстар)" in told


def test_files_are_taken_down_by_whom_they_concern_alone(place):
    one, learner, registrar, _ = place
    new = at("recognition_new", one.person_id, one.curriculum.pk)
    learner.post(new, {**ASKED, "file": SimpleUploadedFile("a.pdf", PDF)})
    row, found = models.Request.objects.get(), models.Evidence.objects.get()
    for client, name in ((learner, "own_recognition_file"), (registrar, "recognition_file")):
        answer = client.get(at(name, row.pk, found.pk))
        assert answer.content == PDF and "attachment" in answer["Content-Disposition"]
    stranger = account("other-1", role="person", person_id=person(2, born_on=date(1990, 1, 1)))
    assert stranger.get(at("own_recognition_file", row.pk, found.pk)).status_code == 404
    assert stranger.get(at("own_recognition", row.pk)).status_code == 404
    assert stranger.get(new).status_code == 404
    other = account("other-2", role="organisation", organisation_id=campus().organisation_id)
    assert other.get(at("recognition_request", row.pk)).status_code == 404
    more = {"do": "evidence", "file": SimpleUploadedFile("b.exe", b"MZ")}
    assert learner.post(at("own_recognition", row.pk), more).status_code == 415
    more = {"do": "evidence", "file": SimpleUploadedFile("b.pdf", PDF + b"2")}
    assert learner.post(at("own_recognition", row.pk), more).status_code == 302
    assert learner.post(at("own_recognition", row.pk), {"do": "withdraw"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "withdrawn" and row.evidence.count() == 2


def test_a_registrar_writes_a_version_and_an_equivalence_and_ends_it(place):
    one, _, registrar, _ = place
    page = registrar.get(at("curriculum_new")).content.decode()
    assert 'value="6">6 – ' in page and 'value="6">6</option>' not in page
    wrong = registrar.post(at("curriculum_new"), {**VERSION, "modules": "x"})
    assert wrong.status_code == 422 and "бағандар аттары" in text_of(wrong)
    wrong = registrar.post(at("curriculum_new"), {**VERSION, "credits": "1"})
    assert wrong.status_code == 422 and "бағдарламаныкінен көп" in text_of(wrong)
    wrong = registrar.post(at("curriculum_new"), {**VERSION, "pass_percent": "0"})
    assert wrong.status_code == 422 and "Өту шегі 0-ден артық" in text_of(wrong)
    told = text_of(registrar.get(at("curriculum", one.curriculum.pk)))
    assert "50\u202f%, бәріне ортақ жарияланған, шартты" in told
    assert (
        registrar.post(at("curriculum_new"), {**VERSION, "pass_percent": "60"}).status_code == 302
    )
    made = Curriculum.objects.get(code="6B099")
    told = text_of(registrar.get(at("curriculum", made.pk)))
    assert "Жобалайды" in told and "кеңес, 1" in told and "60\u202f%" in told
    said = {
        "module": f"{one.curriculum.pk}/DB", "kind": "open_course", "title": "Деректер қоры",
        "provider": "Ашық курстар", "code": "DB-1", "credits": "9", "since": "2019-01-01",
        "source": "кеңес, 2",
    }  # fmt: skip
    assert registrar.post(at("equivalence_new"), said).status_code == 422
    assert registrar.post(at("equivalence_new"), {**said, "credits": "5"}).status_code == 302
    [row] = models.Equivalence.objects.all()
    assert "кеңес, 2" in text_of(Client().get(at("equivalences")))
    end = at("equivalence_end", row.pk)
    assert registrar.post(end, {"on": "2018-01-01"}).status_code == 422
    assert registrar.post(end, {"on": "2030-01-01"}).status_code == 302
    assert registrar.post(end, {"on": "2031-01-01"}).status_code == 409


def test_a_key_is_proposed_by_one_confirmed_by_another_and_retired_with_a_reason(place):
    one, learner, registrar, dean = place
    assert "Кілт жазылмаған" in text_of(registrar.get(at("badge_keys")))
    new = at("badge_key_new")
    wrong = registrar.post(new, {"issuer": "https://b.example", "jwk": "x"})
    assert wrong.status_code == 422 and text_of(wrong).count("Толтырыңыз") == 6
    said = {"issuer": "https://b.example", "jwk": "{", "since": "2020-01-01", "source": "хат, 7",
            "found_in": "хат, 2-бет"}  # fmt: skip
    wrong = registrar.post(new, said)
    assert wrong.status_code == 422 and "Түзететін өрістер: jwk" in text_of(wrong)
    key = '{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'
    assert registrar.post(new, {**said, "jwk": key}).status_code == 302
    assert registrar.post(new, {**said, "jwk": key}).status_code == 409
    told = text_of(registrar.get(at("badge_keys")))
    assert "https://b.example" in told and "хат, 7" in told and "kPrK_qmxVWaYVA9wwBF6" in told
    assert "растауды күтеді" in told
    page = at("badge_key", models.BadgeKey.objects.get().pk)
    confirm, end = {"do": "confirm", "checked": "сол хат"}, {"do": "retire", "reason": "ауысты"}
    told = text_of(registrar.get(page))
    assert "басқа қызметкері растайды" in told and 'id="confirm"' not in told
    assert registrar.post(page, confirm).status_code == 409
    assert dean.post(page, {"do": "confirm", "checked": " "}).status_code == 422
    assert dean.post(page, {"do": "x"}).status_code == 422
    assert "хат, 2-бет" in text_of(dean.get(page))
    assert dean.post(page, confirm).status_code == 302
    assert dean.post(page, {"do": "refuse", "refused_because": "x"}).status_code == 409
    told = text_of(registrar.get(page))
    assert "расталған" in told and "сол хат" in told and 'id="confirm"' not in told
    assert registrar.post(page, {**end, "on": "2019-01-01"}).status_code == 422
    assert registrar.post(page, {**end, "on": "2030-01-01"}).status_code == 302
    assert registrar.post(page, {**end, "on": "2031-01-01"}).status_code == 409
    assert "ауысты" in text_of(registrar.get(at("badge_keys")))
    assert '<form class="form"' not in text_of(registrar.get(page))
    other = account("other-3", role="organisation", organisation_id=campus().organisation_id)
    assert other.get(page).status_code == 404 and learner.get(new).status_code == 403


def test_a_key_that_is_refused_says_why_and_may_be_proposed_anew(place):
    _, _, registrar, dean = place
    said = {"issuer": "https://b.example", "since": "2020-01-01", "source": "хат, 7",
            "found_in": "хат, 2-бет", "jwk": json.dumps(EXAMPLE["jwk"])}  # fmt: skip
    assert registrar.post(at("badge_key_new"), said).status_code == 302
    page = at("badge_key", models.BadgeKey.objects.get().pk)
    assert dean.post(page, {"do": "refuse", "refused_because": ""}).status_code == 422
    assert dean.post(page, {"do": "refuse", "refused_because": "басқа кілт"}).status_code == 302
    told = text_of(registrar.get(at("badge_keys")))
    assert "қабылданбаған" in told and "басқа кілт" in told
    assert registrar.post(at("badge_key_new"), said).status_code == 302


def test_a_registrar_closes_an_own_programme_and_no_other(place):
    one, learner, registrar, _ = place
    page, close = (at(name, one.curriculum.pk) for name in ("curriculum", "curriculum_close"))
    assert "Бағдарламаны жабу" in text_of(registrar.get(page))
    assert "Бағдарламаны жабу" not in text_of(learner.get(page))
    assert registrar.post(close, {"on": "2010-01-01", "source": "x"}).status_code == 409
    assert registrar.post(close, {"on": "2030-01-01"}).status_code == 422
    assert registrar.post(close, {"on": "2030-01-01", "source": "кеңес, 9"}).status_code == 302
    told = text_of(registrar.get(page))
    assert "кеңес, 9" in told and "Бағдарламаны жабу" not in told
    other = account("other-4", role="organisation", organisation_id=campus().organisation_id)
    assert other.get(close).status_code == 404 and learner.get(close).status_code == 403


def test_the_catalogue_is_for_everybody_and_goes_along_as_csv(client: Client):
    one = campus()
    declare(one)
    assert "Үлгі университеті" in text_of(client.get(at("curricula")))
    csv = client.get(at("curricula") + "?table=programmes&as=csv")
    assert csv.status_code == 200 and "6B061" in csv.content.decode("utf-8-sig")
    for language, words in (("ru", "Результаты обучения"), ("en", "Learning outcomes")):
        page = client.get(at("curriculum", one.curriculum.pk, language=language))
        assert words in text_of(page)
    assert client.get(at("curriculum", one.person_id)).status_code == 404


def test_an_official_reads_numbers_of_the_country_and_no_small_ones(place):
    one, learner, *_ = place
    decide(request(one, "DB"), ("DB", 5))
    official = account("ministry-1", role="ministry")
    told = text_of(official.get(at("recognition_figures")))
    assert "ашық онлайн курс" not in told and "1 түр көрсетілмеген" in told
    assert learner.get(at("recognition_figures")).status_code == 403
