"""Editions, two of them compared, what was known on a day, and loading an amendment."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bagdar.access.rules.roles import ACCOUNT_ROLES
from bagdar.audit.public import events
from bagdar.audit.rules import Actor
from bagdar.core.languages import LANGUAGES
from bagdar.programme import models
from bagdar.programme import public as programme
from bagdar.programme.presenters.sample import sample

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ROOT = "/kk/programme/kz-2020-2025/editions/"
COMPARE = f"{ROOT}compare/"
NEW = f"{ROOT}new/"

ACT = """\
number = 2
[act]
number = "12"
adopted_on = 2021-03-01
in_force_on = 2021-03-15
title = { kk = "Өзгеріс туралы", ru = "Об изменении", en = "On a change" }
citation = { kk = "Үлгі қаулы № 12", ru = "Пример постановления № 12", en = "Example No. 12" }
issuer = { kk = "Үлгі орган", ru = "Пример органа", en = "An example body" }
"""
TARGET = """\
[[target]]
row = "T1.4"
year = 2025
was = 75
value = 80
"""
NAME = """\
[[change]]
of = "measure"
code = "3"
field = "name.kk"
was = "Мұғалімнің еңбегін нормалау жүйесін зерделеу және әзірлеу"
set = "Педагогтің еңбегін нормалау жүйесін зерделеу және әзірлеу"
"""
AMENDMENT = ACT + TARGET + NAME


@pytest.fixture
def amended(loaded):
    return programme.load_amendment(
        "kz-2020-2025",
        AMENDMENT.encode(),
        "two.toml",
        by=Actor("tests", "coordinator"),
        at=datetime(2021, 3, 2, tzinfo=UTC),
    )


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return unescape(response.content.decode())


def send(client: Client, **fields: object):
    return client.post(NEW, fields)


def hidden(html: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]


def state() -> tuple[int, int]:
    return models.Edition.objects.count(), events().total


# --- the list -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_editions_are_listed_with_act_dates_and_who_loaded_them(amended, language):
    html = page(Client(), f"/{language}/programme/kz-2020-2025/editions/")
    assert "27.12.2019" in html and "01.03.2021" in html
    assert amended.citation[language] in html
    assert ">tests<" in html
    assert html.index("kz-2020-2025@2/") < html.index('kz-2020-2025@1/"')


def test_the_day_before_an_amendment_knows_the_edition_and_target_before(amended):
    before = page(Client(), f"{ROOT}?day=2021-02-28&row=T1.4&year=2025")
    after = page(Client(), f"{ROOT}?day=2021-03-01&row=T1.4&year=2025")
    assert "1-редакция</a>" in before and "<b>75</b> %" in before and "<b>80</b>" not in before
    assert "2-редакция</a>" in after and "<b>80</b> %" in after


def test_a_day_before_the_first_edition_says_when_that_was_adopted(loaded):
    html = page(Client(), f"{ROOT}?day=2019-12-26")
    assert "біріншісі 2019 жылғы 27 желтоқсан күні қабылданды" in html


@pytest.mark.parametrize(
    "question",
    ["day=2021-02-30", "day=yesterday", "day=2021-01-01&row=T9", "day=2021-01-01&year=1"],
)
def test_a_question_that_cannot_be_read_is_told_next_to_its_field(loaded, question):
    html = page(Client(), f"{ROOT}?{question}")
    assert 'class="error"' in html and 'aria-invalid="true"' in html


# --- comparing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_edition_alone_cannot_be_compared_and_the_page_says_how_to_add_one(loaded, language):
    html = page(Client(), f"/{language}/programme/kz-2020-2025/editions/compare/")
    assert "bagdar programme load amendment.toml --programme kz-2020-2025" in html


def test_two_editions_differ_in_words_by_what_the_amendment_changed(amended):
    html = page(Client(), COMPARE)
    assert "Индикатор T1.4, 2025 жылғы нысана (4-бөлім): 75 % орнына 80 %" in html
    assert "Индикатор T1.4, 2025 жылғы нысана (қосымша): 75 % орнына 80 %" in html
    assert "<del>Мұғалімнің</del>" in html and "<ins>Педагогтің</ins>" in html
    assert re.search(r'Айырмашылықтар</dt><dd><span class="value">3<', html)


def test_a_reader_of_russian_is_shown_the_kazakh_text_where_only_that_changed(amended):
    html = page(Client(), "/ru/programme/kz-2020-2025/editions/compare/")
    assert "(казахский текст)" in html and "<ins>Педагогтің</ins>" in html


def test_the_differences_turn_round_with_the_editions(amended):
    html = page(Client(), f"{COMPARE}?from=2&to=1")
    assert "80 % орнына 75 %" in html


def test_an_edition_and_itself_do_not_differ(amended):
    assert "бір де айырмашылық жоқ" in page(Client(), f"{COMPARE}?from=2&to=2")


def test_the_differences_leave_as_a_file(amended):
    response = Client().get("/en/programme/kz-2020-2025/editions/compare/?table=differences&as=csv")
    body = response.content.decode("utf-8-sig")
    assert "T1.4,target for 2025 (section 4),75,80,%" in body


@pytest.mark.parametrize("question", ["from=9", "to=0", "from=x", "to=-1"])
def test_an_edition_that_is_not_there_is_not_found(amended, question):
    page(Client(), f"{COMPARE}?{question}", status=404)


def test_a_page_that_shows_an_example_says_so(loaded):
    by, at = Actor("tests", "coordinator"), datetime(2021, 3, 2, tzinfo=UTC)
    example = f"illustrative = true\n{AMENDMENT}".encode()
    programme.load_amendment("kz-2020-2025", example, "two.toml", by=by, at=at)
    assert 'class="band"' not in page(Client(), "/kk/")
    second = ROOT.replace("kz-2020-2025", "kz-2020-2025@2")
    for address in (second, COMPARE, f"{COMPARE}?from=2&to=1"):
        assert 'class="band"' in page(Client(), address)


# --- loading an amendment -------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(set(ACCOUNT_ROLES) - {"coordinator"}))
def test_only_the_coordinator_may_load_an_amendment(loaded, client_as, role):
    before = models.Edition.objects.count()
    assert client_as(role).get(NEW).status_code == 403
    assert client_as(role).post(NEW, {"text": AMENDMENT}).status_code == 403
    assert models.Edition.objects.count() == before


def test_whoever_is_not_signed_in_is_sent_to_sign_in(loaded):
    response = Client().get(NEW)
    assert response.status_code == 302 and "/sign-in/" in response.headers["Location"]


def test_a_preview_says_what_would_change_and_loads_nothing(loaded, client_as):
    before = state()
    html = unescape(send(client_as("coordinator"), text=AMENDMENT).content.decode())
    assert "Индикатор T1.4, 2025 жылғы нысана (4-бөлім): 75 % орнына 80 %" in html
    assert "2-редакцияны жүктеу" in html
    assert "Паспортта" in html  # a finding that the amendment would bring
    assert state() == before


def test_the_second_button_loads_exactly_what_was_shown_and_leaves_its_trace(loaded, client_as):
    client = client_as("coordinator")
    html = send(client, text=AMENDMENT.replace("\n", "\r\n")).content.decode()
    response = send(client, seal=hidden(html, "seal"), content=hidden(html, "content"))
    assert response.status_code == 302
    assert response.headers["Location"] == f"{ROOT}?loaded=2"
    row = models.Edition.objects.get(number=2)
    assert row.source == AMENDMENT and row.loaded_by == "test-coordinator"
    last = events().rows[0]
    assert (last.action, last.about) == (
        "programme.edition_loaded",
        "programme.edition:kz-2020-2025@2",
    )
    assert "2-редакция жүктелді." in page(client, response.headers["Location"])


def test_a_file_is_loaded_byte_by_byte(loaded, client_as):
    client = client_as("coordinator")
    content = AMENDMENT.replace("\n", "\r\n").encode("utf-8-sig")
    html = send(client, file=SimpleUploadedFile("two.toml", content)).content.decode()
    send(client, seal=hidden(html, "seal"), content=hidden(html, "content"))
    row = models.Edition.objects.get(number=2)
    assert row.source_name == "two.toml"
    assert programme.edition("kz-2020-2025").row("T1.4").targets()[2025] == 80


def test_pressing_twice_loads_once(loaded, client_as):
    client = client_as("coordinator")
    html = send(client, text=AMENDMENT).content.decode()
    fields = {"seal": hidden(html, "seal"), "content": hidden(html, "content")}
    assert send(client, **fields).status_code == 302
    before = state()
    assert send(client, **fields).status_code == 409
    assert state() == before


def test_other_bytes_than_those_shown_are_refused(loaded, client_as):
    client = client_as("coordinator")
    html = send(client, text=AMENDMENT).content.decode()
    other = send(client, text=AMENDMENT.replace("value = 80", "value = 81")).content.decode()
    before = state()
    swapped = send(client, seal=hidden(html, "seal"), content=hidden(other, "content"))
    forged = send(client, seal="forged", content=hidden(html, "content"))
    broken = send(client, seal=hidden(html, "seal"), content="%%%")
    assert [swapped.status_code, forged.status_code, broken.status_code] == [409, 409, 409]
    assert state() == before


BAD = {
    "nothing": ("", ["Файл таңдаңыз немесе мәтінін қойыңыз."]),
    "syntax": (ACT + "[[target]\n", ["amendment.toml:9"]),
    "unknown key": (ACT + 'colour = "red"\n', ["amendment.toml", "colour"]),
    "a guard that does not hold": (
        ACT + TARGET.replace("75", "70"),
        ["amendment.toml", "was = 70"],
    ),
    "a Cyrillic letter in a code": (ACT + TARGET.replace("T1.4", "Т1.4"), ["U+0422"]),
    "a date that does not exist": (ACT.replace("03-01", "02-30"), ["amendment.toml:4"]),
    "a number out of turn": (ACT.replace("number = 2", "number = 7", 1), ["amendment.toml:1"]),
}


@pytest.mark.parametrize("name", BAD)
def test_a_faulty_text_is_refused_with_its_place_and_kept_in_the_field(loaded, client_as, name):
    text, told = BAD[name]
    before = state()
    response = send(client_as("coordinator"), text=text)
    html = unescape(response.content.decode())
    assert response.status_code == 422
    for one in told:
        assert one in html
    assert text.strip() in html
    assert state() == before


def test_all_faults_are_told_at_once(loaded, client_as):
    text = AMENDMENT.replace("was = 75", "was = 70").replace('code = "3"', 'code = "999"')
    html = send(client_as("coordinator"), text=text).content.decode()
    assert "Файл жүктелмеді: 3 ақау бар." in html


FILES = {
    "empty": (b"", "файл бос"),
    "UTF-16": (AMENDMENT.encode("utf-16"), "UTF-16"),
    "windows-1251": ("ескі".encode("cp1251", "replace") + b"\xff", "UTF-8 емес"),
    "zero byte": (b"number = 2\x00", "нөлдік байт"),
    "too large": (b"#" * (1024 * 1024 + 1), "шегі 1 МиБ"),
    "noise": (bytes(range(256)) * 16, "UTF-8 емес"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_amendment_is_refused_in_words(loaded, client_as, name):
    content, told = FILES[name]
    before = state()
    response = send(client_as("coordinator"), file=SimpleUploadedFile("a.toml", content))
    assert response.status_code == 422
    assert told in unescape(response.content.decode())
    assert state() == before


def test_a_file_name_is_shown_as_text(loaded, client_as):
    upload = SimpleUploadedFile("<img src=x onerror=alert(1)>.toml", b"")
    html = send(client_as("coordinator"), file=upload).content.decode()
    assert "<img src=x" not in html


def test_the_sample_on_the_page_can_be_previewed_as_it_stands(loaded, client_as, edition):
    response = send(client_as("coordinator"), text=sample(edition))
    assert response.status_code == 200
    assert "ештеңені өзгертпейді" in unescape(response.content.decode())


def test_without_the_seal_other_bytes_would_be_loaded(loaded, client_as, monkeypatch):
    """Negative control: the promise falls when the digest of the seal is not compared."""
    from bagdar.programme import services, views_amend

    def careless(*args, expect_digest=None, **kwargs):
        return services.load_amendment(*args, **kwargs)

    class Careless:
        load_amendment = staticmethod(careless)
        preview_amendment = staticmethod(services.preview_amendment)

    client = client_as("coordinator")
    html = send(client, text=AMENDMENT).content.decode()
    other = send(client, text=AMENDMENT.replace("value = 80", "value = 81")).content.decode()
    monkeypatch.setattr(views_amend, "services", Careless)
    response = send(client, seal=hidden(html, "seal"), content=hidden(other, "content"))
    assert response.status_code == 302
    assert programme.edition("kz-2020-2025").row("T1.4").targets()[2025] == 81


def test_an_amendment_brings_only_the_findings_that_its_changes_bring(amended):
    before = {finding.key for finding in programme.findings("kz-2020-2025", 1)}
    after = {finding.key for finding in programme.findings("kz-2020-2025", 2)}
    assert sorted(after - before) == [
        "passport_target_value passport T1.4 target annex",
        "passport_target_value passport T1.4 target body",
        "target_jump indicators.body T1.4 2025",
    ]
    # These two are asked of the act that adopted the text, not of the one that amends it.
    assert sorted(before - after) == [
        "approval_date passport - approval_stamp",
        "deadline_at_once measures m2 deadline",
    ]


def test_a_preview_takes_no_finding_away_that_the_changes_do_not(loaded, client_as, edition):
    html = unescape(send(client_as("coordinator"), text=sample(edition)).content.decode())
    assert "Жаңа сәйкессіздік пайда болмайды, ескісі жойылмайды." in html
