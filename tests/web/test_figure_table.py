"""The table builder shows what is catalogued, protected, and the same in every form of it."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.indicators import models
from bagdar.indicators.commands import FORMATS, indicators
from bagdar.indicators.formats import MEDIA_TYPES, files
from bagdar.indicators.formats.dataset import open_code
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.presenters.table_page import query
from bagdar.indicators.queries import figures
from bagdar.indicators.queries.names import code_name
from bagdar.indicators.rules import building, kept
from bagdar.indicators.rules.building import catalogue
from bagdar.indicators.rules.disclosure.protect import Protected, audit
from bagdar.indicators.rules.disclosure.rules import Rules
from bagdar.indicators.rules.disclosure.scan import Hit, scan
from bagdar.indicators.rules.disclosure.tables import TOTAL, Part
from bagdar.indicators.rules.errors import CubeDamaged, NoSuchTable
from bagdar.indicators.services import protecting
from bagdar.indicators.services.opening import open_data
from tests.figures_made import made
from tests.nation_snapshot import standing

pytestmark = [pytest.mark.django_db, pytest.mark.database]
# A share of learners that hides much; a ratio of rooms, which goes where its schools go.
SOME = ("T1.1/1-6", "I1.7.4")
DAY = date(2022, 10, 1)
BY, AT = Actor("test", "operator"), datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def computed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with standing(tmp_path, monkeypatch) as id:
        made(id, DAY, SOME, by=BY, at=AT)
        yield


def text(answer: Any) -> str:
    return str(answer.content.decode())


def address(metric: str, *by: str, language: str = "en") -> str:
    return f"/{language}/figures/table/?{query(metric, DAY, by, 'then')}"


def protected(code: str) -> dict[str, Protected]:
    """What was kept of a computation, as protection gave it."""
    protecting.protected_table(code, real=True)
    made = models.Computation.objects.get(metric=code)
    found, about = kept.read(protecting.place_of(made).read_bytes())
    counted = protecting._counted(about)
    tables = building.tables_of(figures.cube_of(made.pk), counted, found.borders)
    return {
        at: Protected(building._with(tables[at], found.left_out[at]), found.hidden[at])
        for at in found.hidden
    }


def titles(safe: Protected) -> Mapping[str, list[str]]:
    columns = ["region" if one.column == "district" else one.column for one in safe.table.by]
    return {
        code: [open_code(column, code), *(said for _, said in code_name(column, code).items())]
        for key in safe.table.cells
        for column, code in zip(columns, key, strict=True)
        if code != TOTAL
    }


def by_chance(hit: Hit, those: list[Protected]) -> bool:
    """The number is in a code of the cell itself (three children of the age of 3, or of D03), in
    the name of what is counted (children from 1 to 6), or is another one that is shown there."""
    safe = next(one for one in those if one.table.code == hit.table)
    counts = safe.table.counts(hit.key)
    named = (*hit.key, safe.table.population.family.split()[0])
    told = {int(one) for code in named for one in re.findall(r"\d+", code)}
    if hit.what == "share":
        return False
    told |= {one for part in Part if (one := safe.shown(hit.key, part)) is not None}
    return counts.of(Part(hit.what)) in told


@pytest.mark.usefixtures("loaded", "computed")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_table_shows_its_totals_its_rule_and_the_ways_to_take_it(client: Client, language: str):
    answer = client.get(address("T1.1/1-6", "sex", "age", language=language))
    page = text(answer)
    found = protecting.protected_table("T1.1/1-6", DAY, ("sex", "age"), real=False)
    whole = next(one for one in found.answer.lines if one.codes == (TOTAL, TOTAL))
    assert answer.status_code == 200
    assert whole.units == models.Figure.objects.get(pk=found.figure).units
    assert found.answer.log["hidden"] and "figures.table" not in page.replace("figures/table", "")
    assert "bagdar indicators table T1.1/1-6 --on 2022-10-01 --by sex,age" in page
    assert "/api/v1/figures/table?metric=" in page and f"figures/{found.figure}/" in page


@pytest.mark.usefixtures("loaded", "computed")
def test_no_form_of_any_catalogued_table_shows_a_hidden_number(client: Client):
    hidden = 0
    for code in SOME:
        safe = list(protected(code).values())
        hidden += sum(len(one.hidden) for one in safe)
        for by in catalogue(METRICS[code].by):
            # Only tables that have the very codes: others are scanned for in their own answers.
            wanted = {"district" if one == "region" else one for one in by}
            those = [one for one in safe if {each.column for each in one.table.by} == wanted]
            page = address(code, *by)
            paths = {
                "t.csv": f"{page}&table=figure-table&as=csv",
                "t.xlsx": f"{page}&table=figure-table&as=xlsx",
                "t.json": f"/api/v1/figures/table?{query(code, DAY, by, 'then')}",
            }
            if code == SOME[0]:  # drawing the pictures of both would double the time
                paths["page.html"] = page
            answers = {name: client.get(path) for name, path in paths.items()}
            assert {one.status_code for one in answers.values()} == {200}, page
            found = protecting.protected_table(code, DAY, by, real=False)
            contents = {name: one.content for name, one in answers.items()}
            contents |= files(open_data(found))
            for name, content in contents.items():
                hits = [hit for one in those for hit in scan(name, content, [one], titles(one))]
                assert [hit for hit in hits if not by_chance(hit, those)] == [], (page, name)
    assert hidden


@pytest.mark.usefixtures("loaded", "computed")
def test_an_answer_made_of_raw_cells_is_found():
    """The negative control: the very same scan on the same cells, unprotected."""
    one = next(each for code, each in protected("T1.1/1-6").items() if each.hidden)
    lines = [
        {"codes": list(key), "units": one.table.counts(key).units,
         "numerator": one.table.counts(key).of(Part.WITH)}
        for key in one.table.cells
    ]  # fmt: skip
    assert scan("t.json", json.dumps({"lines": lines}).encode(), [one], titles(one))


@pytest.mark.usefixtures("loaded", "computed")
def test_all_tables_of_a_metric_together_give_nothing_away():
    rules = Rules()
    for code in SOME:
        safe = list(protected(code).values())
        assert audit(safe, rules) == ()
    careless = [Protected(one.table, {}) for one in protected("T1.1/1-6").values()]
    assert audit(careless, rules)


@pytest.mark.usefixtures("loaded", "computed")
def test_what_is_not_catalogued_is_refused_with_what_there_is(client: Client):
    for by in (("sex", "age", "region"), ("district", "sex"), ("grade",), ("iin",)):
        with pytest.raises(NoSuchTable):
            protecting.protected_table("T1.1/1-6", DAY, by, real=True)
    page = client.get(address("T1.1/1-6", "district", "sex"))
    assert page.status_code == 404 and "by=region%2Csex" in text(page)
    assert client.get("/en/figures/table/?metric=nothing").status_code == 404
    assert client.get("/en/figures/table/?on=yesterday").status_code == 404
    asked = "/api/v1/figures/table?metric=T1.1/1-6&by="
    assert client.get(f"{asked}district,sex").status_code == 404
    assert client.get(f"{asked}sex,age,region").status_code == 422


@pytest.mark.usefixtures("computed")
def test_what_was_protected_once_stays_so_when_the_rule_changes(monkeypatch: pytest.MonkeyPatch):
    before = protecting.protected_table("T1.1/1-6", DAY, ("sex", "age"), real=True)
    monkeypatch.setattr(Rules, "of", lambda self, table: 1)
    after = protecting.protected_table("T1.1/1-6", DAY, ("sex", "age"), real=True)
    assert before.answer == after.answer and before.about == after.about
    made = before.computation
    models.ProtectedFigure.objects.filter(figure__computation=made).delete()
    models.Protection.objects.filter(computation=made).delete()
    protecting.place_of(made).unlink()  # the control: protected anew it is another table
    protecting.protect_figures([made], by=BY, now=lambda: AT)
    again = protecting.protected_table("T1.1/1-6", DAY, ("sex", "age"), real=True)
    assert again.answer != before.answer


@pytest.mark.usefixtures("loaded", "computed")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_no_question_protects_and_what_is_not_protected_says_what_to_do(
    client: Client, language: str
):
    made = models.Computation.objects.get(metric="T1.1/1-6")
    region = made.figures.filter(borders="then").exclude(place="").first()
    kept = protecting.place_of(made).read_bytes()
    models.ProtectedFigure.objects.all().delete()
    models.Protection.objects.all().delete()
    protecting.place_of(made).unlink()
    page = client.get(address("T1.1/1-6", "region", language=language))
    assert page.status_code == 404 and "bagdar indicators protect" in text(page)
    asked = client.get(f"/api/v1/figures/table?{query('T1.1/1-6', DAY, ('region',), 'then')}")
    assert asked.status_code == 404 and "bagdar indicators protect" in asked.content.decode()
    trace = text(client.get(f"/{language}/figures/{region.pk}/"))
    assert "bagdar indicators protect" in trace
    assert client.get(f"/api/v1/figures/{region.pk}").json()["figure"]["hidden"] == "not_protected"
    assert not protecting.place_of(made).exists()
    protecting.place_of(made).write_bytes(kept)  # answers may have been read from it: it stays
    told = CliRunner().invoke(indicators, ["protect", "--json"], catch_exceptions=False)
    assert json.loads(told.stdout) == {"protected": len(SOME)}
    assert protecting.place_of(made).read_bytes() == kept
    assert client.get(f"/api/v1/figures/{region.pk}").json()["figure"]["hidden"] != "not_protected"


@pytest.mark.usefixtures("computed")
def test_protecting_leaves_one_event_with_its_rule_and_what_it_came_to():
    made = models.Computation.objects.get(metric="T1.1/1-6")
    told = Event.objects.filter(action="indicators.protected", about__endswith=str(made.pk))
    facts = told.get().facts
    safe = protected("T1.1/1-6").values()
    assert facts["hidden"] == sum(len(one.hidden) for one in safe) == made.protection.hidden > 0
    assert facts["shown"] == made.protection.shown and facts["least"] == made.protection.least == 10
    assert protecting.protect_figures([made], by=BY, now=lambda: AT) == 0
    assert told.count() == 1


@pytest.mark.usefixtures("computed")
def test_whoever_is_cut_off_while_protecting_has_protected_nothing_and_goes_on(
    monkeypatch: pytest.MonkeyPatch,
):
    made = models.Computation.objects.get(metric="T1.1/1-6")
    models.ProtectedFigure.objects.all().delete()
    models.Protection.objects.filter(computation=made).delete()

    def cut(*given: Any, **more: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(protecting, "record", cut)
        protecting.protect_figures([made], by=BY, now=lambda: AT)
    assert not models.Protection.objects.filter(computation=made).exists()
    assert not models.ProtectedFigure.objects.filter(figure__computation=made).exists()
    assert protecting.protect_figures([made], by=BY, now=lambda: AT) == 1


@pytest.mark.usefixtures("computed")
def test_a_kept_protection_that_was_changed_is_refused():
    found = protecting.protected_table("T1.1/1-6", DAY, ("sex",), real=True)
    place = protecting.place_of(found.computation)
    place.write_bytes(place.read_bytes().replace(b"small", b"beside", 1))
    with pytest.raises(CubeDamaged):
        protecting.protected_table("T1.1/1-6", DAY, ("sex",), real=True)


@pytest.mark.usefixtures("loaded", "computed")
def test_tables_of_real_records_are_for_few_until_they_are_released(
    client: Client, client_as: Callable[[str], Client]
):
    models.Computation.objects.update(origin="real")
    asked = f"/api/v1/figures/table?{query('T1.1/1-6', DAY, ('sex',), 'then')}"
    assert client.get(asked).status_code == 404
    assert "bagdar indicators table" not in text(client.get(address("T1.1/1-6", "sex")))
    assert client_as("ministry").get(asked).status_code == 200
    assert client_as("ministry").get(address("T1.1/1-6", "sex")).status_code == 200


@pytest.mark.usefixtures("loaded")
def test_before_anything_is_computed_the_page_says_what_to_do(client: Client):
    assert "bagdar indicators run" in text(client.get("/en/figures/table/"))


@pytest.mark.usefixtures("computed")
def test_the_totals_are_those_of_the_figures():
    for code in SOME:
        made = models.Computation.objects.get(metric=code)
        whole = made.figures.get(borders="then", place="")
        for by in catalogue(METRICS[code].by):
            answer = protecting.protected_table(code, DAY, by, real=True).answer
            for line in answer.lines:
                if set(line.codes) <= {TOTAL} and not line.hidden:
                    assert (line.numerator, line.units) == (whole.numerator, whole.units)


@pytest.mark.usefixtures("loaded", "computed")
def test_the_command_gives_the_same_bytes_as_every_file():
    of = open_data(protecting.protected_table("T1.1/1-6", DAY, ("sex",), real=True))
    assert tuple(MEDIA_TYPES) == FORMATS
    for ending in FORMATS:
        asked = ["table", "T1.1/1-6", "--by", "sex", "--format", ending]
        told = CliRunner().invoke(indicators, asked, catch_exceptions=False)
        assert told.stdout_bytes == files(of)[f"{of.code}.{ending}"], ending
