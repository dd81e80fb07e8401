"""A page, its words, its tables and charts, and the same parts as files."""

import copy
import io
import re
from pathlib import Path

import openpyxl
import pytest
from django.template import TemplateSyntaxError, engines
from django.test import Client, RequestFactory
from django.utils import formats, translation

from bagdar.look import hooks, pages, revision
from bagdar.look.components import pieces
from bagdar.look.context import look
from bagdar.look.navigation import programme_of
from tests.web import look_site
from tests.web.look_site import HOSTILE

ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"


@pytest.fixture(autouse=True)
def site(settings, monkeypatch):
    settings.ROOT_URLCONF = "tests.web.look_site"
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [Path(__file__).parent / "templates"]
    settings.TEMPLATES = templates
    monkeypatch.setattr(hooks, "_permission", None)
    monkeypatch.setattr(hooks, "_programme", None)
    monkeypatch.setattr(revision, "_sources", {})
    look_site.visits.clear()


def get(address: str, **headers: str):
    return Client(raise_request_exception=False).get(address, headers=headers)


def text(address: str) -> str:
    response = get(address)
    assert response.status_code == 200
    return response.content.decode()


def in_template(source: str, **facts: object) -> str:
    return engines["django"].from_string(source).render(facts)


# --- words -------------------------------------------------------------------------------------


def test_words_figures_and_days_stand_in_the_language_of_the_page():
    def said(language: str) -> str:
        return re.search(r'<p id="figures">(.*?)</p>', text(f"/{language}/"))[1]

    assert said("kk") == (
        "12\u202f345,678 12\u202f345,7 – 2019 жылғы 27 желтоқсан 27.12.2019 "
        "2019 жылғы 27 желтоқсан, 10:05 Әкімдік"
    )
    assert said("ru").startswith("12\u202f345,678 12\u202f345,7 – 27 декабря 2019 года")
    assert said("en").startswith("12\u202f345.678 12\u202f345.7 – 27 December 2019")


def test_what_a_fact_says_is_escaped_everywhere():
    page = text("/kk/")
    assert "<script>alert" not in page
    assert page.count(ESCAPED) >= 6


def test_a_key_that_the_catalogue_lacks_raises():
    with pytest.raises(KeyError):
        in_template('{% t "look.no_such_key" %}')


def test_a_key_that_lacks_a_fact_raises():
    with pytest.raises(KeyError):
        in_template('{% t "look.pager.place" page=3 %}')


def test_a_tag_that_nobody_knows_is_refused():
    with pytest.raises(TemplateSyntaxError):
        in_template("{% translate_this %}")


def test_what_is_kept_of_every_page_is_written_once_a_language_and_tells_of_no_reader():
    made = engines["django"].from_string(
        "{% kept %}{% t 'common.search' %} {{ reader }}{{ language }}{% endkept %} {{ reader }}"
    )

    def shown(language: str, reader: str) -> str:
        with translation.override(language):
            return made.render({"reader": reader, "language": language})

    first = shown("kk", "Айша")
    assert first.endswith(" Айша") and first.count("Айша") == 1
    assert shown("kk", "Болат") == first.replace("Айша", "Болат")
    assert shown("ru", "Болат").split(" ")[0] == "Поиск" != first.split(" ")[0]


def test_what_was_drawn_before_a_page_knew_its_links_is_not_kept_for_those_that_do():
    made = engines["django"].from_string("{% kept %}{{ links.home }}{% endkept %}")
    assert made.render({}) == ""
    assert made.render({"links": {"home": "/kk/"}, "styles": ()}) == "/kk/"


def test_django_itself_writes_kazakh_days_and_figures():
    from datetime import date

    day = date(2019, 12, 27)
    with translation.override("kk"):
        assert formats.date_format(day, "SHORT_DATE_FORMAT") == "27.12.2019"
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
        assert formats.number_format("1234.5", use_l10n=True, force_grouping=True) == "1\u202f234,5"
        assert formats.date_format(day).startswith("2019 жылғы 27 ")
    with translation.override("en"):
        assert formats.number_format("1234.5", use_l10n=True) == "1234.5"


# --- the frame ----------------------------------------------------------------------------------


def test_the_language_links_keep_the_page_and_its_question():
    page = text("/kk/?sort=rows.-amount&find.rows=T1")
    for code in ("ru", "en"):
        assert f'href="/{code}/?sort=rows.-amount&amp;find.rows=T1"' in page


def test_a_language_link_leads_to_a_page_and_not_to_a_file():
    request = RequestFactory().get("/kk/x/?table=rows&as=csv&sort=rows.name")
    request.resolver_match = None
    with translation.override("kk"):
        links = look(request)["language_links"]
    assert [link.href for link in links] == [
        f"/{code}/x/?sort=rows.name" for code in ("kk", "ru", "en")
    ]


def test_the_bar_leads_to_the_programme_of_the_page_with_its_edition(monkeypatch):
    request = RequestFactory().get("/kk/programme/kz-2020-2025@1/indicators/")
    assert programme_of(request) == "kz-2020-2025@1"
    elsewhere = RequestFactory().get("/kk/search/")
    assert programme_of(elsewhere) is None
    monkeypatch.setattr(hooks, "_programme", lambda: "kz-2020-2025")
    assert programme_of(elsewhere) == "kz-2020-2025"


def test_a_page_has_no_inline_style_script_or_handler():
    page = text("/kk/")
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))


def test_made_up_data_are_marked():
    assert "Шартты деректер" in text("/kk/?made-up=1")
    assert "Шартты деректер" not in text("/kk/")


# --- tables -------------------------------------------------------------------------------------


def order(page: str) -> list[str]:
    table = re.search(r'<section class="table" id="table-rows".*?</section>', page, re.S)[0]
    table = table.split("<tfoot>")[0]
    return re.findall(r'<th scope="row" class="code">(?:<a[^>]*>)?([^<]*)', table)


def test_a_table_is_sorted_by_its_address_alone():
    ordered = order(text("/kk/?sort=rows.-amount"))
    assert ordered[:2] == ["T1.11", "T1.10"]
    assert ordered[-1] == "T1.12"
    page = text("/kk/?sort=rows.-amount")
    assert 'aria-sort="descending"' in page
    assert 'href="?sort=rows.amount"' in page


def test_the_order_of_one_table_keeps_that_of_another():
    page = text("/kk/?sort=none.name")
    assert "?sort=none.name&amp;sort=rows.-amount" in page


def test_a_filter_keeps_the_order_and_says_how_many_it_found():
    page = text("/kk/?sort=rows.-code&find.rows=akimdik")
    assert order(page)[0] == "T1.11"
    assert "12 жолдың 11 жолы көрсетілді." in page
    assert '<input type="hidden" name="sort" value="rows.-code">' in page


def test_a_filter_without_result_says_so_and_shows_the_way_back():
    page = text("/kk/?find.rows=zzz")
    assert order(page) == []
    assert "«zzz» бойынша ештеңе табылмады." in page


def test_an_empty_table_says_what_will_fill_it():
    assert "Мұнда редакция жүктелгенде жол шығады." in text("/kk/")


def test_an_order_that_makes_no_sense_is_the_order_given():
    for odd in ("rows.zzz", "rows.", "rows.--amount", "rows", "\x00"):
        assert order(text(f"/kk/?sort={odd}"))[0] == "T1.1"


def test_the_footer_adds_up_what_is_shown():
    assert re.search(r"<tfoot>.*?Барлығы.*?>66<", text("/kk/"), re.S)


# --- long tables come in leaves ------------------------------------------------------------------


@pytest.fixture
def five(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "ROWS", 5)


LEAVES = [
    ("", [f"T1.{n}" for n in (1, 2, 3, 4, 5)], "12 жолдың 1–5 аралығы."),
    ("rows.rows=6", [f"T1.{n}" for n in (6, 7, 8, 9, 10)], "12 жолдың 6–10 аралығы."),
    ("rows.rows=11", ["T1.11", "T1.12"], "12 жолдың 11–12 аралығы."),
]


@pytest.mark.parametrize("query, codes, told", LEAVES)
def test_a_long_table_shows_one_leaf_and_says_of_how_many(five, query, codes, told):
    page = text(f"/kk/?{query}")
    assert order(page) == codes and told in page


def test_following_the_links_shows_every_row_once(five):
    seen, address = [], "/kk/?sort=rows.-code"
    while address:
        page = text(address)
        seen += order(page)
        after = re.search(r'href="([^"]+)"[^>]*>Келесілері<', page)
        address = "/kk/" + after[1].replace("&amp;", "&") if after else ""
    assert seen == [f"T1.{n}" for n in range(12, 0, -1)]


@pytest.mark.parametrize("odd", ["0", "-3", "x", "9" * 8, "9" * 40, "٣", "7", "²"])
def test_a_leaf_that_is_not_there_is_the_nearest(five, odd):
    assert text(f"/kk/?rows.rows={odd}").count("<tr>") > 1


def test_an_order_and_a_filter_begin_at_the_first_leaf_and_files_and_sums_hold_all(five):
    page = text("/kk/?rows.rows=6")
    assert 'href="?sort=rows.-amount"' in page and 'name="rows.rows"' not in page
    assert re.search(r"<tfoot>.*?Барлығы.*?>66<", page, re.S)
    file = get("/kk/?table=rows&as=csv&rows.rows=6").content.decode("utf-8-sig")
    assert len(file.splitlines()) == 13


def test_a_short_table_has_no_leaves():
    assert 'class="leaves"' not in text("/kk/")


# --- parts as files ----------------------------------------------------------------------------


def test_a_table_leaves_as_csv_in_the_order_shown():
    response = get("/kk/?table=rows&as=csv&sort=rows.-amount&find.rows=T1.1")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="bagdar-rows-kk.csv"'
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[:2] == ['Коды,Әкімдік,"Сомасы, теңге",Күйі', "T1.11,Әкімдік,11,"]


def test_a_table_leaves_as_a_workbook_that_names_its_source():
    response = get("/ru/?table=rows&as=xlsx")
    table, about = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets
    assert [cell.value for cell in table[1]][:2] == ["Коды", "Акимат"]
    assert table.cell(2, 3).value == 1
    assert ("Источник", "№ 988 қаулы") in [tuple(c.value for c in row) for row in about.iter_rows()]


def test_made_up_data_say_so_in_every_file():
    csv = get("/kk/?made-up=1&table=rows&as=csv")
    assert "illustrative" in csv["Content-Disposition"]
    lines = csv.content.decode("utf-8-sig").splitlines()
    assert all("Шартты деректер" in line for line in lines[1:])
    xlsx = get("/kk/?made-up=1&table=rows&as=xlsx")
    about = openpyxl.load_workbook(io.BytesIO(xlsx.content)).worksheets[1]
    assert "Шартты деректер" in " ".join(str(cell.value) for row in about for cell in row)
    assert "Шартты деректер" in get("/kk/?made-up=1&chart=most&as=svg").content.decode()


def test_a_chart_leaves_as_a_picture_and_its_table_as_a_file():
    svg = get("/kk/?chart=most&as=svg")
    assert svg["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert b"<script" not in svg.content
    assert get("/kk/?chart=most&as=png").content.startswith(b"\x89PNG")
    assert "Сомасы" in get("/kk/?table=most-data&as=csv").content.decode("utf-8-sig")


@pytest.mark.parametrize(
    "query",
    ["table=zzz&as=csv", "table=rows&as=svg", "chart=most&as=csv", "table=rows&as=exe",
     "chart=rows&as=svg", "table=../../x&as=csv"],
)  # fmt: skip
def test_a_part_that_a_page_does_not_have_is_not_found(query):
    assert get(f"/kk/?{query}").status_code == 404


def test_who_may_not_take_a_part_along_is_offered_none_and_refused_one(monkeypatch):
    asked = []

    def permits(request, object, operation, relation):
        asked.append((object, operation, relation))
        return False

    monkeypatch.setattr(hooks, "_permission", permits)
    assert get("/kk/?table=rows&as=csv").status_code == 403
    assert get("/kk/?chart=most&as=svg").status_code == 403
    page = text("/kk/")
    assert "as=csv" not in page
    assert "as=svg" not in page
    assert set(asked) == {("site.page", "export", "any")}


# --- forms and differences ---------------------------------------------------------------------


def test_a_form_says_what_is_wrong_above_and_at_the_field_and_keeps_what_was_typed():
    client = Client()
    response = client.post("/kk/form/", {"name": ""})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Мына жерлерді түзетіңіз: 1" in page
    assert '<a href="#id_name">' in page
    assert 'aria-describedby="id_name_helptext' in page
    assert 'aria-invalid="true"' in page
    kept = client.post("/kk/form/", {"name": HOSTILE}).content.decode()
    assert f'value="{ESCAPED}"' in kept


def test_a_difference_gives_both_texts_to_the_last_character():
    left, right = "3-6 жас аралығындағы  балалар, %", "3 - 6 жастағы балалар, % (МЖӘ)"
    cut_left, cut_right = pieces(left, right)
    assert "".join(piece.text for piece in cut_left) == left
    assert "".join(piece.text for piece in cut_right) == right
    assert [piece.text for piece in cut_left if piece.differs] != []
    assert pieces("", "") == ([], [])
    assert [piece.differs for piece in pieces("бір", "бір")[0]] == [False]
