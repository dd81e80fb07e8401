"""Tables as a reader arranges them: order, filter, totals, cells."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bagdar.core.languages import Words
from bagdar.look.tables import Column, Mark, Table, arrange, cell_text, sort_key

NAMES = Column("name", "Атауы")
NIGHT = datetime(2019, 12, 26, 18, 30, tzinfo=UTC)  # already the 27th in Almaty
AMOUNTS = Column("amount", "Сомасы", "number", unit="млн теңге", total=True)


def table(*rows: dict, sort: str | None = None) -> Table:
    return Table("rows", "Кесте", [NAMES, AMOUNTS], rows, sort=sort)


def names(shown) -> list[object]:
    return [row["name"] for row in shown.rows]


def test_numbers_sort_as_numbers_and_an_empty_cell_stays_last_both_ways():
    rows = [{"name": n, "amount": a} for n, a in [("a", 9), ("b", None), ("c", Decimal(10))]]
    assert names(arrange(table(*rows), "kk", "amount")) == ["a", "c", "b"]
    assert names(arrange(table(*rows), "kk", "-amount")) == ["c", "a", "b"]


def test_codes_sort_by_the_numbers_in_them():
    rows = [{"name": code} for code in ("T1.10", "T1.2", "I1.4.2/grade9", "T1.1")]
    shown = arrange(table(*rows), "kk", "name")
    assert names(shown) == ["I1.4.2/grade9", "T1.1", "T1.2", "T1.10"]


def test_kazakh_letters_stand_where_the_kazakh_alphabet_has_them():
    words = ["Қаржы", "Каталог", "Әкімдік", "Аудан", "Бөлім", "Лицей", "Іс-шара", "Ұстаз", "Еңбек"]
    shown = arrange(table(*({"name": word} for word in words)), "kk", "name")
    assert names(shown) == [
        "Аудан", "Әкімдік", "Бөлім", "Еңбек", "Каталог", "Қаржы", "Лицей", "Ұстаз", "Іс-шара",
    ]  # fmt: skip


def test_a_wording_sorts_in_the_language_of_the_page():
    first = Words(kk="а", ru="я", en="m")
    second = Words(kk="ә", ru="б", en="n")
    rows = table({"name": second}, {"name": first})
    assert names(arrange(rows, "kk", "name")) == [first, second]
    assert names(arrange(rows, "ru", "name")) == [second, first]


def test_an_order_that_names_no_column_leaves_the_tables_own():
    rows = [{"name": "b", "amount": 1}, {"name": "a", "amount": 2}]
    assert names(arrange(table(*rows, sort="name"), "kk", "nothing")) == ["a", "b"]
    assert arrange(table(*rows), "kk", "-").sort is None
    assert names(arrange(table(*rows), "kk")) == ["b", "a"]


def test_equal_cells_keep_the_order_given():
    rows = [{"name": letter, "amount": 1} for letter in "cab"]
    assert names(arrange(table(*rows), "kk", "amount")) == ["c", "a", "b"]


def test_a_filter_finds_kazakh_letters_typed_or_not():
    rows = [{"name": "Қаржы министрлігі", "amount": 5}, {"name": "Білім", "amount": 7}]
    for typed in ("қаржы", "каржы", "karzhi", "МИНИСТРЛІГІ қар"):
        assert names(arrange(table(*rows), "kk", find=typed)) == ["Қаржы министрлігі"]
    assert names(arrange(table(*rows), "kk", find="жоқ сөз")) == []
    assert len(arrange(table(*rows), "kk", find="  ").rows) == 2


def test_the_total_adds_the_rows_that_are_shown():
    rows = [{"name": "a", "amount": Decimal("1.5")}, {"name": "b", "amount": None},
            {"name": "ab", "amount": 2}]  # fmt: skip
    assert arrange(table(*rows), "kk").totals == {"amount": Decimal("3.5")}
    assert arrange(table(*rows), "kk", find="ab").totals == {"amount": Decimal(2)}


@pytest.mark.parametrize(
    ("value", "kind", "places", "text"),
    [
        (None, "text", None, "–"),
        ("", "text", None, "–"),
        (Decimal("1234567.50"), "number", None, "1\u202f234\u202f567,5"),
        (Decimal("-0.5"), "number", 1, "\u22120,5"),
        (0, "number", None, "0"),
        (2025, "year", None, "2025"),
        (date(2019, 12, 27), "date", None, "27.12.2019"),
        (date(2019, 12, 27), "text", None, "2019 жылғы 27 желтоқсан"),
        (NIGHT, "text", None, "2019 жылғы 27 желтоқсан, 00:30"),
        (Mark(Words(kk="төмен", ru="ниже", en="below"), "bad"), "text", None, "төмен"),
        (True, "text", None, "иә"),
    ],
)  # fmt: skip
def test_a_cell_reads_as_people_write(value, kind, places, text):
    assert cell_text(value, Column("x", "X", kind, places=places), "kk") == text


def test_numbers_days_and_words_in_one_column_have_one_order():
    values = ["б", date(2020, 1, 1), 3, Decimal("2.5"), "а"]
    assert sorted(values, key=lambda value: sort_key(value, "kk")) == [
        Decimal("2.5"), 3, date(2020, 1, 1), "а", "б",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["", "Кесте", "a b", "a&b", "a.b"])
def test_a_name_that_cannot_stand_in_an_address_is_refused(name):
    with pytest.raises(ValueError, match="address"):
        Table(name, "Кесте", [], [])
