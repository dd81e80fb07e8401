"""Each row of the Programme has exactly one source: a metric over records, or one outside."""

from pathlib import Path

import pytest

from bagdar.core.errors import FaultyData
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.rules.sources import SHOWN, row_faults, sources
from bagdar.monitoring.rules.declared import read_monitoring

DATA = Path(__file__).resolve().parents[2] / "data"


def changed(folder: Path, old: str, new: str) -> Path:
    """A data folder whose sources.toml says something else."""
    told = (DATA / "indicators" / "sources.toml").read_text(encoding="utf-8")
    assert old in told
    (folder / "indicators").mkdir()
    (folder / "indicators" / "sources.toml").write_text(told.replace(old, new, 1), encoding="utf-8")
    return folder


def test_every_row_of_the_programme_has_exactly_one_source(edition):
    found = sources(DATA)
    assert found.programme == edition.programme
    for _, row in edition.rows():
        assert (row.code in found.computed) + (found.outside_of(row.code) is not None) == 1
    assert row_faults(found, [row.code for _, row in edition.rows()]) == []


def test_a_row_that_is_computed_names_the_metric_that_the_programme_is_held_against():
    found = sources(DATA)
    held = {one.row: code for code, one in METRICS.items() if not one.reading}
    assert found.computed == held


OF_RECORDS = """T1.1 T1.4 T1.5 I1.1.1 I1.1.2 I1.1.3 I1.1.4 I1.2.2 I1.3.2 I1.3.3 I1.3.4 I1.4.3
    I1.5.1 I1.5.2 I1.5.3 I1.5.5 I1.5.6 I1.6.1 I1.6.2 I1.6.3 I1.6.5 I1.7.1 I1.7.2 I1.7.3 I1.7.4
    I1.7.5 I1.7.6 I1.8.1 I1.8.2"""


def test_what_records_can_give_is_computed_and_nobody_is_asked_to_type_it():
    """Nothing slips back to be typed, as it would with a line moved in the declared file."""
    assert {row.partition("/")[0] for row in sources(DATA).computed} == set(OF_RECORDS.split())


def test_the_act_itself_names_the_document_of_an_outside_source(edition):
    """As printed, in Kazakh, and none is made up; of PISA's two wordings the first."""
    printed = {row.code: row.body.source.kk.casefold() for _, row in edition.rows()}
    for one in sources(DATA).outside:
        assert one.document.kk.casefold() in {printed[row] for row in one.rows}, one.code


def test_regions_have_a_figure_where_monitoring_asks_them_for_one(edition):
    monitoring = read_monitoring(DATA, edition.programme)
    for one in sources(DATA).outside:
        assert {monitoring.rollup(row).is_regional for row in one.rows} == {one.regional}


def test_every_target_and_baseline_that_the_act_prints_lies_within_the_bounds_of_its_unit(edition):
    for _, row in edition.rows():
        if bounds := sources(DATA).bounds(row.code):
            assert all(map(bounds.holds, row.targets().values())), row.code


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('rows = ["T1.3"]', 'rows = ["T1.3", "T2.2"]'),  # two sources of one row
        ('"T1.4" = "T1.4"', '"T1.4" = "T1.4"\n"T2.1" = "T2.1"'),  # a metric beside a source
        ('unit = "rank"', 'unit = "place"'),
        ('cycle = "survey"', 'cycle = "sometimes"'),
        ("url = ", "link = "),
    ],
)
def test_a_second_source_and_an_unknown_word_are_refused(tmp_path, old, new):
    with pytest.raises(FaultyData) as told:
        sources(changed(tmp_path, old, new))
    assert all(one.file == SHOWN for one in told.value.faults)


def test_a_row_that_was_forgotten_and_one_that_the_programme_has_not_are_named(tmp_path, edition):
    found = sources(changed(tmp_path, '"T1.4" = "T1.4"', '"T1.44" = "T1.4"'))
    told = row_faults(found, [row.code for _, row in edition.rows()])
    assert [one.facts["value"] for one in told] == ["T1.4", "T1.44"]
