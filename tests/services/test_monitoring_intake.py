"""Deliveries: good rows once, bad ones back, and whoever is killed has delivered all or nothing."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection

from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.core.errors import FaultyData
from bagdar.monitoring import models
from bagdar.monitoring.queries.deliveries import DeliveryInfo, delivery
from bagdar.monitoring.rules.nouns import Origin, Reporter
from bagdar.monitoring.rules.upload_values import How
from bagdar.monitoring.services import intake
from bagdar.monitoring.services.entries import accept_reports
from tests.access_tools import everything
from tests.conftest import ACT
from tests.services.delivering import Place, place
from tests.services.monitoring_delivers import reports

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PROGRAMME = "kz-2020-2025"
MES, AKMOLA = Reporter("body", "mes"), Reporter("region", "KZ-11")
BY, AT = Actor("officer", "body"), datetime(2022, 3, 1, 9, tzinfo=UTC)
MONEY = "measure;year;source;budget_programme;plan;revised;spent;confirm\n"
STAGES = "measure;milestone;status;done_on;text;document_kind;document_number;document_link\n"
FIGURES = "row;year;value;weight;confirm\n"


def deliver(text: str, reporter: Reporter = MES, name: str = "a.csv", **more: Any) -> DeliveryInfo:
    given = {"origin": Origin.REAL, "by": BY, "at": AT, **more}
    return intake.deliver(PROGRAMME, reporter, text.encode(), name, **given)


def counts(one: DeliveryInfo) -> tuple[int, int, int, int]:
    return one.rows, one.taken, one.unchanged, one.refused


def codes(one: DeliveryInfo) -> list[tuple[int, str, str]]:
    return [
        (back.row.line, remark.column, remark.code)
        for back in one.returned
        for remark in back.remarks
    ]


@pytest.fixture
def a_milestone(loaded: Any) -> tuple[str, str, str]:
    """(measure, mark, another's measure;mark) of 2021."""
    from bagdar.monitoring.queries.duties import duties_of

    own, other = "", ""
    for duty in duties_of(PROGRAMME):
        if duty.subject.kind == "milestone" and duty.subject.year == 2021:
            key = f"{duty.subject.measure};{duty.subject.mark}"
            if duty.reporter == MES:
                own = own or key
            elif duty.reporter.kind == "body":
                other = other or key
    measure, mark = own.split(";")
    return measure, mark, other


def test_good_rows_go_in_and_each_bad_one_says_every_reason(loaded: Any) -> None:
    one = deliver(
        MONEY
        + "2;2021;РБ;;580899;580899;580000;\n"
        + "2;2022;XX;;879941;879941;879000;\n"
        + "10;21;РБ;001;;x;1200;\n"
    )
    assert counts(one) == (3, 1, 0, 2)
    assert codes(one) == [
        (3, "source", "report_source"),
        (4, "year", "upload_year"),
        (4, "revised", "upload_number"),
    ]
    [report] = models.Report.objects.all()
    assert (report.subject, report.state) == ("money:m2@2021", "submitted")
    assert report.delivery_id == one.id
    assert delivery(one.id) == one


def test_the_same_file_changes_nothing_and_leads_to_its_first_delivery(loaded: Any) -> None:
    text = MONEY + "2;2021;РБ;;580899;580899;580000;\n2;2022;XX;;;;1;\n"
    first, before = deliver(text), everything()
    again = deliver(text, name="renamed.csv")
    assert (again.id, again.again, again.file_name) == (first.id, True, "a.csv")
    assert everything() == before


def test_in_a_mended_file_only_the_mended_rows_are_taken(loaded: Any) -> None:
    deliver(MONEY + "2;2021;РБ;;580899;580899;580000;\n2;2022;XX;;;;1;\n")
    mended = deliver(MONEY + "2;2021;РБ;;580899;580899;580000;\n2;2022;РБ;;;879941;879000;\n")
    assert counts(mended) == (2, 1, 1, 0)
    assert models.Step.objects.count() == 2


def test_one_line_of_money_comes_back_and_the_others_of_its_measure_stay(loaded: Any) -> None:
    lines = "2;2021;РБ;098;200000;;190000;\n2;2021;РБ;099;300000;;x;\n"
    assert counts(deliver(MONEY + lines)) == (2, 1, 0, 1)
    mended = deliver(MONEY + "2;2021;РБ;099;300000;;290000;\n")
    assert counts(mended) == (1, 1, 0, 0)
    [report] = models.Report.objects.all()
    spent = {line["budget_programme"]: line["spent"] for line in report.content["lines"]}
    assert spent == {"098": "190000", "099": "290000"}
    whole = deliver(MONEY + lines.replace("x", "290000"))
    assert counts(whole) == (2, 0, 2, 0)


def test_a_dry_run_judges_every_row_and_writes_nothing(loaded: Any) -> None:
    before = everything()
    one = deliver(MONEY + "2;2021;РБ;;;580899;580000;\n2;2022;XX;;;;1;\n", dry_run=True)
    assert (one.id, *counts(one)) == (None, 2, 1, 0, 1)
    assert everything() == before


def test_an_unreadable_file_writes_nothing(loaded: Any) -> None:
    before = everything()
    for content in (b"", b"PK\x03\x04", "Ә;б".encode("kz1048")):
        with pytest.raises(FaultyData):
            intake.deliver(PROGRAMME, MES, content, "a", origin=Origin.REAL, by=BY, at=AT)
    assert everything() == before


def test_a_file_may_be_read_in_another_way_afterwards(loaded: Any) -> None:
    text = MONEY + "2;2021;РБ;;580899;580899;580000.5;\n"
    assert codes(deliver(text)) == [(2, "spent", "upload_mark")]
    assert counts(deliver(text, how=How(decimal="."))) == (1, 1, 0, 0)


def test_anothers_milestone_is_refused_and_ones_own_goes_in(
    a_milestone: tuple[str, str, str],
) -> None:
    measure, mark, other = a_milestone
    one = deliver(
        STAGES
        + f"{measure};{mark};орындалды;2021-06-18;;Бұйрық;01-2;https://adilet.zan.kz/x\n"
        + f"{other};орындалды;2021-06-18;;;;\n"
    )
    assert counts(one) == (2, 1, 0, 1)
    assert codes(one) == [(3, "measure", "upload_not_yours")]
    [paper] = models.Evidence.objects.all()
    assert (paper.kind, paper.number, paper.url) == ("order", "01-2", "https://adilet.zan.kz/x")


def test_what_the_programme_speaks_against_comes_back(loaded: Any) -> None:
    one = deliver(
        FIGURES
        + "Т1.4;2021;64;1000;\n"  # a Cyrillic Т
        + "T9.9;2021;64;1000;\n"
        + "T1.4;2031;64;1000;\n"
        + "T1.2/math;2021;64;;\n"
        + "T1.4;2021;64;;\n"
        + "T1.4;2022;64;1000;\n"
        + "T1.4;2022;65;1000;\n",
        AKMOLA,
    )
    assert codes(one) == [
        (2, "row", "homoglyph"),
        (3, "row", "upload_unknown_code"),
        (4, "year", "upload_year_outside"),
        (5, "row", "upload_nobody_asked")
        if "T1.2/math" not in _asked(2021)
        else (5, "row", "upload_not_yours"),
        (6, "weight", "report_missing"),
        (7, "row", "upload_twice"),
        (8, "row", "upload_twice"),
    ]
    assert models.Report.objects.count() == 0


def _asked(year: int) -> set[str]:
    from bagdar.monitoring.queries.duties import duties_of

    subjects = (duty.subject for duty in duties_of(PROGRAMME))
    return {one.place for one in subjects if one.kind == "indicator" and one.year == year}


def test_a_figure_that_may_be_wrong_is_asked_about_and_yes_lets_it_in(loaded: Any) -> None:
    row = "2;2021;РБ;;580899;580899;580000000;"
    asked = deliver(MONEY + row + "\n")
    assert counts(asked) == (1, 0, 0, 1)
    assert asked.asked == 1
    assert {one.code for one in asked.returned[0].remarks} >= {"thousands"}
    assert counts(deliver(MONEY + row + "иә\n")) == (1, 1, 0, 0)
    assert counts(deliver(MONEY + row + ";\n".replace(";", "", 1))) in ((1, 0, 0, 1), (1, 0, 1, 0))


def test_a_regions_part_of_a_count_is_held_against_the_whole_as_a_part(loaded: Any) -> None:
    """The country's 25,000 are no near thing to one region's 900, and its 60,000 are too many."""
    assert counts(deliver(FIGURES + "I1.6.3;2021;900;;\n", AKMOLA)) == (1, 1, 0, 0)
    assert codes(deliver(FIGURES + "I1.6.3;2021;60000;;\n", AKMOLA)) == [
        (2, "value", "region_over_country")
    ]


def test_what_is_accepted_is_not_moved_by_a_file(loaded: Any) -> None:
    one = deliver(MONEY + "2;2021;РБ;;580899;580899;580000;\n")
    accept_reports([models.Report.objects.get().pk], by=Actor("office", "coordinator"), at=AT)
    assert counts(deliver(MONEY + "2;2021;РБ;;580899;580899;580000;\n\n")) == (1, 0, 1, 0)
    other = deliver(MONEY + "2;2021;РБ;;580899;580899;570000;\n")
    assert codes(other) == [(2, "measure", "upload_closed")]
    assert models.Report.objects.get().delivery_id == one.id


def test_facts_of_two_origins_are_two_deliveries(loaded: Any) -> None:
    text = MONEY + "2;2021;РБ;;580899;580899;580000;\n"
    real, shown = deliver(text), deliver(text, origin=Origin.ILLUSTRATIVE)
    assert real.id != shown.id
    assert models.Report.objects.count() == 2


def test_a_delivery_that_fails_in_the_middle_leaves_nothing(loaded: Any, monkeypatch: Any) -> None:
    before = everything()

    def failing(*_: Any, **__: Any) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(intake, "record", failing)
    with pytest.raises(RuntimeError):
        deliver(MONEY + "2;2021;РБ;;580899;580899;580000;\n")
    assert everything() == before


def test_a_delivery_stands_in_the_trail_with_its_counts(loaded: Any) -> None:
    one = deliver(MONEY + "2;2021;РБ;;580899;580899;580000;\n2;2022;XX;;;;1;\n")
    event = Event.objects.get(action="monitoring.file_delivered")
    assert event.about == f"monitoring.delivery:{one.id}"
    assert (event.facts["rows"], event.facts["taken"], event.facts["refused"]) == (2, 1, 1)


def test_a_template_filled_in_is_taken_whole(loaded: Any) -> None:
    from bagdar.monitoring.presenters.deliveries import template
    from bagdar.programme.public import Reader, edition

    act = edition(PROGRAMME)
    file = template(act, MES, Origin.REAL, Reader("kk", PROGRAMME), year=2021)
    filled = _filled(file.content)
    one = intake.deliver(PROGRAMME, MES, filled, file.name, origin=Origin.REAL, by=BY, at=AT)
    assert codes(one) == []
    assert counts(one) == (one.rows, one.rows, 0, 0)
    assert one.rows > 100
    kinds = set(models.Report.objects.values_list("kind", flat=True))
    assert kinds == {"milestone", "indicator", "money"}


def _filled(content: bytes) -> bytes:
    """A template in Kazakh with every row answered as the act promises."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets[:3]:
        header = {cell.value.rstrip(" *"): cell.column for cell in sheet[1]}
        for row in sheet.iter_rows(min_row=2):
            if row[0].value is None:
                continue
            place = row[0].row
            if "Орындалуы" in header:
                sheet.cell(place, header["Орындалуы"], "орындалды")
                sheet.cell(place, header["Аяқталған күні"], "2021-06-18")
                sheet.cell(place, header["Құжат түрі"], "Бұйрық")
            elif "Нысана" in header:
                sheet.cell(place, header["Мәні"], row[header["Нысана"] - 1].value)
            else:
                plan = row[header["Актідегі жоспар, млн теңге"] - 1].value
                sheet.cell(place, header["Жұмсалғаны, млн теңге"], plan)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- RELIABILITY D1: kill -9 loses and doubles nothing acknowledged -----------------------------

CYCLES = {"sqlite": 100, "postgresql": 10}


def _files(folder: Path, count: int) -> list[str]:
    """Files of a row each, of a subject that no other file has, and that may have any figure."""
    from bagdar.monitoring.queries.duties import declared, duties_of

    monitoring = declared(PROGRAMME)

    owed = {
        str(duty.subject): duty.subject
        for duty in duties_of(PROGRAMME)
        if duty.subject.kind in ("money", "indicator") and duty.reporter == MES
        and monitoring.bounds(duty.subject.place) is None
    }  # fmt: skip
    names = []
    for number, (_, one) in enumerate(sorted(owed.items())[:count], start=1):
        row = f"{one.place};{one.year};{number};;yes\n"
        if one.kind == "money":
            row = f"{one.measure};{one.year};РБ;;;;{number};yes\n"
        names.append(f"{number:03}.csv")
        text = (MONEY if one.kind == "money" else FIGURES) + row
        (folder / names[-1]).write_text(text, encoding="utf-8")
    return names


def _model(folder: Path, names: list[str]) -> dict[str, Any]:
    """What the tables have to hold once every file was delivered once."""
    money, figures = [], []
    for name in names:
        header, row = (folder / name).read_text(encoding="utf-8").splitlines()
        place, year, *cells = row.split(";")
        if header + "\n" == MONEY:
            money.append([int(place), int(year), cells[0], cells[-2], True])
        else:
            figures.append([place, int(year), cells[0], True])
    subjects = [f"money:m{measure}@{year}" for measure, year, *_ in money]
    subjects = sorted([*subjects, *(f"indicator:{row}@{year}" for row, year, *_ in figures)])
    return {
        "deliveries": [[name, 1, 0] for name in names],
        "reports": [[one, "submitted", 1] for one in subjects],
        "steps": [[one, 1, "submitted"] for one in subjects],
        "spendings": sorted(money),
        "figures": sorted(figures),
        "events": len(names),
    }


@pytest.fixture(scope="module")
def there(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Place]:
    """A database of its own with the act, and whoever delivers to it."""
    with (
        django_db_blocker.unblock(),
        place(reports(ACT), tmp_path_factory.mktemp("delivered")) as ready,
    ):
        yield ready


def test_kill_9_while_files_are_delivered_loses_and_doubles_nothing(
    loaded: Any, there: Place
) -> None:
    """Whoever delivers; on PostgreSQL its backend and the postmaster as well, in turn."""
    cycles = CYCLES[connection.vendor]
    names = _files(there.folder, cycles + 20)
    killed = there.killed_again_and_again(
        names, cycles, lambda: [name for name, *_ in there.facts()["deliveries"]]
    )
    assert there.facts() == _model(there.folder, names)
    assert killed >= cycles // 2


def test_acknowledging_before_it_stands_would_lose_files(loaded: Any, there: Place) -> None:
    """Negative control: killed just after it has spoken, an honest process has delivered."""
    for mode, stands in (("early, die", False), ("honest, die", True)):
        name = f"{mode.split(',')[0]}.csv"
        line = f"2;2021;РБ;001;;;58000{len(name)};yes\n"
        (there.folder / name).write_text(MONEY + line, encoding="utf-8")
        assert there.deliver([name], mode=mode) == [name]
        delivered = {one for one, *_ in there.facts()["deliveries"]}
        assert (name in delivered) is stands


def test_without_the_unique_key_a_file_would_be_delivered_twice(loaded: Any, there: Place) -> None:
    """Negative control: nobody is asked whether the file came before, and the key is dropped."""
    (there.folder / "twice.csv").write_text(MONEY + "2;2021;РБ;002;;;5;yes\n", encoding="utf-8")

    def deliveries() -> int:
        return [name for name, *_ in there.facts()["deliveries"]].count("twice.csv")

    assert there.deliver(["twice.csv"]) == ["twice.csv"]
    assert there.deliver(["twice.csv"], mode="keyless") == []
    assert there.failed.startswith("IntegrityError")
    assert deliveries() == 1
    there.drop_the_key()
    assert there.deliver(["twice.csv"], mode="keyless") == ["twice.csv"], there.failed
    assert deliveries() == 2
