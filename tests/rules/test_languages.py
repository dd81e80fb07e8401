"""Kazakh, Russian and English formats, and the catalogue of wordings."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bagdar.core.catalogue import BrokenCatalogue, Catalogue
from bagdar.core.errors import Phrase
from bagdar.core.languages import (
    LANGUAGES,
    format_date,
    format_instant,
    format_number,
    format_weekday,
    plural,
)

ACT_DAY = date(2019, 12, 27)


def test_a_day_is_written_the_way_each_language_writes_it():
    assert format_date(ACT_DAY, "kk") == "2019 жылғы 27 желтоқсан"
    assert format_date(ACT_DAY, "ru") == "27 декабря 2019 года"
    assert format_date(ACT_DAY, "en") == "27 December 2019"


def test_a_weekday_has_its_name_in_each_language():
    assert [format_weekday(ACT_DAY, language) for language in LANGUAGES] == [
        "жұма",
        "пятница",
        "Friday",
    ]


def test_thousands_are_parted_by_thin_spaces_and_decimals_by_a_comma_outside_english():
    assert format_number(Decimal("11578425"), "kk") == "11\u202f578\u202f425"
    assert format_number(Decimal("85.30"), "ru") == "85,3"
    assert format_number(Decimal("-0.05"), "en", 2) == "\u22120.05"
    assert format_number(Decimal("1E+3"), "kk") == "1\u202f000"


def test_a_number_that_rounds_to_zero_has_no_minus():
    assert format_number(Decimal("-0.04"), "kk", 1) == "0,0"


def test_russian_counts_have_three_forms_and_kazakh_and_english_two():
    russian = [plural(count, "ru") for count in (1, 2, 5, 11, 21, 22, 111, 1004)]
    assert russian == ["one", "few", "many", "many", "one", "few", "many", "few"]
    assert [plural(count, "en") for count in (0, 1, 2)] == ["other", "one", "other"]
    assert plural(Decimal("1.5"), "ru") == "other"


def test_an_instant_is_shown_on_almatys_clock_of_that_day():
    before = datetime(2024, 2, 29, 17, 30, tzinfo=UTC)
    an_hour_later = datetime(2024, 2, 29, 18, 30, tzinfo=UTC)
    assert format_instant(before, "en") == "29 February 2024, 23:30"
    assert format_instant(an_hour_later, "en") == "29 February 2024, 23:30"


def test_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        format_instant(datetime(2024, 3, 1, 18, 30), "kk")  # noqa: DTZ001


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=3
    )
)
def test_a_written_number_can_be_read_back(number):
    for language in LANGUAGES:
        text = format_number(number, language).replace("\u202f", "").replace("\u2212", "-")
        assert Decimal(text.replace(",", ".")) == number


def words_file(tmp_path, text):
    (tmp_path / "some.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_wording_that_lacks_a_language_stops_the_start(tmp_path):
    folder = words_file(tmp_path, '[a.b]\nkk = "бір"\nen = "one"\n')
    with pytest.raises(BrokenCatalogue, match="some.toml: a.b: no wording in ru"):
        Catalogue.load(folder)


def test_wordings_with_different_blanks_stop_the_start(tmp_path):
    folder = words_file(tmp_path, '[a]\nkk = "{n} бір"\nru = "{n}"\nen = "{m} one"\n')
    with pytest.raises(BrokenCatalogue, match="different blanks"):
        Catalogue.load(folder)


def test_a_count_chooses_the_plural_form(tmp_path):
    folder = words_file(
        tmp_path,
        '[m]\nkk = "{count} іс-шара"\n'
        'ru = { one = "{count} мера", few = "{count} меры", many = "{count} мер" }\n'
        'en = { one = "{count} measure", other = "{count} measures" }\n',
    )
    catalogue = Catalogue.load(folder)
    assert catalogue.say("m", "ru", count=22) == "22 меры"
    assert catalogue.say("m", "kk", count=204) == "204 іс-шара"
    assert catalogue.say("m", "en", count=1) == "1 measure"


def test_a_missing_fact_is_an_error_and_not_an_empty_place(tmp_path):
    folder = words_file(tmp_path, '[a]\nkk = "{n}"\nru = "{n}"\nen = "{n}"\n')
    with pytest.raises(KeyError):
        Catalogue.load(folder).say("a", "kk")


def test_a_list_of_phrases_is_said_in_the_language_of_its_sentence(catalogue):
    """A refusal that names several faults."""
    kinds = (Phrase("identity.kind.iin"), Phrase("identity.kind.bin"))
    told = [
        catalogue.say("error.registry.faulty_fact", one, problems=kinds) for one in ("kk", "en")
    ]
    assert told == ["Жазба қабылданбады: ЖСН, БСН", "The record is not taken: IIN, BIN"]
