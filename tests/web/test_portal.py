"""Home, search and reference: what a newcomer sees first, in each language."""

import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from bagdar.audit.rules import Actor
from bagdar.core.languages import LANGUAGES
from bagdar.look import revision
from bagdar.portal import queries, results
from bagdar.programme import public as programme
from bagdar.programme.rules.findable import entries

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.once]

TITLES = {
    "kk": "Қазақстан Республикасында білім беруді және ғылымды дамытудың",
    "ru": "Государственная программа развития образования и науки",
    "en": "State Programme for the Development of Education and Science",
}


def page(address: str, status: int = 200) -> str:
    response = Client().get(address)
    assert response.status_code == status, response.content[:500]
    return unescape(response.content.decode())


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# --- home -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_home_says_what_the_programme_promises_in_the_readers_language(loaded, language):
    html = page(f"/{language}/")
    assert f'lang="{language}"' in html
    heading = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    assert heading and heading[1].startswith(TITLES[language])


def test_home_shows_the_money_the_passport_prints_and_the_counts_of_the_act(loaded):
    strip = text_of(re.search(r'<dl class="answer">.*?</dl>', page("/kk/"), re.DOTALL)[0])
    assert "11 578 млрд теңге" in strip
    assert "Мақсаттар 2 11 міндет" in strip
    assert "Индикаторлар 48 8 нысаналы, 40 нәтиже көрсеткіші" in strip
    assert "Іс-шаралар 204" in strip


def test_home_shows_every_path_of_the_eight_target_indicators(loaded, edition):
    html = page("/kk/")
    assert html.count('<svg class="spark"') == 11
    promised = [one.code for one in queries.promises(edition)]
    assert promised == [
        "T1.1/1-6", "T1.1/3-6", *(row.code for row in edition.indicator_by_code["T1.2"].rows),
        "T1.3", "T1.4", "T1.5", "T2.1", "T2.2", "T2.3",
    ]  # fmt: skip
    assert re.search(r"95,2 .*?→.*?100", text_of(html))


def test_home_counts_the_findings_of_the_check_and_leads_to_them(loaded):
    html = page("/kk/")
    found = programme.findings("kz-2020-2025")
    assert found
    for severity in ("error", "warning", "note"):
        count = sum(finding.severity == severity for finding in found)
        link = f'href="/kk/programme/kz-2020-2025/check/?severity={severity}"><b>{count}</b>'
        assert link in html


def test_the_money_of_home_leaves_as_a_file_and_adds_up_to_the_printed_total(loaded):
    answer = Client().get("/en/?table=money-data&as=csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[1].split(",")[0] == "2020" and lines[1].split(",")[-1] == "1161.202"
    assert [line.split(",")[0] for line in lines[1:7]] == [str(y) for y in range(2020, 2026)]


def test_home_without_a_programme_says_what_to_type(db):
    html = page("/kk/")
    assert "make setup" in html
    assert "bagdar programme load data/programme/kz-2020-2025" in html


# --- search ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_search_finds_a_measure_by_its_number_in_each_language(loaded, language):
    html = page(f"/{language}/search/?q=m139")
    assert f'href="/{language}/programme/kz-2020-2025/measures/139/"' in html


def test_search_marks_the_letters_as_printed_where_others_were_typed(loaded):
    assert "<mark>жатақхана</mark>" in page("/kk/search/?q=жатакхана")


def test_search_narrows_to_a_kind_and_shows_all_of_it(loaded):
    every = page("/kk/search/?q=мектеп")
    assert every.count("/measures/") < 42 + 1
    narrowed = page("/kk/search/?q=мектеп&kind=measure")
    assert len(set(re.findall(r"/measures/(\d+)/", narrowed))) == 42
    assert "/indicators/I" not in narrowed


def test_an_empty_search_offers_words_to_try_and_a_vain_one_ways_on(loaded):
    assert "?q=мектеп" in page("/kk/search/")
    vain = page("/kk/search/?q=космодром")
    assert "«космодром» бойынша ештеңе табылмады" in vain
    assert 'href="/kk/programme/kz-2020-2025/indicators/"' in vain


def test_search_without_a_programme_says_so(db):
    assert "бірде-бір бағдарлама жүктелмеген" in page("/kk/search/?q=мектеп")


def test_a_search_in_a_programme_that_is_not_there_is_not_found(loaded):
    page("/kk/search/?q=a&programme=nowhere", status=404)
    page("/kk/search/?q=a&programme=kz-2020-2025@9", status=404)


@pytest.mark.parametrize(
    "query", ["<script>alert(1)</script>", "%00", "' OR 1=1 --", "{{ 7|add:7 }}", "\u202eДЖ", "%"]
)
def test_whatever_is_typed_comes_back_as_text(loaded, query):
    response = Client().get("/kk/search/", {"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_every_result_leads_to_a_page_that_is_there(loaded, edition):
    addresses = {
        results.address(entry, "kz-2020-2025").split("#")[0].split("?")[0]
        for entry in entries(edition)
        if entry.kind not in ("indicator", "measure", "body")
    }
    firsts = {
        kind: next(entry for entry in entries(edition) if entry.kind == kind)
        for kind in ("indicator", "measure", "body")
    }
    addresses |= {results.address(entry, "kz-2020-2025") for entry in firsts.values()}
    assert len(addresses) == 6
    for address in addresses:
        page(address)


def test_every_place_that_a_result_names_stands_on_its_page(loaded, edition):
    for entry in entries(edition):
        address = results.address(entry, "kz-2020-2025")
        if entry.kind in ("goal", "task", "subtask", "legal_basis"):
            place, _, anchor = address.partition("#")
            assert f'id="{anchor}"' in _once(place), address


_PAGES: dict[str, str] = {}


def _once(address: str) -> str:
    if address not in _PAGES:
        _PAGES[address] = page(address)
    return _PAGES[address]


# --- reference ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_reference_offers_every_download_and_the_description_of_the_api(loaded, language):
    html = page(f"/{language}/reference/")
    for form in ("bagdar", "stratml", "fiscal", "csv"):
        assert f'href="/api/v1/programmes/kz-2020-2025@1/export/{form}"' in html
    assert f'href="{reverse("openapi")}"' in html
    assert "/api/v1/programmes" in html


def test_every_download_of_the_reference_is_there(loaded):
    html = page("/en/reference/")
    for address in re.findall(r'href="(/api/v1/programmes/[^"]+)"', html):
        response = Client().get(address)
        assert response.status_code == 200, address


def test_reference_without_a_programme_says_that_there_is_nothing_to_take(db):
    assert "жүктеп алатын ештеңе жоқ" in page("/kk/reference/")


# --- several programmes ---------------------------------------------------------------------------

REGIONAL = Path(__file__).parents[1] / "data" / "programmes" / "oblast-2024-2026"


def load_regional() -> None:
    programme.load_folder(REGIONAL, by=Actor("tests", "coordinator"), at=datetime.now(UTC))


def test_home_shows_the_real_programme_first_and_lists_the_example_as_one(loaded):
    load_regional()
    html = page("/kk/")
    heading = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    assert heading and heading[1].startswith(TITLES["kk"])
    others = html.split("Басқа бағдарламалар")[1]
    assert 'href="/kk/programme/oblast-2024-2026/"' in others and ">үлгі<" in others


def test_a_programme_without_passport_money_and_totals_has_a_home_too(db):
    load_regional()
    html = page("/kk/")
    assert "Облыстың білім беруді дамыту бағдарламасы" in html
    assert 'class="band"' in html


def test_search_looks_in_the_programme_that_is_chosen(loaded):
    load_regional()
    assert "/programme/oblast-2024-2026/indicators/T1.1/" not in page("/kk/search/?q=балабақша")
    html = page("/kk/search/?q=балабақша&programme=oblast-2024-2026")
    assert "/programme/oblast-2024-2026/indicators/T1.1/" in html
    assert '<option value="oblast-2024-2026" selected>' in html
    assert 'class="band"' in html
    assert "programme=oblast-2024-2026&kind=indicator" in html


def test_the_pages_of_check_and_editions_work_for_a_small_programme(db):
    load_regional()
    for part in ("check/", "check/?view=table", "editions/", "editions/compare/"):
        page(f"/kk/programme/oblast-2024-2026/{part}")


def test_a_kept_home_gives_way_when_an_edition_is_loaded(loaded):
    client = Client()  # one client is one service, with the pages that it keeps
    before = client.get("/kk/").content.decode()
    load_regional()
    assert "Басқа бағдарламалар" not in before
    assert "Басқа бағдарламалар" in client.get("/kk/").content.decode()


def test_with_a_revision_that_stands_still_a_kept_home_would_stay(loaded, monkeypatch):
    """Negative control: the promise falls when nobody says that the data have changed."""
    monkeypatch.setattr(revision, "_sources", {"programme": lambda: 0})
    client = Client()
    client.get("/kk/")
    load_regional()
    assert "Басқа бағдарламалар" not in client.get("/kk/").content.decode()
