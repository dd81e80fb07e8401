"""Home says where the programme stands today, and what is still to be reported."""

import re
from html import unescape

import pytest
from django.test import Client

from bagdar.core.languages import LANGUAGES
from bagdar.monitoring import public

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def section(language: str = "kk") -> str:
    """The part of home about today, as text, thin spaces as plain ones."""
    html = unescape(Client().get(f"/{language}/").content.decode())
    found = re.search(r'<section class="today".*?</section>', html, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_before_any_report_home_says_that_reports_are_awaited(loaded):
    html = Client().get("/kk/").content.decode()
    assert '<p class="band">' not in html
    told = section()
    assert "Әзірге бірде-бір есеп қабылданған жоқ" in told
    assert "Жалпы тиімділік" not in told
    overdue = sum(
        load.count("overdue")
        for load in public.workload("kz-2020-2025", public.today(), public.basis("kz-2020-2025"))
        .values()
    )  # fmt: skip
    assert overdue > 0
    assert re.search(r"Мерзімі өткені ([\d ]+)", told)[1].replace(" ", "").strip() == str(overdue)


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_reports_home_counts_targets_effectiveness_money_and_what_is_late(
    demonstrated, language
):
    found = public.standing("kz-2020-2025")
    told = section(language)
    assert str(found.year) in told
    assert "%" in told
    counts = [int(one) for one in re.findall(r"(\d+) [^\d·]*?(?= \d|$)", told)][1:5]
    known = [one for one in found.indicators if one.status != "no_target"]
    assert sum(counts) == len(known)


def test_illustrative_reports_are_marked_on_home(demonstrated):
    html = unescape(Client().get("/kk/").content.decode())
    assert '<p class="band">Бұл бетте шартты деректер бар' in html
    assert '<span class="tag gold">шартты</span>' in html


def test_home_leads_to_everything_that_it_counts(demonstrated):
    html = Client().get("/kk/").content.decode()
    for page in ("evaluation", "execution", "due", "calendar", "regions"):
        assert f'href="/kk/programme/kz-2020-2025/{page}/"' in html
