"""A region that is divided in the facts moves no national figure, and three bases are offered.

From facts in the register over a snapshot to figures: what D of the drawn country had in 2021 lies
in two regions now, by the shares of those who learn there on the first day after.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import settings

from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.indicators import models
from bagdar.indicators.queries.snapshots import opened
from bagdar.indicators.rules import bridging, building, divisions
from bagdar.indicators.rules.adding import BASES
from bagdar.indicators.rules.building import Answer
from bagdar.indicators.rules.disclosure.protect import Protected, audit
from bagdar.indicators.rules.disclosure.tables import TOTAL
from bagdar.indicators.rules.errors import CubeDamaged, NotBridged, NotProtected
from bagdar.indicators.services import bridging as services
from bagdar.indicators.services import problems, protecting
from tests import needs
from tests.divided_country import AFTER, BEFORE, METRIC, SPLIT, facts_to_figures
from tests.outside_check import findings, hidden

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WHO, NOON = Actor("test", "operator"), datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    yield tmp_path


def regions(borders: str, on: date = BEFORE, *by: str) -> Answer:
    return protecting.protected_table(METRIC, on, ("region", *by), borders, real=True).answer


def sums(answer: Answer) -> dict[str, tuple[int | None, int | None]]:
    return {one.codes[0]: (one.numerator, one.denominator) for one in answer.lines}


def adds_up(found: dict[str, tuple[int | None, int | None]]) -> bool:
    parts = [one for place, one in found.items() if place != TOTAL]
    return tuple(sum(one[at] or 0 for one in parts) for at in (0, 1)) == found[TOTAL]


def test_three_bases_are_offered_and_each_adds_up_to_the_same_country(var: Path):
    facts_to_figures(var, divided=True)
    found = {borders: sums(regions(borders)) for borders in BASES}
    assert {one[TOTAL] for one in found.values()} == {(155, 270)}
    assert all(map(adds_up, found.values()))
    assert found["then"] == {"KZ-11": (30, 70), "KZ-63": (125, 200), TOTAL: (155, 270)}
    # D stands whole where its code lies now: exact, and without V2
    assert found["now"]["KZ-63"] == (80, 140) and found["now"]["KZ-10"] == (45, 60)
    # of 80 who learn in what was D, 60 in V1 and 20 in V2: a quarter of D goes to KZ-10
    assert found["bridged"]["KZ-63"] == (60, 105) and found["bridged"]["KZ-10"] == (65, 95)


def test_what_was_dealt_out_says_so_and_nothing_else_does(var: Path):
    facts_to_figures(var, divided=True)
    table = protecting.protected_table(METRIC, BEFORE, ("region",), "bridged", real=True)
    said = {one.codes[0]: one.estimated for one in table.answer.lines}
    assert said == {"KZ-10": True, "KZ-63": True, "KZ-11": False, TOTAL: False}
    (one,) = table.divided
    assert (one.place, one.since, one.counted) == ("D", SPLIT, True)
    assert one.shares == {"KZ-10": Fraction(1, 4), "KZ-63": Fraction(3, 4)}
    for borders in ("then", "now"):
        assert not any(line.estimated for line in regions(borders).lines)
    # after the division nothing is to be put anywhere
    after = protecting.protected_table(METRIC, AFTER, ("region",), "bridged", real=True)
    assert after.divided == () and not any(line.estimated for line in after.answer.lines)
    assert sums(after.answer) == sums(regions("then", AFTER))


def test_an_estimate_says_what_it_is_made_of_and_the_pieces_add_up_to_it(var: Path):
    facts_to_figures(var, divided=True)
    table = protecting.protected_table(METRIC, BEFORE, ("region",), "bridged", real=True)
    told = [(one.region, one.place, one.share) for one in table.made_of]
    assert told == [
        ("KZ-10", "", 1), ("KZ-10", "D", Fraction(1, 4)),
        ("KZ-63", "D", Fraction(3, 4)),
    ]  # fmt: skip
    for region, of in sums(table.answer).items():
        pieces = [one.part for one in table.made_of if one.region == region]
        assert not pieces or of == (
            sum(one.numerator for one in pieces if one),
            sum(one.denominator for one in pieces if one),
        )
    assert {one.whole.numerator for one in table.made_of if one.place and one.whole} == {80}
    assert protecting.protected_table(METRIC, BEFORE, ("region",), real=True).made_of == ()


def test_the_country_is_what_it_is_without_the_division(tmp_path: Path, var: Path):
    facts_to_figures(var, divided=False)
    for borders in BASES:
        for day in (BEFORE, AFTER):
            assert sums(regions(borders, day))[TOTAL] == (155, 270)
        assert set(sums(regions(borders))) == {"KZ-11", "KZ-63", TOTAL}


def test_each_breakdown_of_bridged_regions_adds_up(var: Path):
    facts_to_figures(var, divided=True)
    for by in ("sex", "settlement", "age"):
        answer = regions("bridged", BEFORE, by)
        for code in {one.codes[1] for one in answer.lines}:
            lines = [one for one in answer.lines if one.codes[1] == code]
            of = {one.codes[0]: (one.numerator, one.denominator) for one in lines}
            assert any(one.hidden for one in lines) or adds_up(of), (by, code)


def test_parts_that_are_rounded_each_by_itself_would_move_the_country(
    var: Path, monkeypatch: pytest.MonkeyPatch
):
    """The negative control."""
    facts_to_figures(var, divided=True)
    monkeypatch.setattr(
        bridging, "dealt",
        lambda count, shares: {one: -int(-count * share) + 1 for one, share in shares.items()},
    )  # fmt: skip
    assert not adds_up(sums(regions("bridged")))


def test_all_three_bases_together_give_nothing_away(var: Path):
    facts_to_figures(var, divided=True)
    table = protecting.protected_table(METRIC, BEFORE, ("region",), "bridged", real=True)
    made = table.computation

    def whole(by: building.By, borders: str) -> Protected:
        cube, kept, counted = protecting.kept_of(made, borders)
        return building.protected(by, borders, cube, counted, kept)

    safe = [
        whole(by, borders)
        for borders in BASES
        for by in (("region",), ("district",), ("region", "sex"), ("region", "age"))
    ]
    assert audit(safe) == ()


@pytest.mark.thorough
@pytest.mark.skipif(not needs.spark(), reason=needs.NO_SPARK)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_spark_gives_the_same_three_bases(var: Path, monkeypatch: pytest.MonkeyPatch):
    facts_to_figures(var, divided=True, engine="spark")
    monkeypatch.setattr(services, "open_snapshot", lambda begins: opened(begins, engine="spark"))
    bridged = protecting.protected_table(METRIC, BEFORE, ("region",), "bridged", real=True)
    assert bridged.computation.engine == "spark"
    assert sums(bridged.answer)["KZ-63"] == (60, 105)
    assert sums(regions("now"))["KZ-63"] == (80, 140)


def test_a_part_of_few_learners_makes_no_share_of_its_own():
    shares = divisions.shares_of({"KZ-10": 9, "KZ-63": 200}, least=10)
    assert shares == {"KZ-63": 1}
    assert divisions.shares_of({"KZ-10": 10, "KZ-63": 200}, least=10)["KZ-10"] == Fraction(10, 210)


def test_declared_shares_go_before_counted_ones_and_say_their_source(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    declared(monkeypatch, tmp_path, "KZ-10,0.5", "KZ-63,0.5")
    facts_to_figures(var, divided=True)
    table = protecting.protected_table(METRIC, BEFORE, ("region",), "bridged", real=True)
    (one,) = table.divided
    assert not one.counted and one.sources == ("a drawn census",)
    assert sums(table.answer)["KZ-63"] == (40, 70) and adds_up(sums(table.answer))


def test_beside_real_facts_an_illustrative_share_is_refused(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from bagdar.core.origins import Origin
    from bagdar.indicators.queries.snapshots import OpenSnapshot

    declared(monkeypatch, tmp_path, "KZ-10,0.5", "KZ-63,0.5")
    monkeypatch.setattr(OpenSnapshot, "origin", Origin.REAL)
    facts_to_figures(var, divided=True)
    with pytest.raises(NotBridged):
        regions("bridged")


def test_where_nothing_says_how_a_district_was_divided_the_basis_is_refused(
    var: Path, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patched:
        patched.setattr(services, "_learners", lambda *asked: {})
        facts_to_figures(var, divided=True)
        with pytest.raises(NotBridged):
            regions("bridged")
    assert adds_up(sums(regions("now")))
    with pytest.raises(NotProtected):  # it is known now, and a question still makes nothing
        regions("bridged")
    (waits,) = protecting.unprotected()
    assert protecting.protect_figures([waits], by=WHO, now=lambda: NOON) == 1
    assert adds_up(sums(regions("bridged"))) and protecting.unprotected() == ()


def test_s7_every_table_is_taken_out_for_an_outside_check_which_agrees(var: Path):
    facts_to_figures(var, divided=True)
    problems.write(problems.taken(METRIC, BEFORE, by=WHO), var / "out")
    (event,) = Event.objects.filter(action="indicators.problem_taken")
    files = {one.name: one.read_bytes() for one in (var / "out").iterdir()}
    problem = json.loads(files["problem.json"])
    assert len(problem["tables"]) == event.facts["tables"] > 6
    assert any(one["code"].startswith("bridged:") for one in problem["tables"])
    assert findings(files) == [] and hidden(files)
    assert {one.stat().st_mode & 0o777 for one in (var / "out").iterdir()} == {0o600}


def everything(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


def test_a_question_writes_nothing_and_what_protection_did_is_in_the_trail(var: Path):
    facts_to_figures(var, divided=True)
    done = Event.objects.filter(action="indicators.bridged").count()
    assert done == models.Protection.objects.exclude(bridged="").count() == 2
    before, events = everything(var), Event.objects.count()
    for borders in BASES:
        regions(borders)
    assert (everything(var), Event.objects.count()) == (before, events)


def test_protected_at_the_first_question_a_question_would_write(
    var: Path, monkeypatch: pytest.MonkeyPatch
):
    """The control: the same look at the folder notices it."""
    facts_to_figures(var, divided=True)
    made = models.Computation.objects.get(on=BEFORE)
    services.place_of(made).unlink()
    before = everything(var)
    with pytest.raises(CubeDamaged):
        regions("bridged")
    assert everything(var) == before
    cube, found, counted = protecting.kept_of(made)
    services.bridge(made, cube, found, counted)
    assert everything(var) != before and adds_up(sums(regions("bridged")))


def test_what_was_bridged_before_it_stood_in_the_trail_is_taken_as_it_is(var: Path):
    """By an installation that was made by the first question: answers were read from it."""
    facts_to_figures(var, divided=True)
    made = models.Computation.objects.get(on=BEFORE)
    models.Protection.objects.update(bridged="")
    kept = services.place_of(made).read_bytes()
    assert protecting.protect_figures([made], by=WHO, now=lambda: NOON) == 1
    assert services.place_of(made).read_bytes() == kept
    assert protecting.protect_figures([made], by=WHO, now=lambda: NOON) == 0


def declared(monkeypatch: pytest.MonkeyPatch, folder: Path, *lines: str) -> None:
    """Shares of D, in place of the file of the installation."""
    place = folder / "declared" / divisions.FOLDER
    place.mkdir(parents=True)
    rows = [f"{SPLIT},D,{line},illustrative,a drawn census" for line in lines]
    head = "since,place,part,share,origin,source"
    (place / divisions.FILE).write_text("\n".join([head, *rows]) + "\n")
    found = divisions.divisions(folder / "declared")
    monkeypatch.setattr(services, "divisions", lambda data_dir: found)
