"""The bar: which pages it offers to whom, and what the audit trail leads to."""

import re
from collections import OrderedDict
from html import unescape

import pytest
from django.test import Client

from bagdar.access.rules.roles import ACCOUNT_ROLES
from bagdar.audit.models import Event
from bagdar.look import navigation
from bagdar.monitoring import models
from tests.people import ORGANISATION
from tests.registry_desk import stands_in_the_register

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.once]


def bar(path: str, client: Client | None = None) -> tuple[list[str], list[str]]:
    """The groups and the entries of the open one."""
    html = unescape((client or Client()).get(path).content.decode())
    groups = re.search(r'<nav class="groups".*?</nav>', html, re.DOTALL)[0]
    open_group = re.search(r'<nav class="sections".*?</nav>', html, re.DOTALL)[0]
    return re.findall(r">([^<]+)</a>", groups), re.findall(r">([^<]+)</a>", open_group)


def current(path: str, client: Client | None = None) -> list[str]:
    html = unescape((client or Client()).get(path).content.decode())
    header = html[html.index("<header") : html.index("</header>")]
    return re.findall(r'aria-current="(?:page|true)">([^<]{4,})</a>', header)


def test_the_public_sees_the_act_and_its_progress_and_nobodys_desk(loaded):
    groups, entries = bar("/kk/")
    assert groups == ["Бағдарлама", "Орындалу барысы"]
    assert entries[:2] == ["Мақсаттар мен міндеттер", "Индикаторлар"]
    _, progress = bar("/kk/programme/kz-2020-2025/regions/")
    assert progress[:2] == ["Бағалау", "Жазбалардан алынған көрсеткіштер"]
    assert progress[-5:-1] == ["Қаржының игерілуі", "Мерзімдер", "Күнтізбе", "Өңірлер"]


def test_the_page_that_is_open_is_marked_with_its_group(loaded):
    assert current("/kk/programme/kz-2020-2025/regions/KZ-11/") == ["Орындалу барысы", "Өңірлер"]
    assert current("/kk/programme/kz-2020-2025/measures/12/") == ["Бағдарлама", "Іс-шаралар"]


@pytest.mark.parametrize(
    ("role", "own"),
    [
        ("body", ["Есептерім", "Жүктелген файлдар"]),
        (
            "region",
            [
                "Есептерім",
                "Жүктелген файлдар",
                "Балабақша кезегі",
                "Науқандарды жүргізу",
                "Мектеп учаскелері",
                "Мәлімделген құқықтар",
                "Өңір ұйымдары",
                "Топ жолы",
                "Дерек тапсыру",
                "Жеткізілімдер",
            ],
        ),
        (
            "coordinator",
            [
                "Есептерді қабылдау",
                "Науқандарды жүргізу",
                "Жеткізілімдер",
                "Жарияланымдар үстелі",
                "Есептік жазбалар",
                "Әрекеттер журналы",
            ],
        ),
        (
            "auditor",
            [
                "Есептерді қабылдау",
                "Өңір ұйымдары",
                "Топ жолы",
                "Жеткізілімдер",
                "Жарияланымдар үстелі",
                "Әрекеттер журналы",
            ],
        ),
        (
            "ministry",
            [
                "Науқандарды жүргізу",
                "Мәлімделген құқықтар",
                "Адамды іздеу",
                "Өңір ұйымдары",
                "Топ жолы",
                "Дерек тапсыру",
                "Жеткізілімдер",
                "Жарияланымдар үстелі",
            ],
        ),
        (
            "person",
            [
                "Менің жазбаларым",
                "Дипломдарым",
                "Кредиттерім",
                "Танытуға өтініш",
                "Балабақша кезегі",
                "Мектеп, колледж, грант, жатақхана",
            ],
        ),
    ],
)
def test_who_is_signed_in_sees_the_own_work_first_and_only_what_is_open_to_the_role(
    loaded, client_as, role, own
):
    groups, entries = bar("/kk/", client_as(role))
    assert groups[0] == "Менің жұмысым"
    assert entries == own


def test_an_entry_that_is_not_permitted_would_be_seen_without_the_question(
    loaded, client_as, monkeypatch
):
    """Negative control: with the question left out a region is offered the audit trail."""
    monkeypatch.setattr(navigation, "_bars", OrderedDict())
    monkeypatch.setattr(navigation, "_is_offered", lambda request, page: True)
    _, entries = bar("/kk/", client_as("region"))
    assert "Әрекеттер журналы" in entries


def test_with_a_one_time_password_nobody_is_offered_what_colleagues_were_offered_before(
    loaded, client_as, accounts
):
    one, client = accounts["region"], client_as("region")
    before = bar("/kk/", client)
    one.has_one_time_password = True
    one.save()
    assert "Менің жұмысым" in before[0] and "Менің жұмысым" not in bar("/kk/", client)[0]
    one.has_one_time_password = False
    one.save()
    assert bar("/kk/", client) == before


def test_every_entry_leads_to_a_page_that_its_reader_may_see(loaded, client_as):
    stands_in_the_register(ORGANISATION)
    for role in ("public", *ACCOUNT_ROLES):
        client = client_as(role)
        html = client.get("/kk/").content.decode()
        header = html[html.index("<header") : html.index("</header>")]
        for href in re.findall(r'<a href="(/kk/[^"]+)"', header):
            assert client.get(href).status_code == 200, (role, href)


# --- the audit trail ------------------------------------------------------------------------------


def test_the_trail_leads_from_an_event_to_its_report_and_back(demonstrated, client_as):
    client = client_as("coordinator")
    report = models.Report.objects.filter(place="m12", state="accepted").first()
    own = f"/kk/audit/?about=monitoring.report:{report.pk}"
    address = f"/kk/programme/kz-2020-2025/reports/{report.pk}/"
    page = client.get(address).content.decode()
    assert own in page
    Event.objects.create(actor="x", role="coordinator", action="monitoring.report_accepted",
                         about=f"monitoring.report:{report.pk}")  # fmt: skip
    trail = unescape(client.get(own).content.decode())
    assert f'<a href="{address}">' in trail
    assert "Есеп қабылданды" in trail


def test_the_trail_is_narrowed_to_what_events_are_about(demonstrated, client_as):
    client = client_as("auditor")
    Event.objects.create(
        actor="x", role="coordinator", action="access.account_created",
        about="access.account:test-body",
    )  # fmt: skip
    found = client.get("/kk/audit/?subject=access.account&table=events&as=csv").content.decode()
    assert "access.account:" in found
    assert "monitoring." not in found
    reports = client.get("/kk/audit/?subject=monitoring.report&table=events&as=csv")
    assert "access.account:" not in reports.content.decode()


def test_an_event_about_what_is_gone_or_nameless_has_no_link(demonstrated, client_as):
    for about in ("monitoring.report:gone", "monitoring.report:", "monitoring.reports"):
        Event.objects.create(actor="x", role="coordinator", action="test.deed", about=about)
    page = client_as("auditor").get("/kk/audit/?action=test.").content.decode()
    assert "monitoring.reports" in page
    assert "/reports/gone" not in page
