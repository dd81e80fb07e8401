"""The execution page: the act alone, real sums, illustrative sums that say so."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bagdar.audit.rules import Actor
from bagdar.monitoring.queries.execution import execution
from bagdar.monitoring.rules.nouns import MoneyContent, MoneyLine, Origin, Reporter, Subject
from bagdar.monitoring.services.entries import Entry, accept_reports, submit_entries

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PROGRAMME = "kz-2020-2025"
PAGE = f"/kk/programme/{PROGRAMME}/execution/"
SAYS_SO = "Шартты деректер"


def report(measure: str, year: int, reporter: Reporter, *lines: MoneyLine, accept: bool = True):
    entry = Entry(Subject("money", measure, str(year)), reporter, MoneyContent(lines=lines))
    at = datetime(year + 1, 1, 20, tzinfo=UTC)
    by = Actor("officer", reporter.kind)
    outcomes = submit_entries(PROGRAMME, [entry], origin=Origin.REAL, by=by, at=at)
    if accept:
        accept_reports([outcomes[0].report_id], by=Actor("office", "coordinator"), at=at)


def line(source: str, plan: int, revised: int, spent: int, code: str = "") -> MoneyLine:
    return MoneyLine(source=source, budget_programme=code, plan=plan, revised=revised, spent=spent)


MES = Reporter("body", "mes")


def text_of(client, address: str = PAGE) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def test_without_reports_the_page_shows_the_act_and_says_what_is_missing(loaded, client):
    text = text_of(client)
    assert "Қабылданған есеп әлі жоқ" in text
    assert "10\u202f294,4" in text
    assert "chart-way" not in text
    assert SAYS_SO not in text


def test_the_answer_stands_before_the_pictures_and_the_tables(loaded, client):
    report("m2", 2020, MES, line("РБ", 100_000, 90_000, 81_000))
    text = text_of(client)
    assert (
        text.index('class="answer"')
        < text.index('id="chart-way"')
        < text.index('id="table-unreported"')
    )
    assert "81,0 <small>млрд теңге" in text
    assert "90 млрд теңге ішінен (нақтыланған жоспар)" in text
    assert "90,0 <small>%" in text
    assert SAYS_SO not in text


def test_a_report_that_waits_for_its_decision_counts_for_nothing(loaded, client):
    report("m2", 2020, MES, line("РБ", 100_000, 90_000, 81_000), accept=False)
    assert "Қабылданған есеп әлі жоқ" in text_of(client)


def test_a_year_narrows_the_page_and_what_is_no_year_narrows_nothing(loaded, client):
    report("m2", 2020, MES, line("РБ", 100_000, 90_000, 81_000))
    report("m2", 2021, MES, line("РБ", 100_000, 50_000, 50_000))
    assert "81,0 <small>" in text_of(client, f"{PAGE}?year=2020")
    assert "50,0 <small>" in text_of(client, f"{PAGE}?year=2021")
    for odd in ("1999", "2020%27", "", "²⁰²⁰", "-1", "2020&year=x"):
        assert "131,0 <small>" in text_of(client, f"{PAGE}?year={odd}")


def test_regions_are_added_up_and_those_that_have_not_reported_are_named(loaded, client):
    report("m12", 2023, Reporter("region", "KZ-11"), line("ЖБ", 200, 100, 75))
    text = text_of(client, f"{PAGE}?year=2023")
    table = text[text.index("table-regions-missing") :]
    assert "Абай облысы" in table
    assert "Ақмола облысы" not in table.split("</section>")[0]
    (missing,) = execution(PROGRAMME, year=2023).regions_missing
    assert (missing.spent, len(missing.regions_missing)) == (75, 19)


def test_money_of_the_act_that_no_measure_has_is_named_as_left_out(loaded, client):
    """11 578 425 are printed in all; 1 284 000 of private investment have no row in any measure."""
    text = text_of(client)
    assert "Жеке инвестициялар, 1 284 000 млн теңге" in text
    assert text.count("ешбір іс-шарада жоқ, сондықтан мұнда есептелмейді") == 1


def test_illustrative_money_says_so_on_the_page_in_every_part_and_every_file(demonstrated, client):
    text = text_of(client)
    assert SAYS_SO in text
    assert text.count('class="tag gold">шартты') >= 8
    for part in ("table=years", "table=way-data", "table=measures"):
        file = client.get(f"{PAGE}?{part}&as=csv")
        assert "illustrative" in file["Content-Disposition"]
        assert SAYS_SO in file.content.decode("utf-8-sig")
    picture = client.get(f"{PAGE}?chart=way&as=svg")
    assert SAYS_SO in picture.content.decode()


def test_as_soon_as_one_real_report_is_accepted_the_page_shows_the_real_ones(demonstrated, client):
    report("m2", 2020, MES, line("РБ", 100_000, 90_000, 81_000))
    text = text_of(client)
    assert SAYS_SO not in text
    assert "81,0 <small>" in text


def test_the_downloaded_table_adds_up_to_what_the_query_says(demonstrated, client):
    file = client.get(f"{PAGE}?table=sources&as=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file), delimiter=";" if ";" in file.split("\n")[0] else ","))
    place = next(n for n, name in enumerate(rows[0]) if name.startswith("Жұмсалды"))
    cells = [row[place] for row in rows[1:] if len(row) > place and row[place]]
    told = sum(Decimal(cell.replace(",", ".").replace("\u202f", "")) for cell in cells)
    assert told == execution(PROGRAMME).total.spent


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_stands_in_every_language(demonstrated, client, language):
    titles = {"kk": "Қаржының игерілуі", "ru": "Исполнение финансирования",
              "en": "Execution of the money"}  # fmt: skip
    text = text_of(client, PAGE.replace("/kk/", f"/{language}/"))
    assert f"<h1>{titles[language]}</h1>" in text


def test_the_page_of_a_measure_says_what_was_spent_on_it(loaded, client):
    report("m2", 2020, MES, line("РБ", 100_000, 90_000, 81_000))
    text = text_of(client, f"/kk/programme/{PROGRAMME}/measures/2/")
    assert 'id="money-in-progress"' in text
    assert "81\u202f000" in text
    other = text_of(client, f"/kk/programme/{PROGRAMME}/measures/139/")
    assert "қабылданған есеп әлі жоқ" in other


def test_a_measure_without_money_gains_nothing_about_money(loaded, client, edition):
    number = next(one.number for one in edition.measures if not one.money)
    text = text_of(client, f"/kk/programme/{PROGRAMME}/measures/{number}/")
    assert 'id="money-in-progress"' not in text


def test_the_finance_page_leads_to_the_execution(loaded, client):
    text = text_of(client, f"/kk/programme/{PROGRAMME}/finance/")
    assert f'href="{PAGE}"' in text
