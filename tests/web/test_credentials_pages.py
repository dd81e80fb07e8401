"""Diplomas on pages: a stranger checks one, a graduate shares one, two people issue a faculty."""

import base64
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bagdar.audit.models import Event
from bagdar.credentials import models
from bagdar.credentials.presenters.files import address_in, pdf_of
from bagdar.credentials.queries.diplomas import file_of, part_of
from bagdar.credentials.queries.verifying import checked
from bagdar.credentials.rules.errors import NoSuchPart
from bagdar.credentials.rules.graduating import DiplomaState
from bagdar.credentials.rules.verify_diploma import parse_issuers, unpack
from bagdar.credentials.rules.verify_forms import attached
from bagdar.credentials.services import batches, sharing, standing
from tests.codes_read import codes_in, page_of
from tests.diplomas_issued import DEAN, REGISTRAR, draw, graduate, issued, now, university
from tests.people import PASSWORD
from tests.register import person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


def account(name: str, **more: Any) -> Client:
    from bagdar.access.models import Account

    made = Account(username=name, **more)
    made.set_password(PASSWORD)
    made.save()
    client = Client()
    client.force_login(made)
    return client


def at(name: str, *args: Any, language: str = "kk") -> str:
    with translation.override(language):
        return reverse(name, args=args)


def text_of(answer: Any) -> str:
    return answer.content.decode()


# --- a stranger ---------------------------------------------------------------------------------


def test_a_stranger_checks_a_file_and_reads_each_step(client: Client):
    [made] = issued(one := university(), [graduate(one)])
    answer = client.post(
        at("verify_diploma"), {"file": SimpleUploadedFile("d.json", file_of(made))}
    )
    told = text_of(answer)
    assert answer.status_code == 200 and "Диплом шынайы және күшінде" in told
    assert "Мысалова Мысал Үлгіқызы" in told and "Ақпараттану бакалавры" in told
    assert "ойдан шығарылған үлгі" in told and answer["Cache-Control"] == "no-store"
    made.refresh_from_db()
    assert made.checks == 1
    assert not Event.objects.filter(about__contains=str(made.pk), actor="").exists()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("kk", "кемінде бір байт өзгертілген"), ("ru", "изменён хотя бы один байт"),
     ("en", "at least one byte was changed")],
)  # fmt: skip
def test_a_changed_byte_is_refused_with_its_reason(client: Client, language: str, sentence: str):
    [made] = issued(one := university(), [graduate(one)])
    told = json.loads(file_of(made))["credential"]
    told["credentialSubject"]["creditsEarned"] = 300
    answer = client.post(at("verify_diploma", language=language), {"text": json.dumps(told)})
    assert answer.status_code == 200 and sentence in text_of(answer)
    assert "Мысалова" not in text_of(answer)  # what is not genuine is not repeated
    made.refresh_from_db()
    assert made.checks == 0


def test_nothing_and_too_much_are_told_next_to_the_field(client: Client):
    assert client.post(at("verify_diploma"), {}).status_code == 422
    large = SimpleUploadedFile("d.json", b" " * (512 * 1024 + 1))
    answer = client.post(at("verify_diploma"), {"file": large})
    assert answer.status_code == 422 and "512" in text_of(answer)


def test_a_revocation_is_in_the_very_next_list_that_anybody_fetches(client: Client):
    """T9: no page kept ready for readers without an account, nor any cache, shows an older one."""
    [made] = issued(one := university(), [graduate(one)])
    address = made.document["credentialStatus"][0]["statusListCredential"]
    path = address.removeprefix(one.base)

    def is_set() -> bool:
        answer = client.get(path)
        assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
        bits = unpack(json.loads(answer.content)["credentialSubject"]["encodedList"])
        return bool(bits[made.place // 8] >> (7 - made.place % 8) & 1)

    assert not is_set() and not is_set()
    standing.change(one, made.pk, DiplomaState.REVOKED, "x", by=REGISTRAR, at=now())
    assert is_set()


def test_what_verifiers_fetch_stands_where_the_standards_look(client: Client):
    one = university()
    issuer = client.get("/issuers/u1/did.json").json()
    assert issuer["id"] == one.did == "did:web:diplomas.example:issuers:u1"
    assert issuer["verificationMethod"][0]["type"] == "Multikey"
    [service] = client.get("/.well-known/did.json").json()["service"]
    assert service["serviceEndpoint"].endswith("/issuers/issuers.json")
    assert one.did in parse_issuers(client.get("/issuers/issuers.json").content).issuers
    assert b"def check_diploma" in client.get("/issuers/verify_diploma.py").content
    for path in ("/issuers/u9/did.json", "/status/u1/1/revocation", "/status/u9/1/revocation"):
        assert client.get(path).status_code == 404
    issued(one, [graduate(one)])
    assert client.get("/status/u1/1/revocation").status_code == 200
    assert client.get("/status/u1/1/message").status_code == 404


def test_many_are_checked_by_program(client: Client):
    [made] = issued(one := university(), [graduate(one)])
    token = client.get("/api/v1/session").json()["csrf_token"]
    answer = client.post(
        "/api/v1/diplomas/verify",
        json.dumps({"diplomas": [file_of(made).decode(), made.jwt, "{}"]}),
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    good, also, wrong = answer.json()["items"]
    assert good["holds"] and also["holds"] and good["holder"] == "Мысалова Мысал Үлгіқызы"
    assert (wrong["holds"], wrong["code"], wrong["holder"]) == (False, "proof_absent", None)


def test_a_pdf_is_checked_by_its_file_on_the_page_and_by_program(client: Client):
    [made] = issued(one := university(), [graduate(one)])
    told = pdf_of(made)
    answer = client.post(at("verify_diploma"), {"file": SimpleUploadedFile("d.pdf", told)})
    assert "Диплом шынайы және күшінде" in text_of(answer)
    assert "PDF ішінде тексерілетін диплом жоқ" in text_of(
        client.post(at("verify_diploma"), {"file": SimpleUploadedFile("d.pdf", b"%PDF-1.7")})
    )
    text = "data:application/pdf;base64," + base64.b64encode(told).decode()
    token = client.get("/api/v1/session").json()["csrf_token"]
    answer = client.post(
        "/api/v1/diplomas/verify",
        json.dumps({"diplomas": [text, text[:-4] + "!", part_of(made, ()).decode()]}),
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    pdf, broken, part = answer.json()["items"]
    assert (pdf["holds"], pdf["is_part"]) == (True, False) and part["is_part"] and part["holds"]
    assert broken["code"] == "diploma_malformed"


def test_a_typed_link_leads_to_the_diploma_and_never_to_another_site(client: Client):
    [made] = issued(one := university(), [graduate(one)])
    _, token = sharing.print_link(made.pk, by=REGISTRAR, at=now())
    path = at("shared_diploma", token)
    told = client.post(at("verify_diploma"), {"text": f" http://testserver{path} "})
    assert told.status_code == 302 and told["Location"] == path
    for address, sentence in (
        (f"https://diplomas.examp1e{path}", "басқа сайтқа апарады: diplomas.examp1e"),
        (f"http://testserver@diplomas.examp1e{path}", "басқа сайтқа апарады"),
        ("http://testserver/kk/verify/", "дипломның өзіне емес"),
        ("http://testserver//diplomas.examp1e/", "дипломның өзіне емес"),
        ("http://[", "табылмады"),
    ):
        told = client.post(at("verify_diploma"), {"text": address})
        assert told.status_code == 422 and sentence in text_of(told), address


# --- a graduate ---------------------------------------------------------------------------------


@pytest.fixture
def graduated() -> tuple[models.Diploma, Client]:
    one = university()
    who = person(1, born_on=date(1998, 1, 1))
    [made] = issued(one, [graduate(one, who=who)])
    return made, account("graduate-1", role="person", person_id=who)


def test_a_graduate_reads_and_downloads_the_own_diploma(graduated: tuple[models.Diploma, Client]):
    made, client = graduated
    assert "Ақпараттану бакалавры" in text_of(client.get(at("own_diplomas")))
    answer = client.get(at("own_diploma_file", made.pk))
    assert answer.content == file_of(made) and "attachment" in answer["Content-Disposition"]
    other = account("other-1", role="person", person_id=person(2, born_on=date(1990, 1, 1)))
    for name in ("own_diploma", "own_diploma_file"):
        assert other.get(at(name, made.pk)).status_code == 404
    assert "Ақпараттану" not in text_of(other.get(at("own_diplomas")))


def test_a_link_shows_the_diploma_until_it_expires(graduated, client: Client):
    made, own = graduated
    page = own.post(at("own_diploma", made.pk), {"days": "7"}, follow=True)
    [link] = models.ShareLink.objects.all()
    address = text_of(page).split("<code>")[1].split("</code>")[0]
    assert address.startswith("http://testserver/kk/diplomas/shared/")
    assert "<code>http" not in text_of(own.get(at("own_diploma", made.pk)))  # told once
    shown = client.get(address)
    assert shown.status_code == 200 and "Диплом шынайы және күшінде" in text_of(shown)
    assert client.get(f"{address}file/").content == file_of(made)
    link.refresh_from_db()
    assert link.opened == 1
    token = address.rstrip("/").rpartition("/")[2]
    assert token not in link.token  # who reads the database cannot open it
    models.ShareLink.objects.update(made_at=now() - timedelta(days=9), ends_at=now())
    assert client.get(address).status_code == 404
    assert client.get(f"{address}file/").status_code == 404


def test_a_link_can_be_ended_and_ends_with_a_revocation(graduated, client: Client):
    made, own = graduated
    own.post(at("own_diploma", made.pk), {"days": "1"})
    [link] = models.ShareLink.objects.all()
    stranger = account("other-1", role="person", person_id=person(2, born_on=date(1990, 1, 1)))
    told = {"do": "end", "link": str(link.pk)}
    assert stranger.post(at("own_diploma", made.pk), told).status_code == 404
    own.post(at("own_diploma", made.pk), told)
    link.refresh_from_db()
    assert link.ends_at <= now()
    standing.change(made.issuer, made.pk, DiplomaState.REVOKED, "x", by=REGISTRAR, at=now())
    assert own.post(at("own_diploma", made.pk), {"days": "1"}).status_code == 409


def test_a_graduate_downloads_a_pdf_whose_code_leads_to_the_diploma_until_they_end_it(
    graduated, client: Client
):
    made, own = graduated
    plain = own.get(at("own_diploma_pdf", made.pk))
    assert (
        plain["Content-Type"] == "application/pdf"
        and "attachment" in (plain["Content-Disposition"])
    )
    assert attached(plain.content) == file_of(made)
    assert address_in(made) == "http://localhost:8000/kk/verify/"
    assert own.post(at("own_diploma", made.pk), {"do": "print"}).status_code == 302
    [link] = models.ShareLink.objects.all()
    printed = own.get(at("own_diploma_pdf", made.pk)).content
    assert printed != plain.content
    assert printed == own.get(at("own_diploma_pdf", made.pk)).content == pdf_of(made)
    address = address_in(made).removeprefix("http://localhost:8000")
    # What another's decoder reads on the paper is the link that opens the diploma.
    assert codes_in(page_of(printed)) == [address_in(made)]
    shown = text_of(client.get(address))
    assert "Диплом шынайы және күшінде" in shown and "қағазындағы QR кодта" in shown
    assert "өзіңіз жапқанша ашық" in text_of(own.get(at("own_diploma", made.pk)))
    own.post(at("own_diploma", made.pk), {"do": "end", "link": str(link.pk)})
    assert client.get(address).status_code == 404
    assert own.get(at("own_diploma_pdf", made.pk)).content == plain.content
    assert codes_in(page_of(plain.content)) == ["http://localhost:8000/kk/verify/"]


def test_whoever_scans_the_paper_of_a_revoked_diploma_learns_of_it(graduated, client: Client):
    made, own = graduated
    own.post(at("own_diploma", made.pk), {"do": "print"})
    address = address_in(made).removeprefix("http://localhost:8000")
    standing.change(made.issuer, made.pk, DiplomaState.REVOKED, "x", by=REGISTRAR, at=now())
    told = client.get(address)
    assert told.status_code == 200 and "күші жойылған" in text_of(told)
    assert "Мысалова" not in text_of(told)
    assert own.post(at("own_diploma", made.pk), {"do": "print"}).status_code == 409


def test_a_graduate_shows_the_degree_without_the_marks(graduated):
    made, own = graduated
    assert "Кредиттер саны" in text_of(own.get(at("own_diploma", made.pk)))
    bare = json.loads(own.get(at("own_diploma_part", made.pk)).content)
    assert set(bare) == {"format", "sd_jwt"} and bare["sd_jwt"].count("~") == 1
    asked = f"{at('own_diploma_part', made.pk)}?show=credits&show=nothing"
    found = checked(own.get(asked).content, now()).verified
    assert found is not None and found.is_part
    assert found.document["credentialSubject"]["creditsEarned"] == 240
    assert "licenseNumber" not in found.document["credentialSubject"]
    old = models.Diploma(**{**_members(made), "sd_jwt": "", "sd_receipt": ""})
    with pytest.raises(NoSuchPart):
        part_of(old, ())


def _members(row: models.Diploma) -> dict[str, Any]:
    return {one.attname: getattr(row, one.attname) for one in models.Diploma._meta.fields}


def test_a_parent_holds_the_diploma_of_a_minor_and_no_longer_of_an_adult():
    from bagdar.registry.models import Guardianship

    one = university()
    grown, young = (person(1, born_on=date(now().year - age, 1, 1)) for age in (20, 15))
    parent = person(1, born_on=date(1980, 1, 1))
    for child in (grown, young):
        Guardianship.objects.create(
            person_id=child, guardian_id=parent, kind="parent", origin="illustrative",
            valid_from=date(2020, 1, 1), recorded_at=now(), recorded_by="x", recorded_role="x",
            source="x",
        )  # fmt: skip
    of_grown, of_young = issued(one, [graduate(one, who=grown), graduate(one, who=young)])
    client = account("parent-9", role="person", person_id=parent)
    assert client.get(at("own_diploma", of_young.pk)).status_code == 200
    assert client.get(at("own_diploma", of_grown.pk)).status_code == 404
    minor = account("minor-9", role="person", person_id=young)
    assert minor.get(at("own_diploma", of_young.pk)).status_code == 404


# --- the desk -----------------------------------------------------------------------------------


@pytest.fixture
def desk() -> tuple[models.Issuer, Client, Client]:
    one = university()
    named = {"role": "organisation", "organisation_id": one.organisation_id}
    return one, account("registrar-1", **named), account("dean-1", **named)


DAYS = {"since": "2020-01-01", "before": "2021-01-01"}


def test_a_faculty_goes_from_the_preview_to_the_graduates(desk):
    one, registrar, dean = desk
    for number in range(3):
        graduate(one, f"Мысал{number}")
    graduate(one, "Бланксіз", programme="6B999")
    page = registrar.get(at("diploma_batch_new"), DAYS)
    told = text_of(page)
    assert "Мысал2" in told and "бағдарламаның бланкі жоқ" in told
    assert Event.objects.filter(action="credentials.list_looked_at").count() == 1
    seal = told.split('name="seal" value="')[1].split('"')[0]
    done = registrar.post(at("diploma_batch_new"), {**DAYS, "seal": seal})
    [batch] = models.Batch.objects.all()
    assert done.status_code == 302 and batch.size == 3
    place = at("diploma_batch", batch.pk)
    assert "басқа қызметкер мақұлдайды" in text_of(registrar.get(place))
    assert registrar.post(place, {"do": "approve"}).status_code == 409
    assert dean.post(place, {"do": "approve"}).status_code == 302
    assert "0" in text_of(dean.get(place))
    batches.issue(batch.pk, by=DEAN, now=now, draw=draw())
    told = text_of(dean.get(place))
    assert told.count("күшінде") >= 3 and "http-equiv" not in told


def test_the_preview_begins_with_the_latest_graduation_that_the_register_holds(desk):
    one, registrar, _ = desk
    graduate(one, "Соңғы")
    graduate(one, "Ескі", on=date(2019, 6, 30))
    told = text_of(registrar.get(at("diploma_batch_new")))
    assert 'value="2020-01-03"' in told and 'value="2020-07-01"' in told
    assert "Соңғы" in told and "Ескі" not in told
    told = text_of(registrar.get(at("diploma_batch_new"), {"since": "2019-01-01"}))
    assert "Соңғы" in told and "Ескі" in told


def test_the_desk_prints_a_diploma_and_that_it_did_is_written_down(desk):
    one, registrar, _ = desk
    [made] = issued(one, [graduate(one)])
    place = at("diploma_issued", made.pk)
    assert "QR кодқа тексеру сілтемесін" in text_of(registrar.get(place))
    assert registrar.post(place, {"do": "print"}).status_code == 302
    assert Event.objects.filter(action="credentials.link_printed").count() == 1
    assert registrar.post(place, {"do": "print"}).status_code == 302
    assert models.ShareLink.objects.count() == 1
    looked = Event.objects.filter(action="credentials.diploma_looked_at").count()
    told = registrar.get(at("diploma_issued_pdf", made.pk))
    assert attached(told.content) == file_of(made)
    assert Event.objects.filter(action="credentials.diploma_looked_at").count() == looked + 1


def test_what_is_proposed_is_what_the_preview_showed(desk):
    one, registrar, _ = desk
    graduate(one, "А")
    told = text_of(registrar.get(at("diploma_batch_new"), DAYS))
    seal = told.split('name="seal" value="')[1].split('"')[0]
    graduate(one, "Б")
    assert registrar.post(at("diploma_batch_new"), {**DAYS, "seal": seal}).status_code == 409
    assert models.Batch.objects.count() == 0


def test_a_diploma_is_withdrawn_with_a_reason_by_its_own_institution(desk):
    one, registrar, _ = desk
    [made] = issued(one, [graduate(one)])
    place = at("diploma_issued", made.pk)
    assert registrar.post(place, {"do": "revoke", "reason": ""}).status_code == 422
    assert registrar.post(place, {"do": "revoke", "reason": "жалған"}).status_code == 302
    assert "жалған" in text_of(registrar.get(place))
    assert registrar.post(place, {"do": "restore", "reason": "жоқ"}).status_code == 409
    other = university("u2")
    stranger = account("other-9", role="organisation", organisation_id=other.organisation_id)
    assert stranger.get(place).status_code == 404
    assert stranger.post(place, {"do": "suspend", "reason": "x"}).status_code == 404
    assert stranger.get(at("diploma_batch", made.batch_id)).status_code == 404


def test_an_organisation_that_issues_nothing_is_told_so(desk):
    from tests.register import organisation

    client = account("school-9", role="organisation", organisation_id=organisation(1))
    page = client.get(at("diploma_desk"))
    assert page.status_code == 200 and "тіркелмеген" in text_of(page)
    assert client.get(at("diploma_batch_new")).status_code == 404


@pytest.mark.parametrize("name", ["diploma_desk", "diploma_batch_new", "own_diplomas"])
def test_who_is_not_signed_in_is_sent_to_sign_in(client: Client, name: str):
    assert client.get(at(name)).status_code == 302


def test_replacing_leads_to_the_batch_that_waits(desk):
    one, registrar, _ = desk
    [made] = issued(one, [graduate(one)])
    done = registrar.post(at("diploma_issued", made.pk), {"do": "replace", "reason": "жоғалды"})
    waiting = models.Batch.objects.get(state="proposed")
    assert done["Location"] == at("diploma_batch", waiting.pk)
