"""The regions side by side, and one of them beside the country."""

import csv
import io
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from bagdar.monitoring import models, public
from bagdar.monitoring.presenters import regions as presented

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.once]

ROOT = "/kk/programme/kz-2020-2025/regions/"


def read(path: str = "", status: int = 200, language: str = "kk") -> str:
    response = Client().get(ROOT.replace("/kk/", f"/{language}/") + path)
    assert response.status_code == status, response.content[:400]
    return unescape(response.content.decode())


def rows_of(path: str, table: str) -> list[dict[str, str]]:
    joint = "&" if "?" in path else "?"
    response = Client().get(f"{ROOT}{path}{joint}table={table}&as=csv")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_every_region_of_today_is_listed_and_the_three_new_ones_say_since_when(loaded):
    rows = rows_of("", "regions")
    assert len(rows) == 20
    formed = {row["Өңірлер"]: row["Құрылған күні"] for row in rows if row["Құрылған күні"]}
    assert formed == {
        "Абай облысы": "2022-06-08",
        "Жетісу облысы": "2022-06-08",
        "Ұлытау облысы": "2022-06-08",
    }
    html = read()
    assert "20 өңір" in html
    assert "Абай облысы, Жетісу облысы, Ұлытау облысы" in html


def test_a_city_that_got_its_old_name_back_is_not_called_new(loaded):
    astana = next(row for row in rows_of("", "regions") if row["Өңірлер"] == "Астана қаласы")
    assert astana["Құрылған күні"] == ""


def test_a_region_that_has_not_reported_is_named_and_not_guessed(demonstrated):
    models.Figure.objects.filter(region="KZ-11", year=2021).delete()
    rows = rows_of("KZ-11/?year=2021", "figures")
    assert {row["Өңір"] for row in rows} == {""}
    assert {row["Нысанаға қарағанда"] for row in rows} == {"есеп берілмеген"}


def test_figures_stand_beside_the_country_and_its_target(demonstrated):
    found = public.standing("kz-2020-2025", year=2021)
    known = [
        one.row
        for one in found.rows
        if one.national.rule.rule == "weighted_mean" and one.fact is not None and one.target
    ]
    figure = models.Figure.objects.filter(row__in=known, year=2021, region="KZ-11").first()
    lines = rows_of("KZ-11/?year=2021", "figures")
    row = next(one for one in lines if one["Коды"] == figure.row)
    aim = found.row(figure.row).target.value
    assert abs(Decimal(row["Өңір"]) - figure.value) < Decimal("0.06")
    assert abs(Decimal(row["Ел"]) - found.row(figure.row).fact) < Decimal("0.06")
    assert Decimal(row["Ел нысанасы"]) == aim
    assert row["Нысанаға қарағанда"] in ("жеткен", "жетпеген")


def test_what_is_added_up_is_not_held_against_the_countrys_target(demonstrated):
    edition = public.standing("kz-2020-2025").programme
    assert edition == "kz-2020-2025"
    compared = {
        row["Ел мәніне қалай кіреді"]
        for row in rows_of("KZ-11/?year=2021", "figures")
        if row["Нысанаға қарағанда"] in ("жеткен", "жетпеген")
    }
    assert compared == {"орташаланады"}


def test_a_region_owes_nothing_for_years_before_it_was_one(demonstrated):
    before = rows_of("KZ-10/?year=2021", "figures")
    assert {row["Нысанаға қарағанда"] for row in before} == {"өңір әлі құрылмаған"}
    after = rows_of("KZ-10/?year=2022", "figures")
    assert "өңір әлі құрылмаған" not in {row["Нысанаға қарағанда"] for row in after}
    assert "2022 жылғы 8 маусым" in read("KZ-10/")


def test_reports_are_counted_by_year_and_the_money_is_the_regions_own(demonstrated):
    years = {row["Жыл"]: row for row in rows_of("KZ-10/", "duties")}
    assert "2020" not in years
    money = rows_of("KZ-11/", "money")
    own = models.Spending.objects.filter(region="KZ-11", superseded_at__isnull=True)
    assert len(money) == own.filter(accepted_at__isnull=False).count() > 0


def test_a_code_that_is_no_region_is_said_to_be_none(loaded):
    assert "KZ-99: мұндай өңір жоқ" in read("KZ-99/", status=404)


@pytest.mark.parametrize("year", ["1999", "abc", "2021%00", "9" * 40])
def test_a_year_that_makes_no_sense_is_the_last_that_is_known(demonstrated, year):
    assert "көрсеткіштер" in read(f"KZ-11/?year={year}")


def test_pages_say_that_the_demonstration_is_illustrative_and_so_do_their_files(demonstrated):
    for path in ("", "KZ-11/"):
        assert '<p class="band">Шартты деректер' in read(path)
    response = Client().get(f"{ROOT}?table=regions&as=xlsx")
    assert "illustrative" in response["Content-Disposition"]


def test_without_reports_nothing_is_called_illustrative(loaded):
    assert '<p class="band">' not in read()
    assert '<p class="band">' not in read("KZ-11/")


def test_a_region_is_held_against_a_target_as_the_act_rounds_it(edition):
    """81,65 reaches 81,7 and 81,64 does not; a target that is better lower is turned round."""
    row = next(one for _, one in edition.rows() if one.code == "T1.1/3-6")
    aim = presented.target(row, 2021)

    def standing(value: Decimal, rule: str = "weighted_mean", is_expected: bool = True) -> str:
        figure = type("F", (), {"value": value})()
        national = type("N", (), {"rule": type("R", (), {"rule": rule})()})()
        return presented.Cell(row, 2021, national, figure, is_expected).standing

    near = aim.value - aim.half_unit
    assert standing(near) == "reached"
    assert standing(near - Decimal("0.001")) == "not_reached"
    assert standing(near, rule="sum") == "not_compared"
    assert standing(near, is_expected=False) == "not_yet"
