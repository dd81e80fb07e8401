"""An act that adds up has no arithmetic finding; one amount changed is found where it stands."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.check import check
from tests.rules.editions import (
    YEARS,
    edition,
    finance,
    measure,
    money,
    number,
    passport,
    section6,
    total_row,
    totals,
)

SOURCES = ("РБ", "ЖБ", "РБ, ЖБ", "ДБ")
HOME = {"РБ": "РБ", "ЖБ": "ЖБ", "РБ, ЖБ": "РБ", "ДБ": "other"}
ARITHMETIC = {
    "sum_of_years", "sum_of_years_rounded", "sum_of_sources", "sum_of_sources_rounded",
    "measures_against_totals", "measures_against_totals_rounded", "source_out_of_bounds",
    "source_without_measures", "source_without_total", "passport_against_totals",
    "section6_against_totals", "passport_against_section6",
}  # fmt: skip

amounts = st.dictionaries(st.sampled_from(YEARS), st.integers(1, 10**6), min_size=1)
plans = st.lists(st.tuples(st.sampled_from(SOURCES), amounts), min_size=1, max_size=8)


def consistent(plan: list[tuple[str, dict[int, int]]]) -> Edition:
    """An act whose totals, section 6 and passport are added up from its measures."""
    rows: dict[str, dict[int, int]] = {source: {} for source in HOME.values()} | {"ЖБ": {}}
    for source, figures in plan:
        home = rows[HOME[source]]
        for year, amount in figures.items():
            home[year] = home.get(year, 0) + amount
    all_years = {
        year: sum(figures.get(year, 0) for figures in rows.values())
        for year in YEARS
        if any(year in figures for figures in rows.values())
    }
    whole = sum(all_years.values())
    made = [total_row(source, figures) for source, figures in {**rows, "all": all_years}.items()]
    by_source = {source: sum(figures.values()) for source, figures in rows.items()}
    unit = totals().unit
    return edition(
        measures=[measure(n, money=[money(*one)]) for n, one in enumerate(plan, start=1)],
        totals=totals().model_copy(update={"rows": tuple(made)}),
        section6=section6(totals(**by_source, all=whole)),
        passport=passport(finance=finance(whole, by_source, all_years, unit=unit)),
    )


def arithmetic(act: Edition) -> list[tuple[str, str]]:
    found = [finding for finding in check(act) if finding.code in ARITHMETIC]
    return [(finding.code, f"{finding.where.row} {finding.where.column}") for finding in found]


@given(plans)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_an_act_that_adds_up_has_no_arithmetic_finding(plan):
    assert arithmetic(consistent(plan)) == []


@given(plans, st.data())
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_one_amount_changed_by_one_is_found_in_its_row_and_in_its_year(plan, data):
    act = consistent(plan)
    index = data.draw(st.integers(0, len(plan) - 1))
    year = data.draw(st.sampled_from(sorted(plan[index][1])))
    changed = act.measures[index]
    row = changed.money[0]
    wrong = row.model_copy(update={"amounts": {**row.amounts, year: row.amounts[year] + number(1)}})
    measures = list(act.measures)
    measures[index] = changed.model_copy(update={"money": (wrong,)})
    found = arithmetic(act.model_copy(update={"measures": tuple(measures)}))
    codes = {code.removesuffix("_rounded") for code, _ in found}
    assert {"sum_of_years", "measures_against_totals"} <= codes
    row_places = {place for code, place in found if code.startswith("sum_of_years")}
    assert row_places == {f"{changed.code} total"}
    years = {place.split()[-1] for code, place in found if code.startswith("measures_against")}
    assert years == {str(year)}


def test_a_change_beyond_rounding_is_an_error_and_one_within_is_a_note():
    act = consistent([("РБ", dict.fromkeys(YEARS, 100))])
    for added, code in ((3, "sum_of_years_rounded"), (4, "sum_of_years")):
        row = act.measures[0].money[0]
        wrong = row.model_copy(update={"total": row.total + added})
        measures = (act.measures[0].model_copy(update={"money": (wrong,)}),)
        assert arithmetic(act.model_copy(update={"measures": measures})) == [(code, "m1 total")]
