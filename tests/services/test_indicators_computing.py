"""Figures are computed once from the same files, can be made again, and are never half there."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.indicators import models
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.queries import figures as queries
from bagdar.indicators.queries.snapshots import OpenSnapshot, opened
from bagdar.indicators.rules.adding import Sums, whole
from bagdar.indicators.rules.errors import CubeDamaged, OutsideMissing
from bagdar.indicators.services import computing
from bagdar.indicators.services.computing import Step, compute
from bagdar.indicators.services.rebuilding import rebuild
from tests.nation_snapshot import AROUND_2022, nation_folder, standing

pytestmark = [pytest.mark.django_db, pytest.mark.database]
BY = Actor("test", "operator")
BEFORE, AFTER = date(2021, 10, 1), date(2022, 10, 1)
SOME = ("T1.1/3-6", "I1.3.4/cctv", "I1.7.4")
# A figure of the simulator's truth, and the metric that has to find it in the tables.
TRUTH = {
    "preschool.coverage_1_6": "T1.1/1-6",
    "preschool.coverage_3_6": "T1.1/3-6",
    "college.state_order_in_work": "T1.4:same_year",
    "university.state_order_in_work": "T1.5:same_year",
    "staff.preschool_training": "I1.1.2",
    "university.professional_standard": "I1.1.3",
    "staff.school_category": "I1.1.4",
    "activity.supplementary": "I1.2.2",
    "activity.supplementary_urban": "I1.2.2/city",
    "activity.supplementary_rural": "I1.2.2/village",
    "care.in_institution": "I1.3.2",
    "condition.inclusive_kindergarten": "I1.3.3/preschool",
    "condition.inclusive_school": "I1.3.3/school",
    "condition.inclusive_college": "I1.3.3/tvet",
    "condition.inclusive_university": "I1.3.3/hei",
    "condition.cameras": "I1.3.4/cctv",
    "condition.turnstiles": "I1.3.4/turnstile",
    "condition.demonstration_exams": "I1.4.3:all",
    "college.dual_training": "I1.5.3",
    "university.joint_programmes": "I1.5.5:either",
    "university.foreign_students": "I1.5.6",
    "activity.zhas_qyran": "I1.6.1",
    "activity.zhas_ulan": "I1.6.2",
    "activity.sport": "I1.6.5",
    "condition.emergency": "I1.7.1",
    "condition.three_shifts": "I1.7.2",
    "condition.equipped_rooms": "I1.7.4",
    "condition.per_capita": "I1.8.1",
    "staff.university_heads_management": "I1.8.2",
}


def now() -> datetime:
    return datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenSnapshot]:
    with standing(tmp_path, monkeypatch) as id:
        yield opened(id)


def computed(snapshot: OpenSnapshot, codes: Any = SOME, on: date = AFTER) -> list[Any]:
    return compute(snapshot, on, [METRICS[code] for code in codes], by=BY, now=now)


def country(code: str, on: date = AFTER) -> Sums:
    made = models.Computation.objects.get(metric=code, on=on)
    one = made.figures.get(borders="then", place="")
    return Sums(one.numerator, one.denominator, one.units)


def test_every_metric_finds_the_truth_that_was_planted(snapshot: OpenSnapshot):
    """As the tables have it: nobody who was planted is left out."""
    computed(snapshot, METRICS, BEFORE)
    truth = pl.read_parquet(nation_folder() / "truth" / "totals.parquet")
    planted = {
        figure: (value, of)
        for figure, value, of in truth.filter(pl.col("year") == BEFORE.year)
        .select("figure", "in_tables", "of").iter_rows()
    }  # fmt: skip
    far = {}
    for figure, code in TRUTH.items():
        sums = country(code, BEFORE)
        found = sums.numerator / sums.denominator if sums.denominator else 0.0
        if abs(found - planted[figure][0]) > 1e-12:
            far[figure] = (found, planted[figure])
    assert far == {}
    assert country("I1.6.3", BEFORE).numerator == round(
        planted["activity.zhas_sarbaz"][0] * AROUND_2022.scale
    )


def test_the_readiness_that_was_planted_is_found_in_the_spring_that_is_told(snapshot: OpenSnapshot):
    """The first spring of a nation is before its first day, so the year after it is asked."""
    computed(snapshot, ["I1.5.1"], AFTER)
    truth = pl.read_parquet(nation_folder() / "truth" / "totals.parquet")
    [[planted, many]] = truth.filter(
        (pl.col("figure") == "preschool.readiness") & (pl.col("year") == AFTER.year)
    ).select("in_tables", "of").iter_rows()  # fmt: skip
    sums = country("I1.5.1", AFTER)
    assert sums.units == many > 1000
    assert abs(sums.numerator / sums.denominator - planted) < 1e-12


def test_the_same_files_are_computed_once(snapshot: OpenSnapshot):
    first = computed(snapshot)
    steps: list[Step] = []
    again = compute(
        snapshot, AFTER, [METRICS[code] for code in SOME], by=BY, now=now, told=steps.append
    )
    assert [one.pk for one in again] == [one.pk for one in first]
    assert all(one.reused for one in steps)
    assert models.Computation.objects.count() == len(SOME)


def test_a_run_that_was_cut_off_goes_on_with_the_rest(
    snapshot: OpenSnapshot, monkeypatch: pytest.MonkeyPatch
):
    real = computing.cube_in

    def cut_off(opened: OpenSnapshot, metric: Any, asked: Any) -> Any:
        if metric.code == SOME[1]:
            raise KeyboardInterrupt
        return real(opened, metric, asked)

    monkeypatch.setattr(computing, "cube_in", cut_off)
    with pytest.raises(KeyboardInterrupt):
        computed(snapshot)
    assert [one.metric for one in models.Computation.objects.all()] == [SOME[0]]
    monkeypatch.setattr(computing, "cube_in", real)
    steps: list[Step] = []
    compute(snapshot, AFTER, [METRICS[code] for code in SOME], by=BY, now=now, told=steps.append)
    assert [one.reused for one in steps] == [True, False, False]


def test_a_split_of_regions_moves_no_national_figure_and_both_borders_add_up(
    snapshot: OpenSnapshot,
):
    computed(snapshot, SOME, BEFORE)
    split: set[str] = set()
    for code in SOME:
        rows = models.Figure.objects.filter(computation__metric=code)
        of = {
            borders: {
                one.place: Sums(one.numerator, one.denominator, one.units)
                for one in rows.filter(borders=borders)
            }
            for borders in ("then", "now")
        }
        assert of["then"][""] == of["now"][""]
        for places in of.values():
            assert whole(sums for place, sums in places.items() if place) == places[""]
        split |= set(of["now"]) - set(of["then"])
    assert split and split <= {"KZ-10", "KZ-33", "KZ-62"}


def test_a_figure_can_be_made_again_to_the_byte(snapshot: OpenSnapshot):
    computed(snapshot)
    one = queries.figures_of("I1.7.4", real=True)[0]
    assert rebuild(one.id).is_same


def test_a_definition_that_was_changed_is_told(
    snapshot: OpenSnapshot, monkeypatch: pytest.MonkeyPatch
):
    computed(snapshot)
    one = queries.figures_of("I1.3.4/cctv", real=True)[0]
    monkeypatch.setitem(METRICS, "I1.3.4/cctv", METRICS["I1.3.4/turnstile"])  # type: ignore[misc]
    assert set(rebuild(one.id).differs) == {"inputs", "cube"}


def test_cells_that_are_not_those_that_were_computed_are_refused(snapshot: OpenSnapshot):
    made = computed(snapshot)[0]
    found = queries.cube_of(made.pk)
    assert whole(found.cells.values()) == country(made.metric)
    path = computing.folder() / f"{made.cube}.csv"
    path.write_bytes(path.read_bytes().replace(b"female", b"male", 1))
    with pytest.raises(CubeDamaged):
        queries.cube_of(made.pk)


def test_an_illustrative_figure_from_elsewhere_never_meets_real_records(
    snapshot: OpenSnapshot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(OpenSnapshot, "origin", Origin.REAL)
    with pytest.raises(OutsideMissing):
        computed(snapshot, ["I1.3.4/cctv", "I1.1.1"])
    assert not models.Computation.objects.exists()
