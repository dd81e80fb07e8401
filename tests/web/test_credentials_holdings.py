"""What only commands did: forms and keys at the institution's desk, issuers at the ministry's, the
end of a programme.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from bagdar.core.national_ids import read_bin
from bagdar.credentials import models
from bagdar.credentials.queries.diplomas import file_of
from bagdar.credentials.queries.verifying import checked
from bagdar.credentials.rules.graduating import day_of_issue
from tests.diplomas_issued import graduate, issued, now, university
from tests.register import organisation
from tests.web.test_credentials_pages import account, at, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


def registrar(one: Any) -> Client:
    return account("registrar-8", role="organisation", organisation_id=one.organisation_id)


FORM = {"level": "6", "programme": "6B061", "nqf": "6", "credits": "180", "field": "",
        "title_kk": "Басқа атау", "title_ru": "Другое имя", "title_en": "Another"}  # fmt: skip


def test_a_registrar_writes_a_form_and_what_was_issued_keeps_what_it_says():
    one = university()
    [made] = issued(one, [graduate(one)])
    client = registrar(one)
    number = one.forms.get().pk
    assert "Бакалавр информатики" in text_of(client.get(f"{at('diploma_form')}?form={number}"))
    assert client.post(at("diploma_form"), {**FORM, "title_en": ""}).status_code == 422
    assert client.post(at("diploma_form"), FORM).status_code == 302
    form = one.forms.get()
    assert (form.title_kk, form.credits) == ("Басқа атау", 180)
    made.refresh_from_db()
    assert made.document["credentialSubject"]["creditsEarned"] == 240


def test_whoever_ends_a_key_types_its_name_and_what_it_signed_still_holds():
    one = university()
    [made] = issued(one, [graduate(one)])
    client, key = registrar(one), one.keys.get()
    name = key.key_id.partition("#")[2]
    assert name in text_of(client.get(at("issuer_keys")))
    refused = client.post(at("issuer_keys"), {"do": "rotate", "key": "other"})
    assert refused.status_code == 422 and one.keys.count() == 1
    assert client.post(at("issuer_keys"), {"key": name}).status_code == 422
    assert client.post(at("issuer_keys"), {"do": "rotate", "key": name}).status_code == 302
    key.refresh_from_db()
    assert one.keys.count() == 2 and key.until is not None and key.lost_at is None
    assert checked(file_of(made), now() + timedelta(seconds=2)).code == ""
    again = {"do": "rotate", "key": key.key_id}
    told = client.post("/api/v1/diplomas/desk/keys", again, "application/json")
    assert (told.status_code, told.json()["code"]) == (409, "credentials.key_turned")
    new = one.keys.get(until__isnull=True).key_id.partition("#")[2]
    assert client.post(at("issuer_keys"), {"do": "lose", "key": new}).status_code == 302
    assert one.keys.filter(lost_at__isnull=False).count() == 1


def test_the_ministry_finds_an_organisation_by_words_of_its_name_or_by_its_bin():
    ministry = account("ministry-7", role="ministry")
    named = {"name_kk": "Үлгі Ұлттық университеті", "name_ru": "Образцовый университет"}
    who = organisation(1, type="university", bin=read_bin("990140000017").number, **named)
    organisation(2, type="university", name_kk="Басқа колледж", name_ru="Другой колледж")
    new, choose = at("issuer_new"), f"?organisation={who}"
    assert "Табылған ұйымдар" not in text_of(ministry.get(new))
    for text in ("ұлттық үлгі", "ОБРАЗЦОВЫЙ", "990140000017"):
        told = text_of(ministry.get(new, {"find": text}))
        assert choose in told and "Басқа колледж" not in told
    for text in ("жоқ мұндай", "100240000015"):
        assert "Тізілімде мұндай ұйым жоқ" in text_of(ministry.get(new, {"find": text}))
    assert ministry.get(new, {"find": " "}).status_code == 200
    assert "Осыны толтырыңыз" in text_of(ministry.get(new, {"find": " "}))
    told = text_of(ministry.get(f"{new}{choose}"))
    assert "990140000017" in told and "Үлгі Ұлттық университеті" in told and 'name="code"' in told
    for none in ("", "x", who.int, UUID(int=1)):
        told = text_of(ministry.get(new, {"organisation": none}))
        assert 'name="find"' in told and 'name="code"' not in told
    assert ministry.post(new, {"organisation": str(who), "code": "u7"}).status_code == 302
    assert at("issuer", "u7") in text_of(ministry.get(new, {"find": "үлгі"}))
    assert account("auditor-7", role="auditor").get(new).status_code == 403


def test_only_so_many_organisations_are_shown_and_the_page_says_so():
    ministry = account("ministry-7", role="ministry")
    for number in range(21):
        organisation(1, name_kk=f"Үлгі {number:02}", name_ru="Образец")
    told = text_of(ministry.get(at("issuer_new"), {"find": "үлгі"}))
    assert "Үлгі 19" in told and "Үлгі 20" not in told and "Алғашқы 20 ұйым ғана" in told
    one = text_of(ministry.get(at("issuer_new"), {"find": "үлгі 20"}))
    assert "Үлгі 20" in one and "Алғашқы 20 ұйым ғана" not in one


def test_the_ministry_registers_an_issuer_accredits_it_and_ends_that_from_today_on():
    ministry = account("ministry-8", role="ministry")
    who = organisation(1, type="university")
    told = {"organisation": str(who), "code": "u5"}
    assert ministry.post(at("issuer_new"), {**told, "code": "U 5"}).status_code == 422
    assert ministry.post(at("issuer_new"), told).url == at("issuer", "u5")
    assert ministry.post(at("issuer_new"), told).status_code == 409
    given = {"do": "accredit", "level": "6", "since": "2020-01-01", "source": "order 1"}
    assert ministry.post(at("issuer", "u5"), {**given, "before": "2019-01-01"}).status_code == 422
    assert ministry.post(at("issuer", "u5"), given).status_code == 302
    row, today = models.Accreditation.objects.get(), day_of_issue(now())
    ended = {"do": "end", "end-which": row.pk, "end-before": str(today - timedelta(days=1))}
    assert ministry.post(at("issuer", "u5"), ended).status_code == 422
    ended["end-before"] = str(today)
    assert ministry.post(at("issuer", "u5"), ended).status_code == 302
    row.refresh_from_db()
    assert row.valid_to == today and "order 1" in text_of(ministry.get(at("issuer", "u5")))
    [told] = ministry.get("/api/v1/diplomas/issuers").json()["items"]
    assert told["accreditations"][0]["before"] == str(today)
