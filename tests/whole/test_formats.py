"""Kazakh dates, weekdays and numbers are Kazakh wherever Django itself writes them."""

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.utils import formats, translation

import bagdar


def test_django_writes_kazakh_dates_in_kazakh_order():
    with translation.override("kk"):
        # Django's own catalogue capitalises months; our pages use core's words instead.
        assert formats.date_format(date(2019, 12, 27)).lower() == "2019 жылғы 27 желтоқсан"
        assert formats.date_format(date(2019, 12, 27), "SHORT_DATE_FORMAT") == "27.12.2019"


def test_no_page_of_ours_leaves_the_words_of_a_date_to_django():
    templates = (Path(bagdar.__file__).parent).rglob("templates/**/*.html")
    assert [
        str(path) for path in templates if re.search(r"\|\s*date\b", path.read_text("utf-8"))
    ] == []


def test_a_kazakh_week_begins_on_monday():
    with translation.override("kk"):
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1


def test_django_reads_a_date_as_kazakhs_type_it():
    with translation.override("kk"):
        assert formats.get_format("DATE_INPUT_FORMATS")[0] == "%d.%m.%Y"
        assert datetime.strptime("27.12.2019", "%d.%m.%Y").date() == date(2019, 12, 27)  # noqa: DTZ007


def test_a_kazakh_number_has_a_comma():
    with translation.override("kk"):
        assert formats.number_format(Decimal("1234.5"), use_l10n=True) in (
            "1234,5",
            "1\u202f234,5",
            "1\u00a0234,5",
        )


def test_without_our_formats_the_order_would_be_english(settings):
    settings.FORMAT_MODULE_PATH = None
    formats.reset_format_cache()
    try:
        with translation.override("kk"):
            assert formats.get_format("FIRST_DAY_OF_WEEK") == 0
    finally:
        formats.reset_format_cache()
