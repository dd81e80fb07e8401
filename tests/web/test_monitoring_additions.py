"""What pages of the act gain from the apps above, and how a measure's reports are shown there."""

import csv
import io
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from bagdar.look import additions, hooks
from bagdar.look.additions import Addition
from bagdar.look.tables import Column, Table
from bagdar.monitoring import models
from bagdar.monitoring.additions import register
from bagdar.programme import public as programme_app

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.once]

ROOT = "/kk/programme/kz-2020-2025/"
PAGES = {
    "indicator": "indicators/I1.5.3/",
    "measure": "measures/12/",
    "body": "bodies/mes/",
    "finance": "finance/",
    "programme": "",
}


def read(path: str, client: Client | None = None, status: int = 200) -> str:
    response = (client or Client()).get(ROOT + path)
    assert response.status_code == status, response.content[:400]
    return unescape(response.content.decode())


def rows_of(path: str, table: str, client: Client | None = None) -> list[dict[str, str]]:
    response = (client or Client()).get(f"{ROOT}{path}?table={table}&as=csv")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


# --- any app's addition -----------------------------------------------------------------------


def planted(**more) -> Callable[..., Addition]:
    table = Table("planted", "Қосылған", [Column("a", "А")], [{"a": "бір"}])
    return lambda request, **facts: Addition(
        "look/empty.html", {"text": "Қосылған бөлік"}, tables=[table], **more
    )


@pytest.fixture
def adding(monkeypatch):
    """adding("measure", giver) is the only thing that any page gains."""
    givers: dict = {}
    monkeypatch.setattr(additions, "_givers", givers)
    return additions.register


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_act_asks_what_apps_above_add_to_it(loaded, adding, page):
    asked = []

    def giver(request, **facts):
        asked.append(facts)
        return planted()(request)

    adding(page, "test.part", giver)
    csv_of_part = rows_of(PAGES[page], "planted")
    assert csv_of_part == [{"А": "бір"}]
    assert asked[0]["edition"].code == "kz-2020-2025@1"
    assert asked[0]["programme"] == "kz-2020-2025"
    assert asked[0]["reader"].language == "kk"


def test_a_page_without_additions_says_nothing_of_them(loaded, adding):
    html = read(PAGES["measure"])
    assert "шартты" not in html
    assert read(PAGES["measure"] + "?table=planted&as=csv", status=404)


def test_an_illustrative_part_marks_the_page_and_its_own_files_and_no_others(loaded, adding):
    """The act's own figures are not made up because a part beside them is."""
    adding("measure", "test.part", planted(illustrative=True))
    html = read(PAGES["measure"])
    assert '<p class="band">Бұл бетте шартты деректер бар' in html
    own = Client().get(f"{ROOT}{PAGES['measure']}?table=money&as=csv")
    added = Client().get(f"{ROOT}{PAGES['measure']}?table=planted&as=csv")
    assert "illustrative" not in own["Content-Disposition"]
    assert "illustrative" in added["Content-Disposition"]
    assert "Шартты" in added.content.decode("utf-8-sig")


def test_a_part_that_names_its_object_is_taken_along_only_by_who_may(loaded, adding, monkeypatch):
    """Others read it on the page, and take the page's own tables."""
    adding("measure", "test.part", planted(object="test.secret"))
    monkeypatch.setattr(
        hooks, "_permission", lambda request, object, operation, relation: object != "test.secret"
    )
    assert Client().get(f"{ROOT}{PAGES['measure']}?table=money&as=csv").status_code == 200
    refused = Client().get(f"{ROOT}{PAGES['measure']}?table=planted&as=csv")
    assert refused.status_code == 403
    assert "table=planted" not in read(PAGES["measure"])


def test_without_its_own_object_a_part_needs_the_permission_of_the_page(
    loaded, adding, monkeypatch
):
    """Negative control of the test above: the same refusal lets the part go."""
    adding("measure", "test.part", planted())
    monkeypatch.setattr(
        hooks, "_permission", lambda request, object, operation, relation: object != "test.secret"
    )
    assert Client().get(f"{ROOT}{PAGES['measure']}?table=planted&as=csv").status_code == 200


def test_monitoring_adds_to_every_page_that_promises_it(adding):
    register()
    assert sorted(additions._givers) == [
        ("body", "monitoring.1-workload"),
        ("finance", "monitoring.1-money"),
        ("indicator", "monitoring.1-standing"),
        ("measure", "monitoring.1-reports"),
        ("measure", "monitoring.2-money"),
    ]


# --- a measure's milestones -------------------------------------------------------------------


def test_a_measure_without_reports_says_who_is_awaited_and_marks_nothing(loaded):
    html = read("measures/12/")
    assert "Кезеңдер және олар туралы есептер" in html
    assert '<p class="band">' not in html
    assert all(not row["Есепте не айтылған"] for row in rows_of("measures/12/", "milestones"))


def milestones(number: int, client: Client | None = None) -> list[dict[str, str]]:
    return rows_of(f"measures/{number}/", "milestones", client)


def test_an_accepted_milestone_shows_what_it_says_when_it_came_and_its_documents(demonstrated):
    accepted = models.Report.objects.filter(
        kind="milestone", state="accepted", reporter="body:mes", place="m12"
    ).first()
    assert accepted is not None
    lines = [
        row
        for row in milestones(12)
        if row["Есептің күйі"].startswith("қабылданған") and row["Кім есеп береді"] == "БҒМ"
    ]
    assert lines
    assert all(row["Жіберілген күні"] for row in lines)
    assert all(row["Есепте не айтылған"] for row in lines)
    paper = models.Evidence.objects.filter(report=accepted, removed_at__isnull=True).first()
    assert paper is None or any(paper.title in row["Растайтын құжаттар"] for row in lines)


def test_what_a_report_says_is_not_public_before_it_is_accepted(demonstrated):
    models.Report.objects.filter(place="m12").update(state="submitted")
    for row in milestones(12):
        assert row["Есепте не айтылған"] == ""
        assert row["Растайтын құжаттар"] == ""
    assert any(row["Жіберілген күні"] for row in milestones(12))


def test_only_who_may_see_a_report_is_led_to_it(demonstrated, client_as):
    report = r'href="/kk/programme/kz-2020-2025/reports/[0-9a-f-]{36}/"'
    assert re.search(report, read("measures/12/", client_as("coordinator")))
    assert not re.search(report, read("measures/12/"))
    assert not re.search(report, read("measures/12/", client_as("region")))


def test_regions_are_counted_in_one_line_and_named_below_with_the_borders_of_the_day(demonstrated):
    lines = milestones(25)
    regional = [row for row in lines if "өңір" in row["Кім есеп береді"]]
    assert [row["Кім есеп береді"] for row in regional] == [
        "17 өңір", "17 өңір", "20 өңір", "20 өңір", "20 өңір", "20 өңір",
    ]  # fmt: skip
    named = rows_of("measures/25/", "milestone-regions")
    assert len(named) == 17 + 17 + 4 * 20
    abai = [row["Мерзімі"][:4] for row in named if row["Өңір"] == "Абай облысы"]
    assert sorted(abai) == ["2022", "2023", "2024", "2025"]
    assert 'href="#table-milestone-regions"' in read("measures/25/")


def test_an_older_edition_is_asked_by_its_own_number(loaded):
    edition = programme_app.edition("kz-2020-2025", 1)
    html = unescape(Client().get("/kk/programme/kz-2020-2025@1/measures/12/").content.decode())
    assert edition.measure_by_number[12].name.kk in html
    assert "Кезеңдер және олар туралы есептер" in html
