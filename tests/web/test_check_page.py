"""The page of the check: every finding is told, can be narrowed, and leads to its place."""

import re
from html import unescape

import pytest
from django.test import Client

from bagdar.core.languages import LANGUAGES
from bagdar.programme import public as programme
from bagdar.programme.models import Programme
from bagdar.programme.presenters import verdicts
from bagdar.programme.rules.check import Finding, Where, messages

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.once]
CHECK = "/kk/programme/kz-2020-2025/check/"


def page(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_is_told_in_the_readers_language(loaded, catalogue, language):
    html = page(f"/{language}/programme/kz-2020-2025/check/")
    found = programme.findings("kz-2020-2025")
    assert len(found) > 50
    for finding in found:
        assert messages(finding, catalogue)[language] in html
    assert html.count('class="place"') == len(found)


def test_a_severity_is_a_word_and_a_sign_and_not_only_a_colour(loaded):
    html = page(CHECK)
    assert '<span aria-hidden="true">✕ </span>қате' in html
    assert '<span aria-hidden="true">! </span>ескерту' in html


@pytest.mark.parametrize("severity", ["error", "warning", "note"])
def test_the_list_narrows_to_a_severity(loaded, severity):
    html = page(f"{CHECK}?severity={severity}")
    found = programme.findings("kz-2020-2025")
    expected = [one for one in found if one.severity == severity]
    assert html.count('class="place"') == len(expected)


def test_the_list_narrows_to_a_table_a_class_and_words_together(loaded):
    found = programme.findings("kz-2020-2025")
    first = next(one for one in found if one.where.row == "m139")
    html = page(f"{CHECK}?where=measures&code={first.code}&text=M139")
    expected = [
        one
        for one in found
        if one.code == first.code and one.where.table == "measures" and one.where.row == "m139"
    ]
    assert html.count('class="place"') == len(expected) >= 1


def test_a_filter_that_is_no_choice_narrows_nothing(loaded):
    found = programme.findings("kz-2020-2025")
    html = page(f"{CHECK}?severity=fatal&where=nowhere&code=nothing")
    assert html.count('class="place"') == len(found)
    assert "Бұл сүзгіге сәйкес" in page(f"{CHECK}?text=космодром")


def test_every_place_leads_to_a_page_that_is_there(loaded, edition):
    found = programme.findings("kz-2020-2025")
    addresses = {verdicts.address(one, edition, "kz-2020-2025") for one in found}
    for address in sorted(addresses):
        assert Client().get(address).status_code == 200, address


def test_a_finding_about_a_row_that_is_not_there_leads_to_its_table(edition):
    lost = Finding("number_gap", "warning", Where("measures", "m999", "number"))
    assert verdicts.address(lost, edition, "p") == "/kk/programme/p/measures/"


def test_the_table_leaves_as_a_file_with_every_key_in_its_order(loaded):
    response = Client().get("/en/programme/kz-2020-2025/check/?table=findings&as=csv")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Class,Severity,Table,Row,Column,Printed,Expected,Message"
    assert response.content.decode().count("\r\n") >= len(programme.findings("kz-2020-2025"))


def test_a_narrowed_table_leaves_narrowed(loaded):
    response = Client().get(
        "/en/programme/kz-2020-2025/check/?severity=error&table=findings&as=csv"
    )
    body = response.content.decode("utf-8-sig")
    assert ",error," in body and ",warning," not in body


def test_the_table_is_shown_in_place_of_the_list_when_it_is_asked_for(loaded):
    html = page(f"{CHECK}?view=table&severity=error")
    assert 'id="table-findings"' in html and 'class="place"' not in html


def test_an_acknowledged_finding_says_by_whom_and_why(loaded):
    finding = programme.findings("kz-2020-2025")[0]
    declared = (
        f'[[acknowledged]]\nkey = "{finding.key}"\nby = "an office"\non = 2020-01-15\n'
        'reason = { kk = "себебі бар", ru = "есть причина", en = "there is a reason" }\n'
    )
    Programme.objects.filter(code="kz-2020-2025").update(acknowledged=declared)
    html = page(CHECK)
    assert "Мойындалды, 2020 жылғы 15 қаңтар, an office: себебі бар" in html
    assert re.search(r"Мойындалғаны</dt><dd><span class=\"value\">1<", html)


def test_the_check_of_an_edition_that_is_not_there_is_not_found(loaded):
    assert Client().get("/kk/programme/kz-2020-2025@7/check/").status_code == 404
