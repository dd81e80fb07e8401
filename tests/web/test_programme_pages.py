"""The programme's reading pages: what each of them must say, in each language, and to whom."""

import csv
import io
import re
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bagdar.access import permission
from bagdar.access.rules.roles import ACCOUNT_ROLES
from bagdar.audit.rules import Actor
from bagdar.core.languages import LANGUAGES
from bagdar.programme import public
from bagdar.programme.presenters import pictures
from bagdar.programme.presenters.reader import Reader
from bagdar.programme.presenters.tables_apart import apart, years_apart

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.once]

REGIONAL = Path(__file__).parents[1] / "data" / "programmes" / "oblast-2024-2026"
SPACE = "\u202f"


def get(path: str, language: str = "kk", status: int = 200, programme: str = "kz-2020-2025") -> str:
    response = Client().get(f"/{language}/programme/{programme}/{path}")
    assert response.status_code == status, response.content[:400]
    return unescape(response.content.decode())


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def strip_of(html: str) -> str:
    """The answer at the head of a page, thin spaces as plain ones."""
    found = re.search(r'<dl class="answer">.*?</dl>', html, re.DOTALL)
    assert found
    return text_of(found[0])


def rows_of(path: str, table: str, language: str = "kk") -> list[dict[str, str]]:
    """A table of a page, taken along as CSV."""
    joint = "&" if "?" in path else "?"
    response = Client().get(f"/{language}/programme/kz-2020-2025/{path}{joint}table={table}&as=csv")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def order_of(html: str, table: str) -> list[str]:
    """The first cells of a table as shown."""
    section = html.split(f'id="table-{table}"', 1)[1].split("</section>", 1)[0]
    return re.findall(r'<th scope="row"[^>]*>(?:<a [^>]*>)?([^<]+)<', section)


# --- one page after another, in each language ----------------------------------------------------

HEADINGS = {
    "": ("Мақсаттар", "Цели", "Goals"),
    "passport/": ("Қаулы", "Постановление", "Resolution"),
    "indicators/": ("Индикаторлар кестесі", "Таблица индикаторов", "Table of indicators"),
    "indicators/T1.1/": ("Уәде етілген өзгеріс", "Обещанное изменение", "Change promised"),
    "measures/": ("Іс-шаралар кестесі", "Таблица мероприятий", "Table of measures"),
    "measures/137/": ("Орындау мерзімдері", "Сроки исполнения", "Deadlines"),
    "bodies/": ("Кім не үшін жауап береді", "Кто за что отвечает", "Who answers for what"),
    "bodies/leb/": ("Мерзімдер жыл бойынша", "Сроки по годам", "Deadlines by year"),
    "finance/": ("Көз бойынша: есептелгені мен басылғаны", "По источникам", "By source"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_answers_in_the_readers_language(loaded, language):
    for path, headings in HEADINGS.items():
        html = get(path, language)
        assert f'<html lang="{language}">' in html
        assert headings[LANGUAGES.index(language)] in text_of(html)


def test_the_tree_counts_what_stands_under_each_task(loaded):
    html = get("")
    assert "11 578,4 млрд теңге" in strip_of(html)
    first = text_of(html.split('id="task-1.1"', 1)[1].split('id="task-1.2"', 1)[0])
    assert "4 көрсеткіш 20 іс-шара" in first
    assert "6 464 353 млн теңге" in first
    assert "ақшасыз" in html.split('id="task-1.6"', 1)[1].split('id="task-1.7"', 1)[0]


def test_the_tree_says_where_the_act_words_a_heading_in_different_ways(loaded):
    html = get("")
    first = html.split('id="goal-1"', 1)[1].split("</details>", 1)[0]
    assert "Актіде әртүрлі тұжырымдалған" in first
    assert "жалпыадамзаттық құндылықтар негізінде тұлғаны тәрбиелеу және оқыту" in first


def test_an_indicator_says_from_where_to_where(loaded):
    strip = strip_of(get("indicators/T1.1/?row=T1.1/3-6"))
    assert "2018, база 95,2 %" in strip
    assert "2025, нысана 100 % паспортта: 100" in strip
    assert "+4,8 п. т. 2018–2025 жылдар" in strip
    assert "алғашқы нысана: 2020" in strip
    assert "2025, target 100 %" in strip_of(get("indicators/T1.1/?row=T1.1/3-6", "en"))


def test_a_row_that_the_indicator_does_not_have_gives_its_first(loaded):
    assert "77,1 %" in strip_of(get("indicators/T1.1/?row=T9.9"))


def test_lower_is_better_where_the_act_wants_less(loaded):
    strip = strip_of(get("indicators/I1.2.1/?row=I1.2.1/PISA-reading"))
    assert "−23 балл" in strip and "азырақ ↓" in strip


def test_an_indicator_shows_both_tables_side_by_side_where_they_differ(loaded):
    html = get("indicators/I1.3.1/")
    apart = text_of(html.split('id="apart"', 1)[1].split("</section>", 1)[0])
    assert "(актіде: ЦДҚАӨМ)" in apart
    assert "өткен жылға қарағанда %" in apart and "өткен жылға %" in apart
    same = get("indicators/I1.1.3/").split('id="apart"', 1)[1].split("</section>", 1)[0]
    assert text_of(same).endswith("Екі кестеде де бірдей басылған.")


def test_a_figure_that_the_annex_prints_differently_is_shown_and_drawn_beside_the_body(edition):
    row = edition.row("T1.4")
    cells = tuple(
        cell.model_copy(update={"value": Decimal(76)}) if cell.year == 2025 else cell
        for cell in row.annex_cells
    )
    other = row.model_copy(update={"annex_cells": cells})
    indicator = edition.indicator_by_code["T1.4"].model_copy(update={"rows": (other,)})
    reader = Reader("kk", "kz-2020-2025")
    assert years_apart(row, 2018) == [] and years_apart(other, 2018) == [2025]
    last = apart(edition, other, reader)[-1]
    assert (last.what, last.body, last.annex) == ("2025", "75", "76")
    with translation.override("kk"):
        (agreeing,) = pictures.paths(edition, edition.indicator_by_code["T1.4"], reader)
        (differing,) = pictures.paths(edition, indicator, reader)
    assert [len(chart.table.columns) for chart in (agreeing, differing)] == [2, 3]


def test_the_chain_of_a_figure_leads_to_the_act_and_claims_nothing_beyond_it(loaded):
    html = get("indicators/T1.4/")
    chain = html.split('<ol class="chain">', 1)[1].split("</ol>", 1)[0]
    assert "№ 988" in chain and "kz-2020-2025@1 / T1.4 / body" in chain
    assert chain.count("<li>") == 5  # act, edition, body, annex, passport


def test_an_indicator_and_a_measure_list_what_the_check_found_about_them(loaded):
    found = public.findings("kz-2020-2025")
    for path, row in (("measures/12/", "m12"), ("indicators/I1.3.2/", "I1.3.2")):
        section = get(path).split('id="findings"', 1)[1].split("</section>", 1)[0]
        assert section.count("<li>") == sum(one.where.row == row for one in found) > 0


def test_a_measure_shows_its_printed_total_beside_the_sum_of_its_years(loaded):
    (row,) = rows_of("measures/25/", "money")
    assert (row["Жылдар қосындысы"], row["Басылған жиын"], row["Айырма"]) == (
        "448313", "448314", "1",
    )  # fmt: skip
    assert "бір сомамен басылған (РБ, ЖБ)" in row["Қаржыландыру көзі"]


def test_a_measure_without_money_says_what_the_act_prints_instead(loaded):
    html = get("measures/1/")
    assert "Акт бұл іс-шараға ақша жазбаған" in html and "талап етілмейді" in html
    assert 'id="table-money"' not in html


def test_a_measure_links_its_executors_and_its_neighbours(loaded):
    html = get("measures/108/")
    assert "/kk/programme/kz-2020-2025/bodies/kasipkor/" in html
    assert "келісу бойынша" in html
    assert 'rel="prev" href="/kk/programme/kz-2020-2025/measures/107/"' in html
    assert 'rel="next" href="/kk/programme/kz-2020-2025/measures/109/"' in html
    assert 'rel="prev"' not in get("measures/1/") and 'rel="next"' not in get("measures/204/")


def test_a_body_is_counted_first_named_and_with_others_apart(loaded):
    lines = {row["Қысқаша"]: row for row in rows_of("bodies/", "bodies")}
    assert len(lines) == 30
    mes, mof = lines["БҒМ"], lines["Қаржымині"]
    assert (mes["Іс-шаралар"], mes["Бірінші аталған"]) == ("124", "117")
    money = "Бірінші аталған іс-шаралардың сомасы, млн теңге"
    assert (mes[money], mof[money]) == ("8219204", "")
    assert "Акт ақшаны орындаушылар арасында бөлмейді" in get("bodies/")


def test_a_body_page_gives_the_spellings_and_why_they_are_read_as_it(loaded):
    text = text_of(get("bodies/misd/"))
    assert "Тағы да: ИҚДМ" in text and "паспортта мұндай басқа орган жоқ" in text


def test_finance_sets_printed_totals_beside_computed_sums(loaded):
    strip = strip_of(get("finance/"))
    assert "11 578 425 млн теңге" in strip
    assert "10 294 428 млн теңге" in strip
    assert "1 284,0 млрд теңге Жеке инвестициялар" in strip
    years = rows_of("finance/", "years")
    assert [row["Айырма, млн теңге"] for row in years] == ["1", "-2", "0", "0", "-2", "0", "-3"]


def test_money_that_no_measure_has_a_row_for_is_said_to_be_so(loaded):
    section = get("finance/").split('id="outside"', 1)[1].split("</section>", 1)[0]
    assert f"1{SPACE}284{SPACE}000 млн теңге" in section and "бірде-бір іс-шара атамайды" in section


def test_rows_naming_several_budget_programmes_are_one_combination(loaded):
    rows = rows_of("finance/", "programmes")
    assert rows[0]["Бюджеттік бағдарламалар"] == "098 + 099 + 203"
    assert rows[0]["Барлығы"] == "6381698"
    assert rows[1]["Бюджеттік бағдарламалар"] == "коды жазылмаған"


def test_the_acts_text_has_the_kazakh_beside_a_working_translation(loaded):
    russian, kazakh = get("passport/", "ru"), get("passport/")
    assert "Рабочий перевод; текстом акта является казахский." in russian
    assert 'lang="kk">5. Осы қаулы қол қойылған күнінен' in russian
    assert "5. Осы қаулы қол қойылған күнінен" in kazakh and "Жұмыс аудармасы" not in kazakh


# --- narrowing, sorting, finding -----------------------------------------------------------------


def test_measures_are_narrowed_by_task_body_year_source_and_money(loaded):
    assert len(rows_of("measures/", "measures")) == 204
    assert len(rows_of("measures/?task=1.1", "measures")) == 20
    assert len(rows_of("measures/?money=with", "measures")) == 46
    assert len(rows_of("measures/?money=without", "measures")) == 158
    assert len(rows_of("measures/?year=2025", "measures")) == 112
    assert len(rows_of("measures/?body=mof", "measures")) == 11
    assert [row["№"] for row in rows_of("measures/?source=РБ%2BДБ", "measures")] == ["159"]
    assert len(rows_of("measures/?task=1.1&money=with", "measures")) == 7


def test_indicators_are_narrowed_by_goal_kind_and_difference(loaded):
    assert len(rows_of("indicators/", "indicators")) == 65
    assert len(rows_of("indicators/?kind=target", "indicators")) == 11
    assert len(rows_of("indicators/?goal=2&kind=target", "indicators")) == 3
    assert len(rows_of("indicators/?task=1.3", "indicators")) == 8
    differing = rows_of("indicators/?tables=differ", "indicators")
    assert {row["Қосымша"] for row in differing} == {"айырма бар"}


def test_a_choice_that_does_not_exist_narrows_nothing(loaded):
    assert len(rows_of("measures/?task=9.9&year=abc", "measures")) == 204


def test_the_choice_stays_chosen_in_the_form_and_in_the_downloads(loaded):
    html = get("measures/?task=1.1")
    assert '<option value="1.1" selected>' in html
    assert "20 / 204 көрсетілген" in html
    assert 'href="?task=1.1&table=measures&as=csv"' in html


def test_measures_sort_by_money_with_those_without_any_last(loaded):
    order = order_of(get("measures/?sort=measures.-money"), "measures")
    assert order[:3] == ["2", "173", "11"]
    assert len(order) == 204 + 1, "204 measures and the line of the sum"
    ascending = order_of(get("measures/?sort=measures.money"), "measures")
    assert ascending[0] == "47" and ascending[45] == "2"


def test_a_table_is_found_in_by_letters_typed_without_kazakh_ones(loaded):
    order = order_of(get("bodies/?find.bodies=karzhymini"), "bodies")
    assert order == ["Қаржымині"]


# --- taking along --------------------------------------------------------------------------------


def test_the_measures_leave_as_a_workbook_that_opens(loaded):
    address = "/kk/programme/kz-2020-2025/measures/?table=measures&as=xlsx"
    book = openpyxl.load_workbook(io.BytesIO(Client().get(address).content))
    sheet = book.worksheets[0]
    assert sheet.max_row == 205
    assert sheet["H3"].value == 5333783


def test_a_picture_leaves_as_svg(loaded):
    pictures = [
        ("indicators/T1.1/", "path-2"),
        ("measures/137/", "deadlines"),
        ("finance/", "flow"),
    ]
    for path, chart in pictures:
        response = Client().get(f"/kk/programme/kz-2020-2025/{path}?chart={chart}&as=svg")
        assert response.status_code == 200
        assert response.content.startswith(b"<svg") and b"<script" not in response.content


# --- who may, what is not there, which edition ---------------------------------------------------


def test_an_unknown_code_is_answered_with_a_sentence_that_names_it(loaded):
    unknown = [
        ("indicators/T9.9/", "T9.9"), ("measures/999/", "999"), ("bodies/nobody/", "nobody"),
    ]  # fmt: skip
    for path, code in unknown:
        for language, word in (("kk", "жоқ"), ("ru", "нет"), ("en", "no ")):
            text = text_of(get(path, language, status=404))
            assert code in text and word in text


def test_every_role_may_read_and_nobody_may_write(loaded, client_as):
    with translation.override("kk"):
        address = reverse("measures", args=["kz-2020-2025"])
    for role in ("public", *ACCOUNT_ROLES):
        client = client_as(role)
        assert client.get(address).status_code == 200
        assert client.post(address).status_code == 405


def test_a_page_asks_the_access_table(loaded, monkeypatch):
    class Closed:
        def permits_some(self, role: str, object: str, operation: str) -> bool:
            return object != "programme.finance"

        permits = permits_some

    monkeypatch.setattr(permission, "table", lambda: Closed())
    refused = Client().get("/kk/programme/kz-2020-2025/finance/")
    assert refused.status_code == 302 and "sign-in" in refused["Location"]


def test_an_older_edition_says_so_and_leads_to_the_same_page_in_the_newest(db):
    public.load_folder(REGIONAL, by=Actor("tests", "coordinator"), at=datetime.now(UTC))
    code = public.programmes()[0].code
    older, newest = (get("measures/1/", programme=f"{code}@{number}") for number in (1, 2))
    assert f'href="/kk/programme/{code}/measures/1/"' in older
    assert "Бұл – 1-редакция" in older and "Бұл – 2-редакция" not in newest
    assert "Бұл редакция – үлгі" in older and "Бұл редакция – үлгі" in newest
    assert f"/kk/programme/{code}@1/bodies/" in older, "links stay in the edition being read"


def test_a_small_programme_without_annex_or_totals_has_all_its_pages(db):
    public.load_folder(REGIONAL, by=Actor("tests", "coordinator"), at=datetime.now(UTC))
    code = public.programmes()[0].code
    edition = public.edition(code)
    paths = ["", "passport/", "indicators/", "measures/", "bodies/", "finance/"]
    paths += [f"indicators/{one.code}/" for one in edition.indicators]
    paths += [f"measures/{one.number}/" for one in edition.measures]
    paths += [f"bodies/{one.code}/" for one in edition.bodies]
    for path in paths:
        assert "<h1>" in get(path, programme=code)
