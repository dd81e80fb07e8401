"""The money in progress: what stands, what is held against what, and that the parts add up."""

import doctest
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from bagdar.monitoring.rules.execution import execution_of, source_in_act
from bagdar.monitoring.rules.nouns import Origin, Spending
from bagdar.programme.rules.act import Measure, Money
from tests.rules.spendings import spent_on

D = Decimal
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "algorithms" / "execution.md"


@pytest.fixture
def small(edition):
    """Three measures of the act with plain money: 100 of РБ and 40 of ЖБ, 60 for both, none."""
    money = {
        1: (Money(source="РБ", amounts={2020: D(100), 2021: D(110)}, budget_programmes=("098",)),
            Money(source="ЖБ", amounts={2020: D(40)})),
        2: (Money(source="РБ, ЖБ", amounts={2020: D(60)}, budget_programmes=("098", "099")),),
        3: (),
    }  # fmt: skip
    measures = tuple(
        edition.measure_by_number[number].model_copy(update={"money": rows})
        for number, rows in money.items()
    )
    # Made anew, not copied: a copy would keep what the act's edition has looked up already.
    fields = {name: getattr(edition, name) for name in type(edition).model_fields}
    return type(edition).model_construct(**fields | {"measures": measures})


def execution(
    edition,
    *facts: Spending,
    year: int | None = None,
    regions: Sequence[str] = ("KZ-11", "KZ-15"),
    last_over: int = 2021,
):
    return execution_of(
        edition,
        facts,
        origin=Origin.REAL,
        regions=lambda _: tuple(regions),
        last_over=last_over,
        year=year,
    )


def test_of_the_act_alone_everything_is_planned_and_nothing_reported(edition):
    found = execution(edition, last_over=2025)
    assert found.total.act == 10_294_428
    assert (found.total.spent, found.total.share, found.total.gap) == (None, None, None)
    assert len(found.unreported) == 46
    amounts = [one.act for one in found.unreported]
    assert amounts == sorted(amounts, reverse=True)
    assert sum(amounts) == found.total.act
    assert not found.is_reported


# What is held against what: (plan, revised, spent) of РБ in 2020 → base, its kind, percent.
@pytest.mark.parametrize(
    ("amounts", "base", "kind", "share"),
    [
        ((95, 80, 60), D(80), "revised", D(75)),
        ((80, None, 60), D(80), "plan", D(75)),
        ((None, None, 60), D(100), "act", D(60)),
        ((95, 80, 80), D(80), "revised", D(100)),
        ((95, 80, 0), D(80), "revised", D(0)),
        ((95, 80, 88), D(80), "revised", D(110)),
        ((95, 0, 0), D(0), "revised", None),
    ],
)
def test_spending_is_held_against_the_revised_plan_else_the_plan_else_the_act(
    small, amounts, base, kind, share
):
    total = execution(small, spent_on(1, 2020, "РБ", *amounts), year=2020).total
    assert (total.base, total.base_kinds, total.share) == (base, (kind,), share)
    assert total.gap == base - total.held


def test_a_plan_without_spending_is_shown_and_still_counts_as_not_reported(small):
    found = execution(small, spent_on(1, 2020, "РБ", 95, 80), year=2020)
    assert (found.total.plan, found.total.revised, found.total.spent) == (95, 80, None)
    assert found.total.share is None
    assert [one.measure for one in found.unreported] == [1, 2]


def test_measures_with_money_and_no_report_are_counted_and_named_largest_first(small):
    found = execution(small, spent_on(1, 2020, "РБ", 95, 80, 60))
    assert [(one.measure, one.years, one.act) for one in found.unreported] == [
        (1, (2020, 2021), 150),
        (2, (2020,), 60),
    ]


def test_a_year_that_is_not_over_is_not_called_unreported(small):
    found = execution(small, spent_on(1, 2020, "РБ", 95, 80, 60), last_over=2020)
    assert [(one.measure, one.years) for one in found.unreported] == [(2, (2020,)), (1, (2020,))]


def test_a_line_of_the_country_stands_before_those_of_regions(small):
    found = execution(
        small,
        spent_on(1, 2020, "ЖБ", 40, 40, 30),
        spent_on(1, 2020, "ЖБ", 20, 20, 5, region="KZ-11"),
        year=2020,
    )
    line = next(line for line in found.lines if line.source == "ЖБ")
    assert (line.spent, line.told_by, line.regions_missing) == (30, "country", ())


def test_regions_are_added_up_and_one_that_has_not_reported_is_named_and_not_guessed(small):
    fact = spent_on(1, 2020, "ЖБ", 20, 18, 9, region="KZ-11")
    line = next(one for one in execution(small, fact, year=2020).lines if one.source == "ЖБ")
    assert (line.plan, line.revised, line.spent) == (20, 18, 9)
    assert (line.told_by, line.regions_missing, line.base) == ("regions", ("KZ-15",), 18)
    both = execution(small, fact, spent_on(1, 2020, "ЖБ", 20, 20, 20, region="KZ-15"), year=2020)
    line = next(one for one in both.lines if one.source == "ЖБ")
    assert (line.spent, line.regions_missing) == (29, ())
    assert both.regions_missing == ()


def test_a_part_of_the_regions_is_never_held_against_the_whole_of_the_act(small):
    found = execution(small, spent_on(1, 2020, "ЖБ", spent=9, region="KZ-11"), year=2020)
    assert (found.total.spent, found.total.base_kinds, found.total.share) == (9, (), None)
    whole = execution(
        small, spent_on(1, 2020, "ЖБ", spent=9, region="KZ-11"), year=2020, regions=("KZ-11",)
    )
    assert (whole.total.base, whole.total.share) == (40, D("22.5"))


@pytest.mark.parametrize("plan", [20, None])
def test_what_a_missing_region_has_not_said_is_no_change_of_plan(small, plan):
    """One of two regions has told of its 20, the act gives both 40: nobody cut anything."""
    found = execution(small, spent_on(1, 2020, "ЖБ", plan, 20, 16, region="KZ-11"), year=2020)
    way = found.way
    assert (way.regions_missing, way.replanned, way.revised, way.base) == (-20, 0, 0, 20)
    both = execution(
        small,
        spent_on(1, 2020, "ЖБ", plan, 20, 16, region="KZ-11"),
        spent_on(1, 2020, "ЖБ", plan, 15, 15, region="KZ-15"),
        year=2020,
    )
    # Both have told: what the second corrected is a correction.
    assert (both.way.regions_missing, both.way.replanned, both.way.revised) == (0, 0, -5)


def test_a_sum_that_the_country_tells_for_several_sources_holds_what_regions_tell_of_one(small):
    """The act divides the sources; a report that does not must not be added to its own part."""
    found = execution(
        small,
        spent_on(1, 2020, "РБ, ЖБ", spent=120),
        spent_on(1, 2020, "ЖБ", spent=9, region="KZ-11"),
        year=2020,
    )
    assert found.total.spent == 120
    assert [one.region for one in found.spendings] == [""]
    # A region's source in a row of its own stays where the country tells of another row.
    measure = small.measures[1].model_copy(
        update={"money": (*small.measures[1].money, Money(source="РБ", amounts={2020: D(5)}))}
    )
    apart = type(small).model_construct(
        **{name: getattr(small, name) for name in type(small).model_fields}
        | {"measures": (small.measures[0], measure, small.measures[2])}
    )
    both = execution(
        apart,
        spent_on(2, 2020, "РБ, ЖБ", spent=50),
        spent_on(2, 2020, "РБ", spent=4, region="KZ-11"),
        year=2020,
    )
    assert both.total.spent == 54


def test_a_source_printed_as_several_at_once_stays_together(small):
    found = execution(
        small,
        spent_on(2, 2020, "РБ", 40, 40, 30),
        spent_on(2, 2020, "ЖБ", 20, 20, 10, region="KZ-11"),
        year=2020,
    )
    totals = {one.key: one for one in found.by_source}
    assert totals["РБ, ЖБ"].act == 60
    assert totals["РБ, ЖБ"].spent == 40
    assert totals["РБ"].spent is None
    assert list(totals) == ["РБ", "ЖБ", "РБ, ЖБ"]


def test_a_national_line_of_several_sources_takes_the_place_of_the_regions_part(small):
    found = execution(
        small,
        spent_on(2, 2020, "РБ, ЖБ", 60, 60, 50),
        spent_on(2, 2020, "ЖБ", 20, 20, 10, region="KZ-11"),
        year=2020,
    )
    assert found.total.spent == 50
    assert [one.region for one in found.spendings] == [""]


@pytest.mark.parametrize(
    ("rows", "source", "place"),
    [
        (("РБ", "ЖБ"), "РБ", "РБ"),
        (("РБ+ДБ",), "ДБ", "РБ+ДБ"),
        (("РБ", "РБ, ЖБ"), "РБ", "РБ"),
        (("РБ, ЖБ", "РБ+ДБ"), "РБ", "РБ"),
        (("РБ",), "ЖБ", "ЖБ"),
        ((), "РБ", "РБ"),
    ],
)
def test_where_a_reported_source_belongs(small, rows, source, place):
    measure: Measure = small.measures[0].model_copy(
        update={"money": tuple(Money(source=one, amounts={2020: D(1)}) for one in rows)}
    )
    assert source_in_act(measure, source) == place


def test_spending_where_the_act_has_no_money_is_counted_and_named(small):
    found = execution(small, spent_on(3, 2020, "РБ", 10, 12, 11, code="217"), year=2020)
    (line,) = found.outside
    assert (line.measure, line.act, line.spent, line.budget_programmes) == (3, None, 11, ("217",))
    assert (found.total.outside, found.total.spent) == (11, 11)
    assert found.way.outside == 10


def test_budget_programmes_of_one_row_stay_one_combination(small):
    found = execution(
        small,
        spent_on(2, 2020, "РБ, ЖБ", 40, 40, 30, code="098"),
        spent_on(2, 2020, "РБ, ЖБ", 20, 20, 10, code="099"),
        year=2020,
    )
    totals = {one.key: one for one in found.by_budget_programmes}
    assert totals["098", "099"].spent == 40
    assert [(one.code, one.spent) for one in found.reported_codes] == [("098", 30), ("099", 10)]


def test_a_measure_that_the_edition_does_not_have_is_left_out(small):
    assert execution(small, spent_on(199, 2020, "РБ", 1, 1, 1)).total.spent is None


# --- whatever the facts are --------------------------------------------------------------------


def many(edition, seed: int) -> list[Spending]:
    luck = Random(seed)
    facts = {}
    for measure in edition.measures:
        for year in edition.period.years:
            for source in ("РБ", "ЖБ", "РБ, ЖБ", "ДБ"):
                for region in ("", "KZ-11", "KZ-15"):
                    if luck.random() < 0.12:
                        amounts = [
                            None if luck.random() < 0.2 else D(luck.randint(0, 99_999)) / 10
                            for _ in range(3)
                        ]
                        code = luck.choice(("", "098", "217"))
                        key = measure.number, year, source, region, code
                        facts[key] = spent_on(
                            measure.number, year, source, *amounts, region=region, code=code
                        )
    return list(facts.values())


CUTS = ("by_source", "by_year", "by_goal", "by_task", "by_measure", "by_body",
        "by_budget_programmes")  # fmt: skip


def added(totals, name: str) -> Decimal:
    return sum((getattr(one, name) or D(0) for one in totals), D(0))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("cut", CUTS)
def test_the_parts_add_up_to_the_whole_by_every_cut(edition, seed, cut):
    found = execution(edition, *many(edition, seed), last_over=2025)
    parts = getattr(found, cut)
    for name in ("act", "plan", "revised", "spent", "base", "held", "outside", "unreported_act"):
        assert added(parts, name) == (getattr(found.total, name) or D(0)), name


@pytest.mark.parametrize("seed", range(5))
def test_the_way_from_the_act_to_the_spending_adds_up(edition, seed):
    found = execution(edition, *many(edition, seed), last_over=2025)
    way = found.way
    steps = (way.not_reported, way.regions_missing, way.outside, way.replanned, way.revised)
    assert way.act + sum(steps) == way.base
    assert way.base + way.unspent + way.without_base == way.spent
    assert (way.act, way.spent) == (found.total.act, found.total.spent)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_facts_does_not_matter(edition, seed):
    facts = many(edition, seed)
    turned = Random(seed).sample(facts, len(facts))
    assert execution(edition, *facts) == execution(edition, *turned)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_counted_is_each_fact_once_and_the_codes_add_up_to_it(edition, seed):
    facts = many(edition, seed)
    found = execution(edition, *facts)
    assert len(set(found.spendings)) == len(found.spendings)
    assert set(found.spendings) <= set(facts)
    assert added(found.reported_codes, "spent") == found.total.spent
    assert added(found.spendings, "spent") == found.total.spent


@pytest.mark.parametrize("seed", range(2))
def test_the_years_of_a_programme_add_up_to_all_of_it(edition, seed):
    facts = many(edition, seed)
    years = [execution(edition, *facts, year=year).total for year in edition.period.years]
    whole = execution(edition, *facts).total
    for name in ("act", "plan", "revised", "spent"):
        assert added(years, name) == getattr(whole, name)


def test_the_example_in_the_document_gives_what_the_document_prints():
    run = doctest.testfile(str(DOCUMENT), module_relative=False, encoding="utf-8")
    assert run.attempted >= 12 and run.failed == 0
